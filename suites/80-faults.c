// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes wrong: memory of the user's that is not there, not there yet or no
 * more, a device that cannot log. And that STOP and START mend it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>

#include "lib/suite.h"
#include "lib/edge.h"
#include "lib/knob.h"
#include "lib/late.h"

SUITE(faults);

static int report_raw(struct bench *b, const struct window *w, void *bitmap)
{
	return __tracker_report(b->dev.fd, w->iova, w->length, w->page_size,
				bitmap);
}

static struct window whole_window(const struct bench *b)
{
	return (struct window){ BENCH_IOVA, BENCH_PAGES * b->page, b->page };
}

static void *map_pages(size_t bytes, int flags, int fd)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED)
		case_error("no memory: %s", strerror(errno));
	return at;
}

static int file_of(size_t bytes)
{
	int fd = memfd_create("trackcert", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, bytes))
		case_error("no file in memory: %s", strerror(errno));
	return fd;
}

/* The rest of a case: STOP, START, and all is as it should be. */
static int restart(struct bench *b)
{
	int ret;

	__tracker_stop(b->dev.fd);
	ret = __bench_start(b);
	if (ret)
		return ret;
	bench_touch(b, 12);
	bench_touch_random(b, 10, BENCH_PAGES);
	return __bench_report_all(b);
}

/*
 * A window whose bitmap takes three pages. A third of it is one bitmap page;
 * each has some memory at its beginning.
 */
#define THIRDS 3

struct wide {
	struct window window;
	struct memory memory[THIRDS];
};

static uint64_t wide_iova(const struct bench *b, int third)
{
	return BENCH_IOVA + third * 8 * b->page * b->page;
}

static int wide_start(struct bench *b, struct wide *w)
{
	range_t range;

	memset(w, 0, sizeof(*w));
	for (int i = 1; i < THIRDS; i++)
		memory_map(&b->dev, &w->memory[i], wide_iova(b, i),
			   64 * b->page);
	w->window = (struct window){ BENCH_IOVA,
				     wide_iova(b, THIRDS) - BENCH_IOVA,
				     b->page };
	range = (range_t){ w->window.iova, w->window.length };
	return __bench_start_ranges(b, &range, 1, b->page);
}

static void wide_touch(struct bench *b)
{
	for (int i = 0; i < THIRDS; i++)
		bench_write(b, wide_iova(b, i) + 5 * b->page,
			    b->stim.limits.min_size);
}

