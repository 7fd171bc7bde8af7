/* SPDX-License-Identifier: GPL-2.0-only */
/* How much of CONFORMANCE.md is checked: counted, never written down. */
#ifndef TRACKCERT_COVERAGE_H
#define TRACKCERT_COVERAGE_H

#include "run.h"

/**
 * struct coverage_row - the rules of one level in one chapter
 * @chapter: the chapter; its rules own it
 * @level: the level
 * @rules: how many there are
 * @checked: of these, rules that a case checks
 * @excused: rules that no case checks and that say why ("Not checked:")
 * @bound: checked rules that not every lane or target can judge ("Where:")
 */
struct coverage_row {
	const char *chapter;
	enum level level;
	unsigned int rules, checked, excused, bound;
};

/** struct coverage - all rows, in the order of CONFORMANCE.md */
struct coverage {
	struct coverage_row *v;
	size_t n;
};

/** coverage_count() - count; free() @coverage->v */
void coverage_count(const struct rules *rules, const struct cases *cases,
		    struct coverage *coverage);

/** coverage_level() - the sum of the rows of one level; its chapter is NULL */
struct coverage_row coverage_level(const struct coverage *coverage,
				   enum level level);

/**
 * coverage_percent() - checked rules in tenths of a percent of all
 *
 * Return: 0 to 1000, rounded down: 1000 means every rule, also of none.
 */
unsigned int coverage_percent(const struct coverage_row *row);

/** rule_is_checked() - does a case name the rule? */
bool rule_is_checked(const struct rule *rule, const struct cases *cases);

#endif
