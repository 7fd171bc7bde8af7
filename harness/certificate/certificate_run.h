/* SPDX-License-Identifier: GPL-2.0-only */
/* From a driver to its package: the runs, a look at them, the signature. */
#ifndef TRACKCERT_CERTIFICATE_RUN_H
#define TRACKCERT_CERTIFICATE_RUN_H

#include "statement.h"

/**
 * struct certificate_options - all that certify lets its user choose
 * @target: name of the target, without knobs
 * @kernel: name of the kernel
 * @mode: IOMMU mode; NULL: group, or the kernel's first where it has no group
 * @key: file of the key that signs
 * @output: the package; must not exist
 * @seeds: how many runs
 * @force: write a package that nobody will accept, too
 * @claimant: the vendor's words
 */
struct certificate_options {
	const char *target;
	const char *kernel;
	const char *mode;
	const char *key;
	const char *output;
	unsigned int seeds;
	bool force;
	struct claimant claimant;
};

/** certificate_run() - do it; return: the tool's exit status */
int certificate_run(const struct certificate_options *options);

#endif
