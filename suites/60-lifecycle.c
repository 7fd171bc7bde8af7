// SPDX-License-Identifier: GPL-2.0-only
/* Sequences: START, STOP, REPORT, open, close and reset in every order. */
#include "lib/suite.h"
#include "lib/edge.h"

SUITE(lifecycle);

/* Is the tracker on? Only asked of a tracker whose log nobody needs. */
static bool is_on(int fd, uint64_t page)
{
	uint64_t bits[BENCH_PAGES / 64] = { 0 };

	return !__tracker_report(fd, BENCH_IOVA, BENCH_PAGES * page, page,
				 bits);
}

/*
 * SKIP_UNLESS_STOPPABLE() - for cases about the core: a tracker that START does
 * not turn on or STOP does not turn off is the driver's fault.
 */
#define SKIP_UNLESS_STOPPABLE(b)                                       \
	do {                                                           \
		if (__bench_start(b) || __bench_stop(b) ||             \
		    is_on((b)->dev.fd, (b)->page))                     \
			SKIP(return, "the driver fails without this"); \
	} while (0)

CASE(lifecycle, stop_when_on, .says = "STOP of a running tracker succeeds",
     .rules = "VDT-STOP-010", .fails_on = "reference,defect=stop-fails")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
}

CASE(lifecycle, stop_when_never_started,
     .says = "STOP of a tracker that was never started does no harm",
     .rules = "VDT-STOP-020", .fails_on = "reference,defect=crash-on-report")
{
	case_measured(__tracker_stop(b->dev.fd));
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, stop_twice, .says = "a second STOP does no harm",
     .rules = "VDT-STOP-020", .fails_on = "reference,defect=stop-keeps-logging")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	case_measured(__tracker_stop(b->dev.fd));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
	ASSERT_EQ(0, __bench_start(b));
}

CASE(lifecycle, start_twice,
     .says = "a second START without STOP between is refused",
     .rules = "VDT-STATE-010",
     .fails_on = "reference,defect=second-start-succeeds")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_NE(0, case_measured(__bench_start(b)));
}

CASE(lifecycle, start_twice_with_other_ranges,
     .says = "a second START is refused also when it names other ranges",
     .rules = "VDT-STATE-010",
     .fails_on = "reference,defect=second-start-succeeds")
{
	range_t first = bench_range(b, 0, 64);
	range_t second = bench_range(b, 128, 64);

	ASSERT_EQ(0, __bench_start_ranges(b, &first, 1, b->page));
	ASSERT_NE(0,
		  case_measured(__bench_start_ranges(b, &second, 1, b->page)));
}

CASE(lifecycle, refused_start_keeps_tracking,
     .says = "after a refused second START the first one's writes are reported",
     .rules = "VDT-STATE-020", .needs = "write",
     .fails_on = "reference,defect=second-start-forgets "
		 "reference,defect=second-start-succeeds")
{
	uint64_t page_size = b->page;
	range_t all = bench_range(b, 0, BENCH_PAGES);

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 1);
	ASSERT_NE(0, __tracker_start(b->dev.fd, &all, 1, &page_size));
	bench_touch(b, 100);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, refused_start_writes_nothing,
     .says = "a START that the driver refuses leaves the control structure as it was",
     .rules = "VDT-START-110",
     .fails_on = "reference,core_defect=refused-start-writes@core-defects")
{
	range_t all = bench_range(b, 0, BENCH_PAGES);
	control_t control = { .page_size = 2 * b->page,
			      .num_ranges = 1,
			      .ranges = (uintptr_t)&all };
	control_t before = control;

	if (__bench_start(b) ||
	    !__feature_call(b->dev.fd, SET | START,
			    FEATURE_HEADER + sizeof(control), &control,
			    sizeof(control)))
		SKIP(return, "the driver accepts a second START or none");
	ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)));
}

static int start_unwritable(struct bench *b)
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)e.start;
	control_t *control = (void *)header->data;
	range_t all = bench_range(b, 0, BENCH_PAGES);

	header->argsz = FEATURE_HEADER + sizeof(*control);
	header->flags = SET | START;
	control->page_size = b->page;
	control->num_ranges = 1;
	control->ranges = (uintptr_t)&all;
	edge_protect(&e);
	return __feature_raw(b->dev.fd, header);
}

