// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sweeps: geometry that comes from the run's seed. A failure prints the ranges,
 * the window, the page sizes and the seed that reproduce it.
 */
#include "lib/suite.h"
#include "lib/windows.h"

SUITE(bitmap);

CASE(bitmap, windows_at_random,
     .says = "windows that start and end at random pages are right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 60; i++) {
		uint64_t first = rng_below(&b->rng, BENCH_PAGES);
		uint64_t count = 1 + rng_below(&b->rng, BENCH_PAGES - first);

		bench_touch_random(b, 6, BENCH_PAGES);
		bench_touch(b, first);
		bench_touch(b, first + count - 1);
		ASSERT_EQ(0, __bench_report_pages(b, first, count));
	}
}

CASE(bitmap, windows_at_random_bytes,
     .says = "windows that start and end at random bytes are refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=cut-pages-lost", .needs = "write",
     .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 30; i++) {
		uint64_t all = BENCH_PAGES * b->page;
		uint64_t first = rng_below(&b->rng, all);
		uint64_t length = 1 + rng_below(&b->rng, all - first);

		bench_touch_random(b, 6, BENCH_PAGES);
		/* the pages that the window cuts: no seed shall miss them */
		bench_touch(b, first / b->page);
		bench_touch(b, (first + length - 1) / b->page);
		ASSERT_EQ(0, __report_or_refusal(b, BENCH_IOVA + first, length,
						 b->page));
	}
}

/* Dirty pages in a range's window, its ends among them now and then. */
static void touch_window(struct bench *b, uint64_t first, uint64_t count)
{
	unsigned int touches = rng_below(&b->rng, 6);

	while (touches--)
		bench_touch(b, first + rng_below(&b->rng, count));
	if (rng_below(&b->rng, 2))
		bench_touch(b, first);
	if (rng_below(&b->rng, 2))
		bench_touch(b, first + count - 1);
}

/* What a sweep starts: ranges of pages of the bench's memory. */
#define LAYOUT_MAX 8

struct layout {
	uint64_t first[LAYOUT_MAX];
	uint64_t pages[LAYOUT_MAX];
	uint32_t count;
};

/*
 * Ranges and gaps of multiples of @unit pages, a divisor of 64; gaps may be
 * empty.
 */
static void layout_draw(struct bench *b, struct layout *l, uint64_t unit)
{
	uint64_t at = unit * rng_below(&b->rng, 64 / unit + 1);
	uint32_t most = 1 + rng_below(&b->rng, LAYOUT_MAX);

	l->count = 0;
	while (l->count < most && at < BENCH_PAGES) {
		uint64_t pages = unit * (1 + rng_below(&b->rng, 192 / unit));

		if (pages > BENCH_PAGES - at)
			pages = BENCH_PAGES - at;
		l->first[l->count] = at;
		l->pages[l->count++] = pages;
		at += pages + unit * rng_below(&b->rng, 64 / unit + 1);
	}
}

/* START of the layout's ranges in random order. */
static int layout_start(struct bench *b, const struct layout *l)
{
	range_t ranges[LAYOUT_MAX] = { 0 };

	for (uint32_t i = 0; i < l->count; i++) {
		uint32_t to = rng_below(&b->rng, i + 1);

		ranges[i] = ranges[to];
		ranges[to] = bench_range(b, l->first[i], l->pages[i]);
	}
	return __bench_start_ranges(b, ranges, l->count, b->page);
}

/* Is the window inside of one range? Then it has to be right. */
static bool layout_has(const struct layout *l, uint64_t first, uint64_t count)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (first >= l->first[i] &&
		    first + count <= l->first[i] + l->pages[i])
			return true;
	return false;
}

/* All of the layout's ranges, each a window of its own. */
static int layout_is_right(struct bench *b, const struct layout *l)
{
	int ret = 0;

	for (uint32_t i = 0; i < l->count; i++)
		touch_window(b, l->first[i], l->pages[i]);
	bench_touch_random(b, 4, BENCH_PAGES);
	for (uint32_t i = 0; i < l->count && !ret; i++)
		ret = __bench_report_pages(b, l->first[i], l->pages[i]);
	return ret;
}

