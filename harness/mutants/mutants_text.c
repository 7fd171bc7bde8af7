// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of mutants and cases, to be read. */
#include <string.h>

#include "mutants.h"
#include "report_view.h"

/* Columns of the matrix side by side. */
#define COLUMNS_A_BLOCK 64

static const char *mutant_kernel(const struct mutants *m,
				 const struct mutant *mutant)
{
	return m->groups[mutant->group].kernel;
}

/* A letter a cell: what became of the case there. */
static char cell_letter(const struct mutants *m, const struct mutant *mutant,
			size_t i)
{
	static const char letters[] = {
		[RESULT_PASS] = '.',   [RESULT_FAIL] = 'F',
		[RESULT_SKIP] = '-',   [RESULT_TIMEOUT] = 'T',
		[RESULT_CRASH] = 'C',  [RESULT_ERROR] = 'E',
		[RESULT_NOTRUN] = ' ', [CELL_OPEN] = ' ',
	};
	char letter = letters[mutant->cells[i]];

	if (letter == 'F' && !mutant_kills(m, mutant, i))
		return 'f';
	return letter;
}

static void kills_put(const struct mutants *m, const struct mutant *mutant,
		      FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i < m->cases.n; i++) {
		if (!mutant_kills(m, mutant, i))
			continue;
		if (!n++)
			fprintf(out, "by %s", m->cases.v[i].id);
	}
	if (n > 1)
		fprintf(out, " and %zu more", n - 1);
}

/* What has become of a mutant that no case kills. */
static const char *survival(const struct mutants *m,
			    const struct mutant *mutant)
{
	if (!mutant_is_tried(m, mutant))
		return "NOT TRIED";
	return mutant->excuse ? "survives" : "SURVIVES";
}

static void survivors_put(const struct mutants *m, FILE *out)
{
	for (size_t k = 0; k < m->n; k++) {
		const struct mutant *mutant = &m->v[k];

		if (mutant->control || mutant_is_killed(m, mutant))
			continue;
		fprintf(out, "  %s  %s on %s: %s%s%s\n", survival(m, mutant),
			mutant->spec, mutant_kernel(m, mutant), mutant->what,
			mutant->excuse ? ": " : "",
			mutant->excuse ? mutant->excuse : "");
	}
}

static void defects_put(const struct mutants *m, FILE *out)
{
	size_t number = 0;

	for (size_t k = 0; k < m->n; k++) {
		const struct mutant *mutant = &m->v[k];

		if (mutant->control)
			continue;
		fprintf(out, "%4zu %-8s %s on %s ", ++number,
			mutant_is_killed(m, mutant) ? "killed" : "SURVIVES",
			mutant->spec, mutant_kernel(m, mutant));
		kills_put(m, mutant, out);
		fprintf(out, "\n     %s (%s)\n", mutant->what,
			mutant->stands_for);
	}
}

static void excused_put(const struct mutants *m, FILE *out)
{
	for (size_t i = 0; i < m->equivalent.n; i++)
		fprintf(out, "     changes nothing  %s\n", m->equivalent.v[i]);
	for (size_t i = 0; i < m->refused.n; i++)
		fprintf(out, "     does not compile  %s\n", m->refused.v[i]);
}

static void block_put(const struct mutants *m, size_t from, FILE *out)
{
	size_t number = 0;

	fprintf(out, "\ncases by defects %zu to %zu\n", from + 1,
		from + COLUMNS_A_BLOCK);
	for (size_t i = 0; i < m->cases.n; i++) {
		if (!case_is_tried(m, i))
			continue;
		number = 0;
		for (size_t k = 0; k < m->n; k++) {
			if (m->v[k].control)
				continue;
			if (number >= from && number < from + COLUMNS_A_BLOCK)
				putc(cell_letter(m, &m->v[k], i), out);
			number++;
		}
		fprintf(out, "  %s\n", m->cases.v[i].id);
	}
}

void mutants_summary(const struct mutants *m, FILE *out)
{
	struct mutant_score score = mutants_score(m);

	if (m->source)
		fprintf(out, "%s: ", m->source);
	fprintf(out, "%zu of %zu %s are killed, %.1f %%; %.0f s\n",
		score.killed, score.total, m->source ? "changes" : "defects",
		score.total ? 100.0 * (double)score.killed / (double)score.total
			    : 0.0,
		m->seconds);
	if (m->equivalent.n || m->refused.n)
		fprintf(out,
			"  left out: %zu that change nothing, %zu that do not compile\n",
			m->equivalent.n, m->refused.n);
	if (m->put_off)
		fprintf(out,
			"  left out: %zu that need a kernel with debugging aids, which takes long; --full tries them\n",
			m->put_off);
	survivors_put(m, out);
	for (size_t i = 0; i < m->cases.n; i++)
		if (case_alarms(m, i))
			fprintf(out,
				"  FALSE ALARM  %s fails without a "
				"defect\n",
				m->cases.v[i].id);
	if (!m->full)
		return;
	fprintf(out, "%zu cases were tried and kill nothing\n", score.idle);
	for (size_t i = 0; i < m->cases.n; i++)
		if (case_is_tried(m, i) && !case_kills(m, i))
			fprintf(out, "  idle  %s\n", m->cases.v[i].id);
}

int mutants_text(const struct mutants *m, FILE *out)
{
	size_t n = mutants_score(m).total;

	mutants_summary(m, out);
	fputs("\nF failed, T timed out, C crashed, E broke, f failed on the "
	      "control, too, . passed, - skipped, blank not tried\n\n",
	      out);
	defects_put(m, out);
	excused_put(m, out);
	for (size_t from = 0; from < n; from += COLUMNS_A_BLOCK)
		block_put(m, from, out);
	return report_end(out);
}
