/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is not there until somebody needs it: userfaultfd. */
#ifndef SUITES_LIB_LATE_H
#define SUITES_LIB_LATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct late - pages that a thread supplies when they are first touched
 * @start: first byte
 * @size: bytes
 * @contents: what they will hold
 * @delay_us: microseconds by which each comes late
 * @uffd: the userfaultfd
 * @thread: who supplies them
 * @supplied: how many pages so far
 */
struct late {
	uint8_t *start;
	size_t size;
	uint8_t *contents;
	unsigned int delay_us;
	int uffd;
	pthread_t thread;
	unsigned int supplied;
};

/**
 * late_map() - map pages that come late
 * @l: filled in; lives until the process ends
 * @pages: how many
 * @delay_us: microseconds by which each comes late
 *
 * All zeroes, unless the caller fills @contents before anybody looks.
 *
 * Return: false where the kernel offers no userfaultfd.
 */
bool late_map(struct late *l, size_t pages, unsigned int delay_us);

#endif
