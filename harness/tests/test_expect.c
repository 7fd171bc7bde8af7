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
	free(cases[0].expected_at);
	free(cases[1].expected_at);
	free(cases[0].expected);
	free(cases[1].expected);
	expect_free(&list);
}

/* A listed failure may pass when what it speaks of is not the package's. */
static void changed(void **state)
{
	static const struct {
		const char *driver, *core, *known;
		bool driver_may, core_may;
	} rows[] = {
		{ NULL, NULL, NULL, false, false },
		{ SOURCE_UNCHANGED, SOURCE_UNCHANGED, NULL, false, false },
		{ "a.c", NULL, NULL, true, false },
		{ NULL, "b.c", NULL, true, true },
		{ NULL, NULL, "pds.debian-6.12", true, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct case_result cases[] = {
			{ .id = "a/one", .layer = LAYER_DRIVER },
			{ .id = "a/two", .layer = LAYER_CORE },
		};
		struct target_run target = { .cases = cases, .nr_cases = 2 };
		struct strings errors = { 0 };
		struct expectations list;

		if (rows[i].driver)
			pairs_set(&target.env, ENV_DRIVER_CHANGED,
				  rows[i].driver);
		if (rows[i].core)
			pairs_set(&target.env, ENV_CORE_CHANGED, rows[i].core);
		if (rows[i].known)
			pairs_set(&target.env, ENV_KNOWN, rows[i].known);
		load("FAIL a/one x\nFAIL a/two y\n", &list, &errors);
		expect_apply(&list, false, &target);
		expect_apply(&list, true, &target);
		assert_int_equal(cases[0].may_pass, rows[i].driver_may);
		assert_int_equal(cases[1].may_pass, rows[i].core_may);
		assert_non_null(strstr(cases[1].expected_at, ":2"));
		for (size_t k = 0; k < ARRAY_SIZE(cases); k++) {
			free(cases[k].expected);
			free(cases[k].expected_at);
		}
		pairs_free(&target.env);
		expect_free(&list);
	}
}

/* Skips and flakes are lines of the gate's. */
static void gate_only(void **state)
{
	struct case_result cases[] = {
		{ .id = "a/one", .layer = LAYER_DRIVER },
		{ .id = "a/two", .layer = LAYER_DRIVER },
		{ .id = "a/files",
		  .layer = LAYER_DRIVER,
		  .result = RESULT_SKIP,
		  .message = SKIP_OF_MODE ", which mode cdev does not have" },
	};
	struct target_run target = { .cases = cases, .nr_cases = 3 };
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(load("FLAKE a/one races\nSKIP a/two no reset\n"
			      "FAIL a/files leaves it on\n",
			      &list, &errors),
			 0);
	expect_apply(&list, false, &target);
	assert_null(cases[0].expected);
	assert_null(cases[1].expected);
	/* what another mode shows is not refuted by this one */
	assert_null(cases[2].expected);
	assert_string_equal(expect_word(&list.v[0]), "FLAKE");
	assert_string_equal(expect_word(&list.v[1]), "SKIP");
	expect_free(&list);
}

/* What the kernel complains of is known in whichever case it does. */
static void complained(void **state)
{
	struct case_result result = { .id = "a/one",
				      .result = RESULT_FAIL,
				      .message = "kernel: BUG: x in f+0x1",
				      .fingerprint = "BUG: x in f: f < g" };
	struct target_run target = { 0 };
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(
		load("SPLAT *in?f:?f* reads too much\n", &list, &errors), 0);
	assert_string_equal(expect_word(&list.v[0]), "SPLAT");
	assert_ptr_equal(expect_line(&list, &result), &list.v[0]);
	expect_apply(&list, false, &target);
	splat_expect(&target, &result);
	assert_string_equal(result.expected, "reads too much");
	assert_int_equal(result.expected_result, RESULT_FAIL);
	free(result.expected);
	result.expected = NULL;
	/* it failed before the kernel said a word */
	result.message = "x.c:1: Expected 0 == 1";
	splat_expect(&target, &result);
	assert_null(result.expected);
	assert_null(expect_line(&list, &result));
	result.message = "kernel: BUG: x in h+0x1";
	result.fingerprint = "BUG: x in h: h < g";
	splat_expect(&target, &result);
	assert_null(result.expected);
	assert_null(expect_line(&list, &result));
	pairs_free(&target.splats);
	expect_free(&list);
}

/* A list takes over another's lines, but for the cases that it has itself. */
static void included(void **state)
{
	char *other = text_file("FAIL a/one known\nFAIL a/two known\n");
	char *text = xasprintf("include %s\nCRASH a/two worse here\n",
			       other + strlen("/tmp/"));
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(load(text, &list, &errors), 0);
	assert_int_equal(list.n, 2);
	assert_string_equal(expect_find(&list, "a/one")->file, other);
	assert_string_equal(expect_find(&list, "a/two")->reason, "worse here");
	assert_string_equal(expect_find(&list, "a/two")->file, list.path);
	expect_free(&list);
	free(text);
	text_file_remove(other);
}

/* What passes here is taken out of the list that was taken over. */
static void included_but_for_a_pass(void **state)
{
	char *other = text_file("FAIL a/one known\nFAIL a/two known\n");
	char *text = xasprintf("include %s\nPASS a/two not here\n",
			       other + strlen("/tmp/"));
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(load(text, &list, &errors), 0);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.v[0].id, "a/one");
	expect_free(&list);
	free(text);
	text_file_remove(other);
}

