// SPDX-License-Identifier: GPL-2.0-only
/* Sequences: START, STOP, REPORT, open, close and reset in every order. */
#include <pthread.h>
#include <sched.h>

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
     .rules = "VDT-STOP-010")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
}

CASE(lifecycle, stop_when_never_started,
     .says = "STOP of a tracker that was never started does no harm",
     .rules = "VDT-STOP-020")
{
	case_measured(__tracker_stop(b->dev.fd));
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, stop_twice, .says = "a second STOP does no harm",
     .rules = "VDT-STOP-020")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	case_measured(__tracker_stop(b->dev.fd));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
	ASSERT_EQ(0, __bench_start(b));
}

CASE(lifecycle, start_twice,
     .says = "a second START without STOP between is refused",
     .rules = "VDT-STATE-010")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_NE(0, case_measured(__bench_start(b)));
}

CASE(lifecycle, start_twice_with_other_ranges,
     .says = "a second START is refused also when it names other ranges",
     .rules = "VDT-STATE-010")
{
	range_t first = bench_range(b, 0, 64);
	range_t second = bench_range(b, 128, 64);

	ASSERT_EQ(0, __bench_start_ranges(b, &first, 1, b->page));
	ASSERT_NE(0,
		  case_measured(__bench_start_ranges(b, &second, 1, b->page)));
}

CASE(lifecycle, refused_start_keeps_tracking,
     .says = "after a refused second START the first one's writes are reported",
     .rules = "VDT-STATE-020", .needs = "write")
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
     .rules = "VDT-START-110")
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
     .rules = "VDT-START-120")
{
	SKIP_UNLESS_STOPPABLE(b);
	ASSERT_EQ(-EFAULT, start_unwritable(b));
}

CASE(lifecycle, unwritable_control_leaves_tracker_off,
     .says = "after a START that could not write its answer the tracker is off",
     .rules = "VDT-START-120")
{
	SKIP_UNLESS_STOPPABLE(b);
	ASSERT_EQ(-EFAULT, start_unwritable(b));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, unwritable_control_then_start,
     .says = "after a START that could not write its answer, START works",
     .rules = "VDT-STATE-040", .needs = "write")
{
	ASSERT_EQ(-EFAULT, start_unwritable(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 12);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, refused_ranges_leave_tracker_off,
     .says = "after a START with overlapping ranges the tracker is off",
     .rules = "VDT-STATE-080")
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
     .rules = "VDT-STATE-080")
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
     .rules = "VDT-STATE-030")
{
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, report_after_stop, .says = "REPORT after STOP fails",
     .rules = "VDT-STATE-030")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, report_when_off_sets_nothing,
     .says = "REPORT of a tracker that is off leaves the bitmap as it was",
     .rules = "VDT-STATE-030", .needs = "write")
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
     .rules = "VDT-STATE-040", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 65);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, start_after_stop_with_other_ranges,
     .says = "START after STOP tracks the new ranges", .rules = "VDT-STATE-040",
     .needs = "write")
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
     .rules = "VDT-STATE-040", .needs = "write", .timeout = 60)
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
     .rules = "VDT-STATE-050", .needs = "write")
{
	bench_touch(b, 17);
	bench_touch(b, 18);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 18);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, writes_of_an_earlier_session,
     .says = "pages written in an earlier session and never reported are not reported",
     .rules = "VDT-STATE-050", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 40);
	ASSERT_EQ(0, __bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, writes_between_sessions,
     .says = "pages written between STOP and START are not reported",
     .rules = "VDT-STATE-050", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_stop(b));
	bench_touch(b, 41);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, last_close_stops,
     .says = "after the last close, with the tracker on, a reopened device has it off",
     .rules = "VDT-STATE-060")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_reopen(b);
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
}

CASE(lifecycle, start_after_reopen,
     .says = "after a close with the tracker on, START works and tracks",
     .rules = "VDT-STATE-060", .needs = "write")
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
     .rules = "VDT-STATE-070")
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
     .rules = "VDT-STATE-070", .needs = "write")
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
     .rules = "VDT-STATE-090", .needs = "write reset")
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
     .rules = "VDT-STATE-090", .needs = "write reset")
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
     .rules = "VDT-STATE-090", .needs = "write reset")
{
	bench_reset(b);
	ASSERT_FALSE(is_on(b->dev.fd, b->page));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 8);
	ASSERT_EQ(0, __bench_report_all(b));
}

