// SPDX-License-Identifier: GPL-2.0-only
/* What the commands that run VMs take from their command lines alike. */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "util.h"

/* results.json holds the seed as a JSON integer, which is signed. */
#define MAX_SEED INT64_MAX
#define NO_SEED	 (MAX_SEED + UINT64_C(1)) /* to be chosen */

/* Shards that were not told of a seed have to have the same one. */
#define SHARD_SEED 1

unsigned long long option_number(struct argp_state *state, const char *name,
				 const char *text, unsigned long long least,
				 unsigned long long most)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno || *text < '0' || *text > '9' || *end || number < least ||
	    number > most)
		argp_failure(state, STATUS_USAGE, 0,
			     "--%s: '%s' is not a number from %llu to "
			     "%llu",
			     name, text, least, most);
	return number;
}

unsigned int option_jobs(struct argp_state *state, const char *text)
{
	return (unsigned int)option_number(state, "jobs", text, 1, 256);
}

uint64_t option_seed(struct argp_state *state, const char *text)
{
	return option_number(state, "seed", text, 0, MAX_SEED);
}

/* The user named no seed. */
static uint64_t seed_new(const struct certify_options *options)
{
	uint64_t seed;

	if (options->shard.count)
		return SHARD_SEED;
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = (uint64_t)(now_s() * 1e6);
	/* short enough to be typed again */
	return seed & 0xffffffff;
}

void options_default(struct certify_options *options)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	/* half of a VM's life is waiting: for resets, for timers */
	options->jobs = processors > 0 ? 2 * (unsigned int)processors : 2;
	options->seed = NO_SEED;
}

void options_complete(struct certify_options *options)
{
	if (options->seed == NO_SEED)
		options->seed = seed_new(options);
}

static void word_add(struct argp_state *state, struct strings *list,
		     const char *what, const char *word)
{
	if (strings_has(list, word))
		argp_failure(state, STATUS_USAGE, 0, "%s '%s' is given twice",
			     what, word);
	strings_add(list, word);
}

void option_lane(struct argp_state *state, struct certify_options *options,
		 int key, const char *word)
{
	if (key == 't')
		word_add(state, &options->targets, "target", word);
	else if (key == 'k')
		word_add(state, &options->kernels, "kernel", word);
	else
		word_add(state, &options->modes, "mode", word);
}
