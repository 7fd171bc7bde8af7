// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <argp.h>
#include <jansson.h>
#include <stdio.h>

#include "child.h"
#include "doctor_device.h"
#include "report_chars.h"
#include "util.h"

static const char *const words[] = {
	[FINDING_OK] = "ok",
	[FINDING_NOTE] = "note",
	[FINDING_MISSING] = "missing",
};

static bool findings_ready(const struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		if (findings->v[i].word == FINDING_MISSING)
			return false;
	return true;
}

static void text_print(const struct findings *findings, bool device)
{
	size_t i;

	for (i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->v[i];

		printf("%-8s %-12s ", words[f->word], f->subject);
		line_put(f->says, stdout);
		if (f->todo) {
			fputs("; ", stdout);
			line_put(f->todo, stdout);
		}
		putchar('\n');
	}
	if (device)
		puts(findings_ready(findings)
			     ? "A run on this device can work."
			     : "A run on this device would be refused.");
	else
		puts(findings_ready(findings)
			     ? "This machine can run trackcert."
			     : "This machine cannot run trackcert before "
			       "what is missing is there.");
}

static void json_print(const struct findings *findings)
{
	json_t *list = json_array(), *object;
	size_t i;

	for (i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->v[i];

		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:s?}", "word",
					words[f->word], "subject", f->subject,
					"says", f->says, "todo", f->todo));
	}
	object = json_pack("{s:s, s:b, s:o}", "schema", "trackcert-doctor-1",
			   "ready", findings_ready(findings), "findings", list);
	json_dumpf(object, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(object);
}

#define OPTION_DEVICE 0x100
#define OPTION_DRIVER 0x101
#define OPTION_LOCAL  0x102

struct arguments {
	struct hardware_ask ask;
	bool json;
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'J':
		arguments->json = true;
		return 0;
	case OPTION_DEVICE:
		arguments->ask.spec = arg;
		return 0;
	case OPTION_DRIVER:
		arguments->ask.driver = arg;
		return 0;
	case OPTION_LOCAL:
		arguments->ask.local = true;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->ask.spec &&
		    (arguments->ask.driver || arguments->ask.local))
			argp_failure(state, STATUS_USAGE, 0,
				     "--driver and --local go with --device");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int doctor_main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "json", 'J', NULL, 0, "print JSON", 0 },
		{ "device", OPTION_DEVICE, "BDF", 0,
		  "look at a PCI device of this machine instead, and at what a "
		  "run on it needs",
		  0 },
		{ "driver", OPTION_DRIVER, "NAME", 0,
		  "with --device: module of the driver under test", 0 },
		{ "local", OPTION_LOCAL, NULL, 0,
		  "with --device: for a run on this machine's own kernel", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		.options = options,
		.parser = option_parse,
		.doc = "Say what this machine can do, a line each: ok, note "
		       "(runs work without it) or missing (they do not). "
		       "Nothing is changed.\v"
		       "Exit status: 0 when runs can work here, 2 when there is "
		       "no such device, 3 when something that they need is "
		       "missing.",
	};
	struct arguments arguments = { .ask.look = true };
	struct findings findings = {};
	int status = STATUS_OK;

	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.ask.spec)
		status = doctor_device(&arguments.ask, &findings);
	else
		doctor_look(&findings);
	if (signals_got())
		status = signals_status();
	if (!status && arguments.json)
		json_print(&findings);
	else if (!status)
		text_print(&findings, arguments.ask.spec);
	if (!status && !findings_ready(&findings))
		status = STATUS_INFRA;
	findings_free(&findings);
	return status;
}
