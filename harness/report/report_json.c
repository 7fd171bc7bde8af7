// SPDX-License-Identifier: GPL-2.0-only
/* results.json, as docs/results.schema.json describes it. */
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "json_text.h"
#include "latency.h"
#include "ledger.h"
#include "report_chars.h"
#include "report_view.h"
#include "util.h"
#include "verdict.h"

#define SCHEMA "trackcert-results-1"

/* 64-bit numbers do not fit every reader's integers. */
static void hex_set(json_t *object, const char *key, uint64_t value)
{
	char text[19];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	json_text_set(object, key, text);
}

/* Milliseconds are all that is measured. */
static void seconds_set(json_t *object, const char *key, double seconds)
{
	json_object_set_new(
		object, key,
		json_real((int64_t)(seconds * 1000 + 0.5) / 1000.0));
}

static void bool_set(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

static json_t *strings_json(const struct strings *list)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < list->n; i++)
		json_array_append_new(array, json_text(list->v[i]));
	return array;
}

static json_t *pairs_json(const struct pairs *pairs)
{
	json_t *object = json_object();
	size_t i;

	for (i = 0; i < pairs->n; i++) {
		char *key = utf8_dup(pairs->v[i].key);

		json_text_set(object, key, pairs->v[i].value);
		free(key);
	}
	return object;
}

static json_t *module_json(const struct module *module)
{
	json_t *object = json_object(), *sources = json_array();
	size_t i;

	for (i = 0; i < module->nr_sources; i++) {
		const struct source_file *file = &module->sources[i];
		json_t *source = json_object();

		json_text_set(source, "path", file->path);
		json_text_set(source, "sha256", file->sha256);
		bool_set(source, "unmodified", file->unmodified);
		json_array_append_new(sources, source);
	}
	json_text_set(object, "name", module->name);
	json_text_set(object, "sha256", module->sha256);
	json_text_set(object, "origin", module->origin);
	bool_set(object, "unmodified", module->unmodified);
	json_object_set_new(object, "sources", sources);
	return object;
}

static json_t *bitmap_json(const uint8_t *map, uint32_t pages)
{
	size_t bytes = (pages + 7) / 8, i;
	char *hex = xcalloc(bytes + 1, 2);
	json_t *json;

	for (i = 0; i < bytes; i++)
		sprintf(hex + 2 * i, "%02x", map[i]);
	json = json_string(hex);
	free(hex);
	return json;
}

static json_t *bits_json(const struct bits *bits)
{
	json_t *object;

	if (!bits)
		return json_null();
	object = json_object();
	hex_set(object, "iova", bits->iova);
	hex_set(object, "page_size", bits->page_size);
	hex_set(object, "first", bits->first);
	json_object_set_new(object, "pages", json_integer(bits->pages));
	json_object_set_new(object, "expected",
			    bitmap_json(bits->expected, bits->pages));
	json_object_set_new(object, "reported",
			    bitmap_json(bits->reported, bits->pages));
	return object;
}

static json_t *expected_json(const struct case_result *result)
{
	json_t *object;

	if (!result->expected)
		return json_null();
	object = json_object();
	json_text_set(object, "result", result_name(result->expected_result));
	json_text_set(object, "reason", result->expected);
	return object;
}

static json_t *case_json(const struct case_result *result)
{
	json_t *object = json_object();

	json_text_set(object, "id", result->id);
	json_text_set(object, "suite", result->suite);
	json_text_set(object, "says", result->says);
	json_text_set(object, "result", result_name(result->result));
	seconds_set(object, "duration_s", result->duration_s);
	json_object_set_new(object, "rules", strings_json(&result->rules));
	json_text_set(object, "layer", layer_name(result->layer));
	json_text_set(object, "level", level_name(result->level));
	json_text_set(object, "message", result->message);
	json_text_set(object, "geometry", result->geometry);
	json_object_set_new(object, "bits", bits_json(result->bits));
	json_object_set_new(object, "expected", expected_json(result));
	bool_set(object, "unexpected", case_unexpected(result));
	bool_set(object, "charged", result->charged);
	json_object_set_new(object, "output", strings_json(&result->output));
	json_object_set_new(object, "klog", strings_json(&result->klog));
	json_text_set(object, "fingerprint", result->fingerprint);
	return object;
}

