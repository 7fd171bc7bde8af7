// SPDX-License-Identifier: GPL-2.0-only
/* splitmix64 (Steele, Lea, Flood: Fast splittable PRNGs, OOPSLA 2014). */
#include <errno.h>
#include <stdlib.h>

#include "case.h"
#include "rng.h"

static uint64_t mix_name(uint64_t hash, const char *name)
{
	/* FNV-1a, 64 bits. */
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3ULL;
	return hash;
}

void rng_init_by_name(struct rng *rng, const char *suite, const char *test)
{
	rng->seed = 0;
	rng->state = mix_name(0xcbf29ce484222325ULL, suite);
	rng->state = mix_name(mix_name(rng->state, test), "always");
}

void rng_init(struct rng *rng, const char *suite, const char *test)
{
	const char *text = getenv("TRACKCERT_SEED");
	char *end;

	rng->seed = 1;
	if (text && *text) {
		errno = 0;
		rng->seed = strtoull(text, &end, 0);
		if (errno || *end)
			case_error("TRACKCERT_SEED is no 64-bit number");
	}
	rng->state = mix_name(0xcbf29ce484222325ULL, suite);
	rng->state = mix_name(rng->state, test) ^ rng->seed;
}

uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

uint64_t rng_below(struct rng *rng, uint64_t limit)
{
	return rng_next(rng) % limit;
}
