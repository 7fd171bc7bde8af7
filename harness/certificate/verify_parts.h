/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of verify_package(): each adds to the findings what it finds. */
#ifndef TRACKCERT_VERIFY_PARTS_H
#define TRACKCERT_VERIFY_PARTS_H

#include "verify.h"

/**
 * struct verifying - a verification under way
 * @v: its question and answer
 * @files: the package's files, sorted
 * @rules: of the package
 * @cases: of the package
 * @evidence: its runs as far as they could be read, each with its results
 * @read: how many of @evidence's runs could
 * @nonces: of all boots so far
 */
struct verifying {
	struct verification *v;
	struct strings files;
	struct rules rules;
	struct cases cases;
	struct evidence evidence;
	size_t read;
	struct strings nonces;
};

/** finding() - add a sentence */
void finding(struct verifying *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * verify_books() - rules and cases of the package: are they anybody's?
 *
 * Return: false when they cannot be read, so that nothing can be judged.
 */
bool verify_books(struct verifying *w);

/** verify_withdrawn() - is anything withdrawn that the package relies on? */
int verify_withdrawn(struct verifying *w);

/**
 * verify_run() - one run folder of the package
 * @index: which, from 0; its results go to @w->evidence.runs[@index]
 */
void verify_run(struct verifying *w, size_t index);

/**
 * verify_journal() - is every case there once, in its order, from first to
 * last line?
 * @name: of the run, for sentences
 * @run: as journal_load() has read it
 * @unmet: receives needs that the plan says a target does not offer, a list
 *         for each of @run's targets
 */
void verify_journal(struct verifying *w, const char *name,
		    const struct run *run, struct strings *unmet);

/**
 * verify_plan() - was everything planned that had to be?
 * @unmet: for each of @run's targets, needs that it does not offer
 * @due: for each, receives the ids of all cases that had to be run, in order
 */
void verify_plan(struct verifying *w, const char *name, const struct run *run,
		 const struct strings *unmet, struct strings *due);

/**
 * verify_lane() - do the raw logs say what the journal says?
 * @due: ids of the cases that had to be run, in order
 */
void verify_lane(struct verifying *w, const char *name,
		 const struct target_run *target, const struct strings *due);

/** verify_results() - do the numbers of results.json add up? @run is judged */
void verify_results(struct verifying *w, const char *name,
		    const struct run *run);

/** verify_statement() - does the statement follow from the evidence? */
void verify_statement(struct verifying *w);

/** lane_dup() - allocated TARGET.KERNEL.MODE, as raw logs are called */
char *lane_dup(const struct target_run *target);

#endif
