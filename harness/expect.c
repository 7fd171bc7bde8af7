// SPDX-License-Identifier: GPL-2.0-only
/* Known failures: fixtures/expectations/TARGET.KERNEL and core.KERNEL. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "paths.h"
#include "util.h"

#define MAX_BYTES (1u << 20)

static const struct expectation *expect_find(const struct expectations *list,
					     const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i].id, id))
			return &list->v[i];
	return NULL;
}

static bool result_listable(enum result result)
{
	return result == RESULT_FAIL || result == RESULT_TIMEOUT ||
	       result == RESULT_CRASH;
}

/* "RESULT CASE-ID REASON..."; return: what is wrong with it, or NULL */
static const char *line_parse(struct expectations *list, char *text,
			      unsigned int line)
{
	char *word = strsep(&text, " \t");
	char *id = text ? strsep(&text, " \t") : NULL;
	struct expectation *item;
	enum result result;

	if (!result_parse(word, &result) || !result_listable(result))
		return "does not begin with FAIL, TIMEOUT or CRASH";
	if (!id || !*id)
		return "names no case";
	text = text ? str_trim(text) : NULL;
	if (!text || !*text)
		return "gives no reason";
	if (expect_find(list, id))
		return "lists a case again";
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	item = &list->v[list->n++];
	item->result = result;
	item->id = xstrdup(id);
	item->reason = xstrdup(text);
	item->line = line;
	return NULL;
}

int expect_load(const char *dir, const char *name, struct expectations *list,
		struct strings *errors)
{
	size_t before = errors->n;
	char *text, *rest, *line;
	unsigned int number = 0;
	const char *wrong;
	int err;

	*list = (struct expectations){ .path = path_join(dir, name) };
	err = file_read(list->path, MAX_BYTES, &text, NULL);
	if (err)
		return err == -ENOENT ? 0 : err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		line = str_trim(line);
		if (!*line || *line == '#')
			continue;
		wrong = line_parse(list, line, number);
		if (wrong)
			strings_addf(errors, "%s:%u: %s", list->path, number,
				     wrong);
	}
	free(text);
	return errors->n > before ? -EINVAL : 0;
}

void expect_apply(const struct expectations *list, bool core,
		  struct target_run *target)
{
	for (size_t i = 0; i < target->nr_cases; i++) {
		struct case_result *result = &target->cases[i];
		const struct expectation *item = expect_find(list, result->id);

		if (!item || core != (result->layer == LAYER_CORE))
			continue;
		free(result->expected);
		result->expected = xstrdup(item->reason);
		result->expected_result = item->result;
	}
}

void expect_free(struct expectations *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].id);
		free(list->v[i].reason);
	}
	free(list->v);
	free(list->path);
	*list = (struct expectations){ 0 };
}
