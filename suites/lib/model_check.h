/* SPDX-License-Identifier: GPL-2.0-only */
/* What a case of the suite `model` does: many sequences, or one that is given. */
#ifndef SUITES_LIB_MODEL_CHECK_H
#define SUITES_LIB_MODEL_CHECK_H

#include "bench.h"

/* What __model_check() returns besides 0. */
#define MODEL_WRONG   1
#define MODEL_NOTHING 2

/**
 * struct model_profile - what sequences a case draws
 * @sequences: how many of them are the same in every run; so many are
 *             done where TRACKCERT_BUDGET does not say
 * @spice: bits of enum model_spice
 * @core: the core is judged, not the driver
 */
struct model_profile {
	unsigned int sequences;
	unsigned int spice;
	bool core;
};

/**
 * __model_check() - do sequences until one fails
 * @b: bench of the case, nothing done with it yet
 * @profile: what to draw
 *
 * The first @profile->sequences are the same whatever the seed, so that a known
 * failure of a driver fails in every run. A larger budget appends to them
 * those of the seed. One that fails is made as small as it can be and printed as
 * `# step:` lines, below a `# why:` that names the rule. Where TRACKCERT_REPLAY
 * names a file, its sequence is the only one and stays as it is.
 *
 * Return: 0 if every answer was right, MODEL_WRONG if not, MODEL_NOTHING if
 * nothing was judged: each sequence ended because of what is not this case's
 * to judge.
 */
int __model_check(struct bench *b, const struct model_profile *profile);

#endif
