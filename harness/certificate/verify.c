// SPDX-License-Identifier: GPL-2.0-only
/* Is a package what it claims to be? */
#include "verify.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "package.h"
#include "rules.h"
#include "util.h"
#include "verify_parts.h"

void finding(struct verifying *w, const char *fmt, ...)
{
	char *text;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	strings_take(&w->v->findings, text);
}

char *lane_dup(const struct target_run *target)
{
	return xasprintf("%s.%s.%s", target->target, target->kernel,
			 target->mode);
}

static void statement_read(struct verifying *w)
{
	json_error_t error;
	char *text = NULL;
	size_t len = 0;
	json_t *object;

	if (package_read(w->v->dir, PACKAGE_STATEMENT, &text, &len)) {
		finding(w, "%s: is missing", PACKAGE_STATEMENT);
		return;
	}
	object = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (json_is_object(object)) {
		w->v->statement = object;
	} else {
		finding(w, "%s: is no JSON object: %s", PACKAGE_STATEMENT,
			object ? "it is something else" : error.text);
		json_decref(object);
	}
	free(text);
}

/* As many runs as seeds are claimed: one too few and one too many are seen. */
static void runs_verify(struct verifying *w)
{
	size_t n = json_array_size(json_object_get(w->v->statement, "seeds"));

	if (!n || n > PACKAGE_MAX_SEEDS) {
		finding(w,
			"%s: seeds are missing: there must be 1 to %d of them",
			PACKAGE_STATEMENT, PACKAGE_MAX_SEEDS);
		return;
	}
	w->evidence.nr_runs = n;
	w->evidence.runs = xcalloc(n, sizeof(*w->evidence.runs));
	for (size_t i = 0; i < n; i++)
		verify_run(w, i);
}

static void names_verify(struct verifying *w)
{
	const struct run *first = w->evidence.runs;
	struct strings names = { 0 }, lanes = { 0 };

	for (size_t i = 0; i < first->nr_targets; i++)
		strings_take(&lanes, lane_dup(&first->targets[i]));
	package_names(&lanes, w->evidence.nr_runs, &names);
	for (size_t i = 0; i < w->files.n; i++)
		if (!strings_has(&names, w->files.v[i]))
			finding(w, "%s: is no part of such a package",
				w->files.v[i]);
	for (size_t i = 0; i < names.n; i++)
		if (w->v->signers && !strings_has(&w->files, names.v[i]))
			finding(w, "%s: is missing: such a package has it",
				names.v[i]);
	strings_free(&names);
	strings_free(&lanes);
}

static int seals_verify(struct verifying *w)
{
	manifest_check(w->v->dir, &w->files, &w->v->findings);
	if (!strings_has(&w->files, PACKAGE_MANIFEST))
		return 0;
	return signature_check(w->v->dir, w->v->signers, &w->v->principal,
			       &w->v->findings);
}

static int contents_verify(struct verifying *w)
{
	int err;

	statement_read(w);
	if (!w->v->statement)
		return 0;
	err = verify_withdrawn(w);
	if (err || !verify_books(w))
		return err;
	runs_verify(w);
	if (w->read)
		names_verify(w);
	verify_statement(w);
	return 0;
}

int verify_package(struct verification *v)
{
	struct verifying w = { .v = v };
	int err = package_scan(v->dir, &w.files, &v->findings);
	bool safe;

	if (err)
		complain("%s: %s", v->dir, strerror(-err));
	/* what has strange files is not read any further */
	safe = !v->findings.n;
	if (!err && safe && v->signers)
		err = seals_verify(&w);
	if (!err && safe)
		err = contents_verify(&w);
	for (size_t i = 0; i < w.evidence.nr_runs; i++)
		run_free(&w.evidence.runs[i]);
	free(w.evidence.runs);
	rules_free(&w.rules);
	cases_free(&w.cases);
	strings_free(&w.files);
	strings_free(&w.nonces);
	return err;
}

void verification_free(struct verification *v)
{
	json_decref(v->statement);
	free(v->principal);
	strings_free(&v->findings);
	v->statement = NULL;
	v->principal = NULL;
}
