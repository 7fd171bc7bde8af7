// SPDX-License-Identifier: GPL-2.0-only
/* START: where the array of ranges may lie. */
#include "lib/suite.h"
#include "lib/edge.h"
#include "lib/lists.h"

SUITE(bounds);

CASE(bounds, array_unmapped,
     .says = "an array of ranges in unmapped memory is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	struct edge e = edge_map(1);

	EXPECT_EQ(-EFAULT, start_list(b, NULL, 1));
	EXPECT_EQ(-EFAULT, start_list(b, (void *)e.end, 1));
}

CASE(bounds, array_cut_off,
     .says = "an array whose last range is unmapped is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	struct edge e = edge_map(1);
	range_t *ranges = (range_t *)e.end - 2;

	ranges[0] = nth_range(b, 0);
	ranges[1] = nth_range(b, 1);
	ASSERT_EQ(-EFAULT, start_list(b, ranges, 3));
}

CASE(bounds, array_cut_off_inside_a_range,
     .says = "an array whose last range is half unmapped is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	struct edge e = edge_map(1);
	range_t range = nth_range(b, 0);

	memcpy(e.end - 8, &range, 8);
	ASSERT_EQ(-EFAULT, start_list(b, (void *)(e.end - 8), 1));
}

CASE(bounds, array_ends_where_memory_ends,
     .says = "an array that ends at an unmapped page is read like any other",
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-entry-behind@core-defects")
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
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-one-page@core-defects")
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
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-aligned@core-defects")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	uint8_t bytes[sizeof(ranges) + 1];

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	memcpy(bytes + 1, ranges, sizeof(ranges));
	ASSERT_EQ(try_start(b, ranges, 2),
		  try_start(b, (void *)(bytes + 1), 2));
}

CASE(bounds, array_null,
     .says = "a page worth of ranges at NULL is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	ASSERT_EQ(-EFAULT, start_list(b, NULL, page_worth(b)));
}

CASE(bounds, array_outside_of_user_memory,
     .says = "an array at an address that no user has is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	EXPECT_EQ(-EFAULT, start_list(b, (void *)-b->page, 1));
	EXPECT_EQ(-EFAULT, start_list(b, (void *)(1ULL << 63), 1));
	EXPECT_EQ(-EFAULT, start_list(b, (void *)UINTPTR_MAX, 1));
}

CASE(bounds, array_without_access,
     .says = "an array in memory that may not be read is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	struct edge e = edge_map(1);
	range_t range = nth_range(b, 0);

	memcpy(e.start, &range, sizeof(range));
	edge_close(&e, 0, 1);
	ASSERT_EQ(-EFAULT, start_list(b, (void *)e.start, 1));
}

CASE(bounds, array_of_a_page_worth_cut_off,
     .says = "a page worth of ranges of which the last is unmapped is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	uint32_t count = page_worth(b);
	struct edge e = edge_map(1);

	memcpy(e.start + sizeof(range_t), many_ranges(b, count - 1),
	       b->page - sizeof(range_t));
	ASSERT_EQ(-EFAULT,
		  start_list(b, (void *)(e.start + sizeof(range_t)), count));
}

CASE(bounds, first_range_unmapped,
     .says = "an array of which only the first range is unmapped is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	struct edge e = edge_map(2);
	uint8_t *second = e.start + b->page;

	memcpy(second, many_ranges(b, 2), 2 * sizeof(range_t));
	edge_close(&e, 0, 1);
	ASSERT_EQ(-EFAULT,
		  start_list(b, (void *)(second - sizeof(range_t)), 3));
}

CASE(bounds, first_range_half_unmapped,
     .says = "an array whose first half range is unmapped is refused with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	struct edge e = edge_map(2);
	uint8_t *half = e.start + b->page;
	range_t range = nth_range(b, 0);

	memcpy(half, (uint8_t *)&range + 8, 8);
	edge_close(&e, 0, 1);
	ASSERT_EQ(-EFAULT, start_list(b, (void *)(half - 8), 1));
}

CASE(bounds, array_in_read_only_memory,
     .says = "an array in read-only memory is read like any other",
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-writable@core-defects")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	struct edge e = edge_map(1);

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	memcpy(e.start, ranges, sizeof(ranges));
	edge_protect(&e);
	ASSERT_EQ(try_start(b, ranges, 2), try_start(b, (void *)e.start, 2));
}

CASE(bounds, array_at_every_odd_address,
     .says = "an array at any distance from a page's end is read like any other",
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-aligned@core-defects")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	struct edge e = edge_map(2);
	int exact;

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	exact = try_start(b, ranges, 2);
	for (size_t before = 1; before < sizeof(ranges); before++) {
		uint8_t *at = e.start + b->page - before;

		memcpy(at, ranges, sizeof(ranges));
		ASSERT_EQ(exact, try_start(b, (void *)at, 2))
		TH_LOG("%zu bytes before a page's end", before);
	}
}

CASE(bounds, page_worth_across_pages,
     .says = "a page worth of ranges at an odd address is read like any other",
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-aligned@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);
	struct edge e = edge_map(2);

	SKIP_UNLESS_ALIKE(b, ranges, count);
	memcpy(e.start + 13, ranges, b->page);
	ASSERT_EQ(try_start(b, ranges, count),
		  try_start(b, (void *)(e.start + 13), count));
}

CASE(bounds, array_untouched_by_this_process,
     .says = "an array in pages that are not in memory yet is read like any other",
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-no-faults@core-defects")
{
	range_t ranges[] = { nth_range(b, 0), nth_range(b, 1) };
	struct edge e = edge_map(1);

	SKIP_UNLESS_ALIKE(b, ranges, 2);
	memcpy(e.start, ranges, sizeof(ranges));
	edge_evict(&e);
	ASSERT_EQ(try_start(b, ranges, 2), try_start(b, (void *)e.start, 2));
}

SUITE_MAIN(bounds)
