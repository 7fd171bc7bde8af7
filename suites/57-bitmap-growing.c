// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many dirty pages; windows and lists of ranges that grow fourfold, and what
 * START and REPORT of each take:
 *
 *	# measured: latency.start.RANGES=MICROSECONDS us
 *	# measured: latency.report.BYTES=MICROSECONDS us
 *
 * The least of five is told, and judged by nobody: a busy host is no bug.
 */
#include "lib/suite.h"
#include "lib/lists.h"
#include "lib/windows.h"

#include <inttypes.h>
#include <time.h>

SUITE(bitmap);

#define TRIES	   5
#define MOST_PAGES (1 << 18) /* 1 GiB of pages of 4 KiB */

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void latency_print(const char *operation, uint64_t size, uint64_t ns)
{
	fflush(stdout);
	fprintf(stderr, "# measured: latency.%s.%" PRIu64 "=%.1f us\n",
		operation, size, (double)ns / 1000);
}

/* REPORT of a window that is clean, as most of memory is at any time. */
static void report_time(struct bench *b, const struct window *w)
{
	uint64_t least = UINT64_MAX;
	struct bitmap map;

	bitmap_alloc(&map, window_bits(w), 0);
	for (int i = 0; i < TRIES; i++) {
		uint64_t since = now_ns(), took;

		if (__report_raw(b, w, map.data))
			break;
		took = now_ns() - since;
		least = took < least ? took : least;
	}
	bitmap_free(&map);
	if (least != UINT64_MAX)
		latency_print("report", w->length, least);
}

CASE(bitmap, windows_growing,
     .says = "windows of 1, 4, 16 ... 262144 pages of one range are each right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write",
     .timeout = 60)
{
	range_t range = bench_range(b, 0, MOST_PAGES);

	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	for (uint64_t pages = 1; pages <= MOST_PAGES; pages *= 4) {
		struct window w = window_pages(b, 0, pages);

		bench_touch(b, 0);
		if (pages <= BENCH_PAGES)
			bench_touch(b, pages - 1);
		ASSERT_EQ(0, __bench_report_pages(b, 0, pages));
		report_time(b, &w);
	}
}

/* Return: false when START refuses the list. */
static bool start_time(struct bench *b, const range_t *ranges, uint32_t count)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t since = now_ns(), took;

		if (start_list(b, ranges, count))
			return false;
		took = now_ns() - since;
		least = took < least ? took : least;
		if (__tracker_stop(b->dev.fd))
			return false;
	}
	latency_print("start", count, least);
	return true;
}

/* Of the ranges that lie in the bench's memory, the first and the last. */
static int ends_agree(struct bench *b, uint32_t count)
{
	uint32_t mapped = count < RANGES_MAPPED ? count : RANGES_MAPPED;
	uint64_t last = (mapped - 1) * RANGE_STRIDE;
	int ret;

	bench_touch(b, 0);
	bench_touch(b, last + RANGE_PAGES - 1);
	ret = __bench_report_pages(b, 0, RANGE_PAGES);
	return ret ? ret : __bench_report_pages(b, last, RANGE_PAGES);
}

CASE(bitmap, ranges_growing,
     .says = "of lists of 1, 4, 16 ... ranges, as long as START takes them, the first and the eighth range are right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=drop-second-range", .needs = "write",
     .timeout = 60)
{
	range_t *ranges = many_ranges(b, page_worth(b));

	for (uint32_t count = 1; count <= page_worth(b); count *= 4) {
		if (!start_time(b, ranges, count)) {
			ASSERT_NE(1, count);
			break;
		}
		ASSERT_EQ(0, __bench_start_ranges(b, ranges, count, b->page));
		ASSERT_EQ(0, ends_agree(b, count));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

/*
 * Pages that are dirty at a time: more than a counter of 14 bits knows, or than
 * queues of a usual size hold. They are written a mebibyte or so at a time, for
 * a device that takes its time.
 */
#define DIRTY_PAGES   ((1 << 14) + 512)
#define WRITTEN_PAGES 256

CASE(bitmap, many_dirty_pages,
     .says = "of 16,896 pages, all dirty, REPORT shows every one, and none a second time",
     .rules = "VDT-LOG-010 VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=large-queue-overflows", .needs = "write",
     .timeout = 60)
{
	uint64_t first = BENCH_IOVA / b->page;
	range_t all = bench_range(b, first, DIRTY_PAGES);
	struct memory mem = { 0 };

	if (b->page != SIZE_4K)
		SKIP(return, "that would be too much memory for this machine");
	if (!bench_map(b, &mem, all.iova, DIRTY_PAGES))
		SKIP(return, "the IOMMU does not reach so far");
	ASSERT_EQ(0, __bench_start_ranges(b, &all, 1, b->page));
	for (uint64_t at = 0; at < DIRTY_PAGES; at += WRITTEN_PAGES)
		write_pages(b, first + at, WRITTEN_PAGES);
	EXPECT_EQ(0, __bench_report_pages(b, first, DIRTY_PAGES));
	EXPECT_EQ(0, __bench_report_pages(b, first, DIRTY_PAGES));
}

SUITE_MAIN(bitmap)
