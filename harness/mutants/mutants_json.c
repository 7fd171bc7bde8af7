// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of mutants and cases, for programs. */
#include "json.h"
#include "mutants.h"
#include "plan.h"
#include "report_view.h"
#include "rules.h"
#include "version.h"

static json_t *killers_json(const struct mutants *m,
			    const struct mutant *mutant)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->cases.n; i++)
		if (mutant_kills(m, mutant, i))
			json_array_append_new(array,
					      json_string(m->cases.v[i].id));
	return array;
}

static json_t *tried_json(const struct mutants *m, const struct mutant *mutant)
{
	json_t *object = json_object();

	for (size_t i = 0; i < m->cases.n; i++)
		if (mutant->cells[i] != CELL_OPEN &&
		    mutant->cells[i] != RESULT_NOTRUN)
			json_put(object, m->cases.v[i].id,
				 result_name(mutant->cells[i]));
	return object;
}

static json_t *mutant_json(const struct mutants *m, const struct mutant *mutant)
{
	const struct mutant_group *group = &m->groups[mutant->group];
	json_t *object = json_object();

	json_put(object, "name", mutant->name);
	json_put(object, "fixture", group->target.name);
	json_put(object, "kernel", group->kernel);
	json_put(object, "spec", mutant->spec);
	json_put(object, "what", mutant->what);
	json_put(object, "stands_for", mutant->stands_for);
	if (mutant->excuse)
		json_put(object, "excuse", mutant->excuse);
	json_object_set_new(object, "killed",
			    json_boolean(mutant_is_killed(m, mutant)));
	json_object_set_new(object, "killed_by", killers_json(m, mutant));
	json_object_set_new(object, "results", tried_json(m, mutant));
	return object;
}

static json_t *mutants_array(const struct mutants *m, bool controls)
{
	json_t *array = json_array();

	for (size_t k = 0; k < m->n; k++)
		if (m->v[k].control == controls)
			json_array_append_new(array, mutant_json(m, &m->v[k]));
	return array;
}

static json_t *case_json(const struct mutants *m, size_t i)
{
	const struct case_info *info = &m->cases.v[i];
	json_t *object = json_object(), *kills = json_array();
	enum level level;
	enum layer layer;

	plan_rank(&info->rules, &m->rules, &level, &layer);
	for (size_t k = 0; k < m->n; k++)
		if (mutant_kills(m, &m->v[k], i))
			json_array_append_new(kills, json_string(m->v[k].spec));
	json_put(object, "id", info->id);
	json_put(object, "level", level_name(level));
	json_put(object, "layer", layer_name(layer));
	json_object_set_new(object, "kills", kills);
	json_object_set_new(object, "alarm", json_boolean(case_alarms(m, i)));
	return object;
}

static json_t *cases_array(const struct mutants *m)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->cases.n; i++)
		if (case_is_tried(m, i))
			json_array_append_new(array, case_json(m, i));
	return array;
}

int mutants_json(const struct mutants *m, FILE *out)
{
	struct mutant_score score = mutants_score(m);
	json_t *object = json_object();

	json_put(object, "tool_version", TRACKCERT_VERSION);
	json_put(object, "tool_commit", TRACKCERT_COMMIT);
	json_put(object, "started", m->started);
	json_put(object, "matrix", m->full ? "full" : "first kill");
	json_object_set_new(object, "seconds", json_real(m->seconds));
	json_object_set_new(object, "killed",
			    json_integer((json_int_t)score.killed));
	json_object_set_new(object, "total",
			    json_integer((json_int_t)score.total));
	json_object_set_new(object, "score",
			    json_real(score.total
					      ? 100.0 * (double)score.killed /
							(double)score.total
					      : 0.0));
	json_object_set_new(object, "false_alarms",
			    json_integer((json_int_t)score.alarms));
	json_object_set_new(object, "put_off",
			    json_integer((json_int_t)m->put_off));
	if (m->source) {
		json_put(object, "source", m->source);
		json_object_set_new(object, "equivalent",
				    json_from_strings(&m->equivalent));
		json_object_set_new(object, "refused",
				    json_from_strings(&m->refused));
	}
	json_object_set_new(object, "defects", mutants_array(m, false));
	json_object_set_new(object, "controls", mutants_array(m, true));
	json_object_set_new(object, "cases", cases_array(m));
	json_dumpf(object, out, JSON_INDENT(1));
	putc('\n', out);
	json_decref(object);
	return report_end(out);
}
