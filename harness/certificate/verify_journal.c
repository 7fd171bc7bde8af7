// SPDX-License-Identifier: GPL-2.0-only
/* A run's journal, line by line: nothing twice, nothing out of its order. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "package.h"
#include "util.h"
#include "verify_parts.h"

struct reading {
	struct verifying *w;
	const char *name;
	const struct run *run;
	struct strings *unmet;
	bool **ended;	/* for each target and case: has it a result? */
	size_t *behind; /* for each target: no earlier case may come now */
	unsigned int ends;
};

/* Return: the index of a case, or the number of cases. */
static size_t case_index(const struct target_run *target, const char *id)
{
	size_t i = 0;

	while (i < target->nr_cases && strcmp(target->cases[i].id, id))
		i++;
	return i;
}

/* "needs 'X', ..."; return: X, allocated, or NULL. */
static char *need_dup(const char *message)
{
	static const char prefix[] = "needs '";

	if (!message || !str_starts(message, prefix))
		return NULL;
	message += strlen(prefix);
	return xstrndup(message, strcspn(message, "'"));
}

/* What the plan has already left out is not to come. */
static void planned_note(struct reading *r, size_t target,
			 const json_t *planned)
{
	const char *result =
		json_string_value(json_object_get(planned, "result"));
	const char *message =
		json_string_value(json_object_get(planned, "message"));
	const char *id = json_string_value(json_object_get(planned, "id"));
	size_t index = case_index(&r->run->targets[target], id);
	const struct case_info *info = cases_find(&r->w->cases, id);
	char *need;

	if (!result || strcmp(result, "SKIP"))
		return;
	r->ended[target][index] = true;
	if (message && str_starts(message, SKIP_OF_MODE))
		return; /* verify_plan() knows the mode */
	need = need_dup(message);
	if (info && (!need || !strings_has(&info->needs, need)))
		finding(r->w,
			"%s: the plan skips case %s of %s, which needs "
			"nothing that is missing",
			r->name, id, r->run->targets[target].target);
	else if (need && !strings_has(&r->unmet[target], need))
		strings_add(&r->unmet[target], need);
	free(need);
}

static void plan_note(struct reading *r, const json_t *object)
{
	const json_t *targets = json_object_get(object, "targets"), *target;
	size_t t, i;

	json_array_foreach(targets, t, target)
	{
		const json_t *cases = json_object_get(target, "cases"), *item;

		json_array_foreach(cases, i, item) planned_note(r, t, item);
	}
}

static void result_note(struct reading *r, const json_t *object)
{
	size_t t =
		(size_t)json_integer_value(json_object_get(object, "target"));
	const char *id = json_string_value(json_object_get(object, "id"));
	const struct target_run *target;
	size_t i;

	if (t >= r->run->nr_targets)
		return; /* of a control apart, which is refused as such */
	target = &r->run->targets[t];
	i = case_index(target, id);
	if (r->ended[t][i])
		finding(r->w, "%s: case %s of %s has a second result", r->name,
			id, target->target);
	else if (i < r->behind[t])
		finding(r->w, "%s: case %s of %s has its result out of order",
			r->name, id, target->target);
	r->ended[t][i] = true;
	if (i >= r->behind[t])
		r->behind[t] = i;
}

static void line_note(struct reading *r, const json_t *object)
{
	const char *type = json_string_value(json_object_get(object, "type"));

	if (r->ends)
		finding(r->w, "%s: the journal goes on behind its end",
			r->name);
	if (!strcmp(type, "plan"))
		plan_note(r, object);
	else if (!strcmp(type, "result"))
		result_note(r, object);
	else if (!strcmp(type, "end"))
		r->ends++;
}

static void lines_note(struct reading *r, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

		if (object)
			line_note(r, object);
		else if (*line || text)
			finding(r->w, "%s: the journal is cut off", r->name);
		json_decref(object);
	}
}

static void rest_note(struct reading *r)
{
	if (!r->ends)
		finding(r->w, "%s: the journal has no end", r->name);
	for (size_t t = 0; t < r->run->nr_targets; t++) {
		const struct target_run *target = &r->run->targets[t];

		for (size_t i = 0; i < target->nr_cases; i++)
			if (!r->ended[t][i])
				finding(r->w, "%s: case %s of %s has no result",
					r->name, target->cases[i].id,
					target->target);
	}
}

void verify_journal(struct verifying *w, const char *name,
		    const struct run *run, struct strings *unmet)
{
	struct reading r = { .w = w, .name = name, .run = run, .unmet = unmet };
	char *file = xasprintf("%s/journal.jsonl", name), *text;
	size_t len;

	r.ended = xcalloc(run->nr_targets, sizeof(*r.ended));
	r.behind = xcalloc(run->nr_targets, sizeof(*r.behind));
	for (size_t t = 0; t < run->nr_targets; t++)
		r.ended[t] = xcalloc(run->targets[t].nr_cases + 1, 1);
	/* journal_load() has read the same lines: their types are known */
	if (!package_read(w->v->dir, file, &text, &len)) {
		lines_note(&r, text);
		rest_note(&r);
	}
	free(text);
	for (size_t t = 0; t < run->nr_targets; t++)
		free(r.ended[t]);
	free(r.behind);
	free(r.ended);
	free(file);
}
