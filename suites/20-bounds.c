// SPDX-License-Identifier: GPL-2.0-only
/*
 * START: how many ranges the core lets through to a driver, and what it makes
 * of the control structure. The limit of a list is one page of the kernel,
 * whatever its size.
 */
#include "lib/suite.h"
#include "lib/edge.h"
#include "lib/failnth.h"
#include "lib/lists.h"

SUITE(bounds);

CASE(bounds, one_range_is_accepted,
     .says = "START of one range of 1024 pages at the kernel's page size succeeds",
     .rules = "VDT-START-270",
     .fails_on = "reference,defect=warn-on-start "
		 "reference,defect=start-refused")
{
	ASSERT_EQ(0, __bench_start(b));
}

CASE(bounds, control_unmapped,
     .says = "a control structure in unmapped memory is refused with EFAULT",
     .rules = "VDT-START-010",
     .fails_on = "reference,core_defect=control-fault-count@core-defects")
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - FEATURE_HEADER);

	header->argsz = FEATURE_HEADER + sizeof(control_t);
	header->flags = SET | START;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bounds, control_cut_off,
     .says = "a control structure whose last byte is unmapped is refused with EFAULT",
     .rules = "VDT-START-010",
     .fails_on = "reference,core_defect=control-fault-count@core-defects")
{
	size_t size = FEATURE_HEADER + sizeof(control_t);
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - size + 1);

	header->argsz = size;
	header->flags = SET | START;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bounds, no_ranges, .says = "START with no range is refused with EINVAL",
     .rules = "VDT-START-020",
     .fails_on = "reference,core_defect=no-ranges-accepted@core-defects")
{
	range_t range = nth_range(b, 0);

	ASSERT_EQ(-EINVAL, start_list(b, &range, 0));
}

CASE(bounds, over_one_page,
     .says = "START with one range more than fits a page is refused with E2BIG",
     .rules = "VDT-START-030",
     .fails_on = "reference,core_defect=ranges-unlimited@core-defects")
{
	uint32_t count = page_worth(b) + 1;

	ASSERT_EQ(-E2BIG, start_list(b, many_ranges(b, count), count));
}

/*
 * Without an array, every count that the core would go on with is EFAULT: no
 * driver is bothered.
 */
CASE(bounds, most_ranges,
     .says = "the most ranges for which START is not E2BIG, found by halving, fit exactly one page",
     .rules = "VDT-START-030 VDT-START-040",
     .fails_on = "reference,core_defect=half-a-page-refused@core-defects")
{
	uint32_t taken = 1, refused = UINT32_MAX;

	while (refused - taken > 1) {
		uint32_t count = taken + (refused - taken) / 2;

		if (start_list(b, NULL, count) == -E2BIG)
			refused = count;
		else
			taken = count;
	}
	fprintf(stderr, "# measured: max_ranges=%u ranges\n", taken);
	ASSERT_EQ(page_worth(b), taken);
}

CASE(bounds, huge_count,
     .says = "START with 2^32 - 1 ranges is refused with E2BIG",
     .rules = "VDT-START-030",
     .fails_on = "reference,core_defect=ranges-unlimited@core-defects")
{
	range_t range = nth_range(b, 0);

	ASSERT_EQ(-E2BIG, start_list(b, &range, UINT32_MAX));
}

CASE(bounds, over_one_page_before_array_is_read,
     .says = "too many ranges are E2BIG also where their array is unmapped",
     .rules = "VDT-START-030",
     .fails_on = "reference,core_defect=e2big-late@core-defects")
{
	struct edge e = edge_map(1);

	ASSERT_EQ(-E2BIG, start_list(b, (void *)e.end, page_worth(b) + 1));
}

CASE(bounds, page_worth_is_marshalled,
     .says = "as many ranges as fit a page get past the core",
     .rules = "VDT-START-040",
     .fails_on = "reference,core_defect=page-worth-refused@core-defects")
{
	uint32_t count = page_worth(b);
	int ret = case_measured(start_list(b, many_ranges(b, count), count));

	ASSERT_NE(-E2BIG, ret);
	ASSERT_NE(-EFAULT, ret);
}

CASE(bounds, far_over_one_page,
     .says = "START with any number of ranges beyond a page worth is refused with E2BIG",
     .rules = "VDT-START-030",
     .fails_on = "reference,core_defect=ranges-unlimited@core-defects")
{
	uint32_t worth = page_worth(b);
	uint32_t counts[] = { worth + 2, 2 * worth, 2 * worth + 1,
			      1 << 16,	 1 << 24,   1U << 31 };
	range_t *ranges = many_ranges(b, worth);

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		ASSERT_EQ(-E2BIG, start_list(b, ranges, counts[i]))
		TH_LOG("%u ranges", counts[i]);
	}
}

