// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several at once: the device that writes, threads and processes that REPORT,
 * START, STOP and reset. Nothing is lost, and the tracker works afterwards.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "lib/suite.h"
#include "lib/helper.h"
#include "lib/history.h"
#include "lib/lists.h"
#include "lib/windows.h"

SUITE(concurrency);

#define REPORTERS (HISTORY_REPORTERS - 1)

/* The last reporter of a history is the one that has the last word. */
#define LAST_WORD REPORTERS

/* What a case writes: small, so that a whole suite stays short. */
#define WRITES 300

struct race;

/**
 * struct reporter - one that REPORTs the same windows in turn
 * @race: what it takes part in
 * @who: its number in the history
 * @fd: file that it calls
 * @first: first page
 * @count: pages in all
 * @window: pages of one REPORT
 */
struct reporter {
	struct race *race;
	int who;
	int fd;
	uint32_t first;
	uint32_t count;
	uint32_t window;
};

/**
 * struct race - a device that writes while others REPORT
 * @bench: of the case, tracker on
 * @history: of the race
 * @end: the writer has ended; in memory that forked processes share
 * @pages: the writer writes below this one
 * @burst: pages of one write
 * @writes: how many
 * @reporters: who REPORTs
 * @reporter_count: of them
 * @disturb: what goes on besides, over and over; may be NULL
 */
struct race {
	struct bench *bench;
	struct history *history;
	bool *end;
	uint32_t pages;
	uint32_t burst;
	uint32_t writes;
	struct reporter reporters[REPORTERS];
	int reporter_count;
	void (*disturb)(struct race *r);
};

static void race_init(struct race *r, struct bench *b)
{
	memset(r, 0, sizeof(*r));
	r->bench = b;
	r->history = history_alloc();
	r->end = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	r->pages = BENCH_PAGES;
	r->burst = 1;
	r->writes = WRITES;
}

static void race_add(struct race *r, uint32_t first, uint32_t count,
		     uint32_t window)
{
	r->reporters[r->reporter_count] = (struct reporter){
		.race = r,
		.who = r->reporter_count,
		.fd = r->bench->dev.fd,
		.first = first,
		.count = count,
		.window = window,
	};
	r->reporter_count++;
}

static void race_add_all(struct race *r)
{
	race_add(r, 0, BENCH_PAGES, BENCH_PAGES);
}

static bool race_goes_on(const struct race *r)
{
	return !__atomic_load_n(r->end, __ATOMIC_ACQUIRE);
}

static void *race_write(void *arg)
{
	struct race *r = arg;

	for (uint32_t i = 0; i < r->writes; i++)
		history_write(r->history, r->bench,
			      rng_below(&r->bench->rng,
					r->pages - r->burst + 1),
			      r->burst);
	__atomic_store_n(r->end, true, __ATOMIC_RELEASE);
	return NULL;
}

static void *race_report(void *arg)
{
	struct reporter *reporter = arg;
	struct race *r = reporter->race;
	uint32_t at = 0;

	while (race_goes_on(r) &&
	       history_report(r->history, r->bench, reporter->who, reporter->fd,
			      reporter->first + at, reporter->window)) {
		at = (at + reporter->window) % reporter->count;
		sched_yield();
	}
	return NULL;
}

static pthread_t thread_run(void *(*main)(void *), void *arg)
{
	pthread_t thread;
	int err = pthread_create(&thread, NULL, main, arg);

	if (err)
		case_error("no thread: %s", strerror(err));
	return thread;
}

static bool race_check(struct race *r)
{
	struct bench *b = r->bench;

	history_report(r->history, b, LAST_WORD, b->dev.fd, 0, BENCH_PAGES);
	return history_check(r->history, b->oracle.page_size == b->page);
}

/* The whole race, with threads; true if all was right. */
static bool race_run(struct race *r)
{
	pthread_t reporters[REPORTERS], writer;

	for (int i = 0; i < r->reporter_count; i++)
		reporters[i] = thread_run(race_report, &r->reporters[i]);
	writer = thread_run(race_write, r);
	while (r->disturb && race_goes_on(r))
		r->disturb(r);
	pthread_join(writer, NULL);
	for (int i = 0; i < r->reporter_count; i++)
		pthread_join(reporters[i], NULL);
	return race_check(r);
}

