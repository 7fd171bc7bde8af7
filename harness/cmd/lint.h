/* SPDX-License-Identifier: GPL-2.0-only */
/* Do rules, cases, targets and expectations agree with each other? */
#ifndef TRACKCERT_LINT_H
#define TRACKCERT_LINT_H

#include "run.h"

/**
 * struct lint - what is compared
 * @rules_path: CONFORMANCE.md
 * @cases_path: cases.jsonl
 * @targets_dir: fixtures/targets
 * @expectations_dir: fixtures/expectations; need not exist
 * @limits_dir: fixtures/limits; need not exist
 * @defects_path: table of the reference tracker's defects; need not exist
 * @reproducers_dir: suites/reproducers
 * @kernels: names of the kernels there are
 */
struct lint {
	char *rules_path;
	char *cases_path;
	char *targets_dir;
	char *expectations_dir;
	char *limits_dir;
	char *defects_path;
	char *reproducers_dir;
	const struct strings *kernels;
};

/**
 * lint_tree() - find every disagreement
 * @lint: what to compare
 * @errors: receives a line "FILE:LINE: what is wrong" for each
 */
void lint_tree(const struct lint *lint, struct strings *errors);

/** reproducers_lint() - lint_tree()'s part about reproducers */
void reproducers_lint(const struct lint *lint, const struct strings *targets,
		      const struct cases *cases, struct strings *errors);

#endif
