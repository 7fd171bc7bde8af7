// SPDX-License-Identifier: GPL-2.0-only
/* Memory of the kernel's over many sessions. */
#include "lib/leak.h"
#include "lib/lists.h"
#include "lib/suite.h"

SUITE(lifecycle);

#define SESSIONS 350
#define REPORTS	 2000
#define CLOSES	 100
#define STARTS	 700

#define START_RANGES 64

static bool session(struct bench *b)
{
	bool good = !__bench_start(b);

	if (good)
		bench_touch(b, rng_below(&b->rng, BENCH_PAGES));
	good = good && !__bench_report_all(b);
	return !__bench_stop(b) && good;
}

CASE(lifecycle, sessions_use_nothing_up,
     .says = "350 times START, a write, REPORT and STOP use up no memory",
     .rules = "VDT-STATE-180", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-leaks")
{
	ASSERT_FALSE(leaks(b, session, SESSIONS));
}

/* What is lost of each range adds up sooner than what is lost of a START. */
static bool start_and_stop(struct bench *b)
{
	static uint32_t count = START_RANGES;
	static range_t *ranges;

	if (!ranges) {
		ranges = many_ranges(b, count);
		if (try_start(b, ranges, count))
			count = 1;
	}
	return !try_start(b, ranges, count);
}

CASE(lifecycle, starts_use_nothing_up,
     .says = "700 times START of 64 ranges and STOP use up no memory",
     .rules = "VDT-STATE-180", .timeout = 240,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=start-leaks reference,defect=stop-leaks")
{
	ASSERT_FALSE(leaks(b, start_and_stop, STARTS));
}

static bool report(struct bench *b)
{
	return !__bench_report_all(b);
}

CASE(lifecycle, reports_use_nothing_up,
     .says = "2,000 REPORTs use up no memory", .rules = "VDT-STATE-180",
     .timeout = 120, .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=report-leaks")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_FALSE(leaks(b, report, REPORTS));
}

static bool close_while_on(struct bench *b)
{
	bool good = !__bench_start(b);

	bench_reopen(b);
	return good;
}

CASE(lifecycle, closes_use_nothing_up,
     .says = "a hundred times START and a close without STOP use up no memory",
     .rules = "VDT-STATE-180", .timeout = 120,
     .after = "lifecycle/last-close-stops",
     .fails_on = "reference,defect=close-leaks")
{
	ASSERT_FALSE(leaks(b, close_while_on, CLOSES));
}

SUITE_MAIN(lifecycle)
