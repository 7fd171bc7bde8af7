/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tracker's limits: as a run has measured them, and as a ledger promises
 * them. A limit that can be discovered is one that users rely on.
 */
#ifndef TRACKCERT_LEDGER_H
#define TRACKCERT_LEDGER_H

#include <stdio.h>

#include "run.h"

/**
 * struct limit - what a tracker takes at one page size
 * @page_size: asked for in START, in bytes
 * @ranges: most ranges
 * @span: largest span of one range, in bytes
 * @line: in its ledger, from 1; 0: measured
 */
struct limit {
	uint64_t page_size;
	uint64_t ranges;
	uint64_t span;
	unsigned int line;
};

/**
 * struct limits - by page size, each once
 * @path: of the ledger; NULL: measured, or there is no ledger
 * @id: of the case that has measured them, owned by the run; NULL: none has
 */
struct limits {
	struct limit *v;
	size_t n;
	char *path;
	const char *id;
};

/**
 * limits_measured() - what a target's cases have printed
 * @target: the lane
 * @limits: receives them; limits_free() it
 *
 * Of "# measured: limit.ranges.PAGE_SIZE=N ranges" and
 * "# measured: limit.span.PAGE_SIZE=N bytes" in the output of cases that
 * passed; a page size of which one of the two is missing does not count.
 */
void limits_measured(const struct target_run *target, struct limits *limits);

/**
 * limits_load() - read a ledger
 * @dir: fixtures/limits
 * @name: TARGET.KERNEL
 * @limits: receives it, empty when there is no such file; limits_free() it
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 *
 * "PAGE_SIZE RANGES SPAN" a line, in bytes, and comments.
 *
 * Return: 0, -EINVAL when @errors got a line, or -errno of the file.
 */
int limits_load(const char *dir, const char *name, struct limits *limits,
		struct strings *errors);

/** limits_find() - those of a page size, or NULL */
const struct limit *limits_find(const struct limits *limits,
				uint64_t page_size);

/**
 * limits_lower() - keep the smaller of each two
 * @limits: gets what only @more has, too
 *
 * Of several lanes a user can rely on no more than the least.
 */
void limits_lower(struct limits *limits, const struct limits *more);

/** limits_print() - as the lines of a ledger */
void limits_print(const struct limits *limits, FILE *out);

void limits_free(struct limits *limits);

#endif
