// SPDX-License-Identifier: GPL-2.0-only
/* START: what ranges the core lets through, and what a driver makes of odd
 * ones. */
#include "lib/suite.h"
#include "lib/lists.h"

SUITE(bounds);

static int start_pair(struct bench *b, range_t first, range_t second)
{
	range_t ranges[] = { first, second };

	return start_list(b, ranges, 2);
}

CASE(bounds, iova_unaligned,
     .says = "a range whose iova is no multiple of the hint is refused with EINVAL",
     .rules = "VDT-START-070",
     .fails_on = "reference,core_defect=iova-alignment-unchecked@core-defects")
{
	range_t range = nth_range(b, 0);

	range.iova += b->page / 2;
	ASSERT_EQ(-EINVAL, start_list(b, &range, 1));
}

CASE(bounds, length_unaligned,
     .says = "a range whose length is no multiple of the hint is refused with EINVAL",
     .rules = "VDT-START-070",
     .fails_on = "reference,core_defect=length-alignment-unchecked@core-defects")
{
	range_t range = nth_range(b, 0);

	range.length += 1;
	ASSERT_EQ(-EINVAL, start_list(b, &range, 1));
}

CASE(bounds, last_range_unaligned,
     .says = "an unaligned range is refused with EINVAL behind aligned ones, too",
     .rules = "VDT-START-070",
     .fails_on = "reference,core_defect=first-range-checked@core-defects")
{
	range_t second = nth_range(b, 1);

	second.iova += 1;
	ASSERT_EQ(-EINVAL, start_pair(b, nth_range(b, 0), second));
}

CASE(bounds, iova_unaligned_by_each_power,
     .says = "an iova that is a multiple of half the hint only is EINVAL for each hint up to 2^62",
     .rules = "VDT-START-070",
     .fails_on = "reference,core_defect=iova-alignment-unchecked@core-defects")
{
	for (int shift = 1; shift <= 62; shift++) {
		uint64_t hint = 1ULL << shift;
		range_t range = { hint / 2, hint };

		ASSERT_EQ(-EINVAL, try_hint(b, &range, 1, hint))
		TH_LOG("hint 2^%d", shift);
	}
}

CASE(bounds, length_unaligned_by_each_power,
     .says = "a length that is a multiple of half the hint only is EINVAL for each hint up to 2^62",
     .rules = "VDT-START-070",
     .fails_on = "reference,core_defect=length-alignment-unchecked@core-defects")
{
	for (int shift = 1; shift <= 62; shift++) {
		uint64_t hint = 1ULL << shift;
		range_t range = { hint, hint + hint / 2 };

		ASSERT_EQ(-EINVAL, try_hint(b, &range, 1, hint))
		TH_LOG("hint 2^%d", shift);
	}
}

CASE(bounds, any_range_unaligned,
     .says = "one unaligned range anywhere in a list is refused with EINVAL",
     .rules = "VDT-START-070",
     .fails_on = "reference,core_defect=first-range-checked@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	for (int i = 0; i < 8; i++) {
		uint32_t at = rng_below(&b->rng, count);

		ranges[at].length -= 1;
		ASSERT_EQ(-EINVAL, start_list(b, ranges, count))
		TH_LOG("range %u of %u", at, count);
		ranges[at].length += 1;
	}
}

CASE(bounds, range_wraps,
     .says = "a range that wraps around 2^64 is refused with EOVERFLOW",
     .rules = "VDT-START-080",
     .fails_on = "reference,core_defect=range-wrap-unchecked@core-defects")
{
	range_t range = { .iova = -b->page, .length = 2 * b->page };

	ASSERT_EQ(-EOVERFLOW, start_list(b, &range, 1));
}

CASE(bounds, range_ends_at_the_top,
     .says = "a range that ends exactly at 2^64 is refused with EOVERFLOW",
     .rules = "VDT-START-080",
     .fails_on = "reference,core_defect=range-at-top-allowed@core-defects")
{
	range_t range = { .iova = -b->page, .length = b->page };

	ASSERT_EQ(-EOVERFLOW, start_list(b, &range, 1));
}

CASE(bounds, last_range_wraps,
     .says = "a range that wraps is refused with EOVERFLOW behind good ones, too",
     .rules = "VDT-START-080",
     .fails_on = "reference,core_defect=first-range-checked@core-defects")
{
	range_t range = { .iova = -b->page, .length = 2 * b->page };

	ASSERT_EQ(-EOVERFLOW, start_pair(b, nth_range(b, 0), range));
}

