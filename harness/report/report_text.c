// SPDX-License-Identifier: GPL-2.0-only
/* What a person reads in a terminal: verdict first, then what is wrong. */
#include "report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "report_chars.h"
#include "report_view.h"
#include "util.h"
#include "verdict.h"

#define WIDTH 80

#define RED    "31"
#define GREEN  "32"
#define YELLOW "33"
#define BOLD   "1"

/** struct page - where lines go, and whether colours mean anything there */
struct page {
	FILE *out;
	bool colour;
};

static void colour_put(const struct page *page, const char *colour,
		       const char *s)
{
	if (page->colour)
		fprintf(page->out, "\033[%sm%s\033[0m", colour, s);
	else
		fputs(s, page->out);
}

/* Columns of a valid UTF-8 string, continuation bytes not counted. */
static size_t columns(const char *s, size_t bytes)
{
	size_t n = 0, i;

	for (i = 0; i < bytes; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/*
 * Words of @s in lines of WIDTH columns that start at @indent. The cursor
 * stands at column @at already.
 */
static void wrap_put(const struct page *page, size_t indent, size_t at,
		     const char *s)
{
	char *line = line_dup(s), *word = line;
	bool first = true;

	fprintf(page->out, "%*s", at < indent ? (int)(indent - at) : 0, "");
	at = at < indent ? indent : at;
	while (*(word += strspn(word, " "))) {
		size_t bytes = strcspn(word, " ");
		size_t width = columns(word, bytes);

		if (!first && at + 1 + width > WIDTH) {
			fprintf(page->out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			putc(' ', page->out);
			at++;
		}
		fwrite(word, 1, bytes, page->out);
		at += width;
		word += bytes;
		first = false;
	}
	putc('\n', page->out);
	free(line);
}

/* As wrap_put() at the start of a line; takes @s, which may be NULL. */
static void wrap_take(const struct page *page, size_t indent, char *s)
{
	if (s)
		wrap_put(page, indent, 0, s);
	free(s);
}

/* @s in a column of @width, and a blank. */
static void column_put(const struct page *page, int width, const char *s)
{
	char *line = line_dup(s ? s : "");
	size_t used = columns(line, strlen(line));

	fprintf(page->out, "%s%*s ", line,
		used < (size_t)width ? width - (int)used : 0, "");
	free(line);
}

/* "label: text", with the text wrapped behind the label. */
static void field_put(const struct page *page, size_t indent, const char *label,
		      const char *text)
{
	fprintf(page->out, "%*s%s", (int)indent, "", label);
	wrap_put(page, indent + 10, indent + strlen(label), text);
}

static const char *verdict_colour(enum verdict verdict)
{
	if (verdict == VERDICT_CONFORMS)
		return BOLD ";" GREEN;
	return verdict == VERDICT_INCOMPLETE ? BOLD ";" YELLOW : BOLD ";" RED;
}

static void run_put(const struct page *page, const struct run *run)
{
	char *words = partial_words(run);
	char *line = xasprintf("Partial: %s.\n", words);

	fprintf(page->out, "trackcert ");
	line_put(run->tool_version, page->out);
	fprintf(page->out, " (");
	line_put(run->tool_commit, page->out);
	fprintf(page->out, ")  ");
	line_put(run->started, page->out);
	fprintf(page->out, "  %.1f s  seed %" PRIu64 "\n", run->duration_s,
		run->seed);
	if (run->interrupted)
		colour_put(page, YELLOW,
			   "Interrupted: cases that were not reached are "
			   "NOTRUN.\n");
	if (run->partial)
		colour_put(page, YELLOW, line);
	free(line);
	free(words);
}

static void verdict_put(const struct page *page,
			const struct target_run *target)
{
	struct tally tally = tally_cases(target, false);
	char *means = verdict_means(target);
	char *words = tally_words(&tally);
	char *lane = target_lane(target);
	char *counts;

	putc('\n', page->out);
	colour_put(page, verdict_colour(target->verdict),
		   verdict_name(target->verdict));
	fputs("  ", page->out);
	line_put(target->target, page->out);
	fputs(" on ", page->out);
	line_put(lane, page->out);
	putc('\n', page->out);
	wrap_put(page, 4, 0, target->summary ? target->summary : "");
	wrap_put(page, 4, 0, means);
	wrap_take(page, 4, verdict_explained(&tally));
	wrap_take(page, 4, warning_words(target, true));
	wrap_take(page, 4, warning_words(target, false));
	counts = xasprintf("%u cases of driver and device: %s.", tally.total,
			   words);
	if (target_ran(target))
		wrap_put(page, 4, 0, counts);
	free(means);
	free(words);
	free(lane);
	free(counts);
}

static bool rule_is_core(const struct rule_result *result)
{
	return result->rule->layer == LAYER_CORE;
}

static void rules_put(const struct page *page, const struct target_run *target,
		      bool core, enum result result, const char *title)
{
	bool any = false;
	size_t i;

	for (i = 0; i < target->nr_rules; i++) {
		const struct rule_result *r = &target->rules[i];

		if (r->result != result || rule_is_core(r) != core ||
		    r->charged)
			continue;
		/* unjudged rules that nobody must keep, or can check, are no
		 * news */
		if (result == RESULT_NOTRUN &&
		    (r->rule->level != LEVEL_MUST || r->excused ||
		     !strcmp(r->reason, RULE_NOT_IN_RUN)))
			continue;
		if (!any)
			fprintf(page->out, "\n    %s\n", title);
		any = true;
		fputs("    ", page->out);
		column_put(page, 15, r->rule->id);
		fprintf(page->out, "%s, %s\n", level_name(r->rule->level),
			layer_name(r->rule->layer));
		wrap_put(page, 8, 0, r->rule->statement);
		if (r->reason)
			field_put(page, 8, "because", r->reason);
		if (result == RESULT_FAIL)
			field_put(page, 8, "source", r->rule->source);
	}
}

static void case_put(const struct page *page, const struct run *run,
		     const struct target_run *target,
		     const struct case_result *result)
{
	char *rules = strings_join(&result->rules, " ");
	char *command = run_command(run, target, result);
	size_t i;

	fputs("    ", page->out);
	colour_put(page, case_is_known(result) ? YELLOW : RED,
		   result_name(result->result));
	putc(' ', page->out);
	line_put(result->id, page->out);
	fprintf(page->out, "  %.2f s  ", result->duration_s);
	line_put(rules, page->out);
	putc('\n', page->out);
	wrap_put(page, 8, 0, result->says);
	if (result->message)
		field_put(page, 8, "message", result->message);
	if (result->geometry)
		field_put(page, 8, "geometry", result->geometry);
	if (result->expected)
		field_put(page, 8, case_is_known(result) ? "known" : "expected",
			  result->expected);
	if (result->charged)
		field_put(page, 8, "core",
			  "also fails on the control: not "
			  "held against the driver");
	if (result->fingerprint)
		field_put(page, 8, "splat", result->fingerprint);
	for (i = 0; i < result->klog.n && i < 3; i++)
		field_put(page, 8, "kernel", result->klog.v[i]);
	if (case_unexpected(result))
		field_put(page, 8, "again", command);
	free(rules);
	free(command);
}

static void cases_put(const struct page *page, const struct run *run,
		      const struct target_run *target, bool core, bool known,
		      const char *title)
{
	bool any = false;
	size_t i;

	for (i = 0; i < target->nr_cases; i++) {
		const struct case_result *c = &target->cases[i];

		if (case_is_core(c) != core)
			continue;
		if (known ? !case_is_known(c)
			  : case_is_known(c) ||
				    !(case_is_bad(c) || case_unexpected(c)))
			continue;
		if (!any)
			fprintf(page->out, "\n    %s\n", title);
		any = true;
		case_put(page, run, target, c);
	}
}

/* A reason a line, with the cases that ended so for it counted. */
static void reasons_put(const struct page *page,
			const struct target_run *target, enum result result)
{
	size_t i, k;

	for (i = 0; i < target->nr_cases; i++) {
		const struct case_result *c = &target->cases[i];
		const char *why = c->message ? c->message : "";
		unsigned int same = 0;
		char *line;

		if (c->result != result)
			continue;
		for (k = 0; k < target->nr_cases; k++) {
			const struct case_result *o = &target->cases[k];

			if (o->result != result ||
			    strcmp(o->message ? o->message : "", why))
				continue;
			if (k < i)
				break;
			same++;
		}
		if (k < target->nr_cases)
			continue;
		line = xasprintf("%u %s: %s", same, result_words(result), why);
		wrap_put(page, 4, 0, line);
		free(line);
	}
}

static void charges_put(const struct page *page, const struct core_run *core)
{
	size_t i;

	if (core->nr_charges)
		fputs("\n    Rules of drivers that the core is charged with\n",
		      page->out);
	for (i = 0; i < core->nr_charges; i++) {
		const struct rule *rule = core->charges[i].rule;
		char *words = charge_words(&core->charges[i]);

		wrap_put(page, 4, 0, words);
		fprintf(page->out, "        %s, %s\n", level_name(rule->level),
			layer_name(rule->layer));
		wrap_put(page, 8, 0, rule->statement);
		free(words);
	}
}

static void core_put(const struct page *page, const struct run *run,
		     const struct core_run *core)
{
	const struct target_run *through = core->through;
	struct tally tally = tally_cases(through, true);
	char *means = core_means(core), *words = tally_words(&tally);
	char *name = core_name(core), *seen = core_seen(core);

	putc('\n', page->out);
	colour_put(page, verdict_colour(core->verdict),
		   verdict_name(core->verdict));
	fputs("  Kernel core of ", page->out);
	line_put(name, page->out);
	fputs(", ", page->out);
	line_put(through->release, page->out);
	putc('\n', page->out);
	wrap_put(page, 4, 0, seen);
	wrap_put(page, 4, 0, means);
	fprintf(page->out, "    %u cases of the core: %s.\n", tally.total,
		words);
	wrap_take(page, 4, verdict_explained(&tally));
	rules_put(page, through, true, RESULT_FAIL,
		  "Rules that the core breaks");
	charges_put(page, core);
	cases_put(page, run, through, true, false,
		  "Cases of the core gone wrong");
	cases_put(page, run, through, true, true,
		  "Cases of the core gone wrong as known");
	free(means);
	free(words);
	free(name);
	free(seen);
}

/* A control is no target: only what it could not do is news. */
static void control_put(const struct page *page,
			const struct target_run *control)
{
	char *lane = target_lane(control), *text;

	if (control->infrastructure) {
		text = xasprintf("Control %s on %s: %s", control->target, lane,
				 control->infrastructure);
		putc('\n', page->out);
		wrap_put(page, 4, 0, text);
		free(text);
	}
	free(lane);
}

static const char *module_state(const struct module *module)
{
	if (!strcmp(module->origin, "fixture"))
		return "ours";
	if (!module_compared(module))
		return "theirs";
	return module->unmodified ? "unmodified" : "MODIFIED";
}

static void modules_put(const struct page *page,
			const struct target_run *target)
{
	size_t i;

	if (target->nr_modules)
		fputs("\n    Modules\n", page->out);
	for (i = 0; i < target->nr_modules; i++) {
		const struct module *m = &target->modules[i];
		char *sum;

		fputs("    ", page->out);
		column_put(page, 20, m->name);
		column_put(page, 14, m->origin);
		column_put(page, 10, module_state(m));
		sum = xstrndup(m->sha256 ? m->sha256 : "", 16);
		line_put(sum, page->out);
		putc('\n', page->out);
		free(sum);
	}
	if (target->kernel_note)
		wrap_put(page, 4, 0, target->kernel_note);
}

static void target_put(const struct page *page, const struct run *run,
		       const struct target_run *target)
{
	verdict_put(page, target);
	if (!target_ran(target))
		return;
	reasons_put(page, target, RESULT_SKIP);
	reasons_put(page, target, RESULT_NOTRUN);
	rules_put(page, target, false, RESULT_FAIL, "Rules broken");
	if (target->verdict == VERDICT_INCOMPLETE)
		rules_put(page, target, false, RESULT_NOTRUN,
			  "MUST rules that could not be judged");
	cases_put(page, run, target, false, false, "Cases gone wrong");
	cases_put(page, run, target, false, true, "Cases gone wrong as known");
	modules_put(page, target);
}

/* What a lane's page size is, and the bounds that were measured there. */
static void lane_environment_put(const struct page *page,
				 const struct target_run *target)
{
	const char *mode = mode_words(target);
	size_t i;

	if (!target->env.n)
		return;
	fputs("    guest of ", page->out);
	line_put(target->target, page->out);
	fputs(" on ", page->out);
	line_put(target->kernel, page->out);
	line_put(mode, page->out);
	putc('\n', page->out);
	for (i = 0; i < target->env.n; i++) {
		const struct pair *pair = &target->env.v[i];

		if (strcmp(pair->key, "page_size") &&
		    !str_starts(pair->key, "measured:"))
			continue;
		fputs("        ", page->out);
		column_put(page, 28, pair->key);
		wrap_put(page, 37, 37, pair->value);
	}
}

int report_text(const struct run *run, FILE *out)
{
	const struct page page = {
		.out = out,
		.colour = out == stdout && color_wanted(),
	};
	size_t i;

	run_put(&page, run);
	for (i = 0; i < run->nr_targets; i++)
		target_put(&page, run, &run->targets[i]);
	for (i = 0; i < run->nr_cores; i++)
		core_put(&page, run, &run->cores[i]);
	for (i = 0; i < run->nr_controls; i++)
		control_put(&page, &run->controls[i]);
	fputs("\nEnvironment\n", out);
	for (i = 0; i < run->env.n; i++) {
		fputs("    ", out);
		column_put(&page, 20, run->env.v[i].key);
		wrap_put(&page, 25, 25, run->env.v[i].value);
	}
	for (i = 0; i < run->nr_targets; i++)
		lane_environment_put(&page, &run->targets[i]);
	return report_end(out);
}
