// SPDX-License-Identifier: GPL-2.0-only
/* Tables of defects, and the matrix of mutants and cases. */
#include <errno.h>

#include <jansson.h>

#include "defects.h"
#include "mutants.h"
#include "test.h"

/*
 * Tables.
 */

static int table_load(const char *text, struct defects *defects,
		      struct strings *errors)
{
	char *path = text_file(text);
	int err = defects_load(path, defects, errors);

	text_file_remove(path);
	return err;
}

static void table_good(void **state)
{
	struct strings errors = { 0 };
	struct defects defects;

	assert_int_equal(
		table_load("/* DEFECT(symbol, ...) */\n"
			   "DEFECT(A, \"a-b\", \"does\", \"a slip\")\n"
			   "#ifdef X\n"
			   "CORE_DEFECT(B, \"b\", \"more\", \"an erratum\")\n"
			   "#endif\n",
			   &defects, &errors),
		0);
	assert_int_equal(defects.n, 2);
	assert_string_equal(defects.v[0].name, "a-b");
	assert_string_equal(defects.v[0].stands_for, "a slip");
	assert_ptr_equal(defects_find(&defects, "b"), &defects.v[1]);
	assert_null(defects_find(&defects, "c"));
	defects_free(&defects);
}

static void table_bad(void **state)
{
	static const struct {
		const char *text, *error;
	} tables[] = {
		{ "", "no defects" },
		{ "DEFECT(A, \"a\", \"does\")\n", "stands for" },
		{ "DEFECT(A, \"\", \"b\", \"c\")\n", "stands for" },
		{ "DEFECT(A, \"a\", \"b\", \"c\", \"d\")\n", "three" },
		{ "DEFECT(A, \"a\", \"b\", \"c\")\n"
		  "DEFECT(B, \"a\", \"b\", \"c\")\n",
		  ":2: a second" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		struct strings errors = { 0 };
		struct defects defects;

		assert_int_equal(table_load(tables[i].text, &defects, &errors),
				 -EINVAL);
		assert_error(&errors, tables[i].error);
		defects_free(&defects);
		strings_free(&errors);
	}
}

/*
 * The matrix: cases a, b, c; a control and defects d, e.
 */

static char *on_d[] = { "t,defect=d" };
static char *on_e_there[] = { "t,defect=e@far" };
static char *rule_1[] = { "VDT-A-010" };
static char *rule_2[] = { "VDT-A-020" };
static char *kernels[] = { "near", "far" };

static struct case_info infos[] = {
	{ .id = "s/a", .rules = { rule_1, 1 } },
	{ .id = "s/b", .rules = { rule_2, 1 }, .fails_on = { on_d, 1 } },
	{ .id = "s/c", .rules = { rule_2, 1 }, .fails_on = { on_e_there, 1 } },
};

static bool tellable[] = { true, true, true };
static enum result cells[3][ARRAY_SIZE(infos)];

static struct mutant rows[] = {
	{ .name = "none", .spec = "t,defect=none", .control = true },
	{ .name = "d", .spec = "t,defect=d", .what = "w", .stands_for = "f" },
	{ .name = "e", .spec = "t,defect=e", .what = "w", .stands_for = "f" },
};

static struct mutant_group group;
static struct mutants matrix;

static int matrix_begin(void **state)
{
	group = (struct mutant_group){
		.target = { .name = "t", .kernels = { kernels, 2 } },
		.kernel = "near",
		.tellable = tellable,
	};
	matrix = (struct mutants){ .cases = { infos, ARRAY_SIZE(infos) },
				   .v = rows,
				   .n = ARRAY_SIZE(rows),
				   .groups = &group,
				   .nr_groups = 1 };
	for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
		rows[k].cells = cells[k];
		for (size_t i = 0; i < ARRAY_SIZE(infos); i++)
			cells[k][i] = CELL_OPEN;
	}
	return 0;
}

static void only_against_the_control(void **state)
{
	struct mutant_score score;

	cells[1][0] = RESULT_FAIL;
	assert_false(mutant_is_killed(&matrix, &rows[1]));
	cells[0][0] = RESULT_FAIL;
	assert_false(mutant_is_killed(&matrix, &rows[1]));
	assert_true(case_alarms(&matrix, 0));
	cells[0][0] = RESULT_NOTRUN;
	assert_false(mutant_is_killed(&matrix, &rows[1]));
	cells[0][0] = RESULT_SKIP;
	assert_true(mutant_is_killed(&matrix, &rows[1]));
	cells[0][0] = RESULT_PASS;
	assert_true(mutant_is_killed(&matrix, &rows[1]));
	assert_true(mutant_kills(&matrix, &rows[1], 0));
	cells[0][1] = cells[1][1] = RESULT_PASS;
	score = mutants_score(&matrix);
	assert_int_equal(score.killed, 1);
	assert_int_equal(score.total, 2);
	assert_int_equal(score.alarms, 0);
	/* b was tried and killed nothing, c was not tried */
	assert_int_equal(score.idle, 1);
}

static void which_results_kill(void **state)
{
	cells[0][0] = RESULT_PASS;
	for (int result = 0; result < RESULT_COUNT; result++) {
		cells[1][0] = result;
		assert_int_equal(mutant_kills(&matrix, &rows[1], 0),
				 result == RESULT_FAIL ||
					 result == RESULT_TIMEOUT ||
					 result == RESULT_CRASH);
	}
}

