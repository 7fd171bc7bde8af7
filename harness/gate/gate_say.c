// SPDX-License-Identifier: GPL-2.0-only
/* What the gate says: to people a line for each finding, to programs JSON. */
#include <jansson.h>
#include <stdlib.h>

#include "gate.h"
#include "json.h"
#include "report_chars.h"
#include "report_view.h"
#include "util.h"

#define SCHEMA "trackcert-gate-1"

const char *gate_kind_word(enum gate_kind kind)
{
	static const char *const words[] = {
		[GATE_REGRESSION] = "regression",
		[GATE_PASS] = "unexpected pass",
		[GATE_DISAPPEARED] = "disappeared",
		[GATE_UNJUDGED] = "not judged",
		[GATE_EXPIRED] = "expired line",
		[GATE_UNUSED] = "unused line",
		[GATE_UNOWNED] = "unowned line",
		[GATE_LIMIT] = "smaller limit",
	};

	return words[kind];
}

/* What is a line of its own in a terminal and in a log. */
static void finding_put(const struct gate_finding *finding, FILE *out)
{
	fprintf(out, "%s: ", gate_kind_word(finding->kind));
	if (finding->where)
		line_put(finding->where, out);
	if (finding->id) {
		putc(' ', out);
		line_put(finding->id, out);
	}
	if (finding->where || finding->id)
		fputs(": ", out);
	line_put(finding->text, out);
	if (finding->command) {
		fputs("; repeat: ", out);
		line_put(finding->command, out);
	}
	putc('\n', out);
}

static size_t cases_count(const struct run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < run->nr_targets; i++)
		count += run->targets[i].nr_cases;
	return count;
}

int gate_text(const struct gate *gate, FILE *out)
{
	for (size_t i = 0; i < gate->nr_findings; i++)
		finding_put(&gate->findings[i], out);
	for (size_t i = 0; i < gate->notes.n; i++) {
		line_put(gate->notes.v[i], out);
		putc('\n', out);
	}
	if (gate->nr_findings)
		fprintf(out, "gate: closed, %zu finding%s", gate->nr_findings,
			gate->nr_findings == 1 ? "" : "s");
	else
		fputs("gate: open", out);
	fprintf(out, "; %zu cases on %zu target%s", cases_count(gate->run),
		gate->run->nr_targets, gate->run->nr_targets == 1 ? "" : "s");
	if (gate->known)
		fprintf(out, ", %u known failures", gate->known);
	if (gate->stopped)
		fprintf(out, ", %u not run because of a failure",
			gate->stopped);
	if (gate->better)
		fprintf(out, ", %u better than before", gate->better);
	putc('\n', out);
	return report_end(out);
}

static void line_set(json_t *object, const char *key, const char *value)
{
	char *line = value ? line_dup(value) : NULL;

	json_put(object, key, line);
	free(line);
}

int gate_json(const struct gate *gate, FILE *out)
{
	json_t *root = json_object(), *findings = json_array();

	for (size_t i = 0; i < gate->nr_findings; i++) {
		const struct gate_finding *finding = &gate->findings[i];
		json_t *object = json_object();

		line_set(object, "kind", gate_kind_word(finding->kind));
		line_set(object, "where", finding->where);
		line_set(object, "case", finding->id);
		line_set(object, "text", finding->text);
		line_set(object, "command", finding->command);
		json_array_append_new(findings, object);
	}
	json_put(root, "schema", SCHEMA);
	line_set(root, "base", gate->base ? gate->base->dir : NULL);
	line_set(root, "run", gate->run->dir);
	json_object_set_new(root, "open", json_boolean(!gate->nr_findings));
	json_object_set_new(root, "known", json_integer(gate->known));
	json_object_set_new(root, "stopped", json_integer(gate->stopped));
	json_object_set_new(root, "better", json_integer(gate->better));
	json_object_set_new(root, "findings", findings);
	json_object_set_new(root, "notes", json_from_strings(&gate->notes));
	json_dumpf(root, out, JSON_INDENT(1));
	putc('\n', out);
	json_decref(root);
	return report_end(out);
}
