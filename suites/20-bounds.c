// SPDX-License-Identifier: GPL-2.0-only
/*
 * START: what the core lets through to a driver, and what the driver makes of
 * it. The limit of a list is one page of the kernel, whatever its size.
 */
#include "lib/suite.h"
#include "lib/edge.h"

/* Ranges of 64 pages, 64 pages apart: legal for any tracker. */
#define RANGE_PAGES  64
#define RANGE_STRIDE 128

SUITE(bounds);

static uint32_t page_worth(const struct bench *b)
{
	return b->page / sizeof(range_t);
}

static range_t nth_range(const struct bench *b, uint32_t n)
{
	return bench_range(b, (uint64_t)n * RANGE_STRIDE, RANGE_PAGES);
}

/* An array of @count separate ranges, unless it is too long for memory. */
static range_t *many_ranges(const struct bench *b, uint32_t count)
{
	range_t *ranges = calloc(count, sizeof(*ranges));

	if (!ranges)
		case_error("no memory for %u ranges", count);
	for (uint32_t i = 0; i < count; i++)
		ranges[i] = nth_range(b, i);
	return ranges;
}

static int start(struct bench *b, const range_t *ranges, uint32_t count)
{
	uint64_t page_size = b->page;

	return __tracker_start(b->dev.fd, ranges, count, &page_size);
}

static int start_pair(struct bench *b, range_t first, range_t second)
{
	range_t ranges[] = { first, second };

	return start(b, ranges, 2);
}

/* START, then STOP if it worked: what the driver says to these ranges. */
static int try_start(struct bench *b, const range_t *ranges, uint32_t count)
{
	int ret = start(b, ranges, count);

	if (!ret)
		__tracker_stop(b->dev.fd);
	return ret;
}

/*
 * SKIP_UNLESS_ALIKE() - for cases about the core that compare two answers of
 * the driver: one that differs for the same ranges is not the core's fault.
 */
#define SKIP_UNLESS_ALIKE(b, ranges, count)                                           \
	do {                                                                          \
		if (try_start(b, ranges, count) !=                                    \
		    try_start(b, ranges, count))                                      \
			SKIP(return,                                                  \
				   "the driver answers START differently each time"); \
	} while (0)

CASE(bounds, control_unmapped,
     .says = "a control structure in unmapped memory is refused with EFAULT",
     .rules = "VDT-START-010")
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - FEATURE_HEADER);

	header->argsz = FEATURE_HEADER + sizeof(control_t);
	header->flags = SET | START;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bounds, control_cut_off,
     .says = "a control structure whose last byte is unmapped is refused with EFAULT",
     .rules = "VDT-START-010")
{
	size_t size = FEATURE_HEADER + sizeof(control_t);
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - size + 1);

	header->argsz = size;
	header->flags = SET | START;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bounds, no_ranges, .says = "START with no range is refused with EINVAL",
     .rules = "VDT-START-020")
{
	range_t range = nth_range(b, 0);

	ASSERT_EQ(-EINVAL, start(b, &range, 0));
}

CASE(bounds, over_one_page,
     .says = "START with one range more than fits a page is refused with E2BIG",
     .rules = "VDT-START-030")
{
	uint32_t count = page_worth(b) + 1;

	ASSERT_EQ(-E2BIG, start(b, many_ranges(b, count), count));
}

CASE(bounds, huge_count,
     .says = "START with 2^32 - 1 ranges is refused with E2BIG",
     .rules = "VDT-START-030")
{
	range_t range = nth_range(b, 0);

	ASSERT_EQ(-E2BIG, start(b, &range, UINT32_MAX));
}

CASE(bounds, over_one_page_before_array_is_read,
     .says = "too many ranges are E2BIG also where their array is unmapped",
     .rules = "VDT-START-030")
{
	struct edge e = edge_map(1);

	ASSERT_EQ(-E2BIG, start(b, (void *)e.end, page_worth(b) + 1));
}

CASE(bounds, page_worth_is_marshalled,
     .says = "as many ranges as fit a page get past the core",
     .rules = "VDT-START-040")
{
	uint32_t count = page_worth(b);
	int ret = case_measured(start(b, many_ranges(b, count), count));

	ASSERT_NE(-E2BIG, ret);
	ASSERT_NE(-EFAULT, ret);
}

CASE(bounds, page_worth_is_accepted,
     .says = "a driver takes a page worth of ranges, by combining them if it must",
     .rules = "VDT-START-240")
{
	uint32_t count = page_worth(b);

	ASSERT_EQ(0, start(b, many_ranges(b, count), count));
}

