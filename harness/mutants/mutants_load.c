// SPDX-License-Identifier: GPL-2.0-only
/* Which mutants there are, and what may tell them from a sound fixture. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "defects.h"
#include "expect.h"
#include "kernels.h"
#include "load.h"
#include "mutants.h"
#include "paths.h"
#include "plan.h"
#include "util.h"

/* The module whose parameter makes the core have a bug. */
#define CORE_MODULE "vfio."

/* struct source - where defects come from: a line "defects" of a target */
struct source {
	const struct target *target;
	const char *parameter; /* MODULE.PARAMETER */
	const char *key;       /* PARAMETER */
	bool core;
};

/* TARGET,PARAMETER=NAME */
static char *spec_make(const struct source *source, const char *name)
{
	return xasprintf("%s,%s=%s", source->target->name, source->key, name);
}

/*
 * The kernel to try a defect on: the target's first one, unless the cases that
 * say they fail on it name others only.
 */
static char *kernel_pick(const struct mutants *m, const struct source *source,
			 const char *spec)
{
	const char *other = NULL;
	size_t len = strlen(spec);

	for (size_t i = 0; i < m->cases.n; i++) {
		const struct strings *list = &m->cases.v[i].fails_on;

		for (size_t k = 0; k < list->n; k++) {
			if (strncmp(list->v[k], spec, len))
				continue;
			if (!list->v[k][len])
				return xstrdup(source->target->kernels.v[0]);
			if (list->v[k][len] == '@' && !other)
				other = list->v[k] + len + 1;
		}
	}
	if (!other && source->core)
		other = "core-defects";
	return xstrdup(other ? other : source->target->kernels.v[0]);
}

static void mutant_add(struct mutants *m, size_t group,
		       const struct source *source, const struct defect *defect)
{
	struct mutant *mutant;

	m->v = array_grow(m->v, m->n, sizeof(*m->v));
	mutant = &m->v[m->n++];
	mutant->group = group;
	mutant->name = xstrdup(defect->name);
	mutant->what = xstrdup(defect->what);
	mutant->stands_for = xstrdup(defect->stands_for);
	mutant->spec = spec_make(source, defect->name);
	mutant->set = xasprintf("%s=%s", source->parameter, defect->name);
	mutant->control = !strcmp(defect->name, MUTANT_NONE);
	mutant->cells = xcalloc(m->cases.n, sizeof(*mutant->cells));
	for (size_t i = 0; i < m->cases.n; i++)
		mutant->cells[i] = CELL_OPEN;
}

/* Cases that are known to fail on the sound fixture, too, tell nothing. */
static int expected_exclude(struct mutants *m, struct mutant_group *group,
			    const char *whose, bool core)
{
	struct strings errors = { 0 };
	char *name = xasprintf("%s.%s", whose, group->kernel);
	char *dir = expectations_path();
	struct expectations list;
	int err = expect_load(dir, name, &list, &errors);

	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	for (size_t i = 0; !err && i < m->cases.n; i++) {
		const struct case_info *info = &m->cases.v[i];
		const struct expectation *item = expect_find(&list, info->id);
		enum level level;
		enum layer layer;

		plan_rank(&info->rules, &m->rules, &level, &layer);
		if (item && core == (layer == LAYER_CORE))
			group->tellable[i] = false;
	}
	expect_free(&list);
	strings_free(&errors);
	free(name);
	free(dir);
	return err ? STATUS_USAGE : STATUS_OK;
}

static bool case_selected(const struct mutants *m, const char *id)
{
	for (size_t i = 0; m->select && i < m->select->n; i++)
		if (!fnmatch(m->select->v[i], id, 0))
			return true;
	return !m->select || !m->select->n;
}

static bool case_tells(const struct mutants *m,
		       const struct mutant_group *group, size_t i)
{
	const struct case_info *info = &m->cases.v[i];
	enum level level;
	enum layer layer;

	if (!case_selected(m, info->id))
		return false;
	plan_rank(&info->rules, &m->rules, &level, &layer);
	if (!group->any_layer && group->core != (layer == LAYER_CORE))
		return false;
	for (size_t k = 0; k < info->needs.n; k++)
		if (strcmp(info->needs.v[k], NEED_GROUP) &&
		    !strings_has(&group->target.needs, info->needs.v[k]))
			return false;
	return true;
}

