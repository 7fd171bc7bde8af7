// SPDX-License-Identifier: GPL-2.0-only
/* trackcert gate: may what made this run be merged? */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "commands.h"
#include "gate.h"
#include "gate_limits.h"
#include "load.h"
#include "util.h"

#define DAYS_NEW 90 /* that a prepared line holds */
#define DAY_S	 86400

struct arguments {
	const char *dirs[2];
	unsigned int nr_dirs;
	const char *expectations;
	const char *write;
	const char *ledger;
	const char *write_ledger;
	bool strict;
	bool json;
};

static const char doc[] =
	"Say whether a run may pass: with BASE, whether it is no worse than "
	"that one; without, whether all that is bad in it is listed. The lists "
	"of known failures are asked either way."
	"\v"
	"Closed by: a regression, an unexpected pass, a case or target that "
	"disappeared, a result that was not to be had (ERROR, NOTRUN, no VM), "
	"a line of a list that has expired or explains nothing, a limit of the "
	"tracker that is smaller than in its ledger or in BASE. Each is one "
	"line, with the command that repeats it.\n"
	"\n"
	"Examples:\n"
	"  trackcert gate runs/new\n"
	"  trackcert gate runs/main runs/pull-request\n"
	"  trackcert gate runs/new --write-expectations prepared\n"
	"\n"
	"Exit status: 0 open, 1 closed, 2 usage or bad input, 4 nothing was "
	"run.";

static const struct argp_option options[] = {
	{ "expectations", 'e', "DIR", 0,
	  "the lists (default: fixtures/expectations)", 0 },
	{ "strict", 's', NULL, 0,
	  "each line needs an owner, a link and a last day", 0 },
	{ "write-expectations", 'w', "DIR", 0,
	  "write there the lists that would open the gate", 0 },
	{ "ledger", 'l', "DIR", 0,
	  "the ledgers of limits (default: fixtures/limits)", 0 },
	{ "write-ledger", 'L', "DIR", 0,
	  "write there the ledgers with what was measured", 0 },
	{ "json", 'J', NULL, 0, "for programs", 0 },
	{ 0 }
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'e':
		arguments->expectations = arg;
		return 0;
	case 's':
		arguments->strict = true;
		return 0;
	case 'w':
		arguments->write = arg;
		return 0;
	case 'l':
		arguments->ledger = arg;
		return 0;
	case 'L':
		arguments->write_ledger = arg;
		return 0;
	case 'J':
		arguments->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->nr_dirs == ARRAY_SIZE(arguments->dirs))
			argp_failure(state, STATUS_USAGE, 0,
				     "two run folders at most: BASE and NEW");
		arguments->dirs[arguments->nr_dirs++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "which run? give its folder");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static char *date_make(time_t time)
{
	char text[32];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%d", gmtime_r(&time, &tm));
	return xstrdup(text);
}

static int lists_write(const struct gate *gate, const char *dir, time_t now)
{
	char *until = date_make(now + (time_t)DAYS_NEW * DAY_S), *error = NULL;
	int err = gate_write(gate, dir, until, &error);

	if (err)
		complain("%s", error);
	free(error);
	free(until);
	if (err == -EEXIST)
		return STATUS_USAGE;
	return err ? STATUS_INFRA : STATUS_OK;
}

static int ledgers_write(const struct gate *gate, const char *dir)
{
	char *error = NULL;
	int err = gate_limits_write(gate, dir, &error);

	if (err)
		complain("%s", error);
	free(error);
	if (err == -EEXIST)
		return STATUS_USAGE;
	return err ? STATUS_INFRA : STATUS_OK;
}

static int gate_ask(struct gate *gate, const struct arguments *arguments,
		    time_t now)
{
	struct strings errors = { 0 };
	int status = STATUS_OK;

	if (gate_judge(gate, &errors))
		status = STATUS_USAGE;
	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	strings_free(&errors);
	if (!status && arguments->write)
		status = lists_write(gate, arguments->write, now);
	if (!status && arguments->write_ledger)
		status = ledgers_write(gate, arguments->write_ledger);
	if (status)
		return status;
	if (arguments->json ? gate_json(gate, stdout) : gate_text(gate, stdout))
		return STATUS_INFRA; /* main() says why */
	return gate_status(gate);
}

/* No lists at all is a lot to have meant. */
static int dir_check(const char *dir, const char *what)
{
	struct stat st;

	if (!stat(dir, &st) && S_ISDIR(st.st_mode))
		return STATUS_OK;
	complain("no folder of %s: %s", what, dir);
	return STATUS_USAGE;
}

static int gate_command(const struct arguments *arguments)
{
	struct run runs[2] = { 0 };
	struct gate gate = { .run = &runs[arguments->nr_dirs - 1],
			     .strict = arguments->strict };
	time_t now = time(NULL);
	char *dir = arguments->expectations ? xstrdup(arguments->expectations)
					    : expectations_path();
	char *today = date_make(now);
	char *ledger = arguments->ledger ? xstrdup(arguments->ledger)
					 : limits_path();
	int status = dir_check(dir, "expectations");

	if (!status && arguments->ledger)
		status = dir_check(ledger, "ledgers");
	gate.dir = dir;
	gate.ledger = ledger;
	gate.today = today;
	if (arguments->nr_dirs == 2)
		gate.base = &runs[0];
	for (unsigned int i = 0; !status && i < arguments->nr_dirs; i++)
		status = load_run(arguments->dirs[i], &runs[i]);
	if (!status)
		status = gate_ask(&gate, arguments, now);
	gate_free(&gate);
	run_free(&runs[0]);
	run_free(&runs[1]);
	free(today);
	free(ledger);
	free(dir);
	return status;
}

int gate_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[BASE] NEW",
					  .doc = doc };
	struct arguments arguments = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	return gate_command(&arguments);
}
