/* SPDX-License-Identifier: GPL-2.0-only */
/* Making a sequence that fails as small as it can be. */
#ifndef SUITES_LIB_MODEL_SHRINK_H
#define SUITES_LIB_MODEL_SHRINK_H

#include "model_step.h"

/**
 * struct model_trial - tries a sequence, from a fresh state
 * @fails: does it still fail?
 * @left: tries that are left; at 0 the sequence stays as it is
 * @arg: for @fails
 */
struct model_trial {
	bool (*fails)(void *arg, const struct model_sequence *seq);
	unsigned int left;
	void *arg;
};

/**
 * model_shrink() - make a sequence smaller
 * @seq: a sequence that fails; so it does afterwards
 * @trial: how it is tried
 *
 * Leaves out steps, in halves at first, then one at a time; then ranges and
 * bytes, and takes page sizes of 4 KiB, bitmaps at the start of a page and
 * memory at 4 GiB where that makes no difference, until nothing helps any
 * more.
 */
void model_shrink(struct model_sequence *seq, struct model_trial *trial);

#endif
