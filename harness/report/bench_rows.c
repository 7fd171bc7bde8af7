// SPDX-License-Identifier: GPL-2.0-only
/* The rows of a bench: reading them, summing them up. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "json.h"
#include "util.h"

#define MAX_BYTES (64u << 20)
#define MARK	  "# row:"

static const char *const columns[BENCH_COLUMNS] = {
	[BENCH_LIMIT] = "limit",     [BENCH_PAGE_SIZE] = "page_size",
	[BENCH_ASKED] = "asked",     [BENCH_ACCEPTED] = "accepted",
	[BENCH_TRIES] = "tries",     [BENCH_MICROSECONDS] = "microseconds",
	[BENCH_TRACKED] = "tracked", [BENCH_WANTED] = "wanted",
};

const char *bench_column_name(enum bench_column column)
{
	return columns[column];
}

/* Policies are printed into tables: words of a few harmless letters. */
static bool policy_good(const char *policy)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

	return policy && *policy && strlen(policy) <= 32 &&
	       strspn(policy, letters) == strlen(policy);
}

static bool row_parse(const char *text, struct bench_row *row)
{
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	bool good = json_is_object(object);

	row->policy = json_to_string(object, "policy");
	good = good && policy_good(row->policy);
	for (size_t i = 0; good && i < BENCH_COLUMNS; i++) {
		const json_t *number = json_object_get(object, columns[i]);

		good = json_is_integer(number) &&
		       json_integer_value(number) >= 0;
		row->v[i] = (uint64_t)json_integer_value(number);
	}
	json_decref(object);
	return good && row->v[BENCH_WANTED] &&
	       (!row->v[BENCH_ACCEPTED] || row->v[BENCH_TRACKED]);
}

int bench_load(const char *path, struct bench_rows *rows, char **error)
{
	unsigned int number = 0;
	char *text, *rest, *line;
	int err;

	*rows = (struct bench_rows){ 0 };
	*error = NULL;
	err = file_read(path, MAX_BYTES, &text, NULL);
	if (err) {
		*error = xasprintf("%s: %s", path, strerror(-err));
		return err;
	}
	rest = text;
	while (!*error && (line = strsep(&rest, "\n"))) {
		number++;
		line = str_trim(line);
		if (!str_starts(line, MARK))
			continue;
		rows->v = array_grow(rows->v, rows->n, sizeof(*rows->v));
		if (!row_parse(line + strlen(MARK), &rows->v[rows->n++]))
			*error = xasprintf("%s:%u: not a row of a bench", path,
					   number);
	}
	free(text);
	return *error ? -EINVAL : 0;
}

static void span_add(struct bench_span *span, uint64_t value, bool first)
{
	if (first || value < span->least)
		span->least = value;
	if (first || value > span->most)
		span->most = value;
}

/* Tracked bytes for each wanted one, in thousandths: none goes unnoticed. */
static uint64_t extra_of(const struct bench_row *row)
{
	double extra = 1000.0 * (double)row->v[BENCH_TRACKED] /
		       (double)row->v[BENCH_WANTED];
	uint64_t whole = (uint64_t)extra;

	return (double)whole < extra ? whole + 1 : whole;
}

static void row_add(struct bench_group *group, const struct bench_row *row)
{
	bool first = !group->rows++;

	span_add(&group->tries, row->v[BENCH_TRIES], first);
	span_add(&group->microseconds, row->v[BENCH_MICROSECONDS], first);
	if (!row->v[BENCH_ACCEPTED]) {
		group->gave_up++;
		return;
	}
	first = group->rows - group->gave_up == 1;
	span_add(&group->accepted, row->v[BENCH_ACCEPTED], first);
	span_add(&group->extra, extra_of(row), first);
}

static struct bench_group *group_of(struct bench_groups *groups,
				    const struct bench_row *row)
{
	struct bench_group *group;

	for (size_t i = 0; i < groups->n; i++) {
		group = &groups->v[i];
		if (group->limit == row->v[BENCH_LIMIT] &&
		    group->asked == row->v[BENCH_ASKED] &&
		    !strcmp(group->policy, row->policy))
			return group;
	}
	groups->v = array_grow(groups->v, groups->n, sizeof(*group));
	group = &groups->v[groups->n++];
	*group = (struct bench_group){ .policy = row->policy,
				       .limit = row->v[BENCH_LIMIT],
				       .asked = row->v[BENCH_ASKED] };
	return group;
}

void bench_group(const struct bench_rows *rows, struct bench_groups *groups)
{
	*groups = (struct bench_groups){ 0 };
	for (size_t i = 0; i < rows->n; i++)
		row_add(group_of(groups, &rows->v[i]), &rows->v[i]);
}

void bench_rows_free(struct bench_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		free(rows->v[i].policy);
	free(rows->v);
	*rows = (struct bench_rows){ 0 };
}
