/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a call use up memory of the kernel's? */
#ifndef SUITES_LIB_LEAK_H
#define SUITES_LIB_LEAK_H

#include <stdbool.h>
#include <stdio.h>

struct bench;

/**
 * leaks() - call something often and watch the kernel's memory
 * @b: passed on
 * @once: what to call; returns false to give up
 * @times: how often, a multiple of LEAK_ROUNDS; a slow kernel does less
 *
 * What leaks goes on growing; what merely fluctuates does not. Looks at the
 * slabs, where eight bytes a call show if they make two pages a round, and at
 * all memory that is nobody's in particular. Prints
 * `# measured: leak=` bytes a call.
 *
 * Return: true if memory leaks or @once has given up.
 */
bool leaks(struct bench *b, bool (*once)(struct bench *b), unsigned int times);

/**
 * leak_counters() - open counters of the kernel's, added up over the processors
 * @path: a file in /proc; the case ends as an ERROR if there is none
 *
 * Return: the file; the caller closes it.
 */
FILE *leak_counters(const char *path);

/* How many parts leaks() cuts its calls into. */
#define LEAK_ROUNDS 5

#endif
