/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run's part of every target's cases, the others being run elsewhere:
 * trackcert merge joins them again.
 */
#ifndef TRACKCERT_SHARD_H
#define TRACKCERT_SHARD_H

#include "run.h"

#define MAX_SHARDS 256

/* The suite that every shard runs, so that shards can be compared. */
#define SHARD_SUITE "abi"

/**
 * shard_parse() - "I/N", the I-th of N
 * @text: both decimal, 1 <= I <= N <= MAX_SHARDS
 * @shard: receives them
 *
 * Return: false when that is not what @text says.
 */
bool shard_parse(const char *text, struct shard *shard);

/** shard_words() - allocated "shard 2 of 3" */
char *shard_words(unsigned int index, unsigned int count);

/**
 * shard_cut() - leave a shard's cases in a plan
 * @out: the whole plan; gets its members @elsewhere and @shards. What stays
 *       is, in order: the suite SHARD_SUITE, one of @shard->count even,
 *       contiguous parts of the others, and what cases of that part build on
 * @cases: all cases
 * @shard: which part
 */
void shard_cut(struct target_run *out, const struct cases *cases,
	       const struct shard *shard);

#endif
