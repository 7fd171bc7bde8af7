/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of CONFORMANCE.md. */
#ifndef TRACKCERT_RULES_H
#define TRACKCERT_RULES_H

#include "run.h"

/**
 * rules_load() - read every rule of CONFORMANCE.md
 * @path: the file
 * @rules: receives the rules in their order; rules_free() it always
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 *
 * Return: 0, -EINVAL when @errors got a line, or -errno of the file.
 */
int rules_load(const char *path, struct rules *rules, struct strings *errors);

/** rules_find() - the rule with this id, or NULL */
const struct rule *rules_find(const struct rules *rules, const char *id);

void rules_free(struct rules *rules);

#endif
