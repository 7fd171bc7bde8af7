// SPDX-License-Identifier: GPL-2.0-only
/* How much cases may do that do as much as they are told. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "budget.h"
#include "util.h"

#define MAX_SEQUENCES 1000000
#define MAX_SECONDS   3000

static bool budget_parse(const char *text, unsigned long long *number,
			 bool *seconds)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	*seconds = !strcmp(end, "s");
	return !errno && *text >= '0' && *text <= '9' && *number &&
	       (*seconds || !*end) &&
	       *number <= (*seconds ? MAX_SECONDS : MAX_SEQUENCES);
}

bool budget_check(const char *text)
{
	unsigned long long number;
	bool seconds;

	return budget_parse(text, &number, &seconds);
}

static size_t takers_count(const struct cases *cases, const bool *selected)
{
	size_t n = 0;

	for (size_t i = 0; i < cases->n; i++)
		n += cases->v[i].budget && selected[i];
	return n ? n : 1;
}

char *budget_spread(const char *text, struct cases *cases, const bool *selected)
{
	unsigned long long number, share, more;
	size_t takers = takers_count(cases, selected);
	bool seconds;

	budget_parse(text, &number, &seconds);
	share = (seconds ? 1000 * number : number) / takers;
	share += !share;
	/* As the suites count: a second a sequence is more than it takes. */
	more = seconds ? share / 1000 + 1 : share;
	for (size_t i = 0; i < cases->n; i++)
		if (cases->v[i].budget)
			cases->v[i].timeout += (unsigned int)more;
	return xasprintf("%llu%s", share, seconds ? "ms" : "");
}
