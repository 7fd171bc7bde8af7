// SPDX-License-Identifier: GPL-2.0-only
/* Do runs of several machines fit together? */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "merge.h"
#include "shard.h"
#include "util.h"

char *merge_lane(const struct target_run *target)
{
	return xasprintf("%s.%s.%s", target->target, target->kernel,
			 target->mode);
}

bool merge_same_lane(const struct target_run *a, const struct target_run *b)
{
	return !strcmp(a->target, b->target) && !strcmp(a->kernel, b->kernel) &&
	       !strcmp(a->mode, b->mode);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool strings_same(const struct strings *a, const struct strings *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return true;
}

static bool rule_same(const struct rule *a, const struct rule *b)
{
	return same(a->id, b->id) && a->level == b->level &&
	       a->layer == b->layer && same(a->statement, b->statement) &&
	       same(a->source, b->source) && same(a->where, b->where) &&
	       same(a->not_checked, b->not_checked) &&
	       same(a->replaces, b->replaces) &&
	       strings_same(&a->profiles, &b->profiles);
}

/* Return: the id of the first rule that differs, or NULL. */
static const char *rules_differ(const struct rules *a, const struct rules *b)
{
	size_t n = a->n < b->n ? a->n : b->n;

	for (size_t i = 0; i < n; i++)
		if (!rule_same(&a->v[i], &b->v[i]))
			return a->v[i].id;
	if (a->n == b->n)
		return NULL;
	return a->n > n ? a->v[n].id : b->v[n].id;
}

static void tool_check(const struct run *a, const struct run *b,
		       struct strings *errors)
{
	const char *rule = rules_differ(&a->rules, &b->rules);

	if (strcmp(a->tool_commit, b->tool_commit))
		strings_addf(errors,
			     "%s is of trackcert %s, %s of %s: run both with "
			     "the same",
			     a->dir, a->tool_commit, b->dir, b->tool_commit);
	else if (rule)
		strings_addf(errors,
			     "%s and %s have different rules, the first is %s: "
			     "run both with the same trackcert",
			     a->dir, b->dir, rule);
	if (a->seed != b->seed)
		strings_addf(errors,
			     "%s has seed %" PRIu64 ", %s has %" PRIu64
			     ": run all with the same --seed",
			     a->dir, a->seed, b->dir, b->seed);
}

static const struct module *module_find(const struct target_run *target,
					const char *name)
{
	for (size_t i = 0; i < target->nr_modules; i++)
		if (!strcmp(target->modules[i].name, name))
			return &target->modules[i];
	return NULL;
}

/*
 * Two machines that compile the same source need not come to the same binary:
 * it names folders. Where there is no source, the binary is what was shipped.
 */
static bool module_same(const struct module *a, const struct module *b)
{
	if (a->nr_sources != b->nr_sources)
		return false;
	for (size_t i = 0; i < a->nr_sources; i++)
		if (strcmp(a->sources[i].path, b->sources[i].path) ||
		    strcmp(a->sources[i].sha256, b->sources[i].sha256))
			return false;
	return a->nr_sources || !strcmp(a->sha256, b->sha256);
}

/* Return: false after a line when one kernel's name stands for two. */
static bool kernel_check(const struct run *a, const struct target_run *s,
			 const struct run *b, const struct target_run *t,
			 struct strings *errors)
{
	if (strcmp(s->release, t->release) ||
	    strcmp(s->config_sha256, t->config_sha256) ||
	    strcmp(s->profile, t->profile)) {
		strings_addf(errors,
			     "kernel %s is %s in %s and %s in %s, or its "
			     "configuration differs: prepare the same on both",
			     s->kernel, s->release, a->dir, t->release, b->dir);
		return false;
	}
	for (size_t i = 0; i < s->nr_modules; i++) {
		const struct module *other = module_find(t, s->modules[i].name);

		if (!other || module_same(&s->modules[i], other))
			continue;
		strings_addf(errors,
			     "module %s of kernel %s is not the same in %s and "
			     "%s: their digests differ",
			     other->name, s->kernel, a->dir, b->dir);
		return false;
	}
	return true;
}

static void kernels_check(const struct run *a, const struct run *b,
			  struct strings *errors)
{
	for (size_t i = 0; i < a->nr_targets; i++)
		for (size_t k = 0; k < b->nr_targets; k++)
			if (!strcmp(a->targets[i].kernel,
				    b->targets[k].kernel) &&
			    !kernel_check(a, &a->targets[i], b, &b->targets[k],
					  errors))
				return;
}

/* The case at one place of the whole plan. */
static const struct case_result *planned_at(const struct target_run *target,
					    size_t place, bool *here)
{
	for (size_t i = 0; i < target->nr_cases; i++) {
		*here = true;
		if (target->cases[i].place == place)
			return &target->cases[i];
	}
	*here = false;
	for (size_t i = 0; i < target->nr_elsewhere; i++)
		if (target->elsewhere[i].place == place)
			return &target->elsewhere[i];
	return NULL;
}

static bool planned_same(const struct case_result *a,
			 const struct case_result *b)
{
	return b && !strcmp(a->id, b->id) && a->shard == b->shard &&
	       a->layer == b->layer && a->level == b->level &&
	       strings_same(&a->rules, &b->rules);
}

static void results_check(const struct run *a, const struct target_run *s,
			  const struct case_result *first, const struct run *b,
			  const struct case_result *second,
			  struct strings *errors)
{
	if (first->shard || first->result == RESULT_NOTRUN ||
	    second->result == RESULT_NOTRUN || first->result == second->result)
		return;
	strings_addf(errors,
		     "%s.%s.%s: %s is %s in %s and %s in %s: the machines do "
		     "not agree, run again",
		     s->target, s->kernel, s->mode, first->id,
		     result_name(first->result), a->dir,
		     result_name(second->result), b->dir);
}

static void plans_check(const struct run *a, const struct target_run *s,
			const struct run *b, const struct target_run *t,
			struct strings *errors)
{
	size_t n = s->nr_cases + s->nr_elsewhere, before = errors->n;
	bool differ = n != t->nr_cases + t->nr_elsewhere;

	for (size_t i = 0; !differ && errors->n == before && i < n; i++) {
		const struct case_result *first, *second;
		bool here, there;

		first = planned_at(s, i, &here);
		second = planned_at(t, i, &there);
		differ = !planned_same(first, second);
		if (!differ && here && there)
			results_check(a, s, first, b, second, errors);
	}
	if (differ)
		strings_addf(errors,
			     "%s.%s.%s: %s and %s are shards of different "
			     "plans",
			     s->target, s->kernel, s->mode, a->dir, b->dir);
}

static void lane_check(const struct run *a, const struct target_run *s,
		       const struct run *b, const struct target_run *t,
		       struct strings *errors)
{
	char *lane = merge_lane(s);

	if (a->shard.count != b->shard.count)
		strings_addf(errors,
			     "%s: %s and %s are not shards of the same number",
			     lane, a->dir, b->dir);
	else if (!a->shard.count)
		strings_addf(errors, "%s is in %s and in %s: give one of them",
			     lane, a->dir, b->dir);
	else if (a->shard.index == b->shard.index)
		strings_addf(errors, "%s: %s and %s are both shard %u of %u",
			     lane, a->dir, b->dir, a->shard.index,
			     a->shard.count);
	else
		plans_check(a, s, b, t, errors);
	free(lane);
}

static void lanes_check(const struct run *a, const struct run *b,
			struct strings *errors)
{
	for (size_t i = 0; i < a->nr_targets; i++)
		for (size_t k = 0; k < b->nr_targets; k++)
			if (merge_same_lane(&a->targets[i], &b->targets[k]))
				lane_check(a, &a->targets[i], b, &b->targets[k],
					   errors);
}

bool merge_check(const struct run *runs, size_t n, struct strings *errors)
{
	size_t before = errors->n;

	for (size_t i = 1; i < n; i++)
		tool_check(&runs[0], &runs[i], errors);
	if (errors->n > before)
		return false;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++) {
			kernels_check(&runs[i], &runs[k], errors);
			lanes_check(&runs[i], &runs[k], errors);
		}
	}
	return errors->n == before;
}
