// SPDX-License-Identifier: GPL-2.0-only
/* sample_folder KIND DIR - a made-up run folder, for tests that are scripts. */
#include <stdio.h>
#include <string.h>

#include "sample_folder.h"
#include "sample_run.h"
#include "shard.h"

/* A target that conforms, alone. */
static void good_run(struct run *run)
{
	struct target_run *target;

	sample_env(run);
	sample_rules(run);
	target = sample_target(run, "reference", "A conforming tracker");
	sample_passes(run, target);
	sample_case(run, target, "bounds/over-one-page", "One range too many",
		    "VDT-START-030", RESULT_PASS);
	sample_case(run, target, "bitmap/second-read-is-zero", "Read, cleared",
		    "VDT-REPORT-020", RESULT_PASS);
}

/* The same, one case worse. */
static void bad_run(struct run *run)
{
	struct case_result *last;

	good_run(run);
	last = &run->targets[0].cases[run->targets[0].nr_cases - 1];
	last->result = RESULT_FAIL;
	last->message = xstrdup("24 bits are set");
}

/* Shard @index of two of the same. */
static void shard_run(struct run *run, unsigned int index)
{
	struct target_run *target;
	struct cases cases;

	good_run(run);
	target = &run->targets[0];
	cases = (struct cases){ xcalloc(target->nr_cases, sizeof(*cases.v)),
				target->nr_cases };
	for (size_t i = 0; i < cases.n; i++)
		cases.v[i].id = target->cases[i].id;
	run->shard = (struct shard){ .index = index, .count = 2 };
	run->partial = true;
	shard_cut(target, &cases, &run->shard);
	for (size_t i = 0; i < target->nr_elsewhere; i++)
		target->elsewhere[i].result = RESULT_NOTRUN;
	free(cases.v);
}

static void first_run(struct run *run)
{
	shard_run(run, 1);
}

static void second_run(struct run *run)
{
	shard_run(run, 2);
}

/* The same, and nothing was applicable. */
static void skipped_run(struct run *run)
{
	struct target_run *target;

	good_run(run);
	target = &run->targets[0];
	for (size_t i = 0; i < target->nr_cases; i++) {
		target->cases[i].result = RESULT_SKIP;
		target->cases[i].message = xstrdup("no stimulus");
	}
}

/* A thousand results, a third of them failures with all that comes along. */
static void large_run(struct run *run)
{
	struct target_run *target;

	sample_env(run);
	sample_rules(run);
	target = sample_target(run, "large", "A thousand results");
	for (size_t i = 0; i < 1000; i++) {
		char *id = xasprintf("bitmap/case-%zu", i);
		struct case_result *c = sample_case(
			run, target, id, "One of many", "VDT-REPORT-010",
			i % 3 ? RESULT_PASS : RESULT_FAIL);

		if (i % 3 == 0) {
			sample_bits(c, 0, 4096, i, 3 * i + 1, 7, 9);
			strings_add(&c->output, HOSTILE);
		}
		free(id);
	}
}

static const struct {
	const char *kind;
	void (*make)(struct run *run);
} kinds[] = {
	{ "sample", sample_run },  { "good", good_run },
	{ "bad", bad_run },	   { "skipped", skipped_run },
	{ "large", large_run },	   { "shard-1", first_run },
	{ "shard-2", second_run },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < ARRAY_SIZE(kinds); i++) {
		struct run run = { 0 };
		int err;

		if (strcmp(argv[1], kinds[i].kind))
			continue;
		kinds[i].make(&run);
		err = folder_write(&run, argv[2]);
		run_free(&run);
		return err ? STATUS_INFRA : STATUS_OK;
	}
	complain("usage: sample_folder KIND DIR");
	return STATUS_USAGE;
}
