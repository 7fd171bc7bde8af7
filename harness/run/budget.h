/* SPDX-License-Identifier: GPL-2.0-only */
/* How much cases may do that do as much as they are told. */
#ifndef TRACKCERT_BUDGET_H
#define TRACKCERT_BUDGET_H

#include "run.h"

/**
 * budget_check() - is it "500" sequences, or "30s"?
 * @text: what the user said
 */
bool budget_check(const char *text);

/**
 * budget_spread() - divide a budget among the cases that take one
 * @text: a checked budget
 * @cases: all cases; those that take a share get more time
 * @selected: of plan_select()
 *
 * Return: allocated value of TRACKCERT_BUDGET, each case's share: a number of
 * sequences, or of milliseconds with "ms" behind it.
 */
char *budget_spread(const char *text, struct cases *cases,
		    const bool *selected);

#endif
