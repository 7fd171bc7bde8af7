/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What builds on what: a case whose foundation has failed is not run. Inside
 * of one boot the guest's agent sees to it, from boot to boot the host does.
 */
#ifndef TRACKCERT_DEPEND_H
#define TRACKCERT_DEPEND_H

#include "run.h"

/** depend_message() - allocated message of a case that @culprit stops */
char *depend_message(const char *culprit);

/**
 * depend_culprit() - is there a failed case that stops this one?
 * @info: the case
 * @cases: all cases
 * @out: what has become of the planned ones so far
 * @failed: ids of cases that failed elsewhere than in @out
 *
 * A case that was not planned, was skipped or is still open stops nobody.
 *
 * Return: the id of the failed case at the root, or NULL.
 */
const char *depend_culprit(const struct case_info *info,
			   const struct cases *cases,
			   const struct target_run *out,
			   const struct strings *failed);

/**
 * depend_mark() - which cases of other VMs does this one build on?
 * @info: the case
 * @cases: all cases
 * @out: the plan
 * @first: cases from this index on are the VM's own
 * @marks: set at each index below @first that @info builds on, directly or
 *         not, and that is not a SKIP of the plan
 */
void depend_mark(const struct case_info *info, const struct cases *cases,
		 const struct target_run *out, size_t first, bool *marks);

/** depend_stops() - does a case that ended so stop those that build on it? */
bool depend_stops(enum result result);

#endif