CASE(bounds, page_worth_is_tracked,
     .says = "if a page worth of ranges is accepted, writes to its ranges are reported",
     .rules = "VDT-START-230", .needs = "write", .timeout = 60)
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
     .says = "a write to the one range of a START is reported",
     .rules = "VDT-START-230", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 100);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bounds, two_ranges_are_tracked,
     .says = "writes to both ranges of a START are reported",
     .rules = "VDT-START-230", .needs = "write")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 1);
	bench_touch(b, RANGE_STRIDE + 2);
	EXPECT_EQ(0, __bench_report_pages(b, 0, RANGE_PAGES));
	EXPECT_EQ(0, __bench_report_pages(b, RANGE_STRIDE, RANGE_PAGES));
}

CASE(bounds, array_unmapped,
     .says = "an array of ranges in unmapped memory is refused with EFAULT",
     .rules = "VDT-START-050")
{
	struct edge e = edge_map(1);

	EXPECT_EQ(-EFAULT, start(b, NULL, 1));
	EXPECT_EQ(-EFAULT, start(b, (void *)e.end, 1));
}

CASE(bounds, array_cut_off,
     .says = "an array whose last range is unmapped is refused with EFAULT",
     .rules = "VDT-START-050")
{
	struct edge e = edge_map(1);
	range_t *ranges = (range_t *)e.end - 2;

	ranges[0] = nth_range(b, 0);
	ranges[1] = nth_range(b, 1);
	ASSERT_EQ(-EFAULT, start(b, ranges, 3));
}

CASE(bounds, array_cut_off_inside_a_range,
     .says = "an array whose last range is half unmapped is refused with EFAULT",
     .rules = "VDT-START-050")
{
	struct edge e = edge_map(1);
	range_t range = nth_range(b, 0);

	memcpy(e.end - 8, &range, 8);
	ASSERT_EQ(-EFAULT, start(b, (void *)(e.end - 8), 1));
}

CASE(bounds, array_ends_where_memory_ends,
     .says = "an array that ends at an unmapped page is read like any other",
     .rules = "VDT-START-060")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	struct edge e = edge_map(1);

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	memcpy(e.end - sizeof(ranges), ranges, sizeof(ranges));
	ASSERT_EQ(try_start(b, ranges, 2),
		  try_start(b, (void *)(e.end - sizeof(ranges)), 2));
}

CASE(bounds, array_crosses_a_page,
     .says = "an array that crosses a page is read like any other",
     .rules = "VDT-START-060")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	struct edge e = edge_map(2);
	uint8_t *across = e.start + b->page - sizeof(range_t) / 2;

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	memcpy(across, ranges, sizeof(ranges));
	ASSERT_EQ(try_start(b, ranges, 2), try_start(b, (void *)across, 2));
}

CASE(bounds, array_at_odd_address,
     .says = "an array at an odd address is read like any other",
     .rules = "VDT-START-060")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	uint8_t bytes[sizeof(ranges) + 1];

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	memcpy(bytes + 1, ranges, sizeof(ranges));
	ASSERT_EQ(try_start(b, ranges, 2),
		  try_start(b, (void *)(bytes + 1), 2));
}

CASE(bounds, iova_unaligned,
     .says = "a range whose iova is no multiple of the hint is refused with EINVAL",
     .rules = "VDT-START-070")
{
	range_t range = nth_range(b, 0);

	range.iova += b->page / 2;
	ASSERT_EQ(-EINVAL, start(b, &range, 1));
}

CASE(bounds, length_unaligned,
     .says = "a range whose length is no multiple of the hint is refused with EINVAL",
     .rules = "VDT-START-070")
{
	range_t range = nth_range(b, 0);

	range.length += 1;
	ASSERT_EQ(-EINVAL, start(b, &range, 1));
}

CASE(bounds, last_range_unaligned,
     .says = "an unaligned range is refused with EINVAL behind aligned ones, too",
     .rules = "VDT-START-070")
{
	range_t second = nth_range(b, 1);

	second.iova += 1;
	ASSERT_EQ(-EINVAL, start_pair(b, nth_range(b, 0), second));
}

CASE(bounds, range_wraps,
     .says = "a range that wraps around 2^64 is refused with EOVERFLOW",
     .rules = "VDT-START-080")
{
	range_t range = { .iova = -b->page, .length = 2 * b->page };

	ASSERT_EQ(-EOVERFLOW, start(b, &range, 1));
}

CASE(bounds, range_ends_at_the_top,
     .says = "a range that ends exactly at 2^64 is refused with EOVERFLOW",
     .rules = "VDT-START-080")
{
	range_t range = { .iova = -b->page, .length = b->page };

	ASSERT_EQ(-EOVERFLOW, start(b, &range, 1));
}

CASE(bounds, last_range_wraps,
     .says = "a range that wraps is refused with EOVERFLOW behind good ones, too",
     .rules = "VDT-START-080")
{
	range_t range = { .iova = -b->page, .length = 2 * b->page };

	ASSERT_EQ(-EOVERFLOW, start_pair(b, nth_range(b, 0), range));
}

