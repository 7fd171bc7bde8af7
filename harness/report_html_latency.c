// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long START and REPORT take: a picture each, both axes logarithmic, a
 * line and a mark of its own for each target. The numbers are in a table, for
 * those who read no pictures.
 */
#include "report_html.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "latency.h"
#include "util.h"

#define LEFT   64
#define TOP    12
#define WIDTH  420
#define HEIGHT 200
#define BELOW  44
#define RIGHT  16

/*
 * Lines that can be told apart. A target has the same one in every picture; the
 * seventh and later ones are in the tables alone.
 */
#define LINES 6

static const struct {
	const char *title, *axis, *heading;
} operations[OPERATIONS] = {
	[OPERATION_START] = { "START by number of ranges", "ranges of the list",
			      "Ranges" },
	[OPERATION_REPORT] = { "REPORT by window size",
			       "window (clean, one bit a page)", "Window" },
};

/* One picture: the points of each target, and what the axes reach over. */
struct plot {
	const struct run *run;
	enum operation operation;
	struct latencies *lines; /* one for each target */
	double x_least, x_most;	 /* log2 of sizes */
	double y_least, y_most;	 /* log10 of microseconds, whole */
	bool any;
};

static void point_span(struct plot *plot, const struct latency *point)
{
	double x = log2((double)point->size), y = log10(point->us);

	plot->x_least = plot->any ? fmin(plot->x_least, x) : x;
	plot->x_most = plot->any ? fmax(plot->x_most, x) : x;
	plot->y_least = plot->any ? fmin(plot->y_least, y) : y;
	plot->y_most = plot->any ? fmax(plot->y_most, y) : y;
	plot->any = true;
}

static void plot_load(struct plot *plot, const struct run *run,
		      enum operation operation)
{
	*plot = (struct plot){ .run = run, .operation = operation };
	plot->lines = xcalloc(run->nr_targets, sizeof(*plot->lines));
	for (size_t i = 0; i < run->nr_targets; i++) {
		latency_measured(&run->targets[i], operation, &plot->lines[i]);
		for (size_t k = 0; k < plot->lines[i].n; k++)
			point_span(plot, &plot->lines[i].v[k]);
	}
	plot->y_least = floor(plot->y_least);
	plot->y_most = fmax(ceil(plot->y_most), plot->y_least + 1);
	plot->x_most = fmax(plot->x_most, plot->x_least + 1);
}

static void plot_free(struct plot *plot)
{
	for (size_t i = 0; i < plot->run->nr_targets; i++)
		free(plot->lines[i].v);
	free(plot->lines);
}

static double x_of(const struct plot *plot, double x)
{
	return LEFT +
	       WIDTH * (x - plot->x_least) / (plot->x_most - plot->x_least);
}

static double y_of(const struct plot *plot, double y)
{
	return TOP + HEIGHT -
	       HEIGHT * (y - plot->y_least) / (plot->y_most - plot->y_least);
}

static void size_put(enum operation operation, uint64_t size, FILE *out)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t unit = 0;

	if (operation == OPERATION_START) {
		fprintf(out, "%" PRIu64, size);
		return;
	}
	while (unit + 1 < ARRAY_SIZE(units) && size % 1024 == 0) {
		size /= 1024;
		unit++;
	}
	fprintf(out, "%" PRIu64 " %s", size, units[unit]);
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

/* The sizes of the longest line are where the axis has its words. */
static void x_axis_put(const struct plot *plot, FILE *out)
{
	const struct latencies *longest = &plot->lines[0];
	size_t step;

	for (size_t i = 1; i < plot->run->nr_targets; i++)
		if (plot->lines[i].n > longest->n)
			longest = &plot->lines[i];
	step = (longest->n + 5) / 6;
	for (size_t i = 0; i < longest->n; i += step ? step : 1) {
		double x = x_of(plot, log2((double)longest->v[i].size));

		fprintf(out,
			"<path class=\"grid\" d=\"M%.1f %dv%d\"/>"
			"<text class=\"tick\" x=\"%.1f\" y=\"%d\">",
			x, TOP, HEIGHT, x, TOP + HEIGHT + 17);
		size_put(plot->operation, longest->v[i].size, out);
		fputs("</text>\n", out);
	}
	fprintf(out, "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>\n",
		LEFT + WIDTH / 2, TOP + HEIGHT + BELOW - 8,
		operations[plot->operation].axis);
}

static void y_axis_put(const struct plot *plot, FILE *out)
{
	for (double y = plot->y_least; y <= plot->y_most; y++) {
		fprintf(out,
			"<path class=\"grid\" d=\"M%d %.1fh%d\"/>"
			"<text x=\"%d\" y=\"%.1f\">",
			LEFT, y_of(plot, y), WIDTH, LEFT - 8,
			y_of(plot, y) + 4);
		time_put(pow(10, y), out);
		fputs("</text>\n", out);
	}
}

