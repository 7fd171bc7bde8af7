// SPDX-License-Identifier: GPL-2.0-only
/* trackcert mutants: do the cases find what is wrong? */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "budget.h"
#include "child.h"
#include "commands.h"
#include "journal.h"
#include "mutants.h"
#include "mutants_source.h"
#include "paths.h"
#include "rundir.h"
#include "util.h"

/* Matrices are compared with each other: unless told, the same geometry. */
#define MUTANTS_SEED 1

static const char doc[] =
	"Run the cases on every defect of the reference tracker and of the "
	"modelled firmware, and on the same fixtures without one: each defect "
	"until a case fails on it, or with --full every case on every defect. "
	"Those that show on a kernel with debugging aids only are tried with "
	"--full, or when a GLOB names them. "
	"GLOBs select defects by TARGET,PARAMETER=NAME."
	"\v"
	"Examples:\n"
	"  trackcert mutants\n"
	"  trackcert mutants --full -o matrix\n"
	"  trackcert mutants --resume matrix --full\n"
	"  trackcert mutants --core 'reference,core_defect=bitmap-*'\n"
	"  trackcert mutants -c 'model/*' 'reference,defect=drop-*'\n"
	"  trackcert mutants --source pci/pds/dirty.c --sample 40\n"
	"\n"
	"The folder gets mutants.txt, mutants.json and mutants.html, and a run "
	"folder for each round. A case that fails on a fixture without a "
	"defect is a false alarm.\n"
	"\n"
	"Exit status: 0 every defect is killed, or a change survives for a "
	"known reason, and there is no false alarm, 1 a defect survives or a "
	"false alarm, 2 usage or bad input, 3 "
	"infrastructure, 4 no such defect, 128 + N stopped by signal N (what "
	"is known is written, --resume goes on).";

enum {
	OPTION_CORE = 0x100,
	OPTION_FULL,
	OPTION_RESUME,
	OPTION_SOURCE,
	OPTION_LIST,
	OPTION_ONLY,
	OPTION_SAMPLE,
	OPTION_SEED
};

static const struct argp_option options[] = {
	{ "core", OPTION_CORE, NULL, 0,
	  "the VFIO core's defects, on kernels that have them", 0 },
	{ "full", OPTION_FULL, NULL, 0, "every case on every defect", 0 },
	{ "resume", OPTION_RESUME, "DIR", 0,
	  "go on with what was interrupted; results there are kept", 0 },
	{ "source", OPTION_SOURCE, "FILE.c", 0,
	  "small changes to this file instead of planted defects; "
	  "fixtures/mutants/sources has the files",
	  0 },
	{ "list", OPTION_LIST, NULL, 0, "with --source: only say what they are",
	  0 },
	{ "only", OPTION_ONLY, "ID", 0,
	  "with --source: the one of this number or name", 0 },
	{ "sample", OPTION_SAMPLE, "N", 0,
	  "with --source: N of them, spread over the file", 0 },
	{ "seed", OPTION_SEED, "S", 0,
	  "of the cases' geometry and of the sample (default: 1)", 0 },
	{ "case", 'c', "GLOB", 0, "try these cases only", 0 },
	{ "budget", 'B', "N|Ns", 0,
	  "sequences, or seconds, for the cases of suite model together, on "
	  "each defect",
	  0 },
	{ "jobs", 'j', "N", 0, "VMs at a time (default: two a processor)", 0 },
	{ "output", 'o', "DIR", 0,
	  "folder, absent or empty (default: trackcert-runs/<UTC>)", 0 },
	{ 0 }
};

struct arguments {
	struct mutants m;
	struct strings globs;
	struct strings cases;
	unsigned int jobs;
	const char *dir;
	const char *resume;
	const char *source;
	const char *only;
	unsigned int sample;
	unsigned int seed;
	bool list;
	bool core;
};

/* The run folder of a round. */
static char *round_dir(const char *dir, unsigned int number)
{
	return xasprintf("%s/round-%u", dir, number);
}

/*
 * What is written.
 */

static int file_make(const struct mutants *m, const char *dir, const char *name,
		     int (*put)(const struct mutants *m, FILE *out))
{
	char *path = path_join(dir, name);
	FILE *file = fopen(path, "w");
	int err = file ? put(m, file) : -errno;

	if (file && fclose(file) && !err)
		err = -errno;
	if (err)
		complain("%s: %s", path, strerror(-err));
	free(path);
	return err;
}

static int files_make(const struct mutants *m, const char *dir)
{
	int err = file_make(m, dir, "mutants.json", mutants_json);

	if (!err)
		err = file_make(m, dir, "mutants.txt", mutants_text);
	if (!err)
		err = file_make(m, dir, "mutants.html", mutants_html);
	return err ? STATUS_INFRA : STATUS_OK;
}

/*
 * What is run.
 */

/* Rounds of an earlier run in the folder; return: the next one's number. */
static int rounds_load(struct mutants *m, const char *dir, unsigned int *next)
{
	int status = STATUS_OK;

	for (*next = 0; !status; (*next)++) {
		char *path = round_dir(dir, *next), *error = NULL;
		bool there = !access(path, F_OK);
		struct run run = { 0 };

		if (there && journal_load(path, &run, &error)) {
			complain("%s", error);
			status = STATUS_USAGE;
		} else if (there) {
			mutants_take(m, &run);
		}
		run_free(&run);
		free(error);
		free(path);
		if (!there)
			break;
	}
	return status;
}

