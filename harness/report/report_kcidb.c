// SPDX-License-Identifier: GPL-2.0-only
/*
 * KCIDB's I/O schema, version 5.3 (github.com/kernelci/kcidb-io): what a
 * kernel CI submits. A checkout and a build for each guest kernel, a test for
 * each case, an issue for each cause that the expectations give, an incident
 * where a test failed of it.
 *
 * The schema has neither TIMEOUT nor CRASH nor a known failure: the first two
 * are FAIL, the third is FAIL with its incident. What it has no member for is
 * in "misc", the only place that takes free data.
 */
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_evidence.h"
#include "report_name.h"
#include "report_view.h"
#include "util.h"
#include "verdict.h"

#define MAX_EXCERPT 16384 /* log_excerpt, in characters */

/* What is being written, and the run's part of every id. */
struct submission {
	const struct run *run;
	const char *origin;
	char *stamp;
	json_t *root;
	json_t *seen; /* a key for each member of each list */
};

static void text_set(json_t *object, const char *key, const char *value)
{
	char *line;

	if (!value)
		return;
	line = line_dup(value);
	json_object_set_new(object, key, json_string(line));
	free(line);
}

static void text_take(json_t *object, const char *key, char *value)
{
	text_set(object, key, value);
	free(value);
}

static void text_copy(json_t *object, const char *key, const json_t *from,
		      const char *from_key)
{
	json_object_set(object, key, json_object_get(from, from_key));
}

static void seconds_set(json_t *object, const char *key, double seconds)
{
	json_object_set_new(
		object, key,
		json_real((int64_t)(seconds * 1000 + 0.5) / 1000.0));
}

static json_t *words_json(const struct strings *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++) {
		char *line = line_dup(list->v[i]);

		json_array_append_new(array, json_string(line));
		free(line);
	}
	return array;
}

static json_t *pairs_json(const struct pairs *pairs)
{
	json_t *object = json_object();

	for (size_t i = 0; i < pairs->n; i++) {
		char *key = line_dup(pairs->v[i].key);

		text_set(object, key, pairs->v[i].value);
		free(key);
	}
	return object;
}

/* A new member of @list, called "ORIGIN:@id"; NULL when it has one so called */
static json_t *member_new(const struct submission *s, const char *list,
			  const char *id)
{
	char *key = xasprintf("%s %s", list, id);
	json_t *member = NULL;

	if (!json_object_get(s->seen, key)) {
		json_object_set_new(s->seen, key, json_true());
		member = json_object();
		text_take(member, "id", xasprintf("%s:%s", s->origin, id));
		text_set(member, "origin", s->origin);
		json_array_append_new(json_object_get(s->root, list), member);
	}
	free(key);
	return member;
}

static char *full_id(const struct submission *s, char *id)
{
	char *full = xasprintf("%s:%s", s->origin, id);

	free(id);
	return full;
}

/* The same kernel has the same id in every submission. */
static char *kernel_id(const struct target_run *target)
{
	char *text = xasprintf("trackcert/%s/%s/%.16s", target->kernel,
			       target->release, target->config_sha256);
	char *id = name_dup(text);

	free(text);
	return id;
}

static void kernel_add(const struct submission *s,
		       const struct target_run *target)
{
	char *id = kernel_id(target);
	json_t *checkout = member_new(s, "checkouts", id), *build, *misc;

	if (checkout) {
		text_set(checkout, "tree_name", target->kernel);
		text_set(checkout, "git_commit_name", target->release);
		text_set(checkout, "comment", target->kernel_note);
		build = member_new(s, "builds", id);
		text_copy(build, "checkout_id", checkout, "id");
		text_set(build, "architecture", "x86_64");
		text_set(build, "config_name", target->kernel);
		text_set(build, "comment", target->kernel_note);
		text_set(build, "status", "PASS");
		misc = json_object();
		text_set(misc, "config_sha256", target->config_sha256);
		text_set(misc, "profile", target->profile);
		json_object_set_new(build, "misc", misc);
	}
	free(id);
}