CASE(concurrency, writes_under_report,
     .says = "pages written while one thread REPORTs are each reported, none twice",
     .rules = "VDT-LOG-110", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on =
	     "reference,defect=clear-races reference,defect=contended-mark-lost")
{
	struct race r;

	race_init(&r, b);
	race_add_all(&r);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

CASE(concurrency, same_pages_under_report,
     .says = "eight pages written over and over while one thread REPORTs are reported each time",
     .rules = "VDT-LOG-110", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	r.pages = 8;
	race_add_all(&r);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

CASE(concurrency, bursts_under_report,
     .says = "writes over 100 pages each, while one thread REPORTs, are reported whole",
     .rules = "VDT-LOG-110", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	r.burst = 100;
	r.writes = 20;
	race_add_all(&r);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

CASE(concurrency, writes_under_windows,
     .says = "pages written while one thread REPORTs window by window are each reported",
     .rules = "VDT-LOG-110", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	race_add(&r, 0, BENCH_PAGES, 128);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

/* What a VMM has sent: each page as it was behind the last REPORT of it. */
struct copies {
	struct bench *bench;
	uint8_t *pages;
	size_t size;
};

static void copies_begin(struct copies *c, struct bench *b)
{
	c->bench = b;
	c->size = BENCH_PAGES * b->page;
	c->pages = malloc(c->size);
	memcpy(c->pages, b->mem.va, c->size);
}

static int __copies_take(struct copies *c)
{
	const struct window w = window_pages(c->bench, 0, BENCH_PAGES);
	uint64_t page = c->bench->page;
	struct bitmap map;
	int err;

	bitmap_alloc(&map, window_bits(&w), 0);
	err = __report_raw(c->bench, &w, map.data);
	for (uint64_t k = 0; !err && k < BENCH_PAGES; k++)
		if (bitmap_bit(&map, k))
			memcpy(c->pages + k * page, c->bench->mem.va + k * page,
			       page);
	bitmap_free(&map);
	return err;
}

CASE(concurrency, copies_under_report,
     .says = "pages copied whenever a REPORT shows them are what the device wrote in the end",
     .rules = "VDT-LOG-150", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=mark-before-data")
{
	pthread_t writer;
	struct copies c;
	struct race r;

	race_init(&r, b);
	copies_begin(&c, b);
	ASSERT_EQ(0, __bench_start(b));
	writer = thread_run(race_write, &r);
	while (race_goes_on(&r)) {
		ASSERT_EQ(0, __copies_take(&c));
	}
	pthread_join(writer, NULL);
	ASSERT_EQ(0, __copies_take(&c));
	ASSERT_EQ(0, memcmp(c.pages, b->mem.va, c.size));
	free(c.pages);
}

CASE(concurrency, two_reporters_of_the_same_window,
     .says = "of two threads that REPORT the same window one or the other gets every write",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	race_add_all(&r);
	race_add_all(&r);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

CASE(concurrency, reporters_of_disjoint_windows,
     .says = "four threads that REPORT a quarter each get every write of their quarter",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	for (int i = 0; i < REPORTERS; i++)
		race_add(&r, i * 256, 256, 256);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

CASE(concurrency, reporters_with_a_file_each,
     .says = "four threads that REPORT by a file of their own get every write between them",
     .rules = "VDT-STATE-100", .needs = "group write", .timeout = 60,
     .after = "lifecycle/two-files-share-the-tracker",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	for (int i = 0; i < REPORTERS; i++) {
		race_add(&r, 0, BENCH_PAGES, i % 2 ? BENCH_PAGES : 256);
		r.reporters[i].fd = device_open_again(&b->dev);
	}
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
	for (int i = 0; i < REPORTERS; i++)
		close(r.reporters[i].fd);
}

static int report_in_process(struct helper *h, void *arg)
{
	helper_say_ready(h);
	race_report(arg);
	return 0;
}

CASE(concurrency, reporters_in_processes,
     .says = "two processes that REPORT get every write between them",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60,
     .after = "lifecycle/child-reports",
     .fails_on = "reference,defect=per-process")
{
	struct helper helpers[2];
	struct race r;

	race_init(&r, b);
	race_add_all(&r);
	race_add(&r, 0, BENCH_PAGES, 256);
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 2; i++) {
		helper_run(&helpers[i], report_in_process, &r.reporters[i]);
		ASSERT_TRUE(helper_wait_ready(&helpers[i]));
	}
	race_write(&r);
	for (int i = 0; i < 2; i++) {
		ASSERT_EQ(0, helper_wait(&helpers[i]));
	}
	ASSERT_TRUE(race_check(&r));
}

static void disturb_by_fork(struct race *r)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/*
 * The bitmap is private memory that a fork marks copy-on-write while its pages
 * are pinned for REPORT: bits must not end up in the child's copy.
 */
CASE(concurrency, forks_under_report,
     .says = "forking while a thread REPORTs takes no bit away",
     .rules = "VDT-REPORT-120", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,core_defect=bitmap-page-aligned@core-defects")
{
	struct race r;

	START_FOR_CORE(b);
	race_init(&r, b);
	race_add_all(&r);
	r.disturb = disturb_by_fork;
	ASSERT_TRUE(race_run(&r));
}

static void disturb_by_files(struct race *r)
{
	int fd = device_open_again(&r->bench->dev);

	close(fd);
}

CASE(concurrency, files_come_and_go_under_report,
     .says = "opening and closing other files of the device under REPORT loses no write",
     .rules = "VDT-STATE-100", .needs = "group write", .timeout = 60,
     .after = "lifecycle/close-of-one-file-keeps-tracking",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	race_add_all(&r);
	r.disturb = disturb_by_files;
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

static void disturb_by_start(struct race *r)
{
	range_t half = bench_range(r->bench, 0, BENCH_PAGES / 2);
	uint64_t page_size = r->bench->page;

	__tracker_start(r->bench->dev.fd, &half, 1, &page_size);
	sched_yield();
}

CASE(concurrency, refused_starts_under_report,
     .says = "refused STARTs while the device writes and a thread REPORTs lose no write",
     .rules = "VDT-STATE-020", .needs = "write", .timeout = 60,
     .after = "lifecycle/refused-start-keeps-tracking",
     .fails_on = "reference,defect=clear-races")
{
	struct race r;

	race_init(&r, b);
	race_add_all(&r);
	r.disturb = disturb_by_start;
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(race_run(&r));
}

CASE(concurrency, writes_under_start,
     .says = "of a device that writes without pause, what was written after START is reported",
     .rules = "VDT-LOG-110", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=page-size-lie")
{
	struct history_write *from;
	pthread_t writer;
	struct race r;
	uint64_t started;

	race_init(&r, b);
	writer = thread_run(race_write, &r);
	while (__atomic_load_n(&r.history->clock, __ATOMIC_RELAXED) < 20)
		sched_yield();
	ASSERT_EQ(0, __bench_start(b));
	started = __atomic_load_n(&r.history->clock, __ATOMIC_SEQ_CST);
	pthread_join(writer, NULL);
	/* What began before START returned may be in the log or not. */
	for (from = r.history->writes; from->began && from->began <= started;
	     from++)
		from->count = 0;
	history_report(r.history, b, LAST_WORD, b->dev.fd, 0, BENCH_PAGES);
	ASSERT_TRUE(history_check(r.history, false));
}

/* Signals: a thread is shot at while it calls. */
struct storm {
	pthread_t target;
	bool end;
};

static void ignore_signal(int number)
{
}

static void *storm_main(void *arg)
{
	struct storm *s = arg;

	while (!__atomic_load_n(&s->end, __ATOMIC_RELAXED)) {
		pthread_kill(s->target, SIGUSR1);
		usleep(100);
	}
	return NULL;
}

static void storm_prepare(int flags)
{
	struct sigaction action = { .sa_handler = ignore_signal,
				    .sa_flags = flags };

	if (sigaction(SIGUSR1, &action, NULL))
		case_error("no handler: %s", strerror(errno));
}

/* One reporter under fire; REPORTs that failed are started over. */
static bool report_in_storm(struct bench *b, int flags)
{
	struct storm s = { .end = false };
	pthread_t writer, storm;
	struct race r;

	race_init(&r, b);
	race_add_all(&r);
	storm_prepare(flags);
	s.target = thread_run(race_report, &r.reporters[0]);
	storm = thread_run(storm_main, &s);
	writer = thread_run(race_write, &r);
	pthread_join(writer, NULL);
	__atomic_store_n(&s.end, true, __ATOMIC_RELAXED);
	pthread_join(storm, NULL);
	pthread_join(s.target, NULL);
	if (r.history->errors) {
		case_measured(r.history->error);
		return !__bench_stop(b) && !__bench_start(b);
	}
	return race_check(&r);
}

CASE(concurrency, report_under_signals,
     .says = "REPORTs under a storm of signals fail or lose nothing",
     .rules = "VDT-STATE-160", .needs = "write", .timeout = 60,
     .after = "concurrency/writes-under-report",
     .fails_on = "reference,defect=signal-loses")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(report_in_storm(b, 0));
}

CASE(concurrency, report_under_restarting_signals,
     .says = "REPORTs under a storm of signals with SA_RESTART fail or lose nothing",
     .rules = "VDT-STATE-160", .needs = "write", .timeout = 60,
     .after = "concurrency/writes-under-report",
     .fails_on = "reference,defect=signal-loses")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_TRUE(report_in_storm(b, SA_RESTART));
}

static bool is_on(struct bench *b)
{
	uint64_t bits[BENCH_PAGES / 64] = { 0 };

	return !__tracker_report(b->dev.fd, BENCH_IOVA, BENCH_PAGES * b->page,
				 b->page, bits);
}

CASE(concurrency, sessions_under_signals,
     .says = "under a storm of signals START and STOP do what they say they did",
     .rules = "VDT-STATE-160", .timeout = 60, .after = "lifecycle/stop-when-on",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	struct storm s = { .target = pthread_self() };
	range_t range = bench_range(b, 0, BENCH_PAGES);
	pthread_t storm;
	bool right = true;

	storm_prepare(SA_RESTART);
	storm = thread_run(storm_main, &s);
	for (int i = 0; i < 50 && right; i++) {
		uint64_t page_size = b->page;
		bool started =
			!__tracker_start(b->dev.fd, &range, 1, &page_size);

		right = is_on(b) == started;
		if (started && !__tracker_stop(b->dev.fd))
			right = right && !is_on(b);
	}
	__atomic_store_n(&s.end, true, __ATOMIC_RELAXED);
	pthread_join(storm, NULL);
	ASSERT_TRUE(right);
}

/*
 * Callers that go on until they are told to end, each its own way.
 * @reporting: how many of them are in a REPORT
 * @met: STOPs and resets that were called while one was
 */
struct crowd {
	bool end;
	int reporting;
	unsigned int met;
};

struct caller {
	struct bench *bench;
	struct crowd *crowd;
	int ret;
	struct bitmap map;
};

static bool goes_on(const struct caller *c)
{
	return !__atomic_load_n(&c->crowd->end, __ATOMIC_RELAXED);
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

	while (goes_on(c)) {
		int ret;

		__atomic_add_fetch(&c->crowd->reporting, 1, __ATOMIC_RELAXED);
		ret = report_all_into(c->bench, &c->map);
		__atomic_sub_fetch(&c->crowd->reporting, 1, __ATOMIC_RELAXED);
		if (ret)
			c->ret = ret;
		sched_yield();
	}
	return NULL;
}

/* What meets no REPORT finds nothing: wait a little for one. */
static void meet_report(struct crowd *crowd)
{
	for (int i = 0; i < 20000; i++)
		if (__atomic_load_n(&crowd->reporting, __ATOMIC_RELAXED)) {
			__atomic_add_fetch(&crowd->met, 1, __ATOMIC_RELAXED);
			return;
		}
}

/* What a START behind a STOP that said 0 fails with stays in @ret. */
static void *start_and_stop(void *arg)
{
	struct caller *c = arg;
	struct bench *b = c->bench;
	range_t all = bench_range(b, 0, BENCH_PAGES);
	bool off = true;

	while (goes_on(c)) {
		uint64_t page_size = b->page;
		int ret = __tracker_start(b->dev.fd, &all, 1, &page_size);

		if (ret && off)
			c->ret = ret;
		sched_yield();
		meet_report(c->crowd);
		off = !__tracker_stop(b->dev.fd);
	}
	return NULL;
}

static void *reset_often(void *arg)
{
	struct caller *c = arg;

	while (goes_on(c)) {
		meet_report(c->crowd);
		__device_reset(&c->bench->dev);
		usleep(1000);
	}
	return NULL;
}

/* So many shall meet a REPORT, if it takes ten times as long. */
#define MEETINGS 2000

static void crowd_wait(const struct crowd *crowd, int milliseconds)
{
	for (int i = 0; i < 10; i++) {
		usleep(milliseconds * 1000);
		if (__atomic_load_n(&crowd->met, __ATOMIC_RELAXED) >= MEETINGS)
			return;
	}
}

static void callers_run(struct bench *b, void *(*const mains[])(void *),
			struct caller *callers, int count, int milliseconds)
{
	pthread_t threads[8];
	struct crowd crowd = { 0 };

	for (int i = 0; i < count; i++) {
		callers[i].bench = b;
		callers[i].crowd = &crowd;
		bitmap_alloc(&callers[i].map, BENCH_PAGES, 0);
		threads[i] = thread_run(mains[i], &callers[i]);
	}
	if (milliseconds)
		crowd_wait(&crowd, milliseconds);
	else
		bench_touch_random(b, 50, BENCH_PAGES);
	__atomic_store_n(&crowd.end, true, __ATOMIC_RELAXED);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* The rest of a case: the tracker works. */
static int works(struct bench *b)
{
	int ret = __bench_start(b);

	if (ret)
		return ret;
	bench_touch(b, 55);
	bench_touch_random(b, 10, BENCH_PAGES);
	return __bench_report_all(b);
}

CASE(concurrency, two_reports_at_once,
     .says = "two threads that REPORT at once find every written page between them",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=clear-races")
{
	void *(*const mains[])(void *) = { report_often, report_often };
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct caller callers[2] = { 0 };

	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 50, BENCH_PAGES);
	callers_run(b, mains, callers, 2, 0);
	ASSERT_EQ(0, report_all_into(b, &callers[0].map));
	ASSERT_EQ(0, callers[0].ret);
	ASSERT_EQ(0, callers[1].ret);
	for (size_t i = 0; i < callers[0].map.bytes; i++)
		callers[0].map.data[i] |= callers[1].map.data[i];
	ASSERT_TRUE(oracle_check(&b->oracle, &w, &callers[0].map));
}

CASE(concurrency, start_and_stop_under_report,
     .says = "START and STOP in one thread, REPORT in three others do what they say, and the tracker works",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-races "
		 "reference,defect=stop-keeps-logging")
{
	void *(*const mains[])(void *) = { start_and_stop, report_often,
					   report_often, report_often };
	struct caller callers[4] = { 0 };

	callers_run(b, mains, callers, 4, 200);
	ASSERT_EQ(0, callers[0].ret)
	TH_LOG("a START behind a STOP that said 0");
	ASSERT_EQ(0, works(b));
}

CASE(concurrency, everything_from_four_threads,
     .says = "START and STOP from two threads and REPORT from two leave a tracker that works",
     .rules = "VDT-STATE-100", .needs = "write", .timeout = 60,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	void *(*const mains[])(void *) = { start_and_stop, report_often,
					   start_and_stop, report_often };
	struct caller callers[4] = { 0 };

	callers_run(b, mains, callers, 4, 200);
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(0, works(b));
}

CASE(concurrency, reset_under_report,
     .says = "resets while another thread REPORTs leave a tracker that works after STOP",
     .rules = "VDT-STATE-100", .needs = "write reset", .timeout = 60,
     .after = "lifecycle/start-after-reset",
     .fails_on = "reference,defect=reset-races")
{
	void *(*const mains[])(void *) = { reset_often, report_often };
	struct caller callers[2] = { 0 };

	ASSERT_EQ(0, __bench_start(b));
	callers_run(b, mains, callers, 2, 200);
	bench_reset(b);
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(0, works(b));
}

CASE(concurrency, reset_under_start_and_stop,
     .says = "resets while other threads START, STOP and REPORT leave a tracker that works",
     .rules = "VDT-STATE-100", .needs = "write reset", .timeout = 60,
     .after = "lifecycle/start-after-reset",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	void *(*const mains[])(void *) = { reset_often, start_and_stop,
					   report_often };
	struct caller callers[3] = { 0 };

	callers_run(b, mains, callers, 3, 200);
	bench_reset(b);
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(0, works(b));
}

struct starter {
	struct bench *bench;
	pthread_barrier_t *line;
	const range_t *ranges;
	uint32_t count;
	bool won;
};

static void *start_once(void *arg)
{
	struct starter *s = arg;
	uint64_t page_size = s->bench->page;

	pthread_barrier_wait(s->line);
	s->won = !__tracker_start(s->bench->dev.fd, s->ranges, s->count,
				  &page_size);
	return NULL;
}

#define STARTERS 6

/* How many of @n START at once, each of these ranges, succeed. */
static int winners(struct bench *b, int n, const range_t *ranges,
		   uint32_t count)
{
	struct starter starters[STARTERS];
	pthread_t threads[STARTERS];
	pthread_barrier_t line;
	int won = 0;

	pthread_barrier_init(&line, NULL, n);
	for (int i = 0; i < n; i++) {
		starters[i] =
			(struct starter){ b, &line, ranges, count, false };
		threads[i] = thread_run(start_once, &starters[i]);
	}
	for (int i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		won += starters[i].won;
	}
	pthread_barrier_destroy(&line);
	return won;
}

CASE(concurrency, one_of_six_starts_wins,
     .says = "of six START at once exactly one succeeds",
     .rules = "VDT-STATE-010", .timeout = 60,
     .after = "lifecycle/start-twice lifecycle/stop-when-on",
     .fails_on = "reference,defect=start-races")
{
	range_t all = bench_range(b, 0, BENCH_PAGES);

	for (int i = 0; i < 10; i++) {
		ASSERT_EQ(1, winners(b, STARTERS, &all, 1));
		ASSERT_EQ(0, __tracker_stop(b->dev.fd));
	}
}

/* Pairs of START of a long list, and ranges in all of them. */
#define LONG_STARTS 100
#define LONG_RANGES (256 * LONG_STARTS)

/* The more ranges, the longer the driver looks at them. */
CASE(concurrency, one_of_two_long_starts_wins,
     .says = "of two START at once with a page worth of ranges exactly one succeeds",
     .rules = "VDT-STATE-010", .timeout = 60,
     .after = "lifecycle/start-twice lifecycle/stop-when-on",
     .fails_on = "reference,defect=start-races")
{
	uint32_t count = page_worth(b);
	range_t *ranges = many_ranges(b, count);

	while (count > 1 && try_start(b, ranges, count))
		count /= 2;
	for (uint32_t i = 0; i < LONG_STARTS && i * count < LONG_RANGES; i++) {
		ASSERT_EQ(1, winners(b, 2, ranges, count));
		ASSERT_EQ(0, __tracker_stop(b->dev.fd));
	}
}

static int start_in_process(struct helper *h, void *arg)
{
	struct bench *b = arg;
	range_t all = bench_range(b, 0, BENCH_PAGES);
	uint64_t page_size = b->page;

	return __tracker_start(b->dev.fd, &all, 1, &page_size) ? 1 : 0;
}

CASE(concurrency, one_of_two_starts_wins,
     .says = "of two START at once, by two processes, exactly one succeeds",
     .rules = "VDT-STATE-010", .timeout = 60,
     .after = "lifecycle/start-twice lifecycle/stop-when-on",
     .fails_on = "reference,defect=start-races")
{
	for (int i = 0; i < 10; i++) {
		struct helper h;
		bool here;

		helper_run(&h, start_in_process, b);
		here = !start_in_process(NULL, b);
		ASSERT_EQ(1, here + !helper_wait(&h));
		ASSERT_EQ(0, __tracker_stop(b->dev.fd));
	}
}

#define MANY_FILES 64

CASE(concurrency, many_files,
     .says = "64 files of the device each REPORT a window; together they report all, once",
     .rules = "VDT-STATE-070", .needs = "group write", .timeout = 60,
     .after = "lifecycle/two-files-share-the-tracker",
     .fails_on = "reference,defect=not-cleared")
{
	uint32_t window = BENCH_PAGES / (MANY_FILES / 4);
	int files[MANY_FILES], own = b->dev.fd;

	for (int i = 0; i < MANY_FILES; i++)
		files[i] = device_open_again(&b->dev);
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < MANY_FILES; i++) {
		if (i % 16 == 0)
			bench_touch_random(b, 60, BENCH_PAGES);
		b->dev.fd = files[i];
		ASSERT_EQ(0, __bench_report_pages(b, i % 16 * window, window));
	}
	b->dev.fd = own;
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(concurrency, many_files_closed_in_any_order,
     .says = "64 files of the device closed in any order leave the tracker on to the last",
     .rules = "VDT-STATE-070", .needs = "group write", .timeout = 60,
     .after = "lifecycle/close-of-one-file-keeps-tracking",
     .fails_on = "reference,defect=page-size-lie")
{
	int files[MANY_FILES];

	for (int i = 0; i < MANY_FILES; i++)
		files[i] = device_open_again(&b->dev);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 60, BENCH_PAGES);
	for (int left = MANY_FILES; left; left--) {
		int i = rng_below(&b->rng, left);

		close(files[i]);
		files[i] = files[left - 1];
	}
	bench_touch_random(b, 60, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

SUITE_MAIN(concurrency)
