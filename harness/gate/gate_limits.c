// SPDX-License-Identifier: GPL-2.0-only
/* The gate's ledgers of limits: a smaller limit is a regression. */
#include "gate_limits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gate_lists.h"
#include "ledger.h"
#include "match.h"
#include "paths.h"
#include "report_name.h"
#include "report_view.h"
#include "util.h"

/* One lane of the run, what it was promised to take and what it takes. */
struct lane {
	struct gate *gate;
	const struct target_run *target;
	struct limits is;
	const struct limits *was;
	char *where; /* the promise is: of a sentence, behind "was N" */
};

static char *ledger_name(const struct target_run *target)
{
	return xasprintf("%s.%s", target->target, target->kernel);
}

static bool has_ledger(const struct target_run *target)
{
	return !strchr(target->target, ',');
}

static void smaller_find(struct lane *lane, const char *what,
			 uint64_t page_size, uint64_t was, uint64_t is,
			 unsigned int line)
{
	const struct case_result *result =
		target_case(lane->target, lane->is.id);
	struct gate_finding *finding = gate_find(lane->gate, GATE_LIMIT);
	char number[16] = "";

	if (line)
		snprintf(number, sizeof(number), ":%u", line);
	finding->where = target_name_dup(lane->target);
	finding->id = xstrdup(lane->is.id);
	finding->text = xasprintf("%s at page_size %" PRIu64 ": was %" PRIu64
				  " (%s%s), is %" PRIu64,
				  what, page_size, was, lane->where, number,
				  is);
	finding->command = run_command(lane->gate->run, lane->target, result);
}

static void larger_note(struct lane *lane, const char *what, uint64_t page_size,
			uint64_t was, uint64_t is)
{
	char *name = target_name_dup(lane->target);

	strings_addf(&lane->gate->notes,
		     "larger limit: %s: %s at page_size %" PRIu64
		     ": was %" PRIu64 " (%s), is %" PRIu64
		     ": keep it with --write-ledger",
		     name, what, page_size, was, lane->where, is);
	free(name);
}

static void missing_find(struct lane *lane, const struct limit *was)
{
	struct gate_finding *finding;

	if (lane->gate->run->partial)
		return;
	finding = gate_find(lane->gate, GATE_UNJUDGED);
	finding->where = target_name_dup(lane->target);
	finding->text = xasprintf("the limits at page_size %" PRIu64
				  " (%s) were not measured",
				  was->page_size, lane->where);
}

static void number_judge(struct lane *lane, const char *what,
			 const struct limit *limit, uint64_t was, uint64_t is)
{
	if (is < was)
		smaller_find(lane, what, limit->page_size, was, is,
			     limit->line);
	else if (is > was && limit->line)
		larger_note(lane, what, limit->page_size, was, is);
}

static void limits_compare(struct lane *lane)
{
	for (size_t i = 0; i < lane->was->n; i++) {
		const struct limit *was = &lane->was->v[i];
		const struct limit *is = limits_find(&lane->is, was->page_size);

		if (!is) {
			missing_find(lane, was);
			continue;
		}
		number_judge(lane, "limit of ranges", was, was->ranges,
			     is->ranges);
		number_judge(lane, "limit of span", was, was->span, is->span);
	}
}

static int ledger_judge(struct lane *lane, struct strings *errors)
{
	char *name = ledger_name(lane->target);
	struct limits ledger;
	size_t before = errors->n;
	int err = limits_load(lane->gate->ledger, name, &ledger, errors);

	if (err && errors->n == before)
		strings_addf(errors, "%s: %s", ledger.path, strerror(-err));
	if (!err) {
		lane->was = &ledger;
		lane->where = ledger.path;
		limits_compare(lane);
	}
	limits_free(&ledger);
	free(name);
	return err ? -EINVAL : 0;
}

