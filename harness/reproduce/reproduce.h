/* SPDX-License-Identifier: GPL-2.0-only */
/* Running a program of reproducer.h in a VM. */
#ifndef TRACKCERT_REPRODUCE_H
#define TRACKCERT_REPRODUCE_H

#include "reproducer.h"

/**
 * reproduce_run() - build a program and run it where its target is up
 * @name: of the program
 * @lane: what it was put together for
 * @text: its source
 * @dir: run folder; NULL: a new one
 *
 * Return: STATUS_OK when the kernel is right, STATUS_VERDICT when the failure
 * was shown, STATUS_INFRA when it could not be tried.
 */
int reproduce_run(const char *name, const struct reproducer_lane *lane,
		  const char *text, const char *dir);

#endif
