/* SPDX-License-Identifier: GPL-2.0-only */
/* Known failures: fixtures/expectations/TARGET.KERNEL and core.KERNEL. */
#ifndef TRACKCERT_EXPECT_H
#define TRACKCERT_EXPECT_H

#include "run.h"

/** struct expectation - one listed failure */
struct expectation {
	enum result result;
	char *id;
	char *reason;
	unsigned int line;
};

/** struct expectations - one file of them; empty when there is no file */
struct expectations {
	char *path;
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
 * expect_apply() - note the known failures at the planned cases
 * @list: the list
 * @core: it is a core.KERNEL: speaks of cases of layer core, else of all
 *        others
 * @target: its cases get @expected and @expected_result
 */
void expect_apply(const struct expectations *list, bool core,
		  struct target_run *target);

void expect_free(struct expectations *list);

#endif
