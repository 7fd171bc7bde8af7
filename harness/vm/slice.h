/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lane's part of a target's cases: what is left of it for the next VM.
 *
 * Cases of earlier slices that some of this one build on are run here too,
 * once, in front. Their results are the other lane's to tell.
 */
#ifndef TRACKCERT_SLICE_H
#define TRACKCERT_SLICE_H

#include "run.h"

/**
 * struct slice - one of some even, contiguous parts of a plan
 * @out: the plan and what has come of it
 * @cases: all cases
 * @infos: facts of each member of @out->cases
 * @first: index in @out->cases of its first case
 * @end: index behind its last one
 * @plan: cases of the VM that runs now, in order
 * @places: index in @out->cases of each case of @plan
 * @n: how many
 * @repeated: by index in @out->cases, below @first: was it run here?
 * @failed: ids of cases below @first that failed here
 */
struct slice {
	struct target_run *out;
	const struct cases *cases;
	const struct case_info **infos;
	size_t first, end;
	const struct case_info **plan;
	size_t *places;
	size_t n;
	bool *repeated;
	struct strings failed;
};

/**
 * slice_init() - cut a plan
 * @slice: receives it; slice_free() it
 * @out: the plan; must outlive @slice, as @cases must
 * @cases: all cases
 * @index: which part, from 0
 * @count: of how many
 */
void slice_init(struct slice *slice, struct target_run *out,
		const struct cases *cases, unsigned int index,
		unsigned int count);

/**
 * slice_stop() - end a case whose foundation is known to have failed, or whose
 *                setting has shown enough: see struct case_info, and after two
 *                wedged VMs there is nothing more to learn
 *
 * Return: the next such case of the slice, now with its message; NULL when
 * there is none left.
 */
struct case_result *slice_stop(struct slice *slice);

/**
 * slice_plan() - plan the next VM: open cases, in front what they build on
 *
 * To be called when slice_stop() has nothing more. Return: how many cases are
 * planned; 0 when none is open.
 */
size_t slice_plan(struct slice *slice);

/**
 * slice_take() - a case of the VM's plan has ended
 * @i: which of @slice->plan
 * @result: how; what it owns is taken
 *
 * Return: the planned case with its result, or NULL when it is another
 * lane's.
 */
struct case_result *slice_take(struct slice *slice, size_t i,
			       struct case_result *result);

/** slice_is_open() - is there a case without a result? */
bool slice_is_open(const struct slice *slice);

void slice_free(struct slice *slice);

#endif