static json_t *rule_json(const struct rule_result *result)
{
	const struct rule *rule = result->rule;
	const char *word = result->result == RESULT_NOTRUN
				   ? "UNJUDGED"
				   : result_name(result->result);
	json_t *object = json_object();

	json_text_set(object, "id", rule->id);
	json_text_set(object, "level", level_name(rule->level));
	json_text_set(object, "layer", layer_name(rule->layer));
	json_text_set(object, "statement", rule->statement);
	json_text_set(object, "source", rule->source);
	json_text_set(object, "result", word);
	json_text_set(object, "reason", result->reason);
	bool_set(object, "excused", result->excused);
	bool_set(object, "charged", result->charged);
	return object;
}

static json_t *counts_json(const unsigned int *counts)
{
	json_t *object = json_object();
	unsigned int result;

	for (result = 0; result < RESULT_COUNT; result++)
		json_object_set_new(object, result_name(result),
				    json_integer(counts[result]));
	return object;
}

/* Of the target's lane, whichever target its cases ran with. */
static json_t *core_json(const struct core_run *core)
{
	struct tally tally = tally_cases(core->through, true);
	json_t *object = json_object();

	json_text_set(object, "verdict", verdict_name(core->verdict));
	json_text_set(object, "through", core->through->target);
	json_object_set_new(object, "counts", counts_json(tally.n));
	return object;
}