static int group_fill(struct mutants *m, struct mutant_group *group)
{
	int status;

	group->tellable = xcalloc(m->cases.n, sizeof(*group->tellable));
	for (size_t i = 0; i < m->cases.n; i++)
		group->tellable[i] = case_tells(m, group, i);
	status = expected_exclude(m, group, "core", true);
	if (!status)
		status = expected_exclude(m, group, group->target.name, false);
	return status;
}

/* The group's index, or that of a new one with its control. */
static int group_get(struct mutants *m, const struct source *source,
		     const char *kernel, size_t *index)
{
	static const struct defect none = { MUTANT_NONE, "conforms",
					    "nothing" };
	struct mutant_group *group;
	int status;

	for (size_t g = 0; g < m->nr_groups; g++) {
		*index = g;
		if (!strcmp(m->groups[g].kernel, kernel) &&
		    m->groups[g].core == source->core &&
		    !strcmp(m->groups[g].target.name, source->target->name))
			return STATUS_OK;
	}
	m->groups = array_grow(m->groups, m->nr_groups, sizeof(*m->groups));
	*index = m->nr_groups;
	group = &m->groups[m->nr_groups++];
	group->kernel = xstrdup(kernel);
	group->core = source->core;
	status = load_target(source->target->name, &group->target);
	if (!status)
		status = group_fill(m, group);
	group->control = m->n;
	mutant_add(m, *index, source, &none);
	return status;
}

static bool spec_wanted(const char *spec, const struct strings *globs)
{
	for (size_t i = 0; i < globs->n; i++)
		if (!fnmatch(globs->v[i], spec, 0))
			return true;
	return !globs->n;
}

static int defect_add(struct mutants *m, const struct source *source,
		      const struct defect *defect, const struct strings *globs)
{
	char *spec = spec_make(source, defect->name);
	char *kernel = kernel_pick(m, source, spec);
	int status = STATUS_OK;
	size_t group;

	if (!globs->n && !m->full && kernel_is_slow(kernel)) {
		m->put_off++;
	} else if (spec_wanted(spec, globs)) {
		status = group_get(m, source, kernel, &group);
		if (!status)
			mutant_add(m, group, source, defect);
	}
	free(kernel);
	free(spec);
	return status;
}

static int source_load(struct mutants *m, const struct source *source,
		       const char *table, const struct strings *globs)
{
	char *path = path_join(paths_source(), table);
	struct strings errors = { 0 };
	struct defects defects;
	int err = defects_load(path, &defects, &errors), status = STATUS_OK;

	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	if (err && !errors.n)
		complain("%s: %s", path, strerror(-err));
	if (err)
		status = STATUS_USAGE;
	for (size_t i = 0; !status && i < defects.n; i++)
		status = defect_add(m, source, &defects.v[i], globs);
	defects_free(&defects);
	strings_free(&errors);
	free(path);
	return status;
}

static int target_take(struct mutants *m, const char *name, bool core,
		       const struct strings *globs)
{
	struct target target;
	int status = load_target(name, &target);

	for (size_t i = 0; !status && i < target.defects.n; i += 2) {
		struct source source = { .target = &target,
					 .parameter = target.defects.v[i] };
		const char *dot = strchr(source.parameter, '.');

		source.key = dot ? dot + 1 : source.parameter;
		source.core = str_starts(source.parameter, CORE_MODULE);
		if (source.core == core)
			status = source_load(m, &source,
					     target.defects.v[i + 1], globs);
	}
	target_free(&target);
	return status;
}

int mutants_load(struct mutants *m, bool core, const struct strings *globs)
{
	struct strings names = { 0 };
	int status = load_rules(&m->rules);
	char *dir = targets_path();

	if (!status)
		status = load_cases(&m->cases);
	targets_names(dir, &names);
	for (size_t i = 0; !status && i < names.n; i++)
		status = target_take(m, names.v[i], core, globs);
	if (!status && !m->n) {
		complain("no defect matches; they are called "
			 "TARGET,defect=NAME");
		status = STATUS_NOTHING;
	}
	strings_free(&names);
	free(dir);
	return status;
}

int mutants_begin(struct mutants *m, const char *target, const char *kernel,
		  bool core)
{
	struct mutant_group *group;
	int status = load_rules(&m->rules);

	if (!status)
		status = load_cases(&m->cases);
	if (status)
		return status;
	m->groups = array_grow(m->groups, m->nr_groups, sizeof(*m->groups));
	group = &m->groups[m->nr_groups++];
	group->kernel = xstrdup(kernel);
	group->any_layer = core;
	status = load_target(target, &group->target);
	return status ? status : group_fill(m, group);
}