CASE(bounds, over_one_page_without_array,
     .says = "too many ranges are E2BIG also where the pointer to them is NULL",
     .rules = "VDT-START-030",
     .fails_on = "reference,core_defect=e2big-late@core-defects")
{
	ASSERT_EQ(-E2BIG, start_list(b, NULL, page_worth(b) + 1));
}

CASE(bounds, over_one_page_of_bad_ranges,
     .says = "too many ranges are E2BIG whatever is wrong with each of them",
     .rules = "VDT-START-030",
     .fails_on = "reference,core_defect=ranges-unlimited@core-defects")
{
	uint32_t count = page_worth(b) + 1;
	range_t *ranges = many_ranges(b, count);

	ranges[0].iova += 1;
	ranges[1] = ranges[2];
	ranges[3].length = -b->page;
	ASSERT_EQ(-E2BIG, start_list(b, ranges, count));
}

CASE(bounds, less_than_a_page_worth_is_marshalled,
     .says = "one range fewer than fit a page get past the core",
     .rules = "VDT-START-040",
     .fails_on = "reference,core_defect=half-a-page-refused@core-defects")
{
	uint32_t count = page_worth(b) - 1;
	int ret = case_measured(start_list(b, many_ranges(b, count), count));

	ASSERT_NE(-E2BIG, ret);
	ASSERT_NE(-EFAULT, ret);
}

CASE(bounds, page_worth_at_the_end_of_memory,
     .says = "a page worth of ranges gets past the core with nothing mapped behind it",
     .rules = "VDT-START-040",
     .fails_on = "reference,core_defect=array-entry-behind@core-defects")
{
	uint32_t count = page_worth(b);
	struct edge e = edge_map(1);
	int ret;

	memcpy(e.start, many_ranges(b, count), b->page);
	ret = case_measured(start_list(b, (void *)e.start, count));
	ASSERT_NE(-E2BIG, ret);
	ASSERT_NE(-EFAULT, ret);
}

CASE(bounds, page_worth_is_accepted,
     .says = "a driver takes a page worth of ranges, by combining them if it must",
     .rules = "VDT-START-240", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=many-ranges-refused")
{
	uint32_t count = page_worth(b);

	ASSERT_EQ(0, start_list(b, many_ranges(b, count), count));
}

CASE(bounds, only_page_size_is_written,
     .says = "START changes nothing of the control structure but page_size",
     .rules = "VDT-START-130",
     .fails_on = "reference,core_defect=control-zeroed@core-defects")
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
     .rules = "VDT-START-130",
     .fails_on = "reference,core_defect=ranges-written-back@core-defects")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);
	range_t *before = many_ranges(b, count);

	start_list(b, ranges, count);
	ASSERT_EQ(0, memcmp(ranges, before, count * sizeof(*ranges)));
}

CASE(bounds, reserved_is_not_looked_at,
     .says = "START gets the same answer whatever __reserved holds, and leaves it alone",
     .rules = "VDT-START-130",
     .fails_on = "reference,core_defect=reserved-checked@core-defects")
{
	static const uint32_t values[] = { 0, 1, 0xdead, 1U << 31, UINT32_MAX };
	range_t range = nth_range(b, 0);

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		control_t control = { .page_size = b->page,
				      .num_ranges = 1,
				      .__reserved = values[i],
				      .ranges = (uintptr_t)&range };

		int ret = start_control(b, &control);

		if (ret && !values[i])
			SKIP(return, "the driver refuses START");
		ASSERT_EQ(0, ret);
		__tracker_stop(b->dev.fd);
		ASSERT_EQ(values[i], control.__reserved);
	}
}

CASE(bounds, no_memory,
     .says = "START whose list of ranges finds no memory fails with ENOMEM, leaves the tracker off and works again",
     .rules = "VDT-START-140",
     .fails_on = "reference,core_defect=no-memory-einval@lab-core-defects")
{
	range_t range = nth_range(b, 0);
	int ret;

	SKIP_WITHOUT_FAILNTH();
	if (try_start(b, &range, 1))
		SKIP(return, "the driver refuses START");
	/* the core's list comes before all that the driver may want */
	failnth_arm(1);
	ret = start_list(b, &range, 1);
	ASSERT_TRUE(failnth_disarm());
	ASSERT_EQ(-ENOMEM, ret);
	ASSERT_FALSE(tracker_is_on(b));
	ASSERT_EQ(0, try_start(b, &range, 1));
}

SUITE_MAIN(bounds)
