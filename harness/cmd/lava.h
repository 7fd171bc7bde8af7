/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A job for LAVA, the lab engine of kernelci.org and Linaro: one boot of a
 * guest, described so that somebody else's dispatcher makes it.
 */
#ifndef TRACKCERT_LAVA_H
#define TRACKCERT_LAVA_H

#include <stdio.h>

#include "certification.h"
#include "digest.h"
#include "run.h"

/* What LAVA has to fetch for a job, in the order in which it is told of it. */
enum lava_file { LAVA_KERNEL, LAVA_INITRD, LAVA_DISK, LAVA_FILES };

/**
 * struct lava_job - what is in a job's definition
 * @name: for people
 * @arch: of the kernel: x86_64 or arm64
 * @url: of the folder with its files, without a slash at the end
 * @there: which files there are
 * @digests: theirs
 * @command: QEMU's arguments; lava_mark() stands for the path of a file
 * @nonce: of the boot
 * @plan: its cases
 * @n: how many
 * @timeout: seconds that replace the cases' own limits; 0: none
 * @metadata: shown with the job
 */
struct lava_job {
	const char *name;
	const char *arch;
	const char *url;
	bool there[LAVA_FILES];
	struct digest digests[LAVA_FILES];
	struct strings command;
	const char *nonce;
	const struct case_info *const *plan;
	size_t n;
	unsigned int timeout;
	struct pairs metadata;
};

/**
 * struct lava_where - what a lab has that we cannot know
 * @url: from where the folder can be fetched; NULL: it is read where it lies
 * @accel: tcg or kvm
 * @ktap: file on the dispatcher for what the suites print; NULL: nowhere
 * @device_type: of its machines that have the card; NULL: not said
 */
struct lava_where {
	const char *url;
	const char *accel;
	const char *ktap;
	const char *device_type;
};

/** lava_file_name() - of a file in the job's folder */
const char *lava_file_name(enum lava_file file);

/** lava_mark() - "{kernel}": LAVA puts the path of its copy there */
const char *lava_mark(enum lava_file file);

/**
 * lava_job_put() - write job.yaml
 * @job: the job
 * @out: where to
 *
 * The definition keeps to the schema of lava-common: the machine is told by
 * the images' image_arg, which a dispatcher appends to QEMU's options, and
 * results are read off the serial console by a monitor.
 */
void lava_job_put(const struct lava_job *job, FILE *out);

/**
 * lava_write() - fill the folder of a job
 * @c: planned, with one target on one kernel in one mode
 * @where: what the lab has
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int lava_write(struct certification *c, const struct lava_where *where);

/**
 * lava_local_write() - write a job that runs on a lab's machine itself
 * @o: what run would get there: its one target is pci:BDF
 * @ask: likewise
 * @where: what the lab has; its @url is where the kernel is, with its modules
 * and a root file system
 *
 * Nothing is looked at on this machine: the card is in another one.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int lava_local_write(const struct certify_options *o,
		     const struct hardware_ask *ask,
		     const struct lava_where *where);

#endif
