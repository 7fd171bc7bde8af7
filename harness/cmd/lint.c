// SPDX-License-Identifier: GPL-2.0-only
/* Do rules, cases, targets and expectations agree with each other? */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "coverage.h"
#include "expect.h"
#include "ledger.h"
#include "lint.h"
#include "paths.h"
#include "plan.h"
#include "rules.h"
#include "targets.h"
#include "util.h"

#define MAX_BYTES (1u << 20)

static void needs_lint(const char *path, unsigned int line,
		       const struct strings *needs, struct strings *errors)
{
	for (size_t i = 0; i < needs->n; i++)
		if (!need_known(needs->v[i]))
			strings_addf(errors, "%s:%u: unknown need '%s'", path,
				     line, needs->v[i]);
}

/* "Replaces: VDT-..." names a rule of mainline, from another profile. */
static void replaced_lint(const char *path, const struct rules *rules,
			  const struct rule *rule, struct strings *errors)
{
	const struct rule *other;

	if (!rule->replaces)
		return;
	other = rules_find(rules, rule->replaces);
	if (!other || !strings_has(&other->profiles, PROFILE_MAINLINE))
		strings_addf(errors,
			     "%s:%u: rule %s replaces %s, which is no rule of "
			     "profile %s",
			     path, rule->line, rule->id, rule->replaces,
			     PROFILE_MAINLINE);
	if (strings_has(&rule->profiles, PROFILE_MAINLINE))
		strings_addf(errors,
			     "%s:%u: rule %s replaces %s and is of profile %s "
			     "itself",
			     path, rule->line, rule->id, rule->replaces,
			     PROFILE_MAINLINE);
}

static void rules_lint(const char *path, const struct rules *rules,
		       const struct cases *cases, struct strings *errors)
{
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->v[i];
		bool checked = rule_is_checked(rule, cases);

		if (!checked && !rule->not_checked)
			strings_addf(errors,
				     "%s:%u: rule %s has neither a case nor a "
				     "'Not checked:'",
				     path, rule->line, rule->id);
		replaced_lint(path, rules, rule, errors);
		if (checked && rule->not_checked)
			strings_addf(errors,
				     "%s:%u: rule %s is checked by a case and "
				     "says 'Not checked:'",
				     path, rule->line, rule->id);
	}
}

static void target_lint(const struct lint *lint, const char *name,
			struct strings *errors)
{
	char *path = xasprintf("%s/%s.conf", lint->targets_dir, name);
	struct target target;
	size_t before = errors->n;
	int err = target_load(lint->targets_dir, name, &target, errors);

	if (err && errors->n == before)
		strings_addf(errors, "%s:1: %s", path, strerror(-err));
	for (size_t i = 0; i < target.kernels.n; i++)
		if (!strings_has(lint->kernels, target.kernels.v[i]))
			strings_addf(errors, "%s:%u: unknown kernel '%s'", path,
				     target.kernels_line, target.kernels.v[i]);
	target_free(&target);
	free(path);
}

static void targets_lint(const struct lint *lint, struct strings *names,
			 struct strings *errors)
{
	int err = targets_names(lint->targets_dir, names);

	if (err || !names->n)
		strings_addf(errors, "%s:1: %s", lint->targets_dir,
			     err ? strerror(-err) : "no targets");
	for (size_t i = 0; i < names->n; i++)
		target_lint(lint, names->v[i], errors);
}

/* The text "name" in the table of the reference tracker's defects. */
static bool defect_known(const char *table, const char *name)
{
	char *quoted = xasprintf(", \"%s\", ", name);
	bool known = strstr(table, quoted);

	free(quoted);
	return known;
}

/* Defects of the reference tracker are a table that can be looked at. */
static void defect_lint(const struct lint *lint, const struct target *target,
			struct strings *wrong)
{
	struct strings params = { 0 };
	char *table;

	if (strcmp(target->name, "reference") ||
	    file_read(lint->defects_path, MAX_BYTES, &table, NULL))
		return;
	strings_split(&params, target->params ? target->params : "", ",");
	for (size_t i = 0; i < params.n; i++)
		if (str_starts(params.v[i], "defect=") &&
		    !defect_known(table, strchr(params.v[i], '=') + 1))
			strings_addf(wrong, "no such defect: %s", params.v[i]);
	strings_free(&params);
	free(table);
}

static void kernel_lint(const struct lint *lint, const struct target *target,
			struct strings *wrong)
{
	if (!target->kernel)
		return;
	if (!strings_has(lint->kernels, target->kernel))
		strings_addf(wrong, "unknown kernel '%s'", target->kernel);
	else if (!strings_has(&target->kernels, target->kernel))
		strings_addf(wrong, "target %s does not run on kernel %s",
			     target->name, target->kernel);
}

/* Can the defect that a case was seen to fail on be asked for? */
static void spec_lint(const struct lint *lint, unsigned int line,
		      const char *id, const char *spec, struct strings *errors)
{
	struct strings wrong = { 0 };
	struct target target;
	int err = target_load(lint->targets_dir, spec, &target, &wrong);

	if (err == -ENOENT)
		strings_addf(&wrong, "unknown target '%s'", target.name);
	else if (err && !wrong.n)
		strings_add(&wrong, strerror(-err));
	if (!err) {
		kernel_lint(lint, &target, &wrong);
		defect_lint(lint, &target, &wrong);
	}
	for (size_t i = 0; i < wrong.n; i++)
		strings_addf(errors, "%s:%u: case %s fails on '%s': %s",
			     lint->cases_path, line, id, spec, wrong.v[i]);
	target_free(&target);
	strings_free(&wrong);
}

