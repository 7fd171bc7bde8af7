// SPDX-License-Identifier: GPL-2.0-only
/*
 * No memory: with the n-th allocation of a call failing, for n from 1 until the
 * call needs no n-th, it says so or is complete. And STOP and START mend it.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lib/suite.h"
#include "lib/failnth.h"
#include "lib/leak.h"

SUITE(faults);

/* STARTs that fail, a multiple of LEAK_ROUNDS. */
#define LEAK_CALLS 3000

static struct window whole_window(const struct bench *b)
{
	return (struct window){ BENCH_IOVA, BENCH_PAGES * b->page, b->page };
}

/*
 * Memory for the bitmap of whole_window() that is not there yet. What is around
 * it keeps the kernel from making it a part of another mapping, whose memory
 * for managing it is there.
 */
static uint8_t *bitmap_map(const struct bench *b)
{
	uint8_t *around = mmap(NULL, 3 * b->page, PROT_NONE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *at = around + b->page;

	if (around == MAP_FAILED ||
	    mprotect(at, b->page, PROT_READ | PROT_WRITE))
		case_error("no memory: %s", strerror(errno));
	return at;
}

static int report_raw(struct bench *b, void *bits)
{
	struct window w = whole_window(b);

	return __tracker_report(b->dev.fd, w.iova, w.length, w.page_size, bits);
}

/* START with the n-th allocation failing; @failed: it came to that. */
static int start_failing(struct bench *b, unsigned int n, bool *failed)
{
	range_t range = bench_range(b, 0, BENCH_PAGES);
	uint64_t page_size = b->page;
	int ret;

	failnth_arm(n);
	ret = __tracker_start(b->dev.fd, &range, 1, &page_size);
	*failed = failnth_disarm();
	if (!ret)
		oracle_start(&b->oracle, &range, 1, b->page, page_size);
	return ret;
}

/* Is what the device writes from now on reported? */
static int writes_are_reported(struct bench *b)
{
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	return __bench_report_all(b);
}

/* A session without failures, which also touches what the calls will touch. */
static int plain_session(struct bench *b)
{
	int ret = __bench_start(b);

	if (!ret)
		ret = writes_are_reported(b);
	if (!ret)
		ret = __bench_stop(b);
	return ret;
}

CASE(faults, start_without_memory,
     .says = "START one of whose allocations fails leaves the tracker off, or tracks everything",
     .rules = "VDT-START-280", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=no-memory-ignored@lab-6.12 "
		 "reference,defect=failed-start-stays-on@lab-6.12")
{
	uint8_t *bits = bitmap_map(b);
	unsigned int refused = 0;
	bool failed = true;

	SKIP_WITHOUT_FAILNTH();
	ASSERT_EQ(0, plain_session(b));
	for (unsigned int n = 1; failed; n = failnth_next(n)) {
		if (start_failing(b, n, &failed)) {
			refused++;
			ASSERT_NE(0, report_raw(b, bits));
		} else {
			ASSERT_EQ(0, writes_are_reported(b));
			ASSERT_EQ(0, __bench_stop(b));
		}
	}
	printf("# measured: refused=%u STARTs\n", refused);
	ASSERT_EQ(0, plain_session(b));
}

/* START with another allocation failing each time, and a STOP if it worked. */
static bool start_and_fail(struct bench *b)
{
	static unsigned int n;
	bool failed;

	n = failnth_next(n);
	if (!start_failing(b, n, &failed) && __bench_stop(b))
		return false;
	if (!failed)
		n = 0;
	return true;
}

CASE(faults, start_without_memory_leaks_nothing,
     .says = "3,000 STARTs one of whose allocations fails use no memory up",
     .rules = "VDT-RETRY-020", .timeout = 120,
     .after = "faults/start-without-memory",
     .fails_on = "reference,defect=refused-start-leaks@lab-6.12 "
		 "reference,defect=start-leaks@lab-6.12 "
		 "reference,defect=start-leaks@debug-6.12")
{
	SKIP_WITHOUT_FAILNTH();
	ASSERT_FALSE(leaks(b, start_and_fail, LEAK_CALLS));
	ASSERT_EQ(0, __bench_start(b));
}

/*
 * REPORT of some pages with the n-th allocation failing. Return: 0 if it failed
 * or is right.
 */
static int report_failing(struct bench *b, unsigned int n, struct bitmap *map,
			  int *ret, bool *failed)
{
	struct window w = whole_window(b);

	bench_touch_random(b, 10, BENCH_PAGES);
	failnth_arm(n);
	*ret = report_raw(b, map->data);
	*failed = failnth_disarm();
	return *ret || oracle_check(&b->oracle, &w, map) ? 0 : REPORT_WRONG;
}

CASE(faults, report_without_memory,
     .says = "REPORT one of whose allocations fails is refused or has everything in it; STOP and START mend it",
     .rules = "VDT-LOG-140 VDT-STATE-170", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=report-no-memory-silent@lab-6.12 "
		 "reference,defect=report-no-memory-wedges@lab-6.12")
{
	bool failed = true;

	SKIP_WITHOUT_FAILNTH();
	ASSERT_EQ(0, plain_session(b));
	ASSERT_EQ(0, __bench_start(b));
	for (unsigned int n = 1; failed; n = failnth_next(n)) {
		struct bitmap map;
		int ret;

		bitmap_alloc(&map, BENCH_PAGES, 0);
		ASSERT_EQ(0, report_failing(b, n, &map, &ret, &failed));
		bitmap_free(&map);
		if (ret) {
			__bench_stop(b);
			ASSERT_EQ(0, __bench_start(b));
			ASSERT_EQ(0, writes_are_reported(b));
		}
	}
}

CASE(faults, bitmap_without_memory,
     .says = "REPORT into a bitmap for whose page there is no memory fails, or sets all bits",
     .rules = "VDT-REPORT-040", .needs = "write", .timeout = 120,
     .fails_on = "reference@lab-6.12")
{
	bool failed = true;

	SKIP_WITHOUT_FAILNTH();
	START_FOR_CORE(b);
	for (unsigned int n = 1; failed; n = failnth_next(n)) {
		struct bitmap map;
		struct window w = whole_window(b);
		int ret;

		bitmap_alloc(&map, BENCH_PAGES, 0);
		map.data = bitmap_map(b);
		bench_touch_random(b, 10, BENCH_PAGES);
		failnth_arm(n);
		ret = report_raw(b, map.data);
		failed = failnth_disarm();
		ASSERT_TRUE(ret || oracle_check(&b->oracle, &w, &map));
		munmap(map.data - b->page, 3 * b->page);
		bitmap_free(&map);
		if (ret) {
			__bench_stop(b);
			if (!bench_driver_works(b))
				SKIP(return, "the driver does not recover");
		}
	}
}

CASE(faults, stop_without_memory,
     .says = "after a STOP one of whose allocations fails, or one STOP more, START works and logs",
     .rules = "VDT-STOP-030", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-no-memory-wedges@lab-6.12")
{
	bool failed = true;

	SKIP_WITHOUT_FAILNTH();
	ASSERT_EQ(0, plain_session(b));
	for (unsigned int n = 1; failed; n = failnth_next(n)) {
		int ret;

		ASSERT_EQ(0, __bench_start(b));
		failnth_arm(n);
		ret = __tracker_stop(b->dev.fd);
		failed = failnth_disarm();
		if (ret)
			case_measured(__tracker_stop(b->dev.fd));
		oracle_stop(&b->oracle);
	}
	ASSERT_EQ(0, plain_session(b));
}

SUITE_MAIN(faults)