static json_t *charges_json(const struct core_run *core)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < core->nr_charges; i++) {
		const struct charge *charge = &core->charges[i];
		json_t *object = json_object();

		json_text_set(object, "rule", charge->rule->id);
		json_text_set(object, "level", level_name(charge->rule->level));
		json_object_set_new(object, "cases",
				    strings_json(&charge->cases));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *lane_json(const struct core_run *core)
{
	const struct target_run *through = core->through;
	json_t *object = core_json(core), *broken = json_array();
	size_t i;

	for (i = 0; i < through->nr_rules; i++)
		if (through->rules[i].rule->layer == LAYER_CORE &&
		    through->rules[i].result == RESULT_FAIL)
			json_array_append_new(
				broken, json_text(through->rules[i].rule->id));
	json_text_set(object, "kernel", through->kernel);
	json_text_set(object, "kernel_release", through->release);
	json_text_set(object, "mode", through->mode);
	json_text_set(object, "kernel_knobs", through->kernel_knobs);
	json_text_set(object, "control",
		      core->control ? core->control->target : NULL);
	json_object_set_new(object, "broken", broken);
	json_object_set_new(object, "charges", charges_json(core));
	return object;
}

static void target_lists(json_t *object, const struct target_run *target)
{
	json_t *modules = json_array(), *rules = json_array();
	json_t *cases = json_array();
	size_t i;

	for (i = 0; i < target->nr_modules; i++)
		json_array_append_new(modules,
				      module_json(&target->modules[i]));
	for (i = 0; i < target->nr_rules; i++)
		json_array_append_new(rules, rule_json(&target->rules[i]));
	for (i = 0; i < target->nr_cases; i++)
		json_array_append_new(cases, case_json(&target->cases[i]));
	json_object_set_new(object, "modules", modules);
	json_object_set_new(object, "rules", rules);
	json_object_set_new(object, "cases", cases);
}

static json_t *limits_json(const struct target_run *target)
{
	json_t *array = json_array();
	struct limits limits;

	limits_measured(target, &limits);
	for (size_t i = 0; i < limits.n; i++) {
		json_t *object = json_object();

		json_object_set_new(
			object, "page_size",
			json_integer((json_int_t)limits.v[i].page_size));
		json_object_set_new(
			object, "ranges",
			json_integer((json_int_t)limits.v[i].ranges));
		json_object_set_new(object, "span",
				    json_integer((json_int_t)limits.v[i].span));
		json_array_append_new(array, object);
	}
	limits_free(&limits);
	return array;
}

static json_t *latencies_json(const struct target_run *target,
			      enum operation operation)
{
	json_t *array = json_array();
	struct latencies latencies;

	latency_measured(target, operation, &latencies);
	for (size_t i = 0; i < latencies.n; i++) {
		json_t *object = json_object();

		json_object_set_new(
			object, "size",
			json_integer((json_int_t)latencies.v[i].size));
		json_object_set_new(object, "microseconds",
				    json_real(latencies.v[i].us));
		json_array_append_new(array, object);
	}
	free(latencies.v);
	return array;
}

static json_t *latency_json(const struct target_run *target)
{
	json_t *object = json_object();

	for (int i = 0; i < OPERATIONS; i++)
		json_object_set_new(object, operation_name((enum operation)i),
				    latencies_json(target, (enum operation)i));
	return object;
}

static json_t *target_json(const struct run *run,
			   const struct target_run *target)
{
	json_t *object = json_object();

	json_text_set(object, "target", target->target);
	json_text_set(object, "summary", target->summary);
	json_text_set(object, "driver", target->driver);
	json_text_set(object, "model", target->model);
	json_text_set(object, "kernel", target->kernel);
	json_text_set(object, "kernel_release", target->release);
	json_text_set(object, "kernel_config_sha256", target->config_sha256);
	json_text_set(object, "kernel_note", target->kernel_note);
	json_text_set(object, "mode", target->mode);
	json_text_set(object, "profile", target->profile);
	json_text_set(object, "verdict", verdict_name(target->verdict));
	json_object_set_new(object, "core",
			    core_json(&run->cores[target->core]));
	json_object_set_new(object, "counts", counts_json(target->counts));
	json_object_set_new(object, "unexpected",
			    json_integer(target->unexpected));
	json_text_set(object, "infrastructure", target->infrastructure);
	json_object_set_new(object, "limits", limits_json(target));
	json_object_set_new(object, "latency", latency_json(target));
	json_object_set_new(object, "guest", pairs_json(&target->env));
	target_lists(object, target);
	return object;
}

static json_t *shard_json(const struct shard *shard)
{
	json_t *object;

	if (!shard->count)
		return json_null();
	object = json_object();
	json_object_set_new(object, "index", json_integer(shard->index));
	json_object_set_new(object, "count", json_integer(shard->count));
	return object;
}

static json_t *run_json(const struct run *run)
{
	json_t *object = json_object(), *tool = json_object();
	json_t *targets = json_array(), *cores = json_array();
	json_t *controls = json_array();
	size_t i;

	json_text_set(tool, "version", run->tool_version);
	json_text_set(tool, "commit", run->tool_commit);
	for (i = 0; i < run->nr_targets; i++)
		json_array_append_new(targets,
				      target_json(run, &run->targets[i]));
	for (i = 0; i < run->nr_cores; i++)
		json_array_append_new(cores, lane_json(&run->cores[i]));
	for (i = 0; i < run->nr_controls; i++)
		json_array_append_new(controls,
				      target_json(run, &run->controls[i]));
	json_text_set(object, "schema", SCHEMA);
	json_object_set_new(object, "tool", tool);
	json_object_set_new(object, "seed", json_integer(run->seed));
	json_text_set(object, "started", run->started);
	seconds_set(object, "duration_s", run->duration_s);
	bool_set(object, "partial", run->partial);
	json_object_set_new(object, "shard", shard_json(&run->shard));
	bool_set(object, "interrupted", run->interrupted);
	json_object_set_new(object, "environment", pairs_json(&run->env));
	json_object_set_new(object, "targets", targets);
	json_object_set_new(object, "cores", cores);
	json_object_set_new(object, "controls", controls);
	return object;
}

int report_json(const struct run *run, FILE *out)
{
	json_t *object;
	int err;

	if (run->seed > INT64_MAX)
		return -ERANGE;
	object = run_json(run);
	err = json_dumpf(object, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	json_decref(object);
	if (err && !ferror(out))
		return -ENOMEM; /* jansson says no more than that it failed */
	putc('\n', out);
	return report_end(out);
}
