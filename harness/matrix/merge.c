// SPDX-License-Identifier: GPL-2.0-only
/* Runs of several machines, joined into one. */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "shard.h"
#include "util.h"

/* How much a result says against the driver, or against knowing. */
static unsigned int result_rank(enum result result)
{
	static const unsigned int ranks[RESULT_COUNT] = {
		[RESULT_NOTRUN] = 0, [RESULT_SKIP] = 1, [RESULT_PASS] = 2,
		[RESULT_ERROR] = 3,  [RESULT_FAIL] = 4, [RESULT_TIMEOUT] = 5,
		[RESULT_CRASH] = 6,
	};

	return ranks[result];
}

static char *copy_or_null(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

/* What is not the same everywhere is told in full. */
static void pair_join(struct pairs *pairs, const char *key, const char *value)
{
	const char *old = pairs_get(pairs, key);
	char *both;

	if (old && !strcmp(old, value))
		return;
	both = old ? xasprintf("%s | %s", old, value) : xstrdup(value);
	pairs_set(pairs, key, both);
	free(both);
}

static void pairs_join(struct pairs *pairs, const struct pairs *more)
{
	for (size_t i = 0; i < more->n; i++)
		pair_join(pairs, more->v[i].key, more->v[i].value);
}

static void reason_join(char **reason, char *more)
{
	char *both;

	if (!*reason || !more) {
		if (!*reason)
			*reason = more;
		return;
	}
	both = xasprintf("%s | %s", *reason, more);
	free(*reason);
	free(more);
	*reason = both;
}

static void case_swap(struct case_result *a, struct case_result *b)
{
	struct case_result c = *a;

	*a = *b;
	*b = c;
}

/* Another shard ran this case, too. */
static void case_join(const struct target_run *target,
		      struct case_result *result, struct case_result *other,
		      struct strings *notes)
{
	if (result->result != other->result &&
	    result->result != RESULT_NOTRUN && other->result != RESULT_NOTRUN)
		strings_addf(notes,
			     "%s.%s.%s: %s is %s in one shard and %s in "
			     "another: the worse one counts",
			     target->target, target->kernel, target->mode,
			     result->id, result_name(result->result),
			     result_name(other->result));
	if (result_rank(other->result) > result_rank(result->result))
		case_swap(result, other);
}

/* The whole plan of a lane, while shards are joined. */
struct whole {
	struct target_run *target;
	struct case_result *cases; /* by place */
	bool *taken;		   /* does a shard tell of it? */
	size_t n;
};

static void cases_take(struct whole *whole, struct target_run *shard,
		       struct strings *notes)
{
	for (size_t i = 0; i < shard->nr_cases; i++) {
		struct case_result *result = &shard->cases[i];
		size_t at = result->place;

		if (whole->taken[at])
			case_join(whole->target, &whole->cases[at], result,
				  notes);
		else
			case_swap(&whole->cases[at], result);
		whole->taken[at] = true;
	}
}

/* What no shard tells of is what a missing one would have told. */
static void missing_fill(struct whole *whole, struct target_run *shard)
{
	for (size_t i = 0; i < shard->nr_elsewhere; i++) {
		struct case_result *result = &shard->elsewhere[i];
		struct case_result *place = &whole->cases[result->place];

		if (whole->taken[result->place] || place->id)
			continue;
		case_swap(place, result);
	}
}

/* Return: false when something is missing. */
static bool missing_tell(struct whole *whole, struct strings *notes)
{
	unsigned int shards = whole->target->shards;
	bool *told = xcalloc(shards + 1, sizeof(*told)), all = true;

	for (size_t i = 0; i < whole->n; i++) {
		struct case_result *result = &whole->cases[i];
		char *words = shard_words(result->shard, shards);

		if (!whole->taken[i] && result_is_open(result))
			result->message = xasprintf("%s is missing", words);
		if (!whole->taken[i] && !told[result->shard]) {
			strings_addf(notes, "%s.%s.%s: %s is missing",
				     whole->target->target,
				     whole->target->kernel, whole->target->mode,
				     words);
			told[result->shard] = true;
			all = false;
		}
		free(words);
	}
	free(told);
	return all;
}

static void elsewhere_drop(struct target_run *target)
{
	for (size_t i = 0; i < target->nr_elsewhere; i++)
		result_free(&target->elsewhere[i]);
	free(target->elsewhere);
	target->elsewhere = NULL;
	target->nr_elsewhere = 0;
	target->shards = 0;
}

static void rest_join(struct target_run *target, struct target_run *shard)
{
	pairs_join(&target->env, &shard->env);
	reason_join(&target->infrastructure, shard->infrastructure);
	shard->infrastructure = NULL;
	/* a VM that never came up does not know what it would have loaded */
	if (shard->nr_modules < target->nr_modules) {
		struct module *modules = target->modules;
		size_t n = target->nr_modules;

		target->modules = shard->modules;
		target->nr_modules = shard->nr_modules;
		shard->modules = modules;
		shard->nr_modules = n;
	}
}

/* Makes @target, a shard, the whole lane; return: false when one is missing. */
static bool shards_join(struct target_run *target, struct run *runs, size_t n,
			struct strings *notes)
{
	struct whole whole = { .target = target,
			       .n = target->nr_cases + target->nr_elsewhere };
	struct case_result *own = target->cases;
	bool all;

	whole.cases = xcalloc(whole.n, sizeof(*whole.cases));
	whole.taken = xcalloc(whole.n, sizeof(*whole.taken));
	cases_take(&whole, target, notes);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < runs[i].nr_targets; k++) {
			struct target_run *shard = &runs[i].targets[k];

			if (!shard->target || !merge_same_lane(shard, target))
				continue;
			cases_take(&whole, shard, notes);
			rest_join(target, shard);
		}
	}
	missing_fill(&whole, target);
	all = missing_tell(&whole, notes);
	elsewhere_drop(target);
	free(own); /* moved, each of them */
	target->cases = whole.cases;
	target->nr_cases = whole.n;
	for (size_t i = 0; i < whole.n; i++)
		whole.cases[i].shard = 0;
	free(whole.taken);
	return all;
}