CASE(lifecycle, unwritable_control,
     .says = "START with a read-only control structure fails with EFAULT",
     .rules = "VDT-START-120",
     .fails_on = "reference,core_defect=control-fault-ignored@core-defects")
{
	SKIP_UNLESS_STOPPABLE(b);
	ASSERT_EQ(-EFAULT, start_unwritable(b));
}

CASE(lifecycle, unwritable_control_leaves_tracker_off,
     .says = "after a START that could not write its answer the tracker is off",
     .rules = "VDT-START-120",
     .fails_on = "reference,core_defect=control-fault-keeps-on@core-defects")
{
	SKIP_UNLESS_STOPPABLE(b);
	ASSERT_EQ(-EFAULT, start_unwritable(b));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, unwritable_control_then_start,
     .says = "after a START that could not write its answer, START works",
     .rules = "VDT-STATE-040", .needs = "write",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	ASSERT_EQ(-EFAULT, start_unwritable(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 12);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, refused_ranges_leave_tracker_off,
     .says = "after a START with overlapping ranges the tracker is off",
     .rules = "VDT-STATE-080",
     .fails_on = "reference,core_defect=refused-ranges-start@core-defects")
{
	range_t twice[] = { bench_range(b, 0, BENCH_PAGES),
			    bench_range(b, 0, BENCH_PAGES) };
	uint64_t page_size = b->page;

	if (is_on(b->dev.fd, b->page))
		SKIP(return, "the driver answers REPORT while off");
	ASSERT_NE(0, __tracker_start(b->dev.fd, twice, 2, &page_size));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, start_after_refused_ranges,
     .says = "after a START with overlapping ranges, START works",
     .rules = "VDT-STATE-080",
     .fails_on = "reference,core_defect=refused-ranges-start@core-defects")
{
	range_t twice[] = { bench_range(b, 0, BENCH_PAGES),
			    bench_range(b, 0, BENCH_PAGES) };
	uint64_t page_size = b->page;

	SKIP_UNLESS_STOPPABLE(b);
	for (int i = 0; i < 20; i++) {
		ASSERT_NE(0, __tracker_start(b->dev.fd, twice, 2, &page_size));
	}
	ASSERT_EQ(0, __bench_start(b));
}

CASE(lifecycle, report_when_never_started,
     .says = "REPORT of a tracker that was never started fails",
     .rules = "VDT-STATE-030",
     .fails_on = "reference,defect=report-when-off-succeeds")
{
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, report_after_stop, .says = "REPORT after STOP fails",
     .rules = "VDT-STATE-030",
     .fails_on = "reference,defect=report-when-off-succeeds")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, report_when_off_sets_nothing,
     .says = "REPORT of a tracker that is off leaves the bitmap as it was",
     .rules = "VDT-STATE-030", .needs = "write",
     .fails_on = "reference,defect=report-when-off-succeeds")
{
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 3);
	ASSERT_EQ(0, __bench_stop(b));
	bitmap_alloc(&map, BENCH_PAGES, 0);
	ASSERT_NE(0,
		  __tracker_report(b->dev.fd, BENCH_IOVA, BENCH_PAGES * b->page,
				   b->page, map.data));
	ASSERT_EQ(0, bitmap_count(&map));
}

CASE(lifecycle, start_after_stop, .says = "START after STOP works, and tracks",
     .rules = "VDT-STATE-040", .needs = "write",
     .fails_on = "reference,defect=granularity-not-returned "
		 "pds,defect=disable-ignored "
		 "pds,defect=dirty-at-enable "
		 "pds,defect=late-bit "
		 "mlx5,defect=destroy-ignored "
		 "mlx5,defect=final-entries-lost "
		 "mlx5,defect=entry-32-bits "
		 "reference,defect=stop-keeps-logging "
		 "reference,defect=refcount-underflow "
		 "reference,defect=lock-inversion@debug-6.12 "
		 "reference,defect=use-after-free@debug-6.12 "
		 "reference,defect=out-of-bounds@debug-6.12 "
		 "reference,defect=shift-out-of-bounds@debug-6.12 "
		 "reference,defect=sleeps-in-atomic@debug-6.12")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 65);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, start_after_stop_with_other_ranges,
     .says = "START after STOP tracks the new ranges", .rules = "VDT-STATE-040",
     .needs = "write", .fails_on = "reference,defect=stop-keeps-logging")
{
	range_t first = bench_range(b, 0, 64);
	range_t second = bench_range(b, 512, 128);

	ASSERT_EQ(0, __bench_start_ranges(b, &first, 1, b->page));
	bench_touch(b, 9);
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_EQ(0, __bench_start_ranges(b, &second, 1, b->page));
	bench_touch(b, 600);
	ASSERT_EQ(0, __bench_report_pages(b, 512, 128));
}

