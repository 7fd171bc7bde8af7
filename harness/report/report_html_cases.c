// SPDX-License-Identifier: GPL-2.0-only
/* All cases: what failed first, the others folded away by suite. */
#include "report_html.h"

#include <stdlib.h>
#include <string.h>

#include "report_view.h"
#include "util.h"
#include "verdict.h"

#define OPENED 4 /* failures of a target that are unfolded at first */

/** enum heap - where on the page a case goes */
enum heap { HEAP_UNEXPECTED, HEAP_KNOWN, HEAP_NOTRUN, HEAP_OTHERS };

/** struct place - the target whose cases are being written */
struct place {
	const struct run *run;
	const struct target_run *target;
	size_t n; /* its index in the run */
	unsigned int opened;
	unsigned int *pictures; /* so far, on the whole page */
	FILE *out;
};

static enum heap case_heap(const struct case_result *result)
{
	if (case_is_known(result))
		return HEAP_KNOWN;
	if (case_is_bad(result) || case_unexpected(result))
		return HEAP_UNEXPECTED;
	if (result->result == RESULT_NOTRUN)
		return HEAP_NOTRUN;
	return HEAP_OTHERS;
}

static void term_put(const char *term, const char *text, bool code, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "<dt>%s</dt><dd>%s", term, code ? "<code>" : "");
	html_put(text, out);
	fputs(code ? "</code></dd>\n" : "</dd>\n", out);
}

static void case_rules(const struct place *place,
		       const struct case_result *result)
{
	size_t i;

	fputs("<dt>Rules</dt><dd>", place->out);
	for (i = 0; i < result->rules.n; i++) {
		const struct rule_result *rule =
			target_rule(place->target, result->rules.v[i]);

		fputs(i ? "<br><a href=\"#" : "<a href=\"#", place->out);
		html_put(result->rules.v[i], place->out);
		fputs("\">", place->out);
		html_put(result->rules.v[i], place->out);
		fputs("</a> ", place->out);
		if (rule)
			html_prose(rule->rule->statement, place->out);
	}
	fprintf(place->out, "</dd><dt>Owed by</dt><dd>%s, %s</dd>\n",
		layer_name(result->layer), level_name(result->level));
}

/* The line of the kernel log that is the result's message stands out. */
static bool line_is_message(const char *line, const char *message)
{
	return message && *message && strstr(line, message);
}

static void log_put(const struct strings *lines, const char *title,
		    const char *message, bool open, FILE *out)
{
	size_t i;

	if (!lines->n)
		return;
	fprintf(out,
		"<details class=\"log\"%s><summary>%s, %zu line%s</summary>"
		"<pre>",
		open ? " open" : "", title, lines->n, lines->n == 1 ? "" : "s");
	for (i = 0; i < lines->n; i++) {
		bool marked = line_is_message(lines->v[i], message);

		fputs(marked ? "<mark>" : "", out);
		html_pre(lines->v[i], out);
		fputs(marked ? "</mark>\n" : "\n", out);
	}
	fputs("</pre></details>\n", out);
}

static void case_expected(const struct case_result *result, FILE *out)
{
	if (!result->expected)
		return;
	fprintf(out, "<dt>%s</dt><dd>%s: ",
		case_is_known(result) ? "Known as" : "Listed as",
		result_name(result->expected_result));
	html_prose(result->expected, out);
	fputs("</dd>\n", out);
}

/* Of a VM that died, what came before and after is in the raw log. */
static void console_note(const struct place *place,
			 const struct case_result *result)
{
	FILE *out = place->out;

	if (!result->klog.n || (result->result != RESULT_CRASH &&
				result->result != RESULT_TIMEOUT))
		return;
	fputs("<p class=\"note\">The whole log of the VM, from its boot on, is "
	      "the run folder's file <code>",
	      out);
	html_put(place->target->target, out);
	putc('.', out);
	html_put(place->target->kernel, out);
	putc('.', out);
	html_put(place->target->mode, out);
	fputs(".console</code>; cases that several VMs share are in files of "
	      "that name with a number.</p>\n",
	      out);
}

static void case_body(const struct place *place,
		      const struct case_result *result)
{
	FILE *out = place->out;
	char *command = run_command(place->run, place->target, result);

	fputs("<div class=\"body\">", out);
	if (result->message) {
		fputs("<p class=\"msg\">", out);
		html_put(result->message, out);
		fputs("</p>\n", out);
	}
	fputs("<dl>", out);
	term_put("Geometry", result->geometry, true, out);
	term_put("Splat", result->fingerprint, true, out);
	case_expected(result, out);
	case_rules(place, result);
	if (result->charged)
		term_put("Charged to",
			 "the kernel's core: it fails on the control, too",
			 false, out);
	term_put("Again", command, true, out);
	fputs("</dl>\n", out);
	if (result->bits)
		html_bits(result->bits, ++*place->pictures, out);
	log_put(&result->klog, "Kernel log while this case ran",
		result->message, true, out);
	console_note(place, result);
	log_put(&result->output, "What the suite printed", NULL, false, out);
	fputs("</div>", out);
	free(command);
}

