// SPDX-License-Identifier: GPL-2.0-only
/* matrix.html: what runs where, and each rule on every driver. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "report_html.h"
#include "report_view.h"
#include "util.h"

static void header_put(const struct matrix *matrix, FILE *out)
{
	size_t conforming = 0;

	for (size_t i = 0; i < matrix->nr_lanes; i++)
		conforming += matrix->lanes[i].target->verdict ==
			      VERDICT_CONFORMS;
	html_head(out);
	fputs("Matrix - trackcert", out);
	html_head_end(out);
	fprintf(out,
		"<body>\n<header><div class=\"wrap\"><p class=\"brand\">"
		"<b>trackcert</b> VFIO device tracker conformance</p>\n"
		"<h1>%zu of %zu drivers and kernels conform</h1>\n"
		"<p class=\"meta\"><span>%zu targets</span><span>%zu kernels "
		"and modes</span><span>%zu rules</span></p>\n"
		"<nav aria-label=\"Parts of this page\">"
		"<a href=\"#matrix\">Matrix</a><a href=\"#rules\">Rules</a>"
		"<a href=\"#runs\">Runs</a></nav></div></header>\n",
		conforming, matrix->nr_lanes, matrix->nr_rows,
		matrix->nr_columns, matrix->nr_rules);
}

static void columns_put(const struct matrix *matrix, FILE *out)
{
	fputs("<thead><tr><th scope=\"col\">Target</th>", out);
	for (size_t i = 0; i < matrix->nr_columns; i++) {
		const struct matrix_column *column = &matrix->columns[i];

		fputs("<th scope=\"col\">", out);
		html_put(column->kernel, out);
		fputs(" <b>", out);
		html_put(column->mode, out);
		fputs("</b><small>", out);
		if (*column->knobs) {
			html_put(column->knobs, out);
			fputs(", ", out);
		}
		html_put(column->release, out);
		fputs(", profile ", out);
		html_put(column->profile, out);
		fputs("</small></th>", out);
	}
	fputs("</tr></thead>\n", out);
}

/* A narrow cell on a phone says itself where it belongs. */
static void cell_open(const struct matrix_column *column, FILE *out)
{
	fputs("<td data-column=\"", out);
	html_put(column->kernel, out);
	putc(' ', out);
	html_put(column->mode, out);
	fputs("\">", out);
}

static void counts_put(const struct target_run *target, FILE *out)
{
	struct tally tally = { 0 };
	char *words;

	for (size_t i = 0; i < RESULT_COUNT; i++)
		tally.n[i] = target->counts[i];
	tally.total = (unsigned int)target->nr_cases;
	words = tally_words(&tally);
	fprintf(out, "<small>%s</small>", words);
	free(words);
}

static void cell_put(const struct matrix_lane *lane, FILE *out)
{
	const struct target_run *target = lane->target;
	struct rule_tally tally = matrix_tally(target, false);

	fprintf(out, "<a class=\"v %s\" href=\"%s\">%s</a>",
		html_verdict_class(target->verdict), lane->page,
		verdict_name(target->verdict));
	fprintf(out, "<small>%u of %u rules broken", tally.broken,
		tally.kept + tally.broken + tally.unjudged);
	if (tally.unjudged)
		fprintf(out, ", %u not judged", tally.unjudged);
	fputs("</small>", out);
	counts_put(target, out);
	if (target->unexpected)
		fprintf(out, "<small class=\"surprise\">%u unexpected</small>",
			target->unexpected);
	if (target->infrastructure) {
		fputs("<small class=\"surprise\">", out);
		html_put(target->infrastructure, out);
		fputs("</small>", out);
	}
	fputs("</td>", out);
}