CASE(bitmap, sweep_ranges,
     .says = "ranges and gaps of random multiples of 64 pages are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write",
     .timeout = 120)
{
	for (int round = 0; round < 12; round++) {
		struct layout l;

		layout_draw(b, &l, 64);
		ASSERT_EQ(0, layout_start(b, &l));
		ASSERT_EQ(0, layout_is_right(b, &l));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(bitmap, sweep_odd_ranges,
     .says = "ranges and gaps of random numbers of pages are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write",
     .timeout = 120)
{
	int started = 0;

	for (int round = 0; round < 12; round++) {
		struct layout l;

		layout_draw(b, &l, 1);
		if (case_measured(layout_start(b, &l)))
			continue;
		started++;
		ASSERT_EQ(0, layout_is_right(b, &l));
		ASSERT_EQ(0, __bench_stop(b));
	}
	if (!started)
		SKIP(return, "the driver refuses START, as it may");
}

CASE(bitmap, sweep_windows_over_ranges,
     .says = "windows that cover, cut, straddle or miss random ranges are refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=goes-blind", .needs = "write",
     .timeout = 120)
{
	for (int round = 0; round < 6; round++) {
		struct layout l;

		layout_draw(b, &l, 64);
		ASSERT_EQ(0, layout_start(b, &l));
		for (int i = 0; i < 8; i++) {
			uint64_t first = rng_below(&b->rng, BENCH_PAGES);
			uint64_t count =
				1 + rng_below(&b->rng, BENCH_PAGES - first);

			if (layout_has(&l, first, count))
				continue;
			bench_touch_random(b, 6, BENCH_PAGES);
			ASSERT_EQ(0, __report_or_refusal(
					     b, bench_iova(b, first),
					     count * b->page, b->page));
		}
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(bitmap, sweep_windows_of_words,
     .says = "windows that start and end at random multiples of 64 pages are right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write",
     .timeout = 120)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 60; i++) {
		uint64_t first = rng_below(&b->rng, BENCH_PAGES / 64);
		uint64_t count =
			1 + rng_below(&b->rng, BENCH_PAGES / 64 - first);

		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_pages(b, 64 * first, 64 * count));
	}
}

CASE(bitmap, sweep_page_sizes,
     .says = "random page sizes of START and of REPORT are right in any window of tracked pages",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-unit-only", .needs = "write",
     .timeout = 120)
{
	int started = 0;

	for (int round = 0; round < 8; round++) {
		uint64_t unit = 1 << rng_below(&b->rng, 7);

		if (case_measured(__start_hinted(b, unit * b->page)))
			continue;
		started++;
		for (int i = 0; i < 6; i++) {
			uint64_t size = SIZE_4K << rng_below(&b->rng, 19);
			uint64_t first = rng_below(&b->rng, BENCH_PAGES / 64);
			uint64_t count =
				1 +
				rng_below(&b->rng, BENCH_PAGES / 64 - first);

			bench_touch_random(b, 6, BENCH_PAGES);
			ASSERT_EQ(0,
				  __bench_report(b, bench_iova(b, 64 * first),
						 64 * count * b->page, size));
		}
		ASSERT_EQ(0, __bench_stop(b));
	}
	if (!started)
		SKIP(return, "the driver refuses START, as it may");
}

CASE(bitmap, sweep_writes,
     .says = "writes of 1 to 20000 bytes from any byte are reported to the page",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "exact",
     .timeout = 120)
{
	uint64_t all = BENCH_PAGES * b->page;

	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 40; i++) {
		uint64_t length = 1 + rng_below(&b->rng, 20000);

		bench_write(b, BENCH_IOVA + rng_below(&b->rng, all - length),
			    length);
		if (i % 4 == 3) {
			ASSERT_EQ(0, __bench_report_all(b));
		}
	}
}

CASE(bitmap, sweep_session,
     .says = "in a long session of writes and REPORTs of windows no write is lost and none invented",
     .rules = "VDT-LOG-010 VDT-LOG-030 VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write",
     .timeout = 120)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int step = 0; step < 150; step++) {
		uint64_t first = rng_below(&b->rng, BENCH_PAGES / 64);
		uint64_t most = BENCH_PAGES / 64 - first;

		if (rng_below(&b->rng, 3)) {
			bench_touch_random(b, 3, BENCH_PAGES);
			continue;
		}
		ASSERT_EQ(0, __bench_report_pages(
				     b, 64 * first,
				     64 * (1 + rng_below(&b->rng, most))));
	}
	ASSERT_EQ(0, __bench_report_all(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

/*
 * Ranges all over what an emulated VT-d reaches, below the memory of the
 * stimuli and off the interrupt window below 4 GiB: one in each 64 GiB.
 */
CASE(bitmap, sweep_addresses,
     .says = "ranges at random addresses below 384 GiB are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=36-address-bits", .needs = "write",
     .timeout = 120)
{
	struct memory mem[6];
	range_t ranges[6];

	for (uint64_t i = 0; i < 6; i++) {
		uint64_t iova = (i << 36) + (5ULL << 30) +
				(rng_below(&b->rng, 1 << 15) << 20);

		if (!bench_map(b, &mem[i], iova, 64))
			SKIP(return, "the IOMMU does not reach so far");
		ranges[i] = (range_t){ iova, mem[i].size };
	}
	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 6, b->page));
	for (int i = 0; i < 12; i++)
		touch_iova(b,
			   mem[i % 6].iova + rng_below(&b->rng, 64) * b->page);
	for (int i = 0; i < 6; i++) {
		ASSERT_EQ(0, __bench_report(b, ranges[i].iova, ranges[i].length,
					    b->page));
	}
}

/* The core's part of it: bitmaps anywhere, with bits in them. */
static void draw_bitmap(struct bench *b, struct bitmap *map,
			const struct window *w)
{
	bitmap_alloc(map, window_bits(w), rng_below(&b->rng, b->page));
	for (int i = 0; i < 8; i++)
		bitmap_preset(map, rng_below(&b->rng, map->bits));
}

CASE(bitmap, sweep_bitmaps,
     .says = "random windows at random page sizes into bitmaps at random bytes are right",
     .rules = "VDT-REPORT-050 VDT-REPORT-060 VDT-REPORT-070", .needs = "write",
     .timeout = 120,
     .fails_on = "reference,core_defect=bitmap-cleared@core-defects")
{
	START_FOR_CORE(b);
	for (int i = 0; i < 40; i++) {
		uint64_t first = 64 * rng_below(&b->rng, BENCH_PAGES / 64);
		uint64_t most = (BENCH_PAGES - first) / 64;
		struct window w = window_pages(
			b, first, 64 * (1 + rng_below(&b->rng, most)));
		struct bitmap map;

		w.page_size = SIZE_4K << rng_below(&b->rng, 10);
		touch_window(b, first, w.length / b->page);
		draw_bitmap(b, &map, &w);
		ASSERT_EQ(0, __bench_report_into(b, &w, &map));
		ASSERT_TRUE(bitmap_intact(&map));
		ASSERT_TRUE(bitmap_kept(&map));
		bitmap_free(&map);
	}
}

SUITE_MAIN(bitmap)
