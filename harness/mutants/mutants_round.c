// SPDX-License-Identifier: GPL-2.0-only
/* One run over cells of the matrix that nothing is known of yet. */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "certification.h"
#include "mutants.h"
#include "plan.h"
#include "util.h"

/* Cases a mutant of the first rounds, while the first kill is looked for. */
#define NAMED_CASES  2
#define FIRST_CASES  12
#define SECOND_CASES 60

/*
 * A slip that makes a case hang does so for ever, and a guest with a process
 * that cannot be killed is replaced: cases that pass take a small part of this.
 */
#define SLIP_PATIENCE 6

/* Cases a mutant and round of the whole matrix. */
#define FULL_CASES 60

/* Wedged VMs after which nothing more is tried on a mutant. */
#define MAX_WEDGES 2

/* Pairs that are worth a VM, and VMs that a group is given at most. */
#define PAIRS_A_VM 40
#define MAX_VMS	   4

/* struct round - what is run now */
struct round {
	struct mutants *m;
	bool *chosen; /* cells: mutant by case */
};

static bool *cell_chosen(const struct round *r, size_t k, size_t i)
{
	return &r->chosen[k * r->m->cases.n + i];
}

/*
 * Choosing.
 */

static size_t round_quota(const struct mutants *m, const struct mutant *mutant,
			  unsigned int round)
{
	if (m->full)
		return FULL_CASES;
	if (m->broad.n)
		return round ? mutant->nr_order : m->broad.n;
	if (!round)
		return mutant->named ? NAMED_CASES : FIRST_CASES;
	return round == 1 ? SECOND_CASES : mutant->nr_order;
}

static bool mutant_is_wedging(const struct mutants *m,
			      const struct mutant *mutant)
{
	unsigned int wedges = 0;

	for (size_t i = 0; i < m->cases.n; i++)
		wedges += mutant->cells[i] == RESULT_CRASH ||
			  mutant->cells[i] == RESULT_TIMEOUT;
	return wedges >= MAX_WEDGES;
}

static void cell_choose(struct round *r, size_t k, size_t i)
{
	struct mutant *mutant = &r->m->v[k];

	if (mutant->cells[i] != CELL_OPEN)
		return;
	*cell_chosen(r, k, i) = true;
	mutant->cells[i] = RESULT_NOTRUN;
}

/* Of what no case can show, the first round asks whether that is still so. */
static bool mutant_is_over(const struct mutants *m, const struct mutant *mutant,
			   unsigned int round)
{
	if (mutant->control || mutant_is_wedging(m, mutant))
		return true;
	if (m->full)
		return false;
	return mutant_is_killed(m, mutant) || (mutant->excuse && round);
}

static size_t mutant_choose(struct round *r, size_t k, unsigned int round)
{
	struct mutant *mutant = &r->m->v[k];
	size_t quota = round_quota(r->m, mutant, round), n = 0;

	if (mutant_is_over(r->m, mutant, round))
		return 0;
	for (size_t at = 0; at < mutant->nr_order && n < quota; at++) {
		size_t i = mutant->order[at];

		if (mutant->cells[i] != CELL_OPEN)
			continue;
		cell_choose(r, k, i);
		cell_choose(r, r->m->groups[mutant->group].control, i);
		n++;
	}
	return n;
}

static size_t round_choose(struct round *r, unsigned int round)
{
	size_t n = 0;

	for (size_t k = 0; k < r->m->n; k++)
		n += mutant_choose(r, k, round);
	return n;
}

/*
 * Planning.
 */

static void pair_add(const struct round *r, const struct case_info *info,
		     size_t k, struct cases *cases)
{
	const struct mutant *mutant = &r->m->v[k];
	struct case_info *pair;

	cases->v = array_grow(cases->v, cases->n, sizeof(*cases->v));
	pair = &cases->v[cases->n++];
	pair->id = xasprintf("%s@%s", info->id, mutant->spec);
	pair->suite = xstrdup(info->suite);
	pair->test = xstrdup(info->test);
	pair->program = xstrdup(info->program);
	pair->says = xstrdup(info->says);
	strings_copy(&pair->rules, &info->rules);
	strings_copy(&pair->needs, &info->needs);
	pair->timeout = info->timeout;
	if (r->m->source && !mutant->control)
		pair->timeout /= SLIP_PATIENCE;
	pair->set = xstrdup(mutant->set);
	pair->once = !r->m->full && !mutant->control;
}

