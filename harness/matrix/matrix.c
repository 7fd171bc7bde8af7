// SPDX-License-Identifier: GPL-2.0-only
/* Runs side by side. */
#include "matrix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report_view.h"
#include "util.h"

/* What a file may be called whose target came from a journal; no '/'. */
static char *page_name(const struct target_run *target)
{
	char *lane = xasprintf("%s.%s.%s", target->target, target->kernel,
			       target->mode);
	char *name = xcalloc(3 * strlen(lane) + sizeof(".html"), 1);
	size_t n = 0;

	for (const char *p = lane; *p; p++) {
		/* '~' announces the hex of what could mean something else */
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("-_.,=", *p))
			name[n++] = *p;
		else
			n += sprintf(name + n, "~%02X", (unsigned char)*p);
	}
	strcpy(name + n, ".html");
	free(lane);
	return name;
}

static size_t row_index(struct matrix *matrix, const struct target_run *target)
{
	size_t i = 0;

	while (i < matrix->nr_rows &&
	       strcmp(matrix->rows[i].target, target->target))
		i++;
	if (i < matrix->nr_rows)
		return i;
	matrix->rows = array_grow(matrix->rows, i, sizeof(*matrix->rows));
	matrix->rows[matrix->nr_rows++] = (struct matrix_row){
		.target = target->target,
		.driver = target->driver,
		.summary = target->summary,
	};
	return i;
}

static bool column_is(const struct matrix_column *column,
		      const struct target_run *target)
{
	const char *knobs = target->kernel_knobs ? target->kernel_knobs : "";

	return !strcmp(column->kernel, target->kernel) &&
	       !strcmp(column->mode, target->mode) &&
	       !strcmp(column->knobs, knobs);
}

static size_t column_index(struct matrix *matrix,
			   const struct target_run *target)
{
	size_t i = 0;

	while (i < matrix->nr_columns &&
	       !column_is(&matrix->columns[i], target))
		i++;
	if (i < matrix->nr_columns)
		return i;
	matrix->columns =
		array_grow(matrix->columns, i, sizeof(*matrix->columns));
	matrix->columns[matrix->nr_columns++] = (struct matrix_column){
		.kernel = target->kernel,
		.release = target->release,
		.mode = target->mode,
		.knobs = target->kernel_knobs ? target->kernel_knobs : "",
		.profile = target->profile,
		.core = VERDICT_INCOMPLETE,
	};
	return i;
}

const struct matrix_lane *matrix_cell(const struct matrix *matrix, size_t row,
				      size_t column)
{
	for (size_t i = 0; i < matrix->nr_lanes; i++)
		if (matrix->lanes[i].row == row &&
		    matrix->lanes[i].column == column)
			return &matrix->lanes[i];
	return NULL;
}

/* One run that shows a bug is enough; one that shows none does not hide it. */
static void core_judge(struct matrix_column *column,
		       const struct core_run *core)
{
	if (!tally_cases(core->through, true).total && !core->nr_charges)
		return;
	column->seen = true;
	if (column->core == VERDICT_DOES_NOT_CONFORM ||
	    core->verdict == VERDICT_INCOMPLETE)
		return;
	column->core = core->verdict;
}

static int lane_add(struct matrix *matrix, const struct run *run,
		    const struct target_run *target, char **error)
{
	size_t row = row_index(matrix, target);
	size_t column = column_index(matrix, target);
	const struct matrix_lane *other = matrix_cell(matrix, row, column);

	if (other) {
		*error = xasprintf("%s.%s.%s is in %s and in %s: give one of "
				   "them, or join shards with trackcert merge",
				   target->target, target->kernel, target->mode,
				   other->run->dir, run->dir);
		return -EEXIST;
	}
	matrix->lanes = array_grow(matrix->lanes, matrix->nr_lanes,
				   sizeof(*matrix->lanes));
	matrix->lanes[matrix->nr_lanes++] = (struct matrix_lane){
		.run = run,
		.target = target,
		.row = row,
		.column = column,
		.page = page_name(target),
	};
	core_judge(&matrix->columns[column],
		   matrix_core(&matrix->lanes[matrix->nr_lanes - 1]));
	return 0;
}

