/* SPDX-License-Identifier: GPL-2.0-only */
/* Drawing sequences of steps at random. */
#ifndef SUITES_LIB_MODEL_DRAW_H
#define SUITES_LIB_MODEL_DRAW_H

#include "model_step.h"
#include "rng.h"

/*
 * What a sequence may have in it. Without any of these: ranges and windows of
 * multiples of 64 pages, windows inside of one range, page sizes of the kernel.
 */
enum model_spice {
	MODEL_ANY_PAGE = 1 << 0, /* ranges and windows of any whole pages */
	MODEL_ANY_BYTE = 1 << 1, /* windows of any bytes */
	MODEL_SIZES = 1 << 2,	/* page sizes from 4 KiB, of START and REPORT */
	MODEL_MANY = 1 << 3,	/* up to a page worth of ranges */
	MODEL_FAR = 1 << 4,	/* at 0, over 4 GiB, 64 GiB ... up to 2^64 */
	MODEL_OUTSIDE = 1 << 5, /* windows that leave a range, or miss all */
	MODEL_STATES = 1 << 6,	/* calls out of turn, closing while tracking */
	MODEL_RESETS = 1 << 7,
	MODEL_ERRORS = 1 << 8, /* calls that the core refuses */
	MODEL_BURSTS = 1 << 9, /* many writes, many REPORTs */
	MODEL_EMPTY = 1 << 10, /* a START may have a range of length 0 */
};

/**
 * model_draw() - a sequence
 * @seq: empty; receives it
 * @rng: where it comes from
 * @spice: bits of enum model_spice
 * @page: the kernel's page size
 *
 * It ends with REPORTs of what is tracked, so that what was lost shows.
 */
void model_draw(struct model_sequence *seq, struct rng *rng, unsigned int spice,
		uint64_t page);

#endif
