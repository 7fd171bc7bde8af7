// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs that are joined, and every reason not to: run folders each, forged out
 * of one run that conforms.
 */
#include <dirent.h>

#include "journal.h"
#include "merge.h"
#include "sample_folder.h"
#include "sample_run.h"
#include "shard.h"
#include "test.h"
#include "verdict.h"

#define SECOND_READ "bitmap/second-read-is-zero"
#define FOUNDATION  "bounds/one-range"
#define COMMON	    "abi/probe-start"

/* What is wrong with the second of two runs. */
enum flaw {
	OTHER_COMMIT = 1,
	OTHER_SEED = 2,
	OTHER_RULE = 4,
	FEWER_RULES = 8,
	OTHER_RELEASE = 16,
	OTHER_MODULE = 32,
	OTHER_SOURCE = 64,
	OTHER_PLAN = 128,
	OTHER_TARGET = 256,
	OTHER_BINARY = 512,
	BROKEN_VM = 1024,
};

/* One run of two: which shard, and what one of its cases came to. */
struct part {
	unsigned int index, count;
	const char *id;
	enum result result;
};

/* clang-format off */
#define SHARD(i, n) { .index = (i), .count = (n) }
#define WHOLE	    { .count = 0 }
/* clang-format on */

struct row {
	const char *says;
	struct part a, b;
	unsigned int flaws;
	const char *finding;
};

static const struct row refused[] = {
	{ "another commit", SHARD(1, 2), SHARD(2, 2), OTHER_COMMIT,
	  "is of trackcert 3f2a91c04d1e, b of 000000000000: run both with the "
	  "same" },
	{ "another seed", SHARD(1, 2), SHARD(2, 2), OTHER_SEED,
	  "has seed 1477213, b has 7: run all with the same --seed" },
	{ "another rule", SHARD(1, 2), SHARD(2, 2), OTHER_RULE,
	  "have different rules, the first is VDT-START-010" },
	{ "a rule less", SHARD(1, 2), SHARD(2, 2), FEWER_RULES,
	  "have different rules, the first is VDT-REPORT-030" },
	{ "another release of the kernel", SHARD(1, 2), SHARD(2, 2),
	  OTHER_RELEASE,
	  "kernel debian-6.12 is 6.12.117+deb12-amd64 in a and 6.12.118 in b" },
	{ "another release under another target", WHOLE, WHOLE,
	  OTHER_RELEASE | OTHER_TARGET, "kernel debian-6.12 is " },
	{ "another binary that was shipped", SHARD(1, 2), SHARD(2, 2),
	  OTHER_MODULE,
	  "module vfio of kernel debian-6.12 is not the same in a and b" },
	{ "another source of the driver", SHARD(1, 2), SHARD(2, 2),
	  OTHER_SOURCE,
	  "module pds-vfio-pci of kernel debian-6.12 is not the same" },
	{ "the same lane, whole, twice", WHOLE, WHOLE, 0,
	  "pds.debian-6.12.group is in a and in b: give one of them" },
	{ "the same shard twice", SHARD(2, 2), SHARD(2, 2), 0,
	  "pds.debian-6.12.group: a and b are both shard 2 of 2" },
	{ "shards of another number", SHARD(1, 2), SHARD(2, 3), 0,
	  "a and b are not shards of the same number" },
	{ "a shard and a whole", SHARD(1, 2), WHOLE, 0,
	  "a and b are not shards of the same number" },
	{ "shards of another plan", SHARD(1, 2), SHARD(2, 2), OTHER_PLAN,
	  "a and b are shards of different plans" },
	{ "a case of the common suite with two results",
	  SHARD(1, 2),
	  { .index = 2, .count = 2, .id = COMMON, .result = RESULT_FAIL },
	  0,
	  "pds.debian-6.12.group: abi/probe-start is PASS in a and FAIL in b: "
	  "the machines do not agree" },
};

/* The suites' facts of the sample: one case builds on one of shard 1. */
static struct cases sample_cases(const struct target_run *target)
{
	static char *after[] = { FOUNDATION };
	struct cases cases = { xcalloc(target->nr_cases, sizeof(*cases.v)),
			       target->nr_cases };

	for (size_t i = 0; i < cases.n; i++) {
		cases.v[i].id = target->cases[i].id;
		if (!strcmp(cases.v[i].id, SECOND_READ))
			cases.v[i].after = (struct strings){ after, 1 };
	}
	return cases;
}

