// SPDX-License-Identifier: GPL-2.0-only
/* Reading journal.jsonl back into the model of a run. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "json.h"
#include "ktap.h"
#include "leaks.h"
#include "paths.h"
#include "plan.h"
#include "run_json.h"
#include "shard.h"
#include "util.h"

#define MAX_BYTES (1u << 30)

static bool number_get(const json_t *object, const char *key, uint64_t *number)
{
	const char *s = json_string_value(json_object_get(object, key));
	char *end;

	if (!s || !str_starts(s, "0x") || !s[2] || s[2] == '-')
		return false;
	errno = 0;
	*number = strtoull(s, &end, 16);
	return !errno && !*end;
}

static bool result_get(const json_t *object, const char *key,
		       enum result *result)
{
	return result_parse(json_string_value(json_object_get(object, key)),
			    result);
}

static bool facts_get(const json_t *object, enum level *level,
		      enum layer *layer)
{
	return level_parse(json_string_value(json_object_get(object, "level")),
			   level) &&
	       layer_parse(json_string_value(json_object_get(object, "layer")),
			   layer);
}

static bool rule_get(const json_t *object, struct rule *rule)
{
	rule->id = json_to_string(object, "id");
	rule->statement = json_to_string(object, "statement");
	rule->source = json_to_string(object, "source");
	rule->not_checked = json_to_string(object, "not_checked");
	rule->where = json_to_string(object, "where");
	rule->replaces = json_to_string(object, "replaces");
	rule->chapter = json_to_string(object, "chapter");
	rule->line = (unsigned int)json_integer_value(
		json_object_get(object, "line"));
	return rule->id && rule->statement && rule->source && rule->chapter &&
	       facts_get(object, &rule->level, &rule->layer) &&
	       json_to_strings(object, "profiles", &rule->profiles);
}

static bool planned_get(const json_t *object, struct case_result *result)
{
	result->id = json_to_string(object, "id");
	result->suite = json_to_string(object, "suite");
	result->says = json_to_string(object, "says");
	result->message = json_to_string(object, "message");
	result->expected = json_to_string(object, "expected");
	result->expected_at = json_to_string(object, "expected_at");
	result->may_pass = json_is_true(json_object_get(object, "may_pass"));
	return result->id && result->suite && result->says &&
	       json_to_strings(object, "rules", &result->rules) &&
	       facts_get(object, &result->level, &result->layer) &&
	       result_get(object, "result", &result->result) &&
	       (!result->expected || result_get(object, "expected_result",
						&result->expected_result));
}

/* A case of the plan, the @place-th; one of another shard is put aside. */
static bool case_add(const json_t *object, size_t place,
		     struct target_run *target)
{
	bool elsewhere = json_is_true(json_object_get(object, "elsewhere"));
	const json_t *shard = json_object_get(object, "shard");
	struct case_result **v = elsewhere ? &target->elsewhere
					   : &target->cases;
	size_t *n = elsewhere ? &target->nr_elsewhere : &target->nr_cases;
	struct case_result *result;

	*v = array_grow(*v, *n, sizeof(**v));
	result = &(*v)[(*n)++];
	result->place = place;
	if (!planned_get(object, result) || !target->shards != !shard)
		return false;
	if (!shard)
		return !elsewhere;
	if (!json_is_integer(shard) || json_integer_value(shard) < 0 ||
	    json_integer_value(shard) > target->shards)
		return false;
	result->shard = (unsigned int)json_integer_value(shard);
	return true;
}

static bool target_get(const json_t *object, unsigned int shards,
		       struct target_run *target)
{
	const json_t *cases = json_object_get(object, "cases"), *item;
	size_t i;

	target->shards = shards;

