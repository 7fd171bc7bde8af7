/* SPDX-License-Identifier: GPL-2.0-only */
/* What benches measure: rows that a bench prints, and tables made of them. */
#ifndef TRACKCERT_BENCH_H
#define TRACKCERT_BENCH_H

#include <stdio.h>

#include "run.h"

/** enum bench_column - the numbers of a row, as they are called in it */
enum bench_column {
	BENCH_LIMIT,	 /* ranges that the tracker takes; 0: any number */
	BENCH_PAGE_SIZE, /* hint of START, bytes */
	BENCH_ASKED,	 /* ranges that the user wanted tracked */
	BENCH_ACCEPTED,	 /* ranges of the START that succeeded; 0: gave up */
	BENCH_TRIES,	 /* calls of START */
	BENCH_MICROSECONDS,
	BENCH_TRACKED, /* bytes of the accepted ranges */
	BENCH_WANTED,  /* bytes of those that were asked for */
	BENCH_COLUMNS
};

/** struct bench_row - one "# row: {...}" line of a bench */
struct bench_row {
	char *policy;
	uint64_t v[BENCH_COLUMNS];
};

/** struct bench_rows - all rows of one target */
struct bench_rows {
	struct bench_row *v;
	size_t n;
};

/** struct bench_span - least and most of something */
struct bench_span {
	uint64_t least, most;
};

/**
 * struct bench_group - rows that differ in their page size only
 * @policy: the rows' own
 * @limit: of the tracker
 * @asked: ranges
 * @rows: how many
 * @gave_up: how many of them did not come to a START that succeeded
 * @tries: of all of them
 * @accepted: ranges, of those that did not give up
 * @extra: tracked / wanted in thousandths, rounded up, likewise
 * @microseconds: of all of them
 */
struct bench_group {
	const char *policy;
	uint64_t limit, asked;
	unsigned int rows, gave_up;
	struct bench_span tries, accepted, extra, microseconds;
};

/** struct bench_groups - in order of asked, policy as first met, limit */
struct bench_groups {
	struct bench_group *v;
	size_t n;
};

/** bench_column_name() - as it is called in a row */
const char *bench_column_name(enum bench_column column);

/**
 * bench_load() - take the rows out of what a guest sent
 * @path: the .ktap file of a run folder
 * @rows: receives them; bench_rows_free() it always
 * @error: receives an allocated line when this fails
 *
 * Return: 0, -EINVAL for a row that is not one, or -errno of the file.
 */
int bench_load(const char *path, struct bench_rows *rows, char **error);

/** bench_group() - sum rows up over their page sizes; free() @groups->v */
void bench_group(const struct bench_rows *rows, struct bench_groups *groups);

/** bench_text() - a line for each group */
void bench_text(const struct target_run *target, const struct bench_rows *rows,
		FILE *out);

/** bench_markdown() - a line for each policy, a column for each limit */
void bench_markdown(const struct target_run *target,
		    const struct bench_rows *rows, FILE *out);

/**
 * bench_html_target() - a target's section of bench.html, the plot of the cost
 *
 * Between bench_html_begin() and bench_html_end().
 */
void bench_html_target(const struct target_run *target,
		       const struct bench_rows *rows, FILE *out);
void bench_html_begin(FILE *out);
void bench_html_end(FILE *out);

void bench_rows_free(struct bench_rows *rows);

#endif
