// SPDX-License-Identifier: GPL-2.0-only
/* What changed from one run to another. */
#include <jansson.h>

#include "compare.h"
#include "sample_run.h"
#include "test.h"

static void run_make(struct run *run)
{
	struct target_run *target;

	*run = (struct run){ 0 };
	sample_env(run);
	sample_rules(run);
	target = sample_target(run, "pds", "A target");
	sample_module(target, "pds-vfio-pci", "package-source", NULL);
	sample_passes(run, target);
	sample_case(run, target, "bounds/over-one-page", "One range too many",
		    "VDT-START-030", RESULT_PASS);
	sample_case(run, target, "bitmap/second-read-is-zero", "Read, cleared",
		    "VDT-REPORT-020", RESULT_PASS);
}

static char *text_make(const struct run *a, const struct run *b,
		       int (*say)(const struct comparison *comparison,
				  FILE *out))
{
	struct comparison comparison;
	size_t len;
	char *text;
	FILE *out = open_memstream(&text, &len);

	compare_runs(a, b, &comparison);
	assert_int_equal(say(&comparison, out), 0);
	fclose(out);
	compare_free(&comparison);
	return text;
}

static struct target_run *last_spoil(struct run *run)
{
	struct target_run *target = &run->targets[0];
	struct case_result *last = &target->cases[target->nr_cases - 1];

	last->result = RESULT_FAIL;
	last->message = xstrdup(HOSTILE);
	return target;
}

/* Durations and seeds are no changes. */
static void same_is_same(void **state)
{
	struct run a, b;
	char *text;

	run_make(&a);
	run_make(&b);
	b.targets[0].cases[0].duration_s = 29;
	b.seed = 1;
	verdict_judge(&a);
	verdict_judge(&b);
	text = text_make(&a, &b, compare_text);
	assert_non_null(strstr(text, "\nNothing changed.\n"));
	assert_non_null(strstr(text, "A  runs/sample: 2026-01-31T09:14:03Z"));
	free(text);
	run_free(&a);
	run_free(&b);
}

static void changes_are_told(void **state)
{
	static const char *const told[] = {
		"\npds on debian-6.12, group\n  Verdicts\n"
		"    driver: CONFORMS -> DOES NOT CONFORM\n",
		"  Rules\n    VDT-REPORT-020: PASS -> FAIL\n",
		"  Cases\n    bitmap/second-read-is-zero: PASS -> FAIL: ",
		"    abi/new: (none) -> PASS\n",
		"    kernel: 6.12.117+deb12-amd64 -> 6.13\n",
		"    module pds-vfio-pci: " SHA " -> 1234\n",
		"\nreference on debian-6.12, group\n"
		"    target: (none) -> INCOMPLETE\n",
	};
	struct target_run *target;
	struct run a, b;
	char *text;

	run_make(&a);
	run_make(&b);
	target = last_spoil(&b);
	free(target->release);
	target->release = xstrdup("6.13");
	free(target->modules[0].sha256);
	target->modules[0].sha256 = xstrdup("1234");
	sample_case(&b, target, "abi/new", "A new one", "VDT-ABI-010",
		    RESULT_PASS);
	sample_target(&b, "reference", "Another");
	verdict_judge(&a);
	verdict_judge(&b);
	text = text_make(&a, &b, compare_text);
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		if (!strstr(text, told[i]))
			fail_msg("not told: %s\nin: %s", told[i], text);
	assert_null(strchr(text, '\033'));
	free(text);
	run_free(&a);
	run_free(&b);
}

/* What came in one order went in the other. */
static void json_is_told(void **state)
{
	json_t *json, *lane, *change;
	struct run a, b;
	char *text;
	size_t i, gone = 0;

	run_make(&a);
	run_make(&b);
	last_spoil(&a);
	result_free(&b.targets[0].cases[--b.targets[0].nr_cases]);
	verdict_judge(&a);
	verdict_judge(&b);
	text = text_make(&a, &b, compare_json);
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	assert_true(json_is_false(json_object_get(json, "same")));
	lane = json_array_get(json_object_get(json, "lanes"), 0);
	json_array_foreach(json_object_get(lane, "changes"), i, change)
		gone += json_is_null(json_object_get(change, "after"));
	assert_int_equal(gone, 1);
	json_decref(json);
	free(text);
	run_free(&a);
	run_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_is_same),
		cmocka_unit_test(changes_are_told),
		cmocka_unit_test(json_is_told),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