	target->target = json_to_string(object, "target");
	target->summary = json_to_string(object, "summary");
	target->driver = json_to_string(object, "driver");
	target->model = json_to_string(object, "model");
	target->kernel = json_to_string(object, "kernel");
	target->release = json_to_string(object, "release");
	target->config_sha256 = json_to_string(object, "config_sha256");
	target->kernel_note = json_to_string(object, "kernel_note");
	target->mode = json_to_string(object, "mode");
	target->profile = json_to_string(object, "profile");
	target->kernel_knobs = json_to_string(object, "kernel_knobs");
	target->control = json_is_true(json_object_get(object, "control"));
	/* journals of before say nothing: there, each target had them */
	target->core_here = !json_is_false(json_object_get(object, "core"));
	if (!json_to_modules(object, "modules", &target->modules,
			     &target->nr_modules))
		return false;
	if (!json_to_pairs(object, "env", &target->env))
		return false;
	/* journals of before know of none */
	if (json_object_get(object, "splats") &&
	    !json_to_pairs(object, "splats", &target->splats))
		return false;
	json_array_foreach(cases, i, item)
	{
		if (!case_add(item, i, target))
			return false;
	}
	return json_is_array(cases) && target->target && target->summary &&
	       target->driver && target->kernel && target->release &&
	       target->config_sha256 && target->mode && target->profile;
}

static bool shard_get(const json_t *object, struct shard *shard)
{
	json_int_t index = json_integer_value(json_object_get(object, "index"));
	json_int_t count = json_integer_value(json_object_get(object, "count"));

	if (!object || json_is_null(object))
		return true;
	if (index < 1 || index > count || count > MAX_SHARDS)
		return false;
	*shard = (struct shard){
		.index = (unsigned int)index,
		.count = (unsigned int)count,
		.selected = json_is_true(json_object_get(object, "selected")),
	};
	return true;
}

static bool plan_get(const json_t *object, struct run *run)
{
	const json_t *rules = json_object_get(object, "rules");
	const json_t *targets = json_object_get(object, "targets"), *item;
	size_t i;

	run->tool_version = json_to_string(object, "tool_version");
	run->tool_commit = json_to_string(object, "tool_commit");
	run->started = json_to_string(object, "started");
	run->partial = json_is_true(json_object_get(object, "partial"));
	if (!shard_get(json_object_get(object, "shard"), &run->shard))
		return false;
	json_array_foreach(rules, i, item)
	{
		run->rules.v = array_grow(run->rules.v, run->rules.n,
					  sizeof(*run->rules.v));
		if (!rule_get(item, &run->rules.v[run->rules.n++]))
			return false;
	}
	json_array_foreach(targets, i, item)
	{
		run->targets = array_grow(run->targets, run->nr_targets,
					  sizeof(*run->targets));
		if (!target_get(item, run->shard.count,
				&run->targets[run->nr_targets++]))
			return false;
	}
	return run->tool_version && run->tool_commit && run->started &&
	       run->nr_targets && number_get(object, "seed", &run->seed) &&
	       json_to_pairs(object, "env", &run->env);
}

static struct case_result *case_get(struct target_run *target, const char *id)
{
	for (size_t i = 0; id && i < target->nr_cases; i++)
		if (!strcmp(target->cases[i].id, id))
			return &target->cases[i];
	return NULL;
}

static bool bits_get(const json_t *object, struct case_result *result)
{
	json_int_t pages = json_integer_value(json_object_get(object, "pages"));
	const char *expected, *reported;
	struct bits *bits;
	size_t n;

	if (json_is_null(object))
		return true;
	expected = json_string_value(json_object_get(object, "expected"));
	reported = json_string_value(json_object_get(object, "reported"));
	if (!expected || !reported || pages < 1 || pages > 4096)
		return false;
	n = (size_t)(pages + 7) / 8;
	bits = result->bits = xcalloc(1, sizeof(*bits));
	bits->pages = (uint32_t)pages;
	bits->expected = hex_parse(expected, n);
	bits->reported = hex_parse(reported, n);
	return bits->expected && bits->reported &&
	       number_get(object, "iova", &bits->iova) &&
	       number_get(object, "page_size", &bits->page_size) &&
	       number_get(object, "first", &bits->first);
}

static bool outcome_get(const json_t *object, struct target_run *target)
{
	const char *id = json_string_value(json_object_get(object, "id"));
	struct case_result *result = case_get(target, id);

	if (!result || result->output.n || result->geometry || result->bits)
		return false;
	free(result->message);
	result->message = json_to_string(object, "message");
	result->geometry = json_to_string(object, "geometry");
	free(result->fingerprint);
	result->fingerprint = json_to_string(object, "fingerprint");
	result->duration_s =
		json_real_value(json_object_get(object, "duration_s"));
	if (!result_get(object, "result", &result->result))
		return false;
	splat_expect(target, result);
	return bits_get(json_object_get(object, "bits"), result) &&
	       json_to_strings(object, "output", &result->output) &&
	       json_to_strings(object, "klog", &result->klog);
}

