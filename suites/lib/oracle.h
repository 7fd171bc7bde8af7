/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracle: is a reported bitmap right?
 *
 *	pages written  <=  pages reported  <=  pages written, plus collateral,
 *	                                       rounded to the page size that
 *	                                       START returned
 *
 * inside the window, bit k being [iova + k * page_size, that + page_size). It
 * knows bytes, not pages, so that the page sizes of START and of REPORT and
 * the window's alignment need not fit each other.
 */
#ifndef SUITES_LIB_ORACLE_H
#define SUITES_LIB_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#include "bitmap.h"
#include "spans.h"
#include "tracker.h"

/**
 * struct window - what one REPORT asks for
 * @iova: where it begins, any byte
 * @length: bytes
 * @page_size: what one bit stands for
 */
struct window {
	uint64_t iova;
	uint64_t length;
	uint64_t page_size;
};

/**
 * struct oracle - what the tracker has to know
 * @on: is it tracking?
 * @hint: page size asked for
 * @page_size: page size that START returned
 * @ranges: what is tracked
 * @must: bytes written in tracked ranges and not reported since
 * @may: what rounding may add to them: whole pages of @page_size
 * @collateral: bytes that the stimulus writes by itself at any time
 * @over: bits reported so far beyond those of @must
 * @quiet: print nothing; for who tries a sequence many times
 * @missing: bits that the last bitmap lacked
 * @extra: bits that it had too many
 * @wrong: the first of either; valid where one is not 0
 */
struct oracle {
	bool on;
	uint64_t hint;
	uint64_t page_size;
	struct spans ranges;
	struct spans must;
	struct spans may;
	struct spans collateral;
	uint64_t over;
	bool quiet;
	uint64_t missing;
	uint64_t extra;
	uint64_t wrong;
};

/**
 * oracle_start() - tracking is on and everything clean
 * @o: oracle, zeroed or used
 * @ranges: what START was given
 * @count: of them
 * @hint: page size that START was given
 * @page_size: page size that START returned
 */
void oracle_start(struct oracle *o, const range_t *ranges, uint32_t count,
		  uint64_t hint, uint64_t page_size);

/* oracle_stop() - tracking is off, the log is forgotten. */
void oracle_stop(struct oracle *o);

/* oracle_free() - release the memory of @o. */
void oracle_free(struct oracle *o);

/* oracle_wrote() - the device wrote @length bytes at @iova. */
void oracle_wrote(struct oracle *o, uint64_t iova, uint64_t length);

/**
 * oracle_check() - judge a bitmap, then take its window for reported
 * @o: oracle that is on
 * @w: the window, @w->length not 0
 * @map: bitmap of the window; bits set before REPORT are judged only for
 *       having stayed
 *
 * Prints what differs first, with the seam's `# geometry:` and `# bits:`.
 * A page of START's size that lies only partly in the window may be reported
 * again by a later window.
 *
 * Return: true if the bitmap is right.
 */
bool oracle_check(struct oracle *o, const struct window *w,
		  const struct bitmap *map);

/**
 * oracle_print_geometry() - the `# geometry:` line
 * @o: oracle
 * @w: window
 * @pointer: address of the bitmap
 */
void oracle_print_geometry(const struct oracle *o, const struct window *w,
			   const void *pointer);

/* window_bits() - how many bits the bitmap of @w has. */
uint64_t window_bits(const struct window *w);

#endif
