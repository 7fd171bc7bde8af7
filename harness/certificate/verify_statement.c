// SPDX-License-Identifier: GPL-2.0-only
/* Does the statement follow from the evidence, and does it hold today? */
#include <stdlib.h>
#include <string.h>

#include "package.h"
#include "util.h"
#include "verify_parts.h"

/* One that cannot be shown on a line would be another in each terminal. */
static char *value_dup(const json_t *value)
{
	return value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY)
		     : xstrdup("nothing");
}

static void member_compare(struct verifying *w, const char *key,
			   const json_t *due, const json_t *claimed)
{
	char *a, *b;

	if (json_equal(due, claimed))
		return;
	a = value_dup(claimed);
	b = value_dup(due);
	finding(w, "%s: says that %s is %s; the runs say %s", PACKAGE_STATEMENT,
		key, a, b);
	free(a);
	free(b);
}

static void members_compare(struct verifying *w)
{
	json_t *claimed = w->v->statement, *due, *item;
	struct claimant claimant;
	const char *key;

	statement_claimant(claimed, &claimant);
	due = statement_make(&w->evidence, &claimant);
	json_object_foreach(due, key, item)
		member_compare(w, key, item, json_object_get(claimed, key));
	json_object_foreach(claimed, key, item) if (!json_object_get(due, key))
		finding(w,
			"%s: has a member %s, which no statement "
			"has",
			PACKAGE_STATEMENT, key);
	json_decref(due);
}

/* Every run is of the same driver on the same lane. */
static void runs_compare(struct verifying *w)
{
	const struct target_run *first = w->evidence.runs[0].targets;

	for (size_t i = 1; i < w->evidence.nr_runs; i++) {
		const struct run *run = &w->evidence.runs[i];
		const struct target_run *target = run->targets;
		const struct module *a = run_module(first);
		const struct module *b = run_module(target);

		if (strcmp(first->target, target->target) ||
		    strcmp(first->kernel, target->kernel) ||
		    strcmp(first->config_sha256, target->config_sha256) ||
		    strcmp(first->mode, target->mode))
			finding(w,
				"run-%zu: is of another target or lane than "
				"run-1",
				i + 1);
		else if (a && b && strcmp(a->sha256, b->sha256))
			finding(w, "run-%zu: is of another driver than run-1",
				i + 1);
		else if (strcmp(w->evidence.runs[0].tool_commit,
				run->tool_commit))
			finding(w,
				"run-%zu: was made by another tool than "
				"run-1",
				i + 1);
	}
}

static void dates_verify(struct verifying *w)
{
	const json_t *statement = w->v->statement;
	const char *until =
		json_string_value(json_object_get(statement, "not_after"));
	const char *made =
		json_string_value(json_object_get(statement, "made"));

	if (until && strcmp(until, w->v->today) < 0)
		finding(w, "%s: has expired: it held until %s",
			PACKAGE_STATEMENT, until);
	if (made && strncmp(made, w->v->today, strlen(w->v->today)) > 0)
		finding(w, "%s: was made on %.10s, which is yet to come",
			PACKAGE_STATEMENT, made);
}

static void verdict_verify(struct verifying *w)
{
	enum verdict verdict = evidence_verdict(&w->evidence, false);

	if (verdict != VERDICT_CONFORMS)
		finding(w, "the verdict is %s: this certifies nothing",
			verdict_name(verdict));
}

void verify_statement(struct verifying *w)
{
	if (!w->evidence.nr_runs || w->read != w->evidence.nr_runs)
		return; /* of which there are findings already */
	runs_compare(w);
	members_compare(w);
	dates_verify(w);
	verdict_verify(w);
}
