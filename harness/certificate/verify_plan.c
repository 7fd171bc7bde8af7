// SPDX-License-Identifier: GPL-2.0-only
/* Was everything planned that rules and cases ask for, and nothing else? */
#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "plan.h"
#include "util.h"
#include "verify_parts.h"

/* All needs that there are, but for those that the target does not offer. */
static void needs_offered(const struct cases *cases,
			  const struct strings *unmet, struct strings *offered)
{
	for (size_t i = 0; i < cases->n; i++)
		for (size_t k = 0; k < cases->v[i].needs.n; k++) {
			const char *need = cases->v[i].needs.v[k];

			if (!strings_has(unmet, need) &&
			    !strings_has(offered, need))
				strings_add(offered, need);
		}
}

/* A target of the plan that the tool makes of the package's own cases. */
static void target_again(const struct verifying *w,
			 const struct target_run *claimed,
			 const struct strings *unmet, const bool *all,
			 struct run *run)
{
	struct target target = { .spec = claimed->target,
				 .name = claimed->target,
				 .summary = claimed->summary,
				 .driver = claimed->driver };
	struct kernel kernel = { .name = claimed->kernel,
				 .release = claimed->release,
				 .config_sha256 = claimed->config_sha256,
				 .profile = claimed->profile };

	needs_offered(&w->cases, unmet, &target.needs);
	plan_target(run, &target, &kernel, claimed->mode, &w->cases, all);
	strings_free(&target.needs);
}

static void plan_again(const struct verifying *w, const struct run *claimed,
		       const struct strings *unmet, struct run *run)
{
	bool *all = xcalloc(w->cases.n + 1, sizeof(*all));

	for (size_t i = 0; i < w->cases.n; i++)
		all[i] = true;
	run->rules = w->rules; /* lent */
	for (size_t i = 0; i < claimed->nr_targets; i++)
		target_again(w, &claimed->targets[i], &unmet[i], all, run);
	plan_core_once(run);
	run->rules = (struct rules){ 0 };
	free(all);
}

static bool strings_same(const struct strings *a, const struct strings *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = !strcmp(a->v[i], b->v[i]);
	return same;
}

static void facts_compare(struct verifying *w, const char *name,
			  const char *target, const struct case_result *due,
			  const struct case_result *claimed)
{
	bool skip = due->result == RESULT_SKIP;

	if (strcmp(due->says, claimed->says) || due->level != claimed->level ||
	    due->layer != claimed->layer ||
	    !strings_same(&due->rules, &claimed->rules))
		finding(w,
			"%s: case %s of %s has another sentence, level, layer "
			"or other rules than in the package's rules and cases",
			name, due->id, target);
	if (skip && claimed->result != RESULT_SKIP)
		finding(w, "%s: case %s of %s has a result, though it %s", name,
			due->id, target, due->message);
}

static void order_compare(struct verifying *w, const char *name,
			  const struct target_run *due,
			  const struct target_run *claimed)
{
	for (size_t i = 0; i < due->nr_cases && i < claimed->nr_cases; i++) {
		if (!strcmp(due->cases[i].id, claimed->cases[i].id))
			continue;
		finding(w,
			"%s: the cases of %s are out of order: %s stands "
			"where %s belongs",
			name, claimed->target, claimed->cases[i].id,
			due->cases[i].id);
		return;
	}
}

static bool extra_find(struct verifying *w, const char *name,
		       const struct target_run *due,
		       const struct target_run *claimed)
{
	bool found = false;

	for (size_t i = 0; i < claimed->nr_cases; i++) {
		const char *id = claimed->cases[i].id;

		if (target_case(claimed, id) != &claimed->cases[i])
			finding(w, "%s: %s has case %s twice", name,
				claimed->target, id);
		else if (!target_case(due, id))
			finding(w,
				"%s: %s has case %s, which the package's "
				"cases do not have for it",
				name, claimed->target, id);
		else
			continue;
		found = true;
	}
	return found;
}

static void target_compare(struct verifying *w, const char *name,
			   const struct target_run *due,
			   const struct target_run *claimed,
			   struct strings *due_ids)
{
	bool wrong = extra_find(w, name, due, claimed);

	if (due->control != claimed->control ||
	    due->core_here != claimed->core_here)
		finding(w,
			"%s: %s is not what it claims to be: the control, or "
			"the one that the kernel's core was judged with",
			name, claimed->target);
	for (size_t i = 0; i < due->nr_cases; i++) {
		const struct case_result *result =
			target_case(claimed, due->cases[i].id);

		if (due->cases[i].result != RESULT_SKIP)
			strings_add(due_ids, due->cases[i].id);
		if (result) {
			facts_compare(w, name, claimed->target, &due->cases[i],
				      result);
			continue;
		}
		wrong = true;
		finding(w, "%s: case %s of %s is missing", name,
			due->cases[i].id, claimed->target);
	}
	if (!wrong)
		order_compare(w, name, due, claimed);
}

void verify_plan(struct verifying *w, const char *name, const struct run *run,
		 const struct strings *unmet, struct strings *due)
{
	struct run again = { 0 };

	plan_again(w, run, unmet, &again);
	for (size_t i = 0; i < run->nr_targets; i++)
		target_compare(w, name, &again.targets[i], &run->targets[i],
			       &due[i]);
	run_free(&again);
}
