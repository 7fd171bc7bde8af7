// SPDX-License-Identifier: GPL-2.0-only
/* One long session: what wraps, or fills up, late. */
#include "lib/suite.h"

SUITE(lifecycle);

#define REPORTS 300  /* past 2^8 */
#define WRITES	4500 /* past 2^12 */
#define AT_ONCE 500

CASE(lifecycle, many_reports,
     .says = "300 REPORTs of one session, a write before each, are right",
     .rules = "VDT-LOG-010 VDT-LOG-030", .needs = "write", .timeout = 120,
     .after = "bitmap/second-report-is-clean",
     .fails_on = "reference,defect=report-256-loses")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 1; i <= REPORTS; i++) {
		bench_touch_random(b, 1, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_all(b))
		TH_LOG("REPORT %d", i);
	}
}

CASE(lifecycle, many_writes,
     .says = "4,500 writes of one session are all reported",
     .rules = "VDT-LOG-010", .needs = "write", .timeout = 120,
     .after = "bitmap/one-page",
     .fails_on = "reference,defect=writes-beyond-4096-lost")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = AT_ONCE; i <= WRITES; i += AT_ONCE) {
		bench_touch_random(b, AT_ONCE, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_all(b))
		TH_LOG("%d writes", i);
	}
}

SUITE_MAIN(lifecycle)
