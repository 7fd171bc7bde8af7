// SPDX-License-Identifier: GPL-2.0-only
/* Rules, verdicts and exit statuses out of results. */
#include "test.h"
#include "verdict.h"

static char *mainline[] = { "mainline" };
static char *limit[] = { "limit-field" };
static char *rule_a[] = { "VDT-A-010" };
static char *rule_b[] = { "VDT-B-010" };
static char *rule_c[] = { "VDT-C-010" };
static char *rule_f[] = { "VDT-F-010" };

static struct rule rules[] = {
	{ .id = "VDT-A-010",
	  .layer = LAYER_DRIVER,
	  .profiles = { mainline, 1 } },
	{ .id = "VDT-B-010", .layer = LAYER_CORE, .profiles = { mainline, 1 } },
	{ .id = "VDT-C-010",
	  .level = LEVEL_SHOULD,
	  .layer = LAYER_DRIVER,
	  .profiles = { mainline, 1 } },
	{ .id = "VDT-D-010", .layer = LAYER_DRIVER, .profiles = { limit, 1 } },
	{ .id = "VDT-E-010",
	  .layer = LAYER_DEVICE,
	  .profiles = { mainline, 1 },
	  .not_checked = "no way" },
	{ .id = "VDT-F-010",
	  .layer = LAYER_DRIVER,
	  .profiles = { mainline, 1 },
	  .where = "the moon is full." },
};

#define NO   RESULT_NOTRUN
#define OK   RESULT_PASS
#define BAD  RESULT_FAIL
#define SKIP RESULT_SKIP
#define ERR  RESULT_ERROR

/*
 * struct row - results of a1, a2 (driver), b1 (core), c1 (driver, SHOULD),
 * and what follows from them for a whole run
 */
static const struct row {
	enum result results[4];
	enum verdict verdict, core;
	enum status status;
} rows[] = {
	{ { OK, OK, OK, OK }, VERDICT_CONFORMS, VERDICT_CONFORMS, 0 },
	{ { OK, SKIP, OK, OK }, VERDICT_CONFORMS, VERDICT_CONFORMS, 0 },
	{ { SKIP, SKIP, OK, OK }, VERDICT_INCOMPLETE, VERDICT_CONFORMS, 1 },
	{ { SKIP, SKIP, SKIP, SKIP },
	  VERDICT_INCOMPLETE,
	  VERDICT_INCOMPLETE,
	  STATUS_NOTHING },
	{ { OK, BAD, OK, OK }, VERDICT_DOES_NOT_CONFORM, VERDICT_CONFORMS, 1 },
	{ { OK, RESULT_CRASH, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_CONFORMS,
	  1 },
	{ { OK, RESULT_TIMEOUT, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_CONFORMS,
	  1 },
	{ { OK, ERR, OK, OK }, VERDICT_INCOMPLETE, VERDICT_CONFORMS, 1 },
	{ { BAD, ERR, OK, OK }, VERDICT_DOES_NOT_CONFORM, VERDICT_CONFORMS, 1 },
	{ { OK, NO, OK, OK }, VERDICT_INCOMPLETE, VERDICT_CONFORMS, 1 },
	{ { OK, OK, BAD, OK }, VERDICT_CONFORMS, VERDICT_DOES_NOT_CONFORM, 1 },
	{ { OK, OK, OK, BAD }, VERDICT_CONFORMS, VERDICT_CONFORMS, 1 },
};

static struct target_run *target_make(struct run *run, const enum result *r)
{
	struct target_run *t = xcalloc(1, sizeof(*t));
	struct case_result *c = xcalloc(5, sizeof(*c));

	for (size_t i = 0; i < 4; i++)
		c[i].result = r[i];
	c[0] = (struct case_result){ .id = "a/one",
				     .result = r[0],
				     .rules = { rule_a, 1 },
				     .layer = LAYER_DRIVER };
	c[1] = (struct case_result){ .id = "a/two",
				     .result = r[1],
				     .rules = { rule_a, 1 },
				     .layer = LAYER_DRIVER };
	c[2] = (struct case_result){ .id = "b/one",
				     .result = r[2],
				     .rules = { rule_b, 1 },
				     .layer = LAYER_CORE };
	c[3] = (struct case_result){ .id = "c/one",
				     .result = r[3],
				     .rules = { rule_c, 1 },
				     .layer = LAYER_DRIVER };
	/* of a rule that is bound to a condition which is not met */
	c[4] = (struct case_result){ .id = "f/one",
				     .result = SKIP,
				     .message = "no moon",
				     .rules = { rule_f, 1 },
				     .layer = LAYER_DRIVER };
	t->kernel = "k";
	t->mode = "group";
	t->core_here = true;
	t->profile = "mainline";
	t->cases = c;
	t->nr_cases = 5;
	*run = (struct run){ .rules = { rules, ARRAY_SIZE(rules) },
			     .targets = t,
			     .nr_targets = 1 };
	return t;
}

static void target_drop(struct run *run, struct target_run *t)
{
	cores_free(run);
	for (size_t i = 0; i < t->nr_rules; i++)
		free(t->rules[i].reason);
	free(t->rules);
	free(t->cases);
	free(t);
}

static void table(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct target_run *t;
		struct run run;

		t = target_make(&run, rows[i].results);
		verdict_judge(&run);
		verdict_judge(&run);
		assert_int_equal(t->verdict, rows[i].verdict);
		assert_int_equal(run.cores[t->core].verdict, rows[i].core);
		assert_int_equal(verdict_status(&run), rows[i].status);
		target_drop(&run, t);
	}
}

static void reasons(void **state)
{
	const enum result results[] = { SKIP, ERR, OK, OK };
	struct target_run *t;
	struct run run;

	t = target_make(&run, results);
	t->cases[1].message = "broke";
	verdict_judge(&run);
	assert_string_equal(t->rules[0].reason, "ERROR a/two: broke");
	/* VDT-D-010 is not of this profile */
	assert_string_equal(t->rules[3].rule->id, "VDT-E-010");
	assert_string_equal(t->rules[3].reason, "not checked: no way");
	assert_true(t->rules[3].excused);
	assert_false(t->rules[0].excused);
	assert_string_equal(t->rules[4].reason,
			    "SKIP f/one: no moon; it holds only where the moon "
			    "is full.");
	assert_true(t->rules[4].excused);
	assert_int_equal(t->counts[RESULT_PASS], 2);
	target_drop(&run, t);
}

/* Where the stimulus is to blame, the rule may well be broken. */
static void stimulus(void **state)
{
	static char *const messages[] = {
		SKIP_OF_STIMULUS " make the device read (nvme)",
		"needs 'exact', which target t does not offer",
	};
	const enum result results[] = { OK, OK, OK, OK };

	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		struct target_run *t;
		struct run run;

		t = target_make(&run, results);
		t->cases[4].message = messages[i];
		verdict_judge(&run);
		assert_false(t->rules[4].excused);
		assert_non_null(strstr(t->rules[4].reason, messages[i]));
		assert_int_equal(t->verdict, VERDICT_INCOMPLETE);
		assert_int_equal(verdict_status(&run), STATUS_VERDICT);
		target_drop(&run, t);
	}
}

