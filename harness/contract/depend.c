// SPDX-License-Identifier: GPL-2.0-only
/* What builds on what. */
#include <string.h>

#include "cases.h"
#include "depend.h"
#include "util.h"

char *depend_message(const char *culprit)
{
	return xasprintf("builds on %s, which failed", culprit);
}

bool depend_stops(enum result result)
{
	return result == RESULT_FAIL || result == RESULT_TIMEOUT ||
	       result == RESULT_CRASH || result == RESULT_ERROR;
}

/* Return: the index of the planned case, or @out->nr_cases. */
static size_t planned_find(const struct target_run *out, const char *id)
{
	size_t i = 0;

	while (i < out->nr_cases && strcmp(out->cases[i].id, id))
		i++;
	return i;
}

const char *depend_culprit(const struct case_info *info,
			   const struct cases *cases,
			   const struct target_run *out,
			   const struct strings *failed)
{
	for (size_t i = 0; i < info->after.n; i++) {
		const char *id = info->after.v[i], *culprit = NULL;
		size_t at = planned_find(out, id);

		if (at == out->nr_cases)
			continue;
		if (depend_stops(out->cases[at].result) ||
		    strings_has(failed, id))
			return id;
		if (out->cases[at].result == RESULT_NOTRUN)
			culprit = depend_culprit(cases_find(cases, id), cases,
						 out, failed);
		if (culprit)
			return culprit;
	}
	return NULL;
}

void depend_mark(const struct case_info *info, const struct cases *cases,
		 const struct target_run *out, size_t first, bool *marks)
{
	for (size_t i = 0; i < info->after.n; i++) {
		const char *id = info->after.v[i];
		size_t at = planned_find(out, id);

		if (at >= first || marks[at] ||
		    out->cases[at].result == RESULT_SKIP)
			continue;
		marks[at] = true;
		depend_mark(cases_find(cases, id), cases, out, first, marks);
	}
}
