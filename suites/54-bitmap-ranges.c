// SPDX-License-Identifier: GPL-2.0-only
/* Several ranges, and windows that are not inside of one. */
#include "lib/suite.h"
#include "lib/windows.h"

SUITE(bitmap);

CASE(bitmap, window_begins_before_the_range,
     .says = "a window that begins 64 pages before the range is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-dirty "
		 "reference,defect=outside-is-first-range",
     .needs = "write")
{
	range_t range = bench_range(b, 128, 256);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 128);
	bench_touch(b, 140);
	ASSERT_EQ(0, __report_or_refusal(b, bench_iova(b, 64), 128 * b->page,
					 b->page));
}

CASE(bitmap, window_ends_behind_the_range,
     .says = "a window that ends 64 pages behind the range is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	range_t range = bench_range(b, 128, 256);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 383);
	ASSERT_EQ(0, __report_or_refusal(b, bench_iova(b, 320), 128 * b->page,
					 b->page));
}

CASE(bitmap, window_outside_of_all_ranges,
     .says = "a window where nothing is tracked is refused or without false pages",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-first-range", .needs = "write")
{
	range_t range = bench_range(b, 0, 128);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 5);
	ASSERT_EQ(0, __report_or_refusal(b, bench_iova(b, 512), 64 * b->page,
					 b->page));
}

CASE(bitmap, window_over_two_ranges,
     .says = "a window over two ranges and the gap between is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 128, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 63);
	bench_touch(b, 128);
	ASSERT_EQ(0,
		  __report_or_refusal(b, BENCH_IOVA, 192 * b->page, b->page));
}

/* Several ranges. */
CASE(bitmap, ranges_are_told_apart,
     .says = "a write to one of four ranges is reported there and nowhere else",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	range_t ranges[4];

	for (int i = 0; i < 4; i++)
		ranges[i] = bench_range(b, i * 192, 64);
	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 4, b->page));
	for (int i = 0; i < 4; i++)
		bench_touch(b, i * 192 + 10 * i);
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, i * 192, 64));
	}
}

CASE(bitmap, report_of_one_range_keeps_the_others,
     .says = "REPORT of one range leaves the log of the others",
     .rules = "VDT-LOG-040", .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=clears-all", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 256, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 7);
	bench_touch(b, 256 + 7);
	EXPECT_EQ(0, __bench_report_pages(b, 256, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 256, 64));
}

CASE(bitmap, ranges_of_different_sizes,
     .says = "ranges of 64, 128 and 256 pages, given in no order, are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=drop-second-range", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 320, 128), bench_range(b, 0, 64),
			     bench_range(b, 640, 256) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 3, b->page));
	bench_touch_random(b, 80, BENCH_PAGES);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 320, 128));
	EXPECT_EQ(0, __bench_report_pages(b, 640, 256));
}

CASE(bitmap, writes_in_gaps,
     .says = "writes between the ranges set no bit of a range's window",
     .rules = "VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 128, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 64);
	bench_touch(b, 127);
	bench_touch(b, 192);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 128, 64));
}

/*
 * Windows that are not inside of one range. Where a driver refuses, the next
 * window meets a log that was started anew.
 */
static int start_two_ranges(struct bench *b)
{
	range_t ranges[] = { bench_range(b, 128, 128),
			     bench_range(b, 384, 128) };
	int ret = __bench_start_ranges(b, ranges, 2, b->page);

	if (ret)
		return ret;
	for (uint64_t page = 128; page < 512; page += 31)
		bench_touch(b, page);
	bench_touch(b, 255);
	bench_touch(b, 384);
	return 0;
}

static int window_is_honest(struct bench *b, uint64_t first, uint64_t count)
{
	return __report_or_refusal(b, bench_iova(b, first), count * b->page,
				   b->page);
}

CASE(bitmap, window_over_a_range_and_around,
     .says = "a window that covers a range and 64 pages on both sides is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	range_t range = bench_range(b, 128, 256);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 128);
	bench_touch(b, 200);
	bench_touch(b, 383);
	ASSERT_EQ(0, window_is_honest(b, 64, 384));
}

