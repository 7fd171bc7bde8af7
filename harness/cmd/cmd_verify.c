// SPDX-License-Identifier: GPL-2.0-only
/* trackcert verify: is a package what it claims to be? */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "report_chars.h"
#include "report_view.h"
#include "verify.h"
#include "verify_tool.h"
#include "util.h"

#define SCHEMA "trackcert-verify-1"

struct arguments {
	const char *dir;
	struct signers signers;
	const char *withdrawn;
	bool json;
};

static const char doc[] =
	"Say whether a package of trackcert certify is what it claims to be. "
	"Nothing is needed but the package and the public key of who should "
	"have signed it."
	"\v"
	"All verdicts are made again from the raw logs. Every reason to refuse "
	"is a sentence of its own; docs/certification.md lists them.\n"
	"\n"
	"Examples:\n"
	"  trackcert verify package --key vendor.pub\n"
	"  trackcert verify package --allowed-signers signers\n"
	"\n"
	"Exit status: 0 accepted, 1 refused, 2 usage or an argument that "
	"cannot be read.";

static const struct argp_option options[] = {
	{ "key", 'k', "PUBKEY", 0, "public key of who must have signed", 0 },
	{ "allowed-signers", 'a', "FILE", 0,
	  "who may have signed, as ssh-keygen(1) describes it", 0 },
	{ "withdrawn", 'w', "FILE", 0,
	  "what must not be relied on any more (default: the tool's own list)",
	  0 },
	{ "json", 'J', NULL, 0, "for programs", 0 },
	{ 0 }
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'k':
		a->signers.key = arg;
		return 0;
	case 'a':
		a->signers.allowed = arg;
		return 0;
	case 'w':
		a->withdrawn = arg;
		return 0;
	case 'J':
		a->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_failure(state, STATUS_USAGE, 0,
				     "one package at a time");
		a->dir = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "which package? give its folder");
		return 0;
	case ARGP_KEY_END:
		if (!a->signers.key == !a->signers.allowed)
			argp_failure(state, STATUS_USAGE, 0,
				     "who must have signed? give --key or "
				     "--allowed-signers");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const char *member(const struct verification *v, const char *key)
{
	const char *value =
		json_string_value(json_object_get(v->statement, key));

	return value ? value : "?";
}

static void text_print(const struct verification *v)
{
	for (size_t i = 0; i < v->findings.n; i++) {
		fputs("refused: ", stdout);
		line_put(v->findings.v[i], stdout);
		putchar('\n');
	}
	line_put(v->dir, stdout);
	if (v->findings.n) {
		printf(": refused, %zu finding%s\n", v->findings.n,
		       v->findings.n == 1 ? "" : "s");
		return;
	}
	fputs(": accepted: ", stdout);
	line_put(member(v, "target"), stdout);
	fputs(" on ", stdout);
	line_put(member(v, "kernel"), stdout);
	printf(" %s; signed by ", member(v, "verdict"));
	line_put(v->principal, stdout);
	putchar('\n');
	statement_print(v->statement);
}

static json_t *line_json(const char *text)
{
	char *line = line_dup(text);
	json_t *json = json_string(line);

	free(line);
	return json;
}

static void json_print(const struct verification *v)
{
	json_t *root = json_object(), *findings = json_array();

	for (size_t i = 0; i < v->findings.n; i++)
		json_array_append_new(findings, line_json(v->findings.v[i]));
	json_object_set_new(root, "schema", json_string(SCHEMA));
	json_object_set_new(root, "accepted", json_boolean(!v->findings.n));
	json_object_set_new(root, "signed_by",
			    v->principal ? line_json(v->principal)
					 : json_null());
	json_object_set_new(root, "findings", findings);
	json_object_set(root, "statement",
			v->statement ? v->statement : json_null());
	json_dumpf(root, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(root);
}

/* A package that is no folder is an argument that cannot be read. */
static int dir_check(const char *dir)
{
	struct stat st;

	if (!stat(dir, &st) && S_ISDIR(st.st_mode))
		return STATUS_OK;
	complain("no package: %s is not a folder", dir);
	return STATUS_USAGE;
}

int verify_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "PACKAGE",
					  .doc = doc };
	struct arguments a = { 0 };
	struct verification v = { .signers = &a.signers };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	v.dir = a.dir;
	status = dir_check(a.dir);
	if (!status)
		status = verify_by_tool(&v, a.withdrawn);
	if (!status) {
		if (a.json)
			json_print(&v);
		else
			text_print(&v);
		status = v.findings.n ? STATUS_VERDICT : STATUS_OK;
	}
	verification_free(&v);
	return status;
}
