// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of mutants and cases: what is known, and what it says. */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "mutants.h"
#include "rules.h"
#include "util.h"

static bool result_is_bad(enum result result)
{
	return result == RESULT_FAIL || result == RESULT_TIMEOUT ||
	       result == RESULT_CRASH;
}

bool mutant_kills(const struct mutants *m, const struct mutant *mutant,
		  size_t i)
{
	const struct mutant *control = &m->v[m->groups[mutant->group].control];
	enum result without = control->cells[i];

	/* A tracker may refuse what a defective one accepts and then breaks. */
	return !mutant->control && result_is_bad(mutant->cells[i]) &&
	       (without == RESULT_PASS || without == RESULT_SKIP);
}

bool mutant_is_killed(const struct mutants *m, const struct mutant *mutant)
{
	for (size_t i = 0; i < m->cases.n; i++)
		if (mutant_kills(m, mutant, i))
			return true;
	return false;
}

bool mutant_is_tried(const struct mutants *m, const struct mutant *mutant)
{
	for (size_t i = 0; i < m->cases.n; i++)
		if (mutant->cells[i] == RESULT_PASS ||
		    result_is_bad(mutant->cells[i]))
			return true;
	return false;
}

bool case_is_tried(const struct mutants *m, size_t i)
{
	for (size_t k = 0; k < m->n; k++)
		if (!m->v[k].control && (m->v[k].cells[i] == RESULT_PASS ||
					 result_is_bad(m->v[k].cells[i])))
			return true;
	return false;
}

bool case_kills(const struct mutants *m, size_t i)
{
	for (size_t k = 0; k < m->n; k++)
		if (mutant_kills(m, &m->v[k], i))
			return true;
	return false;
}

bool case_alarms(const struct mutants *m, size_t i)
{
	for (size_t g = 0; g < m->nr_groups; g++)
		if (result_is_bad(m->v[m->groups[g].control].cells[i]))
			return true;
	return false;
}

struct mutant_score mutants_score(const struct mutants *m)
{
	struct mutant_score score = { 0 };

	for (size_t k = 0; k < m->n; k++) {
		score.total += !m->v[k].control;
		if (mutant_is_killed(m, &m->v[k]))
			score.killed++;
		else if (m->v[k].excuse)
			score.excused++;
	}
	for (size_t i = 0; i < m->cases.n; i++) {
		score.alarms += case_alarms(m, i);
		score.idle += case_is_tried(m, i) && !case_kills(m, i);
	}
	return score;
}

/* In two IOMMU modes a kill in either counts; one that broke says nothing. */
static unsigned int result_weight(enum result result)
{
	static const unsigned int weights[] = {
		[RESULT_ERROR] = 1,   [RESULT_SKIP] = 2, [RESULT_PASS] = 3,
		[RESULT_TIMEOUT] = 4, [RESULT_FAIL] = 5, [RESULT_CRASH] = 6,
	};

	return result < ARRAY_SIZE(weights) ? weights[result] : 0;
}

static struct mutant *mutant_find(struct mutants *m, const char *kernel,
				  const char *spec)
{
	for (size_t k = 0; k < m->n; k++)
		if (!strcmp(m->v[k].spec, spec) &&
		    !strcmp(m->groups[m->v[k].group].kernel, kernel))
			return &m->v[k];
	return NULL;
}

static void result_take(struct mutants *m, const char *kernel,
			const struct case_result *result)
{
	const char *at = strchr(result->id, '@');
	const struct case_info *info;
	struct mutant *mutant;
	enum result *cell;
	char *id;

	if (!at || result->result == RESULT_NOTRUN)
		return;
	id = xstrndup(result->id, (size_t)(at - result->id));
	info = cases_find(&m->cases, id);
	mutant = mutant_find(m, kernel, at + 1);
	free(id);
	if (!info || !mutant)
		return;
	cell = &mutant->cells[info - m->cases.v];
	if (result_weight(result->result) > result_weight(*cell))
		*cell = result->result;
}

void mutants_take(struct mutants *m, const struct run *run)
{
	for (size_t t = 0; t < run->nr_targets; t++)
		for (size_t i = 0; i < run->targets[t].nr_cases; i++)
			result_take(m, run->targets[t].kernel,
				    &run->targets[t].cases[i]);
	m->seconds += run->duration_s;
}

void mutants_free(struct mutants *m)
{
	for (size_t k = 0; k < m->n; k++) {
		free(m->v[k].name);
		free(m->v[k].what);
		free(m->v[k].stands_for);
		free(m->v[k].spec);
		free(m->v[k].set);
		free(m->v[k].excuse);
		free(m->v[k].cells);
		free(m->v[k].order);
	}
	for (size_t g = 0; g < m->nr_groups; g++) {
		target_free(&m->groups[g].target);
		free(m->groups[g].kernel);
		free(m->groups[g].tellable);
	}
	free(m->v);
	free(m->groups);
	free(m->started);
	free(m->source);
	strings_free(&m->broad);
	strings_free(&m->equivalent);
	strings_free(&m->refused);
	cases_free(&m->cases);
	rules_free(&m->rules);
	*m = (struct mutants){ 0 };
}
