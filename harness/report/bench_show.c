// SPDX-License-Identifier: GPL-2.0-only
/* Tables of what a bench measured. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "util.h"

/* "7", or "7-9" */
static char *span_words(const struct bench_span *span)
{
	if (span->least == span->most)
		return xasprintf("%" PRIu64, span->least);
	return xasprintf("%" PRIu64 "-%" PRIu64, span->least, span->most);
}

/* A factor out of thousandths, with as many digits as say something. */
static char *factor_word(uint64_t thousandths)
{
	if (thousandths == 1000)
		return xstrdup("1");
	if (thousandths >= 100000)
		return xasprintf("%" PRIu64, (thousandths + 999) / 1000);
	thousandths += 9; /* never rounded down to what it is not */
	return xasprintf("%" PRIu64 ".%02" PRIu64, thousandths / 1000,
			 thousandths % 1000 / 10);
}

static char *extra_words(const struct bench_span *extra)
{
	char *least = factor_word(extra->least);
	char *most = factor_word(extra->most), *words;

	if (strcmp(least, most))
		words = xasprintf("%s-%s", least, most);
	else
		words = xstrdup(least);
	free(least);
	free(most);
	return words;
}

static char *limit_word(uint64_t limit)
{
	return limit ? xasprintf("%" PRIu64, limit) : xstrdup("none");
}

/* Distinct values of one number of the groups, in the order first met. */
struct values {
	uint64_t *v;
	size_t n;
};

static void value_add(struct values *values, uint64_t value)
{
	for (size_t i = 0; i < values->n; i++)
		if (values->v[i] == value)
			return;
	values->v = array_grow(values->v, values->n, sizeof(*values->v));
	values->v[values->n++] = value;
}

static struct values asked_values(const struct bench_groups *groups)
{
	struct values values = { 0 };

	for (size_t i = 0; i < groups->n; i++)
		value_add(&values, groups->v[i].asked);
	return values;
}

static int value_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static struct values limit_values(const struct bench_groups *groups)
{
	struct values values = { 0 };

	for (size_t i = 0; i < groups->n; i++)
		value_add(&values, groups->v[i].limit);
	qsort(values.v, values.n, sizeof(*values.v), value_compare);
	return values;
}

static void group_text(const struct bench_group *group, FILE *out)
{
	char *tries = span_words(&group->tries);
	char *accepted = span_words(&group->accepted);
	char *extra = extra_words(&group->extra);
	char *limit = limit_word(group->limit);
	bool none = group->gave_up == group->rows;

	fprintf(out, "%-22s %6s %8s %10s %16s %10.1f", group->policy, limit,
		tries, none ? "gave up" : accepted, none ? "" : extra,
		(double)group->microseconds.most / 1000);
	if (group->gave_up && !none)
		fprintf(out, "  %u of %u gave up", group->gave_up, group->rows);
	putc('\n', out);
	free(tries);
	free(accepted);
	free(extra);
	free(limit);
}

void bench_text(const struct target_run *target, const struct bench_rows *rows,
		FILE *out)
{
	struct bench_groups groups;
	struct values asked;

	bench_group(rows, &groups);
	asked = asked_values(&groups);
	fprintf(out, "\n%s (%s) on %s, profile %s\n", target->target,
		target->driver, target->kernel, target->profile);
	for (size_t k = 0; k < asked.n; k++) {
		fprintf(out, "\nasked for %" PRIu64 " ranges\n", asked.v[k]);
		fprintf(out, "%-22s %6s %8s %10s %16s %10s\n", "policy",
			"limit", "tries", "accepted", "tracked/wanted",
			"at most ms");
		for (size_t i = 0; i < groups.n; i++)
			if (groups.v[i].asked == asked.v[k])
				group_text(&groups.v[i], out);
	}
	free(asked.v);
	free(groups.v);
}

static void cell_put(const struct bench_group *group, FILE *out)
{
	char *tries = span_words(&group->tries);
	char *extra = extra_words(&group->extra);

	if (group->gave_up == group->rows)
		fprintf(out, " gave up after %s |", tries);
	else if (group->gave_up)
		fprintf(out, " %s, x%s, %u of %u gave up |", tries, extra,
			group->gave_up, group->rows);
	else
		fprintf(out, " %s, x%s |", tries, extra);
	free(tries);
	free(extra);
}

static void cells_put(const struct bench_groups *groups, const char *policy,
		      uint64_t asked, const struct values *limits, FILE *out)
{
	fprintf(out, "| %s |", policy);
	for (size_t k = 0; k < limits->n; k++) {
		const struct bench_group *group = NULL;

		for (size_t i = 0; i < groups->n; i++)
			if (groups->v[i].limit == limits->v[k] &&
			    groups->v[i].asked == asked &&
			    !strcmp(groups->v[i].policy, policy))
				group = &groups->v[i];
		if (group)
			cell_put(group, out);
		else
			fputs(" |", out);
	}
	putc('\n', out);
}

/* Is this the first group of its policy among those that ask so much? */
static bool policy_is_new(const struct bench_groups *groups, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (groups->v[k].asked == groups->v[i].asked &&
		    !strcmp(groups->v[k].policy, groups->v[i].policy))
			return false;
	return true;
}

static void table_put(const struct bench_groups *groups, uint64_t asked,
		      const struct values *limits, FILE *out)
{
	fprintf(out, "\n| %" PRIu64 " ranges, the tracker takes |", asked);
	for (size_t k = 0; k < limits->n; k++) {
		char *limit = limit_word(limits->v[k]);

		fprintf(out, " %s |", limit);
		free(limit);
	}
	fputs("\n|---|", out);
	for (size_t k = 0; k < limits->n; k++)
		fputs("---|", out);
	putc('\n', out);
	for (size_t i = 0; i < groups->n; i++)
		if (groups->v[i].asked == asked && policy_is_new(groups, i))
			cells_put(groups, groups->v[i].policy, asked, limits,
				  out);
}

void bench_markdown(const struct target_run *target,
		    const struct bench_rows *rows, FILE *out)
{
	struct bench_groups groups;
	struct values asked, limits;

	bench_group(rows, &groups);
	asked = asked_values(&groups);
	limits = limit_values(&groups);
	fprintf(out,
		"\n`%s` on `%s`, profile %s: tries, and bytes tracked for each "
		"one wanted\n",
		target->target, target->kernel, target->profile);
	for (size_t k = 0; k < asked.n; k++)
		table_put(&groups, asked.v[k], &limits, out);
	free(asked.v);
	free(limits.v);
	free(groups.v);
}
