/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the user sees while a run goes on: one live line on a terminal, else
 * a plain line where something is worth one. A PASS is not.
 */
#ifndef TRACKCERT_PROGRESS_H
#define TRACKCERT_PROGRESS_H

#include <stdbool.h>

#include "run.h"

struct progress;

/**
 * progress_new() - begin to tell of a run on stdout
 * @run: the run
 * @quiet: a case that fails is nothing to tell of: it is meant to
 */
struct progress *progress_new(const struct run *run, bool quiet);

/** progress_target() - a target's first VM is about to be started */
void progress_target(struct progress *progress, const struct target_run *t);

/** progress_note() - something happened to a target's VM */
void progress_note(struct progress *progress, const struct target_run *t,
		   const char *text);

/** progress_case() - a case has begun */
void progress_case(struct progress *progress, const struct target_run *t,
		   const struct case_result *result);

/** progress_result() - a case has ended and is in the journal */
void progress_result(struct progress *progress, const struct target_run *t,
		     const struct case_result *result);

/** progress_end() - a target has ended, @seconds after it began */
void progress_end(struct progress *progress, const struct target_run *t,
		  double seconds);

/** progress_free() - takes the live line away */
void progress_free(struct progress *progress);

/** color_wanted() - stdout is a terminal and NO_COLOR is not set */
bool color_wanted(void);

#endif
