/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of ranges, and START of them, for cases about START. */
#ifndef SUITES_LIB_LISTS_H
#define SUITES_LIB_LISTS_H

#include "bench.h"

/* Ranges of 64 pages, 64 pages apart: legal for any tracker. */
#define RANGE_PAGES  64
#define RANGE_STRIDE 128

/* How many of those lie in the bench's memory. */
#define RANGES_MAPPED (BENCH_PAGES / RANGE_STRIDE)

/* page_worth() - as many ranges as fit one page of this kernel. */
uint32_t page_worth(const struct bench *b);

/* nth_range() - the range number @n of such a list. */
range_t nth_range(const struct bench *b, uint32_t n);

/**
 * many_ranges() - the first @count of them
 *
 * Lives until the process ends. Ends the case as an ERROR without memory.
 */
range_t *many_ranges(const struct bench *b, uint32_t count);

/* coarse_ranges() - the same, each of @page_size, as far apart, from 2^40. */
range_t *coarse_ranges(uint64_t page_size, uint32_t count);

/* start_list() - START at the kernel's page size; the oracle is not told. */
int start_list(struct bench *b, const range_t *ranges, uint32_t count);

/* start_control() - START with a control structure of the caller. */
int start_control(struct bench *b, control_t *control);

/* try_start() - start_list(), then STOP if it worked. */
int try_start(struct bench *b, const range_t *ranges, uint32_t count);

/* try_hint() - START with this hint and a STOP if it worked. */
int try_hint(struct bench *b, const range_t *ranges, uint32_t count,
	     uint64_t hint);

/*
 * SKIP_UNLESS_ALIKE() - for cases about the core that compare two answers of
 * the driver: one that differs for the same ranges is not the core's fault.
 */
#define SKIP_UNLESS_ALIKE(b, ranges, count)                      \
	do {                                                     \
		if (try_start(b, ranges, count) !=               \
		    try_start(b, ranges, count))                 \
			SKIP(return, "the driver answers START " \
				     "differently each time");   \
	} while (0)

/* tracker_is_on() - does REPORT work? Only where nobody needs the log. */
bool tracker_is_on(struct bench *b);

/* touch_ranges() - write to the first and last page of the mapped ranges. */
void touch_ranges(struct bench *b);

#endif