static json_t *modules_json(const struct target_run *target)
{
	json_t *object = json_object();

	for (size_t i = 0; i < target->nr_modules; i++) {
		char *name = line_dup(target->modules[i].name);

		text_set(object, name, target->modules[i].sha256);
		free(name);
	}
	return object;
}

static json_t *environment_json(const struct submission *s,
				const struct target_run *target)
{
	json_t *object = json_object(), *misc = json_object();

	text_take(object, "comment",
		  xasprintf("%s (%s) in a VM, IOMMU mode %s", target->target,
			    target->driver, target->mode));
	text_set(misc, "target", target->target);
	text_set(misc, "driver", target->driver);
	text_set(misc, "model", target->model);
	text_set(misc, "mode", target->mode);
	text_set(misc, "verdict", verdict_name(target->verdict));
	text_set(misc, "core_verdict",
		 verdict_name(s->run->cores[target->core].verdict));
	text_set(misc, "trackcert", s->run->tool_commit);
	json_object_set_new(misc, "modules", modules_json(target));
	json_object_set_new(misc, "guest", pairs_json(&target->env));
	json_object_set_new(misc, "host", pairs_json(&s->run->env));
	json_object_set_new(object, "misc", misc);
	return object;
}

static const char *status_word(enum result result)
{
	static const char *const words[RESULT_COUNT] = {
		[RESULT_NOTRUN] = "MISS",  [RESULT_PASS] = "PASS",
		[RESULT_FAIL] = "FAIL",	   [RESULT_SKIP] = "SKIP",
		[RESULT_TIMEOUT] = "FAIL", [RESULT_CRASH] = "FAIL",
		[RESULT_ERROR] = "ERROR",
	};

	return words[result];
}

/* Paths are words between dots: trackcert.bounds.over-one-page */
static char *path_make(const char *id)
{
	char *path = xasprintf("trackcert.%s", id), *c;

	for (c = path + strlen("trackcert."); *c; c++) {
		if (*c == '/')
			*c = '.';
		else if (!strchr("abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
				 *c))
			*c = '_';
	}
	/* no empty words */
	for (c = path; *c; c++)
		if (*c == '.' && (c[1] == '.' || !c[1]))
			*c = '_';
	return path;
}

/* FNV-1a, to call the same words the same in every submission. */
static uint64_t words_hash(const char *words)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *words; words++)
		hash = (hash ^ (unsigned char)*words) * 0x100000001b3;
	return hash;
}

static void incident_add(const struct submission *s, const json_t *test,
			 const char *test_name, const struct case_result *known)
{
	char *cause =
		xasprintf("known-%016" PRIx64, words_hash(known->expected));
	char *id = xasprintf("%s/%s", cause, test_name);
	json_t *issue = member_new(s, "issues", cause), *culprit, *incident;

	if (issue) {
		culprit = json_object();
		/* a list of known failures speaks of the code under test */
		json_object_set_new(culprit, "code", json_true());
		json_object_set_new(issue, "culprit", culprit);
		/* other words are another issue, so none has a second version
		 */
		json_object_set_new(issue, "version", json_integer(1));
		text_set(issue, "comment", known->expected);
	}
	incident = member_new(s, "incidents", id);
	if (incident) {
		text_take(incident, "issue_id", full_id(s, xstrdup(cause)));
		json_object_set_new(incident, "issue_version", json_integer(1));
		text_copy(incident, "test_id", test, "id");
		json_object_set_new(incident, "present", json_true());
	}
	free(id);
	free(cause);
}

