// SPDX-License-Identifier: GPL-2.0-only
/* How long a case draws sequences. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model_budget.h"

bool model_budget_parse(const char *text, uint64_t sequences, uint64_t now_ms,
			struct model_budget *budget)
{
	uint64_t number;
	char *end;

	*budget = (struct model_budget){ .sequences = sequences };
	if (!text || !*text)
		return true;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || *text < '0' || *text > '9' || !number)
		return false;
	if (!*end)
		budget->sequences = number;
	else
		*budget = (struct model_budget){ .end_ms = now_ms + number };
	return !*end || !strcmp(end, "ms");
}

bool model_budget_lasts(const struct model_budget *budget, uint64_t done,
			uint64_t now_ms)
{
	if (budget->end_ms)
		return !done || now_ms < budget->end_ms;
	return done < budget->sequences;
}
