// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracker's limits, found as a user would find them: by bisection. What
 * was found is printed, two lines a page size,
 *
 *	# measured: limit.ranges.4096=256 ranges
 *	# measured: limit.span.4096=1099511627776 bytes
 *
 * and kept by the harness: a limit that can be discovered is a promise.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/suite.h"
#include "lib/lists.h"

SUITE(retry);

static const unsigned int page_shifts[] = { 12, 16, 21, 30 };

/*
 * No span of more pages is asked for, 1 TiB at 4 KiB: a driver that keeps a bit
 * for each has the guest's memory for it.
 */
#define SPAN_MOST 28

/* Nor one of less: 64 pages, of which every tracker can make something. */
#define SPAN_LEAST 6

/* Does START take this number of something, at this page size? */
typedef bool (*fits_t)(struct bench *b, unsigned int shift, uint32_t number);

/* Ranges of 64 pages, as far apart. */
static bool ranges_fit(struct bench *b, unsigned int shift, uint32_t count)
{
	range_t *ranges = coarse_ranges((uint64_t)RANGE_PAGES << shift, count);
	bool fit = !try_hint(b, ranges, count, 1ULL << shift);

	free(ranges);
	return fit;
}

/* One range of 2^@pages pages from address 0. */
static bool span_fits(struct bench *b, unsigned int shift, uint32_t pages)
{
	range_t range = { 0, 1ULL << (shift + pages) };

	return !try_hint(b, &range, 1, 1ULL << shift);
}

/*
 * largest() - the largest number from @least to @most that fits
 *
 * Return: @least - 1 when none does. Most trackers take @most, which costs one
 * START.
 */
static uint32_t largest(struct bench *b, unsigned int shift, uint32_t least,
			uint32_t most, fits_t fits)
{
	uint32_t good = least - 1, bad = most;

	if (fits(b, shift, most))
		return most;
	while (bad - good > 1) {
		uint32_t middle = good + (bad - good) / 2;

		if (fits(b, shift, middle))
			good = middle;
		else
			bad = middle;
	}
	return good;
}

static uint32_t most_ranges(struct bench *b, unsigned int shift)
{
	return largest(b, shift, 1, page_worth(b), ranges_fit);
}

/* As a power of two of pages; SPAN_LEAST - 1 when not even that is taken. */
static uint32_t most_span(struct bench *b, unsigned int shift)
{
	return largest(b, shift, SPAN_LEAST, SPAN_MOST, span_fits);
}

static uint64_t span_bytes(unsigned int shift, uint32_t pages)
{
	return pages < SPAN_LEAST ? 0 : 1ULL << (shift + pages);
}

/* A tracker that changes its mind would make any number a limit. */
static bool holds(struct bench *b, unsigned int shift, uint32_t number,
		  uint32_t least, uint32_t most, fits_t fits)
{
	for (int i = 0; i < 3; i++) {
		if (number >= least && !fits(b, shift, number))
			return false;
		if (number < most && fits(b, shift, number + 1))
			return false;
	}
	return true;
}

static void limit_print(const char *what, unsigned int shift, uint64_t value,
			const char *unit)
{
	fflush(stdout);
	fprintf(stderr, "# measured: limit.%s.%llu=%" PRIu64 " %s\n", what,
		1ULL << shift, value, unit);
}

CASE(retry, limits_hold,
     .says = "at each page_size the most ranges and the largest span that bisection finds are accepted again, and one more is not",
     .rules = "VDT-RETRY-040", .timeout = 60,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-answers-vary")
{
	for (size_t i = 0; i < sizeof(page_shifts) / sizeof(*page_shifts);
	     i++) {
		unsigned int shift = page_shifts[i];
		uint32_t ranges, span;

		if (1ULL << shift < b->page)
			continue;
		ranges = most_ranges(b, shift);
		span = most_span(b, shift);
		limit_print("ranges", shift, ranges, "ranges");
		limit_print("span", shift, span_bytes(shift, span), "bytes");
		ASSERT_TRUE(
			holds(b, shift, ranges, 1, page_worth(b), ranges_fit));
		ASSERT_TRUE(holds(b, shift, span, SPAN_LEAST, SPAN_MOST,
				  span_fits));
	}
}

SUITE_MAIN(retry)
