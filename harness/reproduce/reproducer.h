/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that show one failure each without any of trackcert:
 * suites/reproducers/NAME.c, put together with what their lane needs.
 */
#ifndef TRACKCERT_REPRODUCER_H
#define TRACKCERT_REPRODUCER_H

#include "run.h"
#include "targets.h"

/* A program of this many lines is too long to be read in a mail. */
#define REPRODUCER_LINES 150

/**
 * struct reproducer - a program that shows one failure
 * @name: of its file, without .c
 * @path: of its file
 * @about: lines of its first comment, without what follows
 * @fails: "TARGET@KERNEL" where the failure is seen
 * @passes: likewise, where it is not
 * @cases: ids of the cases that fail for the same reason
 * @body: what follows the comment, #include lines of parts in it
 */
struct reproducer {
	char *name;
	char *path;
	struct strings about;
	struct strings fails;
	struct strings passes;
	struct strings cases;
	char *body;
};

struct reproducers {
	struct reproducer *v;
	size_t n;
};

/**
 * struct reproducer_lane - what a program is put together for
 * @id: the case that it is to show; NULL: none in particular
 * @target: the target; its stimulus decides how the device is made to write
 * @kernel: name of the kernel
 * @mode: "group" or "cdev"
 * @seen: further lines for the comment: what a run has seen
 */
struct reproducer_lane {
	const char *id;
	const struct target *target;
	const char *kernel;
	const char *mode;
	const struct strings *seen;
};

/**
 * reproducers_load() - read all of them
 * @dir: suites/reproducers
 * @list: receives them, by name; reproducers_free() it always
 * @errors: receives a line "FILE: what is wrong" for every mistake
 *
 * Return: 0, -EINVAL when @errors got a line, or -errno of the folder.
 */
int reproducers_load(const char *dir, struct reproducers *list,
		     struct strings *errors);

/**
 * reproducer_find() - the program that shows a case's failure
 * @id: the case, or the name of a program
 * @target: a target that it was seen to fail on is preferred; NULL: any
 */
const struct reproducer *reproducer_find(const struct reproducers *list,
					 const char *id, const char *target);

/**
 * reproducer_text() - put a program together
 * @reproducer: the program
 * @lane: what for
 * @text: receives the allocated source
 *
 * Return: 0, -ENOTSUP when the target's device cannot be made to write by a
 * program of this size, or -errno of a part's file.
 */
int reproducer_text(const struct reproducer *reproducer,
		    const struct reproducer_lane *lane, char **text);

/** reproducer_lines() - how many lines a text has */
unsigned int reproducer_lines(const char *text);

void reproducers_free(struct reproducers *list);

#endif
