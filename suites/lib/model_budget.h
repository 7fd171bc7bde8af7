/* SPDX-License-Identifier: GPL-2.0-only */
/* How long a case draws sequences. */
#ifndef SUITES_LIB_MODEL_BUDGET_H
#define SUITES_LIB_MODEL_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct model_budget - what may be spent
 * @sequences: so many; 0 where time counts
 * @end_ms: on the monotonic clock; 0 where sequences count
 */
struct model_budget {
	uint64_t sequences;
	uint64_t end_ms;
};

/**
 * model_budget_parse() - what TRACKCERT_BUDGET means
 * @text: "500" sequences or "2500ms"; NULL or empty: @sequences
 * @sequences: by default
 * @now_ms: of the monotonic clock
 * @budget: filled in
 *
 * Return: false for anything else.
 */
bool model_budget_parse(const char *text, uint64_t sequences, uint64_t now_ms,
			struct model_budget *budget);

/* model_budget_lasts() - may one more be done, @done of them being done? */
bool model_budget_lasts(const struct model_budget *budget, uint64_t done,
			uint64_t now_ms);

#endif
