// SPDX-License-Identifier: GPL-2.0-only
/* trackcert report: tell of a run again, out of its journal. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "load.h"
#include "report.h"
#include "util.h"

struct arguments {
	const char *dir;
	const char *format;
	const char *origin;
};

static const char doc[] =
	"Tell of a run on stdout, out of its journal. An interrupted run can "
	"be told as well."
	"\v"
	"Examples:\n"
	"  trackcert report trackcert-runs/20260101T120000Z\n"
	"  trackcert report DIR --format html >report.html\n"
	"  trackcert report DIR --format kcidb --origin mylab >kcidb.json\n"
	"\n"
	"Formats: text, json (as results.json), ktap (strict version 1), html "
	"(one file), junit (GitLab, Jenkins), kcidb (a submission, version "
	"5.3), md (a cover letter, a pull request).";

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0,
	  "text (default), json, ktap, html, junit, kcidb or md", 0 },
	{ "origin", 'O', "NAME", 0,
	  "the CI system that submits, for kcidb (default: trackcert)", 0 },
	{ 0 }
};

static const struct format {
	const char *name;
	/* the first, or the second, which wants to know who submits */
	int (*write)(const struct run *run, FILE *out);
	int (*submit)(const struct run *run, const char *origin, FILE *out);
} formats[] = {
	{ "text", report_text, NULL },	 { "json", report_json, NULL },
	{ "ktap", report_ktap, NULL },	 { "html", report_html, NULL },
	{ "junit", report_junit, NULL }, { "kcidb", NULL, report_kcidb },
	{ "md", report_md, NULL },
};

static const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static int report_write(const struct format *format, const struct run *run,
			const char *origin)
{
	if (format->submit)
		return format->submit(run, origin, stdout);
	return format->write(run, stdout);
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'f':
		arguments->format = arg;
		return 0;
	case 'O':
		if (!kcidb_origin_good(arg))
			argp_failure(state, STATUS_USAGE, 0,
				     "--origin: '%s' is not made of a-z, 0-9 "
				     "and _",
				     arg);
		arguments->origin = arg;
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
	struct arguments arguments = { .format = "text",
				       .origin = "trackcert" };
	const struct format *format;
	struct run run;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	format = format_find(arguments.format);
	if (!format) {
		complain("no format '%s'; there are: text, json, ktap, html, "
			 "junit, kcidb, md",
			 arguments.format);
		return STATUS_USAGE;
	}
	status = load_run(arguments.dir, &run);
	if (!status && report_write(format, &run, arguments.origin))
		status = STATUS_INFRA; /* main() says why */
	run_free(&run);
	return status;
}
