// SPDX-License-Identifier: GPL-2.0-only
/* Which cases are tried first on a mutant. */
#include <stdlib.h>
#include <string.h>

#include "mutants.h"
#include "util.h"

/* Ranks, the best first. */
enum rank { RANK_NAMED, RANK_RULE, RANK_BROAD, RANK_OTHER };

/* struct candidate - a case that may tell something */
struct candidate {
	size_t index;
	enum rank rank;
	size_t power; /* within its rank */
	unsigned int timeout;
};

/* Does the case say that it fails on the mutant? */
static bool case_names(const struct case_info *info,
		       const struct mutant *mutant,
		       const struct mutant_group *group)
{
	char *elsewhere = xasprintf("%s@%s", mutant->spec, group->kernel);
	bool first = !strcmp(group->kernel, group->target.kernels.v[0]);
	bool names = strings_has(&info->fails_on, elsewhere) ||
		     (first && strings_has(&info->fails_on, mutant->spec));

	free(elsewhere);
	return names;
}

static bool rules_meet(const struct strings *a, const struct strings *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (strings_has(b, a->v[i]))
			return true;
	return false;
}

static enum rank case_rank(const struct mutants *m, const struct mutant *mutant,
			   size_t i, const struct strings *rules)
{
	const struct case_info *info = &m->cases.v[i];

	if (case_names(info, mutant, &m->groups[mutant->group]))
		return RANK_NAMED;
	if (rules_meet(&info->rules, rules))
		return RANK_RULE;
	return strings_has(&m->broad, info->id) ? RANK_BROAD : RANK_OTHER;
}

/* Broad cases keep their order; others count defects they are known to kill. */
static size_t case_power(const struct mutants *m, size_t i, enum rank rank,
			 const size_t *kills)
{
	const struct case_info *info = &m->cases.v[i];
	size_t at = 0;

	if (rank != RANK_BROAD)
		return 8 * kills[i] + info->fails_on.n;
	while (strcmp(m->broad.v[at], info->id))
		at++;
	return m->broad.n - at;
}

static int candidate_compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->power != y->power)
		return x->power > y->power ? -1 : 1;
	/* a longer limit stands for a longer case */
	if (x->timeout != y->timeout)
		return x->timeout < y->timeout ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void rules_collect(const struct mutants *m, const struct mutant *mutant,
			  struct strings *rules)
{
	for (size_t i = 0; i < m->cases.n; i++) {
		const struct case_info *info = &m->cases.v[i];

		if (!case_names(info, mutant, &m->groups[mutant->group]))
			continue;
		for (size_t k = 0; k < info->rules.n; k++)
			if (!strings_has(rules, info->rules.v[k]))
				strings_add(rules, info->rules.v[k]);
	}
}

static void mutant_order(const struct mutants *m, struct mutant *mutant,
			 const size_t *kills)
{
	const struct mutant_group *group = &m->groups[mutant->group];
	struct candidate *list = xcalloc(m->cases.n, sizeof(*list));
	struct strings rules = { 0 };
	size_t n = 0;

	rules_collect(m, mutant, &rules);
	for (size_t i = 0; i < m->cases.n; i++) {
		enum rank rank = case_rank(m, mutant, i, &rules);

		if (group->tellable[i])
			list[n++] = (struct candidate){
				.index = i,
				.rank = rank,
				.power = case_power(m, i, rank, kills),
				.timeout = m->cases.v[i].timeout,
			};
	}
	qsort(list, n, sizeof(*list), candidate_compare);
	free(mutant->order);
	mutant->order = xcalloc(n, sizeof(*mutant->order));
	mutant->nr_order = n;
	mutant->named = 0;
	for (size_t i = 0; i < n; i++) {
		mutant->order[i] = list[i].index;
		mutant->named += list[i].rank == RANK_NAMED;
	}
	strings_free(&rules);
	free(list);
}

static size_t *kills_count(const struct mutants *m)
{
	size_t *kills = xcalloc(m->cases.n, sizeof(*kills));

	for (size_t k = 0; k < m->n; k++)
		for (size_t i = 0; i < m->cases.n; i++)
			kills[i] += mutant_kills(m, &m->v[k], i);
	return kills;
}

void mutants_order(struct mutants *m)
{
	size_t *kills = kills_count(m);

	for (size_t k = 0; k < m->n; k++)
		mutant_order(m, &m->v[k], kills);
	free(kills);
}
