// SPDX-License-Identifier: GPL-2.0-only
#include "match.h"

#include <string.h>

const struct target_run *run_lane(const struct run *run,
				  const struct target_run *target)
{
	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *other = &run->targets[i];

		if (!strcmp(other->target, target->target) &&
		    !strcmp(other->kernel, target->kernel) &&
		    !strcmp(other->mode, target->mode))
			return other;
	}
	return NULL;
}

const struct case_result *target_case(const struct target_run *target,
				      const char *id)
{
	for (size_t i = 0; i < target->nr_cases; i++)
		if (!strcmp(target->cases[i].id, id))
			return &target->cases[i];
	return NULL;
}

const struct case_result *lane_case(const struct run *run,
				    const struct target_run *target,
				    const struct case_result *like)
{
	const struct case_result *found = target_case(target, like->id);

	for (size_t i = 0;
	     !found && like->layer == LAYER_CORE && i < run->nr_targets; i++)
		if (lane_same(&run->targets[i], target))
			found = target_case(&run->targets[i], like->id);
	return found;
}
