/* SPDX-License-Identifier: GPL-2.0-only */
/* Objects of each of the kernel's slab caches, which leaks() counts. */
#ifndef SUITES_LIB_LEAK_OBJECTS_H
#define SUITES_LIB_LEAK_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * leak_objects_begin() - count all objects, before the first call
 *
 * Where the kernel does not tell (/proc/slabinfo), nothing ever grows.
 */
void leak_objects_begin(void);

/**
 * leak_objects_again() - count them again; once behind each round of calls
 *
 * A cache that has not grown since the count before is not looked at any more.
 */
void leak_objects_again(void);

/**
 * leak_objects_growth() - what the calls have left
 * @times: how many calls there were, over all rounds
 *
 * Return: the bytes a call of a cache that grew in every round, and by an
 * object in every second call at least; 0: there is none.
 */
int64_t leak_objects_growth(unsigned int times);

#endif
