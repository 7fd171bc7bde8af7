// SPDX-License-Identifier: GPL-2.0-only
/* The model of one run: words and ownership. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"
#include "ktap.h"
#include "run.h"
#include "util.h"

static const char *const result_names[] = {
	[RESULT_NOTRUN] = "NOTRUN",   [RESULT_PASS] = "PASS",
	[RESULT_FAIL] = "FAIL",	      [RESULT_SKIP] = "SKIP",
	[RESULT_TIMEOUT] = "TIMEOUT", [RESULT_CRASH] = "CRASH",
	[RESULT_ERROR] = "ERROR",
};

static const char *const level_names[] = {
	[LEVEL_MUST] = "MUST",
	[LEVEL_SHOULD] = "SHOULD",
	[LEVEL_MAY] = "MAY",
};

static const char *const layer_names[] = {
	[LAYER_CORE] = "core",
	[LAYER_DRIVER] = "driver",
	[LAYER_DEVICE] = "device",
};

static const char *const verdict_names[] = {
	[VERDICT_CONFORMS] = "CONFORMS",
	[VERDICT_DOES_NOT_CONFORM] = "DOES NOT CONFORM",
	[VERDICT_INCOMPLETE] = "INCOMPLETE",
};

const char *mode_words(const struct target_run *target)
{
	return !strcmp(target->mode, "cdev") ? ", mode cdev" : "";
}

bool skip_of_mode(const struct case_result *result)
{
	return result->result == RESULT_SKIP && result->message &&
	       str_starts(result->message, SKIP_OF_MODE);
}

bool need_of_stimulus(const char *need)
{
	return !strcmp(need, "write") || !strcmp(need, "read") ||
	       !strcmp(need, "exact");
}

bool skip_of_stimulus(const struct case_result *result)
{
	static const char *const signs[] = { SKIP_OF_STIMULUS, "needs 'write'",
					     "needs 'read'", "needs 'exact'" };

	if (result->result != RESULT_SKIP || !result->message)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (str_starts(result->message, signs[i]))
			return true;
	return false;
}

const char *result_name(enum result result)
{
	return result_names[result];
}

const char *level_name(enum level level)
{
	return level_names[level];
}

const char *layer_name(enum layer layer)
{
	return layer_names[layer];
}

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

/* Return: the word's index, or -1. */
static int word_find(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; word && i < n; i++)
		if (!strcmp(words[i], word))
			return (int)i;
	return -1;
}

bool result_parse(const char *word, enum result *result)
{
	int i = word_find(result_names, ARRAY_SIZE(result_names), word);

	if (i >= 0)
		*result = i;
	return i >= 0;
}

bool level_parse(const char *word, enum level *level)
{
	int i = word_find(level_names, ARRAY_SIZE(level_names), word);

	if (i >= 0)
		*level = i;
	return i >= 0;
}

bool layer_parse(const char *word, enum layer *layer)
{
	int i = word_find(layer_names, ARRAY_SIZE(layer_names), word);

	if (i >= 0)
		*layer = i;
	return i >= 0;
}

void result_free(struct case_result *result)
{
	free(result->id);
	free(result->suite);
	free(result->says);
	strings_free(&result->rules);
	free(result->message);
	free(result->geometry);
	bits_free(result->bits);
	strings_free(&result->output);
	strings_free(&result->klog);
	free(result->fingerprint);
	free(result->expected);
	free(result->expected_at);
}

static void target_run_free(struct target_run *target)
{
	free(target->target);
	free(target->summary);
	free(target->driver);
	free(target->model);
	free(target->kernel);
	free(target->release);
	free(target->config_sha256);
	free(target->kernel_note);
	free(target->mode);
	free(target->profile);
	free(target->kernel_knobs);
	for (size_t i = 0; i < target->nr_modules; i++)
		module_free(&target->modules[i]);
	free(target->modules);
	pairs_free(&target->env);
	pairs_free(&target->splats);
	for (size_t i = 0; i < target->nr_cases; i++)
		result_free(&target->cases[i]);
	free(target->cases);
	for (size_t i = 0; i < target->nr_elsewhere; i++)
		result_free(&target->elsewhere[i]);
	free(target->elsewhere);
	free(target->infrastructure);
	for (size_t i = 0; i < target->nr_rules; i++)
		free(target->rules[i].reason);
	free(target->rules);
}

bool module_compared(const struct module *module)
{
	return strcmp(module->origin, "fixture") &&
	       strcmp(module->origin, "out-of-tree") &&
	       strcmp(module->origin, "own-kernel");
}

bool splat_is(const struct case_result *result, const char *glob)
{
	return result->result == RESULT_FAIL && result->fingerprint &&
	       result->message && str_starts(result->message, "kernel: ") &&
	       !fnmatch(glob, result->fingerprint, 0);
}

void splat_expect(const struct target_run *target, struct case_result *result)
{
	for (size_t i = 0; !result->expected && i < target->splats.n; i++) {
		const struct pair *known = &target->splats.v[i];

		if (!splat_is(result, known->key))
			continue;
		result->expected = xstrdup(known->value);
		result->expected_result = RESULT_FAIL;
	}
}

bool result_is_open(const struct case_result *result)
{
	return result->result == RESULT_NOTRUN && !result->message;
}

struct target_run *run_target(const struct run *run, size_t index)
{
	return index < run->nr_targets
		       ? &run->targets[index]
		       : &run->controls[index - run->nr_targets];
}

char *cannot_track(const struct target_run *target)
{
	const char *why = pairs_get(&target->env, "cannot_track");

	return why ? xasprintf("this kernel cannot track: %s", why) : NULL;
}

static bool knobs_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool lane_same(const struct target_run *a, const struct target_run *b)
{
	return !strcmp(a->kernel, b->kernel) && !strcmp(a->mode, b->mode) &&
	       knobs_same(a->kernel_knobs, b->kernel_knobs);
}

void run_explain(struct run *run, const char *why)
{
	for (size_t t = 0; t < run->nr_targets + run->nr_controls; t++) {
		struct target_run *target = run_target(run, t);

		for (size_t i = 0; i < target->nr_cases; i++)
			if (result_is_open(&target->cases[i]))
				target->cases[i].message = xstrdup(why);
	}
}

void cores_free(struct run *run)
{
	for (size_t i = 0; i < run->nr_cores; i++) {
		for (size_t k = 0; k < run->cores[i].nr_charges; k++)
			strings_free(&run->cores[i].charges[k].cases);
		free(run->cores[i].charges);
	}
	free(run->cores);
	run->cores = NULL;
	run->nr_cores = 0;
}

void rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++) {
		free(rules->v[i].id);
		strings_free(&rules->v[i].profiles);
		free(rules->v[i].statement);
		free(rules->v[i].source);
		free(rules->v[i].not_checked);
		free(rules->v[i].where);
		free(rules->v[i].replaces);
		free(rules->v[i].chapter);
	}
	free(rules->v);
	*rules = (struct rules){ 0 };
}

void run_free(struct run *run)
{
	free(run->dir);
	free(run->tool_version);
	free(run->tool_commit);
	free(run->started);
	pairs_free(&run->env);
	rules_free(&run->rules);
	cores_free(run);
	for (size_t i = 0; i < run->nr_targets; i++)
		target_run_free(&run->targets[i]);
	free(run->targets);
	for (size_t i = 0; i < run->nr_controls; i++)
		target_run_free(&run->controls[i]);
	free(run->controls);
	*run = (struct run){ 0 };
}