static void results_are_taken(void **state)
{
	struct case_result results[] = {
		{ .id = "s/a@t,defect=d", .result = RESULT_PASS },
		{ .id = "s/b@t,defect=none", .result = RESULT_SKIP },
		{ .id = "s/b@t,defect=e", .result = RESULT_NOTRUN },
		{ .id = "s/x@t,defect=d", .result = RESULT_FAIL },
		{ .id = "s/c@t,defect=x", .result = RESULT_FAIL },
		{ .id = "s/c", .result = RESULT_FAIL },
	};
	struct target_run out = { .kernel = "near",
				  .cases = results,
				  .nr_cases = ARRAY_SIZE(results) };
	struct run run = { .targets = &out, .nr_targets = 1 };

	mutants_take(&matrix, &run);
	assert_int_equal(cells[1][0], RESULT_PASS);
	assert_int_equal(cells[0][1], RESULT_SKIP);
	assert_int_equal(cells[2][1], CELL_OPEN);
	assert_int_equal(cells[1][2], CELL_OPEN);
	/* another mode saw it fail; then a third one passes */
	results[0].result = RESULT_FAIL;
	mutants_take(&matrix, &run);
	assert_int_equal(cells[1][0], RESULT_FAIL);
	results[0].result = RESULT_PASS;
	mutants_take(&matrix, &run);
	assert_int_equal(cells[1][0], RESULT_FAIL);
	/* on another kernel it is another mutant */
	out.kernel = "far";
	results[0].id = "s/c@t,defect=d";
	mutants_take(&matrix, &run);
	assert_int_equal(cells[1][2], CELL_OPEN);
}

static void orders_free(void)
{
	for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
		free(rows[k].order);
		rows[k].order = NULL;
	}
}

static void likeliest_first(void **state)
{
	mutants_order(&matrix);
	/* b says that it fails on d, c has its rule, a is left */
	assert_int_equal(rows[1].nr_order, 3);
	assert_int_equal(rows[1].named, 1);
	assert_int_equal(rows[1].order[0], 1);
	assert_int_equal(rows[1].order[1], 2);
	assert_int_equal(rows[1].order[2], 0);
	/* what c says of e is of another kernel */
	assert_int_equal(rows[2].named, 0);
	tellable[1] = false;
	mutants_order(&matrix);
	assert_int_equal(rows[1].nr_order, 2);
	tellable[1] = true;
	orders_free();
}

/* On what no case names, broad ones are tried in the order of their list. */
static void broad_ones_first(void **state)
{
	char *broad[] = { "s/c", "s/a" };

	matrix.broad = (struct strings){ broad, ARRAY_SIZE(broad) };
	/* a kill does not change it */
	cells[0][0] = RESULT_PASS;
	cells[1][0] = RESULT_FAIL;
	mutants_order(&matrix);
	assert_int_equal(rows[2].nr_order, 3);
	assert_int_equal(rows[2].order[0], 2);
	assert_int_equal(rows[2].order[1], 0);
	assert_int_equal(rows[2].order[2], 1);
	orders_free();
}

static void json_says_who(void **state)
{
	json_t *object, *defects, *killers;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	cells[0][1] = RESULT_PASS;
	cells[1][1] = RESULT_CRASH;
	assert_int_equal(mutants_json(&matrix, file), 0);
	fclose(file);
	object = json_loads(text, 0, NULL);
	assert_non_null(object);
	assert_true(json_number_value(json_object_get(object, "score")) == 50);
	defects = json_object_get(object, "defects");
	assert_int_equal(json_array_size(defects), 2);
	killers = json_object_get(json_array_get(defects, 0), "killed_by");
	assert_string_equal(json_string_value(json_array_get(killers, 0)),
			    "s/b");
	killers = json_object_get(json_array_get(defects, 1), "killed_by");
	assert_int_equal(json_array_size(killers), 0);
	json_decref(object);
	free(text);
}

static void text_says_what_survives(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	cells[0][0] = RESULT_FAIL;
	cells[0][1] = RESULT_PASS;
	cells[1][1] = RESULT_FAIL;
	cells[2][1] = RESULT_PASS;
	assert_int_equal(mutants_text(&matrix, file), 0);
	assert_int_equal(mutants_html(&matrix, file), 0);
	fclose(file);
	assert_non_null(strstr(text, "1 of 2 defects are killed, 50.0 %"));
	assert_non_null(strstr(text, "SURVIVES  t,defect=e on near"));
	assert_non_null(strstr(text, "FALSE ALARM  s/a"));
	assert_non_null(strstr(text, "F.  s/b"));
	assert_non_null(strstr(text, "<b>survives</b>"));
	assert_non_null(strstr(text, "<li><code>t,defect=e</code>"));
	assert_non_null(strstr(text, "<li><code>s/a</code> fails"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_good),
		cmocka_unit_test(table_bad),
		cmocka_unit_test_setup(only_against_the_control, matrix_begin),
		cmocka_unit_test_setup(which_results_kill, matrix_begin),
		cmocka_unit_test_setup(results_are_taken, matrix_begin),
		cmocka_unit_test_setup(likeliest_first, matrix_begin),
		cmocka_unit_test_setup(broad_ones_first, matrix_begin),
		cmocka_unit_test_setup(json_says_who, matrix_begin),
		cmocka_unit_test_setup(text_says_what_survives, matrix_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
