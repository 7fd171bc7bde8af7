// SPDX-License-Identifier: GPL-2.0-only
/* A run's part of every target's cases. */
#include "shard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "depend.h"
#include "util.h"

/* Return: a number from 1 to MAX_SHARDS in front of @end, else 0. */
static unsigned int number_parse(const char *text, char **end)
{
	unsigned long number;

	errno = 0;
	*end = (char *)text;
	if (*text < '0' || *text > '9')
		return 0;
	number = strtoul(text, end, 10);
	return errno || number > MAX_SHARDS ? 0 : (unsigned int)number;
}

bool shard_parse(const char *text, struct shard *shard)
{
	char *end;

	shard->index = number_parse(text, &end);
	if (!shard->index || *end != '/')
		return false;
	shard->count = number_parse(end + 1, &end);
	return shard->count >= shard->index && !*end;
}

char *shard_words(unsigned int index, unsigned int count)
{
	return xasprintf("shard %u of %u", index, count);
}

static bool case_is_common(const struct case_result *result)
{
	return !strcmp(result->suite, SHARD_SUITE);
}

/* Which part of @n is @k in? The same cut as that of struct slice. */
static unsigned int part_of(size_t k, size_t n, unsigned int count)
{
	unsigned int part = 1;

	while (n * part / count <= k)
		part++;
	return part;
}

static void shards_assign(struct target_run *out, unsigned int count)
{
	size_t n = 0, k = 0;

	for (size_t i = 0; i < out->nr_cases; i++)
		n += !case_is_common(&out->cases[i]);
	for (size_t i = 0; i < out->nr_cases; i++) {
		struct case_result *result = &out->cases[i];

		result->place = i;
		if (!case_is_common(result))
			result->shard = part_of(k++, n, count);
	}
}

/* Marks the cases that are run in this shard. */
static void here_mark(const struct target_run *out, const struct cases *cases,
		      unsigned int index, bool *here)
{
	for (size_t i = 0; i < out->nr_cases; i++) {
		const struct case_result *result = &out->cases[i];

		if (result->shard && result->shard != index)
			continue;
		here[i] = true;
		depend_mark(cases_find(cases, result->id), cases, out, i, here);
	}
}

void shard_cut(struct target_run *out, const struct cases *cases,
	       const struct shard *shard)
{
	bool *here = xcalloc(out->nr_cases, sizeof(*here));
	size_t n = 0;

	out->shards = shard->count;
	shards_assign(out, shard->count);
	here_mark(out, cases, shard->index, here);
	for (size_t i = 0; i < out->nr_cases; i++) {
		if (here[i]) {
			out->cases[n++] = out->cases[i];
			continue;
		}
		out->elsewhere = array_grow(out->elsewhere, out->nr_elsewhere,
					    sizeof(*out->elsewhere));
		out->elsewhere[out->nr_elsewhere++] = out->cases[i];
	}
	out->nr_cases = n;
	free(here);
}
