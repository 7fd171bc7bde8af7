/* SPDX-License-Identifier: GPL-2.0-only */
/* Known failures: fixtures/expectations/TARGET.KERNEL and core.KERNEL. */
#ifndef TRACKCERT_EXPECT_H
#define TRACKCERT_EXPECT_H

#include "run.h"

/**
 * struct expectation - one line of a list
 * @result: FAIL, TIMEOUT, CRASH or SKIP; FAIL with @flake
 * @flake: listed as FLAKE: sometimes it passes, sometimes it goes wrong
 * @splat: listed as SPLAT: the kernel complains of it, in whichever case
 * @id: the case; with @splat a glob of the complaint's fingerprint
 * @reason: why it is so
 * @owner: who looks after the line; NULL: not said
 * @link: where it is discussed; NULL: not said
 * @until: last day, YYYY-MM-DD, on which the line holds; NULL: not said
 * @file: where the line stands; in an including list's own file or the other
 * @line: in the file, from 1
 */
struct expectation {
	enum result result;
	bool flake;
	bool splat;
	char *id;
	char *reason;
	char *owner;
	char *link;
	char *until;
	char *file;
	unsigned int line;
};

/**
 * struct expectations - one file of them; empty when there is no file
 * @path: the file
 * @include: the list whose lines it takes over, but for the cases that it lists
 *           itself; NULL: none
 * @v: the lines, its own first
 * @n: how many
 */
struct expectations {
	char *path;
	char *include;
	struct expectation *v;
	size_t n;
};

/**
 * expect_load() - read a list of known failures
 * @dir: fixtures/expectations
 * @name: TARGET.KERNEL or core.KERNEL
 * @list: receives it; expect_free() it always
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 *
 * Return: 0, also when there is no such file, -EINVAL when @errors got a
 * line, or -errno of the file.
 */
int expect_load(const char *dir, const char *name, struct expectations *list,
		struct strings *errors);

/**
 * expect_line() - the line that speaks of a result, or NULL
 *
 * That of its case; without one, of a FAIL, that of the kernel's complaint.
 */
const struct expectation *expect_line(const struct expectations *list,
				      const struct case_result *result);

/** expect_find() - the line of a case, or NULL */
const struct expectation *expect_find(const struct expectations *list,
				      const char *id);

/** expect_word() - how the line begins: FAIL, TIMEOUT, CRASH, SKIP, FLAKE,
 *                   SPLAT */
const char *expect_word(const struct expectation *item);

/**
 * expect_apply() - note the known failures at the planned cases
 *
 * SKIP and FLAKE are for the gate, which compares runs: within one run a skip
 * is never wrong, and what went wrong once has gone wrong.
 *
 * @list: the list
 * @core: it is a core.KERNEL: speaks of cases of layer core, else of all
 *        others, and of complaints of the kernel
 * @target: its cases get @expected and @expected_result, itself @splats
 */
void expect_apply(const struct expectations *list, bool core,
		  struct target_run *target);

void expect_free(struct expectations *list);

#endif
