// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long START and REPORT take: a picture each, both axes logarithmic, a line
 * for each target. The numbers are in a table, for those who read no pictures,
 * and for the targets beyond PLOT_LINES.
 */
#include "report_html.h"

#include <stdlib.h>

#include "html_plot.h"
#include "latency.h"
#include "util.h"

static void count_put(double count, FILE *out)
{
	fprintf(out, "%.0f", count);
}

static void bytes_put(double bytes, FILE *out)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t unit = 0;

	for (; unit + 1 < ARRAY_SIZE(units) && bytes >= 1024; bytes /= 1024)
		unit++;
	fprintf(out, "%.4g %s", bytes, units[unit]);
}

static void time_put(double us, FILE *out)
{
	if (us < 1000)
		fprintf(out, "%.3g \u00b5s", us);
	else if (us < 1e6)
		fprintf(out, "%.3g ms", us / 1e3);
	else
		fprintf(out, "%.3g s", us / 1e6);
}

static const struct {
	const char *title, *alternative, *axis, *heading;
	void (*size_put)(double size, FILE *out);
} operations[OPERATIONS] = {
	[OPERATION_START] = { "START by number of ranges",
			      "Microseconds of START by number of ranges",
			      "ranges of the list", "Ranges", count_put },
	[OPERATION_REPORT] = { "REPORT by window size",
			       "Microseconds of REPORT by window size",
			       "window (clean, one bit a page)", "Window",
			       bytes_put },
};

/* A line for each target; free() each @v and the lines. */
static struct plot_line *lines_load(const struct run *run,
				    enum operation operation, bool *any)
{
	struct plot_line *lines = xcalloc(run->nr_targets, sizeof(*lines));

	*any = false;
	for (size_t i = 0; i < run->nr_targets; i++) {
		struct latencies latencies;

		latency_measured(&run->targets[i], operation, &latencies);
		lines[i].n = latencies.n;
		lines[i].v = xcalloc(latencies.n, sizeof(*lines[i].v));
		for (size_t k = 0; k < latencies.n; k++)
			lines[i].v[k] = (struct plot_point){
				(double)latencies.v[k].size, latencies.v[k].us
			};
		*any |= latencies.n > 0;
		free(latencies.v);
	}
	return lines;
}

static void lines_free(const struct run *run, struct plot_line *lines)
{
	for (size_t i = 0; i < run->nr_targets; i++)
		free(lines[i].v);
	free(lines);
}

static void lane_put(const struct target_run *target, FILE *out)
{
	html_put(target->target, out);
	fputs(" <small>", out);
	html_put(target->kernel, out);
	fputs(", ", out);
	html_put(target->mode, out);
	fputs("</small>", out);
}

static void key_put(const struct run *run, const struct plot_line *lines,
		    FILE *out)
{
	fputs("<ul class=\"lines\">", out);
	for (size_t i = 0; i < run->nr_targets && i < PLOT_LINES; i++) {
		if (!lines[i].n)
			continue;
		fputs("<li>", out);
		plot_key(i, out);
		lane_put(&run->targets[i], out);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void table_put(const struct run *run, const struct plot_line *lines,
		      enum operation operation, FILE *out)
{
	fprintf(out,
		"<details class=\"log\"><summary>The numbers</summary>\n"
		"<div class=\"scroll\"><table class=\"sums\"><thead><tr>"
		"<th scope=\"col\">Target</th><th scope=\"col\">%s</th>"
		"<th scope=\"col\">Time</th></tr></thead><tbody>\n",
		operations[operation].heading);
	for (size_t i = 0; i < run->nr_targets; i++)
		for (size_t k = 0; k < lines[i].n; k++) {
			fputs("<tr><td>", out);
			lane_put(&run->targets[i], out);
			fputs("</td><td>", out);
			operations[operation].size_put(lines[i].v[k].x, out);
			fputs("</td><td>", out);
			time_put(lines[i].v[k].y, out);
			fputs("</td></tr>\n", out);
		}
	fputs("</tbody></table></div></details>\n", out);
}

static void operation_put(const struct run *run, enum operation operation,
			  FILE *out)
{
	bool any;
	struct plot_line *lines = lines_load(run, operation, &any);
	const struct plot plot = {
		.alternative = operations[operation].alternative,
		.x_name = operations[operation].axis,
		.x_put = operations[operation].size_put,
		.y_put = time_put,
		.lines = lines,
		.n = run->nr_targets,
	};

	if (any) {
		fprintf(out, "<figure><figcaption>%s</figcaption>\n",
			operations[operation].title);
		plot_put(&plot, out);
		key_put(run, lines, out);
		table_put(run, lines, operation, out);
		fputs("</figure>\n", out);
	}
	lines_free(run, lines);
}

bool html_latency_there(const struct run *run)
{
	bool there = false;

	for (int i = 0; !there && i < OPERATIONS; i++)
		lines_free(run, lines_load(run, (enum operation)i, &there));
	return there;
}

void html_latency(const struct run *run, FILE *out)
{
	if (!html_latency_there(run))
		return;
	fputs("<section id=\"latency\"><h2>Latency</h2>\n"
	      "<p class=\"note\">What a call took in the guest, the least of "
	      "five. Nothing is judged by it: an emulated machine and a busy "
	      "host make figures that are good for comparing lines of one "
	      "picture, not runs.</p>\n<div class=\"plots\">\n",
	      out);
	for (int i = 0; i < OPERATIONS; i++)
		operation_put(run, (enum operation)i, out);
	fputs("</div></section>\n", out);
}
