// SPDX-License-Identifier: GPL-2.0-only
/* START: whatever list was accepted, each of its ranges is tracked. */
#include "lib/suite.h"
#include "lib/lists.h"

SUITE(bounds);

CASE(bounds, page_worth_is_tracked,
     .says = "if a page worth of ranges is accepted, writes to its ranges are reported",
     .rules = "VDT-START-230", .needs = "write", .timeout = 60,
     .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "pds,defect=seq-offset-ignored "
	     "mlx5,defect=whole-range "
	     "reference,defect=drop-second-range reference,defect=first-range-lost reference,defect=page-at-4g-lost reference,defect=report-fails-now-and-then")
{
	uint32_t count = page_worth(b), mapped = BENCH_PAGES / RANGE_STRIDE;
	range_t *ranges = many_ranges(b, count);

	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, count, b->page));
	for (uint32_t i = 0; i < mapped; i++)
		bench_touch(b, i * RANGE_STRIDE + i);
	for (uint32_t i = 0; i < mapped; i++) {
		ASSERT_EQ(0, __bench_report(b, ranges[i].iova, ranges[i].length,
					    b->page));
	}
}

CASE(bounds, one_range_is_tracked,
     .says = "writes to the one range of a START are reported",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-lie")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 100);
	bench_touch(b, 501);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bounds, two_ranges_are_tracked,
     .says = "writes to both ranges of a START are reported",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "reference,defect=hang-on-report "
	     "reference,defect=drop-second-range reference,defect=last-range-lost")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 1);
	bench_touch(b, RANGE_STRIDE + 2);
	EXPECT_EQ(0, __bench_report_pages(b, 0, RANGE_PAGES));
	EXPECT_EQ(0, __bench_report_pages(b, RANGE_STRIDE, RANGE_PAGES));
}

CASE(bounds, adjacent_ranges_are_tracked,
     .says = "writes on both sides of the border of two touching ranges are reported",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "pds,defect=second-region-lost "
	     "mlx5,defect=window-page-short "
	     "mlx5,defect=dirty-at-create "
	     "mlx5,defect=second-range-lost "
	     "mlx5,defect=lost-bit-last "
	     "reference,defect=drop-second-range reference,defect=range-one-page-short reference,defect=word-edge-lost")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 64, 64) };

	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 63);
	bench_touch(b, 64);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 64, 64));
}

CASE(bounds, holes_in_a_range,
     .says = "a range may cover IOVA that nothing is mapped at",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-lie")
{
	range_t range = bench_range(b, 0, 4 * BENCH_PAGES);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, __bench_report_pages(b, 0, 4 * BENCH_PAGES));
}

CASE(bounds, ranges_of_a_vmm,
     .says = "all memory below 4 GiB as one range and some above as another are tracked",
     .rules = "VDT-START-230", .needs = "write", .timeout = 60,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-second-range")
{
	range_t ranges[] = { { 0, BENCH_IOVA },
			     bench_range(b, 0, BENCH_PAGES) };

	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bounds, more_pages_than_32_bits,
     .says = "a range of 2^32 pages and some is refused, or tracked beyond its 2^32nd page",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "pds reference,defect=range-length-32-bits")
{
	range_t range = { 0, ((1ULL << 32) + 256) * b->page };

	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 512);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bounds, length_zero_among_others_is_tracked,
     .says = "if a range of length 0 among others is accepted, the others are tracked",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=empty-range-ends-list")
{
	range_t ranges[] = { nth_range(b, 0),
			     { bench_iova(b, RANGE_PAGES), 0 },
			     nth_range(b, 1) };

	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 3, b->page));
	bench_touch(b, 0);
	bench_touch(b, RANGE_STRIDE);
	EXPECT_EQ(0, __bench_report_pages(b, 0, RANGE_PAGES));
	EXPECT_EQ(0, __bench_report_pages(b, RANGE_STRIDE, RANGE_PAGES));
}

