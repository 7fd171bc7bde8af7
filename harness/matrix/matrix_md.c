// SPDX-License-Identifier: GPL-2.0-only
/* matrix.md: for a cover letter, a wiki, a pull request. */
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "report_md_text.h"
#include "report_view.h"

static void rule_line(size_t cells, FILE *out)
{
	fputs("|---|", out);
	for (size_t i = 0; i < cells; i++)
		fputs("---|", out);
	putc('\n', out);
}

static void heads_put(const struct matrix *matrix, FILE *out)
{
	fputs("| target |", out);
	for (size_t i = 0; i < matrix->nr_columns; i++) {
		putc(' ', out);
		md_cell(matrix->columns[i].kernel, out);
		fputs(" ", out);
		md_cell(matrix->columns[i].mode, out);
		if (*matrix->columns[i].knobs) {
			putc(' ', out);
			md_cell(matrix->columns[i].knobs, out);
		}
		fputs(" |", out);
	}
	putc('\n', out);
	rule_line(matrix->nr_columns, out);
}

static void counts_put(const struct target_run *target, FILE *out)
{
	bool any = false;

	for (unsigned int i = 0; i < RESULT_COUNT; i++) {
		if (!target->counts[i])
			continue;
		fprintf(out, "%s%u %s", any ? ", " : "", target->counts[i],
			result_name(i));
		any = true;
	}
}

static void cell_put(const struct matrix_lane *lane, FILE *out)
{
	struct rule_tally tally;

	if (!lane) {
		fputs(" - |", out);
		return;
	}
	tally = matrix_tally(lane->target, false);
	fprintf(out, " [%s](%s); %u of %u rules broken; ",
		verdict_name(lane->target->verdict), lane->page, tally.broken,
		tally.kept + tally.broken + tally.unjudged);
	counts_put(lane->target, out);
	fputs(" |", out);
}

static void rows_put(const struct matrix *matrix, FILE *out)
{
	for (size_t i = 0; i < matrix->nr_rows; i++) {
		fputs("| ", out);
		md_cell(matrix->rows[i].target, out);
		fputs(" |", out);
		for (size_t k = 0; k < matrix->nr_columns; k++)
			cell_put(matrix_cell(matrix, i, k), out);
		putc('\n', out);
	}
}

static void core_cell(const struct matrix *matrix, size_t column, FILE *out)
{
	bool any = false;

	if (!matrix->columns[column].seen) {
		fputs(" not tested |", out);
		return;
	}
	fprintf(out, " %s", verdict_name(matrix->columns[column].core));
	for (size_t i = 0; i < matrix->nr_rules; i++) {
		if (!matrix_core_breaks(matrix, column, matrix->rules[i], NULL))
			continue;
		fputs(any ? ", " : ": ", out);
		md_cell(matrix->rules[i]->id, out);
		any = true;
	}
	fputs(" |", out);
}

static void core_put(const struct matrix *matrix, FILE *out)
{
	fputs("| *VFIO core* |", out);
	for (size_t i = 0; i < matrix->nr_columns; i++)
		core_cell(matrix, i, out);
	fputs("\n\nThe core's rules are judged apart, and what the control, a "
	      "tracker that keeps the contract, fails as well is charged to "
	      "the core: neither counts against a driver.\n",
	      out);
}

static void lanes_head(const struct matrix *matrix, FILE *out)
{
	fputs("| rule |", out);
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		const struct target_run *target = matrix->lanes[i].target;

		putc(' ', out);
		md_cell(target->target, out);
		putc(' ', out);
		md_cell(target->kernel, out);
		putc(' ', out);
		md_cell(target->mode, out);
		fputs(" |", out);
	}
	putc('\n', out);
	rule_line(matrix->nr_lanes, out);
}

static void rule_row(const struct matrix *matrix, const struct rule *rule,
		     FILE *out)
{
	fputs("| ", out);
	md_cell(rule->id, out);
	fprintf(out, " %s, %s |", level_name(rule->level),
		layer_name(rule->layer));
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		const struct rule_result *result =
			target_rule(matrix->lanes[i].target, rule->id);

		fprintf(out,
			result && result->result == RESULT_FAIL &&
					!result->charged
				? " **%s** |"
				: " %s |",
			matrix_rule_word(&matrix->lanes[i], rule));
	}
	putc('\n', out);
}

/* Those that somebody breaks, or all the others. */
static void rules_put(const struct matrix *matrix, bool broken, FILE *out)
{
	for (size_t i = 0; i < matrix->nr_rules; i++)
		if (matrix_rule_broken(matrix, matrix->rules[i]) == broken)
			rule_row(matrix, matrix->rules[i], out);
}

static void statements_put(const struct matrix *matrix, FILE *out)
{
	for (size_t i = 0; i < matrix->nr_rules; i++) {
		if (!matrix_rule_broken(matrix, matrix->rules[i]))
			continue;
		fputs("- ", out);
		md_code(matrix->rules[i]->id, out);
		putc(' ', out);
		md_prose(matrix->rules[i]->statement, out);
		putc('\n', out);
	}
	putc('\n', out);
}

int matrix_md(const struct matrix *matrix, FILE *out)
{
	fputs("## trackcert: drivers by kernel and IOMMU mode\n\n", out);
	heads_put(matrix, out);
	rows_put(matrix, out);
	core_put(matrix, out);
	fputs("\n## Rules that are broken\n\n", out);
	lanes_head(matrix, out);
	rules_put(matrix, true, out);
	putc('\n', out);
	statements_put(matrix, out);
	fputs("<details><summary>All other rules</summary>\n\n", out);
	lanes_head(matrix, out);
	rules_put(matrix, false, out);
	fputs("\n</details>\n", out);
	return report_end(out);
}
