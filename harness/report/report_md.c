// SPDX-License-Identifier: GPL-2.0-only
/*
 * Markdown for a cover letter or a pull request: short, and as readable
 * before it is rendered. Whatever is not our own prose stands in code spans,
 * where forges look for neither markup nor names to notify.
 */
#include "report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_evidence.h"
#include "report_md_text.h"
#include "report_view.h"
#include "stopped.h"
#include "util.h"
#include "verdict.h"

#define MAX_FAILURES 5 /* of one rule, told in words */

static void title_put(const struct run *run, FILE *out)
{
	char *words = partial_words(run);
	size_t conforming = 0;

	for (size_t i = 0; i < run->nr_targets; i++)
		conforming += run->targets[i].verdict == VERDICT_CONFORMS;
	fprintf(out, "## trackcert: %zu of %zu target%s conform%s\n\n",
		conforming, run->nr_targets, run->nr_targets == 1 ? "" : "s",
		conforming == 1 ? "s" : "");
	if (run->interrupted)
		fputs("**Interrupted**: cases that were not reached are "
		      "NOTRUN.\n\n",
		      out);
	if (run->partial)
		fprintf(out, "**Partial**: %s.\n\n", words);
	free(words);
}

/* "driver and device: 40 passed, 2 failed; 1 of these known" */
static void tally_put(const struct target_run *target, bool core, FILE *out)
{
	struct tally tally = tally_cases(target, core);
	char *words = tally_words(&tally);

	fprintf(out, "- %s: %s", core ? "core" : "driver and device", words);
	if (tally.known)
		fprintf(out, "; %u of these known", tally.known);
	if (tally.unexpected)
		fprintf(out, "; **%u unexpected**", tally.unexpected);
	putc('\n', out);
	free(words);
}

static void verdict_put(const struct target_run *target, FILE *out)
{
	char *means = verdict_means(target);

	fputs("### ", out);
	md_code(target->target, out);
	fprintf(out, ": %s\n\n", verdict_name(target->verdict));
	md_prose(means, out);
	fputs("\n\n", out);
	tally_put(target, false, out);
	fputs("- kernel ", out);
	md_code(target->release, out);
	fputs(" (", out);
	md_code(target->kernel, out);
	fputs("), IOMMU mode ", out);
	md_prose(target->mode, out);
	fputs(", profile ", out);
	md_prose(target->profile, out);
	putc('\n', out);
	free(means);
}

static void failure_put(const struct case_result *c, FILE *out)
{
	fprintf(out, "  - %s ", result_name(c->result));
	md_code(c->id, out);
	fputs(": ", out);
	md_code(result_said(c), out);
	if (case_is_known(c)) {
		fputs("; known: ", out);
		md_code(c->expected, out);
	}
	putc('\n', out);
}

/* A case of several broken rules is told at the first of them. */
static bool case_is_told_here(const struct target_run *target,
			      const struct case_result *c,
			      const struct rule_result *here)
{
	for (size_t i = 0; i < target->nr_rules; i++)
		if (target->rules[i].result == RESULT_FAIL &&
		    case_has_rule(c, target->rules[i].rule->id))
			return &target->rules[i] == here;
	return false;
}

static void failures_put(const struct target_run *target,
			 const struct rule_result *rule, FILE *out)
{
	unsigned int told = 0, more = 0, above = 0;

	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *c = &target->cases[i];

		if (!case_is_bad(c) || !case_has_rule(c, rule->rule->id))
			continue;
		if (!case_is_told_here(target, c, rule))
			above++;
		else if (told++ < MAX_FAILURES)
			failure_put(c, out);
		else
			more++;
	}
	if (more)
		fprintf(out, "  - and %u more\n", more);
	if (above)
		fprintf(out, "  - and %u of those above\n", above);
}

static void broken_put(const struct target_run *target, bool core, FILE *out)
{
	bool first = true;

	for (size_t i = 0; i < target->nr_rules; i++) {
		const struct rule_result *r = &target->rules[i];

		if (r->result != RESULT_FAIL || r->charged ||
		    core != (r->rule->layer == LAYER_CORE))
			continue;
		fprintf(out, "%s- **%s** (%s, %s): ",
			first ? "\nRules broken:\n\n" : "", r->rule->id,
			level_name(r->rule->level), layer_name(r->rule->layer));
		first = false;
		md_prose(r->rule->statement, out);
		putc('\n', out);
		failures_put(target, r, out);
	}
}

