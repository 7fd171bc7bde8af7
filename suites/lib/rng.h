/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that come from the run's seed and the case's id only. */
#ifndef SUITES_LIB_RNG_H
#define SUITES_LIB_RNG_H

#include <stdint.h>

/**
 * struct rng - one stream of numbers
 * @state: of splitmix64
 * @seed: TRACKCERT_SEED, to be printed with a failure
 */
struct rng {
	uint64_t state;
	uint64_t seed;
};

/**
 * rng_init() - start the stream of a case
 * @rng: filled in
 * @suite: name of the case's suite
 * @test: name of the case's test
 *
 * The seed is TRACKCERT_SEED, 1 if unset. Ends the case as an ERROR if it is
 * no number.
 */
void rng_init(struct rng *rng, const char *suite, const char *test);

/* rng_init_by_name() - a stream that is the same whatever the seed. */
void rng_init_by_name(struct rng *rng, const char *suite, const char *test);

/* rng_next() - the next 64 bits. */
uint64_t rng_next(struct rng *rng);

/* rng_below() - a number below @limit, which is not 0. */
uint64_t rng_below(struct rng *rng, uint64_t limit);

#endif
