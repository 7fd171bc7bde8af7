/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SUITE(), CASE() and SUITE_MAIN(), on top of the kernel's kselftest harness.
 * To be included by a suite and nothing else: the harness' header defines the
 * program's main loop.
 */
#ifndef SUITES_LIB_SUITE_H
#define SUITES_LIB_SUITE_H

/*
 * The harness' macros compare what they are given with whatever sign it has,
 * its TEST_F() keeps a variable across setjmp() on purpose, and neither it nor
 * its handlers use every parameter they have.
 */
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wclobbered"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#include <kselftest_harness.h>

#include "bench.h"
#include "case.h"
#include "standalone.h"

/* SUITE() - name the suite; each of its cases gets a bench of its own. */
#define SUITE(suite_name)                                          \
	FIXTURE(suite_name)                                        \
	{                                                          \
		struct bench bench;                                \
	};                                                         \
	FIXTURE_SETUP(suite_name)                                  \
	{                                                          \
		const struct case_facts *facts =                   \
			case_find(#suite_name, _metadata->name);   \
		const char *lack = standalone_lacks(facts);        \
                                                                   \
		if (lack)                                          \
			SKIP(return, "nothing offers '%s'", lack); \
		bench_open(&self->bench, facts);                   \
	}                                                          \
	FIXTURE_TEARDOWN(suite_name)                               \
	{                                                          \
		bench_close(&self->bench);                         \
	}                                                          \
	struct suite_##suite_name##_needs_a_semicolon

/* CASE() - facts and head of a case; its body follows, @b is its bench. */
#define CASE(suite_name, test_name, ...)                                  \
	static struct case_facts suite_name##_##test_name##_facts = {     \
		.suite = #suite_name, .test = #test_name, __VA_ARGS__     \
	};                                                                \
	static void __attribute__((constructor))                          \
	suite_name##_##test_name##_register(void)                         \
	{                                                                 \
		case_register(&suite_name##_##test_name##_facts);         \
	}                                                                 \
	static void suite_name##_##test_name##_body(                      \
		struct __test_metadata *_metadata, struct bench *b);      \
	TEST_F(suite_name, test_name)                                     \
	{                                                                 \
		suite_name##_##test_name##_body(_metadata, &self->bench); \
	}                                                                 \
	static void suite_name##_##test_name##_body(                      \
		struct __test_metadata *_metadata, struct bench *b)

/* START_FOR_CORE() - tracker on, or SKIP where the driver is at fault. */
#define START_FOR_CORE(b)                                              \
	do {                                                           \
		if (!bench_driver_works(b))                            \
			SKIP(return, "the driver fails without this"); \
	} while (0)

/*
 * SKIP_IF_REFUSED() - for a START that a driver may refuse: where it does, the
 * case has shown nothing and must not pass.
 */
#define SKIP_IF_REFUSED(start)                                               \
	do {                                                                 \
		if (case_measured(start))                                    \
			SKIP(return, "the driver refuses START, as it may"); \
	} while (0)

static inline int suite_run(const char *suite,
			    struct __fixture_metadata *fixture, int argc,
			    char **argv)
{
	bool list = argc == 2 && !strcmp(argv[1], "--cases");
	struct __test_metadata *test;

	for (test = fixture->tests; test; test = test->next) {
		const struct case_facts *facts = case_find(suite, test->name);

		test->timeout = case_timeout(facts);
		if (list)
			case_print(facts, argv[0]);
	}
	if (list)
		return 0;
	standalone_begin(&argc, argv);
	return test_harness_run(argc, argv);
}

/* SUITE_MAIN() - last line of a suite. */
#define SUITE_MAIN(suite_name)                                                 \
	int main(int argc, char **argv)                                        \
	{                                                                      \
		return suite_run(#suite_name, &_##suite_name##_fixture_object, \
				 argc, argv);                                  \
	}

#endif
