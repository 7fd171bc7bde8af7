// SPDX-License-Identifier: GPL-2.0-only
/* trackcert report: tell of a run again, out of its journal. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "journal.h"
#include "report.h"
#include "util.h"
#include "verdict.h"

struct arguments {
	const char *dir;
	const char *format;
};

static const char doc[] =
	"Tell of a run on stdout, out of its journal. An interrupted run can "
	"be told as well."
	"\v"
	"Examples:\n"
	"  trackcert report trackcert-runs/20260101T120000Z\n"
	"  trackcert report DIR --format html >report.html\n"
	"\n"
	"Formats: text, json (as results.json), ktap, html.";

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text (default), json, ktap or html", 0 },
	{ 0 }
};

static const struct format {
	const char *name;
	int (*write)(const struct run *run, FILE *out);
} formats[] = {
	{ "text", report_text },
	{ "json", report_json },
	{ "ktap", report_ktap },
	{ "html", report_html },
};

static const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'f':
		arguments->format = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->dir)
			argp_failure(state, STATUS_USAGE, 0,
				     "one run at a time");
		arguments->dir = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "report which run? give its folder");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int report_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "DIR",
					  .doc = doc };
	struct arguments arguments = { .format = "text" };
	const struct format *format;
	int status = STATUS_OK;
	struct run run;
	char *error;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	format = format_find(arguments.format);
	if (!format) {
		complain("no format '%s'; there are: text, json, ktap, html",
			 arguments.format);
		return STATUS_USAGE;
	}
	if (journal_load(arguments.dir, &run, &error)) {
		complain("%s", error);
		free(error);
		status = STATUS_USAGE;
	} else {
		verdict_judge(&run);
		if (format->write(&run, stdout))
			status = STATUS_INFRA; /* main() says why */
	}
	run_free(&run);
	return status;
}
