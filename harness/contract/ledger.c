// SPDX-License-Identifier: GPL-2.0-only
/* A tracker's limits: as a run has measured them, and as a ledger has them. */
#include "ledger.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "util.h"

#define MAX_BYTES (1u << 20)

static struct limit *limit_get(struct limits *limits, uint64_t page_size)
{
	for (size_t i = 0; i < limits->n; i++)
		if (limits->v[i].page_size == page_size)
			return &limits->v[i];
	return NULL;
}

const struct limit *limits_find(const struct limits *limits, uint64_t page_size)
{
	return limit_get((struct limits *)limits, page_size);
}

static struct limit *limit_add(struct limits *limits, uint64_t page_size)
{
	struct limit *limit;

	limits->v = array_grow(limits->v, limits->n, sizeof(*limits->v));
	limit = &limits->v[limits->n++];
	limit->page_size = page_size;
	return limit;
}

/* Digits alone, and no more than 64 bits of them. */
static bool number_read(const char **text, uint64_t *number)
{
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	errno = 0;
	*number = strtoull(*text, &end, 10);
	*text = end;
	return !errno;
}

/* "PAGE_SIZE=N UNIT" */
static bool value_read(const char *text, const char *unit, uint64_t *page_size,
		       uint64_t *number)
{
	if (!number_read(&text, page_size) || *text++ != '=' ||
	    !number_read(&text, number) || *text++ != ' ')
		return false;
	return !strcmp(text, unit);
}

static void line_measured(const char *line, struct limits *ranges,
			  struct limits *spans)
{
	static const char prefix[] = "# measured: limit.";
	uint64_t page_size, number;

	if (!str_starts(line, prefix))
		return;
	line += strlen(prefix);
	if (str_starts(line, "ranges.") &&
	    value_read(line + 7, "ranges", &page_size, &number) &&
	    !limits_find(ranges, page_size))
		limit_add(ranges, page_size)->ranges = number;
	else if (str_starts(line, "span.") &&
		 value_read(line + 5, "bytes", &page_size, &number) &&
		 !limits_find(spans, page_size))
		limit_add(spans, page_size)->span = number;
}

static void both_take(const struct limits *ranges, const struct limits *spans,
		      const char *id, struct limits *limits)
{
	for (size_t i = 0; i < ranges->n; i++) {
		uint64_t page_size = ranges->v[i].page_size;
		const struct limit *span = limits_find(spans, page_size);
		struct limit *limit;

		if (!span || limits_find(limits, page_size))
			continue;
		limit = limit_add(limits, page_size);
		limit->ranges = ranges->v[i].ranges;
		limit->span = span->span;
		limits->id = id;
	}
}

void limits_measured(const struct target_run *target, struct limits *limits)
{
	*limits = (struct limits){ 0 };
	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *result = &target->cases[i];
		struct limits ranges = { 0 }, spans = { 0 };

		if (result->result != RESULT_PASS)
			continue;
		for (size_t k = 0; k < result->output.n; k++)
			line_measured(result->output.v[k], &ranges, &spans);
		both_take(&ranges, &spans, result->id, limits);
		limits_free(&ranges);
		limits_free(&spans);
	}
}

/* Return: what is wrong with a ledger's line, or NULL. */
static const char *line_load(const char *line, unsigned int number,
			     struct limits *limits)
{
	struct strings words = { 0 };
	struct limit limit = { .line = number };
	uint64_t *members[] = { &limit.page_size, &limit.ranges, &limit.span };
	const char *wrong = NULL;

	strings_split(&words, line, " \t");
	if (words.n != ARRAY_SIZE(members))
		wrong = "is not PAGE_SIZE RANGES SPAN";
	for (size_t i = 0; !wrong && i < words.n; i++) {
		const char *word = words.v[i];

		if (!number_read(&word, members[i]) || *word)
			wrong = "holds what is no number";
	}
	if (!wrong && limits_find(limits, limit.page_size))
		wrong = "lists a page size a second time";
	if (!wrong)
		*limit_add(limits, limit.page_size) = limit;
	strings_free(&words);
	return wrong;
}

static void text_load(char *text, struct limits *limits, struct strings *errors)
{
	unsigned int number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		const char *wrong;

		number++;
		line = str_trim(line);
		if (!*line || *line == '#')
			continue;
		wrong = line_load(line, number, limits);
		if (wrong)
			strings_addf(errors, "%s:%u: %s", limits->path, number,
				     wrong);
	}
}

int limits_load(const char *dir, const char *name, struct limits *limits,
		struct strings *errors)
{
	size_t before = errors->n;
	char *text;
	int err;

	*limits = (struct limits){ .path = path_join(dir, name) };
	err = file_read(limits->path, MAX_BYTES, &text, NULL);
	if (err)
		return err == -ENOENT ? 0 : err;
	text_load(text, limits, errors);
	free(text);
	return errors->n > before ? -EINVAL : 0;
}

static void least(uint64_t *number, uint64_t other)
{
	if (other < *number)
		*number = other;
}

void limits_lower(struct limits *limits, const struct limits *more)
{
	for (size_t i = 0; i < more->n; i++) {
		struct limit *limit = limit_get(limits, more->v[i].page_size);

		if (!limit) {
			*limit_add(limits, 0) = more->v[i];
			continue;
		}
		least(&limit->ranges, more->v[i].ranges);
		least(&limit->span, more->v[i].span);
	}
	if (!limits->id)
		limits->id = more->id;
}

static int by_page_size(const void *a, const void *b)
{
	const struct limit *x = a, *y = b;

	return (x->page_size > y->page_size) - (x->page_size < y->page_size);
}

void limits_print(const struct limits *limits, FILE *out)
{
	struct limit *sorted = xcalloc(limits->n + 1, sizeof(*sorted));

	if (limits->n)
		memcpy(sorted, limits->v, limits->n * sizeof(*sorted));
	qsort(sorted, limits->n, sizeof(*sorted), by_page_size);
	for (size_t i = 0; i < limits->n; i++)
		fprintf(out, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
			sorted[i].page_size, sorted[i].ranges, sorted[i].span);
	free(sorted);
}

void limits_free(struct limits *limits)
{
	free(limits->v);
	free(limits->path);
	*limits = (struct limits){ 0 };
}