static void rules_add(struct matrix *matrix, const struct run *run)
{
	for (size_t i = 0; i < run->rules.n; i++) {
		const struct rule *rule = &run->rules.v[i];
		size_t k = 0;

		while (k < matrix->nr_rules &&
		       strcmp(matrix->rules[k]->id, rule->id))
			k++;
		if (k < matrix->nr_rules)
			continue;
		matrix->rules =
			array_grow(matrix->rules, k, sizeof(*matrix->rules));
		matrix->rules[matrix->nr_rules++] = rule;
	}
}

int matrix_make(const struct run *runs, size_t n, struct matrix *matrix,
		char **error)
{
	int err = 0;

	*matrix = (struct matrix){ 0 };
	*error = NULL;
	for (size_t i = 0; !err && i < n; i++) {
		rules_add(matrix, &runs[i]);
		for (size_t k = 0; !err && k < runs[i].nr_targets; k++)
			err = lane_add(matrix, &runs[i], &runs[i].targets[k],
				       error);
	}
	return err;
}

struct rule_tally matrix_tally(const struct target_run *target, bool core)
{
	struct rule_tally tally = { 0 };

	for (size_t i = 0; i < target->nr_rules; i++) {
		const struct rule_result *result = &target->rules[i];

		if (core != (result->rule->layer == LAYER_CORE))
			continue;
		tally.kept += result->result == RESULT_PASS;
		tally.broken += result->result == RESULT_FAIL &&
				!result->charged;
		tally.excused += result->excused;
		tally.unjudged += result->result == RESULT_NOTRUN &&
				  !result->excused;
	}
	return tally;
}

const struct core_run *matrix_core(const struct matrix_lane *lane)
{
	return &lane->run->cores[lane->target->core];
}

/* Of its own rules, or one that drivers and their control break alike? */
static bool core_breaks(const struct core_run *core, const struct rule *rule)
{
	const struct rule_result *result =
		rule->layer == LAYER_CORE ? target_rule(core->through, rule->id)
					  : NULL;

	if (result && result->result == RESULT_FAIL)
		return true;
	for (size_t i = 0; i < core->nr_charges; i++)
		if (!strcmp(core->charges[i].rule->id, rule->id))
			return true;
	return false;
}

bool matrix_core_breaks(const struct matrix *matrix, size_t column,
			const struct rule *rule,
			const struct matrix_lane **through)
{
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		const struct matrix_lane *lane = &matrix->lanes[i];

		if (lane->column != column ||
		    !core_breaks(matrix_core(lane), rule))
			continue;
		if (through)
			*through = lane;
		return true;
	}
	return false;
}

const char *matrix_rule_word(const struct matrix_lane *lane,
			     const struct rule *rule)
{
	const struct rule_result *result = target_rule(lane->target, rule->id);

	if (!result && rule->layer == LAYER_CORE && !lane->target->core_here)
		return "once a lane";
	if (!result)
		return "not in its profile";
	if (result->charged)
		return "core";
	if (result->result == RESULT_PASS || result->result == RESULT_FAIL)
		return result_name(result->result);
	return result->excused ? "does not apply" : "UNJUDGED";
}

bool matrix_rule_broken(const struct matrix *matrix, const struct rule *rule)
{
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		const struct rule_result *result =
			target_rule(matrix->lanes[i].target, rule->id);

		if (result && result->result == RESULT_FAIL)
			return true;
	}
	return false;
}

void matrix_free(struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->nr_lanes; i++)
		free(matrix->lanes[i].page);
	free(matrix->lanes);
	free(matrix->rows);
	free(matrix->columns);
	free(matrix->rules);
	*matrix = (struct matrix){ 0 };
}