static void target_make(struct run *run, const struct part *part,
			unsigned int flaws)
{
	static const char *const sources[] = { "drivers/vfio/pci/pds/dirty.c",
					       NULL };
	struct target_run *target = sample_target(
		run, flaws & OTHER_TARGET ? "mlx5" : "pds", "A target");
	struct module *module;
	struct cases cases;

	if (flaws & OTHER_RELEASE) {
		free(target->release);
		target->release = xstrdup("6.12.118");
	}
	module = sample_module(target, "vfio", "package", NULL);
	module->sha256[0] ^= flaws & OTHER_MODULE;
	module = sample_module(target, "pds-vfio-pci", "package-source",
			       sources);
	module->sha256[0] ^= !!(flaws & OTHER_BINARY);
	module->sources[0].sha256[0] ^= !!(flaws & OTHER_SOURCE);
	sample_passes(run, target);
	sample_case(run, target, "bounds/over-one-page", "One range too many",
		    "VDT-START-030", RESULT_PASS);
	sample_case(run, target, SECOND_READ, "Read, cleared", "VDT-REPORT-020",
		    RESULT_PASS);
	if (flaws & OTHER_PLAN)
		sample_case(run, target, "lifecycle/more", "One more",
			    "VDT-START-010", RESULT_PASS);
	run->shard = (struct shard){ part->index, part->count, false };
	if (!part->count)
		return;
	run->partial = true;
	cases = sample_cases(target);
	shard_cut(target, &cases, &run->shard);
	free(cases.v);
	for (size_t i = 0; i < target->nr_elsewhere; i++)
		target->elsewhere[i].result = RESULT_NOTRUN;
}

static void vm_break(struct target_run *target)
{
	target->infrastructure = xstrdup("no VM today");
	for (size_t i = 0; i < target->nr_cases; i++)
		target->cases[i].result = RESULT_NOTRUN;
}

/* A run, forged and taken through a folder. */
static void run_make(const struct part *part, unsigned int flaws,
		     const char *name, struct run *run)
{
	static const char *const names[] = { "journal.jsonl", NULL };
	char *dir = folder_new(), *error;
	struct run made = { 0 };

	sample_env(&made);
	sample_rules(&made);
	target_make(&made, part, flaws);
	if (flaws & OTHER_COMMIT)
		memset(made.tool_commit, '0', strlen(made.tool_commit));
	if (flaws & OTHER_SEED)
		made.seed = 7;
	if (flaws & OTHER_RULE)
		made.rules.v[2].level = LEVEL_MAY;
	if (flaws & BROKEN_VM)
		vm_break(&made.targets[0]);
	for (size_t i = 0; i < made.targets[0].nr_cases; i++)
		if (part->id && !strcmp(made.targets[0].cases[i].id, part->id))
			made.targets[0].cases[i].result = part->result;
	if (flaws & FEWER_RULES) {
		struct run tail = { 0 };

		tail.rules.v = xcalloc(1, sizeof(*tail.rules.v));
		tail.rules.v[tail.rules.n++] = made.rules.v[--made.rules.n];
		run_free(&tail);
	}
	assert_int_equal(folder_write(&made, dir), 0);
	run_free(&made);
	assert_int_equal(journal_load(dir, run, &error), 0);
	free(run->dir);
	run->dir = xstrdup(name);
	folder_remove(dir, names);
}

static void runs_make(const struct row *row, struct run runs[2])
{
	run_make(&row->a, 0, "a", &runs[0]);
	run_make(&row->b, row->flaws, "b", &runs[1]);
}

static void runs_free(struct run runs[2])
{
	run_free(&runs[0]);
	run_free(&runs[1]);
}

static void merge_refuses(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct strings errors = { 0 };
		struct run runs[2];

		runs_make(&refused[i], runs);
		if (merge_check(runs, 2, &errors) || errors.n != 1 ||
		    !strstr(errors.v[0], refused[i].finding))
			fail_msg("%s: %zu errors: %s", refused[i].says,
				 errors.n, errors.n ? errors.v[0] : "");
		strings_free(&errors);
		runs_free(runs);
	}
}

/* Joins the first @n runs of a row; @notes: allocated, in one line. */
static bool rows_merge(const struct row *row, size_t n, struct run *out,
		       char **notes)
{
	struct strings errors = { 0 }, list = { 0 };
	struct run runs[2];
	bool all;

	runs_make(row, runs);
	if (!merge_check(runs, n, &errors))
		fail_msg("%s: %s", row->says, errors.v[0]);
	all = merge_runs(runs, n, out, &list);
	verdict_judge(out);
	*notes = strings_join(&list, "; ");
	strings_free(&list);
	runs_free(runs);
	return all;
}

static struct case_result *case_of(struct run *run, const char *id)
{
	for (size_t i = 0; i < run->targets[0].nr_cases; i++)
		if (!strcmp(run->targets[0].cases[i].id, id))
			return &run->targets[0].cases[i];
	fail_msg("no case %s", id);
	return NULL;
}

static void whole(void **state)
{
	static const struct row row = { "both", SHARD(2, 2), SHARD(1, 2), 0,
					"" };
	struct run out, one;
	char *notes;

	assert_true(rows_merge(&row, 2, &out, &notes));
	assert_string_equal(notes, "");
	assert_false(out.partial);
	assert_int_equal(out.shard.count, 0);
	run_make(&(struct part){ 0 }, 0, "one", &one);
	verdict_judge(&one);
	assert_int_equal(out.nr_targets, 1);
	assert_int_equal(out.targets[0].nr_cases, one.targets[0].nr_cases);
	for (size_t i = 0; i < one.targets[0].nr_cases; i++) {
		assert_string_equal(out.targets[0].cases[i].id,
				    one.targets[0].cases[i].id);
		assert_int_equal(out.targets[0].cases[i].result, RESULT_PASS);
	}
	assert_int_equal(out.targets[0].verdict, VERDICT_CONFORMS);
	assert_int_equal(out.targets[0].verdict, one.targets[0].verdict);
	assert_string_equal(pairs_get(&out.env, "part 1"),
			    "shard 2 of 2, 2026-01-31T09:14:03Z, 48.2 s, on "
			    "Linux 6.1.0-56-amd64 x86_64");
	run_free(&one);
	run_free(&out);
	free(notes);
}

