// SPDX-License-Identifier: GPL-2.0-only
/* A lane's part of a target's cases. */
#include <stdlib.h>
#include <string.h>

#include "depend.h"
#include "slice.h"
#include "util.h"

/* Wedged VMs after which a setting is given up. */
#define MAX_WEDGES 2

/* Plans keep the order of the cases: each is found behind the one before. */
static void infos_find(struct slice *slice)
{
	const struct cases *cases = slice->cases;
	size_t at = 0;

	slice->infos = xcalloc(slice->out->nr_cases, sizeof(*slice->infos));
	for (size_t i = 0; i < slice->out->nr_cases; i++, at++) {
		const char *id = slice->out->cases[i].id;

		while (at < cases->n && strcmp(cases->v[at].id, id))
			at++;
		slice->infos[i] = &cases->v[at];
	}
}

void slice_init(struct slice *slice, struct target_run *out,
		const struct cases *cases, unsigned int index,
		unsigned int count)
{
	*slice = (struct slice){
		.out = out,
		.cases = cases,
		.first = out->nr_cases * index / count,
		.end = out->nr_cases * (index + 1) / count,
	};
	slice->repeated = xcalloc(slice->first, sizeof(*slice->repeated));
	infos_find(slice);
}

/* Return: the case that showed enough of the setting of case @i, or NULL. */
static const char *setting_spent(const struct slice *slice, size_t i)
{
	const struct case_info *info = slice->infos[i];
	unsigned int wedges = 0;

	while (info->set && i-- > slice->first && slice->infos[i]->set &&
	       !strcmp(slice->infos[i]->set, info->set)) {
		enum result result = slice->out->cases[i].result;

		if (info->once && depend_stops(result))
			return slice->infos[i]->id;
		if (result == RESULT_CRASH || result == RESULT_TIMEOUT)
			wedges++;
		if (wedges == MAX_WEDGES)
			return slice->infos[i]->id;
	}
	return NULL;
}

struct case_result *slice_stop(struct slice *slice)
{
	for (size_t i = slice->first; i < slice->end; i++) {
		struct case_result *result = &slice->out->cases[i];
		const char *culprit;

		if (!result_is_open(result))
			continue;
		culprit = setting_spent(slice, i);
		if (!culprit)
			culprit = depend_culprit(slice->infos[i], slice->cases,
						 slice->out, &slice->failed);
		if (!culprit)
			continue;
		result->message = depend_message(culprit);
		return result;
	}
	return NULL;
}

/* Marks the open cases and what they build on; return: is any open? */
static bool open_mark(const struct slice *slice, bool *marks)
{
	bool open = false;

	for (size_t i = slice->first; i < slice->end; i++) {
		const struct case_result *result = &slice->out->cases[i];

		if (!result_is_open(result))
			continue;
		marks[i] = open = true;
		depend_mark(slice->infos[i], slice->cases, slice->out,
			    slice->first, marks);
	}
	return open;
}

static void plan_drop(struct slice *slice)
{
	free(slice->plan);
	free(slice->places);
	slice->plan = xcalloc(slice->end, sizeof(*slice->plan));
	slice->places = xcalloc(slice->end, sizeof(*slice->places));
	slice->n = 0;
}

size_t slice_plan(struct slice *slice)
{
	bool *marks = xcalloc(slice->end, sizeof(*marks));
	bool open = open_mark(slice, marks);

	plan_drop(slice);
	for (size_t i = 0; open && i < slice->end; i++) {
		if (!marks[i] || (i < slice->first && slice->repeated[i]))
			continue;
		slice->plan[slice->n] = slice->infos[i];
		slice->places[slice->n++] = i;
	}
	free(marks);
	return slice->n;
}

static void repeated_end(struct slice *slice, size_t at,
			 struct case_result *result)
{
	slice->repeated[at] = true;
	if (depend_stops(result->result))
		strings_add(&slice->failed, slice->out->cases[at].id);
	result_free(result);
}

struct case_result *slice_take(struct slice *slice, size_t i,
			       struct case_result *result)
{
	size_t at = slice->places[i];
	struct case_result *planned = &slice->out->cases[at];

	if (at < slice->first) {
		repeated_end(slice, at, result);
		return NULL;
	}
	planned->result = result->result;
	planned->duration_s = result->duration_s;
	planned->message = result->message;
	planned->geometry = result->geometry;
	planned->bits = result->bits;
	planned->output = result->output;
	planned->klog = result->klog;
	planned->fingerprint = result->fingerprint;
	return planned;
}

bool slice_is_open(const struct slice *slice)
{
	for (size_t i = slice->first; i < slice->end; i++)
		if (result_is_open(&slice->out->cases[i]))
			return true;
	return false;
}

void slice_free(struct slice *slice)
{
	free(slice->plan);
	free(slice->places);
	free(slice->repeated);
	free(slice->infos);
	strings_free(&slice->failed);
}
