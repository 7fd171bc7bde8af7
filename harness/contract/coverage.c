// SPDX-License-Identifier: GPL-2.0-only
/* How much of CONFORMANCE.md is checked. */
#include <string.h>

#include "coverage.h"
#include "util.h"

bool rule_is_checked(const struct rule *rule, const struct cases *cases)
{
	for (size_t i = 0; i < cases->n; i++)
		if (strings_has(&cases->v[i].rules, rule->id))
			return true;
	return false;
}

static struct coverage_row *row_of(struct coverage *coverage,
				   const struct rule *rule)
{
	struct coverage_row *row;

	for (size_t i = 0; i < coverage->n; i++) {
		row = &coverage->v[i];
		if (row->level == rule->level &&
		    !strcmp(row->chapter, rule->chapter))
			return row;
	}
	coverage->v = array_grow(coverage->v, coverage->n, sizeof(*row));
	row = &coverage->v[coverage->n++];
	row->chapter = rule->chapter;
	row->level = rule->level;
	return row;
}

void coverage_count(const struct rules *rules, const struct cases *cases,
		    struct coverage *coverage)
{
	*coverage = (struct coverage){ 0 };
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->v[i];
		struct coverage_row *row = row_of(coverage, rule);
		bool checked = rule_is_checked(rule, cases);

		row->rules++;
		row->checked += checked;
		row->excused += !checked && rule->not_checked;
		row->bound += checked && rule->where;
	}
}

struct coverage_row coverage_level(const struct coverage *coverage,
				   enum level level)
{
	struct coverage_row sum = { .level = level };

	for (size_t i = 0; i < coverage->n; i++) {
		const struct coverage_row *row = &coverage->v[i];

		if (row->level != level)
			continue;
		sum.rules += row->rules;
		sum.checked += row->checked;
		sum.excused += row->excused;
		sum.bound += row->bound;
	}
	return sum;
}

unsigned int coverage_percent(const struct coverage_row *row)
{
	return row->rules ? 1000 * row->checked / row->rules : 1000;
}
