// SPDX-License-Identifier: GPL-2.0-only
/* trackcert compare: what changed from one run to another? */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "compare.h"
#include "load.h"
#include "util.h"

struct arguments {
	const char *dirs[2];
	unsigned int nr_dirs;
	bool json;
};

static const char doc[] =
	"Tell what changed from run A to run B: verdicts, rules, cases, and "
	"what was tested. Durations are not compared. This judges nothing: see "
	"trackcert gate."
	"\v"
	"Examples:\n"
	"  trackcert compare runs/yesterday runs/today\n"
	"  trackcert compare A B --json | jq '.lanes[].changes[]'\n"
	"\n"
	"Exit status: 0 told, whether anything changed or not, 2 usage or bad "
	"input.";

static const struct argp_option options[] = {
	{ "json", 'J', NULL, 0, "for programs", 0 }, { 0 }
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'J':
		arguments->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->nr_dirs == ARRAY_SIZE(arguments->dirs))
			argp_failure(state, STATUS_USAGE, 0,
				     "two run folders, not more");
		arguments->dirs[arguments->nr_dirs++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (arguments->nr_dirs != ARRAY_SIZE(arguments->dirs))
			argp_failure(state, STATUS_USAGE, 0,
				     "compare what? give two run folders");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int runs_compare(const struct run *a, const struct run *b, bool json)
{
	struct comparison comparison;
	int err;

	compare_runs(a, b, &comparison);
	err = json ? compare_json(&comparison, stdout)
		   : compare_text(&comparison, stdout);
	compare_free(&comparison);
	return err ? STATUS_INFRA : STATUS_OK; /* main() says why */
}

int compare_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "A B",
					  .doc = doc };
	struct arguments arguments = { 0 };
	struct run a = { 0 }, b = { 0 };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	status = load_run(arguments.dirs[0], &a);
	if (!status)
		status = load_run(arguments.dirs[1], &b);
	if (!status)
		status = runs_compare(&a, &b, arguments.json);
	run_free(&a);
	run_free(&b);
	return status;
}
