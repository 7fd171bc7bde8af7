// SPDX-License-Identifier: GPL-2.0-only
/* Do the summaries follow from what they sum up? */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "package.h"
#include "report.h"
#include "util.h"
#include "verify_parts.h"

/* What results.json would be; NULL when it cannot be made. */
static json_t *results_again(const struct run *run)
{
	json_t *object = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (f && !report_json(run, f))
		object = json_loadb(text, len, 0, NULL);
	if (f)
		fclose(f);
	free(text);
	return object;
}

/* Return: the first of @keys in which the two differ, or NULL. */
static const char *difference(const json_t *a, const json_t *b,
			      const char *const *keys)
{
	for (; *keys; keys++)
		if (!json_equal(json_object_get(a, *keys),
				json_object_get(b, *keys)))
			return *keys;
	return NULL;
}

/* As difference(), for each member of two arrays; "number" when that differs */
static const char *array_difference(const json_t *a, const json_t *b,
				    const char *const *keys)
{
	const char *key = NULL;

	if (json_array_size(a) != json_array_size(b))
		return "number";
	for (size_t i = 0; !key && i < json_array_size(a); i++)
		key = difference(json_array_get(a, i), json_array_get(b, i),
				 keys);
	return key;
}

static void cases_compare(struct verifying *w, const char *name,
			  const json_t *due, const json_t *claimed)
{
	static const char *const keys[] = { "id",	  "result", "message",
					    "layer",	  "level",  "rules",
					    "unexpected", "output", NULL };

	for (size_t i = 0; i < json_array_size(due); i++) {
		const char *key = array_difference(
			json_object_get(json_array_get(due, i), "cases"),
			json_object_get(json_array_get(claimed, i), "cases"),
			keys);

		if (key)
			finding(w,
				"%s/results.json: the %s of a case is not what "
				"follows from the journal",
				name, key);
	}
}

static void results_compare(struct verifying *w, const char *name,
			    const json_t *due, const json_t *claimed)
{
	static const char *const keys[] = { "seed", "partial", "interrupted",
					    "tool", "started", NULL };
	static const char *const target_keys[] = { "target",	 "kernel",
						   "mode",	 "driver",
						   "model",	 "counts",
						   "unexpected", NULL };
	static const char *const verdict_keys[] = { "verdict", "core", NULL };
	const json_t *a = json_object_get(due, "targets");
	const json_t *b = json_object_get(claimed, "targets");
	const char *key = difference(due, claimed, keys);

	if (!key)
		key = array_difference(a, b, target_keys);
	if (key && !strcmp(key, "counts"))
		finding(w,
			"%s/results.json: its counts do not add up to what is "
			"in the journal",
			name);
	else if (key)
		finding(w,
			"%s/results.json: its %s is not what follows from the "
			"journal",
			name, key);
	key = array_difference(a, b, verdict_keys);
	if (key)
		finding(w,
			"%s/results.json: its verdict is not the one that "
			"follows from the cases",
			name);
	cases_compare(w, name, a, b);
}

void verify_results(struct verifying *w, const char *name,
		    const struct run *run)
{
	char *file = xasprintf("%s/results.json", name), *text = NULL;
	json_t *due = results_again(run), *claimed = NULL;
	size_t len = 0;

	if (!package_read(w->v->dir, file, &text, &len))
		claimed = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	if (!due || !claimed)
		finding(w, "%s: is missing or no JSON", file);
	else
		results_compare(w, name, due, claimed);
	json_decref(due);
	json_decref(claimed);
	free(text);
	free(file);
}
