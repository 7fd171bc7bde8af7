// SPDX-License-Identifier: GPL-2.0-only
/* What a REPORT holds of the user's memory, and for how long. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/edge.h"
#include "lib/leak.h"
#include "lib/suite.h"
#include "lib/windows.h"

SUITE(bitmap);

/* REPORTs whose pages are counted. */
#define REPORTS 100

/* Long ones. */
#define LONG_REPORTS 4

/* REPORTs whose memory is. */
#define LEAK_REPORTS 1000

/*
 * Pages that are pinned for good or for now, in all of the system; -1 where the
 * kernel does not count them.
 */
static int64_t pages_pinned(void)
{
	int64_t acquired = -1, released = 0, value;
	FILE *file = leak_counters("/proc/vmstat");
	char line[128], name[64];

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s %" SCNd64, name, &value) != 2)
			continue;
		if (!strcmp(name, "nr_foll_pin_acquired"))
			acquired = value;
		else if (!strcmp(name, "nr_foll_pin_released"))
			released = value;
	}
	fclose(file);
	return acquired < 0 ? -1 : acquired - released;
}

/* Bits in two pages of the bitmap. */
static bool report(struct bench *b)
{
	const struct window w = window_pages(b, 0, BENCH_PAGES);
	struct bitmap map;
	bool good;

	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	bitmap_alloc(&map, window_bits(&w), b->page - BENCH_PAGES / 16);
	good = !__bench_report_into(b, &w, &map);
	bitmap_free(&map);
	return good;
}

CASE(bitmap, bitmap_is_let_go,
     .says = "after a hundred REPORTs no page is pinned that was not before",
     .rules = "VDT-REPORT-170", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-stays-pinned@core-defects")
{
	int64_t before;

	START_FOR_CORE(b);
	before = pages_pinned();
	if (before < 0)
		SKIP(return, "the kernel does not count pinned pages");
	for (int i = 0; i < REPORTS; i++)
		ASSERT_TRUE(report(b));
	printf("# measured: pinned=%" PRId64 " pages\n",
	       pages_pinned() - before);
	ASSERT_EQ(before, pages_pinned());
}

/* The kernel has so many bits pinned at a time: dirty are one of them, one not.
 */
static bool report_long(struct bench *b)
{
	uint64_t bits = b->page * b->page;
	struct window w = { BENCH_IOVA, (bits + 64) * SIZE_4K, SIZE_4K };
	struct bitmap map;
	bool good;

	bench_touch(b, 0);
	touch_iova(b, BENCH_IOVA + bits * SIZE_4K);
	bitmap_alloc(&map, window_bits(&w), 0);
	good = !__bench_report_into(b, &w, &map);
	bitmap_free(&map);
	return good;
}

CASE(bitmap, long_bitmap_is_let_go,
     .says = "after REPORTs into a bitmap that is pinned piece by piece no page is pinned that was not before",
     .rules = "VDT-REPORT-170", .needs = "exact", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-pieces-stay-pinned@core-defects")
{
	uint64_t seam = BENCH_IOVA + b->page * b->page * SIZE_4K;
	range_t range = { BENCH_IOVA, seam + 64 * SIZE_4K - BENCH_IOVA };
	struct memory mem;
	int64_t before;

	if (b->page != SIZE_4K)
		SKIP(return, "the bitmap would be too long for this machine");
	START_FOR_CORE(b);
	if (!bench_map(b, &mem, seam, 1))
		SKIP(return, "the IOMMU does not reach so far");
	if (__bench_stop(b) || __bench_start_ranges(b, &range, 1, SIZE_4K))
		SKIP(return, "the driver refuses a range of 64 GiB");
	before = pages_pinned();
	if (before < 0)
		SKIP(return, "the kernel does not count pinned pages");
	for (int i = 0; i < LONG_REPORTS; i++)
		ASSERT_TRUE(report_long(b));
	ASSERT_EQ(before, pages_pinned());
}

CASE(bitmap, unwritable_bitmap_is_let_go,
     .says = "after REPORTs into a bitmap whose second page cannot be written as many pages are pinned as before",
     .rules = "VDT-REPORT-170", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-let-go-twice@core-defects")
{
	const struct window w = window_pages(b, 0, BENCH_PAGES);
	struct edge e = edge_map(1);
	int64_t before;

	START_FOR_CORE(b);
	before = pages_pinned();
	if (before < 0)
		SKIP(return, "the kernel does not count pinned pages");
	/* Whether that fails is asked elsewhere. */
	for (int i = 0; i < REPORTS; i++) {
		bench_touch(b, 0);
		bench_touch(b, BENCH_PAGES - 1);
		__report_raw(b, &w, (uint8_t *)e.end - BENCH_PAGES / 16);
	}
	ASSERT_EQ(before, pages_pinned());
}

CASE(bitmap, reports_of_the_core_use_nothing_up,
     .says = "a thousand REPORTs of dirty pages use up no memory",
     .rules = "VDT-REPORT-170", .needs = "write", .timeout = 120,
     .fails_on = "reference,core_defect=bitmap-leaks@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_FALSE(leaks(b, report, LEAK_REPORTS));
}

SUITE_MAIN(bitmap)
