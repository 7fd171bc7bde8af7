/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The matrix: targets down, kernels and IOMMU modes across, and behind it the
 * table of what became of each rule on every driver. A function of judged
 * runs, as every report.
 */
#ifndef TRACKCERT_MATRIX_H
#define TRACKCERT_MATRIX_H

#include <stdio.h>

#include "run.h"

/**
 * struct matrix_lane - one cell
 * @run: the run that it comes from
 * @target: of that run
 * @row: index in @rows of the matrix
 * @column: index in @columns
 * @page: name of its report beside the matrix, fit for a URL
 */
struct matrix_lane {
	const struct run *run;
	const struct target_run *target;
	size_t row, column;
	char *page;
};

/**
 * struct matrix_column - a kernel in one mode
 * @kernel: its name, with the rest owned by the first lane that has it
 * @knobs: KEY=VALUE... of the kernel's own modules; mostly nothing
 * @seen: does a run tell of its core?
 * @core: what all of them together say of it
 */
struct matrix_column {
	const char *kernel, *release, *mode, *profile, *knobs;
	bool seen;
	enum verdict core;
};

/** struct matrix_row - a target: what all its lanes have in common */
struct matrix_row {
	const char *target, *driver, *summary;
};

/**
 * struct matrix - all of it, in the order of the runs
 * @lanes: cells that there are
 * @rows: targets
 * @columns: kernels and modes
 * @rules: of any of the runs, each once
 */
struct matrix {
	struct matrix_lane *lanes;
	size_t nr_lanes;
	struct matrix_row *rows;
	size_t nr_rows;
	struct matrix_column *columns;
	size_t nr_columns;
	const struct rule **rules;
	size_t nr_rules;
};

/** struct rule_tally - what was judged of the rules of one side of a lane */
struct rule_tally {
	unsigned int kept, broken, unjudged, excused;
};

/**
 * matrix_make() - put runs side by side
 * @runs: judged; must outlive @matrix
 * @n: how many
 * @matrix: receives it; matrix_free() it always
 * @error: receives an allocated line when this fails
 *
 * Return: 0, or -EEXIST when a lane is in two of the runs.
 */
int matrix_make(const struct run *runs, size_t n, struct matrix *matrix,
		char **error);

/** matrix_cell() - the lane of a row and a column, or NULL */
const struct matrix_lane *matrix_cell(const struct matrix *matrix, size_t row,
				      size_t column);

/** matrix_tally() - count the rules of the core, or of all but the core */
struct rule_tally matrix_tally(const struct target_run *target, bool core);

/** matrix_core() - what its run makes of the core of a lane */
const struct core_run *matrix_core(const struct matrix_lane *lane);

/**
 * matrix_core_breaks() - does the core of a column break this rule?
 * @through: receives the first lane that shows it; may be NULL
 *
 * Its own, or one that drivers break there and the control does, too.
 */
bool matrix_core_breaks(const struct matrix *matrix, size_t column,
			const struct rule *rule,
			const struct matrix_lane **through);

/** matrix_rule_word() - what became of a rule: PASS, FAIL, UNJUDGED ... */
const char *matrix_rule_word(const struct matrix_lane *lane,
			     const struct rule *rule);

/** matrix_rule_broken() - does any lane break it? */
bool matrix_rule_broken(const struct matrix *matrix, const struct rule *rule);

/* Each: 0 or -errno of the first write that failed. */
int matrix_text(const struct matrix *matrix, FILE *out);
int matrix_md(const struct matrix *matrix, FILE *out);
int matrix_html(const struct matrix *matrix, FILE *out);
/** matrix_json() - as docs/matrix.schema.json describes it */
int matrix_json(const struct matrix *matrix, FILE *out);

/**
 * matrix_write() - matrix.html, matrix.md, matrix.json and a page a cell
 * @dir: exists
 *
 * Return: 0 or -errno.
 */
int matrix_write(const struct matrix *matrix, const char *dir);

void matrix_free(struct matrix *matrix);

#endif