CASE(bitmap, window_from_a_range_into_a_gap,
     .says = "a window from inside a range to inside a gap is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	ASSERT_EQ(0, start_two_ranges(b));
	ASSERT_EQ(0, window_is_honest(b, 192, 128));
}

CASE(bitmap, window_from_a_gap_into_a_range,
     .says = "a window from inside a gap to inside a range is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	ASSERT_EQ(0, start_two_ranges(b));
	ASSERT_EQ(0, window_is_honest(b, 320, 128));
}

CASE(bitmap, window_inside_a_gap,
     .says = "a window in the gap between two ranges is refused or without false pages",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-first-range", .needs = "write")
{
	ASSERT_EQ(0, start_two_ranges(b));
	ASSERT_EQ(0, window_is_honest(b, 288, 64));
}

CASE(bitmap, window_from_range_to_range,
     .says = "a window from inside one range over the gap into the next is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	ASSERT_EQ(0, start_two_ranges(b));
	ASSERT_EQ(0, window_is_honest(b, 192, 256));
}

CASE(bitmap, window_of_the_page_before,
     .says = "a window of the page before a range and its first is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	ASSERT_EQ(0, start_two_ranges(b));
	ASSERT_EQ(0, window_is_honest(b, 383, 2));
}

CASE(bitmap, window_of_the_page_behind,
     .says = "a window of a range's last page and the one behind is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	ASSERT_EQ(0, start_two_ranges(b));
	ASSERT_EQ(0, window_is_honest(b, 255, 2));
}

CASE(bitmap, window_over_adjacent_ranges,
     .says = "a window over the border of two adjacent ranges is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 128), bench_range(b, 128, 128) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	write_pages(b, 126, 4);
	ASSERT_EQ(0, window_is_honest(b, 64, 128));
}

CASE(bitmap, window_over_eight_ranges,
     .says = "a window over eight ranges and their gaps is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-silent", .needs = "write")
{
	range_t ranges[8];

	for (int i = 0; i < 8; i++)
		ranges[i] = bench_range(b, i * 128, 64);
	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 8, b->page));
	for (int i = 0; i < 8; i++)
		bench_touch(b, i * 128 + 9 * i);
	ASSERT_EQ(0, window_is_honest(b, 0, BENCH_PAGES));
}

CASE(bitmap, window_far_below_the_range,
     .says = "a window from address 0 is refused or without false pages",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-first-range", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	dirty_some(b);
	ASSERT_EQ(0, __report_or_refusal(b, 0, 256 * b->page, b->page));
}

CASE(bitmap, window_far_above_the_range,
     .says = "a window 64 GiB above the range is refused or without false pages",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=outside-is-first-range", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	dirty_some(b);
	ASSERT_EQ(0, __report_or_refusal(b, BENCH_IOVA + (64ULL << 30),
					 256 * b->page, b->page));
}

/* Many ranges, odd ranges. */
static void ranges_every(struct bench *b, range_t *ranges, uint32_t count,
			 uint64_t stride, uint64_t pages)
{
	for (uint32_t i = 0; i < count; i++)
		ranges[i] = bench_range(b, i * stride, pages);
}

CASE(bitmap, ranges_of_one_page,
     .says = "64 ranges of one page with gaps of one page are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=sixteenth-report-loses "
		 "reference,defect=ranges-beyond-eight-dropped",
     .needs = "write", .timeout = 60)
{
	range_t ranges[64];

	ranges_every(b, ranges, 64, 2, 1);
	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 64, b->page));
	for (uint64_t page = 0; page < 128; page += 3)
		bench_touch(b, page);
	for (uint64_t page = 0; page < 128; page += 2) {
		ASSERT_EQ(0, __bench_report_pages(b, page, 1));
	}
}

