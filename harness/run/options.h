/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands that run VMs take from their command lines alike. */
#ifndef TRACKCERT_OPTIONS_H
#define TRACKCERT_OPTIONS_H

#include <argp.h>

#include "certify.h"

/**
 * option_number() - a number that an option was given
 * @name: the option's long name
 * @least: smallest that is taken
 * @most: largest
 *
 * Ends the process with one line when it is none.
 */
unsigned long long option_number(struct argp_state *state, const char *name,
				 const char *text, unsigned long long least,
				 unsigned long long most);

/** option_jobs() - of --jobs, likewise */
unsigned int option_jobs(struct argp_state *state, const char *text);

/** option_seed() - of --seed, likewise */
uint64_t option_seed(struct argp_state *state, const char *text);

/** options_default() - before the command line is read */
void options_default(struct certify_options *options);

/** options_complete() - choose a seed where the user did not */
void options_complete(struct certify_options *options);

/**
 * option_lane() - -t, -k or -m of what runs on lanes
 * @key: which of them
 * @word: a target, a kernel or a mode
 *
 * Ends the program when @options has it already.
 */
void option_lane(struct argp_state *state, struct certify_options *options,
		 int key, const char *word);

#endif
