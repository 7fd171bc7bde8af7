// SPDX-License-Identifier: GPL-2.0-only
/* Runs side by side, and in which order lanes are started. */
#include <errno.h>
#include <sys/stat.h>

#include "matrix.h"
#include "sample_folder.h"
#include "sample_run.h"
#include "schedule.h"
#include "test.h"

/* The sample on another kernel, whose core keeps every rule. */
static void second_run(struct run *run)
{
	struct target_run *target;

	*run = (struct run){ 0 };
	sample_env(run);
	sample_rules(run);
	target = sample_target(run, "pds", "On another kernel");
	free(target->kernel);
	target->kernel = xstrdup("lab-6.12");
	free(target->mode);
	target->mode = xstrdup("cdev");
	sample_passes(run, target);
	sample_case(run, target, "bounds/over-one-page", "One range too many",
		    "VDT-START-030", RESULT_PASS);
	verdict_judge(run);
}

static void runs_free(struct run runs[2])
{
	run_free(&runs[0]);
	run_free(&runs[1]);
}

static void runs_make(struct run runs[2])
{
	sample_run(&runs[0]);
	second_run(&runs[1]);
}

static const struct rule *rule_of(const struct matrix *matrix, const char *id)
{
	for (size_t i = 0; i < matrix->nr_rules; i++)
		if (!strcmp(matrix->rules[i]->id, id))
			return matrix->rules[i];
	fail_msg("no rule %s", id);
	return NULL;
}

static void cells(void **state)
{
	const struct matrix_lane *through = NULL;
	struct run runs[2];
	struct matrix m;
	char *error;

	runs_make(runs);
	assert_int_equal(matrix_make(runs, 2, &m, &error), 0);
	assert_int_equal(m.nr_rows, 3);
	assert_int_equal(m.nr_columns, 2);
	assert_int_equal(m.nr_lanes, 4);
	assert_int_equal(m.nr_rules, 9);
	assert_string_equal(m.rows[1].target, "pds");
	assert_string_equal(m.columns[1].kernel, "lab-6.12");
	assert_string_equal(m.columns[1].mode, "cdev");
	assert_null(matrix_cell(&m, 0, 1));
	assert_string_equal(matrix_cell(&m, 1, 1)->page,
			    "pds.lab-6.12.cdev.html");
	assert_int_equal(
		matrix_tally(matrix_cell(&m, 1, 0)->target, false).broken, 3);
	assert_true(m.columns[0].seen && m.columns[1].seen);
	assert_int_equal(m.columns[0].core, VERDICT_DOES_NOT_CONFORM);
	assert_int_equal(m.columns[1].core, VERDICT_CONFORMS);
	assert_true(matrix_core_breaks(&m, 0, rule_of(&m, "VDT-START-030"),
				       &through));
	assert_string_equal(through->target->target, "pds");
	assert_false(
		matrix_core_breaks(&m, 1, rule_of(&m, "VDT-START-030"), NULL));
	/* broken, but not the core's */
	assert_false(
		matrix_core_breaks(&m, 0, rule_of(&m, "VDT-REPORT-020"), NULL));
	assert_true(matrix_rule_broken(&m, rule_of(&m, "VDT-REPORT-020")));
	assert_false(matrix_rule_broken(&m, rule_of(&m, "VDT-ABI-010")));
	matrix_free(&m);
	runs_free(runs);
}

/* A core that one lane could not judge is not called good by another's word. */
static void unjudged_core(void **state)
{
	struct run run = { 0 };
	struct target_run *target;
	struct matrix m;
	char *error;

	sample_env(&run);
	sample_rules(&run);
	target = sample_target(&run, "reference", "x");
	sample_case(&run, target, "abi/probe-start", "x", "VDT-ABI-010",
		    RESULT_NOTRUN);
	verdict_judge(&run);
	assert_int_equal(matrix_make(&run, 1, &m, &error), 0);
	assert_true(m.columns[0].seen);
	assert_int_equal(m.columns[0].core, VERDICT_INCOMPLETE);
	matrix_free(&m);
	run_free(&run);
}

static void twice(void **state)
{
	struct run runs[2];
	struct matrix m;
	char *error;

	sample_run(&runs[0]);
	sample_run(&runs[1]);
	assert_int_equal(matrix_make(runs, 2, &m, &error), -EEXIST);
	assert_non_null(strstr(error, "reference.debian-6.12.group is in "));
	free(error);
	matrix_free(&m);
	runs_free(runs);
}

