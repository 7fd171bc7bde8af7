// SPDX-License-Identifier: GPL-2.0-only
/* From cases, rules, targets and kernels to what shall be run. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "plan.h"
#include "rules.h"
#include "util.h"

const char *plan_select(const struct cases *cases, const struct strings *globs,
			bool **selected)
{
	*selected = xcalloc(cases->n, sizeof(**selected));
	for (size_t i = 0; i < cases->n; i++)
		(*selected)[i] = !globs->n;
	for (size_t g = 0; g < globs->n; g++) {
		bool matched = false;

		for (size_t i = 0; i < cases->n; i++) {
			if (fnmatch(globs->v[g], cases->v[i].id, 0))
				continue;
			(*selected)[i] = matched = true;
		}
		if (!matched)
			return globs->v[g];
	}
	return NULL;
}

/* Are all rules of the case part of this profile? */
static bool case_holds(const struct strings *ids, const struct rules *rules,
		       const char *profile)
{
	for (size_t i = 0; i < ids->n; i++) {
		const struct rule *rule = rules_find(rules, ids->v[i]);

		if (rule && !rules_hold(rules, rule, profile))
			return false;
	}
	return true;
}

/* A case that no profile has all rules of would never be planned. */
static void profile_check(const struct case_info *info,
			  const struct rules *rules, const char *path,
			  unsigned int line, struct strings *errors)
{
	struct strings profiles = { 0 };
	bool planned = false;

	rules_profiles(rules, &profiles);
	for (size_t i = 0; i < profiles.n; i++)
		planned |= case_holds(&info->rules, rules, profiles.v[i]);
	if (!planned)
		strings_addf(errors,
			     "%s:%u: case %s: no profile has all its rules",
			     path, line, info->id);
	strings_free(&profiles);
}

/* What case @i builds on runs before it, or it would not be known in time. */
static void after_check(const struct cases *cases, size_t i, const char *path,
			struct strings *errors)
{
	const struct case_info *info = &cases->v[i];
	struct strings seen = { 0 };

	for (size_t k = 0; k < info->after.n; k++) {
		const char *id = info->after.v[k], *wrong = NULL;
		const struct case_info *other = cases_find(cases, id);

		if (!other)
			wrong = "unknown case";
		else if (other >= info)
			wrong = "later case";
		else if (strings_has(&seen, id))
			wrong = "a second time case";
		if (wrong)
			strings_addf(errors, "%s:%zu: case %s builds on %s %s",
				     path, i + 1, info->id, wrong, id);
		strings_add(&seen, id);
	}
	strings_free(&seen);
}

static void case_check(const struct case_info *info, const struct rules *rules,
		       const char *path, unsigned int line,
		       struct strings *errors)
{
	const struct rule *first = NULL;

	if (!info->rules.n)
		strings_addf(errors, "%s:%u: case %s has no rule", path, line,
			     info->id);
	for (size_t i = 0; i < info->rules.n; i++) {
		const struct rule *rule = rules_find(rules, info->rules.v[i]);

		if (!rule)
			strings_addf(errors,
				     "%s:%u: case %s names unknown rule %s",
				     path, line, info->id, info->rules.v[i]);
		else if (first && rule->layer != first->layer)
			strings_addf(errors,
				     "%s:%u: case %s has rules of layers "
				     "%s (%s) and %s (%s)",
				     path, line, info->id,
				     layer_name(first->layer), first->id,
				     layer_name(rule->layer), rule->id);
		if (!first)
			first = rule;
	}
}

void plan_check(const struct cases *cases, const struct rules *rules,
		const char *path, struct strings *errors)
{
	for (size_t i = 0; i < cases->n; i++) {
		unsigned int line = (unsigned int)i + 1;

		case_check(&cases->v[i], rules, path, line, errors);
		profile_check(&cases->v[i], rules, path, line, errors);
		after_check(cases, i, path, errors);
	}
}

void plan_rank(const struct strings *ids, const struct rules *rules,
	       enum level *level, enum layer *layer)
{
	*level = LEVEL_MAY;
	*layer = LAYER_CORE;
	for (size_t i = 0; i < ids->n; i++) {
		const struct rule *rule = rules_find(rules, ids->v[i]);

		if (!rule)
			continue;
		*layer = rule->layer;
		if (rule->level < *level)
			*level = rule->level;
	}
}

/* Return: an allocated reason why a need is not met, or NULL. */
static char *need_unmet(const char *need, const struct target *target,
			const char *mode)
{
	if (!strcmp(need, NEED_GROUP))
		return strcmp(mode, NEED_GROUP)
			       ? xasprintf(SKIP_OF_MODE
					   ", which mode %s does not have",
					   mode)
			       : NULL;
	if (strings_has(&target->needs, need))
		return NULL;
	return xasprintf("needs '%s', which target %s does not offer", need,
			 target->name);
}

/*
 * What the target does not have at all is the better reason than that its
 * stimulus cannot do it: verdicts tell them apart.
 */
static void needs_check(const struct case_info *info,
			const struct target *target, const char *mode,
			struct case_result *result)
{
	for (int stimulus = 0; stimulus < 2; stimulus++)
		for (size_t i = 0; !result->message && i < info->needs.n; i++)
			if (need_of_stimulus(info->needs.v[i]) == stimulus)
				result->message = need_unmet(info->needs.v[i],
							     target, mode);
	if (result->message)
		result->result = RESULT_SKIP;
}

