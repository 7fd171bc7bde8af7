// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench.html: what retrying START costs, over the tracker's limit; a line for
 * each policy. Of page sizes that differ the dearest is drawn.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "html_plot.h"
#include "report_html.h"
#include "util.h"

/* The two sides of the cost. */
enum cost { COST_TRIES, COST_EXTRA, COSTS };

static void count_put(double count, FILE *out)
{
	fprintf(out, "%.4g", count);
}

static void factor_put(double factor, FILE *out)
{
	fprintf(out, "x%.3g", factor);
}

static const struct {
	const char *title, *alternative;
	void (*put)(double value, FILE *out);
	bool linear;
} costs[COSTS] = {
	[COST_TRIES] = { "Calls of START until one succeeds",
			 "Calls of START by the tracker's limit", count_put,
			 false },
	[COST_EXTRA] = { "Bytes tracked for each byte wanted",
			 "Bytes tracked for each wanted by the tracker's limit",
			 factor_put, true },
};

/* What was asked of a tracker: the groups of one number of ranges. */
struct question {
	const struct bench_groups *groups;
	uint64_t asked;
	struct strings policies;
};

/* 0 where the policy gave up at every page size: it has no START to show. */
static double cost_of(const struct bench_group *group, enum cost cost)
{
	if (group->gave_up == group->rows)
		return 0;
	return cost == COST_TRIES ? (double)group->tries.most
				  : (double)group->extra.most / 1000;
}

static void point_add(struct plot_line *line, struct plot_point point)
{
	size_t at = line->n;

	line->v = array_grow(line->v, line->n++, sizeof(*line->v));
	for (; at && line->v[at - 1].x > point.x; at--)
		line->v[at] = line->v[at - 1];
	line->v[at] = point;
}

/* Of trackers that take any number there is no place on the axis. */
static struct plot_line line_of(const struct question *q, const char *policy,
				enum cost cost)
{
	struct plot_line line = { 0 };

	for (size_t i = 0; i < q->groups->n; i++) {
		const struct bench_group *group = &q->groups->v[i];
		double value = cost_of(group, cost);

		if (group->asked == q->asked && group->limit && value > 0 &&
		    !strcmp(group->policy, policy))
			point_add(&line, (struct plot_point){
						 (double)group->limit, value });
	}
	return line;
}

static void cost_put(const struct question *q, enum cost cost, FILE *out)
{
	struct plot_line *lines = xcalloc(q->policies.n, sizeof(*lines));
	const struct plot plot = {
		.alternative = costs[cost].alternative,
		.x_name = "ranges that the tracker takes",
		.x_put = count_put,
		.y_put = costs[cost].put,
		.linear = costs[cost].linear,
		.lines = lines,
		.n = q->policies.n,
	};

	for (size_t i = 0; i < q->policies.n; i++)
		lines[i] = line_of(q, q->policies.v[i], cost);
	fprintf(out, "<figure><figcaption>%s</figcaption>\n",
		costs[cost].title);
	plot_put(&plot, out);
	fputs("</figure>\n", out);
	for (size_t i = 0; i < q->policies.n; i++)
		free(lines[i].v);
	free(lines);
}

static void key_put(const struct question *q, FILE *out)
{
	fputs("<ul class=\"lines\">", out);
	for (size_t i = 0; i < q->policies.n && i < PLOT_LINES; i++) {
		fputs("<li>", out);
		plot_key(i, out);
		html_put(q->policies.v[i], out);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void row_put(const struct bench_group *group, FILE *out)
{
	fputs("<tr><td>", out);
	html_put(group->policy, out);
	if (group->limit)
		fprintf(out, "</td><td>%" PRIu64, group->limit);
	else
		fputs("</td><td>any number", out);
	fprintf(out, "</td><td>%" PRIu64 "</td><td>", group->tries.most);
	if (group->gave_up)
		fprintf(out, "gave up at %u of %u page sizes", group->gave_up,
			group->rows);
	if (group->gave_up && group->gave_up < group->rows)
		fputs(", ", out);
	if (group->gave_up < group->rows)
		factor_put(cost_of(group, COST_EXTRA), out);
	fprintf(out, "</td><td>%.1f</td></tr>\n",
		(double)group->microseconds.most / 1000);
}

static void table_put(const struct question *q, FILE *out)
{
	fputs("<details class=\"log\"><summary>The numbers</summary>\n"
	      "<div class=\"scroll\"><table class=\"sums\"><thead><tr>"
	      "<th scope=\"col\">Policy</th><th scope=\"col\">Limit</th>"
	      "<th scope=\"col\">Tries</th>"
	      "<th scope=\"col\">Tracked/wanted</th>"
	      "<th scope=\"col\">At most ms</th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < q->groups->n; i++)
		if (q->groups->v[i].asked == q->asked)
			row_put(&q->groups->v[i], out);
	fputs("</tbody></table></div></details>\n", out);
}

static void question_put(const struct bench_groups *groups, uint64_t asked,
			 FILE *out)
{
	struct question q = { .groups = groups, .asked = asked };

	for (size_t i = 0; i < groups->n; i++)
		if (groups->v[i].asked == asked &&
		    !strings_has(&q.policies, groups->v[i].policy))
			strings_add(&q.policies, groups->v[i].policy);
	fprintf(out,
		"<h3>%" PRIu64 " ranges wanted</h3>\n<div class=\"plots\">\n",
		asked);
	for (int i = 0; i < COSTS; i++)
		cost_put(&q, (enum cost)i, out);
	fputs("</div>\n", out);
	key_put(&q, out);
	table_put(&q, out);
	strings_free(&q.policies);
}

void bench_html_begin(FILE *out)
{
	html_head(out);
	fputs("What retrying START costs - trackcert", out);
	html_head_end(out);
	fputs("<body>\n<header><div class=\"wrap\"><p class=\"brand\">"
	      "<b>trackcert</b> bench</p>\n"
	      "<h1>What retrying START costs</h1></div></header>\n"
	      "<main class=\"wrap\">\n"
	      "<p class=\"note\">A START may be refused for its number of "
	      "ranges. Each line is a policy of trying again with a shorter "
	      "list; a point is what it cost at the page size where it cost "
	      "most. Where a policy gave up it has no point, and of lines "
	      "that coincide the last one is seen: the table has all "
	      "numbers.</p>\n",
	      out);
}

void bench_html_target(const struct target_run *target,
		       const struct bench_rows *rows, FILE *out)
{
	struct bench_groups groups;

	bench_group(rows, &groups);
	fputs("<section><h2>", out);
	html_put(target->target, out);
	fputs(" <small>", out);
	html_put(target->kernel, out);
	fputs(", ", out);
	html_put(target->mode, out);
	fputs("</small></h2>\n", out);
	for (size_t i = 0; i < groups.n; i++)
		if (!i || groups.v[i].asked != groups.v[i - 1].asked)
			question_put(&groups, groups.v[i].asked, out);
	fputs("</section>\n", out);
	free(groups.v);
}

void bench_html_end(FILE *out)
{
	fputs("</main>\n<footer class=\"wrap\"></footer>\n</body>\n</html>\n",
	      out);
}
