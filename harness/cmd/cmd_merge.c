// SPDX-License-Identifier: GPL-2.0-only
/* trackcert merge: one run out of those of several machines. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "journal.h"
#include "merge.h"
#include "rundir.h"
#include "summary.h"
#include "util.h"
#include "verdict.h"

struct arguments {
	struct strings dirs;
	const char *dir;
};

static const char doc[] =
	"Join run folders of several machines: shards of one run, or runs of "
	"different targets, kernels and modes. They have to be of the same "
	"trackcert, rules and seed, with the same kernels and drivers. Verdicts "
	"are not taken over: they follow from the joined results."
	"\v"
	"Examples:\n"
	"  trackcert run --shard 1/2 -o one   (on a machine)\n"
	"  trackcert run --shard 2/2 -o two   (on another)\n"
	"  trackcert merge -o whole one two\n"
	"\n"
	"The folder that is written is that of a run: report, gate, compare, "
	"matrix take it. Cases of a shard that is missing are NOTRUN, and the "
	"verdict is INCOMPLETE.\n"
	"\n"
	"Exit status: that of the joined run, as of trackcert run; 1 when a "
	"shard is missing; 2 when the folders do not fit together, which leaves "
	"nothing behind.";

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0,
	  "run folder, absent or empty (default: trackcert-runs/<UTC>)", 0 },
	{ 0 }
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o':
		arguments->dir = arg;
		return 0;
	case ARGP_KEY_ARG:
		strings_add(&arguments->dirs, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "merge which runs? give their folders");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int runs_load(const struct strings *dirs, struct run *runs)
{
	for (size_t i = 0; i < dirs->n; i++) {
		char *error;

		if (!journal_load(dirs->v[i], &runs[i], &error))
			continue;
		complain("%s", error);
		free(error);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

static int runs_check(const struct run *runs, size_t n)
{
	struct strings errors = { 0 };
	bool good = merge_check(runs, n, &errors);

	for (size_t i = 0; i < errors.n; i++)
		complain("%s", errors.v[i]);
	strings_free(&errors);
	return good ? STATUS_OK : STATUS_USAGE;
}

static int folder_check(const char *dir)
{
	int err = rundir_check(dir);

	if (!err)
		return STATUS_OK;
	complain("run folder %s: %s", dir, strerror(-err));
	return STATUS_USAGE;
}

static int out_write(struct run *out, const struct strings *dirs)
{
	char *error;
	int err;

	if (merge_write(out, dirs, &error)) {
		complain("%s", error);
		free(error);
		return STATUS_INFRA;
	}
	verdict_judge(out);
	err = summary_write(out);
	if (err) {
		complain("run folder %s: %s", out->dir, strerror(-err));
		return STATUS_INFRA;
	}
	summary_print(out);
	summary_where(out);
	return verdict_status(out);
}

static int runs_merge(struct run *runs, const struct strings *dirs, char *dir)
{
	struct strings notes = { 0 };
	struct run out;
	bool all = merge_runs(runs, dirs->n, &out, &notes);
	int status;

	out.dir = dir;
	for (size_t i = 0; i < notes.n; i++)
		complain("%s", notes.v[i]);
	status = out_write(&out, dirs);
	if (!status && !all)
		status = STATUS_VERDICT;
	strings_free(&notes);
	run_free(&out);
	return status;
}

static int merge_command(const struct arguments *arguments)
{
	size_t n = arguments->dirs.n;
	struct run *runs = xcalloc(n, sizeof(*runs));
	char *dir = rundir_name(arguments->dir, time(NULL));
	int status = runs_load(&arguments->dirs, runs);

	if (!status)
		status = runs_check(runs, n);
	if (!status)
		status = folder_check(dir);
	if (status)
		free(dir);
	else
		status = runs_merge(runs, &arguments->dirs, dir);
	for (size_t i = 0; i < n; i++)
		run_free(&runs[i]);
	free(runs);
	return status;
}

int merge_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "DIR...",
					  .doc = doc };
	struct arguments arguments = { 0 };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	status = merge_command(&arguments);
	strings_free(&arguments.dirs);
	return status;
}
