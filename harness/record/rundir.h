/* SPDX-License-Identifier: GPL-2.0-only */
/* The run folder. */
#ifndef TRACKCERT_RUNDIR_H
#define TRACKCERT_RUNDIR_H

#include <time.h>

/**
 * rundir_name() - allocated path of the folder of a run
 * @asked: of -o; NULL: trackcert-runs/<UTC stamp> where we are
 * @now: when the run began
 */
char *rundir_name(const char *asked, time_t now);

/** rundir_check() - 0 when it is empty, or can be made; else -errno
 * : of rundir_name() */
int rundir_check(const char *path);

/** rundir_make() - create it with its parents; 0 or -errno */
int rundir_make(const char *path);

#endif
