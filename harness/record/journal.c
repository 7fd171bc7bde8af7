// SPDX-License-Identifier: GPL-2.0-only
/* Writing journal.jsonl: the truth about a run. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal.h"
#include "json.h"
#include "paths.h"
#include "run_json.h"
#include "util.h"

struct journal {
	int fd;
};

/* One write(2) a line: a kill cuts the last line at most. */
static int line_write(struct journal *journal, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	char *line;
	int err;

	json_decref(object);
	if (!text)
		return -EINVAL;
	line = xasprintf("%s\n", text);
	free(text);
	err = fd_write(journal->fd, line, strlen(line));
	free(line);
	return err;
}

static json_t *line_begin(const char *type)
{
	json_t *object = json_object();

	json_put(object, "type", type);
	return object;
}

static json_t *hex_json(const uint8_t *bytes, size_t n)
{
	char *hex = xcalloc(2 * n + 1, 1);
	json_t *string;

	for (size_t i = 0; i < n; i++)
		sprintf(hex + 2 * i, "%02x", bytes[i]);
	string = json_string(hex);
	free(hex);
	return string;
}

/* JSON's integers are signed: 64-bit numbers go as text. */
static void number_put(json_t *object, const char *key, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)number);
	json_put(object, key, text);
}

static json_t *bits_json(const struct bits *bits)
{
	json_t *object = json_object();

	number_put(object, "iova", bits->iova);
	number_put(object, "page_size", bits->page_size);
	number_put(object, "first", bits->first);
	json_object_set_new(object, "pages", json_integer(bits->pages));
	json_object_set_new(object, "expected",
			    hex_json(bits->expected, (bits->pages + 7) / 8));
	json_object_set_new(object, "reported",
			    hex_json(bits->reported, (bits->pages + 7) / 8));
	return object;
}

/* What the plan knows of a case; a SKIP of the plan is a result already. */
static json_t *planned_json(const struct target_run *target,
			    const struct case_result *result, bool elsewhere)
{
	json_t *object = json_object();

	json_put(object, "id", result->id);
	json_put(object, "suite", result->suite);
	json_put(object, "says", result->says);
	json_object_set_new(object, "rules", json_from_strings(&result->rules));
	json_put(object, "level", level_name(result->level));
	json_put(object, "layer", layer_name(result->layer));
	json_put(object, "result", result_name(result->result));
	json_put(object, "message", result->message);
	json_put(object, "expected", result->expected);
	json_put(object, "expected_result",
		 result->expected ? result_name(result->expected_result)
				  : NULL);
	json_put(object, "expected_at", result->expected_at);
	if (result->may_pass)
		json_object_set_new(object, "may_pass", json_true());
	if (!target->shards)
		return object;
	json_object_set_new(object, "shard", json_integer(result->shard));
	json_object_set_new(object, "elsewhere", json_boolean(elsewhere));
	return object;
}

/* The whole plan in its order, with the cases that other shards run. */
static json_t *cases_json(const struct target_run *target)
{
	size_t n = target->nr_cases + target->nr_elsewhere, i = 0, k = 0;
	json_t *cases = json_array();

	while (i + k < n) {
		bool elsewhere =
			k < target->nr_elsewhere &&
			(i == target->nr_cases ||
			 target->elsewhere[k].place < target->cases[i].place);
		const struct case_result *result =
			elsewhere ? &target->elsewhere[k++]
				  : &target->cases[i++];

		json_array_append_new(cases,
				      planned_json(target, result, elsewhere));
	}
	return cases;
}

static json_t *target_json(const struct target_run *target)
{
	json_t *object = json_object();

	json_put(object, "target", target->target);
	json_put(object, "summary", target->summary);
	json_put(object, "driver", target->driver);
	json_put(object, "model", target->model);
	json_put(object, "kernel", target->kernel);
	json_put(object, "release", target->release);
	json_put(object, "config_sha256", target->config_sha256);
	json_put(object, "kernel_note", target->kernel_note);
	json_put(object, "mode", target->mode);
	json_put(object, "profile", target->profile);
	json_put(object, "kernel_knobs", target->kernel_knobs);
	json_object_set_new(object, "control", json_boolean(target->control));
	json_object_set_new(object, "core", json_boolean(target->core_here));
	json_object_set_new(object, "env", json_from_pairs(&target->env));
	json_object_set_new(object, "splats", json_from_pairs(&target->splats));
	json_object_set_new(object, "modules",
			    json_from_modules(target->modules,
					      target->nr_modules));
	json_object_set_new(object, "cases", cases_json(target));
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
	json_object_set_new(object, "selected", json_boolean(shard->selected));
	return object;
}