/* REPORT into a bitmap whose page @third is not there. */
static int report_with_hole(struct bench *b, struct wide *w, int third)
{
	uint8_t *bits =
		map_pages(THIRDS * b->page, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (munmap(bits + third * b->page, b->page))
		case_error("cannot make a hole: %s", strerror(errno));
	return report_raw(b, &w->window, bits);
}

#define SKIP_UNLESS_WIDE(b, w)                                         \
	do {                                                           \
		if (!bench_driver_works(b) || __bench_stop(b) ||       \
		    wide_start(b, w))                                  \
			SKIP(return, "the driver fails without this"); \
	} while (0)

CASE(faults, hole_at_first_bitmap_page,
     .says = "REPORT fails if the first of three bitmap pages that need bits is unmapped",
     .rules = "VDT-REPORT-040", .needs = "write", .fails_on = "reference")
{
	struct wide w;

	SKIP_UNLESS_WIDE(b, &w);
	wide_touch(b);
	ASSERT_NE(0, report_with_hole(b, &w, 0));
}

CASE(faults, hole_at_middle_bitmap_page,
     .says = "REPORT fails if the second of three bitmap pages that need bits is unmapped",
     .rules = "VDT-REPORT-040", .needs = "write", .fails_on = "reference")
{
	struct wide w;

	SKIP_UNLESS_WIDE(b, &w);
	wide_touch(b);
	ASSERT_NE(0, report_with_hole(b, &w, 1));
}

CASE(faults, hole_at_last_bitmap_page,
     .says = "REPORT fails if the last of three bitmap pages that need bits is unmapped",
     .rules = "VDT-REPORT-040", .needs = "write", .fails_on = "reference")
{
	struct wide w;

	SKIP_UNLESS_WIDE(b, &w);
	wide_touch(b);
	ASSERT_NE(0, report_with_hole(b, &w, 2));
}

CASE(faults, bitmap_without_access,
     .says = "REPORT of dirty pages into memory that is PROT_NONE fails",
     .rules = "VDT-REPORT-040", .needs = "write", .fails_on = "reference")
{
	struct window w = whole_window(b);
	void *bits = map_pages(b->page, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	START_FOR_CORE(b);
	bench_touch(b, 9);
	ASSERT_EQ(0, mprotect(bits, b->page, PROT_NONE));
	ASSERT_NE(0, report_raw(b, &w, bits));
}

CASE(faults, bitmap_behind_the_end_of_a_file,
     .says = "REPORT of dirty pages into a file that was cut off before them fails",
     .rules = "VDT-REPORT-040", .needs = "write", .fails_on = "reference")
{
	struct window w = whole_window(b);
	int file = file_of(b->page);
	void *bits = map_pages(b->page, MAP_SHARED, file);

	START_FOR_CORE(b);
	bench_touch(b, 9);
	ASSERT_EQ(0, ftruncate(file, 0));
	ASSERT_NE(0, report_raw(b, &w, bits));
}

/* All bytes of @page pages from @at are @byte. */
static bool filled_with(const uint8_t *at, size_t bytes, uint8_t byte)
{
	for (size_t i = 0; i < bytes; i++)
		if (at[i] != byte)
			return false;
	return true;
}

/*
 * An area of five pages: guard, bitmap, other, bitmap, guard; the bitmap's
 * middle page is @other, which somebody else is using.
 */
CASE(faults, hole_used_by_others,
     .says = "REPORT into a bitmap with a read-only page writes nothing there and nothing around",
     .rules = "VDT-REPORT-140", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-pinned-for-reading@core-defects")
{
	uint8_t *area = map_pages((THIRDS + 2) * b->page,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1);
	uint8_t *bits = area + b->page;
	struct wide w;

	SKIP_UNLESS_WIDE(b, &w);
	memset(area, 0x5a, b->page);
	memset(bits + b->page, 0x5a, b->page);
	memset(bits + THIRDS * b->page, 0x5a, b->page);
	ASSERT_EQ(0, mprotect(bits + b->page, b->page, PROT_READ));
	wide_touch(b);
	case_measured(report_raw(b, &w.window, bits));
	ASSERT_TRUE(filled_with(area, b->page, 0x5a));
	ASSERT_TRUE(filled_with(bits + b->page, b->page, 0x5a));
	ASSERT_TRUE(filled_with(bits + THIRDS * b->page, b->page, 0x5a));
}

/**
 * struct trouble - a bitmap that another thread takes away and gives back
 * @area: guard page, bitmap page, guard page
 * @page: bytes of one
 * @file: behind the bitmap, if any
 * @take: take it away
 * @give: give it back
 * @end: tells the thread to end
 */
struct trouble {
	uint8_t *area;
	size_t page;
	int file;
	void (*take)(struct trouble *t);
	void (*give)(struct trouble *t);
	bool end;
};

static void take_by_munmap(struct trouble *t)
{
	munmap(t->area + t->page, t->page);
}

static void give_by_mmap(struct trouble *t)
{
	mmap(t->area + t->page, t->page, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void take_by_mprotect(struct trouble *t)
{
	mprotect(t->area + t->page, t->page, PROT_READ);
}

static void give_by_mprotect(struct trouble *t)
{
	mprotect(t->area + t->page, t->page, PROT_READ | PROT_WRITE);
}

static void set_length(struct trouble *t, size_t bytes)
{
	if (ftruncate(t->file, bytes))
		case_error("a file has no length: %s", strerror(errno));
}

static void take_by_truncate(struct trouble *t)
{
	set_length(t, 0);
}

static void give_by_truncate(struct trouble *t)
{
	set_length(t, t->page);
}

static void take_by_madvise(struct trouble *t)
{
	madvise(t->area + t->page, t->page, MADV_DONTNEED);
}

static void give_nothing(struct trouble *t)
{
}

static void *trouble_main(void *arg)
{
	struct trouble *t = arg;

	while (!__atomic_load_n(&t->end, __ATOMIC_RELAXED)) {
		t->take(t);
		sched_yield();
		t->give(t);
		sched_yield();
	}
	return NULL;
}

/* What REPORT says meanwhile: the one errno that it may say, or 0. */
static int report_in_trouble(struct bench *b, struct trouble *t)
{
	struct window w = whole_window(b);
	pthread_t thread;
	int bad = 0;

	t->page = b->page;
	t->area = map_pages(3 * b->page, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	memset(t->area, 0x5a, b->page);
	memset(t->area + 2 * b->page, 0x5a, b->page);
	if (t->file)
		mmap(t->area + b->page, b->page, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_FIXED, t->file, 0);
	if (pthread_create(&thread, NULL, trouble_main, t))
		case_error("no thread: %s", strerror(errno));
	for (int i = 0; i < 150 && !bad; i++) {
		int ret;

		bench_touch(b, i);
		ret = report_raw(b, &w, t->area + b->page);
		if (ret && ret != -EFAULT)
			bad = ret;
	}
	__atomic_store_n(&t->end, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	return bad;
}

static bool guards_intact(const struct trouble *t)
{
	return filled_with(t->area, t->page, 0x5a) &&
	       filled_with(t->area + 2 * t->page, t->page, 0x5a);
}

CASE(faults, unmapped_while_reporting,
     .says = "unmapping the bitmap while REPORT runs costs EFAULT or nothing",
     .rules = "VDT-REPORT-140", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-fault-eio@core-defects")
{
	struct trouble t = { .take = take_by_munmap, .give = give_by_mmap };

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_in_trouble(b, &t));
	ASSERT_TRUE(guards_intact(&t));
}

CASE(faults, protected_while_reporting,
     .says = "making the bitmap read-only while REPORT runs costs EFAULT or nothing",
     .rules = "VDT-REPORT-140", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-fault-eio@core-defects")
{
	struct trouble t = { .take = take_by_mprotect,
			     .give = give_by_mprotect };

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_in_trouble(b, &t));
	ASSERT_TRUE(guards_intact(&t));
}

CASE(faults, truncated_while_reporting,
     .says = "truncating the file behind the bitmap while REPORT runs costs EFAULT or nothing",
     .rules = "VDT-REPORT-140", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-fault-eio@core-defects")
{
	struct trouble t = { .take = take_by_truncate,
			     .give = give_by_truncate,
			     .file = file_of(b->page) };

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_in_trouble(b, &t));
	ASSERT_TRUE(guards_intact(&t));
}

CASE(faults, discarded_while_reporting,
     .says = "discarding the bitmap's page while REPORT runs costs nothing but the bits",
     .rules = "VDT-REPORT-140", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct trouble t = { .take = take_by_madvise, .give = give_nothing };

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_in_trouble(b, &t));
	ASSERT_TRUE(guards_intact(&t));
}

/* Memory that comes late. */
#define LATE_US 2000

CASE(faults, late_bitmap,
     .says = "a bitmap whose page a userfaultfd supplies late gets all bits",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct window w = whole_window(b);
	struct late late;
	struct bitmap map;

	START_FOR_CORE(b);
	if (!late_map(&late, 1, LATE_US))
		SKIP(return, "the kernel offers no userfaultfd");
	bench_touch_random(b, 30, BENCH_PAGES);
	ASSERT_EQ(0, report_raw(b, &w, late.start));
	bitmap_alloc(&map, BENCH_PAGES, 0);
	memcpy(map.data, late.start, map.bytes);
	ASSERT_TRUE(oracle_check(&b->oracle, &w, &map));
}

CASE(faults, late_bitmap_of_three_pages,
     .says = "a bitmap of three pages that a userfaultfd supplies late gets all bits",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct late late;
	struct bitmap map;
	struct wide w;

	SKIP_UNLESS_WIDE(b, &w);
	if (!late_map(&late, THIRDS, LATE_US))
		SKIP(return, "the kernel offers no userfaultfd");
	wide_touch(b);
	ASSERT_EQ(0, report_raw(b, &w.window, late.start));
	bitmap_alloc(&map, window_bits(&w.window), 0);
	memcpy(map.data, late.start, map.bytes);
	ASSERT_TRUE(oracle_check(&b->oracle, &w.window, &map));
}

CASE(faults, late_ranges,
     .says = "an array of ranges over two pages that a userfaultfd supplies late is read",
     .rules = "VDT-START-060",
     .fails_on = "reference,core_defect=array-no-faults@core-defects")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 128, 64) };
	struct late late;
	range_t *at;
	uint64_t page_size = b->page;

	START_FOR_CORE(b);
	ASSERT_EQ(0, __bench_stop(b));
	if (!late_map(&late, 2, LATE_US))
		SKIP(return, "the kernel offers no userfaultfd");
	memcpy(late.contents + b->page - sizeof(range_t), ranges,
	       sizeof(ranges));
	at = (range_t *)(late.start + b->page - sizeof(range_t));
	ASSERT_EQ(0, __tracker_start(b->dev.fd, at, 2, &page_size));
	ASSERT_EQ(2, late.supplied);
}

CASE(faults, ranges_behind_the_end_of_a_file,
     .says = "an array of ranges in a file that ends before the last one fails with EFAULT",
     .rules = "VDT-START-050",
     .fails_on = "reference,core_defect=range-fault-count@core-defects")
{
	int file = file_of(2 * b->page);
	uint8_t *at = map_pages(2 * b->page, MAP_SHARED, file);
	range_t *ranges = (range_t *)(at + b->page - sizeof(range_t));
	uint64_t page_size = b->page;

	ranges[0] = bench_range(b, 0, 64);
	ranges[1] = bench_range(b, 128, 64);
	ASSERT_EQ(0, ftruncate(file, b->page));
	ASSERT_EQ(-EFAULT, __tracker_start(b->dev.fd, ranges, 2, &page_size));
}

/* Recovery, VDT-STATE-170: whatever REPORT failed of. */
CASE(faults, restart_after_unwritable_bitmap,
     .says = "after a REPORT into unmapped memory STOP and START make the tracker right",
     .rules = "VDT-STATE-170", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	struct window w = whole_window(b);
	struct edge e = edge_map(1);

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 10, BENCH_PAGES);
	case_measured(report_raw(b, &w, e.end));
	ASSERT_EQ(0, restart(b));
}

CASE(faults, restart_after_foreign_window,
     .says = "after a REPORT of a window that is not tracked STOP and START make the tracker right",
     .rules = "VDT-STATE-170", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	struct window w = { BENCH_IOVA * 2, 64 * b->page, b->page };
	uint64_t bits = 0;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 10, BENCH_PAGES);
	case_measured(report_raw(b, &w, &bits));
	ASSERT_EQ(0, restart(b));
}

CASE(faults, restart_after_many_failures,
     .says = "after fifty REPORTs of odd windows into unmapped memory STOP and START make the tracker right",
     .rules = "VDT-STATE-170", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=error-wedges")
{
	struct edge e = edge_map(1);

	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t i = 0; i < 50; i++) {
		struct window w = { bench_iova(b, i * 10) + i,
				    i * b->page + i * i, b->page << i % 4 };

		bench_touch(b, i);
		report_raw(b, &w, e.end - i % 3);
	}
	ASSERT_EQ(0, restart(b));
}

CASE(faults, start_after_report_while_off,
     .says = "after a REPORT of a tracker that is off START works and tracks",
     .rules = "VDT-STATE-170", .needs = "write",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=error-wedges")
{
	struct window w = whole_window(b);
	uint8_t bits[BENCH_PAGES / 8] = { 0 };

	case_measured(report_raw(b, &w, bits));
	ASSERT_EQ(0, restart(b));
}

/* A device that cannot log a write. */
#define SKIP_WITHOUT(knob)                                            \
	do {                                                          \
		if (!knob_there(knob))                                \
			SKIP(return, "the target has no such fault"); \
	} while (0)

/* More than the commands that any START gives its device. */
#define START_STEPS 32

/* START with its n-th step failing, if it has so many. */
static int start_under_fault(struct bench *b, unsigned int n)
{
	int ret;

	knob_set(KNOB_FAULT_START, n);
	ret = __bench_start(b);
	knob_set(KNOB_FAULT_START, 0);
	return ret;
}

CASE(faults, start_whose_step_fails,
     .says = "whichever step of START fails, it fails and leaves the tracker off, or tracks everything",
     .rules = "VDT-START-280", .needs = "write fault", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=start-fault-silent")
{
	struct window w = whole_window(b);
	uint8_t bits[BENCH_PAGES / 8];
	unsigned int failed = 0;

	SKIP_WITHOUT(KNOB_FAULT_START);
	for (unsigned int n = 1; n <= START_STEPS; n++) {
		if (start_under_fault(b, n)) {
			failed++;
			ASSERT_NE(0, report_raw(b, &w, bits));
			ASSERT_EQ(0, __bench_start(b));
		}
		bench_touch(b, n);
		ASSERT_EQ(0, __bench_report_all(b));
		ASSERT_EQ(0, __bench_stop(b));
	}
	printf("# measured: failed=%u STARTs\n", failed);
	ASSERT_LE(1, failed);
}

static int start_and_lose_a_write(struct bench *b)
{
	int ret = __bench_start(b);

	if (ret)
		return ret;
	bench_touch(b, 1);
	knob_set(KNOB_FAULT_LOG, 1);
	bench_touch(b, 2);
	bench_touch(b, 3);
	return 0;
}

CASE(faults, unlogged_write,
     .says = "REPORT fails when a write could not be logged",
     .rules = "VDT-LOG-120", .needs = "write fault",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=fault-silent "
		 "mlx5,defect=lost-mark-hidden")
{
	SKIP_WITHOUT(KNOB_FAULT_LOG);
	ASSERT_EQ(0, start_and_lose_a_write(b));
	ASSERT_GT(0, case_measured(__bench_report_all(b)));
}

CASE(faults, unlogged_write_of_another_window,
     .says = "REPORT of any window fails when a write could not be logged",
     .rules = "VDT-LOG-120", .needs = "write fault",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=fault-silent")
{
	SKIP_WITHOUT(KNOB_FAULT_LOG);
	ASSERT_EQ(0, start_and_lose_a_write(b));
	ASSERT_GT(0, case_measured(__bench_report_pages(b, 512, 512)));
}

CASE(faults, unlogged_write_is_not_forgotten,
     .says = "every REPORT fails from a write that could not be logged until STOP",
     .rules = "VDT-LOG-120", .needs = "write fault",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=fault-told-once")
{
	SKIP_WITHOUT(KNOB_FAULT_LOG);
	ASSERT_EQ(0, start_and_lose_a_write(b));
	for (int i = 0; i < 3; i++) {
		ASSERT_GT(0, case_measured(__bench_report_all(b)));
		bench_touch(b, 4 + i);
	}
}

CASE(faults, restart_after_unlogged_write,
     .says = "after a write that could not be logged STOP and START make the tracker right",
     .rules = "VDT-STATE-170", .needs = "write fault",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=fault-stays")
{
	SKIP_WITHOUT(KNOB_FAULT_LOG);
	ASSERT_EQ(0, start_and_lose_a_write(b));
	case_measured(__bench_report_all(b));
	ASSERT_EQ(0, restart(b));
}

CASE(faults, reopen_after_unlogged_write,
     .says = "after a write that could not be logged a close without STOP leaves a tracker that works",
     .rules = "VDT-STATE-060", .needs = "write fault",
     .after = "lifecycle/start-after-reopen",
     .fails_on = "reference,defect=dirty-at-start")
{
	SKIP_WITHOUT(KNOB_FAULT_LOG);
	ASSERT_EQ(0, start_and_lose_a_write(b));
	case_measured(__bench_report_all(b));
	bench_reopen(b);
	ASSERT_EQ(0, restart(b));
}

/*
 * A log that cannot be read once, at one of the steps that reading takes. What
 * the failed REPORT may have set is not looked at.
 */
#define READ_STEPS 4

/* REPORTs until none is armed any more; how many failed, or REPORT_WRONG. */
static int reports_under_fault(struct bench *b, int step, int *failed)
{
	knob_set(KNOB_FAULT_READ, step);
	*failed = 0;
	for (int i = 0; i < READ_STEPS; i++) {
		int ret = __bench_report_all(b);

		if (ret == REPORT_WRONG)
			return ret;
		*failed += ret < 0;
		bench_touch(b, 100 + i);
	}
	return 0;
}

CASE(faults, unread_log_fails,
     .says = "REPORT fails when the log cannot be read", .rules = "VDT-LOG-130",
     .needs = "write fault", .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=read-fault-silent")
{
	SKIP_WITHOUT(KNOB_FAULT_READ);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 10, BENCH_PAGES);
	knob_set(KNOB_FAULT_READ, 1);
	ASSERT_GT(0, case_measured(__bench_report_all(b)));
}

CASE(faults, unread_log_loses_nothing,
     .says = "whichever step of reading the log fails, REPORT fails, and the next has all or fails",
     .rules = "VDT-LOG-130", .needs = "write fault",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=read-fault-clears")
{
	SKIP_WITHOUT(KNOB_FAULT_READ);
	for (int step = 1; step <= READ_STEPS; step++) {
		int failed;

		ASSERT_EQ(0, __bench_start(b));
		bench_touch_random(b, 20, BENCH_PAGES);
		ASSERT_EQ(0, reports_under_fault(b, step, &failed));
		ASSERT_LE(1, failed);
		__tracker_stop(b->dev.fd);
	}
}

CASE(faults, restart_after_unread_log,
     .says = "after a log that could not be read STOP and START make the tracker right",
     .rules = "VDT-STATE-170", .needs = "write fault",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=error-wedges")
{
	SKIP_WITHOUT(KNOB_FAULT_READ);
	for (int step = 1; step <= READ_STEPS; step++) {
		int failed;

		ASSERT_EQ(0, __bench_start(b));
		bench_touch_random(b, 20, BENCH_PAGES);
		reports_under_fault(b, step, &failed);
		ASSERT_EQ(0, restart(b));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

SUITE_MAIN(faults)
