// SPDX-License-Identifier: GPL-2.0-only
/* Which failed case stops which others. */
#include "depend.h"
#include "test.h"

static char *on_a[] = { "a" };
static char *on_b[] = { "b" };
static char *on_cd[] = { "c", "d" };

/* b and d build on a; c on b; e on c and d */
static struct case_info infos[] = {
	{ .id = "a" },
	{ .id = "b", .after = { on_a, 1 } },
	{ .id = "c", .after = { on_b, 1 } },
	{ .id = "d", .after = { on_a, 1 } },
	{ .id = "e", .after = { on_cd, 2 } },
};

static const struct cases cases = { infos, ARRAY_SIZE(infos) };

#define NO   RESULT_NOTRUN
#define OK   RESULT_PASS
#define BAD  RESULT_FAIL
#define SKIP RESULT_SKIP

/*
 * struct row - results of a to e, a case that failed in another VM, and who
 * stops e
 */
static const struct row {
	enum result results[5];
	char *elsewhere;
	const char *culprit;
} rows[] = {
	{ { OK, OK, OK, OK, NO }, NULL, NULL },
	{ { OK, OK, OK, NO, NO }, NULL, NULL },
	{ { OK, OK, BAD, OK, NO }, NULL, "c" },
	{ { OK, OK, OK, RESULT_CRASH, NO }, NULL, "d" },
	{ { OK, OK, OK, RESULT_ERROR, NO }, NULL, "d" },
	{ { OK, OK, OK, RESULT_TIMEOUT, NO }, NULL, "d" },
	{ { BAD, NO, NO, NO, NO }, NULL, "a" },
	{ { OK, BAD, NO, OK, NO }, NULL, "b" },
	/* one that ran all the same has answered for itself */
	{ { BAD, OK, OK, OK, NO }, NULL, NULL },
	/* what does not apply stops nobody */
	{ { BAD, SKIP, SKIP, SKIP, NO }, NULL, NULL },
	{ { NO, NO, NO, NO, NO }, NULL, NULL },
	{ { NO, NO, NO, NO, NO }, "a", "a" },
	{ { OK, OK, OK, OK, NO }, "d", "d" },
};

static void culprits(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct case_result results[ARRAY_SIZE(infos)] = { 0 };
		struct target_run out = { .cases = results,
					  .nr_cases = ARRAY_SIZE(infos) };
		char *elsewhere[] = { rows[i].elsewhere };
		struct strings failed = { elsewhere,
					  rows[i].elsewhere ? 1 : 0 };
		const char *culprit;

		for (size_t k = 0; k < ARRAY_SIZE(infos); k++) {
			results[k].id = infos[k].id;
			results[k].result = rows[i].results[k];
		}
		culprit = depend_culprit(&infos[4], &cases, &out, &failed);
		if (!culprit != !rows[i].culprit ||
		    (culprit && strcmp(culprit, rows[i].culprit)))
			fail_msg("row %zu: %s", i, culprit ? culprit : "-");
	}
}

/* One that was not asked for is not waited for. */
static void not_planned(void **state)
{
	struct case_result results[] = {
		{ .id = "b", .result = RESULT_PASS },
		{ .id = "c", .result = RESULT_NOTRUN },
	};
	struct target_run out = { .cases = results, .nr_cases = 2 };
	struct strings none = { 0 };
	bool marks[2] = { 0 };

	assert_null(depend_culprit(&infos[1], &cases, &out, &none));
	depend_mark(&infos[1], &cases, &out, 0, marks);
	assert_false(marks[0] || marks[1]);
}

static void marked(void **state)
{
	struct case_result results[ARRAY_SIZE(infos)] = { 0 };
	struct target_run out = { .cases = results,
				  .nr_cases = ARRAY_SIZE(infos) };
	bool marks[ARRAY_SIZE(infos)] = { 0 };

	for (size_t k = 0; k < ARRAY_SIZE(infos); k++)
		results[k].id = infos[k].id;
	/* the slice begins with d: a, b, c run elsewhere, d is its own */
	depend_mark(&infos[4], &cases, &out, 3, marks);
	assert_true(marks[0] && marks[1] && marks[2]);
	assert_false(marks[3] || marks[4]);
	memset(marks, 0, sizeof(marks));
	results[2].result = RESULT_SKIP;
	depend_mark(&infos[4], &cases, &out, 4, marks);
	assert_true(marks[0] && marks[3]);
	assert_false(marks[1] || marks[2]);
}

static void message(void **state)
{
	char *text = depend_message("bounds/one-range");

	assert_string_equal(text, "builds on bounds/one-range, which failed");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(culprits),
		cmocka_unit_test(not_planned),
		cmocka_unit_test(marked),
		cmocka_unit_test(message),
	};

	return cmocka_run_group_tests_name("depend", tests, NULL, NULL);
}
