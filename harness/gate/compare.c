// SPDX-License-Identifier: GPL-2.0-only
/* What changed from one run to another. */
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "report_evidence.h"
#include "report_view.h"
#include "util.h"

/** struct side - a target in one of the two runs */
struct side {
	const struct run *run;
	const struct target_run *target;
};

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Notes a change when there is one. */
static void change_add(struct lane_changes *lane, enum change_kind kind,
		       const char *what, const char *before, const char *after,
		       const char *message)
{
	if (same(before, after))
		return;
	lane->v = array_grow(lane->v, lane->n, sizeof(*lane->v));
	lane->v[lane->n++] = (struct change){
		.kind = kind,
		.what = xstrdup(what),
		.before = copy(before),
		.after = copy(after),
		.message = copy(message),
	};
}

static const char *rule_word(const struct rule_result *result)
{
	if (!result)
		return NULL;
	return result->result == RESULT_NOTRUN ? "UNJUDGED"
					       : result_name(result->result);
}

/*
 * A rule that CONFORMANCE.md did not have yet, and one that is not judged, is
 * the same thing to a reader: nobody said anything.
 */
static void rules_compare(struct lane_changes *lane, const struct target_run *a,
			  const struct target_run *b)
{
	/* which of a lane's targets stands for its core is no change */
	bool core = a->core_here && b->core_here;

	for (size_t i = 0; i < b->nr_rules; i++) {
		const struct rule_result *now = &b->rules[i];

		if (now->rule->layer == LAYER_CORE && !core)
			continue;
		change_add(lane, CHANGE_RULE, now->rule->id,
			   rule_word(target_rule(a, now->rule->id)),
			   rule_word(now), now->reason);
	}
	for (size_t i = 0; i < a->nr_rules; i++)
		if ((a->rules[i].rule->layer != LAYER_CORE || core) &&
		    !target_rule(b, a->rules[i].rule->id))
			change_add(lane, CHANGE_RULE, a->rules[i].rule->id,
				   rule_word(&a->rules[i]), NULL, NULL);
}

static void cases_compare(struct lane_changes *lane, const struct side *was_on,
			  const struct side *now_on)
{
	const struct target_run *a = was_on->target, *b = now_on->target;

	for (size_t i = 0; i < b->nr_cases; i++) {
		const struct case_result *now = &b->cases[i];
		const struct case_result *was = lane_case(was_on->run, a, now);

		change_add(lane, CHANGE_CASE, now->id,
			   was ? result_name(was->result) : NULL,
			   result_name(now->result), now->message);
	}
	for (size_t i = 0; i < a->nr_cases; i++)
		if (!lane_case(now_on->run, b, &a->cases[i]))
			change_add(lane, CHANGE_CASE, a->cases[i].id,
				   result_name(a->cases[i].result), NULL, NULL);
}

static const char *module_sum(const struct target_run *target, const char *name)
{
	for (size_t i = 0; i < target->nr_modules; i++)
		if (!strcmp(target->modules[i].name, name))
			return target->modules[i].sha256;
	return NULL;
}

static void modules_compare(struct lane_changes *lane,
			    const struct target_run *a,
			    const struct target_run *b)
{
	for (size_t i = 0; i < a->nr_modules + b->nr_modules; i++) {
		const char *name = i < a->nr_modules
					   ? a->modules[i].name
					   : b->modules[i - a->nr_modules].name;
		char *what = xasprintf("module %s", name);

		/* those of both were told with the first */
		if (i < a->nr_modules || !module_sum(a, name))
			change_add(lane, CHANGE_WITH, what, module_sum(a, name),
				   module_sum(b, name), NULL);
		free(what);
	}
}

static void lane_compare(struct lane_changes *lane, const struct side *was_on,
			 const struct side *now_on)
{
	const struct target_run *a = was_on->target, *b = now_on->target;

	change_add(lane, CHANGE_VERDICT, "driver", verdict_name(a->verdict),
		   verdict_name(b->verdict), b->infrastructure);
	change_add(lane, CHANGE_VERDICT, "core",
		   verdict_name(was_on->run->cores[a->core].verdict),
		   verdict_name(now_on->run->cores[b->core].verdict), NULL);
	rules_compare(lane, a, b);
	cases_compare(lane, was_on, now_on);
	change_add(lane, CHANGE_WITH, "kernel", a->release, b->release, NULL);
	change_add(lane, CHANGE_WITH, "kernel's configuration",
		   a->config_sha256, b->config_sha256, NULL);
	change_add(lane, CHANGE_WITH, "profile", a->profile, b->profile, NULL);
	change_add(lane, CHANGE_WITH, "model", a->model, b->model, NULL);
	modules_compare(lane, a, b);
}

static struct lane_changes *lane_new(struct comparison *comparison,
				     const struct target_run *target)
{
	struct lane_changes *lane;

	comparison->lanes = array_grow(comparison->lanes, comparison->nr_lanes,
				       sizeof(*comparison->lanes));
	lane = &comparison->lanes[comparison->nr_lanes++];
	lane->target = xstrdup(target->target);
	lane->kernel = xstrdup(target->kernel);
	lane->mode = xstrdup(target->mode);
	return lane;
}

static void lane_free(struct lane_changes *lane)
{
	for (size_t i = 0; i < lane->n; i++) {
		free(lane->v[i].what);
		free(lane->v[i].before);
		free(lane->v[i].after);
		free(lane->v[i].message);
	}
	free(lane->v);
	free(lane->target);
	free(lane->kernel);
	free(lane->mode);
	*lane = (struct lane_changes){ 0 };
}

void compare_runs(const struct run *a, const struct run *b,
		  struct comparison *comparison)
{
	*comparison = (struct comparison){ .a = a, .b = b };
	for (size_t i = 0; i < a->nr_targets; i++) {
		const struct target_run *was = &a->targets[i];
		const struct target_run *now = run_lane(b, was);
		struct lane_changes *lane = lane_new(comparison, was);

		if (now)
			lane_compare(lane, &(struct side){ a, was },
				     &(struct side){ b, now });
		else
			change_add(lane, CHANGE_LANE, "target",
				   verdict_name(was->verdict), NULL, NULL);
		if (!lane->n) {
			lane_free(lane);
			comparison->nr_lanes--;
		}
	}
	for (size_t i = 0; i < b->nr_targets; i++)
		if (!run_lane(a, &b->targets[i]))
			change_add(lane_new(comparison, &b->targets[i]),
				   CHANGE_LANE, "target", NULL,
				   verdict_name(b->targets[i].verdict),
				   b->targets[i].infrastructure);
}

void compare_free(struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->nr_lanes; i++)
		lane_free(&comparison->lanes[i]);
	free(comparison->lanes);
	*comparison = (struct comparison){ 0 };
}
