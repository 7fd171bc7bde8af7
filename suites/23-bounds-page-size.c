// SPDX-License-Identifier: GPL-2.0-only
/* START: the page_size that is asked for, and the one that comes back. */
#include "lib/suite.h"
#include "lib/lists.h"

SUITE(bounds);

CASE(bounds, page_size_is_a_power_of_two,
     .says = "the page size that START returns is a power of two",
     .rules = "VDT-START-200", .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "reference,defect=page-size-no-power-of-two reference,defect=page-size-zero")
{
	range_t range = nth_range(b, 0);
	uint64_t page_size = b->page;

	ASSERT_EQ(0, __tracker_start(b->dev.fd, &range, 1, &page_size));
	ASSERT_NE(0, page_size);
	ASSERT_EQ(0, page_size & (page_size - 1));
}

/* The memory of the bench, or as much more as @hint needs to be aligned. */
static range_t range_for(const struct bench *b, uint64_t hint)
{
	uint64_t all = BENCH_PAGES * b->page;

	return (range_t){ BENCH_IOVA, hint > all ? hint : all };
}

CASE(bounds, page_sizes_are_powers_of_two,
     .says = "what START returns for each hint from 4 KiB to 64 MiB is a power of two",
     .rules = "VDT-START-200", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-no-power-of-two")
{
	unsigned int accepted = 0;

	for (int shift = 12; shift <= 26; shift++) {
		uint64_t page_size = 1ULL << shift;
		range_t range = range_for(b, page_size);

		if (__tracker_start(b->dev.fd, &range, 1, &page_size))
			continue;
		__tracker_stop(b->dev.fd);
		accepted++;
		ASSERT_NE(0, page_size);
		ASSERT_EQ(0, page_size & (page_size - 1))
		TH_LOG("hint 2^%d", shift);
	}
	if (!accepted)
		SKIP(return, "the driver refuses START");
}

CASE(bounds, page_size_is_the_same_each_time,
     .says = "a hint is answered with the same page size each time",
     .rules = "VDT-RETRY-040", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-answers-vary")
{
	for (int shift = 12; shift <= 24; shift += 3) {
		uint64_t first = 1ULL << shift, again = first;
		range_t range = range_for(b, first);
		int ret = __tracker_start(b->dev.fd, &range, 1, &first);

		__tracker_stop(b->dev.fd);
		ASSERT_EQ(ret, __tracker_start(b->dev.fd, &range, 1, &again));
		__tracker_stop(b->dev.fd);
		ASSERT_EQ(first, again);
	}
}

CASE(bounds, every_hint_is_a_hint,
     .says = "START succeeds with each power of two from 4 KiB to 64 MiB as page_size",
     .rules = "VDT-START-260", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=hint-refused")
{
	for (int shift = 12; shift <= 26; shift++) {
		uint64_t hint = 1ULL << shift;
		range_t range = range_for(b, hint);

		EXPECT_EQ(0, try_hint(b, &range, 1, hint))
		TH_LOG("hint 2^%d", shift);
	}
}

CASE(bounds, every_hint_is_tracked,
     .says = "with a page_size of 4 KiB, 256 KiB, 16 MiB and 1 GiB, where accepted, writes are reported",
     .rules = "VDT-START-230", .needs = "write exact",
     .after = "bounds/one-range-is-accepted",
     .fails_on =
	     "pds,defect=page-size-ignored "
	     "pds,defect=lost-bit-last "
	     "pds,defect=lost-bit-first "
	     "mlx5,defect=lost-bit-first "
	     "reference,defect=page-size-lie reference,defect=first-run-only reference,defect=granularity-doubled reference,defect=queue-overflows reference,defect=restart-blind reference,defect=report-slow")
{
	for (int shift = 12; shift <= 30; shift += 6) {
		uint64_t hint = 1ULL << shift;
		range_t range = range_for(b, hint);

		if (__bench_start_ranges(b, &range, 1, hint))
			continue;
		bench_touch_random(b, 2, BENCH_PAGES);
		ASSERT_EQ(0,
			  __bench_report(b, range.iova, range.length, b->page))
		TH_LOG("hint 2^%d", shift);
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(bounds, smaller_pages_after_larger_ones,
     .says = "a session at 4 KiB behind one at 2 MiB reports single pages",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=stale-page-size")
{
	range_t range = range_for(b, 2 << 20);

	if (__bench_start_ranges(b, &range, 1, 2 << 20))
		SKIP(return, "the driver refuses a page_size of 2 MiB");
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 3);
	ASSERT_EQ(0, __bench_report(b, range.iova, range.length, b->page));
}

/*
 * A hint that the core does not look at: START fails, or page_size comes back
 * as something that a page can have. Afterwards the tracker works as ever.
 */
static bool hint_is_handled(struct bench *b, uint64_t hint, range_t range)
{
	range_t usual = nth_range(b, 0);
	uint64_t page_size = hint;
	int ret = __tracker_start(b->dev.fd, &range, 1, &page_size);

	case_measured(ret);
	if (!ret) {
		fprintf(stderr, "# measured: page_size=%#llx bytes\n",
			(unsigned long long)page_size);
		__tracker_stop(b->dev.fd);
		if (!page_size || page_size & (page_size - 1))
			return false;
	}
	return !try_start(b, &usual, 1);
}

CASE(bounds, hint_zero,
     .says = "page_size 0 is refused or replaced by a power of two",
     .rules = "VDT-START-210", .after = "bounds/one-range-is-accepted",
     .fails_on = "pds")
{
	/* {0, 0} is the one range that the core finds aligned to 0. */
	ASSERT_TRUE(hint_is_handled(b, 0, (range_t){ 0, 0 }));
}

CASE(bounds, hint_one,
     .says = "page_size 1 is refused or answered with a power of two",
     .rules = "VDT-START-210", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-no-power-of-two")
{
	ASSERT_TRUE(hint_is_handled(b, 1, nth_range(b, 0)));
}

CASE(bounds, hint_three,
     .says = "page_size 3 is refused or replaced by a power of two",
     .rules = "VDT-START-210", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=hint-unchecked")
{
	ASSERT_TRUE(hint_is_handled(b, 3, nth_range(b, 0)));
}

CASE(bounds, hint_between_powers,
     .says = "a page_size of three pages is refused or replaced by a power of two",
     .rules = "VDT-START-210", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=hint-unchecked")
{
	/* Passes the core's mask by its low bits, see VDT-START-070. */
	ASSERT_TRUE(hint_is_handled(b, 3 * b->page, nth_range(b, 0)));
}

CASE(bounds, hint_two_to_the_63,
     .says = "page_size 2^63 is refused or replaced by what the driver can do",
     .rules = "VDT-START-210", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-no-power-of-two")
{
	ASSERT_TRUE(hint_is_handled(b, 1ULL << 63, (range_t){ 0, 1ULL << 63 }));
}

CASE(bounds, hint_two_to_the_62,
     .says = "page_size 2^62 is refused or replaced by what the driver can do",
     .rules = "VDT-START-210", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-no-power-of-two")
{
	ASSERT_TRUE(hint_is_handled(b, 1ULL << 62,
				    (range_t){ 1ULL << 62, 1ULL << 62 }));
}

/* A sound hint is no reason to fail, whatever the driver picks instead. */
static int start_with_hint(struct bench *b, uint64_t hint)
{
	uint64_t length = BENCH_PAGES * b->page;
	range_t range = { BENCH_IOVA, (length + hint - 1) & ~(hint - 1) };

	return __bench_start_ranges(b, &range, 1, hint);
}

CASE(bounds, hint_below_4k_is_a_hint,
     .says = "START succeeds with a page_size of 512 bytes, at what the driver picks",
     .rules = "VDT-START-260", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=hint-refused")
{
	ASSERT_EQ(0, start_with_hint(b, 512));
}

CASE(bounds, hint_of_2m_is_a_hint,
     .says = "START succeeds with a page_size of 2 MiB, at what the driver picks",
     .rules = "VDT-START-260", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=hint-refused")
{
	ASSERT_EQ(0, start_with_hint(b, 2 << 20));
}

CASE(bounds, hint_of_1g_is_a_hint,
     .says = "START succeeds with a page_size of 1 GiB, at what the driver picks",
     .rules = "VDT-START-260", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=hint-refused")
{
	ASSERT_EQ(0, start_with_hint(b, 1 << 30));
}

CASE(bounds, hint_of_64k_is_tracked,
     .says = "with a page_size of 64 KiB accepted, writes are reported",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=page-size-lie")
{
	SKIP_IF_REFUSED(start_with_hint(b, 64 << 10));
	bench_touch(b, 5);
	bench_touch(b, 500);
	ASSERT_EQ(0, __bench_report_all(b));
}

SUITE_MAIN(bounds)