static void case_lint(const struct lint *lint, const struct case_info *info,
		      unsigned int line, struct strings *errors)
{
	needs_lint(lint->cases_path, line, &info->needs, errors);
	if (!info->fails_on.n)
		strings_addf(errors,
			     "%s:%u: case %s names no defect that it was seen "
			     "to fail on",
			     lint->cases_path, line, info->id);
	for (size_t i = 0; i < info->fails_on.n; i++)
		spec_lint(lint, line, info->id, info->fails_on.v[i], errors);
}

static bool case_is_core(const struct case_info *info,
			 const struct rules *rules)
{
	const struct rule *rule =
		info->rules.n ? rules_find(rules, info->rules.v[0]) : NULL;

	return rule && rule->layer == LAYER_CORE;
}

static void expectation_lint(const struct expectation *item, bool core,
			     const struct cases *cases,
			     const struct rules *rules, struct strings *errors)
{
	const struct case_info *info = cases_find(cases, item->id);

	if (item->splat && core)
		strings_addf(errors,
			     "%s:%u: a complaint of the kernel is listed with "
			     "the target that causes it",
			     item->file, item->line);
	if (item->splat)
		return;
	if (!info)
		strings_addf(errors, "%s:%u: unknown case %s", item->file,
			     item->line, item->id);
	else if (core != case_is_core(info, rules))
		strings_addf(errors, "%s:%u: case %s is %s of layer core",
			     item->file, item->line, item->id,
			     core ? "not" : "one");
}

/* TARGET.KERNEL or core.KERNEL; kernels have dots in their names. */
static void name_lint(const struct lint *lint, const char *path,
		      const char *name, const struct strings *targets,
		      struct strings *errors)
{
	size_t len = strcspn(name, ".");
	char *whose = xstrndup(name, len);

	if (strcmp(whose, "core") && !strings_has(targets, whose))
		strings_addf(errors, "%s:1: unknown target '%s'", path, whose);
	if (!name[len] || !strings_has(lint->kernels, name + len + 1))
		strings_addf(errors, "%s:1: unknown kernel '%s'", path,
			     name[len] ? name + len + 1 : "");
	free(whose);
}

static void list_lint(const struct lint *lint, const char *name,
		      const struct strings *targets, const struct cases *cases,
		      const struct rules *rules, struct strings *errors)
{
	struct expectations list;
	bool core = str_starts(name, "core.");
	int err = expect_load(lint->expectations_dir, name, &list, errors);

	if (err && err != -EINVAL)
		strings_addf(errors, "%s:1: %s", list.path, strerror(-err));
	name_lint(lint, list.path, name, targets, errors);
	for (size_t i = 0; i < list.n; i++)
		expectation_lint(&list.v[i], core, cases, rules, errors);
	expect_free(&list);
}

static void ledger_lint(const struct lint *lint, const char *name,
			const struct strings *targets, struct strings *errors)
{
	struct limits limits = { 0 };
	int err = limits_load(lint->limits_dir, name, &limits, errors);

	if (err && err != -EINVAL)
		strings_addf(errors, "%s:1: %s", limits.path, strerror(-err));
	if (str_starts(name, "core."))
		strings_addf(errors, "%s:1: only a target has limits",
			     limits.path);
	name_lint(lint, limits.path, name, targets, errors);
	limits_free(&limits);
}

/* The files of a folder that need not exist. */
static void names_list(const char *dir, struct strings *names,
		       struct strings *errors)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	if (!d) {
		if (errno != ENOENT)
			strings_addf(errors, "%s:1: %s", dir, strerror(errno));
		return;
	}
	while ((entry = readdir(d)))
		if (entry->d_name[0] != '.')
			strings_add(names, entry->d_name);
	closedir(d);
}

static void lists_lint(const struct lint *lint, const struct strings *targets,
		       const struct cases *cases, const struct rules *rules,
		       struct strings *errors)
{
	struct strings lists = { 0 }, ledgers = { 0 };

	names_list(lint->expectations_dir, &lists, errors);
	names_list(lint->limits_dir, &ledgers, errors);
	for (size_t i = 0; i < lists.n; i++)
		list_lint(lint, lists.v[i], targets, cases, rules, errors);
	for (size_t i = 0; i < ledgers.n; i++)
		ledger_lint(lint, ledgers.v[i], targets, errors);
	strings_free(&lists);
	strings_free(&ledgers);
}

void lint_tree(const struct lint *lint, struct strings *errors)
{
	struct strings targets = { 0 };
	struct rules rules;
	struct cases cases;
	int err;

	err = rules_load(lint->rules_path, &rules, errors);
	if (err && err != -EINVAL)
		strings_addf(errors, "%s:1: %s", lint->rules_path,
			     strerror(-err));
	err = cases_load(lint->cases_path, &cases, errors);
	if (err && err != -EINVAL)
		strings_addf(errors, "%s:1: %s", lint->cases_path,
			     strerror(-err));
	for (size_t i = 0; i < cases.n; i++)
		case_lint(lint, &cases.v[i], (unsigned int)i + 1, errors);
	plan_check(&cases, &rules, lint->cases_path, errors);
	rules_lint(lint->rules_path, &rules, &cases, errors);
	targets_lint(lint, &targets, errors);
	lists_lint(lint, &targets, &cases, &rules, errors);
	reproducers_lint(lint, &targets, &cases, errors);
	strings_free(&targets);
	cases_free(&cases);
	rules_free(&rules);
}
