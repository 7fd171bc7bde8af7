/* SPDX-License-Identifier: GPL-2.0-only */
/* From results of cases to rules, verdicts and the exit status. */
#ifndef TRACKCERT_VERDICT_H
#define TRACKCERT_VERDICT_H

#include "run.h"
#include "util.h"

/* Reason of a rule of which no case was selected. */
#define RULE_NOT_IN_RUN "not in this run"

/**
 * verdict_judge() - fill in everything that follows from the results
 * @run: targets with their results; the derived members are set, so that
 *       judging twice is judging once
 */
void verdict_judge(struct run *run);

/** verdict_status() - the exit status that a judged run deserves */
enum status verdict_status(const struct run *run);

/** case_unexpected() - does the list of expectations not explain it? */
bool case_unexpected(const struct case_result *result);

/**
 * case_mended() - is it a listed failure that passes with a changed source?
 *
 * Not unexpected: the change is what was to be tried.
 */
bool case_mended(const struct case_result *result);

#endif