static void missing(void **state)
{
	static const struct row row = { "one", SHARD(1, 2), SHARD(2, 2), 0,
					"" };
	struct run out;
	char *notes;

	assert_false(rows_merge(&row, 1, &out, &notes));
	assert_string_equal(notes,
			    "pds.debian-6.12.group: shard 2 of 2 is missing");
	assert_int_equal(out.targets[0].nr_cases, 11);
	assert_int_equal(case_of(&out, SECOND_READ)->result, RESULT_NOTRUN);
	assert_string_equal(case_of(&out, SECOND_READ)->message,
			    "shard 2 of 2 is missing");
	assert_int_equal(out.targets[0].verdict, VERDICT_INCOMPLETE);
	assert_int_equal(verdict_status(&out), STATUS_VERDICT);
	run_free(&out);
	free(notes);
}

/* A foundation failed in the shard that does not owe it: nothing is lost. */
static void worse(void **state)
{
	static const struct row row = { "worse",
					SHARD(1, 2),
					{ .index = 2,
					  .count = 2,
					  .id = FOUNDATION,
					  .result = RESULT_TIMEOUT },
					0,
					"" };
	struct run out;
	char *notes;

	rows_merge(&row, 2, &out, &notes);
	assert_string_equal(notes,
			    "pds.debian-6.12.group: bounds/one-range is PASS "
			    "in one shard and TIMEOUT in another: the worse "
			    "one counts");
	assert_int_equal(case_of(&out, FOUNDATION)->result, RESULT_TIMEOUT);
	run_free(&out);
	free(notes);
}

/* What a shard could not run takes nothing from what the other did. */
static void broken(void **state)
{
	static const struct row row = { "broken", SHARD(1, 2), SHARD(2, 2),
					BROKEN_VM, "" };
	struct run out;
	char *notes;

	rows_merge(&row, 2, &out, &notes);
	assert_string_equal(notes, "");
	assert_int_equal(case_of(&out, COMMON)->result, RESULT_PASS);
	assert_int_equal(case_of(&out, SECOND_READ)->result, RESULT_NOTRUN);
	assert_string_equal(out.targets[0].infrastructure, "no VM today");
	assert_int_equal(verdict_status(&out), STATUS_INFRA);
	run_free(&out);
	free(notes);
}

static void targets_apart(void **state)
{
	static const struct row row = { "others", WHOLE, WHOLE,
					OTHER_TARGET | OTHER_BINARY, "" };
	struct run out;
	char *notes;

	rows_merge(&row, 2, &out, &notes);
	assert_int_equal(out.nr_targets, 2);
	assert_string_equal(out.targets[1].target, "mlx5");
	assert_int_equal(out.targets[1].verdict, VERDICT_CONFORMS);
	run_free(&out);
	free(notes);
}

/* The joined folder is read as any other. */
static void written(void **state)
{
	static const struct row row = { "both", SHARD(1, 2), SHARD(2, 2), 0,
					"" };
	static const char *const names[] = { "journal.jsonl", "a.ktap", NULL };
	static const char *const raw[] = { "a.ktap", "other", NULL };
	struct strings dirs = { 0 };
	char *dir = folder_new(), *from = folder_new(), *error, *notes;
	struct run out, again;
	FILE *f;

	for (size_t i = 0; raw[i]; i++) {
		char *path = path_join(from, raw[i]);

		f = fopen(path, "w");
		assert_non_null(f);
		fclose(f);
		free(path);
	}
	strings_add(&dirs, from);
	rows_merge(&row, 2, &out, &notes);
	out.dir = xstrdup(dir);
	assert_int_equal(merge_write(&out, &dirs, &error), 0);
	assert_int_equal(journal_load(dir, &again, &error), 0);
	verdict_judge(&again);
	assert_false(again.partial || again.interrupted);
	assert_int_equal(again.targets[0].nr_cases, out.targets[0].nr_cases);
	assert_int_equal(again.targets[0].verdict, VERDICT_CONFORMS);
	assert_true(again.targets[0].cases[0].duration_s > 0);
	run_free(&again);
	run_free(&out);
	strings_free(&dirs);
	free(notes);
	folder_remove(dir, names); /* "other" was not copied: it goes */
	assert_int_equal(access(from, F_OK), 0);
	folder_remove(from, raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merge_refuses),
		cmocka_unit_test(whole),
		cmocka_unit_test(missing),
		cmocka_unit_test(worse),
		cmocka_unit_test(broken),
		cmocka_unit_test(targets_apart),
		cmocka_unit_test(written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
