/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is started first when there are more lanes than processors: the
 * longest, or it would be waited for at the end, alone.
 */
#ifndef TRACKCERT_SCHEDULE_H
#define TRACKCERT_SCHEDULE_H

#include "lane.h"
#include "run.h"

/**
 * schedule_order() - in which order to start groups of lanes
 * @groups: a target on a kernel in a mode each
 * @n: how many
 * @run: their plans, at @groups[].index
 * @longest_first: else as they are
 *
 * How long a lane takes comes from the seconds that a case of it took in an
 * earlier run on this machine; else of the same target elsewhere; else from
 * the number of VMs that its target asks for, which those do that take long.
 *
 * Return: an allocated array of @n indices of @groups.
 */
size_t *schedule_order(const struct lane_group *groups, size_t n,
		       const struct run *run, bool longest_first);

/**
 * schedule_learn() - keep how long the lanes of a run took
 *
 * In schedule.json of the cache. What cannot be written is not learnt.
 */
void schedule_learn(const struct run *run);

#endif
