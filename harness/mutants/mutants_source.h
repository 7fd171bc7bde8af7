/* SPDX-License-Identifier: GPL-2.0-only */
/* Mutants out of a tracker's own source: what may be changed, and building. */
#ifndef TRACKCERT_MUTANTS_SOURCE_H
#define TRACKCERT_MUTANTS_SOURCE_H

#include "mutants.h"
#include "mutate.h"

/* The kernel whose package the source is of. */
#define SOURCE_KERNEL "debian-6.12"

/**
 * struct mutated - a file with all its slips
 * @path: in the project's or the kernel's source
 * @target: who shows them
 * @module: whose parameter "mutant" chooses
 * @fixture: the file is one of ours, else of the kernel package's source
 * @functions: which may be changed
 * @text: with all slips
 * @slips: what they are
 * @reasons: for each slip why it changes nothing, or NULL
 * @excuses: for each slip why no case can show it, or NULL
 */
struct mutated {
	char *path;
	char *target;
	char *module;
	bool fixture;
	struct strings functions;
	char *text;
	struct slips slips;
	char **reasons;
	char **excuses;
};

/**
 * mutated_load() - find a file's slips
 * @name: the file, by its path or the end of it
 * @out: receives them; mutated_free() it always
 *
 * fixtures/mutants/sources says what may be changed; PATH.equivalent beside it
 * why some slips are none.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int mutated_load(const char *name, struct mutated *out);

/** mutated_list() - a line for each slip on stdout */
void mutated_list(const struct mutated *mutated);

/**
 * mutated_check() - is there something to try?
 * @mutated: see above
 * @only: as for mutants_of_source()
 *
 * Return: STATUS_NOTHING after a line on stderr when there is not.
 */
int mutated_check(const struct mutated *mutated, const char *only);

/**
 * mutated_plant() - have the target built from the mutated file from now on
 * @mutated: slips that do not compile are taken out of it
 * @dir: where a copy of the sources and what is built from it go
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int mutated_plant(struct mutated *mutated, const char *dir);

/**
 * mutated_compile() - build, and take out what the compiler refuses
 * @mutated: its text loses these slips, which are @refused from then on
 * @path: where the text goes
 * @objects: folder of what is built
 *
 * A slip stands on a line of its own, by which the compiler names it.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int mutated_compile(struct mutated *mutated, const char *path,
		    const char *objects);

/**
 * mutants_of_source() - the matrix of a mutated file
 * @m: gets cases, rules, one group, and a mutant for each slip that is chosen
 * @mutated: see above
 * @only: name or number of the one slip to try; NULL: all
 * @sample: how many, spread over the file; 0: all
 * @seed: of the sample
 *
 * Return: as mutants_load().
 */
int mutants_of_source(struct mutants *m, const struct mutated *mutated,
		      const char *only, unsigned int sample, unsigned int seed);

void mutated_free(struct mutated *mutated);

#endif