CASE(lifecycle, many_sessions,
     .says = "thirty sessions of START, write, REPORT and STOP work alike",
     .rules = "VDT-STATE-040", .needs = "write", .timeout = 60,
     .fails_on = "reference,defect=stop-keeps-logging")
{
	range_t range = bench_range(b, 0, 128);

	for (int i = 0; i < 30; i++) {
		ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
		bench_touch(b, i);
		ASSERT_EQ(0, __bench_report_pages(b, 0, 128));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(lifecycle, writes_before_start,
     .says = "pages written before START are not reported",
     .rules = "VDT-STATE-050", .needs = "write",
     .fails_on = "reference,defect=dirty-at-start")
{
	bench_touch(b, 17);
	bench_touch(b, 18);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 18);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, writes_of_an_earlier_session,
     .says = "pages written in an earlier session and never reported are not reported",
     .rules = "VDT-STATE-050", .needs = "write",
     .fails_on = "reference,defect=restart-keeps-log "
		 "reference,defect=dirty-at-start")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 40);
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, writes_between_sessions,
     .says = "pages written between STOP and START are not reported",
     .rules = "VDT-STATE-050", .needs = "write",
     .fails_on = "reference,defect=dirty-at-start")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	bench_touch(b, 41);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, last_close_stops,
     .says = "after the last close, with the tracker on, a reopened device has it off",
     .rules = "VDT-STATE-060", .fails_on = "reference,defect=keep-on-close")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_reopen(b);
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, start_after_reopen,
     .says = "after a close with the tracker on, START works and tracks",
     .rules = "VDT-STATE-060", .needs = "write",
     .fails_on = "reference,defect=reopen-keeps-log "
		 "reference,defect=keep-on-close")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 2);
	bench_reopen(b);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 4);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, two_files_share_the_tracker,
     .says = "what one file of the device started, another one reports and stops",
     .rules = "VDT-STATE-070", .needs = "group",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	int second = device_open_again(&b->dev);

	ASSERT_EQ(0, __bench_start(b));
	EXPECT_TRUE(is_on(second, b->page));
	EXPECT_EQ(0, __tracker_stop(second));
	EXPECT_FALSE(is_on(b->dev.fd, b->page));
	close(second);
}

CASE(lifecycle, close_of_one_file_keeps_tracking,
     .says = "closing one of two files of the device leaves the tracker on",
     .rules = "VDT-STATE-070", .needs = "group write",
     .fails_on = "reference,defect=page-size-lie")
{
	int second = device_open_again(&b->dev);

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 21);
	close(second);
	bench_touch(b, 22);
	ASSERT_EQ(0, __bench_report_all(b));
}

/*
 * Nothing is written down about a reset while logging. What follows from
 * VDT-LOG-010: a REPORT that succeeds has everything in it.
 */
CASE(lifecycle, reset_loses_nothing_silently,
     .says = "after a reset REPORT fails or has the writes of before and after",
     .rules = "VDT-STATE-090", .needs = "write reset",
     .fails_on = "reference,defect=reset-turns-off "
		 "reference,defect=reset-blind "
		 "reference,defect=reset-forgets")
{
	int ret;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 30);
	bench_reset(b);
	bench_touch(b, 31);
	ret = __bench_report_all(b);
	if (ret < 0)
		case_measured(ret);
	ASSERT_NE(REPORT_WRONG, ret);
}

CASE(lifecycle, start_after_reset,
     .says = "after a reset while tracking, STOP and START work",
     .rules = "VDT-STATE-090", .needs = "write reset",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_reset(b);
	case_measured(__bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 8);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, reset_when_off,
     .says = "a reset of a device whose tracker is off leaves it off and usable",
     .rules = "VDT-STATE-090", .needs = "write reset",
     .fails_on = "reference,defect=report-when-off-succeeds")
{
	bench_reset(b);
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 8);
	ASSERT_EQ(0, __bench_report_all(b));
}

SUITE_MAIN(lifecycle)