/* What a journal claims to be a target's name is no path and no markup. */
static void hostile(void **state)
{
	struct run run;
	struct matrix m;
	char *error, *text;
	size_t len;
	FILE *out;

	sample_run(&run);
	free(run.targets[0].target);
	run.targets[0].target = xstrdup("../a\" <script>|x");
	assert_int_equal(matrix_make(&run, 1, &m, &error), 0);
	assert_string_equal(m.lanes[0].page,
			    "..~2Fa~22~20~3Cscript~3E~7Cx.debian-6.12.group."
			    "html");
	out = open_memstream(&text, &len);
	assert_int_equal(matrix_html(&m, out), 0);
	fclose(out);
	assert_null(strstr(text, "a\" <"));
	assert_null(strstr(text, "<script>|"));
	free(text);
	out = open_memstream(&text, &len);
	assert_int_equal(matrix_md(&m, out), 0);
	fclose(out);
	assert_non_null(strstr(text, "| `../a\" <script>\\|x` |"));
	free(text);
	matrix_free(&m);
	run_free(&run);
}

static void written(void **state)
{
	static const char *const names[] = {
		"matrix.html",
		"matrix.md",
		"matrix.json",
		"reference.debian-6.12.group.html",
		"pds.debian-6.12.group.html",
		"reference,max_ranges=1.debian-6.12.group.html",
		"pds.lab-6.12.cdev.html",
		NULL,
	};
	char *dir = folder_new(), *name = xstrdup(dir), *error;
	struct run runs[2];
	struct matrix m;

	runs_make(runs);
	assert_int_equal(matrix_make(runs, 2, &m, &error), 0);
	assert_int_equal(matrix_write(&m, dir), 0);
	for (size_t i = 0; names[i]; i++) {
		char *path = path_join(dir, names[i]);
		struct stat st;

		assert_int_equal(stat(path, &st), 0);
		assert_true(st.st_size > 100);
		free(path);
	}
	matrix_free(&m);
	runs_free(runs);
	folder_remove(dir, names);
	assert_int_equal(access(name, F_OK), -1); /* there was nothing else */
	free(name);
}

/*
 * The order of lanes.
 */

static void lanes_make(struct run *run, struct lane_group *groups,
		       const struct target *targets)
{
	static const char *const names[] = { "a", "b", "c" };

	*run = (struct run){ 0 };
	sample_env(run);
	sample_rules(run);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct target_run *target = sample_target(run, names[i], "x");

		groups[i] = (struct lane_group){ .index = i,
						 .target = &targets[i],
						 .lanes = targets[i].vms };
		for (size_t k = 0; k < 60; k++) {
			char *id = xasprintf("m/%zu", k);

			sample_case(run, target, id, "x", "VDT-ABI-010",
				    RESULT_PASS);
			target->cases[k].duration_s = i == 1 ? 2 : 0.01;
			free(id);
		}
	}
}

static void assert_order(const struct lane_group *groups, const struct run *run,
			 bool longest, size_t first, size_t second,
			 size_t third)
{
	size_t *order = schedule_order(groups, 3, run, longest);

	assert_int_equal(order[0], first);
	assert_int_equal(order[1], second);
	assert_int_equal(order[2], third);
	free(order);
}

static void longest_first(void **state)
{
	static const struct target targets[] = { { .vms = 1 },
						 { .vms = 1 },
						 { .vms = 1 } };
	struct lane_group groups[3];
	struct run run;

	lanes_make(&run, groups, targets);
	run.targets[0].nr_cases = 20;
	/* nothing is known: more cases take longer */
	assert_order(groups, &run, true, 1, 2, 0);
	run.targets[0].nr_cases = 60;
	run.targets[2].kernel[0] = 'x';
	schedule_learn(&run);
	assert_order(groups, &run, true, 1, 0, 2);
	/* another kernel: as long as on the known one */
	run.targets[1].kernel[0] = 'x';
	assert_order(groups, &run, true, 1, 0, 2);
	assert_order(groups, &run, false, 0, 1, 2);
	run_free(&run);
}

static char *cache;

static int cache_make(void **state)
{
	char *own;

	cache = folder_new();
	setenv("XDG_CACHE_HOME", cache, 1);
	own = path_join(cache, "trackcert");
	assert_int_equal(mkdir(own, 0755), 0);
	free(own);
	return 0;
}

static int cache_remove(void **state)
{
	static const char *const names[] = { "schedule.json", NULL };
	static const char *const none[] = { NULL };

	folder_remove(path_join(cache, "trackcert"), names);
	folder_remove(cache, none);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),   cmocka_unit_test(unjudged_core),
		cmocka_unit_test(twice),   cmocka_unit_test(hostile),
		cmocka_unit_test(written), cmocka_unit_test(longest_first),
	};

	return cmocka_run_group_tests(tests, cache_make, cache_remove);
}