static json_t *plan_json(const struct run *run)
{
	json_t *object = line_begin("plan");
	json_t *rules = json_array(), *targets = json_array();

	json_object_set_new(object, "schema", json_integer(JOURNAL_SCHEMA));
	json_put(object, "tool_version", run->tool_version);
	json_put(object, "tool_commit", run->tool_commit);
	json_put(object, "started", run->started);
	number_put(object, "seed", run->seed);
	json_object_set_new(object, "partial", json_boolean(run->partial));
	json_object_set_new(object, "shard", shard_json(&run->shard));
	json_object_set_new(object, "env", json_from_pairs(&run->env));
	for (size_t i = 0; i < run->rules.n; i++)
		json_array_append_new(rules, json_from_rule(&run->rules.v[i]));
	json_object_set_new(object, "rules", rules);
	for (size_t i = 0; i < run->nr_targets; i++)
		json_array_append_new(targets, target_json(&run->targets[i]));
	json_object_set_new(object, "targets", targets);
	return object;
}

int journal_create(const struct run *run, struct journal **journal)
{
	char *path = path_join(run->dir, "journal.jsonl");
	int err;

	*journal = xcalloc(1, sizeof(**journal));
	(*journal)->fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	err = (*journal)->fd < 0 ? -errno
				 : line_write(*journal, plan_json(run));
	free(path);
	return err;
}

int journal_env(struct journal *journal, size_t target, const char *key,
		const char *value)
{
	json_t *object = line_begin("env");

	json_object_set_new(object, "target", json_integer((json_int_t)target));
	json_put(object, "key", key);
	json_put(object, "value", value);
	return line_write(journal, object);
}

int journal_result(struct journal *journal, size_t target,
		   const struct case_result *result)
{
	json_t *object = line_begin("result");

	json_object_set_new(object, "target", json_integer((json_int_t)target));
	json_put(object, "id", result->id);
	json_put(object, "result", result_name(result->result));
	json_object_set_new(object, "duration_s",
			    json_real(result->duration_s));
	json_put(object, "message", result->message);
	json_put(object, "geometry", result->geometry);
	json_object_set_new(object, "bits",
			    result->bits ? bits_json(result->bits)
					 : json_null());
	json_object_set_new(object, "output",
			    json_from_strings(&result->output));
	json_object_set_new(object, "klog", json_from_strings(&result->klog));
	json_put(object, "fingerprint", result->fingerprint);
	return line_write(journal, object);
}

int journal_leak(struct journal *journal, size_t target, const char *id,
		 const struct strings *lines)
{
	json_t *object = line_begin("leak");

	json_object_set_new(object, "target", json_integer((json_int_t)target));
	json_put(object, "id", id);
	json_object_set_new(object, "klog", json_from_strings(lines));
	return line_write(journal, object);
}

int journal_infrastructure(struct journal *journal, size_t target,
			   const char *reason)
{
	json_t *object = line_begin("infrastructure");

	json_object_set_new(object, "target", json_integer((json_int_t)target));
	json_put(object, "reason", reason);
	return line_write(journal, object);
}

int journal_control(struct journal *journal, const struct target_run *control)
{
	json_t *object = line_begin("control");

	json_object_set_new(object, "control", target_json(control));
	return line_write(journal, object);
}

int journal_close(struct journal *journal, const struct run *run)
{
	json_t *object = line_begin("end");
	int err;

	json_object_set_new(object, "duration_s", json_real(run->duration_s));
	json_object_set_new(object, "interrupted",
			    json_boolean(run->interrupted));
	err = line_write(journal, object);
	if (close(journal->fd) && !err)
		err = -errno;
	free(journal);
	return err;
}
