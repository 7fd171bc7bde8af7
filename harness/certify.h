/* SPDX-License-Identifier: GPL-2.0-only */
/* One run, from its plan to its last words. */
#ifndef TRACKCERT_CERTIFY_H
#define TRACKCERT_CERTIFY_H

#include "run.h"

/**
 * struct certify_options - what the user asked for
 * @targets: NAME or NAME,KEY=VALUE,...
 * @kernels: each target is run on each of them
 * @globs: over ids of cases; none: all
 * @jobs: VMs at a time
 * @seed: for geometry of sweeps
 * @dir: run folder; NULL: a new one
 * @timeout: seconds that replace the cases' own limits; 0: none
 */
struct certify_options {
	struct strings targets;
	struct strings kernels;
	struct strings globs;
	unsigned int jobs;
	uint64_t seed;
	const char *dir;
	unsigned int timeout;
};

/** certify() - do it; return: the tool's exit status */
int certify(const struct certify_options *options);

#endif
