/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest kernels: which there are, having one prepared, what it consists of. */
#ifndef TRACKCERT_KERNELS_H
#define TRACKCERT_KERNELS_H

#include "run.h"

/** struct kernel - a prepared kernel; see seam 3 of docs/architecture.md */
struct kernel {
	char *name;
	char *dir; /* vmlinuz, initramfs.cpio, kernel.json */
	char *release;
	char *config_sha256;
	char *append; /* its part of the kernel's command line */
	char *note;
	char *profile; /* the contract that it keeps */
	struct strings modes;
	struct pairs packages;
	struct strings parameters; /* of our fixtures: MODULE.PARAMETER */
	struct module *modules;
	size_t nr_modules;
};

/** kernels_names() - the kernels there are, sorted; 0 or -errno */
int kernels_names(struct strings *names);

/** kernel_summary() - allocated sentence out of its description, or NULL */
char *kernel_summary(const char *name);

/**
 * kernel_prepare() - fetch and build what a kernel needs
 * @name: one of kernels_names()
 *
 * Runs vms/prepare, whose lines go straight to the user.
 *
 * Return: 0, or -EIO after a line on stderr, or -EINTR when it was stopped
 * by a signal.
 */
int kernel_prepare(const char *name);

/**
 * kernel_load() - read a prepared kernel's kernel.json
 * @name: its name
 * @kernel: receives it; kernel_free() it always
 *
 * Return: 0, or -errno after a line on stderr.
 */
int kernel_load(const char *name, struct kernel *kernel);

void kernel_free(struct kernel *kernel);
void module_free(struct module *module);
void module_copy(struct module *to, const struct module *from);

#endif