/*
 * A group's pairs, those of a mutant together: its control first. @known is all
 * cases, with the time that a budget gives them.
 */
static void group_pairs(const struct round *r, const struct cases *known,
			size_t group, struct cases *pairs)
{
	const struct mutants *m = r->m;

	for (size_t k = 0; k < m->n; k++) {
		const struct mutant *mutant = &m->v[k];

		if (mutant->group != group)
			continue;
		for (size_t at = 0; at < mutant->nr_order; at++) {
			size_t i = mutant->order[at];

			if (*cell_chosen(r, k, i))
				pair_add(r, &known->v[i], k, pairs);
		}
	}
}

static unsigned int vms_wanted(size_t pairs)
{
	size_t n = pairs / PAIRS_A_VM + 1;

	return n < MAX_VMS ? (unsigned int)n : MAX_VMS;
}

static int round_plan(struct certification *c, void *arg)
{
	struct round *r = arg;
	size_t *ends = xcalloc(r->m->nr_groups + 1, sizeof(*ends));
	struct cases pairs = { 0 };

	for (size_t g = 0; g < r->m->nr_groups; g++) {
		group_pairs(r, &c->cases, g, &pairs);
		ends[g + 1] = pairs.n;
		c->targets[g].vms = vms_wanted(ends[g + 1] - ends[g]);
	}
	cases_free(&c->cases);
	c->cases = pairs;
	for (size_t p = 0; p < c->nr_pairings; p++) {
		const struct pairing *pairing = &c->pairings[p];
		size_t g = pairing->target;
		bool *selected = xcalloc(pairs.n, sizeof(*selected));

		for (size_t i = ends[g]; i < ends[g + 1]; i++)
			selected[i] = true;
		plan_target(&c->run, &c->targets[g],
			    &c->guests[pairing->kernel].kernel, pairing->mode,
			    &c->cases, selected);
		free(selected);
	}
	free(ends);
	return STATUS_OK;
}

/*
 * What was chosen and not run, for a case before it broke, is open again. Not
 * so where nothing was run: it would not be the next time either.
 */
static void mutant_reopen(struct round *r, size_t k)
{
	struct mutant *mutant = &r->m->v[k];
	bool ran = false;

	for (size_t i = 0; i < r->m->cases.n; i++)
		ran = ran || (*cell_chosen(r, k, i) &&
			      mutant->cells[i] != RESULT_NOTRUN);
	for (size_t i = 0; ran && i < r->m->cases.n; i++)
		if (*cell_chosen(r, k, i) && mutant->cells[i] == RESULT_NOTRUN)
			mutant->cells[i] = CELL_OPEN;
}

static int round_report(struct certification *c, void *arg)
{
	struct round *r = arg;

	mutants_take(r->m, &c->run);
	for (size_t k = 0; k < r->m->n; k++)
		mutant_reopen(r, k);
	for (size_t t = 0; t < c->run.nr_targets; t++)
		if (c->run.targets[t].infrastructure)
			return STATUS_INFRA;
	return STATUS_OK;
}

bool mutants_round(struct mutants *m, const char *dir, unsigned int jobs,
		   uint64_t seed, unsigned int round, int *status)
{
	struct round r = { .m = m };
	struct certify_trial trial = { round_plan, round_report, &r };
	struct certify_options o = { .jobs = jobs,
				     .seed = seed,
				     .dir = dir,
				     .trial = &trial,
				     .budget = m->budget };
	bool any;

	r.chosen = xcalloc(m->n * m->cases.n, sizeof(*r.chosen));
	any = round_choose(&r, round);
	for (size_t g = 0; g < m->nr_groups; g++)
		strings_addf(&o.targets, "%s@%s", m->groups[g].target.name,
			     m->groups[g].kernel);
	if (m->select)
		strings_copy(&o.globs, m->select);
	if (any)
		*status = certify(&o);
	strings_free(&o.globs);
	strings_free(&o.targets);
	free(r.chosen);
	return any;
}