static void include_wrong(const char *text, const char *words)
{
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(load(text, &list, &errors), -EINVAL);
	assert_int_equal(errors.n, 1);
	assert_non_null(strstr(errors.v[0], words));
	strings_free(&errors);
	expect_free(&list);
}

static void included_wrongly(void **state)
{
	char *loop = text_file("include nowhere\n"), *text;
	char *other = text_file("FAIL a/one known\n");

	include_wrong("include\n", ":1: does not name a list");
	include_wrong("include ../x\n", ":1: does not name a list");
	include_wrong("include x\ninclude x\n", ":2: includes a second");
	include_wrong("include not-there\n", "which is not there");
	text = xasprintf("include %s\n", loop + strlen("/tmp/"));
	include_wrong(text, "which includes another one");
	free(text);
	text = xasprintf("include %s\nPASS a/two not here\n",
			 other + strlen("/tmp/"));
	include_wrong(text, ":2: says PASS of a case that no included");
	include_wrong("PASS a/one works\n",
		      ":1: says PASS of a case that no included");
	free(text);
	text_file_remove(other);
	text_file_remove(loop);
}

static void attributes(void **state)
{
	struct strings errors = { 0 };
	struct expectations list;

	assert_int_equal(
		load("FAIL a/one oops [3] [owner=a@b  until=2028-02-29 "
		     "link=https://x/?a=1]\n"
		     "FAIL a/two oops, see [RFC]\n"
		     "FAIL a/three oops x[i=1] y\n",
		     &list, &errors),
		0);
	assert_string_equal(list.v[0].reason, "oops [3]");
	assert_string_equal(list.v[0].owner, "a@b");
	assert_string_equal(list.v[0].until, "2028-02-29");
	assert_string_equal(list.v[0].link, "https://x/?a=1");
	assert_string_equal(list.v[1].reason, "oops, see [RFC]");
	assert_null(list.v[1].owner);
	assert_string_equal(list.v[2].reason, "oops x[i=1] y");
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
	{ "ERROR a/one x\n", ":1: does not begin with" },
	{ "ERROR a/one x\n", ":1: does not begin with" },
	{ "FAIL\n", ":1: names no case" },
	{ "\nFAIL a/one\n", ":2: gives no reason" },
	{ "FAIL a/one [owner=me]\n", ":1: gives no reason" },
	{ "FAIL a/one x [until=2026-02-30]\n", ":1: does not give 'until'" },
	{ "FAIL a/one x [until=2026-2-3]\n", ":1: does not give 'until'" },
	{ "FAIL a/one x [until=soon]\n", ":1: does not give 'until'" },
	{ "FAIL a/one x [colour=blue]\n", ":1: has an attribute that is none" },
	{ "FAIL a/one x [owner=]\n", ":1: has an attribute that is not" },
	{ "FAIL a/one x [owner=me and]\n", ":1: has an attribute that is not" },
	{ "FAIL a/one x [link=a link=b]\n", ":1: has an attribute twice" },
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
		cmocka_unit_test(changed),
		cmocka_unit_test(gate_only),
		cmocka_unit_test(complained),
		cmocka_unit_test(included),
		cmocka_unit_test(included_but_for_a_pass),
		cmocka_unit_test(included_wrongly),
		cmocka_unit_test(attributes),
		cmocka_unit_test(absent),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("expect", tests, NULL, NULL);
}