CASE(bounds, duplicate_range,
     .says = "the same range twice is refused with EINVAL",
     .rules = "VDT-START-090")
{
	ASSERT_EQ(-EINVAL, start_pair(b, nth_range(b, 0), nth_range(b, 0)));
}

CASE(bounds, overlap_by_the_last_page,
     .says = "a range that begins on another's last page is refused with EINVAL",
     .rules = "VDT-START-090")
{
	ASSERT_EQ(-EINVAL,
		  start_pair(b, bench_range(b, 0, 64), bench_range(b, 63, 64)));
}

CASE(bounds, overlap_by_the_first_page,
     .says = "a range that ends on another's first page is refused with EINVAL",
     .rules = "VDT-START-090")
{
	ASSERT_EQ(-EINVAL,
		  start_pair(b, bench_range(b, 63, 64), bench_range(b, 0, 64)));
}

CASE(bounds, range_inside_another,
     .says = "a range inside another one is refused with EINVAL in both orders",
     .rules = "VDT-START-090")
{
	range_t outer = bench_range(b, 0, 192);
	range_t inner = bench_range(b, 64, 64);

	EXPECT_EQ(-EINVAL, start_pair(b, outer, inner));
	EXPECT_EQ(-EINVAL, start_pair(b, inner, outer));
}

CASE(bounds, overlap_far_apart_in_the_list,
     .says = "an overlap of the first and last range of a list is refused with EINVAL",
     .rules = "VDT-START-090")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	ranges[count - 1] = ranges[0];
	ASSERT_EQ(-EINVAL, start(b, ranges, count));
}

CASE(bounds, order_of_ranges,
     .says = "the order of the ranges does not change START's answer",
     .rules = "VDT-START-100")
{
	range_t sorted[] = { nth_range(b, 0), nth_range(b, 1),
			     nth_range(b, 2) };
	range_t mixed[] = { sorted[2], sorted[0], sorted[1] };

	SKIP_UNLESS_ALIKE(b, sorted, 3);
	ASSERT_EQ(try_start(b, sorted, 3), try_start(b, mixed, 3));
}

CASE(bounds, only_page_size_is_written,
     .says = "START changes nothing of the control structure but page_size",
     .rules = "VDT-START-130")
{
	range_t range = nth_range(b, 0);
	control_t control = { .page_size = b->page,
			      .num_ranges = 1,
			      .__reserved = 0xdead,
			      .ranges = (uintptr_t)&range };

	if (__feature_call(b->dev.fd, SET | START,
			   FEATURE_HEADER + sizeof(control), &control,
			   sizeof(control)))
		SKIP(return, "the driver refuses START");
	EXPECT_EQ(1, control.num_ranges);
	EXPECT_EQ(0xdead, control.__reserved);
	EXPECT_EQ((uintptr_t)&range, control.ranges);
}

CASE(bounds, ranges_are_not_written,
     .says = "START leaves the array of ranges as it was",
     .rules = "VDT-START-130")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);
	range_t *before = many_ranges(b, count);

	start(b, ranges, count);
	ASSERT_EQ(0, memcmp(ranges, before, count * sizeof(*ranges)));
}

CASE(bounds, page_size_is_a_power_of_two,
     .says = "the page size that START returns is a power of two",
     .rules = "VDT-START-200")
{
	range_t range = nth_range(b, 0);
	uint64_t page_size = b->page;

	ASSERT_EQ(0, __tracker_start(b->dev.fd, &range, 1, &page_size));
	ASSERT_NE(0, page_size);
	ASSERT_EQ(0, page_size & (page_size - 1));
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
     .rules = "VDT-START-210")
{
	/* {0, 0} is the one range that the core finds aligned to 0. */
	ASSERT_TRUE(hint_is_handled(b, 0, (range_t){ 0, 0 }));
}

CASE(bounds, hint_one,
     .says = "page_size 1 is refused or answered with a power of two",
     .rules = "VDT-START-210")
{
	ASSERT_TRUE(hint_is_handled(b, 1, nth_range(b, 0)));
}

CASE(bounds, hint_three,
     .says = "page_size 3 is refused or replaced by a power of two",
     .rules = "VDT-START-210")
{
	ASSERT_TRUE(hint_is_handled(b, 3, nth_range(b, 0)));
}

CASE(bounds, hint_between_powers,
     .says = "a page_size of three pages is refused or replaced by a power of two",
     .rules = "VDT-START-210")
{
	/* Passes the core's mask by its low bits, see VDT-START-070. */
	ASSERT_TRUE(hint_is_handled(b, 3 * b->page, nth_range(b, 0)));
}