CASE(bitmap, many_ranges_each_written,
     .says = "of 32 ranges each has its own dirty pages and no other's",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write",
     .timeout = 60)
{
	range_t ranges[32];

	ranges_every(b, ranges, 32, 32, 16);
	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 32, b->page));
	for (uint64_t i = 0; i < 32; i++)
		bench_touch(b, i * 32 + i / 2);
	for (uint64_t i = 0; i < 32; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, i * 32, 16));
	}
}

CASE(bitmap, ends_of_many_ranges,
     .says = "the first and the last page of each of 16 ranges are reported",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=ranges-beyond-eight-dropped",
     .needs = "write", .timeout = 60)
{
	range_t ranges[16];

	ranges_every(b, ranges, 16, 64, 32);
	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 16, b->page));
	for (uint64_t i = 0; i < 16; i++) {
		bench_touch(b, i * 64);
		bench_touch(b, i * 64 + 31);
	}
	for (uint64_t i = 0; i < 16; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, i * 64, 32));
	}
}

CASE(bitmap, a_page_worth_of_ranges,
     .says = "of 256 ranges, 4 KiB worth of them, the first, the last and those between are right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=ranges-beyond-eight-dropped",
     .needs = "write", .timeout = 60)
{
	range_t ranges[256];

	ranges_every(b, ranges, 256, 4, 2);
	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 256, b->page));
	for (uint64_t i = 0; i < 256; i += 17)
		bench_touch(b, i * 4 + i % 2);
	for (uint64_t i = 0; i < 256; i += 17) {
		ASSERT_EQ(0, __bench_report_pages(b, i * 4, 2));
	}
}

CASE(bitmap, ranges_of_odd_sizes,
     .says = "ranges of 1, 63, 65 and 100 pages are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	const uint64_t first[] = { 0, 64, 192, 320 };
	const uint64_t count[] = { 1, 63, 65, 100 };
	range_t ranges[4];

	for (int i = 0; i < 4; i++)
		ranges[i] = bench_range(b, first[i], count[i]);
	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 4, b->page));
	for (int i = 0; i < 4; i++) {
		bench_touch(b, first[i]);
		bench_touch(b, first[i] + count[i] - 1);
		bench_touch(b, first[i] + count[i]);
	}
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, first[i], count[i]));
	}
}

CASE(bitmap, adjacent_ranges,
     .says = "adjacent ranges are each right on both sides of their border",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 64, 64), bench_range(b, 128, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 127);
	EXPECT_EQ(0, __bench_report_pages(b, 64, 64));
	bench_touch(b, 128);
	EXPECT_EQ(0, __bench_report_pages(b, 64, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 128, 64));
}

CASE(bitmap, write_over_ranges_and_gaps,
     .says = "one write over four ranges and the gaps between is in each of them",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	range_t ranges[4];

	ranges_every(b, ranges, 4, 64, 32);
	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 4, b->page));
	bench_write(b, bench_iova(b, 16), 200 * b->page);
	for (uint64_t i = 0; i < 4; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, i * 64, 32));
	}
}

CASE(bitmap, write_from_gap_to_gap,
     .says = "one write that begins and ends in gaps is in the range between",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 128, 64),
			     bench_range(b, 256, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 3, b->page));
	bench_write(b, bench_iova(b, 96), 128 * b->page);
	for (uint64_t first = 0; first <= 256; first += 128) {
		ASSERT_EQ(0, __bench_report_pages(b, first, 64));
	}
}

CASE(bitmap, ranges_reported_in_any_order,
     .says = "eight ranges reported in random order, twice, are each right",
     .rules = "VDT-LOG-010 VDT-LOG-040",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	range_t ranges[8];

	ranges_every(b, ranges, 8, 128, 64);
	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 8, b->page));
	for (uint64_t i = 0; i < 8; i++)
		bench_touch(b, i * 128 + 5 * i);
	for (int i = 0; i < 24; i++) {
		uint64_t first = 128 * rng_below(&b->rng, 8);

		ASSERT_EQ(0, __bench_report_pages(b, first, 64));
		bench_touch_random(b, 2, BENCH_PAGES);
	}
}

SUITE_MAIN(bitmap)