/* A lane's core: what it breaks, and what it is charged with. */
static void core_put(const struct core_run *core, FILE *out)
{
	char *name = core_name(core), *seen = core_seen(core);
	char *means = core_means(core);

	fputs("\n### Core of ", out);
	md_code(name, out);
	fprintf(out, ": %s\n\n", verdict_name(core->verdict));
	md_prose(means, out);
	fputs("\n\n", out);
	tally_put(core->through, true, out);
	fputs("- ", out);
	md_prose(seen, out);
	putc('\n', out);
	for (size_t i = 0; i < core->nr_charges; i++) {
		char *words = charge_words(&core->charges[i]);

		fputs("- ", out);
		md_prose(words, out);
		putc('\n', out);
		free(words);
	}
	broken_put(core->through, true, out);
	free(name);
	free(seen);
	free(means);
}

/* With the first failure for an example. */
static void repeat_put(const struct run *run, const struct target_run *target,
		       FILE *out)
{
	for (size_t i = 0; i < target->nr_cases; i++) {
		char *command;

		if (!case_is_bad(&target->cases[i]))
			continue;
		command = run_command(run, target, &target->cases[i]);
		fputs("\nTo repeat one: ", out);
		md_code(command, out);
		putc('\n', out);
		free(command);
		return;
	}
}

/* Whatever else needs somebody's eyes: it breaks no rule. */
static bool case_is_odd(const struct target_run *target,
			const struct case_result *c)
{
	if (c->result == RESULT_PASS || c->result == RESULT_SKIP)
		return case_unexpected(c);
	return c->result == RESULT_ERROR ||
	       (c->result == RESULT_NOTRUN && !case_stopped_by(target, c));
}

static void odd_put(const struct target_run *target, FILE *out)
{
	bool first = true;

	if (target->infrastructure)
		return; /* which said why nothing was run */
	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *c = &target->cases[i];

		if (!case_is_odd(target, c))
			continue;
		fprintf(out, "%s- %s ",
			first ? "\nNot as it should be:\n\n" : "",
			result_name(c->result));
		first = false;
		md_code(c->id, out);
		fputs(": ", out);
		md_code(result_said(c), out);
		putc('\n', out);
	}
}

static void pairs_put(const struct pairs *pairs, FILE *out)
{
	for (size_t i = 0; i < pairs->n; i++) {
		fputs("- ", out);
		md_code(pairs->v[i].key, out);
		fputs(": ", out);
		md_code(pairs->v[i].value, out);
		putc('\n', out);
	}
}

static void modules_put(const struct target_run *target, FILE *out)
{
	for (size_t i = 0; i < target->nr_modules; i++) {
		const struct module *m = &target->modules[i];

		fputs("- module ", out);
		md_code(m->name, out);
		fputs(", ", out);
		md_prose(m->origin, out);
		if (module_compared(m))
			fputs(m->unmodified ? ", unmodified" : ", **MODIFIED**",
			      out);
		fputs(", sha256 ", out);
		md_code(m->sha256, out);
		putc('\n', out);
	}
}

static void environment_put(const struct run *run, FILE *out)
{
	fputs("\n<details>\n<summary>Environment</summary>\n\n", out);
	fputs("- trackcert ", out);
	md_code(run->tool_version, out);
	fputs(", commit ", out);
	md_code(run->tool_commit, out);
	fputs(", started ", out);
	md_code(run->started, out);
	fprintf(out, ", %.1f s, seed %" PRIu64 "\n", run->duration_s,
		run->seed);
	pairs_put(&run->env, out);
	for (size_t i = 0; i < run->nr_targets; i++) {
		fputs("\n**Guest of** ", out);
		md_code(run->targets[i].target, out);
		fputs("\n\n", out);
		modules_put(&run->targets[i], out);
		pairs_put(&run->targets[i].env, out);
	}
	fputs("\n</details>\n", out);
}

int report_md(const struct run *run, FILE *out)
{
	title_put(run, out);
	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *target = &run->targets[i];

		if (i)
			putc('\n', out);
		verdict_put(target, out);
		broken_put(target, false, out);
		odd_put(target, out);
		repeat_put(run, target, out);
	}
	for (size_t i = 0; i < run->nr_cores; i++)
		core_put(&run->cores[i], out);
	environment_put(run, out);
	return report_end(out);
}
