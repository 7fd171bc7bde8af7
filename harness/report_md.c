// SPDX-License-Identifier: GPL-2.0-only
/*
 * Markdown for a cover letter or a pull request: short, and as readable
 * before it is rendered. Whatever is not our own prose stands in code spans,
 * where forges look for neither markup nor names to notify.
 */
#include "report.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_evidence.h"
#include "report_view.h"
#include "stopped.h"
#include "util.h"
#include "verdict.h"

#define MAX_SPAN     240 /* characters of a guest's words */
#define MAX_FAILURES 5	 /* of one rule, told in words */

/* The longest row of backticks in @s. */
static size_t ticks_longest(const char *s)
{
	size_t longest = 0;

	while ((s = strchr(s, '`'))) {
		size_t n = strspn(s, "`");

		if (n > longest)
			longest = n;
		s += n;
	}
	return longest;
}

/* A code span: between more backticks than it has. */
static void code_put(const char *s, FILE *out)
{
	size_t ticks = ticks_longest(s) + 1, n = 0, i;
	const char *pad = ticks > 1 ? " " : "";
	uint32_t c;

	if (!*s)
		s = " ";
	for (i = 0; i < ticks; i++)
		putc('`', out);
	fputs(pad, out);
	while ((c = char_next(&s)) && n++ < MAX_SPAN)
		char_put(char_shown(c), out);
	if (c)
		fputs("...", out);
	fputs(pad, out);
	for (i = 0; i < ticks; i++)
		putc('`', out);
}

static bool char_is_markup(uint32_t before, uint32_t c, const char *next)
{
	/* an underscore inside a word is none */
	if (c == '_')
		return !(before < 0x80 && isalnum((int)before) &&
			 isalnum((unsigned char)*next));
	return c < 0x80 && strchr("\\<>&*[]#|~@", (int)c);
}

/* Does @s begin with a backtick that has none beside it? */
static bool tick_is_lone(uint32_t before, const char *s)
{
	return before != '`' && s[0] == '`' && s[1] != '`';
}

static bool tick_follows(const char *s)
{
	uint32_t before = '`';

	while (*s && !tick_is_lone(before, s))
		before = (unsigned char)*s++;
	return *s;
}

/*
 * A sentence of CONFORMANCE.md or of ours; its `code` stays code. Rows of
 * backticks would mean something else to Markdown, so they lose their meaning.
 */
static void prose_put(const char *s, FILE *out)
{
	uint32_t c, before = ' ';
	bool code = false;

	while (*s) {
		bool lone = tick_is_lone(before, s);

		c = char_next(&s);
		if (lone && (code || tick_follows(s)))
			code = !code;
		else if (!code && (c == '`' || char_is_markup(before, c, s)))
			putc('\\', out);
		char_put(char_shown(c), out);
		before = c;
	}
}

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
	code_put(target->target, out);
	fprintf(out, ": %s\n\n", verdict_name(target->verdict));
	prose_put(means, out);
	fputs("\n\n", out);
	tally_put(target, false, out);
	fputs("- kernel ", out);
	code_put(target->release, out);
	fputs(" (", out);
	code_put(target->kernel, out);
	fputs("), IOMMU mode ", out);
	prose_put(target->mode, out);
	fputs(", profile ", out);
	prose_put(target->profile, out);
	putc('\n', out);
	free(means);
}

static void failure_put(const struct case_result *c, FILE *out)
{
	fprintf(out, "  - %s ", result_name(c->result));
	code_put(c->id, out);
	fputs(": ", out);
	code_put(result_said(c), out);
	if (case_is_known(c)) {
		fputs("; known: ", out);
		code_put(c->expected, out);
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
		prose_put(r->rule->statement, out);
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
	code_put(name, out);
	fprintf(out, ": %s\n\n", verdict_name(core->verdict));
	prose_put(means, out);
	fputs("\n\n", out);
	tally_put(core->through, true, out);
	fputs("- ", out);
	prose_put(seen, out);
	putc('\n', out);
	for (size_t i = 0; i < core->nr_charges; i++) {
		char *words = charge_words(&core->charges[i]);

		fputs("- ", out);
		prose_put(words, out);
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
		code_put(command, out);
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
		code_put(c->id, out);
		fputs(": ", out);
		code_put(result_said(c), out);
		putc('\n', out);
	}
}

static void pairs_put(const struct pairs *pairs, FILE *out)
{
	for (size_t i = 0; i < pairs->n; i++) {
		fputs("- ", out);
		code_put(pairs->v[i].key, out);
		fputs(": ", out);
		code_put(pairs->v[i].value, out);
		putc('\n', out);
	}
}

static void modules_put(const struct target_run *target, FILE *out)
{
	for (size_t i = 0; i < target->nr_modules; i++) {
		const struct module *m = &target->modules[i];

		fputs("- module ", out);
		code_put(m->name, out);
		fputs(", ", out);
		prose_put(m->origin, out);
		if (module_compared(m))
			fputs(m->unmodified ? ", unmodified" : ", **MODIFIED**",
			      out);
		fputs(", sha256 ", out);
		code_put(m->sha256, out);
		putc('\n', out);
	}
}

static void environment_put(const struct run *run, FILE *out)
{
	fputs("\n<details>\n<summary>Environment</summary>\n\n", out);
	fputs("- trackcert ", out);
	code_put(run->tool_version, out);
	fputs(", commit ", out);
	code_put(run->tool_commit, out);
	fputs(", started ", out);
	code_put(run->started, out);
	fprintf(out, ", %.1f s, seed %" PRIu64 "\n", run->duration_s,
		run->seed);
	pairs_put(&run->env, out);
	for (size_t i = 0; i < run->nr_targets; i++) {
		fputs("\n**Guest of** ", out);
		code_put(run->targets[i].target, out);
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
