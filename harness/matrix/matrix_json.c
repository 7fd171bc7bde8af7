// SPDX-License-Identifier: GPL-2.0-only
/* matrix.json, as docs/matrix.schema.json describes it. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "json_text.h"
#include "matrix.h"
#include "report_view.h"
#include "util.h"

#define SCHEMA "trackcert-matrix-1"

static void count_set(json_t *object, const char *key, unsigned int count)
{
	json_object_set_new(object, key, json_integer(count));
}

static json_t *counts_json(const struct target_run *target)
{
	json_t *object = json_object();

	for (unsigned int i = 0; i < RESULT_COUNT; i++)
		count_set(object, result_name(i), target->counts[i]);
	return object;
}

static json_t *tally_json(const struct target_run *target, bool core)
{
	struct rule_tally tally = matrix_tally(target, core);
	json_t *object = json_object(), *broken = json_array();

	for (size_t i = 0; i < target->nr_rules; i++) {
		const struct rule_result *result = &target->rules[i];

		if (result->result == RESULT_FAIL && !result->charged &&
		    core == (result->rule->layer == LAYER_CORE))
			json_array_append_new(broken,
					      json_text(result->rule->id));
	}
	count_set(object, "kept", tally.kept);
	count_set(object, "broken", tally.broken);
	count_set(object, "unjudged", tally.unjudged);
	count_set(object, "excused", tally.excused);
	json_object_set_new(object, "broken_ids", broken);
	return object;
}

static json_t *cell_json(const struct matrix_lane *lane)
{
	const struct target_run *target;
	json_t *object;

	if (!lane)
		return json_null();
	target = lane->target;
	object = json_object();
	json_text_set(object, "verdict", verdict_name(target->verdict));
	json_object_set_new(object, "counts", counts_json(target));
	count_set(object, "unexpected", target->unexpected);
	json_object_set_new(object, "rules", tally_json(target, false));
	json_object_set_new(object, "core", tally_json(target, true));
	json_text_set(object, "infrastructure", target->infrastructure);
	json_text_set(object, "report", lane->page);
	json_text_set(object, "run", lane->run->dir);
	return object;
}

static json_t *row_json(const struct matrix *matrix, size_t row)
{
	json_t *object = json_object(), *cells = json_array();

	json_text_set(object, "target", matrix->rows[row].target);
	json_text_set(object, "driver", matrix->rows[row].driver);
	json_text_set(object, "summary", matrix->rows[row].summary);
	for (size_t i = 0; i < matrix->nr_columns; i++)
		json_array_append_new(cells,
				      cell_json(matrix_cell(matrix, row, i)));
	json_object_set_new(object, "cells", cells);
	return object;
}

static json_t *column_json(const struct matrix *matrix, size_t i)
{
	const struct matrix_column *column = &matrix->columns[i];
	json_t *object = json_object(), *core = json_object();
	json_t *broken = json_array();

	json_text_set(object, "kernel", column->kernel);
	json_text_set(object, "release", column->release);
	json_text_set(object, "mode", column->mode);
	json_text_set(object, "knobs", *column->knobs ? column->knobs : NULL);
	json_text_set(object, "profile", column->profile);
	for (size_t k = 0; k < matrix->nr_rules; k++)
		if (matrix_core_breaks(matrix, i, matrix->rules[k], NULL))
			json_array_append_new(broken,
					      json_text(matrix->rules[k]->id));
	json_object_set_new(core, "seen", json_boolean(column->seen));
	json_text_set(core, "verdict", verdict_name(column->core));
	json_object_set_new(core, "broken_ids", broken);
	json_object_set_new(object, "core", core);
	return object;
}

static json_t *outcome_json(const struct matrix_lane *lane,
			    const struct rule_result *result)
{
	json_t *object = json_object();

	json_text_set(object, "target", lane->target->target);
	json_text_set(object, "kernel", lane->target->kernel);
	json_text_set(object, "mode", lane->target->mode);
	json_text_set(object, "result",
		      result->result == RESULT_NOTRUN
			      ? "UNJUDGED"
			      : result_name(result->result));
	json_object_set_new(object, "excused", json_boolean(result->excused));
	json_object_set_new(object, "charged", json_boolean(result->charged));
	json_text_set(object, "reason", result->reason);
	return object;
}

/* A rule, and every lane in whose profile it is. */
static json_t *rule_json(const struct matrix *matrix, const struct rule *rule)
{
	json_t *object = json_object(), *results = json_array();

	json_text_set(object, "id", rule->id);
	json_text_set(object, "level", level_name(rule->level));
	json_text_set(object, "layer", layer_name(rule->layer));
	json_text_set(object, "statement", rule->statement);
	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		const struct matrix_lane *lane = &matrix->lanes[i];
		const struct rule_result *result =
			target_rule(lane->target, rule->id);

		if (result)
			json_array_append_new(results,
					      outcome_json(lane, result));
	}
	json_object_set_new(object, "results", results);
	return object;
}

static json_t *run_json(const struct run *run)
{
	json_t *object = json_object();

	json_text_set(object, "run", run->dir);
	json_text_set(object, "version", run->tool_version);
	json_text_set(object, "commit", run->tool_commit);
	json_text_set(object, "started", run->started);
	json_object_set_new(object, "seed",
			    json_integer((json_int_t)run->seed));
	json_object_set_new(object, "partial", json_boolean(run->partial));
	json_object_set_new(object, "interrupted",
			    json_boolean(run->interrupted));
	return object;
}

static json_t *runs_json(const struct matrix *matrix)
{
	json_t *array = json_array();
	const struct run *last = NULL;

	for (size_t i = 0; i < matrix->nr_lanes; i++) {
		if (matrix->lanes[i].run != last)
			json_array_append_new(array,
					      run_json(matrix->lanes[i].run));
		last = matrix->lanes[i].run;
	}
	return array;
}

int matrix_json(const struct matrix *matrix, FILE *out)
{
	json_t *object = json_object(), *columns = json_array();
	json_t *rows = json_array(), *rules = json_array();
	int err;

	for (size_t i = 0; i < matrix->nr_columns; i++)
		json_array_append_new(columns, column_json(matrix, i));
	for (size_t i = 0; i < matrix->nr_rows; i++)
		json_array_append_new(rows, row_json(matrix, i));
	for (size_t i = 0; i < matrix->nr_rules; i++)
		json_array_append_new(rules,
				      rule_json(matrix, matrix->rules[i]));
	json_text_set(object, "schema", SCHEMA);
	json_object_set_new(object, "runs", runs_json(matrix));
	json_object_set_new(object, "columns", columns);
	json_object_set_new(object, "targets", rows);
	json_object_set_new(object, "rules", rules);
	err = json_dumpf(object, out, JSON_INDENT(1));
	json_decref(object);
	if (err && !ferror(out))
		return -ENOMEM; /* jansson says no more than that it failed */
	putc('\n', out);
	return report_end(out);
}
