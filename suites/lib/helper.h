/* SPDX-License-Identifier: GPL-2.0-only */
/* Other processes that take part in a case. */
#ifndef SUITES_LIB_HELPER_H
#define SUITES_LIB_HELPER_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct helper - a process of ours
 * @pid: of it
 * @ready: read end of a pipe: it writes a byte when it has come so far
 */
struct helper {
	pid_t pid;
	int ready;
};

/**
 * helper_run() - start a process that shares all open files with this one
 * @h: filled in
 * @main: what it does; its return value, 0 to 99, is the exit status
 * @arg: for @main
 *
 * Nothing of the harness may be used in @main: no ASSERT_*, no EXPECT_*. It may
 * end by case_error(), which ends the case too, in helper_wait().
 */
void helper_run(struct helper *h, int (*main)(struct helper *h, void *arg),
		void *arg);

/* helper_say_ready() - to be called in @main. */
void helper_say_ready(struct helper *h);

/* helper_wait_ready() - wait until it has said so; false if it died instead. */
bool helper_wait_ready(struct helper *h);

/* helper_kill() - SIGKILL, and wait until nothing of it is left. */
void helper_kill(struct helper *h);

/**
 * helper_wait() - wait for its end
 * @h: helper
 *
 * Return: its exit status, or -1 if it was killed by a signal.
 */
int helper_wait(struct helper *h);

/* helper_has_ended() - has it, within @milliseconds? It is waited for then. */
bool helper_has_ended(struct helper *h, int milliseconds, int *status);

#endif
