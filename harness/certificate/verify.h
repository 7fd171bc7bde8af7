/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a package what it claims to be? Every verdict is made again from the raw
 * logs; what a file says in summary is only ever compared with that.
 */
#ifndef TRACKCERT_VERIFY_H
#define TRACKCERT_VERIFY_H

#include <jansson.h>

#include "signature.h"
#include "statement.h"

/**
 * struct verification - a package and what was found out about it
 * @dir: the package
 * @signers: who may have signed it; NULL: its maker looks it through before
 *           signing, and there are neither manifest nor signature
 * @today: YYYY-MM-DD, UTC
 * @withdrawn: file of what must not be relied on any more
 * @rulebooks: file of digests of published rules and cases
 * @rules: digest of the tool's own rules
 * @cases: of its own cases.jsonl
 * @statement: receives the statement; NULL when it cannot be read
 * @principal: receives who has signed; NULL: nobody who may
 * @findings: receives a sentence for every reason to refuse
 */
struct verification {
	const char *dir;
	const struct signers *signers;
	const char *today;
	const char *withdrawn;
	const char *rulebooks;
	struct digest rules;
	struct digest cases;

	json_t *statement;
	char *principal;
	struct strings findings;
};

/**
 * verify_package() - find every reason to refuse a package
 * @v: members down to @cases are set, the others zero; verification_free() it
 *
 * Return: 0, also when there are findings; -errno after a line on stderr when
 * an argument cannot be read.
 */
int verify_package(struct verification *v);

void verification_free(struct verification *v);

#endif
