/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that the harness starts. Whatever way it ends itself, they must
 * not outlive it: each is the leader of a process group of its own, which
 * Ctrl-C does not reach, and is killed by the kernel when the harness dies.
 */
#ifndef TRACKCERT_CHILD_H
#define TRACKCERT_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "util.h"

/** signals_catch() - from now on signals_got() tells of SIGINT and others;
 * child_start() does this too */
void signals_catch(void);

/** signals_got() - SIGINT, SIGTERM, SIGHUP or SIGQUIT that came, or 0 */
int signals_got(void);

/** signals_status() - say that a signal came; return the exit status for it */
int signals_status(void);

/** signals_unblocked() - the mask for ppoll(): only there signals come in */
const sigset_t *signals_unblocked(void);

/**
 * child_start() - start a program
 * @argv: its arguments; looked up by PATH
 * @out: becomes its stdout; -1: keeps ours
 * @err: becomes its stderr; -1: keeps ours
 * @keep: descriptors that it inherits besides, -1 terminated; NULL: none
 *
 * Return: its pid, or -errno of the exec.
 */
pid_t child_start(const struct strings *argv, int out, int err,
		  const int *keep);

/**
 * child_wait() - wait for a program's end
 * @pid: of child_start()
 *
 * A signal that signals_got() would tell of kills the program.
 *
 * Return: its exit status, 128 + the signal that killed it, or -EINTR.
 */
int child_wait(pid_t pid);

/** child_kill() - kill a program with its group and reap it */
void child_kill(pid_t pid);

/**
 * child_lines() - run a program and take its output as lines
 * @argv: its arguments
 * @lines: the lines of its stdout are added here
 *
 * A signal that signals_got() would tell of kills the program.
 *
 * Return: its exit status, or -errno; -EINTR as child_wait().
 */
int child_lines(const struct strings *argv, struct strings *lines);

#endif