CASE(bounds, hint_two_to_the_63,
     .says = "page_size 2^63 is refused or replaced by what the driver can do",
     .rules = "VDT-START-210")
{
	ASSERT_TRUE(hint_is_handled(b, 1ULL << 63, (range_t){ 0, 1ULL << 63 }));
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
     .rules = "VDT-START-260")
{
	ASSERT_EQ(0, start_with_hint(b, 512));
}

CASE(bounds, hint_of_2m_is_a_hint,
     .says = "START succeeds with a page_size of 2 MiB, at what the driver picks",
     .rules = "VDT-START-260")
{
	ASSERT_EQ(0, start_with_hint(b, 2 << 20));
}

CASE(bounds, hint_of_1g_is_a_hint,
     .says = "START succeeds with a page_size of 1 GiB, at what the driver picks",
     .rules = "VDT-START-260")
{
	ASSERT_EQ(0, start_with_hint(b, 1 << 30));
}

CASE(bounds, hint_of_64k_is_tracked,
     .says = "with a page_size of 64 KiB accepted, writes are reported",
     .rules = "VDT-START-230", .needs = "write")
{
	SKIP_IF_REFUSED(start_with_hint(b, 64 << 10));
	bench_touch(b, 5);
	bench_touch(b, 500);
	ASSERT_EQ(0, __bench_report_all(b));
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
     .rules = "VDT-START-220")
{
	range_t range = { BENCH_IOVA, 0 };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, length_zero_at_zero,
     .says = "the range {0, 0} is refused or harmless",
     .rules = "VDT-START-220")
{
	range_t range = { 0, 0 };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, length_zero_among_others,
     .says = "a range of length 0 among others is refused or harmless",
     .rules = "VDT-START-220")
{
	range_t ranges[] = { nth_range(b, 0),
			     { bench_iova(b, 2 * RANGE_STRIDE), 0 },
			     nth_range(b, 1) };

	ASSERT_TRUE(length_zero_is_harmless(b, ranges, 3));
}

CASE(bounds, adjacent_ranges_are_tracked,
     .says = "writes on both sides of the border of two touching ranges are reported",
     .rules = "VDT-START-230", .needs = "write")
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
     .rules = "VDT-START-230", .needs = "write")
{
	range_t range = bench_range(b, 0, 4 * BENCH_PAGES);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, __bench_report_pages(b, 0, 4 * BENCH_PAGES));
}

CASE(bounds, ranges_of_a_vmm,
     .says = "all memory below 4 GiB as one range and some above as another are tracked",
     .rules = "VDT-START-230", .needs = "write", .timeout = 60)
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
     .rules = "VDT-START-230", .needs = "write")
{
	range_t range = { 0, ((1ULL << 32) + 256) * b->page };

	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 512);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bounds, range_below_the_top,
     .says = "a range up to the last page below 2^64 is refused or harmless",
     .rules = "VDT-START-220")
{
	range_t range = { -128 * b->page, 127 * b->page };

	ASSERT_TRUE(length_zero_is_harmless(b, &range, 1));
}

CASE(bounds, odd_number_of_pages_is_accepted,
     .says = "ranges of 1, 63 and 65 pages are accepted",
     .rules = "VDT-START-250")
{
	range_t one = bench_range(b, 0, 1);
	range_t fewer = bench_range(b, 0, 63);
	range_t more = bench_range(b, 0, 65);

	EXPECT_EQ(0, try_start(b, &one, 1));
	EXPECT_EQ(0, try_start(b, &fewer, 1));
	EXPECT_EQ(0, try_start(b, &more, 1));
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
     .rules = "VDT-START-230", .needs = "write")
{
	SKIP_IF_REFUSED(odd_range_start(b, 0, 1));
	ASSERT_EQ(0, odd_range_agrees(b, 0, 1));
}

CASE(bounds, range_of_65_pages_is_tracked,
     .says = "a range of 65 pages, if accepted, is tracked to its last page",
     .rules = "VDT-START-230", .needs = "write")
{
	SKIP_IF_REFUSED(odd_range_start(b, 0, 65));
	ASSERT_EQ(0, odd_range_agrees(b, 0, 65));
}

CASE(bounds, range_at_an_odd_page_is_tracked,
     .says = "a range that begins at page 13 is tracked",
     .rules = "VDT-START-230", .needs = "write")
{
	SKIP_IF_REFUSED(odd_range_start(b, 13, 128));
	ASSERT_EQ(0, odd_range_agrees(b, 13, 128));
}

CASE(bounds, two_odd_ranges_are_tracked,
     .says = "two ranges of 33 pages, if accepted, do not get into each other's way",
     .rules = "VDT-START-230", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 33), bench_range(b, 128, 33) };

	SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 32);
	bench_touch(b, 128);
	EXPECT_EQ(0, __bench_report_pages(b, 128, 33));
	EXPECT_EQ(0, __bench_report_pages(b, 0, 33));
}

SUITE_MAIN(bounds)
