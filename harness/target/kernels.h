/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest kernels: which there are, having one prepared, what it consists of. */
#ifndef TRACKCERT_KERNELS_H
#define TRACKCERT_KERNELS_H

#include "run.h"

/**
 * struct kernel_ask - a kernel as a run wants it
 * @name: what reports and files call it; one of kernels_names(), or of
 *        kernel_path_name()
 * @path: the folder that it is in; NULL: it is one of ours
 * @build: folder of a driver out of tree that is built for it; NULL: none
 * @source: tree whose files of these drivers are built; NULL: the package's
 * @core_source: likewise of the VFIO core
 * @drivers: the drivers under test on it
 */
struct kernel_ask {
	char *name;
	char *path;
	char *build;
	char *source;
	char *core_source;
	struct strings drivers;
};

/** struct kernel - a prepared kernel; see seam 3 of docs/architecture.md */
struct kernel {
	char *name;
	char *dir; /* vmlinuz, initramfs.cpio, kernel.json */
	char *release;
	char *config_sha256;
	char *append; /* its part of the kernel's command line */
	char *note;
	char *profile;	   /* the contract that it keeps */
	char *arch;	   /* x86_64 or arm64; picks QEMU's program */
	unsigned int slow; /* how much longer all takes; at least 1 */
	struct strings modes;
	char *source; /* where the drivers' sources were taken from; NULL:
			 package */
	char *core_source;
	struct strings driver_changed; /* files there that differ */
	struct strings core_changed;
	struct pairs packages;
	struct strings parameters; /* of our fixtures: MODULE.PARAMETER */
	struct module *modules;
	size_t nr_modules;
};

/** kernels_names() - the kernels there are, sorted; 0 or -errno */
int kernels_names(struct strings *names);

/** kernel_summary() - allocated sentence out of its description, or NULL */
char *kernel_summary(const char *name);

/** kernel_has_bugs() - does it carry bugs of ours that can be switched on? */
bool kernel_has_bugs(const char *name);

/** kernel_is_slow() - does everything take longer on it than elsewhere? */
bool kernel_is_slow(const char *name);

/**
 * kernel_prepare() - fetch and build what a kernel needs
 * @ask: which, and with what
 *
 * Runs vms/prepare, whose lines go straight to the user.
 *
 * Return: 0, after a line on stderr -EINVAL when what is asked for is wrong and
 * -EIO when something else is, or -EINTR when it was stopped by a signal.
 */
int kernel_prepare(const struct kernel_ask *ask);

/**
 * kernel_load() - read a prepared kernel's kernel.json
 * @ask: what kernel_prepare() was told
 * @kernel: receives it; kernel_free() it always
 *
 * Return: 0, or -errno after a line on stderr.
 */
int kernel_load(const struct kernel_ask *ask, struct kernel *kernel);

void kernel_free(struct kernel *kernel);
void kernel_ask_free(struct kernel_ask *ask);
void module_free(struct module *module);
void module_copy(struct module *to, const struct module *from);

#endif
