// SPDX-License-Identifier: GPL-2.0-only
/* What a lane runs in each of its VMs when cases build on each other. */
#include "slice.h"
#include "test.h"

static char *on_a[] = { "a" };
static char *on_b[] = { "b" };
static char *on_d[] = { "d" };

/* b on a; c alone; d on b; e on d; f on a */
static struct case_info infos[] = {
	{ .id = "a" },
	{ .id = "b", .after = { on_a, 1 } },
	{ .id = "c" },
	{ .id = "d", .after = { on_b, 1 } },
	{ .id = "e", .after = { on_d, 1 } },
	{ .id = "f", .after = { on_a, 1 } },
};

static const struct cases cases = { infos, ARRAY_SIZE(infos) };
static struct case_result results[ARRAY_SIZE(infos)];
static struct target_run out;
static struct slice slice;

static void begin(unsigned int index)
{
	memset(results, 0, sizeof(results));
	for (size_t i = 0; i < ARRAY_SIZE(infos); i++)
		results[i].id = infos[i].id;
	out = (struct target_run){ .cases = results,
				   .nr_cases = ARRAY_SIZE(infos) };
	slice_init(&slice, &out, &cases, index, 2);
}

static void end(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(infos); i++)
		free(results[i].message);
	slice_free(&slice);
}

/* The next VM's plan is @ids; before it, cases @stopped are ended. */
static void assert_plan(const char *stopped, const char *ids)
{
	struct strings ended = { 0 }, planned = { 0 };
	const struct case_result *result;
	char *joined;

	while ((result = slice_stop(&slice)))
		strings_addf(&ended, "%s: %s", result->id, result->message);
	joined = strings_join(&ended, "; ");
	assert_string_equal(joined, stopped);
	free(joined);
	slice_plan(&slice);
	for (size_t i = 0; i < slice.n; i++)
		strings_add(&planned, slice.plan[i]->id);
	joined = strings_join(&planned, " ");
	assert_string_equal(joined, ids);
	free(joined);
	strings_free(&ended);
	strings_free(&planned);
}

/* Case @i of the plan ends so; return: is it this lane's to tell? */
static bool ended(size_t i, enum result how)
{
	struct case_result result = { .result = how };

	return slice_take(&slice, i, &result);
}

static void first_slice(void **state)
{
	begin(0);
	assert_plan("", "a b c");
	assert_true(ended(0, RESULT_CRASH));
	assert_plan("b: builds on a, which failed", "c");
	assert_true(slice_is_open(&slice));
	assert_true(ended(0, RESULT_PASS));
	assert_plan("", "");
	assert_false(slice_is_open(&slice));
	end();
}

static void second_slice_repeats(void **state)
{
	begin(1);
	/* a and b are the other lane's, and what d and f build on */
	assert_plan("", "a b d e f");
	assert_false(ended(0, RESULT_PASS));
	assert_false(ended(1, RESULT_PASS));
	assert_int_equal(results[0].result, RESULT_NOTRUN);
	assert_true(ended(2, RESULT_TIMEOUT));
	/* what has passed here once is not run again */
	assert_plan("e: builds on d, which failed", "f");
	end();
}

static void repeated_case_fails(void **state)
{
	begin(1);
	assert_plan("", "a b d e f");
	assert_false(ended(0, RESULT_PASS));
	assert_false(ended(1, RESULT_CRASH));
	assert_plan("d: builds on b, which failed; "
		    "e: builds on b, which failed",
		    "f");
	end();
}

static void other_lane_has_failed(void **state)
{
	begin(1);
	results[0].result = RESULT_FAIL;
	assert_plan("d: builds on a, which failed; "
		    "e: builds on a, which failed; "
		    "f: builds on a, which failed",
		    "");
	end();
}

static void nothing_open_nothing_repeated(void **state)
{
	begin(1);
	for (size_t i = 3; i < ARRAY_SIZE(infos); i++)
		results[i].result = RESULT_SKIP;
	assert_plan("", "");
	end();
}

/*
 * Settings: two cases on one, then one on another.
 */

static struct case_info settings[] = {
	{ .id = "a@x", .set = "m.p=x", .once = true },
	{ .id = "b@x", .set = "m.p=x", .once = true },
	{ .id = "c@x", .set = "m.p=x", .once = true },
	{ .id = "a@y", .set = "m.p=y", .once = true },
};

static void settings_begin(bool once)
{
	static struct cases set_cases = { settings, ARRAY_SIZE(settings) };

	memset(results, 0, sizeof(results));
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		settings[i].once = once;
		results[i].id = settings[i].id;
	}
	out = (struct target_run){ .cases = results,
				   .nr_cases = ARRAY_SIZE(settings) };
	slice_init(&slice, &out, &set_cases, 0, 1);
}

static void one_failure_spends_a_setting(void **state)
{
	settings_begin(true);
	assert_plan("", "a@x b@x c@x a@y");
	assert_true(ended(0, RESULT_PASS));
	assert_true(ended(1, RESULT_FAIL));
	assert_plan("c@x: builds on b@x, which failed", "a@y");
	end();
}

static void two_wedges_spend_a_setting(void **state)
{
	settings_begin(false);
	assert_plan("", "a@x b@x c@x a@y");
	assert_true(ended(0, RESULT_CRASH));
	assert_plan("", "b@x c@x a@y");
	assert_true(ended(0, RESULT_TIMEOUT));
	assert_plan("c@x: builds on a@x, which failed", "a@y");
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_slice),
		cmocka_unit_test(second_slice_repeats),
		cmocka_unit_test(repeated_case_fails),
		cmocka_unit_test(other_lane_has_failed),
		cmocka_unit_test(nothing_open_nothing_repeated),
		cmocka_unit_test(one_failure_spends_a_setting),
		cmocka_unit_test(two_wedges_spend_a_setting),
	};

	return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
