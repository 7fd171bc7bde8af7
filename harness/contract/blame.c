// SPDX-License-Identifier: GPL-2.0-only
/* Whose failures are they, the driver's or the kernel core's? */
#include "blame.h"

#include <string.h>

#include "match.h"
#include "util.h"

const struct target_run *blame_control(const struct run *run,
				       const struct target_run *target)
{
	for (size_t i = 0; i < run->nr_targets + run->nr_controls; i++) {
		const struct target_run *other = run_target(run, i);

		if (other != target && other->control &&
		    lane_same(other, target))
			return other;
	}
	return NULL;
}

static bool result_bad(enum result result)
{
	return result == RESULT_FAIL || result == RESULT_CRASH ||
	       result == RESULT_TIMEOUT;
}

bool blame_wanted(const struct case_result *result)
{
	return result->layer != LAYER_CORE && result_bad(result->result);
}

void blame_cases(const struct run *run, struct target_run *target)
{
	const struct target_run *control =
		target->control ? NULL : blame_control(run, target);

	for (size_t i = 0; i < target->nr_cases; i++) {
		struct case_result *result = &target->cases[i];
		const struct case_result *same =
			control ? target_case(control, result->id) : NULL;

		result->charged = blame_wanted(result) && same &&
				  result_bad(same->result);
	}
}

static struct core_run *core_add(struct run *run, struct target_run *target)
{
	struct core_run *core;

	run->cores = array_grow(run->cores, run->nr_cores, sizeof(*run->cores));
	target->core = run->nr_cores;
	core = &run->cores[run->nr_cores++];
	core->through = target;
	core->control = target->control ? target : blame_control(run, target);
	return core;
}

/*
 * The core of the target's lane. One that has the cases of layer core stands
 * for a core itself: in journals of before, each target of a lane did.
 */
static struct core_run *core_get(struct run *run, struct target_run *target)
{
	if (target->core_here)
		return &run->cores[target->core];
	for (size_t i = 0; i < run->nr_cores; i++) {
		if (!lane_same(run->cores[i].through, target))
			continue;
		target->core = i;
		return &run->cores[i];
	}
	return core_add(run, target);
}

static struct charge *charge_get(struct core_run *core, const struct rule *rule)
{
	for (size_t i = 0; i < core->nr_charges; i++)
		if (core->charges[i].rule == rule)
			return &core->charges[i];
	core->charges = array_grow(core->charges, core->nr_charges,
				   sizeof(*core->charges));
	core->charges[core->nr_charges] = (struct charge){ .rule = rule };
	return &core->charges[core->nr_charges++];
}

static void rule_charge(struct core_run *core, const struct target_run *target,
			const struct rule *rule)
{
	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *result = &target->cases[i];
		struct charge *charge;

		if (!result->charged || !strings_has(&result->rules, rule->id))
			continue;
		charge = charge_get(core, rule);
		if (!strings_has(&charge->cases, result->id))
			strings_add(&charge->cases, result->id);
	}
}

void blame_cores(struct run *run)
{
	cores_free(run);
	for (size_t i = 0; i < run->nr_targets; i++)
		if (run->targets[i].core_here)
			core_add(run, &run->targets[i]);
	for (size_t i = 0; i < run->nr_targets; i++) {
		struct target_run *target = &run->targets[i];
		struct core_run *core = core_get(run, target);

		for (size_t k = 0; k < target->nr_rules; k++)
			rule_charge(core, target, target->rules[k].rule);
	}
	for (size_t i = 0; i < run->nr_controls; i++)
		core_get(run, &run->controls[i]);
}