/* What the run before has measured need not be in a ledger yet. */
static void base_judge(struct lane *lane)
{
	const struct target_run *base =
		lane->gate->base ? run_lane(lane->gate->base, lane->target)
				 : NULL;
	struct limits before;

	if (!base)
		return;
	limits_measured(base, &before);
	lane->was = &before;
	lane->where = lane->gate->base->dir;
	limits_compare(lane);
	limits_free(&before);
}

int gate_limits_judge(struct gate *gate, struct strings *errors)
{
	int err = 0;

	for (size_t i = 0; i < gate->run->nr_targets; i++) {
		struct lane lane = { .gate = gate,
				     .target = &gate->run->targets[i] };
		size_t before = gate->nr_findings;

		/* of which there is a finding already */
		if (lane.target->infrastructure || !target_ran(lane.target))
			continue;
		limits_measured(lane.target, &lane.is);
		if (gate->ledger && has_ledger(lane.target) &&
		    ledger_judge(&lane, errors))
			err = -EINVAL;
		/* one sentence is enough for what both have promised */
		if (gate->nr_findings == before)
			base_judge(&lane);
		limits_free(&lane.is);
	}
	return err;
}

/* Has an earlier lane the same ledger? */
static bool is_repeated(const struct run *run, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(run->targets[i].target,
			    run->targets[index].target) &&
		    !strcmp(run->targets[i].kernel, run->targets[index].kernel))
			return true;
	return false;
}

/* The least of all lanes that share a ledger. */
static void lanes_measured(const struct run *run,
			   const struct target_run *target,
			   struct limits *limits)
{
	*limits = (struct limits){ 0 };
	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *other = &run->targets[i];
		struct limits more;

		if (strcmp(other->target, target->target) ||
		    strcmp(other->kernel, target->kernel))
			continue;
		limits_measured(other, &more);
		limits_lower(limits, &more);
		limits_free(&more);
	}
}

/* A page size that this run says nothing of keeps its line. */
static void rest_keep(const struct gate *gate, const char *name,
		      struct limits *limits)
{
	struct strings errors = { 0 };
	struct limits old = { 0 };

	if (!gate->ledger || limits_load(gate->ledger, name, &old, &errors))
		old.n = 0;
	for (size_t i = 0; i < old.n; i++) {
		struct limits one = { .v = &old.v[i], .n = 1 };

		if (!limits_find(limits, old.v[i].page_size))
			limits_lower(limits, &one);
	}
	strings_free(&errors);
	limits_free(&old);
}

static int ledger_write(const struct gate *gate,
			const struct target_run *target, const char *dir,
			char **error)
{
	char *name = ledger_name(target), *path = path_join(dir, name);
	struct limits limits;
	FILE *out = NULL;
	int err = 0;

	lanes_measured(gate->run, target, &limits);
	if (limits.n) {
		rest_keep(gate, name, &limits);
		out = fopen(path, "wxe");
		err = out ? 0 : -errno;
	}
	if (out) {
		fprintf(out,
			"# SPDX-License-Identifier: GPL-2.0-only\n"
			"# %s takes at least this: page_size, ranges, span of "
			"one range (bytes).\n",
			name);
		limits_print(&limits, out);
		err = ferror(out) ? -EIO : 0;
		if (fclose(out) && !err)
			err = -errno;
	}
	if (err)
		*error = xasprintf("%s: %s", path, strerror(-err));
	limits_free(&limits);
	free(path);
	free(name);
	return err;
}

int gate_limits_write(const struct gate *gate, const char *dir, char **error)
{
	const struct run *run = gate->run;
	int err = mkdir(dir, 0777) && errno != EEXIST ? -errno : 0;

	if (err)
		*error = xasprintf("%s: %s", dir, strerror(-err));
	for (size_t i = 0; !err && i < run->nr_targets; i++)
		if (has_ledger(&run->targets[i]) && !is_repeated(run, i))
			err = ledger_write(gate, &run->targets[i], dir, error);
	return err;
}
