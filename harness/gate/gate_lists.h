/* SPDX-License-Identifier: GPL-2.0-only */
/* The gate's lists of expectations: which line speaks of what, and did it? */
#ifndef TRACKCERT_GATE_LISTS_H
#define TRACKCERT_GATE_LISTS_H

#include "gate.h"

/**
 * gate_lists_load() - read the lists that speak of the run's targets
 * @errors: receives a line for each that cannot be read
 *
 * Return: 0, also where there are no lists, or -EINVAL.
 */
int gate_lists_load(struct gate *gate, struct strings *errors);

/** gate_list_name() - allocated name of the list that speaks of a case */
char *gate_list_name(const struct target_run *target,
		     const struct case_result *result);

/** gate_list_holds() - is there a list for such a case of this target? */
bool gate_list_holds(const struct target_run *target,
		     const struct case_result *result);

/**
 * gate_line() - the line that speaks of a case
 * @list: receives the list that it is in
 *
 * Return: it, or NULL.
 */
const struct expectation *gate_line(const struct gate *gate,
				    const struct target_run *target,
				    const struct case_result *result,
				    struct gate_list **list);

/** gate_list_plan() - the line's case is in the run */
void gate_list_plan(struct gate_list *list, const struct expectation *line);

/** gate_list_use() - the line explained a result, or has its finding */
void gate_list_use(struct gate_list *list, const struct expectation *line);

/** gate_lists_judge() - find lines that are unused, expired or unowned */
void gate_lists_judge(struct gate *gate);

void gate_lists_free(struct gate *gate);

/** gate_skip_is_new() - is it a SKIP of a case that was run in @base? */
bool gate_skip_is_new(const struct target_run *base,
		      const struct case_result *result);

/**
 * gate_rule_is_lost() - a MUST rule that nobody judged
 * @base: where one that was not judged either is nothing new; may be NULL
 */
bool gate_rule_is_lost(const struct target_run *base,
		       const struct rule_result *rule);

/** gate_find() - a new finding; its other members are for the caller */
struct gate_finding *gate_find(struct gate *gate, enum gate_kind kind);

#endif