static bool lane_known(const struct run *out, const struct target_run *target)
{
	for (size_t i = 0; i < out->nr_targets; i++)
		if (merge_same_lane(&out->targets[i], target))
			return true;
	return false;
}

static bool lanes_join(struct run *runs, size_t n, struct run *out,
		       struct strings *notes)
{
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < runs[i].nr_targets; k++) {
			struct target_run *target = &runs[i].targets[k], *lane;

			if (lane_known(out, target))
				continue;
			out->targets = array_grow(out->targets, out->nr_targets,
						  sizeof(*out->targets));
			lane = &out->targets[out->nr_targets++];
			*lane = *target;
			memset(target, 0, sizeof(*target));
			if (lane->shards)
				all &= shards_join(lane, runs + i + 1,
						   n - i - 1, notes);
		}
	}
	return all;
}

/* Takes what the control of one part ran and that of another did not. */
static void control_take(struct target_run *control, struct target_run *more)
{
	for (size_t i = 0; i < more->nr_cases; i++) {
		struct case_result *result = &more->cases[i];

		if (target_case(control, result->id))
			continue;
		control->cases = array_grow(control->cases, control->nr_cases,
					    sizeof(*control->cases));
		case_swap(&control->cases[control->nr_cases++], result);
	}
	rest_join(control, more);
}

static void control_join(struct run *out, struct target_run *control)
{
	for (size_t i = 0; i < out->nr_controls; i++) {
		if (!lane_same(&out->controls[i], control))
			continue;
		control_take(&out->controls[i], control);
		return;
	}
	out->controls = array_grow(out->controls, out->nr_controls,
				   sizeof(*out->controls));
	out->controls[out->nr_controls++] = *control;
	memset(control, 0, sizeof(*control));
}

static void controls_join(struct run *runs, size_t n, struct run *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < runs[i].nr_controls; k++)
			control_join(out, &runs[i].controls[k]);
}

/* Where each part comes from, for whoever doubts the whole. */
static void part_tell(struct run *out, const struct run *run, size_t i)
{
	char *key = xasprintf("part %zu", i + 1), *words = NULL, *value;

	if (run->shard.count)
		words = shard_words(run->shard.index, run->shard.count);
	value = xasprintf("%s%s%s, %.1f s, on %s", words ? words : "",
			  words ? ", " : "", run->started, run->duration_s,
			  pairs_get(&run->env, "host"));
	pairs_set(&out->env, key, value);
	free(words);
	free(value);
	free(key);
}

static void run_join(struct run *out, const struct run *run)
{
	/* ISO 8601 in UTC: the order of the letters is that of time */
	if (strcmp(run->started, out->started) < 0) {
		free(out->started);
		out->started = xstrdup(run->started);
	}
	if (run->duration_s > out->duration_s)
		out->duration_s = run->duration_s;
	out->interrupted |= run->interrupted;
	out->partial |= run->shard.count ? run->shard.selected : run->partial;
	pairs_join(&out->env, &run->env);
}

bool merge_runs(struct run *runs, size_t n, struct run *out,
		struct strings *notes)
{
	bool all;

	*out = (struct run){
		.tool_version = copy_or_null(runs[0].tool_version),
		.tool_commit = xstrdup(runs[0].tool_commit),
		.started = xstrdup(runs[0].started),
		.seed = runs[0].seed,
		.rules = runs[0].rules,
	};
	for (size_t i = 0; i < n; i++)
		run_join(out, &runs[i]);
	for (size_t i = 0; i < n; i++)
		part_tell(out, &runs[i], i);
	all = lanes_join(runs, n, out, notes);
	controls_join(runs, n, out);
	runs[0].rules = (struct rules){ 0 };
	return all;
}
