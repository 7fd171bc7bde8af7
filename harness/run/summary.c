// SPDX-License-Identifier: GPL-2.0-only
/* The end of a run: its reports, and its last words to the user. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "progress.h"
#include "report.h"
#include "report_view.h"
#include "summary.h"
#include "util.h"
#include "verdict.h"

/* More than these is for the report. */
#define MAX_LISTED    20
#define MAX_STATEMENT 90

static int report_write(const struct run *run, const char *name,
			int (*write)(const struct run *run, FILE *out))
{
	char *path = path_join(run->dir, name);
	FILE *f = fopen(path, "we");
	int err = f ? write(run, f) : -errno;

	if (f && fclose(f) && !err)
		err = -errno;
	free(path);
	return err;
}

int summary_write(const struct run *run)
{
	int err = report_write(run, "results.json", report_json);

	return err ? err : report_write(run, "report.html", report_html);
}

static const char *verdict_color(enum verdict verdict)
{
	if (!color_wanted())
		return "";
	return verdict == VERDICT_CONFORMS	     ? "\033[1;32m"
	       : verdict == VERDICT_DOES_NOT_CONFORM ? "\033[1;31m"
						     : "\033[1;33m";
}

static void counts_print(const struct target_run *t)
{
	printf("  %zu cases:", t->nr_cases);
	for (size_t i = 0; i < RESULT_COUNT; i++)
		if (t->counts[i])
			printf(" %u %s", t->counts[i], result_name(i));
	putchar('\n');
}

static void broken_print(const struct target_run *t, bool core)
{
	for (size_t i = 0; i < t->nr_rules; i++) {
		const struct rule *rule = t->rules[i].rule;
		size_t len = strlen(rule->statement);

		if (core != (rule->layer == LAYER_CORE) ||
		    t->rules[i].result != RESULT_FAIL || t->rules[i].charged)
			continue;
		printf("    %-14s %-6s %.*s%s\n", rule->id,
		       level_name(rule->level), MAX_STATEMENT, rule->statement,
		       len > MAX_STATEMENT ? "..." : "");
	}
}

static void rules_print(const struct target_run *t, bool core)
{
	unsigned int kept = 0, broken = 0, unjudged = 0, idle = 0;
	unsigned int charged = 0;

	for (size_t i = 0; i < t->nr_rules; i++) {
		const struct rule_result *result = &t->rules[i];

		if (core != (result->rule->layer == LAYER_CORE))
			continue;
		kept += result->result == RESULT_PASS;
		broken += result->result == RESULT_FAIL && !result->charged;
		charged += result->charged;
		unjudged += result->result == RESULT_NOTRUN &&
			    !result->excused &&
			    strcmp(result->reason, RULE_NOT_IN_RUN);
		idle += result->excused;
	}
	printf("%u rules kept, %u broken, %u not judged", kept, broken,
	       unjudged);
	if (idle)
		printf(", %u not applicable here", idle);
	if (charged)
		printf(", %u charged to the core", charged);
	putchar('\n');
	broken_print(t, core);
}

/* What is known was shown with its cause when it happened. */
static void failures_print(const struct target_run *t)
{
	unsigned int known = 0, n = 0;

	for (size_t i = 0; i < t->nr_cases; i++) {
		const struct case_result *result = &t->cases[i];

		known += result->expected && !case_unexpected(result) &&
			 result->result == result->expected_result;
		if (!case_unexpected(result) || n++ >= MAX_LISTED)
			continue;
		printf("  unexpected %s %s: %s\n", result_name(result->result),
		       result->id,
		       result->message ? result->message
				       : "passed, but is listed as a failure");
	}
	if (n > MAX_LISTED)
		printf("  unexpected: %u more\n", n - MAX_LISTED);
	if (known)
		printf("  known: %u failures, each with its cause in "
		       "fixtures/expectations\n",
		       known);
}

/* What a change has mended: its lines in the lists may go. */
static void mended_print(const struct target_run *t)
{
	for (size_t i = 0; i < t->nr_cases; i++) {
		const struct case_result *result = &t->cases[i];
		char *rules;

		if (!case_mended(result))
			continue;
		rules = strings_join(&result->rules, ", ");
		printf("  now passes: %s (%s)", result->id, rules);
		if (result->expected_at)
			printf("; expectation %s can go", result->expected_at);
		putchar('\n');
		free(rules);
	}
}

static const char *message_of(const struct case_result *result)
{
	return result->message ? result->message : "";
}

/* How many cases share the reason of case @i; 0: an earlier one told of it. */
static unsigned int notrun_count(const struct target_run *t, size_t i)
{
	const char *why = message_of(&t->cases[i]);
	unsigned int n = 0;

	for (size_t k = 0; k < t->nr_cases; k++) {
		const struct case_result *other = &t->cases[k];

		if (other->result != RESULT_NOTRUN ||
		    strcmp(message_of(other), why))
			continue;
		if (k < i)
			return 0;
		n++;
	}
	return n;
}

static void notrun_print(const struct target_run *t)
{
	for (size_t i = 0; i < t->nr_cases; i++) {
		unsigned int n = t->cases[i].result == RESULT_NOTRUN
					 ? notrun_count(t, i)
					 : 0;

		if (n)
			printf("  not run: %u case%s: %s\n", n,
			       n == 1 ? "" : "s", message_of(&t->cases[i]));
	}
}

static void target_print(const struct target_run *t)
{
	const char *plain = color_wanted() ? "\033[0m" : "";

	printf("\n%s (%s) on %s %s%s: %s%s%s\n", t->target, t->driver,
	       t->kernel, t->release, mode_words(t), verdict_color(t->verdict),
	       verdict_name(t->verdict), plain);
	counts_print(t);
	printf("  driver: ");
	rules_print(t, false);
	failures_print(t);
	mended_print(t);
	notrun_print(t);
	if (t->infrastructure)
		printf("  %-10s %s\n", "broken", t->infrastructure);
}

/* The core of a lane: whatever targets were run there. */
static void core_print(const struct core_run *core)
{
	const char *plain = color_wanted() ? "\033[0m" : "";
	char *name = core_name(core), *seen = core_seen(core);

	printf("\ncore of %s: %s%s%s\n  %s\n  core: ", name,
	       verdict_color(core->verdict), verdict_name(core->verdict), plain,
	       seen);
	rules_print(core->through, true);
	for (size_t i = 0; i < core->nr_charges; i++) {
		char *words = charge_words(&core->charges[i]);

		printf("  %s\n", words);
		free(words);
	}
	free(name);
	free(seen);
}

static void control_print(const struct target_run *control)
{
	if (control->infrastructure)
		printf("\ncontrol %s on %s%s: %s\n", control->target,
		       control->kernel, mode_words(control),
		       control->infrastructure);
}

void summary_print(const struct run *run)
{
	for (size_t i = 0; i < run->nr_targets; i++)
		target_print(&run->targets[i]);
	for (size_t i = 0; i < run->nr_cores; i++)
		core_print(&run->cores[i]);
	for (size_t i = 0; i < run->nr_controls; i++)
		control_print(&run->controls[i]);
	printf("\nseed %llu, %.1f s%s%s\n", (unsigned long long)run->seed,
	       run->duration_s,
	       run->shard.count ? ", one shard"
	       : run->partial	? ", selected cases only"
				: "",
	       run->interrupted ? ", interrupted" : "");
	fflush(stdout);
}

void summary_where(const struct run *run)
{
	printf("report: %s/report.html\n", run->dir);
	fflush(stdout);
}
