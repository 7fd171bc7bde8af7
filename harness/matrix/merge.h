/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs of several machines, joined into one: shards of one run, or different
 * targets, kernels and modes. What does not fit together is refused, and no
 * verdict is taken over: all follow from the joined results.
 */
#ifndef TRACKCERT_MERGE_H
#define TRACKCERT_MERGE_H

#include "run.h"

/**
 * merge_check() - do these runs fit together?
 * @runs: as loaded from their journals
 * @n: how many
 * @errors: receives a line for the first thing of each kind that does not:
 *          trackcert's commit, the rules, the seed, a kernel, a module's
 *          digest, a lane that is there twice, shards of different plans,
 *          a case of the suite that every shard runs with two results
 *
 * Return: whether @errors is as it was.
 */
bool merge_check(const struct run *runs, size_t n, struct strings *errors);

/**
 * merge_runs() - join runs that merge_check() let pass
 * @runs: what they own is moved; run_free() them still
 * @n: how many
 * @out: receives the run, not judged yet, but for @dir; run_free() it
 * @notes: receives a line for each shard that is missing, and for each case
 *         that two shards ran with different results. The worse one counts
 *
 * Return: false when a shard is missing.
 */
bool merge_runs(struct run *runs, size_t n, struct run *out,
		struct strings *notes);

/**
 * merge_write() - the joined run's folder: its journal, and the raw logs
 * @out: of merge_runs(), with @dir
 * @dirs: where the runs come from
 * @error: receives an allocated line when this fails
 *
 * Return: 0 or -errno.
 */
int merge_write(const struct run *out, const struct strings *dirs,
		char **error);

/** merge_lane() - allocated TARGET.KERNEL.MODE */
char *merge_lane(const struct target_run *target);

/** merge_same_lane() - are both of the same target, kernel and mode? */
bool merge_same_lane(const struct target_run *a, const struct target_run *b);

#endif
