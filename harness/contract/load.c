// SPDX-License-Identifier: GPL-2.0-only
/* What the commands read before they do anything. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "closest.h"
#include "journal.h"
#include "kernels.h"
#include "load.h"
#include "paths.h"
#include "rules.h"
#include "verdict.h"

char *rules_path(void)
{
	return path_join(paths_source(), "CONFORMANCE.md");
}

char *cases_path(void)
{
	return path_join(paths_built(), "cases.jsonl");
}

char *benches_path(void)
{
	return path_join(paths_built(), "benches.jsonl");
}

char *targets_path(void)
{
	return path_join(paths_source(), "fixtures/targets");
}

char *expectations_path(void)
{
	return path_join(paths_source(), "fixtures/expectations");
}

char *limits_path(void)
{
	return path_join(paths_source(), "fixtures/limits");
}

char *reproducers_path(void)
{
	return path_join(paths_source(), "suites/reproducers");
}

char *defects_path(void)
{
	return path_join(paths_source(),
			 "fixtures/modules/reference/defects.h");
}

/* Takes @path and @errors. */
static enum status outcome(int err, char *path, struct strings *errors)
{
	for (size_t i = 0; i < errors->n; i++)
		fprintf(stderr, "%s\n", errors->v[i]);
	if (err && !errors->n)
		complain("%s: %s", path, strerror(-err));
	strings_free(errors);
	free(path);
	return err ? STATUS_USAGE : STATUS_OK;
}

enum status load_rules(struct rules *rules)
{
	struct strings errors = { 0 };
	char *path = rules_path();
	int err = rules_load(path, rules, &errors);

	return outcome(err, path, &errors);
}

/* Takes @path. */
static enum status facts_load(char *path, struct cases *cases)
{
	struct strings errors = { 0 };
	int err = cases_load(path, cases, &errors);

	if (err == -ENOENT) {
		complain("%s: not built yet; say make", path);
		free(path);
		return STATUS_INFRA;
	}
	return outcome(err, path, &errors);
}

enum status load_cases(struct cases *cases)
{
	return facts_load(cases_path(), cases);
}

enum status load_benches(struct cases *cases, const char *path)
{
	return facts_load(path ? xstrdup(path) : benches_path(), cases);
}

/* A target that is none of ours is not linted: its kernels are looked up. */
static int target_kernels_check(const struct target *target,
				struct strings *errors)
{
	struct strings names = { 0 };
	size_t before = errors->n;

	kernels_names(&names);
	for (size_t i = 0; i < target->kernels.n; i++) {
		const char *name = target->kernels.v[i];
		char *hint;

		if (strings_has(&names, name))
			continue;
		hint = closest_hint(name, (const char *const *)names.v,
				    names.n);
		strings_addf(errors, "%s:%u: unknown kernel '%s'%s",
			     target->file, target->kernels_line, name, hint);
		free(hint);
	}
	strings_free(&names);
	return errors->n > before ? -EINVAL : 0;
}

static void target_missing(const struct target *target)
{
	char *names = targets_list();

	if (target->folder)
		complain("no target file '%s'", target->file);
	else
		complain("no target '%s'; there are: %s, and files by their "
			 "paths",
			 target->name, names);
	free(names);
}

enum status load_target(const char *spec, struct target *target)
{
	struct strings errors = { 0 };
	char *dir = targets_path();
	int err = target_load(dir, spec, target, &errors);

	free(dir);
	if (!err && target->folder)
		err = target_kernels_check(target, &errors);
	if (err != -ENOENT)
		return outcome(err, xstrdup(target->file), &errors);
	target_missing(target);
	return STATUS_USAGE;
}

char *targets_list(void)
{
	struct strings names = { 0 };
	char *dir = targets_path(), *list;

	targets_names(dir, &names);
	list = strings_join(&names, ", ");
	strings_free(&names);
	free(dir);
	return list;
}

char *kernels_list(void)
{
	struct strings names = { 0 };
	char *list;

	kernels_names(&names);
	list = strings_join(&names, ", ");
	strings_free(&names);
	return list;
}

enum status load_run(const char *dir, struct run *run)
{
	char *error;

	if (journal_load(dir, run, &error)) {
		complain("%s", error);
		free(error);
		return STATUS_USAGE;
	}
	verdict_judge(run);
	return STATUS_OK;
}
