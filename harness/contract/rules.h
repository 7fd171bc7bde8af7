/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of CONFORMANCE.md. */
#ifndef TRACKCERT_RULES_H
#define TRACKCERT_RULES_H

#include "run.h"

/* What Linux ships; every other profile is this one and some rules. */
#define PROFILE_MAINLINE "mainline"

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

/**
 * rules_hold() - is a rule part of a profile?
 * @rules: all rules
 * @rule: one of them
 * @profile: a profile
 *
 * The profile "mainline" is the rules that name it. Every other profile is
 * the rules that name it, and those of mainline but for the ones that a rule
 * of its own replaces.
 */
bool rules_hold(const struct rules *rules, const struct rule *rule,
		const char *profile);

/** rules_profiles() - add every profile that a rule names, each once */
void rules_profiles(const struct rules *rules, struct strings *profiles);

#endif
