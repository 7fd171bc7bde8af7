// SPDX-License-Identifier: GPL-2.0-only
/* One run folder of a package. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "certify.h"
#include "journal.h"
#include "package.h"
#include "paths.h"
#include "report_view.h"
#include "run_digest.h"
#include "util.h"
#include "verdict.h"
#include "verify_parts.h"

static void options_verify(struct verifying *w, const char *name,
			   const struct run *run)
{
	const char *options = pairs_get(&run->env, "options");

	if (!options || strcmp(options, OPTIONS_WHOLE))
		finding(w,
			"%s: was run with other options than a certificate "
			"allows: '%s' instead of '" OPTIONS_WHOLE "'",
			name, options ? options : "");
	if (run->partial)
		finding(w, "%s: only some of the cases were asked for", name);
	if (run->shard.count)
		finding(w, "%s: is a shard of a run", name);
	if (run->interrupted)
		finding(w, "%s: was interrupted", name);
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len >= end_len && !strcmp(s + len - end_len, end);
}

static void tree_verify(struct verifying *w, const char *name,
			const struct run *run)
{
	const char *tree = pairs_get(&run->env, "tree");

	if (ends_with(run->tool_commit, "-dirty") ||
	    !strcmp(run->tool_commit, "unknown"))
		finding(w,
			"%s: the tool was built from a tree with changes that "
			"nobody committed (%s)",
			name, run->tool_commit);
	if (!tree ||
	    (strcmp(tree, TREE_COMMITTED) && strcmp(tree, TREE_RELEASED)))
		finding(w,
			"%s: nothing says that the tree was a committed or a "
			"released one",
			name);
}

static void rules_verify(struct verifying *w, const char *name,
			 const struct run *run)
{
	if (strcmp(digest_rules(&run->rules).hex, w->evidence.rules.hex))
		finding(w,
			"%s: the journal was judged by other rules than the "
			"package's " PACKAGE_RULES,
			name);
}

static void seed_verify(struct verifying *w, const char *name, size_t index,
			const struct run *run)
{
	const struct module *module = run_module(run->targets);
	struct digest driver;
	uint64_t due;

	if (!module) {
		finding(w, "%s: module %s, the driver, was not loaded", name,
			run->targets->driver);
		return;
	}
	driver = digest_driver(module);
	due = evidence_seed(&w->evidence.rules, &driver, index);
	if (run->seed != due)
		finding(w,
			"%s: has seed %" PRIu64 "; rules and driver ask for "
			"%" PRIu64,
			name, run->seed, due);
}

static bool is_control(const struct target_run *target)
{
	return !strcmp(target->target, PACKAGE_CONTROL);
}

/* The first target is judged; a control is beside it, or is it. */
static void targets_verify(struct verifying *w, const char *name,
			   const struct run *run)
{
	const struct target_run *first = run->targets;
	size_t due = is_control(first) ? 1 : 2;
	const struct target_run *control = &run->targets[due - 1];

	if (strchr(first->target, ',') || first->kernel_knobs)
		finding(w,
			"%s: the knobs of target %s were turned, which a "
			"certificate does not allow",
			name, first->target);
	if (run->nr_targets < due || !is_control(control))
		finding(w,
			"%s: the control is missing: target " PACKAGE_CONTROL
			" has to be run on the same lane",
			name);
	else if (run->nr_targets > due || run->nr_controls)
		finding(w,
			"%s: has more targets than the driver's and the "
			"control",
			name);
	else if (strcmp(control->kernel, first->kernel) ||
		 strcmp(control->release, first->release) ||
		 strcmp(control->config_sha256, first->config_sha256) ||
		 strcmp(control->mode, first->mode))
		finding(w, "%s: the control was run on another lane", name);
	else if (due == 2 && control->verdict != VERDICT_CONFORMS)
		finding(w,
			"%s: the control does not conform (%s): what was run "
			"here cannot be relied on",
			name, verdict_name(control->verdict));
}

static void health_verify(struct verifying *w, const char *name,
			  const struct target_run *target)
{
	const char *warning = pairs_get(&target->env, "late_warning");

	if (target->infrastructure)
		finding(w, "%s: the VM of %s was not to be had: %s", name,
			target->target, target->infrastructure);
	if (warning)
		finding(w,
			"%s: the kernel complained when no case of %s was "
			"running: %s",
			name, target->target, warning);
	if (!target_ran(target))
		finding(w, "%s: not one case of %s was run: all are skipped",
			name, target->target);
}

static void contents_verify(struct verifying *w, const char *name,
			    const struct run *run)
{
	struct strings *unmet = xcalloc(run->nr_targets, sizeof(*unmet));
	struct strings *due = xcalloc(run->nr_targets, sizeof(*due));

	verify_journal(w, name, run, unmet);
	verify_plan(w, name, run, unmet, due);
	for (size_t i = 0; i < run->nr_targets; i++) {
		verify_lane(w, name, &run->targets[i], &due[i]);
		health_verify(w, name, &run->targets[i]);
		strings_free(&due[i]);
		strings_free(&unmet[i]);
	}
	free(unmet);
	free(due);
}

void verify_run(struct verifying *w, size_t index)
{
	struct run *run = &w->evidence.runs[index];
	char *name = xasprintf("run-%zu", index + 1), *error;
	char *dir = path_join(w->v->dir, name);

	if (journal_load(dir, run, &error)) {
		finding(w, "%s: is missing or cannot be read: %s", name,
			error + (str_starts(error, dir) ? strlen(dir) + 1 : 0));
		free(error);
	} else {
		verdict_judge(run);
		w->read++;
		options_verify(w, name, run);
		tree_verify(w, name, run);
		rules_verify(w, name, run);
		seed_verify(w, name, index, run);
		targets_verify(w, name, run);
		contents_verify(w, name, run);
		verify_results(w, name, run);
	}
	free(dir);
	free(name);
}