static json_t *test_misc(const struct case_result *result)
{
	json_t *misc = json_object();

	text_set(misc, "id", result->id);
	text_set(misc, "result", result_name(result->result));
	text_set(misc, "level", level_name(result->level));
	text_set(misc, "layer", layer_name(result->layer));
	text_set(misc, "geometry", result->geometry);
	text_set(misc, "known", result->expected);
	json_object_set_new(misc, "unexpected",
			    json_boolean(case_unexpected(result)));
	json_object_set_new(misc, "rules", words_json(&result->rules));
	return misc;
}

static json_t *test_new(const struct submission *s,
			const struct target_run *target, const char *name,
			const char *path)
{
	json_t *test = member_new(s, "tests", name);

	if (!test)
		return NULL;
	text_take(test, "build_id", full_id(s, kernel_id(target)));
	text_take(test, "path", path_make(path));
	text_set(test, "start_time", s->run->started);
	json_object_set_new(test, "environment", environment_json(s, target));
	return test;
}

/* Many lines, which text_set() would make one. */
static void excerpt_set(json_t *test, const struct submission *s,
			const struct target_run *target,
			const struct case_result *result)
{
	char *text = report_evidence(s->run, target, result, MAX_EXCERPT);

	json_object_set_new(test, "log_excerpt", json_string(text));
	free(text);
}

static void case_add(const struct submission *s,
		     const struct target_run *target, const char *lane,
		     const struct case_result *result)
{
	char *id = name_dup(result->id);
	char *name = xasprintf("%s/%s/%s", s->stamp, lane, id);
	json_t *test = test_new(s, target, name, result->id);

	if (test) {
		text_set(test, "comment", result->says);
		text_set(test, "status", status_word(result->result));
		seconds_set(test, "duration", result->duration_s);
		json_object_set_new(test, "misc", test_misc(result));
		if (result->result != RESULT_PASS)
			excerpt_set(test, s, target, result);
		if (case_is_known(result))
			incident_add(s, test, name, result);
	}
	free(name);
	free(id);
}

static void infrastructure_add(const struct submission *s,
			       const struct target_run *target,
			       const char *lane)
{
	char *name = xasprintf("%s/%s", s->stamp, lane);
	json_t *test = test_new(s, target, name, "vm");

	if (test) {
		text_set(test, "status", "ERROR");
		text_set(test, "comment", target->infrastructure);
	}
	free(name);
}

static void target_add(const struct submission *s,
		       const struct target_run *target)
{
	char *lane = target_name_dup(target);

	kernel_add(s, target);
	if (target->infrastructure)
		infrastructure_add(s, target, lane);
	for (size_t i = 0; i < target->nr_cases; i++)
		case_add(s, target, lane, &target->cases[i]);
	free(lane);
}

static json_t *root_new(void)
{
	static const char *const lists[] = { "checkouts", "builds", "tests",
					     "issues", "incidents" };
	json_t *root = json_object(), *version = json_object();

	json_object_set_new(version, "major", json_integer(5));
	json_object_set_new(version, "minor", json_integer(3));
	json_object_set_new(root, "version", version);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		json_object_set_new(root, lists[i], json_array());
	return root;
}

bool kcidb_origin_good(const char *origin)
{
	return *origin && !origin[strspn(origin, "abcdefghijklmnopqrstuvwxyz"
						 "0123456789_")];
}

int report_kcidb(const struct run *run, const char *origin, FILE *out)
{
	struct submission s = { .run = run, .origin = origin };
	char *started = name_dup(run->started);
	int err;

	if (!kcidb_origin_good(origin)) {
		free(started);
		return -EINVAL;
	}
	s.stamp = xasprintf("trackcert/%s-%" PRIx64, started, run->seed);
	s.root = root_new();
	s.seen = json_object();
	for (size_t i = 0; i < run->nr_targets; i++)
		target_add(&s, &run->targets[i]);
	err = json_dumpf(s.root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	json_decref(s.root);
	json_decref(s.seen);
	free(s.stamp);
	free(started);
	if (err && !ferror(out))
		return -ENOMEM; /* jansson says no more than that it failed */
	putc('\n', out);
	return report_end(out);
}
