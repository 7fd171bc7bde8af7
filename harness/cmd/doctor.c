// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <argp.h>
#include <jansson.h>
#include <stdio.h>

#include "child.h"
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

static void text_print(const struct findings *findings)
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
	puts(findings_ready(findings)
		     ? "This machine can run trackcert."
		     : "This machine cannot run trackcert before what is missing "
		       "is there.");
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

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	bool *json = state->input;

	if (key != 'J')
		return ARGP_ERR_UNKNOWN;
	*json = true;
	return 0;
}

int doctor_main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "json", 'J', NULL, 0, "print JSON", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		.options = options,
		.parser = option_parse,
		.doc = "Say what this machine can do, a line each: ok, note "
		       "(runs work without it) or missing (they do not).\v"
		       "Exit status: 0 when runs can work here, 3 when "
		       "something that they need is missing.",
	};
	struct findings findings = {};
	bool json = false, ready;

	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &json);
	doctor_look(&findings);
	if (signals_got()) {
		findings_free(&findings);
		return signals_status();
	}
	if (json)
		json_print(&findings);
	else
		text_print(&findings);
	ready = findings_ready(&findings);
	findings_free(&findings);
	return ready ? STATUS_OK : STATUS_INFRA;
}