static void row_put(const struct matrix *matrix, size_t row, FILE *out)
{
	fputs("<tr><th scope=\"row\"><b>", out);
	html_put(matrix->rows[row].target, out);
	fputs("</b><small>", out);
	html_put(matrix->rows[row].driver, out);
	fputs("</small></th>", out);
	for (size_t i = 0; i < matrix->nr_columns; i++) {
		const struct matrix_lane *lane = matrix_cell(matrix, row, i);

		cell_open(&matrix->columns[i], out);
		if (lane)
			cell_put(lane, out);
		else
			fputs("<span class=\"r\">not run</span></td>", out);
	}
	fputs("</tr>\n", out);
}

static void core_cell(const struct matrix *matrix, size_t column, FILE *out)
{
	const struct matrix_column *c = &matrix->columns[column];
	const struct matrix_lane *through;

	cell_open(c, out);
	fprintf(out, "<span class=\"v %s\">%s</span>",
		c->seen ? html_verdict_class(c->core) : "open",
		c->seen ? verdict_name(c->core) : "NOT TESTED");
	for (size_t i = 0; i < matrix->nr_rules; i++) {
		const struct rule *rule = matrix->rules[i];

		if (!matrix_core_breaks(matrix, column, rule, &through))
			continue;
		fputs("<small><a href=\"#", out);
		html_put(rule->id, out);
		fputs("\">", out);
		html_put(rule->id, out);
		fputs("</a> seen through ", out);
		html_put(through->target->target, out);
		fputs("</small>", out);
	}
	fputs("</td>", out);
}

static void matrix_put(const struct matrix *matrix, FILE *out)
{
	fputs("<section id=\"matrix\"><h2>Drivers by kernel and mode</h2>\n"
	      "<p class=\"note\">A verdict leads to its report. What the VFIO "
	      "core of a kernel breaks, and what the control fails as well, "
	      "is in the last row and counts against no driver.</p>\n"
	      "<div class=\"scroll\"><table class=\"matrix\">",
	      out);
	columns_put(matrix, out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < matrix->nr_rows; i++)
		row_put(matrix, i, out);
	fputs("</tbody><tbody class=\"kernels\"><tr><th scope=\"row\"><b>VFIO "
	      "core</b><small>of the kernel itself</small></th>",
	      out);
	for (size_t i = 0; i < matrix->nr_columns; i++)
		core_cell(matrix, i, out);
	fputs("</tr></tbody></table></div></section>\n", out);
}

/*
 * The table of rules.
 */

static char *states_join(const struct matrix *matrix, const struct rule *rule)
{
	struct strings words = { 0 };
	char *joined;

	for (size_t i = 0; i < matrix->nr_lanes; i++)
		strings_add(&words,
			    html_rule_state(target_rule(matrix->lanes[i].target,
							rule->id)));
	joined = strings_join(&words, " ");
	strings_free(&words);
	return joined;
}

static const char *state_class(const char *state)
{
	static const struct {
		const char *state, *class;
	} classes[] = { { "kept", "pass" },
			{ "broken", "fail" },
			{ "open", "notrun" } };

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (!strcmp(state, classes[i].state))
			return classes[i].class;
	return "skip";
}

static void lane_words(const struct target_run *target, FILE *out)
{
	html_put(target->target, out);
	putc(' ', out);
	html_put(target->kernel, out);
	putc(' ', out);
	html_put(target->mode, out);
}

static void outcome_put(const struct matrix_lane *lane, const struct rule *rule,
			FILE *out)
{
	const struct rule_result *result = target_rule(lane->target, rule->id);
	const char *state = html_rule_state(result);

	fputs("<td data-column=\"", out);
	lane_words(lane->target, out);
	fputs("\">", out);
	if (!result) {
		fprintf(out, "<span class=\"r\" title=\"%s\">-</span></td>",
			matrix_rule_word(lane, rule));
		return;
	}
	fprintf(out, "<a class=\"r %s\" href=\"%s#",
		result->charged ? "error" : state_class(state), lane->page);
	html_put(rule->id, out);
	putc('"', out);
	if (result->reason) {
		fputs(" title=\"", out);
		html_put(result->reason, out);
		putc('"', out);
	}
	fprintf(out, ">%s</a></td>",
		!strcmp(state, "idle") ? "n/a" : matrix_rule_word(lane, rule));
}

