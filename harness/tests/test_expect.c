// SPDX-License-Identifier: GPL-2.0-only
/* Lists of known failures. */
#include <errno.h>

#include "expect.h"
#include "test.h"

static int load(const char *text, struct expectations *list,
		struct strings *errors)
{
	char *path = text_file(text);
	int err = expect_load("/tmp", path + strlen("/tmp/"), list, errors);

	text_file_remove(path);
	return err;
}

static void applied(void **state)
{
	struct case_result cases[] = {
		{ .id = "a/one", .layer = LAYER_DRIVER },
		{ .id = "a/two", .layer = LAYER_CORE },
		{ .id = "a/three", .layer = LAYER_DRIVER },
	};
	struct target_run target = { .cases = cases, .nr_cases = 3 };
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(load("# why\n\nFAIL a/one  returns 0, dirty.c:12\n"
			      "CRASH a/two oops\n",
			      &list, &errors),
			 0);
	expect_apply(&list, false, &target);
	assert_string_equal(cases[0].expected, "returns 0, dirty.c:12");
	assert_int_equal(cases[0].expected_result, RESULT_FAIL);
	assert_null(cases[1].expected);
	assert_null(cases[2].expected);
	expect_apply(&list, true, &target);
	assert_string_equal(cases[1].expected, "oops");
	free(cases[0].expected);
	free(cases[1].expected);
	expect_free(&list);
}

static void absent(void **state)
{
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(expect_load("/nonexistent", "pds.x", &list, &errors),
			 0);
	assert_int_equal(list.n, 0);
	expect_free(&list);
}

static const struct {
	const char *text;
	const char *error;
} bad[] = {
	{ "PASS a/one x\n", ":1: does not begin with" },
	{ "ERROR a/one x\n", ":1: does not begin with" },
	{ "FAIL\n", ":1: names no case" },
	{ "\nFAIL a/one\n", ":2: gives no reason" },
	{ "FAIL a/one x\nFAIL a/one y\n", ":2: lists a case again" },
};

static void refused(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct strings errors = { 0 };
		struct expectations list;

		assert_int_equal(load(bad[i].text, &list, &errors), -EINVAL);
		assert_error(&errors, bad[i].error);
		strings_free(&errors);
		expect_free(&list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(applied),
		cmocka_unit_test(absent),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("expect", tests, NULL, NULL);
}