static bool leak_get(const json_t *object, struct target_run *target)
{
	const char *id = json_string_value(json_object_get(object, "id"));
	struct case_result *result = case_get(target, id);
	struct strings lines = { 0 };
	bool good = result && !result_is_open(result) &&
		    json_to_strings(object, "klog", &lines) && lines.n;

	if (good) {
		leaks_judge(&lines, result);
		splat_expect(target, result);
	}
	strings_free(&lines);
	return good;
}

static bool env_get(const json_t *object, struct target_run *target)
{
	const char *key = json_string_value(json_object_get(object, "key"));
	const char *value = json_string_value(json_object_get(object, "value"));

	if (!key || !value)
		return false;
	target_env_set(target, key, value);
	return true;
}

static bool event_get(const json_t *object, const char *type, struct run *run)
{
	const json_t *index = json_object_get(object, "target");
	struct target_run *target;

	if (!json_is_integer(index) || json_integer_value(index) < 0 ||
	    (size_t)json_integer_value(index) >=
		    run->nr_targets + run->nr_controls)
		return false;
	target = run_target(run, (size_t)json_integer_value(index));
	if (!strcmp(type, "env"))
		return env_get(object, target);
	if (!strcmp(type, "result"))
		return outcome_get(object, target);
	if (!strcmp(type, "leak"))
		return leak_get(object, target);
	if (strcmp(type, "infrastructure"))
		return false;
	free(target->infrastructure);
	target->infrastructure = json_to_string(object, "reason");
	return target->infrastructure;
}

static bool control_get(const json_t *object, struct run *run)
{
	run->controls = array_grow(run->controls, run->nr_controls,
				   sizeof(*run->controls));
	return target_get(json_object_get(object, "control"), 0,
			  &run->controls[run->nr_controls++]);
}

static bool schema_good(const json_t *plan)
{
	return json_integer_value(json_object_get(plan, "schema")) ==
	       JOURNAL_SCHEMA;
}

static bool line_get(const json_t *object, struct run *run)
{
	const char *type = json_string_value(json_object_get(object, "type"));

	if (!type || (!run->nr_targets) != !strcmp(type, "plan"))
		return false;
	if (!strcmp(type, "plan"))
		return schema_good(object) && plan_get(object, run);
	if (!strcmp(type, "control"))
		return control_get(object, run);
	if (strcmp(type, "end"))
		return event_get(object, type, run);
	run->duration_s =
		json_real_value(json_object_get(object, "duration_s"));
	run->interrupted = json_is_true(json_object_get(object, "interrupted"));
	return true;
}

/* Return: the number of the first line that is wrong, 0 when none is. */
static unsigned int lines_get(char *text, struct run *run)
{
	unsigned int number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		json_t *object;
		bool good;

		number++;
		if (!text) /* cut short by a kill, or empty */
			break;
		object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
		good = json_is_object(object) && line_get(object, run);
		json_decref(object);
		if (!good)
			return number;
	}
	return 0;
}

int journal_load(const char *dir, struct run *run, char **error)
{
	char *path = path_join(dir, "journal.jsonl"), *text;
	unsigned int wrong;
	size_t len;
	int err;

	*run = (struct run){ .dir = xstrdup(dir), .interrupted = true };
	*error = NULL;
	err = file_read(path, MAX_BYTES, &text, &len);
	if (err) {
		*error = xasprintf("%s: %s", path, strerror(-err));
	} else {
		/* a power cut may leave NULs where the end was to be */
		while (len && !text[len - 1])
			len--;
		/* a NUL would end a line early and hide what follows */
		wrong = memchr(text, '\0', len) ? 1 : lines_get(text, run);
		if (wrong)
			*error = xasprintf("%s:%u: not a line of a journal",
					   path, wrong);
		else if (!run->nr_targets)
			*error = xasprintf("%s: holds no plan", path);
		err = *error ? -EINVAL : 0;
		free(text);
	}
	/* one that was killed wrote no reason why the rest did not run */
	run_explain(run, "the run was interrupted");
	free(path);
	return err;
}
