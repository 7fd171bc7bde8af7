/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of cases.jsonl: what the suites say of their cases. */
#ifndef TRACKCERT_CASES_H
#define TRACKCERT_CASES_H

#include "run.h"

/**
 * cases_load() - read every case, in running order
 * @path: cases.jsonl
 * @cases: receives them; cases_free() it always
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake,
 *          duplicate ids included
 *
 * Return: 0, -EINVAL when @errors got a line, or -errno of the file.
 */
int cases_load(const char *path, struct cases *cases, struct strings *errors);

/** cases_find() - the case with this id, or NULL */
const struct case_info *cases_find(const struct cases *cases, const char *id);

/** cases_part() - make them forget what they build on */
void cases_part(struct cases *cases);

void cases_free(struct cases *cases);

#endif
