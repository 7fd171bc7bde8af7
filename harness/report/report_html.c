// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.html: one file that can be mailed, opened without a network and read
 * without scripts. Its Content-Security-Policy forbids everything but its own
 * style sheet and the one script that filters its table, so that even a string
 * that slipped through unescaped could not run.
 */
#include "report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_html.h"
#include "report_view.h"
#include "util.h"
#include "verdict.h"

static void char_escape(uint32_t c, FILE *out)
{
	switch (c) {
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '&':
		fputs("&amp;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	case '\'':
		fputs("&#39;", out);
		break;
	default:
		char_put(c, out);
	}
}

void html_put(const char *s, FILE *out)
{
	uint32_t c;

	while (s && (c = char_next(&s)))
		char_escape(char_shown(c), out);
}

void html_prose(const char *s, FILE *out)
{
	bool code = false;
	uint32_t c;

	while (s && (c = char_next(&s))) {
		if (c == '`' && (code || strchr(s, '`'))) {
			code = !code;
			fputs(code ? "<code>" : "</code>", out);
		} else {
			char_escape(char_shown(c), out);
		}
	}
}

void html_pre(const char *s, FILE *out)
{
	uint32_t c;

	while ((c = char_next(&s)))
		char_escape(c == '\n' || c == '\t' ? c : char_shown(c), out);
}

void html_anchor(size_t target, const char *id, FILE *out)
{
	fprintf(out, "t%zu.", target + 1);
	for (; *id; id++) {
		/* '_' announces the hex of what an id must not contain */
		if ((*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z') ||
		    (*id >= '0' && *id <= '9') || *id == '-' || *id == '/')
			putc(*id, out);
		else
			fprintf(out, "_%02X", (unsigned char)*id);
	}
}

const char *html_verdict_class(enum verdict verdict)
{
	if (verdict == VERDICT_CONFORMS)
		return "yes";
	return verdict == VERDICT_INCOMPLETE ? "open" : "no";
}

const char *html_result_class(enum result result)
{
	static const char *const classes[RESULT_COUNT] = {
		[RESULT_NOTRUN] = "notrun", [RESULT_PASS] = "pass",
		[RESULT_FAIL] = "fail",	    [RESULT_SKIP] = "skip",
		[RESULT_TIMEOUT] = "fail",  [RESULT_CRASH] = "fail",
		[RESULT_ERROR] = "error",
	};

	return classes[result];
}

void html_head(FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n",
	      out);
	html_policy(out);
	fputs("<meta name=\"viewport\" "
	      "content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	      out);
}

void html_head_end(FILE *out)
{
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n", html_style);
}

static void head_put(const struct run *run, FILE *out)
{
	html_head(out);
	for (size_t i = 0; i < run->nr_targets; i++) {
		if (i)
			fputs(", ", out);
		html_put(run->targets[i].target, out);
		fprintf(out, " %s", verdict_name(run->targets[i].verdict));
	}
	fputs(" - trackcert", out);
	html_head_end(out);
}

static void title_put(const struct run *run, FILE *out)
{
	size_t conforming = 0, i;

	for (i = 0; i < run->nr_targets; i++)
		conforming += run->targets[i].verdict == VERDICT_CONFORMS;
	if (run->nr_targets == 1)
		fprintf(out, "<h1>The driver %s</h1>\n",
			conforming ? "conforms"
			: run->targets[0].verdict == VERDICT_INCOMPLETE
				? "was not judged completely"
				: "does not conform");
	else
		fprintf(out, "<h1>%zu of %zu targets conform%s</h1>\n",
			conforming, run->nr_targets,
			conforming == 1 ? "s" : "");
}

static void banner_put(const struct run *run, FILE *out)
{
	char *words = partial_words(run);

	if (run->interrupted)
		fputs("<p class=\"banner\"><b>Interrupted.</b> Cases that were "
		      "not reached are NOTRUN.</p>\n",
		      out);
	if (run->partial)
		fprintf(out,
			"<p class=\"banner\"><b>Partial:</b> %s, so rules "
			"without their cases are unjudged.</p>\n",
			words);
	free(words);
}

static void header_put(const struct run *run, FILE *out)
{
	fputs("<header><div class=\"wrap\"><p class=\"brand\"><b>trackcert</b> "
	      "VFIO device tracker conformance</p>\n",
	      out);
	title_put(run, out);
	fputs("<p class=\"meta\"><span>", out);
	html_put(run->started, out);
	fprintf(out,
		"</span><span>%.1f s</span><span>seed <code>%" PRIu64
		"</code></span><span>version ",
		run->duration_s, run->seed);
	html_put(run->tool_version, out);
	fputs(" <code>", out);
	html_put(run->tool_commit, out);
	fputs("</code></span></p>\n<nav aria-label=\"Parts of this page\">"
	      "<a href=\"#verdicts\">Verdicts</a><a href=\"#core\">Core</a>"
	      "<a href=\"#rules\">Rules</a><a href=\"#cases\">Cases</a>",
	      out);
	if (html_latency_there(run))
		fputs("<a href=\"#latency\">Latency</a>", out);
	fputs("<a href=\"#modules\">Modules</a>"
	      "<a href=\"#environment\">Environment</a></nav>"
	      "</div></header>\n",
	      out);
}

/* A bar whose parts are as long as their counts. */
static void bar_put(const struct tally *tally, FILE *out)
{
	static const enum result order[] = {
		RESULT_PASS,  RESULT_FAIL, RESULT_TIMEOUT, RESULT_CRASH,
		RESULT_ERROR, RESULT_SKIP, RESULT_NOTRUN,
	};
	char *words = tally_words(tally);
	size_t i;

	fprintf(out, "<div class=\"bar\" role=\"img\" aria-label=\"%s\">",
		words);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (tally->n[order[i]])
			fprintf(out, "<i class=\"%s\" style=\"flex:%u\"></i>",
				html_result_class(order[i]),
				tally->n[order[i]]);
	fputs("</div>\n<ul class=\"counts\">", out);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (tally->n[order[i]])
			fprintf(out, "<li class=\"%s\"><b>%u</b> %s</li>",
				html_result_class(order[i]), tally->n[order[i]],
				result_words(order[i]));
	fputs("</ul>\n", out);
	free(words);
}

/* Rules of one side that are broken: the verdict's reasons. */
static void broken_put(const struct target_run *target, bool core, FILE *out)
{
	bool any = false;
	size_t i;

	for (i = 0; i < target->nr_rules; i++) {
		const struct rule_result *r = &target->rules[i];

		if (r->result != RESULT_FAIL || r->charged ||
		    (r->rule->layer == LAYER_CORE) != core)
			continue;
		fputs(any ? "<li>" : "<ul class=\"broken\"><li>", out);
		any = true;
		fputs("<a href=\"#", out);
		html_put(r->rule->id, out);
		fputs("\">", out);
		html_put(r->rule->id, out);
		fprintf(out, "</a> <em>%s</em> ", level_name(r->rule->level));
		html_prose(r->rule->statement, out);
		fputs("</li>\n", out);
	}
	if (any)
		fputs("</ul>\n", out);
}

/* A paragraph of prose; takes @text, which may be NULL. */
static void para_put(const char *style, char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "<p class=\"%s\">", style);
	html_prose(text, out);
	fputs("</p>\n", out);
	free(text);
}

static void card_put(const struct target_run *target, size_t n, FILE *out)
{
	struct tally tally = tally_cases(target, false);
	char *lane = target_lane(target);

	fprintf(out,
		"<article class=\"card %s\"><p class=\"verdict\">%s</p>\n"
		"<h3><a href=\"#t%zu\">",
		html_verdict_class(target->verdict),
		verdict_name(target->verdict), n + 1);
	html_put(target->target, out);
	fputs("</a> <small>", out);
	html_put(lane, out);
	fputs("</small></h3>\n<p class=\"summary\">", out);
	html_put(target->summary, out);
	fputs("</p>\n", out);
	if (tally.total && target_ran(target))
		bar_put(&tally, out);
	para_put("means", verdict_means(target), out);
	broken_put(target, false, out);
	para_put(tally.unexpected ? "surprise" : "note",
		 verdict_explained(&tally), out);
	para_put("surprise", warning_words(target, true), out);
	para_put("surprise", warning_words(target, false), out);
	fputs("</article>\n", out);
	free(lane);
}

static void verdicts_put(const struct run *run, FILE *out)
{
	size_t i;

	fputs("<section id=\"verdicts\"><h2>Verdicts</h2>\n"
	      "<div class=\"cards\">\n",
	      out);
	for (i = 0; i < run->nr_targets; i++)
		card_put(&run->targets[i], i, out);
	fputs("</div></section>\n", out);
}

static void charges_put(const struct core_run *core, FILE *out)
{
	size_t i;

	if (!core->nr_charges)
		return;
	fputs("<ul class=\"broken\">\n", out);
	for (i = 0; i < core->nr_charges; i++) {
		const struct rule *rule = core->charges[i].rule;
		char *words = charge_words(&core->charges[i]);

		fputs("<li><a href=\"#", out);
		html_put(rule->id, out);
		fputs("\">", out);
		html_put(rule->id, out);
		fprintf(out, "</a> <em>%s</em> ", level_name(rule->level));
		html_prose(rule->statement, out);
		fputs("<br>", out);
		html_put(words, out);
		fputs("</li>\n", out);
		free(words);
	}
	fputs("</ul>\n", out);
}

static void core_row_put(const struct core_run *core, FILE *out)
{
	struct tally tally = tally_cases(core->through, true);
	char *means = core_means(core), *words = tally_words(&tally);
	char *name = core_name(core), *seen = core_seen(core);
	bool judged = tally.total || core->nr_charges;

	fprintf(out,
		"<div class=\"core\"><p><span class=\"v %s\">%s</span> <b>",
		judged ? html_verdict_class(core->verdict) : "open",
		judged ? verdict_name(core->verdict) : "NOT TESTED");
	html_put(core->through->release, out);
	fputs("</b> <small>", out);
	html_put(name, out);
	fputs("; ", out);
	html_put(seen, out);
	fprintf(out, "</small></p>\n<p>%s %s.</p>\n", means, words);
	broken_put(core->through, true, out);
	charges_put(core, out);
	para_put(tally.unexpected ? "surprise" : "note",
		 verdict_explained(&tally), out);
	fputs("</div>\n", out);
	free(means);
	free(words);
	free(name);
	free(seen);
}

static void core_put(const struct run *run, FILE *out)
{
	size_t i;

	fputs("<section id=\"core\"><h2>Kernel core</h2>\n"
	      "<p class=\"note\">What the VFIO core itself owes, judged once a "
	      "lane and apart: it does not count against a driver. Nor does "
	      "what the control, a tracker that keeps the contract, fails on "
	      "the same lane.</p>\n",
	      out);
	for (i = 0; i < run->nr_cores; i++)
		core_row_put(&run->cores[i], out);
	fputs("</section>\n", out);
}

int report_html(const struct run *run, FILE *out)
{
	head_put(run, out);
	fputs("<body>\n", out);
	html_bits_defs(out);
	header_put(run, out);
	fputs("<main class=\"wrap\">\n", out);
	banner_put(run, out);
	verdicts_put(run, out);
	core_put(run, out);
	html_rules(run, out);
	html_cases(run, out);
	html_latency(run, out);
	html_modules(run, out);
	html_environment(run, out);
	fputs("</main>\n<footer class=\"wrap\">The same facts for programs are "
	      "in <code>results.json</code> beside this page.</footer>\n",
	      out);
	html_script_put(out);
	fputs("</body>\n</html>\n", out);
	return report_end(out);
}
