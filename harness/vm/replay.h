/* SPDX-License-Identifier: GPL-2.0-only */
/* What a boot came to, out of its raw logs alone. */
#ifndef TRACKCERT_REPLAY_H
#define TRACKCERT_REPLAY_H

#include "run.h"

/**
 * struct replay - a boot read again
 * @results: of the cases that got one, in order
 * @n: how many
 * @env: what the guest said of itself
 * @failure: why the boot does not count as a whole one; NULL: it does
 */
struct replay {
	struct case_result *results;
	size_t n;
	struct pairs env;
	char *failure;
};

/**
 * replay_boot() - judge the raw logs of one boot
 * @ktap: what came from the agent, @ktap_len bytes
 * @console: the kernel log, @console_len bytes
 * @nonce: what the agent's lines must carry
 * @plan: the cases, in order
 * @n: how many
 * @replay: receives what came out; replay_free() it
 *
 * The same code as in a run, with one difference: time stands still, so that
 * what only the clock can tell (a guest that hangs) looks like a guest that
 * ended early.
 */
void replay_boot(const char *ktap, size_t ktap_len, const char *console,
		 size_t console_len, const char *nonce,
		 const struct case_info *const *plan, size_t n,
		 struct replay *replay);

void replay_free(struct replay *replay);

#endif
