// SPDX-License-Identifier: GPL-2.0-only
/* The reader of the fixtures' tables of defects. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "defects.h"
#include "util.h"

#define MAX_BYTES (1u << 20)
#define TEXTS	  3

/* The next "text" behind @line, allocated; NULL when there is none. */
static char *text_next(const char **line)
{
	const char *from = strchr(*line, '"'), *to;

	to = from ? strchr(from + 1, '"') : NULL;
	if (!to)
		return NULL;
	*line = to + 1;
	return xstrndup(from + 1, (size_t)(to - from - 1));
}

/* Return: what is wrong with the line, or NULL. */
static const char *defect_parse(const char *line, struct defects *defects)
{
	struct defect defect = { 0 };
	char **texts[TEXTS] = { &defect.name, &defect.what,
				&defect.stands_for };
	const char *wrong = NULL;

	for (size_t i = 0; i < TEXTS; i++) {
		*texts[i] = text_next(&line);
		if (!*texts[i] || !**texts[i])
			wrong = "not (symbol, \"name\", \"what\", \"stands for\")";
	}
	if (!wrong && strcmp(line, ")"))
		wrong = "more than three texts";
	if (!wrong && defects_find(defects, defect.name))
		wrong = "a second defect of this name";
	defects->v = array_grow(defects->v, defects->n, sizeof(defect));
	defects->v[defects->n++] = defect;
	return wrong;
}

int defects_load(const char *path, struct defects *defects,
		 struct strings *errors)
{
	size_t before = errors->n;
	unsigned int number = 0;
	char *text, *rest, *line;
	int err;

	*defects = (struct defects){ 0 };
	err = file_read(path, MAX_BYTES, &text, NULL);
	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		const char *wrong;

		number++;
		if (!str_starts(line, "DEFECT(") &&
		    !str_starts(line, "CORE_DEFECT("))
			continue;
		wrong = defect_parse(line, defects);
		if (wrong)
			strings_addf(errors, "%s:%u: %s", path, number, wrong);
	}
	if (!defects->n && errors->n == before)
		strings_addf(errors, "%s:1: no defects", path);
	free(text);
	return errors->n > before ? -EINVAL : 0;
}

const struct defect *defects_find(const struct defects *defects,
				  const char *name)
{
	for (size_t i = 0; i < defects->n; i++)
		if (defects->v[i].name && !strcmp(defects->v[i].name, name))
			return &defects->v[i];
	return NULL;
}

void defects_free(struct defects *defects)
{
	for (size_t i = 0; i < defects->n; i++) {
		free(defects->v[i].name);
		free(defects->v[i].what);
		free(defects->v[i].stands_for);
	}
	free(defects->v);
	*defects = (struct defects){ 0 };
}
