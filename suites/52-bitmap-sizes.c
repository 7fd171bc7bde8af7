// SPDX-License-Identifier: GPL-2.0-only
/* Page sizes of START and REPORT. A refused hint is for VDT-START-260 to say. */
#include "lib/suite.h"
#include "lib/windows.h"

SUITE(bitmap);

static int report_sized(struct bench *b, uint64_t page_size)
{
	return __bench_report(b, BENCH_IOVA, BENCH_PAGES * b->page, page_size);
}

CASE(bitmap, report_page_size_equal,
     .says = "REPORT at the page size that START returned is exact",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 40, BENCH_PAGES);
	ASSERT_EQ(0, report_sized(b, b->oracle.page_size > SIZE_4K
					     ? b->oracle.page_size
					     : SIZE_4K));
}

CASE(bitmap, report_page_size_below,
     .says = "REPORT at a page size below the tracked one loses nothing",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-unit-only", .needs = "write")
{
	SKIP_IF_REFUSED(__start_hinted(b, 64 << 10));
	bench_touch_random(b, 20, BENCH_PAGES);
	ASSERT_EQ(0, report_sized(b, SIZE_4K));
}

CASE(bitmap, report_page_size_above,
     .says = "REPORT at twice the tracked page size is right",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 40, BENCH_PAGES);
	ASSERT_EQ(0, report_sized(b, 2 * b->page));
}

CASE(bitmap, report_page_size_far_above,
     .says = "REPORT at 256 times the tracked page size is right",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	/* The last page that bit 1 stands for, and none of bit 2. */
	bench_touch(b, 511);
	ASSERT_EQ(0, report_sized(b, 256 * b->page));
}

CASE(bitmap, report_page_size_above_window,
     .says = "REPORT at a page size larger than the window gives one bit",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, report_sized(b, 8 * BENCH_PAGES * b->page));
}

CASE(bitmap, report_page_size_changes,
     .says = "every REPORT may have a page size of its own, 4 KiB to 1 GiB",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t size = SIZE_4K; size <= 1ULL << 30; size *= 2) {
		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, report_sized(b, size));
	}
}

CASE(bitmap, report_page_size_changes_64k_tracked,
     .says = "every REPORT may have a page size of its own also when 64 KiB are tracked",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	SKIP_IF_REFUSED(__start_hinted(b, 64 << 10));
	for (uint64_t size = SIZE_4K; size <= 1 << 20; size *= 2) {
		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, report_sized(b, size));
	}
}

/*
 * Sizes at which shifts and products of an implementation overflow. Failing is
 * allowed, being wrong is not.
 */
static int report_huge(struct bench *b, uint64_t page_size)
{
	int ret;

	bench_touch(b, 3);
	ret = report_sized(b, page_size);
	if (ret < 0)
		case_measured(ret);
	return ret == REPORT_WRONG ? ret : 0;
}

CASE(bitmap, report_page_size_two_to_the_31,
     .says = "REPORT at 2^31 and 2^32 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-big-endian@core-defects")
{
	ASSERT_EQ(0, __bench_start(b));
	EXPECT_EQ(0, report_huge(b, 1ULL << 31));
	EXPECT_EQ(0, report_huge(b, 1ULL << 32));
}

CASE(bitmap, report_page_size_two_to_the_58,
     .says = "REPORT at 2^57 to 2^62 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-divides-by-zero@core-defects")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int shift = 57; shift <= 62; shift++) {
		ASSERT_EQ(0, report_huge(b, 1ULL << shift));
	}
}

CASE(bitmap, report_page_size_two_to_the_63,
     .says = "REPORT at 2^63 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-msb-first@core-defects")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, report_huge(b, 1ULL << 63));
}

/*
 * Sizes between: more than a 32-bit shift takes, less than where products with
 * the length of the window overflow.
 */
CASE(bitmap, report_page_size_two_to_the_40,
     .says = "REPORT at 2^33 to 2^56 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-shift-5-bits@core-defects")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int shift = 33; shift <= 56; shift++) {
		ASSERT_EQ(0, report_huge(b, 1ULL << shift));
	}
}