static void expectations(void **state)
{
	const enum result results[] = { BAD, OK, OK, OK };
	struct target_run *t;
	struct run run;

	t = target_make(&run, results);
	t->cases[0].expected = "known";
	t->cases[0].expected_result = RESULT_FAIL;
	verdict_judge(&run);
	assert_int_equal(t->verdict, VERDICT_DOES_NOT_CONFORM);
	assert_int_equal(verdict_status(&run), STATUS_OK);

	t->cases[0].result = RESULT_CRASH; /* not the listed result */
	verdict_judge(&run);
	assert_int_equal(verdict_status(&run), STATUS_VERDICT);

	t->cases[0].result = RESULT_PASS; /* the list is out of date */
	verdict_judge(&run);
	assert_int_equal(t->verdict, VERDICT_CONFORMS);
	assert_int_equal(verdict_status(&run), STATUS_VERDICT);

	t->cases[0].result = RESULT_SKIP; /* a failure may not just go away */
	verdict_judge(&run);
	assert_int_equal(t->verdict, VERDICT_CONFORMS);
	assert_int_equal(verdict_status(&run), STATUS_VERDICT);
	t->cases[0].layer = LAYER_CORE; /* of a list for all targets */
	assert_false(case_unexpected(&t->cases[0]));
	target_drop(&run, t);
}

/* A rule that waits for a listed failure is unjudged and no surprise. */
static void stopped(void **state)
{
	const enum result results[] = { OK, OK, NO, BAD };
	struct target_run *t;
	struct run run;

	t = target_make(&run, results);
	t->cases[2].message = "builds on c/one, which failed";
	verdict_judge(&run);
	assert_int_equal(run.cores[t->core].verdict, VERDICT_INCOMPLETE);
	assert_int_equal(verdict_status(&run), STATUS_VERDICT);
	t->cases[3].expected = "known";
	t->cases[3].expected_result = RESULT_FAIL;
	verdict_judge(&run);
	assert_int_equal(t->unexpected, 0);
	assert_int_equal(run.cores[t->core].verdict, VERDICT_INCOMPLETE);
	assert_int_equal(verdict_status(&run), STATUS_OK);
	/* nobody has to believe the words: that case has passed */
	t->cases[3].result = RESULT_PASS;
	t->cases[3].expected = NULL;
	verdict_judge(&run);
	assert_int_equal(verdict_status(&run), STATUS_VERDICT);
	target_drop(&run, t);
}

/* A kernel that complains behind the last case has not had a clean run. */
static void complained(void **state)
{
	const enum result results[] = { OK, OK, OK, OK };
	struct target_run *t;
	struct run run;

	t = target_make(&run, results);
	verdict_judge(&run);
	assert_int_equal(verdict_status(&run), STATUS_OK);
	pairs_set(&t->env, "late_warning", "kmemleak: 1 new suspected");
	assert_int_equal(verdict_status(&run), STATUS_VERDICT);
	pairs_free(&t->env);
	target_drop(&run, t);
}

