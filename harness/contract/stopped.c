// SPDX-License-Identifier: GPL-2.0-only
#include "stopped.h"

#include <stdlib.h>
#include <string.h>

#include "depend.h"

const struct case_result *case_stopped_by(const struct target_run *target,
					  const struct case_result *result)
{
	if (result->result != RESULT_NOTRUN || !result->message)
		return NULL;
	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *other = &target->cases[i];
		bool names;
		char *words;

		if (!depend_stops(other->result))
			continue;
		words = depend_message(other->id);
		names = !strcmp(words, result->message);
		free(words);
		if (names)
			return other;
	}
	return NULL;
}