CASE(bounds, all_of_the_address_space_is_tracked,
     .says = "if a range of all pages but the last is accepted, it is tracked",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=range-length-32-bits")
{
	range_t range = { 0, -b->page };

	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	EXPECT_EQ(0, __bench_report_pages(b, 0, BENCH_PAGES));
}

/* Accepted or not is VDT-START-250's business; accepted means tracked. */
static int odd_range_start(struct bench *b, uint64_t first, uint64_t count)
{
	range_t range = bench_range(b, first, count);

	return __bench_start_ranges(b, &range, 1, b->page);
}

static int odd_range_agrees(struct bench *b, uint64_t first, uint64_t count)
{
	bench_touch(b, first);
	bench_touch(b, first + count - 1);
	return __bench_report_pages(b, first, count);
}

CASE(bounds, range_of_one_page_is_tracked,
     .says = "a range of one page, if accepted, is tracked",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-first-page")
{
	SKIP_IF_REFUSED(odd_range_start(b, 0, 1));
	ASSERT_EQ(0, odd_range_agrees(b, 0, 1));
}

CASE(bounds, range_of_65_pages_is_tracked,
     .says = "a range of 65 pages, if accepted, is tracked to its last page",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-first-page")
{
	SKIP_IF_REFUSED(odd_range_start(b, 0, 65));
	ASSERT_EQ(0, odd_range_agrees(b, 0, 65));
}

CASE(bounds, range_at_an_odd_page_is_tracked,
     .says = "a range that begins at page 13 is tracked",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-first-page")
{
	SKIP_IF_REFUSED(odd_range_start(b, 13, 128));
	ASSERT_EQ(0, odd_range_agrees(b, 13, 128));
}

CASE(bounds, two_odd_ranges_are_tracked,
     .says = "two ranges of 33 pages, if accepted, do not get into each other's way",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-second-range")
{
	range_t ranges[] = { bench_range(b, 0, 33), bench_range(b, 128, 33) };

	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 32);
	bench_touch(b, 128);
	EXPECT_EQ(0, __bench_report_pages(b, 128, 33));
	EXPECT_EQ(0, __bench_report_pages(b, 0, 33));
}

CASE(bounds, range_across_4g_is_tracked,
     .says = "a range that crosses 4 GiB is tracked", .rules = "VDT-START-230",
     .needs = "write", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-lie")
{
	range_t range = { BENCH_IOVA - 64 * b->page, 128 * b->page };

	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 0);
	bench_touch(b, 63);
	ASSERT_EQ(0, __bench_report(b, range.iova, range.length, b->page));
}

CASE(bounds, less_than_a_page_worth_is_tracked,
     .says = "if a page worth of ranges but one is accepted, writes to them are reported",
     .rules = "VDT-START-230", .needs = "write", .timeout = 60,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-second-range")
{
	uint32_t count = page_worth(b) - 1;

	SKIP_IF_REFUSED(
		__bench_start_ranges(b, many_ranges(b, count), count, b->page));
	touch_ranges(b);
	for (uint32_t i = 0; i < RANGES_MAPPED; i++) {
		EXPECT_EQ(0, __bench_report_pages(b, i * RANGE_STRIDE,
						  RANGE_PAGES));
	}
}

CASE(bounds, ranges_at_random_are_tracked,
     .says = "lists of ranges of random place and size, if accepted, are tracked",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "reference,defect=drop-second-range reference,defect=byte-edge-lost reference,defect=stale-ranges")
{
	unsigned int accepted = 0;

	for (int round = 0; round < 8; round++) {
		range_t ranges[8];
		uint32_t count = 0;
		uint64_t page = rng_below(&b->rng, 32);

		while (count < 8 && page + 64 < BENCH_PAGES) {
			uint64_t pages = 1 + rng_below(&b->rng, 64);

			ranges[count++] = bench_range(b, page, pages);
			page += pages + rng_below(&b->rng, 96);
		}
		if (__bench_start_ranges(b, ranges, count, b->page))
			continue;
		accepted++;
		bench_touch_random(b, 12, BENCH_PAGES);
		for (uint32_t i = 0; i < count; i++) {
			ASSERT_EQ(0, __bench_report(b, ranges[i].iova,
						    ranges[i].length, b->page));
		}
		ASSERT_EQ(0, __bench_stop(b));
	}
	if (!accepted)
		SKIP(return, "the driver refuses START, as it may");
}

SUITE_MAIN(bounds)
