/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small changes to a C file, each of which is a slip that somebody could have
 * made: all of them at once in one text, each behind a switch of its own.
 */
#ifndef TRACKCERT_MUTATE_H
#define TRACKCERT_MUTATE_H

#include "run.h"

#define SLIP_MARK "mutant_on("

/**
 * struct slip - one small change
 * @name: "FUNCTION: WHAT IT WAS => WHAT IT IS", white space made single; with
 *        " #N" behind it from the second of the same name on
 * @line: of the file, from 1
 * @refused: the compiler does not take it; false at first
 */
struct slip {
	char *name;
	unsigned int line;
	bool refused;
};

struct slips {
	struct slip *v;
	size_t n;
};

/**
 * mutate() - find the slips of a file and make the text that has them all
 * @text: the file
 * @functions: fnmatch() patterns of names of functions that may be changed;
 * behind
 *             "-", of names in them that belong to planted defects: what they
 *             are called in is left as it is
 * @slips: receives them; slips_free() it always
 * @errors: receives a line for each pattern that no function matches
 *
 * Slip N (from 1) is made where mutant_on(N) is true, which the text defines in
 * front: it is so while the module parameter "mutant" is N. With 0 the text
 * does what it did. Each slip but those of locks has a line of its own, which
 * begins with SLIP_MARK and N, or with "if (" before it.
 *
 * Changed are comparisons, arithmetic and logical operators, numbers, negations
 * and whole conditions; left out are assignments, calls, and the locks of a
 * function, all together; and errors are returned as 0.
 *
 * Return: the allocated text, NULL when @errors got a line.
 */
char *mutate(const char *text, const struct strings *functions,
	     struct slips *slips, struct strings *errors);

void slips_free(struct slips *slips);

#endif
