/* SPDX-License-Identifier: GPL-2.0-only */
/* From cases, rules, targets and kernels to what shall be run. */
#ifndef TRACKCERT_PLAN_H
#define TRACKCERT_PLAN_H

#include "kernels.h"
#include "run.h"
#include "targets.h"

/* The one need that is met by the lane: several files of an open device. */
#define NEED_GROUP "group"

/**
 * plan_select() - which cases the user wants
 * @cases: all of them
 * @globs: fnmatch() patterns over ids; none: everything
 * @selected: receives an allocated array, one for each case
 *
 * Return: NULL, or the first pattern that no case matches.
 */
const char *plan_select(const struct cases *cases, const struct strings *globs,
			bool **selected);

/**
 * plan_check() - may these cases be run by these rules?
 * @errors: receives a line for each case that names no rule, an unknown one,
 *          rules of several layers or of no common profile; and for each that
 *          builds on an unknown case, a later one, or one twice
 */
void plan_check(const struct cases *cases, const struct rules *rules,
		const char *path, struct strings *errors);

/**
 * plan_rank() - level and layer of a case
 * @ids: ids of its rules
 * @rules: where they are; unknown ones do not count
 * @level: the strictest of theirs
 * @layer: theirs; plan_check() sees to it that there is only one
 */
void plan_rank(const struct strings *ids, const struct rules *rules,
	       enum level *level, enum layer *layer);

/**
 * plan_target() - plan one target on one lane
 * @run: gets a further member of @targets
 * @target: the target
 * @kernel: the lane's kernel, prepared
 * @mode: the lane's IOMMU mode
 * @cases: all cases, plan_check()ed against @run->rules
 * @selected: of plan_select()
 *
 * Cases keep their order. One of which a rule is not in the kernel's profile
 * is not planned. One whose needs the target does not offer is a SKIP
 * from the beginning, all others are NOTRUN until something happens.
 *
 * Return: the new member; valid until the next call.
 */
struct target_run *plan_target(struct run *run, const struct target *target,
			       const struct kernel *kernel, const char *mode,
			       const struct cases *cases, const bool *selected);

/**
 * plan_core_once() - judge the core of each lane once
 * @run: with all its targets planned
 *
 * Cases of layer core stay with the lane's control, or with its first target
 * where the control was not asked for. The lane's other targets lose theirs.
 */
void plan_core_once(struct run *run);

/**
 * target_env_set() - a guest said something of itself
 * @target: its run
 * @key: what; "modules" is the list of modules that are really loaded, and
 *       leaves only those in @target->modules
 * @value: the words
 */
void target_env_set(struct target_run *target, const char *key,
		    const char *value);

#endif
