// SPDX-License-Identifier: GPL-2.0-only
/* trackcert lint: does the tree agree with itself? */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "kernels.h"
#include "lint.h"
#include "load.h"

static const char doc[] =
	"Find a case without a rule or (unless its rules hold under a condition "
	"only) without a defect that it was seen to fail on, a rule with neither a case nor a reason, a duplicate id, a known failure of no case, a ledger of no lane, a broken target file, a reproducer of no case: a "
	"line each, and exit status 1."
	"\v"
	"Example:\n"
	"  trackcert lint";

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	argp_failure(state, STATUS_USAGE, 0, "no argument is taken: '%s'", arg);
	return 0;
}

static void paths_free(struct lint *lint)
{
	free(lint->rules_path);
	free(lint->cases_path);
	free(lint->targets_dir);
	free(lint->expectations_dir);
	free(lint->limits_dir);
	free(lint->defects_path);
	free(lint->reproducers_dir);
}

int lint_main(int argc, char **argv)
{
	static const struct argp argp = { .parser = option_parse, .doc = doc };
	struct strings errors = { 0 }, kernels = { 0 };
	struct lint lint = {
		.rules_path = rules_path(),
		.cases_path = cases_path(),
		.targets_dir = targets_path(),
		.expectations_dir = expectations_path(),
		.limits_dir = limits_path(),
		.defects_path = defects_path(),
		.reproducers_dir = reproducers_path(),
		.kernels = &kernels,
	};
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	kernels_names(&kernels);
	lint_tree(&lint, &errors);
	for (size_t i = 0; i < errors.n; i++)
		puts(errors.v[i]);
	status = errors.n ? STATUS_VERDICT : STATUS_OK;
	strings_free(&errors);
	strings_free(&kernels);
	paths_free(&lint);
	return status;
}
