// SPDX-License-Identifier: GPL-2.0-only
/* What a misspelt word may have been meant to be. */
#include <string.h>

#include "closest.h"
#include "util.h"

#define MAX_LETTERS 32

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's distance, with one row of his table at a time. */
static size_t distance(const char *a, const char *b)
{
	size_t row[MAX_LETTERS + 1], n = strlen(b);

	if (strlen(a) > MAX_LETTERS || n > MAX_LETTERS)
		return 2 * MAX_LETTERS;
	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 1; *a; a++, i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t k = 1; k <= n; k++) {
			size_t replaced = diagonal + (*a != b[k - 1]);

			diagonal = row[k];
			row[k] = least(row[k] + 1, row[k - 1] + 1, replaced);
		}
	}
	return row[n];
}

const char *closest(const char *word, const char *const *known, size_t n)
{
	const char *best = NULL;
	size_t fewest = 0;

	for (size_t i = 0; i < n; i++) {
		size_t letters = distance(word, known[i]);

		if (5 * letters > 2 * strlen(known[i]) ||
		    (best && letters >= fewest))
			continue;
		best = known[i];
		fewest = letters;
	}
	return best;
}

char *closest_hint(const char *word, const char *const *known, size_t n)
{
	const char *best = closest(word, known, n);

	return best ? xasprintf(" (did you mean '%s'?)", best) : xstrdup("");
}
