/* SPDX-License-Identifier: GPL-2.0-only */
/* statement.json: what a package claims, all of it bound to its evidence. */
#ifndef TRACKCERT_STATEMENT_H
#define TRACKCERT_STATEMENT_H

#include <jansson.h>

#include "digest.h"
#include "run.h"

/* For how long a statement holds, from the day of its first run. */
#define STATEMENT_DAYS 365

/**
 * struct claimant - what only the vendor can say; each may be NULL
 */
struct claimant {
	const char *vendor;
	const char *product;
	const char *firmware;
	const char *contact;
};

/**
 * struct evidence - what a statement is made from
 * @runs: one for each seed, judged; the first target of each is the one that
 *        is certified, the other one is the control
 * @nr_runs: how many, 1 at least
 * @rules: of the rules that they were judged by
 * @cases: of cases.jsonl
 */
struct evidence {
	struct run *runs;
	size_t nr_runs;
	struct digest rules;
	struct digest cases;
};

/** evidence_verdict() - the worst of all runs; @core: of the kernel's core */
enum verdict evidence_verdict(const struct evidence *evidence, bool core);

/** evidence_seed() - the seed of a run: who certifies does not choose it
 * @rules: of the rules
 * @driver: of digest_driver()
 * @index: which run, from 0
 */
uint64_t evidence_seed(const struct digest *rules, const struct digest *driver,
		       size_t index);

/** run_module() - the module under test, or NULL when it was not loaded */
const struct module *run_module(const struct target_run *target);

/** statement_make() - a new object; @evidence is whole */
json_t *statement_make(const struct evidence *evidence,
		       const struct claimant *claimant);

/** statement_claimant() - the vendor's words in a statement */
void statement_claimant(const json_t *statement, struct claimant *claimant);

/** statement_print() - the statement for people, on stdout */
void statement_print(const json_t *statement);

#endif