CASE(bounds, range_of_all_but_a_page_wraps,
     .says = "a range from page 1 that ends at 2^64 is refused with EOVERFLOW",
     .rules = "VDT-START-080",
     .fails_on = "reference,core_defect=range-wrap-unchecked@core-defects")
{
	range_t range = { b->page, -b->page };

	ASSERT_EQ(-EOVERFLOW, start_list(b, &range, 1));
}

CASE(bounds, any_range_wraps,
     .says = "one range that wraps anywhere in a list is refused with EOVERFLOW",
     .rules = "VDT-START-080",
     .fails_on = "reference,core_defect=first-range-checked@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	for (int i = 0; i < 8; i++) {
		uint32_t at = rng_below(&b->rng, count);
		range_t good = ranges[at];

		ranges[at].length = -good.iova;
		ASSERT_EQ(-EOVERFLOW, start_list(b, ranges, count))
		TH_LOG("range %u of %u", at, count);
		ranges[at] = good;
	}
}

CASE(bounds, duplicate_range,
     .says = "the same range twice is refused with EINVAL",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-unchecked@core-defects")
{
	ASSERT_EQ(-EINVAL, start_pair(b, nth_range(b, 0), nth_range(b, 0)));
}

CASE(bounds, overlap_by_the_last_page,
     .says = "a range that begins on another's last page is refused with EINVAL",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-by-one-page@core-defects")
{
	ASSERT_EQ(-EINVAL,
		  start_pair(b, bench_range(b, 0, 64), bench_range(b, 63, 64)));
}

CASE(bounds, overlap_by_the_first_page,
     .says = "a range that ends on another's first page is refused with EINVAL",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-by-one-page@core-defects")
{
	ASSERT_EQ(-EINVAL,
		  start_pair(b, bench_range(b, 63, 64), bench_range(b, 0, 64)));
}

CASE(bounds, range_inside_another,
     .says = "a range inside another one is refused with EINVAL in both orders",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-unchecked@core-defects")
{
	range_t outer = bench_range(b, 0, 192);
	range_t inner = bench_range(b, 64, 64);

	EXPECT_EQ(-EINVAL, start_pair(b, outer, inner));
	EXPECT_EQ(-EINVAL, start_pair(b, inner, outer));
}

CASE(bounds, overlap_far_apart_in_the_list,
     .says = "an overlap of the first and last range of a list is refused with EINVAL",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-of-neighbours@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	ranges[count - 1] = ranges[0];
	ASSERT_EQ(-EINVAL, start_list(b, ranges, count));
}

CASE(bounds, overlap_by_one_byte,
     .says = "with a hint of 1, ranges that share one byte are refused with EINVAL",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-by-one-page@core-defects")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 0) };

	ranges[1].iova += ranges[0].length - 1;
	EXPECT_EQ(-EINVAL, try_hint(b, ranges, 2, 1));
	ranges[1].iova = ranges[0].iova - ranges[0].length + 1;
	EXPECT_EQ(-EINVAL, try_hint(b, ranges, 2, 1));
}

CASE(bounds, overlap_of_any_two,
     .says = "an overlap of any two ranges of a list is refused with EINVAL",
     .rules = "VDT-START-090",
     .fails_on = "reference,core_defect=overlap-of-neighbours@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	for (int i = 0; i < 8; i++) {
		uint32_t from = rng_below(&b->rng, count);
		uint32_t to =
			(from + 1 + rng_below(&b->rng, count - 1)) % count;
		range_t good = ranges[to];

		ranges[to].iova = ranges[from].iova + 63 * b->page;
		ASSERT_EQ(-EINVAL, start_list(b, ranges, count))
		TH_LOG("ranges %u and %u of %u", from, to, count);
		ranges[to] = good;
	}
}

/* Two touching ranges, in both orders, against two that do not touch. */
static bool touching_is_like_apart(struct bench *b, range_t low, range_t high)
{
	range_t touching[] = { low, high };
	range_t turned[] = { high, low };

	return !try_start(b, touching, 2) && !try_start(b, turned, 2);
}

CASE(bounds, touching_ranges,
     .says = "two ranges that touch each other are no overlap, in either order",
     .rules = "VDT-START-150",
     .fails_on = "reference,core_defect=touching-ranges-overlap@core-defects")
{
	range_t apart[] = { nth_range(b, 0), nth_range(b, 1) };

	if (try_start(b, apart, 2))
		SKIP(return, "the driver refuses two ranges");
	ASSERT_TRUE(touching_is_like_apart(b, bench_range(b, 0, 64),
					   bench_range(b, 64, 64)));
}

CASE(bounds, touching_ranges_at_4g,
     .says = "two ranges that touch each other at 4 GiB are no overlap",
     .rules = "VDT-START-150",
     .fails_on = "reference,core_defect=touching-ranges-overlap@core-defects")
{
	uint64_t length = 64 * b->page;
	range_t apart[] = { nth_range(b, 0), nth_range(b, 1) };

	if (try_start(b, apart, 2))
		SKIP(return, "the driver refuses two ranges");
	ASSERT_TRUE(touching_is_like_apart(
		b, (range_t){ (1ULL << 32) - length, length },
		(range_t){ 1ULL << 32, length }));
}

CASE(bounds, page_worth_of_touching_ranges,
     .says = "a page worth of ranges, each touching the next, is no overlap",
     .rules = "VDT-START-150",
     .fails_on = "reference,core_defect=touching-ranges-overlap@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	if (try_start(b, ranges, count))
		SKIP(return, "the driver refuses a page worth of ranges");
	for (uint32_t i = 0; i < count; i++)
		ranges[i] = bench_range(b, i * RANGE_PAGES, RANGE_PAGES);
	ASSERT_EQ(0, try_start(b, ranges, count));
}

CASE(bounds, order_of_ranges,
     .says = "the order of the ranges does not change START's answer",
     .rules = "VDT-START-100",
     .fails_on = "reference,core_defect=order-demanded@core-defects")
{
	range_t sorted[] = { nth_range(b, 0), nth_range(b, 1),
			     nth_range(b, 2) };
	range_t mixed[] = { sorted[2], sorted[0], sorted[1] };

	SKIP_UNLESS_ALIKE(b, sorted, 3);
	ASSERT_EQ(try_start(b, sorted, 3), try_start(b, mixed, 3));
}

/* A range without bytes is refused or harmless: START and STOP go on. */
static bool length_zero_is_harmless(struct bench *b, const range_t *ranges,
				    uint32_t count)
{
	range_t usual = nth_range(b, 0);

	case_measured(try_start(b, ranges, count));
	return !try_start(b, &usual, 1);
}

CASE(bounds, length_zero, .says = "a range of length 0 is refused or harmless",
     .rules = "VDT-START-220", .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "reference,defect=failed-start-stays-on reference,defect=warn-on-stop")
{
	range_t range = { BENCH_IOVA, 0 };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, length_zero_at_zero,
     .says = "the range {0, 0} is refused or harmless",
     .rules = "VDT-START-220", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	range_t range = { 0, 0 };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, length_zero_among_others,
     .says = "a range of length 0 among others is refused or harmless",
     .rules = "VDT-START-220", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	range_t ranges[] = { nth_range(b, 0),
			     { bench_iova(b, 2 * RANGE_STRIDE), 0 },
			     nth_range(b, 1) };

	ASSERT_TRUE(length_zero_is_harmless(b, ranges, 3));
}

CASE(bounds, length_zero_twice,
     .says = "two ranges of length 0 at one address are refused or harmless",
     .rules = "VDT-START-220", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	range_t ranges[] = { { BENCH_IOVA, 0 }, { BENCH_IOVA, 0 } };

	ASSERT_TRUE(length_zero_is_harmless(b, ranges, 2));
}

CASE(bounds, all_of_the_address_space,
     .says = "a range of all pages but the last is refused or harmless",
     .rules = "VDT-START-220", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	range_t range = { 0, -b->page };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, range_below_the_top,
     .says = "a range up to the last page below 2^64 is refused or harmless",
     .rules = "VDT-START-220", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	range_t range = { -128 * b->page, 127 * b->page };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, odd_number_of_pages_is_accepted,
     .says = "ranges of 1, 63 and 65 pages are accepted",
     .rules = "VDT-START-250", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=odd-pages-refused")
{
	range_t one = bench_range(b, 0, 1);
	range_t fewer = bench_range(b, 0, 63);
	range_t more = bench_range(b, 0, 65);

	EXPECT_EQ(0, try_start(b, &one, 1));
	EXPECT_EQ(0, try_start(b, &fewer, 1));
	EXPECT_EQ(0, try_start(b, &more, 1));
}

SUITE_MAIN(bounds)
