/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every suite is written with: SUITE(), CASE() and the bench.
 *
 * A suite is one program. It names itself with SUITE() and then lists its
 * cases, each with its facts:
 *
 *	SUITE(bounds);
 *
 *	CASE(bounds, over_one_page,
 *	     .says  = "START with one range more than fits a page ...",
 *	     .rules = "VDT-START-030")
 *	{
 *		ASSERT_EQ(-E2BIG, ...);
 *	}
 *
 *	SUITE_MAIN(bounds)
 *
 * A case gets a bench @b, opened anew for it, and the harness' ASSERT_* and
 * EXPECT_*.
 */
#ifndef SUITES_LIB_CASE_H
#define SUITES_LIB_CASE_H

#include <stdbool.h>
#include <stddef.h>

/* Seconds a case may take if it says nothing. */
#define CASE_TIMEOUT 30

/**
 * struct case_facts - what is known of a case without running it
 * @suite: name of its suite
 * @test: name of the test in the kselftest harness
 * @says: one sentence: what a pass shows
 * @rules: ids of CONFORMANCE.md, separated by spaces or commas
 * @needs: what the target must offer, separated alike; NULL for nothing
 * @after: ids of earlier cases that this one builds on, separated alike: where
 *         one of them has failed this one is not run; NULL for none
 * @fails_on: where it was seen to fail: targets as `trackcert run -t` takes
 *            them, each with its knobs and, behind an @, a kernel that is not
 *            the target's first, separated by spaces:
 *            "reference,defect=not-cleared",
 *            "reference,core_defect=e2big-late@core-defects"
 * @timeout: seconds, 0 for CASE_TIMEOUT
 * @budget: what it does is as much as TRACKCERT_BUDGET says; its timeout is
 *          that of its own budget
 * @next: list of all facts of the program
 */
struct case_facts {
	const char *suite;
	const char *test;
	const char *says;
	const char *rules;
	const char *needs;
	const char *after;
	const char *fails_on;
	int timeout;
	bool budget;
	struct case_facts *next;
};

/* case_register() - called by CASE() before main(). */
void case_register(struct case_facts *facts);

/* case_find() - the facts of a test; NULL if there are none. */
const struct case_facts *case_find(const char *suite, const char *test);

/* case_needs() - is @word among the needs of the case? */
bool case_needs(const struct case_facts *facts, const char *word);

/* case_slowness() - how often the usual time this kernel takes: TRACKCERT_SLOW. */
int case_slowness(void);

/* case_timeout() - seconds, TRACKCERT_TIMEOUT and the slowness included. */
int case_timeout(const struct case_facts *facts);

/* case_print() - the case as one line of JSON; @program is argv[0]. */
void case_print(const struct case_facts *facts, const char *program);

/**
 * case_error() - end the case as an ERROR
 * @format: the reason
 *
 * For what is no fault of the driver: a device that does not open, a stimulus
 * that does not write. Prints `# error: REASON` and ends the process.
 */
void case_error(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/**
 * case_cannot() - end the case as a SKIP: its stimulus cannot do what it takes
 * @format: what it cannot do
 *
 * The rule is left unjudged for that reason, unless another case judges it.
 * Prints `# cannot: REASON` and ends the process.
 */
void case_cannot(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/**
 * case_measured() - print `# measured: errno=NUMBER NAME`
 * @ret: 0 or -errno of a call whose errno the contract leaves open
 *
 * Return: @ret.
 */
int case_measured(int ret);

#endif
