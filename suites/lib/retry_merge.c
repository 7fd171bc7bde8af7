// SPDX-License-Identifier: GPL-2.0-only
/* Fewer ranges that hold the same bytes and as few others as can be. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "retry.h"

/* The gap in front of range @at. */
struct gap {
	uint64_t bytes;
	uint32_t at;
};

static int compare_ranges(const void *a, const void *b)
{
	const range_t *left = a, *right = b;

	return left->iova < right->iova ? -1 : left->iova > right->iova;
}

void retry_sort(range_t *ranges, uint32_t count)
{
	qsort(ranges, count, sizeof(*ranges), compare_ranges);
}

uint64_t retry_bytes(const range_t *ranges, uint32_t count)
{
	uint64_t bytes = 0;

	while (count--)
		bytes += ranges[count].length;
	return bytes;
}

static int compare_gaps(const void *a, const void *b)
{
	const struct gap *left = a, *right = b;

	if (left->bytes != right->bytes)
		return left->bytes < right->bytes ? -1 : 1;
	return left->at < right->at ? -1 : 1;
}

/* Joining two ranges leaves all other gaps as they are: one sort will do. */
static struct gap *gaps_by_size(const range_t *ranges, uint32_t count)
{
	struct gap *gaps = calloc(count, sizeof(*gaps));

	for (uint32_t i = 1; gaps && i < count; i++) {
		gaps[i - 1].bytes = ranges[i].iova - ranges[i - 1].iova -
				    ranges[i - 1].length;
		gaps[i - 1].at = i;
	}
	if (gaps)
		qsort(gaps, count - 1, sizeof(*gaps), compare_gaps);
	return gaps;
}

static void join(range_t *out, const range_t *ranges, uint32_t count,
		 const bool *joined)
{
	range_t *last = out;

	*last = ranges[0];
	for (uint32_t i = 1; i < count; i++) {
		if (joined[i])
			last->length =
				ranges[i].iova + ranges[i].length - last->iova;
		else
			*++last = ranges[i];
	}
}

int retry_merge(range_t *out, const range_t *ranges, uint32_t count,
		uint32_t want)
{
	struct gap *gaps = gaps_by_size(ranges, count);
	bool *joined = calloc(count, sizeof(*joined));
	int ret = gaps && joined ? 0 : -ENOMEM;

	if (!ret) {
		for (uint32_t i = 0; i < count - want; i++)
			joined[gaps[i].at] = true;
		join(out, ranges, count, joined);
	}
	free(joined);
	free(gaps);
	return ret;
}
