// SPDX-License-Identifier: GPL-2.0-only
/* The matrix in a terminal: a line a lane. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "progress.h"
#include "report_chars.h"
#include "report_view.h"
#include "util.h"

static const char *colour_of(enum verdict verdict)
{
	if (!color_wanted())
		return "";
	return verdict == VERDICT_CONFORMS	     ? "\033[1;32m"
	       : verdict == VERDICT_DOES_NOT_CONFORM ? "\033[1;31m"
						     : "\033[1;33m";
}

static void verdict_put(enum verdict verdict, FILE *out)
{
	fprintf(out, "%s%-16s%s", colour_of(verdict), verdict_name(verdict),
		color_wanted() ? "\033[0m" : "");
}

/* "debian-6.12 group", padded. */
static void column_put(const struct matrix_column *column, FILE *out)
{
	char *name = xasprintf("%s %s", column->kernel, column->mode);
	char *line = line_dup(name);

	fprintf(out, "  %-26s ", line);
	free(line);
	free(name);
}

static void lane_put(const struct matrix *matrix,
		     const struct matrix_lane *lane, FILE *out)
{
	struct rule_tally tally = matrix_tally(lane->target, false);

	column_put(&matrix->columns[lane->column], out);
	verdict_put(lane->target->verdict, out);
	fprintf(out, " %3u rules kept, %2u broken, %2u not judged", tally.kept,
		tally.broken, tally.unjudged);
	if (lane->target->unexpected)
		fprintf(out, "; %u unexpected", lane->target->unexpected);
	if (lane->target->infrastructure) {
		fputs("; ", out);
		line_put(lane->target->infrastructure, out);
	}
	putc('\n', out);
}

static void core_put(const struct matrix *matrix, size_t column, FILE *out)
{
	bool any = false;

	column_put(&matrix->columns[column], out);
	verdict_put(matrix->columns[column].core, out);
	for (size_t i = 0; i < matrix->nr_rules; i++) {
		if (!matrix_core_breaks(matrix, column, matrix->rules[i], NULL))
			continue;
		fputs(any ? ", " : "  ", out);
		line_put(matrix->rules[i]->id, out);
		any = true;
	}
	putc('\n', out);
}

int matrix_text(const struct matrix *matrix, FILE *out)
{
	for (size_t i = 0; i < matrix->nr_rows; i++) {
		line_put(matrix->rows[i].target, out);
		fputs(" (", out);
		line_put(matrix->rows[i].driver, out);
		fputs(")\n", out);
		for (size_t k = 0; k < matrix->nr_lanes; k++)
			if (matrix->lanes[k].row == i)
				lane_put(matrix, &matrix->lanes[k], out);
	}
	fputs("VFIO core\n", out);
	for (size_t i = 0; i < matrix->nr_columns; i++)
		if (matrix->columns[i].seen)
			core_put(matrix, i, out);
	return report_end(out);
}
