// SPDX-License-Identifier: GPL-2.0-only
/* Lists of ranges. */
#include <stdlib.h>

#include "lists.h"

/* Where ranges of large pages begin: a multiple of every page size. */
#define COARSE_IOVA (1ULL << 40)

uint32_t page_worth(const struct bench *b)
{
	return b->page / sizeof(range_t);
}

range_t nth_range(const struct bench *b, uint32_t n)
{
	return bench_range(b, (uint64_t)n * RANGE_STRIDE, RANGE_PAGES);
}

static range_t *new_list(uint32_t count)
{
	range_t *ranges = calloc(count, sizeof(*ranges));

	if (!ranges)
		case_error("no memory for %u ranges", count);
	return ranges;
}

range_t *many_ranges(const struct bench *b, uint32_t count)
{
	range_t *ranges = new_list(count);

	for (uint32_t i = 0; i < count; i++)
		ranges[i] = nth_range(b, i);
	return ranges;
}

range_t *coarse_ranges(uint64_t page_size, uint32_t count)
{
	range_t *ranges = new_list(count);

	for (uint32_t i = 0; i < count; i++) {
		ranges[i].iova = COARSE_IOVA + 2 * i * page_size;
		ranges[i].length = page_size;
	}
	return ranges;
}

int try_hint(struct bench *b, const range_t *ranges, uint32_t count,
	     uint64_t hint)
{
	uint64_t page_size = hint;
	int ret = __tracker_start(b->dev.fd, ranges, count, &page_size);

	if (!ret)
		__tracker_stop(b->dev.fd);
	return ret;
}

int start_list(struct bench *b, const range_t *ranges, uint32_t count)
{
	uint64_t page_size = b->page;

	return __tracker_start(b->dev.fd, ranges, count, &page_size);
}

int start_control(struct bench *b, control_t *control)
{
	return __feature_call(b->dev.fd, SET | START,
			      FEATURE_HEADER + sizeof(*control), control,
			      sizeof(*control));
}

int try_start(struct bench *b, const range_t *ranges, uint32_t count)
{
	return try_hint(b, ranges, count, b->page);
}

bool tracker_is_on(struct bench *b)
{
	uint64_t bits[RANGE_PAGES / 64] = { 0 };
	range_t range = nth_range(b, 0);

	return !__tracker_report(b->dev.fd, range.iova, range.length, b->page,
				 bits);
}

void touch_ranges(struct bench *b)
{
	for (uint32_t i = 0; i < RANGES_MAPPED; i++) {
		bench_touch(b, i * RANGE_STRIDE);
		bench_touch(b, i * RANGE_STRIDE + RANGE_PAGES - 1);
	}
}
