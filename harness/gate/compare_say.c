// SPDX-License-Identifier: GPL-2.0-only
/* What changed from one run to another, in words and in JSON. */
#include "compare.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "json.h"
#include "report_chars.h"
#include "report_view.h"
#include "util.h"

#define SCHEMA "trackcert-compare-1"

static const char *const titles[CHANGE_KINDS] = {
	[CHANGE_LANE] = "",	 [CHANGE_VERDICT] = "Verdicts",
	[CHANGE_RULE] = "Rules", [CHANGE_CASE] = "Cases",
	[CHANGE_WITH] = "With",
};

static const char *const kinds[CHANGE_KINDS] = {
	[CHANGE_LANE] = "target", [CHANGE_VERDICT] = "verdict",
	[CHANGE_RULE] = "rule",	  [CHANGE_CASE] = "case",
	[CHANGE_WITH] = "with",
};

static void word_put(const char *word, FILE *out)
{
	line_put(word ? word : "(none)", out);
}

static void change_put(const struct change *change, FILE *out)
{
	fputs("    ", out);
	line_put(change->what, out);
	fputs(": ", out);
	word_put(change->before, out);
	fputs(" -> ", out);
	word_put(change->after, out);
	if (change->message) {
		fputs(": ", out);
		line_put(change->message, out);
	}
	putc('\n', out);
}

static void lane_put(const struct lane_changes *lane, FILE *out)
{
	putc('\n', out);
	line_put(lane->target, out);
	fputs(" on ", out);
	line_put(lane->kernel, out);
	fputs(", ", out);
	line_put(lane->mode, out);
	putc('\n', out);
	for (int kind = 0; kind < CHANGE_KINDS; kind++) {
		bool first = true;

		for (size_t i = 0; i < lane->n; i++) {
			if (lane->v[i].kind != (enum change_kind)kind)
				continue;
			if (first && *titles[kind])
				fprintf(out, "  %s\n", titles[kind]);
			first = false;
			change_put(&lane->v[i], out);
		}
	}
}

static void run_put(const char *name, const struct run *run, FILE *out)
{
	fprintf(out, "%s  ", name);
	line_put(run->dir, out);
	fputs(": ", out);
	line_put(run->started, out);
	fputs(", trackcert ", out);
	line_put(run->tool_commit, out);
	fprintf(out, ", seed %" PRIu64 "%s%s\n", run->seed,
		run->shard.count ? ", one shard"
		: run->partial	 ? ", selected cases only"
				 : "",
		run->interrupted ? ", interrupted" : "");
}

int compare_text(const struct comparison *comparison, FILE *out)
{
	run_put("A", comparison->a, out);
	run_put("B", comparison->b, out);
	for (size_t i = 0; i < comparison->nr_lanes; i++)
		lane_put(&comparison->lanes[i], out);
	if (!comparison->nr_lanes)
		fputs("\nNothing changed.\n", out);
	return report_end(out);
}

static void line_set(json_t *object, const char *key, const char *value)
{
	char *line = value ? line_dup(value) : NULL;

	json_put(object, key, line);
	free(line);
}

static json_t *change_json(const struct change *change)
{
	json_t *object = json_object();

	line_set(object, "kind", kinds[change->kind]);
	line_set(object, "what", change->what);
	line_set(object, "before", change->before);
	line_set(object, "after", change->after);
	line_set(object, "message", change->message);
	return object;
}

static json_t *lane_json(const struct lane_changes *lane)
{
	json_t *object = json_object(), *changes = json_array();

	line_set(object, "target", lane->target);
	line_set(object, "kernel", lane->kernel);
	line_set(object, "mode", lane->mode);
	for (size_t i = 0; i < lane->n; i++)
		json_array_append_new(changes, change_json(&lane->v[i]));
	json_object_set_new(object, "changes", changes);
	return object;
}

static json_t *run_json(const struct run *run)
{
	json_t *object = json_object();
	char seed[24];

	/* 64-bit numbers do not fit every reader's integers */
	snprintf(seed, sizeof(seed), "0x%" PRIx64, run->seed);
	line_set(object, "dir", run->dir);
	line_set(object, "started", run->started);
	line_set(object, "commit", run->tool_commit);
	line_set(object, "seed", seed);
	json_object_set_new(object, "partial", json_boolean(run->partial));
	json_object_set_new(object, "interrupted",
			    json_boolean(run->interrupted));
	return object;
}

int compare_json(const struct comparison *comparison, FILE *out)
{
	json_t *root = json_object(), *lanes = json_array();

	for (size_t i = 0; i < comparison->nr_lanes; i++)
		json_array_append_new(lanes, lane_json(&comparison->lanes[i]));
	json_put(root, "schema", SCHEMA);
	json_object_set_new(root, "a", run_json(comparison->a));
	json_object_set_new(root, "b", run_json(comparison->b));
	json_object_set_new(root, "same", json_boolean(!comparison->nr_lanes));
	json_object_set_new(root, "lanes", lanes);
	json_dumpf(root, out, JSON_INDENT(1));
	putc('\n', out);
	json_decref(root);
	return report_end(out);
}
