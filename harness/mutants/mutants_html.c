// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of mutants and cases as one page that needs nothing else. */
#include "mutants.h"
#include "report_html.h"
#include "report_view.h"

/* A narrow cell each; a letter stands in all that are not a plain pass. */
static const char style[] =
	".matrix { overflow-x: auto; }\n"
	".matrix table { border-collapse: collapse; font: .75em var(--mono); }\n"
	".matrix td { padding: 0 .15em; text-align: center;\n"
	"  border: 1px solid var(--hair); }\n"
	".matrix th { text-align: left; font-weight: 400;\n"
	"  white-space: nowrap; padding-right: .6em; }\n"
	".matrix .k { background: var(--yes-bg); color: var(--yes); }\n"
	".matrix .a { background: var(--no-bg); color: var(--no); }\n";

static void head_put(const struct mutants *m, FILE *out)
{
	struct mutant_score score = mutants_score(m);

	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
	      "<meta name=\"viewport\" content=\"width=device-width\">"
	      "<title>trackcert mutants</title><style>\n",
	      out);
	fputs(html_style, out);
	fputs(style, out);
	fputs("</style></head><body><header><div class=\"wrap\">"
	      "<p class=\"brand\"><b>trackcert</b> mutants</p>",
	      out);
	fprintf(out,
		"<h1>%zu of %zu %s are killed</h1><p class=\"meta\">%s, "
		"%s, %.0f s, %zu false alarms",
		score.killed, score.total, m->source ? "changes" : "defects",
		m->started ? m->started : "",
		m->full ? "every case on every defect"
			: "each defect until its first kill",
		m->seconds, score.alarms);
	if (m->put_off)
		fprintf(out,
			", %zu defects left to --full: they need a kernel with "
			"debugging aids",
			m->put_off);
	fputs("</p></div></header><div class=\"wrap\">\n", out);
}

static void killers_put(const struct mutants *m, const struct mutant *mutant,
			FILE *out)
{
	bool any = false;

	for (size_t i = 0; i < m->cases.n; i++) {
		if (!mutant_kills(m, mutant, i))
			continue;
		fputs(any ? ", " : "", out);
		html_put(m->cases.v[i].id, out);
		any = true;
	}
	if (any)
		return;
	fputs("<b>survives</b> ", out);
	if (mutant->excuse)
		html_put(mutant->excuse, out);
}

/* First what somebody has to look at. */
static void wrong_put(const struct mutants *m, FILE *out)
{
	struct mutant_score score = mutants_score(m);

	if (score.killed < score.total)
		fputs("<h2>What survives</h2><ul>\n", out);
	for (size_t k = 0; k < m->n; k++) {
		if (m->v[k].control || mutant_is_killed(m, &m->v[k]))
			continue;
		fputs("<li><code>", out);
		html_put(m->v[k].spec, out);
		fputs("</code> ", out);
		html_put(m->v[k].what, out);
		fputs("\n", out);
	}
	fputs(score.killed < score.total ? "</ul>\n" : "", out);
	if (score.alarms)
		fputs("<h2>False alarms</h2><ul>\n", out);
	for (size_t i = 0; i < m->cases.n; i++) {
		if (!case_alarms(m, i))
			continue;
		fputs("<li><code>", out);
		html_put(m->cases.v[i].id, out);
		fputs("</code> fails without a defect\n", out);
	}
	fputs(score.alarms ? "</ul>\n" : "", out);
}

static void defects_put(const struct mutants *m, FILE *out)
{
	size_t number = 0;

	fputs("<h2>Defects</h2><table><tr><th>#<th>fixture<th>defect<th>what "
	      "it does<th>what it stands for<th>killed by</tr>\n",
	      out);
	for (size_t k = 0; k < m->n; k++) {
		const struct mutant *mutant = &m->v[k];

		if (mutant->control)
			continue;
		fprintf(out, "<tr><td>%zu<td>", ++number);
		html_put(m->groups[mutant->group].target.name, out);
		fputs("<td><code>", out);
		html_put(mutant->name, out);
		fputs("</code><td>", out);
		html_put(mutant->what, out);
		fputs("<td>", out);
		html_put(mutant->stands_for, out);
		fputs("<td>", out);
		killers_put(m, mutant, out);
		fputs("</tr>\n", out);
	}
	fputs("</table>\n", out);
}

static void cell_put(const struct mutants *m, const struct mutant *mutant,
		     size_t i, FILE *out)
{
	enum result result = mutant->cells[i];

	if (mutant_kills(m, mutant, i))
		fprintf(out, "<td class=k>%c", result_name(result)[0]);
	else if (result == RESULT_PASS)
		fputs("<td>.", out);
	else if (result == CELL_OPEN || result == RESULT_NOTRUN)
		fputs("<td>", out);
	else if (result == RESULT_SKIP)
		fputs("<td>-", out);
	else
		fprintf(out, "<td class=a>%c", result_name(result)[0]);
}

static void matrix_put(const struct mutants *m, FILE *out)
{
	size_t number = 0;

	fputs("<h2>Cases by defects</h2><p>F failed, T timed out, C crashed, "
	      "E broke, . passed, - skipped, blank not tried; columns are the "
	      "numbers above</p><div class=\"matrix\"><table><tr><th>case",
	      out);
	for (size_t k = 0; k < m->n; k++)
		if (!m->v[k].control)
			fprintf(out, "<td>%zu", ++number);
	fputs("</tr>\n", out);
	for (size_t i = 0; i < m->cases.n; i++) {
		if (!case_is_tried(m, i))
			continue;
		fputs("<tr><th>", out);
		html_put(m->cases.v[i].id, out);
		for (size_t k = 0; k < m->n; k++)
			if (!m->v[k].control)
				cell_put(m, &m->v[k], i, out);
		fputs("</tr>\n", out);
	}
	fputs("</table></div>\n", out);
}

static void idle_put(const struct mutants *m, FILE *out)
{
	if (!m->full || !mutants_score(m).idle)
		return;
	fputs("<h2>Cases that kill nothing</h2><ul>\n", out);
	for (size_t i = 0; i < m->cases.n; i++) {
		if (!case_is_tried(m, i) || case_kills(m, i))
			continue;
		fputs("<li><code>", out);
		html_put(m->cases.v[i].id, out);
		fputs("</code> ", out);
		html_put(m->cases.v[i].says, out);
		fputs("\n", out);
	}
	fputs("</ul>\n", out);
}

int mutants_html(const struct mutants *m, FILE *out)
{
	head_put(m, out);
	wrong_put(m, out);
	defects_put(m, out);
	idle_put(m, out);
	matrix_put(m, out);
	fputs("</div></body></html>\n", out);
	return report_end(out);
}