static void partial(void **state)
{
	const enum result results[] = { OK, OK, SKIP, SKIP };
	struct target_run *t;
	struct run run;

	t = target_make(&run, results);
	run.partial = true;
	t->nr_cases = 1;
	verdict_judge(&run);
	assert_string_equal(t->rules[1].reason, "not in this run");
	assert_int_equal(run.cores[t->core].verdict, VERDICT_INCOMPLETE);
	assert_int_equal(verdict_status(&run), STATUS_OK);

	t->infrastructure = "no VM";
	assert_int_equal(verdict_status(&run), STATUS_INFRA);
	target_drop(&run, t);
}

/*
 * struct blame_row - results of a1, a2, b1, c1 of a driver, then of the
 * control, and what follows from both
 */
static const struct blame_row {
	enum result driver[4], control[4];
	enum verdict verdict, core;
	unsigned int charges;
} blame_rows[] = {
	/* only the driver breaks it: the driver's */
	{ { BAD, OK, NO, OK },
	  { OK, OK, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_CONFORMS,
	  0 },
	/* both break it: the core's; the driver has no other MUST rule to keep */
	{ { BAD, OK, NO, OK },
	  { BAD, OK, OK, OK },
	  VERDICT_INCOMPLETE,
	  VERDICT_DOES_NOT_CONFORM,
	  1 },
	/* however each of them fails */
	{ { RESULT_CRASH, OK, NO, OK },
	  { RESULT_TIMEOUT, OK, OK, OK },
	  VERDICT_INCOMPLETE,
	  VERDICT_DOES_NOT_CONFORM,
	  1 },
	/* one of the rule's failures is the driver's own */
	{ { BAD, BAD, NO, OK },
	  { BAD, OK, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_DOES_NOT_CONFORM,
	  1 },
	/* nobody is absolved by a control that did not run, or could not */
	{ { BAD, OK, NO, OK },
	  { NO, OK, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_CONFORMS,
	  0 },
	{ { BAD, OK, NO, OK },
	  { ERR, OK, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_CONFORMS,
	  0 },
	{ { BAD, OK, NO, OK },
	  { SKIP, OK, OK, OK },
	  VERDICT_DOES_NOT_CONFORM,
	  VERDICT_CONFORMS,
	  0 },
	/* what the driver keeps is no charge, whatever the control does */
	{ { OK, OK, NO, OK },
	  { BAD, OK, OK, OK },
	  VERDICT_CONFORMS,
	  VERDICT_CONFORMS,
	  0 },
	/* a SHOULD is charged, too, and does not decide */
	{ { OK, OK, NO, BAD },
	  { OK, OK, OK, BAD },
	  VERDICT_CONFORMS,
	  VERDICT_CONFORMS,
	  1 },
};

/* The second of two targets, which loses its cases of layer core. */
static void driver_make(struct target_run *t, const struct target_run *from,
			struct case_result *cases)
{
	*t = *from;
	t->core_here = false;
	t->control = false;
	t->cases = cases;
	t->nr_cases = 0;
	for (size_t i = 0; i < from->nr_cases; i++)
		if (from->cases[i].layer != LAYER_CORE)
			cases[t->nr_cases++] = from->cases[i];
}

static void blame_judge(const struct blame_row *row, const char *mode,
			struct run *run)
{
	struct target_run pair[2], *control, *driver;
	struct case_result cases[5];
	struct run made;

	driver = target_make(&made, row->driver);
	driver_make(&pair[1], driver, cases);
	pair[1].mode = (char *)mode;
	control = target_make(run, row->control);
	pair[0] = *control;
	pair[0].control = true;
	run->targets = pair;
	run->nr_targets = 2;
	verdict_judge(run);
	verdict_judge(run);
	assert_int_equal(pair[1].verdict, row->verdict);
	assert_int_equal(run->cores[0].verdict, row->core);
	assert_int_equal(run->cores[0].nr_charges, row->charges);
	assert_ptr_equal(run->cores[0].through, &pair[0]);
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < pair[i].nr_rules; k++)
			free(pair[i].rules[k].reason);
		free(pair[i].rules);
	}
	target_drop(&made, driver);
	target_drop(run, control);
}

static void blamed(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(blame_rows); i++) {
		struct run run;

		blame_judge(&blame_rows[i], "group", &run);
	}
}

/* A control of another lane has no say. */
static void lanes_apart(void **state)
{
	static const struct blame_row row = { { BAD, OK, NO, OK },
					      { BAD, OK, OK, OK },
					      VERDICT_DOES_NOT_CONFORM,
					      VERDICT_CONFORMS,
					      0 };
	struct run run;

	blame_judge(&row, "cdev", &run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),       cmocka_unit_test(reasons),
		cmocka_unit_test(stimulus),    cmocka_unit_test(expectations),
		cmocka_unit_test(stopped),     cmocka_unit_test(complained),
		cmocka_unit_test(partial),     cmocka_unit_test(blamed),
		cmocka_unit_test(lanes_apart),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
