/* SPDX-License-Identifier: GPL-2.0-only */
/* The same thing in two runs. */
#ifndef TRACKCERT_MATCH_H
#define TRACKCERT_MATCH_H

#include "run.h"

/** run_lane() - @run's member of @target's name, kernel and mode, or NULL */
const struct target_run *run_lane(const struct run *run,
				  const struct target_run *target);

/** target_case() - the case so called, or NULL */
const struct case_result *target_case(const struct target_run *target,
				      const char *id);

/**
 * lane_case() - what became of a case in another run
 * @run: the other run
 * @target: the target there
 * @like: the case
 *
 * Return: the target's case so called. A case of layer core is judged once a
 * lane, so that it may be another target's. NULL when there is none.
 */
const struct case_result *lane_case(const struct run *run,
				    const struct target_run *target,
				    const struct case_result *like);

#endif