static int rounds_run(struct arguments *a, const char *dir, unsigned int number)
{
	int status = STATUS_OK;
	bool more = true;

	for (unsigned int round = 0; more && !status; round++) {
		char *path = round_dir(dir, number);

		mutants_order(&a->m);
		more = mutants_round(&a->m, path, a->jobs, a->seed, round,
				     &status);
		number += more;
		/* a round with nothing to try is followed by a wider one */
		if (!more && !a->m.full && round < 2)
			more = true;
		free(path);
	}
	return status;
}

static int mutants_judge(const struct mutants *m)
{
	struct mutant_score score = mutants_score(m);

	return score.killed + score.excused == score.total && !score.alarms
		       ? STATUS_OK
		       : STATUS_VERDICT;
}

static int mutants_do(struct arguments *a, char *dir)
{
	unsigned int number = 0;
	int status = STATUS_OK, err;

	if (a->resume)
		status = rounds_load(&a->m, dir, &number);
	if (status)
		return status;
	status = rounds_run(a, dir, number);
	if (status == STATUS_USAGE)
		return status;
	err = files_make(&a->m, dir);
	mutants_summary(&a->m, stdout);
	printf("matrix: %s/mutants.html\n", dir);
	if (status || err)
		return status ? status : err;
	return mutants_judge(&a->m);
}

static int dir_make(const struct arguments *a, const char *dir)
{
	int err = 0;

	if (!a->resume)
		err = rundir_make(dir);
	else if (access(dir, R_OK | W_OK | X_OK))
		err = -errno;
	if (err)
		complain("folder %s: %s", dir, strerror(-err));
	return err ? STATUS_USAGE : STATUS_OK;
}

/*
 * What the user says.
 */

static unsigned int number_parse(struct argp_state *state, const char *name,
				 const char *text, unsigned long least,
				 unsigned long most)
{
	unsigned long number;
	char *end;

	number = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || number < least ||
	    number > most)
		argp_failure(state, STATUS_USAGE, 0,
			     "--%s: '%s' is not a number from %lu to %lu", name,
			     text, least, most);
	return (unsigned int)number;
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'c':
		strings_add(&a->cases, arg);
		return 0;
	case 'B':
		if (!budget_check(arg))
			argp_failure(state, STATUS_USAGE, 0,
				     "--budget: '%s' is neither a number of "
				     "sequences nor of seconds, as 30s",
				     arg);
		a->m.budget = arg;
		return 0;
	case OPTION_CORE:
		a->core = true;
		return 0;
	case OPTION_FULL:
		a->m.full = true;
		return 0;
	case OPTION_RESUME:
		a->resume = arg;
		return 0;
	case 'j':
		a->jobs = number_parse(state, "jobs", arg, 1, 256);
		return 0;
	case OPTION_SOURCE:
		a->source = arg;
		return 0;
	case OPTION_LIST:
		a->list = true;
		return 0;
	case OPTION_ONLY:
		a->only = arg;
		return 0;
	case OPTION_SAMPLE:
		a->sample = number_parse(state, "sample", arg, 1, 100000);
		return 0;
	case OPTION_SEED:
		a->seed = number_parse(state, "seed", arg, 0, 1u << 31);
		return 0;
	case 'o':
		a->dir = arg;
		return 0;
	case ARGP_KEY_ARG:
		strings_add(&a->globs, arg);
		return 0;
	case ARGP_KEY_END:
		if (!a->source && (a->list || a->only || a->sample))
			argp_failure(state, STATUS_USAGE, 0,
				     "--list, --only and --sample are for "
				     "--source");
		if (a->source && (a->core || a->globs.n))
			argp_failure(
				state, STATUS_USAGE, 0,
				"--source has no planted defects: no --core, "
				"no GLOB");
		if (a->resume && a->dir)
			argp_failure(state, STATUS_USAGE, 0,
				     "--resume DIR says where, --output is "
				     "one too many");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What is tried, and where; return: an exit status. */
static int mutants_get(struct arguments *a, const char *dir)
{
	struct mutated mutated;
	int status;

	if (!a->source) {
		status = mutants_load(&a->m, a->core, &a->globs);
		return status ? status : dir_make(a, dir);
	}
	status = mutated_load(a->source, &mutated);
	if (!status && a->list)
		mutated_list(&mutated);
	else if (!status)
		status = mutated_check(&mutated, a->only);
	if (!status && !a->list)
		status = dir_make(a, dir);
	if (!status && !a->list)
		status = mutated_plant(&mutated, dir);
	if (!status && !a->list)
		status = mutants_of_source(&a->m, &mutated, a->only, a->sample,
					   a->seed);
	mutated_free(&mutated);
	return status;
}

int mutants_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[GLOB...]",
					  .doc = doc };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct arguments a = { .seed = MUTANTS_SEED };
	time_t now = time(NULL);
	char stamp[32], *dir;
	struct tm tm;
	int status;

	/* half of a VM's life is waiting */
	a.jobs = processors > 0 ? 2 * (unsigned int)processors : 2;
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &tm));
	a.m.started = xstrdup(stamp);
	a.m.select = &a.cases;
	dir = rundir_name(a.resume ? a.resume : a.dir, now);
	status = mutants_get(&a, dir);
	if (!status && !a.list)
		status = mutants_do(&a, dir);
	free(dir);
	mutants_free(&a.m);
	strings_free(&a.globs);
	strings_free(&a.cases);
	return status;
}
