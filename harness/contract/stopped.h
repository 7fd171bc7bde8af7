/* SPDX-License-Identifier: GPL-2.0-only */
/* Cases that were not run because one that they build on has failed. */
#ifndef TRACKCERT_STOPPED_H
#define TRACKCERT_STOPPED_H

#include "run.h"

/**
 * case_stopped_by() - the failure that kept a case from being run
 * @target: where both belong to
 * @result: the case that was not run
 *
 * The message is believed only when the case that it names really failed:
 * one that died with its VM or was interrupted has nobody to answer for it.
 *
 * Return: that case, or NULL.
 */
const struct case_result *case_stopped_by(const struct target_run *target,
					  const struct case_result *result);

#endif