CASE(bitmap, tracked_2m,
     .says = "what is tracked at 2 MiB is right at 4 KiB, at 2 MiB and at 1 GiB",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	SKIP_IF_REFUSED(__start_hinted(b, 2 << 20));
	for (uint64_t size = SIZE_4K; size <= 1 << 30; size <<= 9) {
		bench_touch(b, 3);
		bench_touch(b, BENCH_PAGES - 1);
		ASSERT_EQ(0, report_sized(b, size));
	}
}

CASE(bitmap, tracked_1g,
     .says = "what is tracked at 1 GiB is right at 4 KiB and at 1 GiB",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-unit-only", .needs = "exact",
     .timeout = 60)
{
	range_t range = { BENCH_IOVA, 2ULL << 30 };

	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, 1 << 30));
	bench_touch(b, 5);
	ASSERT_EQ(0, __bench_report(b, range.iova, range.length, 1 << 30));
	bench_touch(b, 5);
	ASSERT_EQ(0, __bench_report(b, range.iova, range.length, SIZE_4K));
}

CASE(bitmap, every_hint_at_every_size,
     .says = "page sizes of START and REPORT from 4 KiB to 1 MiB are right in every pair",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-unit-only", .needs = "write",
     .timeout = 60)
{
	int started = 0;

	for (uint64_t hint = SIZE_4K; hint <= 1 << 20; hint *= 4) {
		if (case_measured(__start_hinted(b, hint)))
			continue;
		started++;
		for (uint64_t size = SIZE_4K; size <= 1 << 20; size *= 4) {
			bench_touch_random(b, 4, BENCH_PAGES);
			ASSERT_EQ(0, report_sized(b, size));
		}
		ASSERT_EQ(0, __bench_stop(b));
	}
	if (!started)
		SKIP(return, "the driver refuses START, as it may");
}

CASE(bitmap, tracked_page_in_halves,
     .says = "a window of half a tracked page is right, and so is the other half",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	SKIP_IF_REFUSED(__start_hinted(b, 16 * b->page));
	bench_touch(b, 65);
	bench_touch(b, 78);
	EXPECT_EQ(0, __bench_report_pages(b, 64, 8));
	EXPECT_EQ(0, __bench_report_pages(b, 72, 8));
}

CASE(bitmap, window_cuts_tracked_pages,
     .says = "a window that cuts tracked pages at both ends loses nothing",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	SKIP_IF_REFUSED(__start_hinted(b, 16 * b->page));
	for (uint64_t page = 64; page < 192; page += 5)
		bench_touch(b, page);
	EXPECT_EQ(0, __bench_report_pages(b, 72, 72));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_no_multiple_of_report_pages,
     .says = "the last bit may stand for less of the window than page_size",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 20);
	bench_touch(b, 319);
	EXPECT_EQ(0,
		  __bench_report(b, BENCH_IOVA, 320 * b->page, 128 * b->page));
}

CASE(bitmap, last_bit_leaves_what_lies_behind,
     .says = "what the last bit stands for behind the window stays dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "mlx5,defect=sticky-bit "
		 "reference,defect=clears-all",
     .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 300);
	bench_touch(b, 330);
	EXPECT_EQ(0,
		  __bench_report(b, BENCH_IOVA, 320 * b->page, 128 * b->page));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_from_inside_a_report_page,
     .says = "the window need not begin at a multiple of page_size",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 63);
	bench_touch(b, 64);
	bench_touch(b, 319);
	bench_touch(b, 575);
	EXPECT_EQ(0, __bench_report(b, bench_iova(b, 64), 256 * b->page,
				    128 * b->page));
	EXPECT_EQ(0, __bench_report(b, bench_iova(b, 320), 256 * b->page,
				    256 * b->page));
}

CASE(bitmap, large_page_size_clears_all_it_covers,
     .says = "what a REPORT at 1 MiB has reported is clean at 4 KiB",
     .rules = "VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=not-cleared", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 60, BENCH_PAGES);
	EXPECT_EQ(0, report_sized(b, 1 << 20));
	EXPECT_EQ(0, report_sized(b, SIZE_4K));
}

SUITE_MAIN(bitmap)