static void case_put(struct place *place, const struct case_result *result)
{
	enum heap heap = case_heap(result);
	bool open = heap < HEAP_NOTRUN && place->opened < OPENED;
	FILE *out = place->out;

	place->opened += open;
	fputs("<details class=\"case\" id=\"", out);
	html_anchor(place->n, result->id, out);
	fprintf(out,
		"\"%s><summary><span class=\"r %s\">%s</span>"
		"<span class=\"id\">",
		open ? " open" : "", html_result_class(result->result),
		result_name(result->result));
	html_put(result->id, out);
	fputs("</span><span class=\"says\">", out);
	html_prose(result->says, out);
	if (heap >= HEAP_NOTRUN && result->result != RESULT_PASS &&
	    result->message) {
		fputs(" <i>", out);
		html_put(result->message, out);
		fputs("</i>", out);
	}
	fputs("</span><span class=\"tag\">", out);
	if (heap == HEAP_KNOWN)
		fputs("known", out);
	else if (heap == HEAP_UNEXPECTED && result->expected)
		fputs("not as listed", out);
	fprintf(out, "</span><span class=\"t\">%.2f s</span></summary>\n",
		result->duration_s);
	case_body(place, result);
	fputs("</details>\n", out);
}

static void heap_put(struct place *place, enum heap heap, const char *title)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < place->target->nr_cases; i++)
		count += case_heap(&place->target->cases[i]) == heap;
	if (!count)
		return;
	fprintf(place->out, "<h4>%s <span class=\"n\">%u</span></h4>\n", title,
		count);
	for (i = 0; i < place->target->nr_cases; i++)
		if (case_heap(&place->target->cases[i]) == heap)
			case_put(place, &place->target->cases[i]);
}

/* Cases lie in suite order: the end of the suite that starts at @i. */
static size_t suite_end(const struct target_run *target, size_t i)
{
	const char *suite = target->cases[i].suite;

	while (i < target->nr_cases && !strcmp(target->cases[i].suite, suite))
		i++;
	return i;
}

static void suite_put(struct place *place, size_t i, size_t end)
{
	struct tally tally = {};
	char *words;
	size_t k;

	for (k = i; k < end; k++) {
		const struct case_result *c = &place->target->cases[k];

		if (case_heap(c) != HEAP_OTHERS)
			continue;
		tally.n[c->result]++;
		tally.total++;
	}
	if (!tally.total)
		return;
	words = tally_words(&tally);
	fputs("<details class=\"suite\"><summary><span class=\"id\">",
	      place->out);
	html_put(place->target->cases[i].suite, place->out);
	fprintf(place->out, "</span><span class=\"says\">%s</span></summary>\n",
		words);
	for (k = i; k < end; k++)
		if (case_heap(&place->target->cases[k]) == HEAP_OTHERS)
			case_put(place, &place->target->cases[k]);
	fputs("</details>\n", place->out);
	free(words);
}

static void suites_put(struct place *place)
{
	size_t i, end;

	fputs("<h4>As expected</h4>\n", place->out);
	for (i = 0; i < place->target->nr_cases; i = end) {
		end = suite_end(place->target, i);
		suite_put(place, i, end);
	}
}

static bool target_has(const struct target_run *target, enum heap heap)
{
	size_t i;

	for (i = 0; i < target->nr_cases; i++)
		if (case_heap(&target->cases[i]) == heap)
			return true;
	return false;
}

void html_cases(const struct run *run, FILE *out)
{
	unsigned int pictures = 0;
	size_t i;

	fputs("<section id=\"cases\"><h2>Cases</h2>\n", out);
	for (i = 0; i < run->nr_targets; i++) {
		struct place place = {
			.run = run,
			.target = &run->targets[i],
			.n = i,
			.pictures = &pictures,
			.out = out,
		};
		char *lane = target_lane(place.target);

		fprintf(out, "<h3 id=\"t%zu\">", i + 1);
		html_put(place.target->target, out);
		fputs(" <small>", out);
		html_put(lane, out);
		fputs("</small></h3>\n", out);
		free(lane);
		if (!place.target->nr_cases)
			fputs("<p class=\"note\">No case was planned.</p>\n",
			      out);
		heap_put(&place, HEAP_UNEXPECTED, "Not explained");
		heap_put(&place, HEAP_KNOWN, "Known failures");
		heap_put(&place, HEAP_NOTRUN, "Not reached");
		if (target_has(place.target, HEAP_OTHERS))
			suites_put(&place);
	}
	fputs("</section>\n", out);
}
