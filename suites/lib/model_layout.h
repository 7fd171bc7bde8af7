/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a drawn sequence takes place: memory, ranges, windows. */
#ifndef SUITES_LIB_MODEL_LAYOUT_H
#define SUITES_LIB_MODEL_LAYOUT_H

#include <stdbool.h>

#include "model_draw.h"
#include "spans.h"

#define MODEL_RANGES_MAX 256
#define MODEL_AREAS_MAX	 2

/*
 * Bits of a bitmap that is drawn, 16 pages of it; and of the largest, which
 * takes its time.
 */
#define MODEL_DRAW_BITS	    (1ULL << 19)
#define MODEL_DRAW_BITS_MAX (1ULL << 22)

/**
 * struct model_layout - a sequence that is being drawn
 * @seq: its steps so far
 * @rng: where it comes from
 * @spice: bits of enum model_spice
 * @page: the kernel's page size
 * @unit: bytes that ranges and windows are multiples of
 * @hint: page size to be asked for
 * @area: memory that the device reaches
 * @areas: of them
 * @ranges: what is tracked, or was last, or will be next, by address
 * @count: of them
 * @on: is the tracker on, as far as one can tell before it is done?
 */
struct model_layout {
	struct model_sequence *seq;
	struct rng *rng;
	unsigned int spice;
	uint64_t page;
	uint64_t unit;
	uint64_t hint;
	struct span area[MODEL_AREAS_MAX];
	unsigned int areas;
	range_t ranges[MODEL_RANGES_MAX];
	uint32_t count;
	bool on;
};

/* model_layout_init() - draw memory, mapped by the first steps, and ranges. */
void model_layout_init(struct model_layout *l, struct model_sequence *seq,
		       struct rng *rng, unsigned int spice, uint64_t page);

/* model_layout_map() - a step that maps area @i. */
void model_layout_map(struct model_layout *l, unsigned int i);

/* model_layout_ranges() - draw other ranges. */
void model_layout_ranges(struct model_layout *l);

/* model_layout_anywhere() - address of any page that the device reaches. */
uint64_t model_layout_anywhere(struct model_layout *l);

/**
 * model_layout_clip() - how much of a write stays in the device's memory?
 *
 * Return: @length or less; 0 if @iova is outside.
 */
uint64_t model_layout_clip(const struct model_layout *l, uint64_t iova,
			   uint64_t length);

/* model_layout_window() - draw a window for REPORT. */
struct span model_layout_window(struct model_layout *l);

#endif