static void case_plan(struct target_run *out, const struct case_info *info,
		      const struct target *target, const struct rules *rules)
{
	struct case_result *result;

	out->cases = array_grow(out->cases, out->nr_cases, sizeof(*out->cases));
	result = &out->cases[out->nr_cases++];
	result->id = xstrdup(info->id);
	result->suite = xstrdup(info->suite);
	result->says = xstrdup(info->says);
	strings_copy(&result->rules, &info->rules);
	plan_rank(&result->rules, rules, &result->level, &result->layer);
	needs_check(info, target, out->mode, result);
}

static char *copy_or_null(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static void packages_copy(struct target_run *out, const struct kernel *kernel)
{
	for (size_t i = 0; i < kernel->packages.n; i++) {
		char *key = xasprintf("package %s", kernel->packages.v[i].key);

		pairs_set(&out->env, key, kernel->packages.v[i].value);
		free(key);
	}
}

/* Where sources came from that are not the package's, and what differs. */
static void source_note(struct target_run *out, const char *key,
			const char *changed_key, const char *dir,
			const struct strings *changed)
{
	char *list = strings_join(changed, " ");

	if (dir)
		pairs_set(&out->env, key, dir);
	if (dir)
		pairs_set(&out->env, changed_key,
			  changed->n ? list : SOURCE_UNCHANGED);
	free(list);
}

struct target_run *plan_target(struct run *run, const struct target *target,
			       const struct kernel *kernel, const char *mode,
			       const struct cases *cases, const bool *selected)
{
	struct target_run *out;

	run->targets = array_grow(run->targets, run->nr_targets,
				  sizeof(*run->targets));
	out = &run->targets[run->nr_targets++];
	out->target = xstrdup(target->spec);
	out->summary = xstrdup(target->summary);
	out->driver = xstrdup(target->driver);
	out->model = copy_or_null(target->model);
	out->kernel = xstrdup(kernel->name);
	out->release = xstrdup(kernel->release);
	out->config_sha256 = xstrdup(kernel->config_sha256);
	out->kernel_note = copy_or_null(kernel->note);
	out->mode = xstrdup(mode);
	out->profile = xstrdup(kernel->profile);
	out->kernel_knobs = target_kernel_knobs(target, &kernel->parameters);
	out->control = target_is_control(target, &kernel->parameters);
	out->core_here = true;
	out->modules = xcalloc(kernel->nr_modules, sizeof(*out->modules));
	out->nr_modules = kernel->nr_modules;
	for (size_t i = 0; i < kernel->nr_modules; i++)
		module_copy(&out->modules[i], &kernel->modules[i]);
	packages_copy(out, kernel);
	source_note(out, "source", ENV_DRIVER_CHANGED, kernel->source,
		    &kernel->driver_changed);
	source_note(out, "core-source", ENV_CORE_CHANGED, kernel->core_source,
		    &kernel->core_changed);
	for (size_t i = 0; i < cases->n; i++)
		if (selected[i] && case_holds(&cases->v[i].rules, &run->rules,
					      kernel->profile))
			case_plan(out, &cases->v[i], target, &run->rules);
	return out;
}

/* Which target of a lane has the cases of layer core. */
static const struct target_run *core_holder(const struct run *run,
					    const struct target_run *lane)
{
	const struct target_run *first = NULL;

	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *target = &run->targets[i];

		if (!lane_same(target, lane))
			continue;
		if (target->control)
			return target;
		if (!first)
			first = target;
	}
	return first;
}

static void core_drop(struct target_run *target)
{
	size_t n = 0;

	for (size_t i = 0; i < target->nr_cases; i++) {
		if (target->cases[i].layer == LAYER_CORE)
			result_free(&target->cases[i]);
		else
			target->cases[n++] = target->cases[i];
	}
	target->nr_cases = n;
	target->core_here = false;
}

void plan_core_once(struct run *run)
{
	for (size_t i = 0; i < run->nr_targets; i++)
		if (core_holder(run, &run->targets[i]) != &run->targets[i])
			core_drop(&run->targets[i]);
}

/* Module files have dashes where /proc/modules has underscores, or not. */
static bool module_name_is(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

static bool module_loaded(const struct strings *loaded, const char *name)
{
	for (size_t i = 0; i < loaded->n; i++)
		if (module_name_is(loaded->v[i], name))
			return true;
	return false;
}

static void modules_keep(struct target_run *target,
			 const struct strings *loaded)
{
	size_t n = 0;

	for (size_t i = 0; i < target->nr_modules; i++) {
		if (module_loaded(loaded, target->modules[i].name))
			target->modules[n++] = target->modules[i];
		else
			module_free(&target->modules[i]);
	}
	target->nr_modules = n;
}

void target_env_set(struct target_run *target, const char *key,
		    const char *value)
{
	struct strings loaded = { 0 };

	pairs_set(&target->env, key, value);
	if (strcmp(key, "modules"))
		return;
	strings_split(&loaded, value, " ");
	modules_keep(target, &loaded);
	strings_free(&loaded);
}
