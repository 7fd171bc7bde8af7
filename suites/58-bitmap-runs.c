// SPDX-License-Identifier: GPL-2.0-only
/* Runs of dirty pages, on their way from the driver into the user's bitmap. */
#include <errno.h>

#include "lib/suite.h"
#include "lib/windows.h"

SUITE(bitmap);

/* The core has so many pointers to pages of a bitmap at a time. */
#define PINNED_PAGES(page) ((page) / sizeof(void *))

CASE(bitmap, runs_over_edges_of_large_pages,
     .says = "two pages on both sides of an edge of REPORT's page_size set two bits",
     .rules = "VDT-REPORT-160", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-run-by-length@core-defects")
{
	START_FOR_CORE(b);
	for (uint64_t pages = 2; pages <= 128; pages *= 2) {
		bench_touch(b, 2 * pages - 1);
		bench_touch(b, 2 * pages);
		ASSERT_EQ(0, __bench_report(b, BENCH_IOVA, 4 * pages * b->page,
					    pages * b->page));
	}
}

/*
 * The bitmap begins at an odd byte of a page, so that what is pinned ends at no
 * address that anything else ends at.
 */
CASE(bitmap, run_over_the_end_of_what_is_pinned,
     .says = "eight pages around the last one whose bit is pinned with the first one's are all shown",
     .rules = "VDT-REPORT-160", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-run-cut-at-2m@core-defects")
{
	const size_t offset = 1001;
	uint64_t bytes = PINNED_PAGES(b->page) * b->page - offset;
	struct window w = { BENCH_IOVA, 9 * bytes * SIZE_4K, SIZE_4K };
	uint64_t edge = w.iova + 8 * bytes * SIZE_4K;
	range_t range = { w.iova, w.length };
	struct memory mem = { 0 };
	struct bitmap map;

	if (b->page != SIZE_4K)
		SKIP(return, "the bitmap would be too long for this machine");
	START_FOR_CORE(b);
	if (!bench_map(b, &mem, edge - 4 * b->page, 8))
		SKIP(return, "the IOMMU does not reach so far");
	if (__bench_stop(b) || __bench_start_ranges(b, &range, 1, SIZE_4K))
		SKIP(return, "the driver refuses a range of 72 GiB");
	bench_touch(b, 0);
	for (uint64_t at = 0; at < mem.size; at += b->page)
		touch_iova(b, mem.iova + at);
	bitmap_alloc(&map, window_bits(&w), offset);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_intact(&map));
}

/* A tracked page of the longest run is this large, and so many there are. */
#define LONG_PAGE  (1ULL << 30)
#define LONG_PAGES 65

/* Is a page of each of them mapped, and are eight around @edge? */
static bool long_run_map(struct bench *b, uint64_t start, uint64_t edge)
{
	struct memory mem = { 0 };

	for (uint64_t i = 0; i < LONG_PAGES; i++)
		if (!bench_map(b, &mem, start + i * LONG_PAGE, 1))
			return false;
	return bench_map(b, &mem, edge - 4 * b->page, 8);
}

CASE(bitmap, run_longer_than_what_is_pinned,
     .says = "65 tracked pages of 1 GiB, all dirty, are shown as pages of 4 KiB",
     .rules = "VDT-REPORT-160", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-run-cut-at-2m@core-defects")
{
	const size_t offset = 1001;
	uint64_t bytes = PINNED_PAGES(b->page) * b->page - offset;
	struct window w = { 2 * BENCH_IOVA, LONG_PAGES * LONG_PAGE, SIZE_4K };
	uint64_t edge = w.iova + 8 * bytes * SIZE_4K;
	range_t range = { w.iova, w.length };
	struct bitmap map;

	if (b->page != SIZE_4K)
		SKIP(return, "the bitmap would be too long for this machine");
	START_FOR_CORE(b);
	if (!long_run_map(b, w.iova, edge))
		SKIP(return, "the IOMMU does not reach so far");
	if (__bench_stop(b) || __bench_start_ranges(b, &range, 1, LONG_PAGE) ||
	    b->oracle.page_size != LONG_PAGE)
		SKIP(return, "the driver does not track pages of 1 GiB");
	for (uint64_t i = 0; i < LONG_PAGES; i++)
		touch_iova(b, w.iova + i * LONG_PAGE);
	for (uint64_t i = 0; i < 8; i++)
		touch_iova(b, edge - (4 - i) * b->page);
	bitmap_alloc(&map, window_bits(&w), offset);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_intact(&map));
}

CASE(bitmap, bits_behind_the_first_page_of_the_bitmap,
     .says = "a bitmap that begins at the end of a page has its other bits in the next one",
     .rules = "VDT-REPORT-160", .needs = "write",
     .fails_on =
	     "reference,core_defect=bitmap-offset-of-first-page@core-defects")
{
	const struct window w = window_pages(b, 0, BENCH_PAGES);
	struct bitmap map;

	START_FOR_CORE(b);
	for (uint64_t page = 0; page < BENCH_PAGES; page += 7)
		bench_touch(b, page);
	bitmap_alloc(&map, window_bits(&w), b->page - BENCH_PAGES / 16);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_intact(&map));
}

CASE(bitmap, refused_report_clears_nothing,
     .says = "what REPORTs that the core refuses did not show is in the next one",
     .rules = "VDT-REPORT-150", .needs = "write",
     .fails_on = "reference,core_defect=refused-report-clears@core-defects")
{
	const struct window refused[] = {
		{ BENCH_IOVA, BENCH_PAGES * b->page, 0 },
		{ BENCH_IOVA, BENCH_PAGES * b->page, SIZE_4K / 2 },
		{ BENCH_IOVA, BENCH_PAGES * b->page, 3 * SIZE_4K },
		{ BENCH_IOVA, 0 - BENCH_IOVA, SIZE_4K },
		{ BENCH_IOVA, UINT64_MAX, SIZE_4K },
	};
	struct window w = window_pages(b, 0, BENCH_PAGES);
	struct bitmap map;

	START_FOR_CORE(b);
	dirty_some(b);
	bitmap_alloc(&map, window_bits(&w), 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (!__report_raw(b, &refused[i], map.data))
			SKIP(return, "the core refuses none of this");
	ASSERT_EQ(0, __bench_report_all(b));
}

SUITE_MAIN(bitmap)