/*
 * One of two callers at once. They go on until they are told to end: a fixed
 * number of calls could be over before the other one's first.
 */
struct caller {
	struct bench *bench;
	struct bitmap map;
	int ret;
	bool *end;
};

static bool goes_on(const struct caller *c)
{
	return !__atomic_load_n(c->end, __ATOMIC_RELAXED);
}

static void callers_end(bool *end, const pthread_t threads[2])
{
	__atomic_store_n(end, true, __ATOMIC_RELAXED);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static int report_all_into(struct bench *b, struct bitmap *map)
{
	return __tracker_report(b->dev.fd, BENCH_IOVA, BENCH_PAGES * b->page,
				b->page, map->data);
}

/* REPORT into a bitmap of its own. */
static void *report_often(void *arg)
{
	struct caller *c = arg;
	struct bench *b = c->bench;

	while (goes_on(c)) {
		int ret = report_all_into(b, &c->map);

		if (ret)
			c->ret = ret;
		sched_yield();
	}
	return NULL;
}

CASE(lifecycle, two_reports_at_once,
     .says = "two threads that REPORT at once find every written page between them",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60)
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct caller callers[2] = { 0 };
	pthread_t threads[2];
	bool end = false;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 50, BENCH_PAGES);
	for (int i = 0; i < 2; i++) {
		callers[i].bench = b;
		callers[i].end = &end;
		bitmap_alloc(&callers[i].map, BENCH_PAGES, 0);
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, report_often,
					    &callers[i]));
	}
	bench_touch_random(b, 50, BENCH_PAGES);
	callers_end(&end, threads);
	ASSERT_EQ(0, report_all_into(b, &callers[0].map));
	ASSERT_EQ(0, callers[0].ret);
	ASSERT_EQ(0, callers[1].ret);
	for (size_t i = 0; i < callers[0].map.bytes; i++)
		callers[0].map.data[i] |= callers[1].map.data[i];
	ASSERT_TRUE(oracle_check(&b->oracle, &w, &callers[0].map));
}

static void *start_and_stop(void *arg)
{
	struct caller *c = arg;
	struct bench *b = c->bench;
	range_t all = bench_range(b, 0, BENCH_PAGES);

	while (goes_on(c)) {
		uint64_t page_size = b->page;

		__tracker_start(b->dev.fd, &all, 1, &page_size);
		sched_yield();
		__tracker_stop(b->dev.fd);
	}
	return NULL;
}

CASE(lifecycle, start_and_stop_under_report,
     .says = "START and STOP in one thread, REPORT in another leave a tracker that works",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60)
{
	bool end = false;
	struct caller callers[2] = { { .bench = b, .end = &end },
				     { .bench = b, .end = &end } };
	pthread_t threads[2];

	bitmap_alloc(&callers[1].map, BENCH_PAGES, 0);
	ASSERT_EQ(0, pthread_create(&threads[0], NULL, start_and_stop,
				    &callers[0]));
	ASSERT_EQ(0,
		  pthread_create(&threads[1], NULL, report_often, &callers[1]));
	usleep(300 * 1000);
	callers_end(&end, threads);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 55);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, one_of_two_starts_wins,
     .says = "of two START at once exactly one succeeds",
     .rules = "VDT-STATE-010")
{
	range_t all = bench_range(b, 0, BENCH_PAGES);
	int ok[2], pid, status;

	for (int i = 0; i < 10; i++) {
		uint64_t page_size = b->page;

		pid = fork();
		if (pid < 0)
			case_error("fork: %s", strerror(errno));
		ok[0] = !__tracker_start(b->dev.fd, &all, 1, &page_size);
		if (!pid)
			_exit(ok[0]);
		waitpid(pid, &status, 0);
		ok[1] = WEXITSTATUS(status);
		ASSERT_EQ(1, ok[0] + ok[1]);
		ASSERT_EQ(0, __tracker_stop(b->dev.fd));
	}
}

SUITE_MAIN(lifecycle)
