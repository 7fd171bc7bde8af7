/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose failures are they, the driver's or the kernel core's? */
#ifndef TRACKCERT_BLAME_H
#define TRACKCERT_BLAME_H

#include "run.h"

/**
 * blame_control() - the control of a target's lane
 *
 * Return: the reference tracker on the same kernel, in the same mode and with
 * the same knobs of the kernel, when it was run there and is not the target
 * itself; else NULL.
 */
const struct target_run *blame_control(const struct run *run,
				       const struct target_run *target);

/**
 * blame_cases() - find the failures that are not a target's own
 * @run: the lane's control was run, or nobody is absolved
 * @target: gets @charged of each case of layer driver or device
 */
void blame_cases(const struct run *run, struct target_run *target);

/**
 * blame_cores() - gather the lanes of a run and what their cores are charged
 * @run: with its targets judged; gets its cores, but for their verdicts
 */
void blame_cores(struct run *run);

/**
 * blame_wanted() - would the control's word matter for this case?
 *
 * It does where a driver failed it, and the case is not the core's anyway.
 */
bool blame_wanted(const struct case_result *result);

#endif