static void rule_put(const struct matrix *matrix, const struct rule *rule,
		     FILE *out)
{
	char *states = states_join(matrix, rule);

	html_rule_head(rule, states, out);
	free(states);
	fputs("</td>", out);
	for (size_t i = 0; i < matrix->nr_lanes; i++)
		outcome_put(&matrix->lanes[i], rule, out);
	fputs("</tr>\n", out);
}

static void lanes_put(const struct matrix *matrix, FILE *out)
{
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		const struct target_run *target = matrix->lanes[i].target;

		fputs("<th scope=\"col\">", out);
		html_put(target->target, out);
		fputs("<small>", out);
		html_put(target->kernel, out);
		fputs("<br>", out);
		html_put(target->mode, out);
		fputs("</small></th>", out);
	}
}

static void rules_put(const struct matrix *matrix, FILE *out)
{
	const char *chapter = "";

	fputs("<section id=\"rules\"><h2>Each rule on every driver</h2>\n"
	      "<p class=\"note\">A result leads to the rule in the report of "
	      "its driver, and from there to the case that decided it.</p>\n",
	      out);
	html_filters(out);
	fputs("<div class=\"scroll\"><table class=\"rules drivers\"><thead><tr>"
	      "<th scope=\"col\">Rule</th><th scope=\"col\">Statement</th>",
	      out);
	lanes_put(matrix, out);
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < matrix->nr_rules; i++) {
		const struct rule *rule = matrix->rules[i];

		if (strcmp(chapter, rule->chapter)) {
			chapter = rule->chapter;
			fprintf(out,
				"<tr class=\"chapter\"><th colspan=\"%zu\" "
				"scope=\"rowgroup\">",
				matrix->nr_lanes + 2);
			html_put(chapter, out);
			fputs("</th></tr>\n", out);
		}
		rule_put(matrix, rule, out);
	}
	fputs("</tbody></table></div></section>\n", out);
}

static void run_put(const struct run *run, FILE *out)
{
	fputs("<tr><td><code>", out);
	html_put(run->dir, out);
	fputs("</code></td><td>", out);
	html_put(run->started, out);
	fprintf(out, "</td><td>%.1f s</td><td>%" PRIu64 "</td><td>",
		run->duration_s, run->seed);
	html_put(run->tool_version, out);
	fputs(" <code>", out);
	html_put(run->tool_commit, out);
	fprintf(out, "</code></td><td>%s%s</td></tr>\n",
		run->interrupted ? "interrupted " : "",
		run->partial ? "some cases only" : "");
}

static void runs_put(const struct matrix *matrix, FILE *out)
{
	const struct run *last = NULL;

	fputs("<section id=\"runs\"><h2>Runs</h2>\n<div class=\"scroll\">"
	      "<table><thead><tr><th scope=\"col\">Folder</th>"
	      "<th scope=\"col\">Started</th><th scope=\"col\">Took</th>"
	      "<th scope=\"col\">Seed</th><th scope=\"col\">trackcert</th>"
	      "<th scope=\"col\"></th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		if (matrix->lanes[i].run != last)
			run_put(matrix->lanes[i].run, out);
		last = matrix->lanes[i].run;
	}
	fputs("</tbody></table></div></section>\n", out);
}

int matrix_html(const struct matrix *matrix, FILE *out)
{
	header_put(matrix, out);
	fputs("<main class=\"wrap wide\">\n", out);
	matrix_put(matrix, out);
	rules_put(matrix, out);
	runs_put(matrix, out);
	fputs("</main>\n<footer class=\"wrap\">The same facts for programs are "
	      "in <code>matrix.json</code> beside this page.</footer>\n",
	      out);
	html_script_put(out);
	fputs("</body>\n</html>\n", out);
	return report_end(out);
}
