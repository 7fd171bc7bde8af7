// SPDX-License-Identifier: GPL-2.0-only
/* The table of rules: what was demanded, by whom it is owed, what came out. */
#include "report_html.h"

#include <stdlib.h>
#include <string.h>

#include "report_view.h"
#include "util.h"

/* The rule's first case that did not pass on this target, or any of its. */
static const struct case_result *rule_case(const struct target_run *target,
					   const char *rule)
{
	const struct case_result *any = NULL;
	size_t i;

	for (i = 0; i < target->nr_cases; i++) {
		const struct case_result *c = &target->cases[i];

		if (!case_has_rule(c, rule))
			continue;
		if (case_is_bad(c))
			return c;
		if (!any || any->result == RESULT_PASS)
			any = c;
	}
	return any;
}

const char *html_rule_state(const struct rule_result *result)
{
	if (!result)
		return "idle";
	if (result->result == RESULT_PASS)
		return "kept";
	if (result->result == RESULT_FAIL)
		return "broken";
	return result->excused ? "idle" : "open";
}

void html_rule_head(const struct rule *rule, const char *states, FILE *out)
{
	fputs("<tr id=\"", out);
	html_put(rule->id, out);
	fprintf(out, "\" data-state=\"%s\" data-level=\"%s\" data-layer=\"%s\"",
		states, level_name(rule->level), layer_name(rule->layer));
	fputs("><th scope=\"row\"><a href=\"#", out);
	html_put(rule->id, out);
	fputs("\">", out);
	html_put(rule->id, out);
	fprintf(out, "</a><small>%s · %s</small></th><td class=\"rule\">",
		level_name(rule->level), layer_name(rule->layer));
	html_prose(rule->statement, out);
}

/* What all targets make of it; a word may be there twice. */
static char *states_join(const struct run *run, const struct rule *rule)
{
	struct strings words = { 0 };
	char *joined;

	for (size_t i = 0; i < run->nr_targets; i++)
		strings_add(&words, html_rule_state(target_rule(
					    &run->targets[i], rule->id)));
	joined = strings_join(&words, " ");
	strings_free(&words);
	return joined;
}

static const char *rule_word(const struct rule_result *result)
{
	if (result->result != RESULT_NOTRUN)
		return result->charged ? "core" : result_name(result->result);
	return result->excused ? "does not apply" : "UNJUDGED";
}

/* Why a target has no result for a rule. */
static const char *cell_missing(const struct target_run *target,
				const struct rule *rule)
{
	return rule->layer == LAYER_CORE && !target->core_here
		       ? "judged once a lane"
		       : "not in its profile";
}

static void cell_put(const struct target_run *target, size_t n,
		     const struct rule *rule, FILE *out)
{
	const struct rule_result *result = target_rule(target, rule->id);
	const struct case_result *c = rule_case(target, rule->id);

	fputs("<td class=\"out\" data-target=\"", out);
	html_put(target->target, out);
	fputs("\">", out);
	if (!result || result->rule->not_checked) {
		fprintf(out, "<span class=\"r\">%s</span></td>",
			result ? "not checked" : cell_missing(target, rule));
		return;
	}
	fprintf(out, c ? "<a class=\"r %s\" href=\"#" : "<span class=\"r %s",
		result->charged ? "error" : html_result_class(result->result));
	if (c)
		html_anchor(n, c->id, out);
	fprintf(out, "\">%s%s", rule_word(result), c ? "</a>" : "</span>");
	if (result->reason) {
		fputs("<small>", out);
		html_put(result->reason, out);
		fputs("</small>", out);
	}
	fputs("</td>", out);
}

static void row_put(const struct run *run, const struct rule *rule, FILE *out)
{
	char *states = states_join(run, rule);
	size_t i;

	html_rule_head(rule, states, out);
	free(states);
	fputs("<small>", out);
	html_prose(rule->source, out);
	fputs("</small>", out);
	if (rule->not_checked) {
		fputs("<small>Not checked: ", out);
		html_prose(rule->not_checked, out);
		fputs("</small>", out);
	}
	if (rule->where) {
		fputs("<small>Where: ", out);
		html_prose(rule->where, out);
		fputs("</small>", out);
	}
	fputs("</td>", out);
	for (i = 0; i < run->nr_targets; i++)
		cell_put(&run->targets[i], i, rule, out);
	fputs("</tr>\n", out);
}

static void chapter_put(const struct run *run, const char *chapter, FILE *out)
{
	fprintf(out,
		"<tr class=\"chapter\"><th colspan=\"%zu\" "
		"scope=\"rowgroup\">",
		run->nr_targets + 2);
	html_put(chapter, out);
	fputs("</th></tr>\n", out);
}

static void rows_put(const struct run *run, FILE *out)
{
	const char *chapter = "";
	size_t i;

	for (i = 0; i < run->rules.n; i++) {
		const struct rule *rule = &run->rules.v[i];

		if (rule->chapter && strcmp(chapter, rule->chapter)) {
			chapter = rule->chapter;
			chapter_put(run, chapter, out);
		}
		row_put(run, rule, out);
	}
}

void html_rules(const struct run *run, FILE *out)
{
	size_t i;

	fputs("<section id=\"rules\"><h2>Rules</h2>\n"
	      "<p class=\"note\">A result leads to the case that decided it. "
	      "Layer <i>core</i> is owed by the kernel and never counts "
	      "against a driver.</p>\n",
	      out);
	html_filters(out);
	fputs("<div class=\"scroll\"><table class=\"rules\"><thead><tr><th scope=\"col\">Rule</th>"
	      "<th scope=\"col\">Statement</th>",
	      out);
	for (i = 0; i < run->nr_targets; i++) {
		fputs("<th scope=\"col\">", out);
		html_put(run->targets[i].target, out);
		fputs("<small>", out);
		html_put(run->targets[i].kernel, out);
		fputs("</small></th>", out);
	}
	fputs("</tr></thead><tbody>\n", out);
	rows_put(run, out);
	fputs("</tbody></table></div></section>\n", out);
}