/* A mark: circle, square, triangle, diamond and so on. */
static void mark_put(size_t line, double x, double y, FILE *out)
{
	static const char *const shapes[LINES] = {
		"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
		"m-3.5-3.5h7v7h-7z",
		"m0-4.5l4.5 8h-9z",
		"m0-5l5 5l-5 5l-5-5z",
		"m0 4.5l4.5-8h-9z",
		"m-1.5-4.5h3v9h-3z",
	};

	fprintf(out, "<path class=\"mark\" d=\"M%.1f %.1f%s\"/>", x, y,
		shapes[line]);
}

static void line_put(const struct plot *plot, size_t target, FILE *out)
{
	const struct latencies *points = &plot->lines[target];

	fprintf(out, "<g class=\"l%zu\"><path class=\"line\" d=\"", target + 1);
	for (size_t i = 0; i < points->n; i++)
		fprintf(out, "%c%.1f %.1f", i ? 'L' : 'M',
			x_of(plot, log2((double)points->v[i].size)),
			y_of(plot, log10(points->v[i].us)));
	fputs("\"/>", out);
	for (size_t i = 0; i < points->n; i++)
		mark_put(target, x_of(plot, log2((double)points->v[i].size)),
			 y_of(plot, log10(points->v[i].us)), out);
	fputs("</g>\n", out);
}

static void picture_put(const struct plot *plot, FILE *out)
{
	fprintf(out,
		"<div class=\"scroll\"><svg class=\"plot\" role=\"img\" "
		"aria-label=\"%s: microseconds, both axes logarithmic; the "
		"numbers are in the table below\" viewBox=\"0 0 %d %d\">\n"
		"<g class=\"axis\">\n",
		operations[plot->operation].title, LEFT + WIDTH + RIGHT,
		TOP + HEIGHT + BELOW);
	x_axis_put(plot, out);
	y_axis_put(plot, out);
	fputs("</g>\n", out);
	for (size_t i = 0; i < plot->run->nr_targets && i < LINES; i++)
		if (plot->lines[i].n)
			line_put(plot, i, out);
	fputs("</svg></div>\n", out);
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

static void key_put(const struct plot *plot, FILE *out)
{
	fputs("<ul class=\"lines\">", out);
	for (size_t i = 0; i < plot->run->nr_targets && i < LINES; i++) {
		if (!plot->lines[i].n)
			continue;
		fprintf(out,
			"<li><svg class=\"l%zu\" width=\"14\" height=\"14\" "
			"aria-hidden=\"true\">",
			i + 1);
		mark_put(i, 7, 7, out);
		fputs("</svg>", out);
		lane_put(&plot->run->targets[i], out);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void table_put(const struct plot *plot, FILE *out)
{
	fprintf(out,
		"<details class=\"log\"><summary>The numbers</summary>\n"
		"<div class=\"scroll\"><table class=\"sums\"><thead><tr>"
		"<th scope=\"col\">Target</th><th scope=\"col\">%s</th>"
		"<th scope=\"col\">Time</th></tr></thead><tbody>\n",
		operations[plot->operation].heading);
	for (size_t i = 0; i < plot->run->nr_targets; i++)
		for (size_t k = 0; k < plot->lines[i].n; k++) {
			fputs("<tr><td>", out);
			lane_put(&plot->run->targets[i], out);
			fputs("</td><td>", out);
			size_put(plot->operation, plot->lines[i].v[k].size,
				 out);
			fputs("</td><td>", out);
			time_put(plot->lines[i].v[k].us, out);
			fputs("</td></tr>\n", out);
		}
	fputs("</tbody></table></div></details>\n", out);
}

static void plot_put(const struct plot *plot, FILE *out)
{
	fprintf(out, "<figure><figcaption>%s</figcaption>\n",
		operations[plot->operation].title);
	picture_put(plot, out);
	key_put(plot, out);
	table_put(plot, out);
	fputs("</figure>\n", out);
}

bool html_latency_there(const struct run *run)
{
	bool any = false;

	for (int i = 0; !any && i < OPERATIONS; i++) {
		struct plot plot;

		plot_load(&plot, run, (enum operation)i);
		any = plot.any;
		plot_free(&plot);
	}
	return any;
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
	for (int i = 0; i < OPERATIONS; i++) {
		struct plot plot;

		plot_load(&plot, run, (enum operation)i);
		if (plot.any)
			plot_put(&plot, out);
		plot_free(&plot);
	}
	fputs("</div></section>\n", out);
}
