// SPDX-License-Identifier: GPL-2.0-only
/* A picture of lines over a logarithmic axis, as SVG in a page. */
#include "html_plot.h"

#include <math.h>

#define LEFT   64
#define TOP    12
#define WIDTH  420
#define HEIGHT 200
#define BELOW  44
#define RIGHT  16

/* Words along an axis that find room. */
#define WORDS 6

/* What the axes reach over: logarithms, but for a linear y. */
struct reach {
	const struct plot *plot;
	double x_least, x_most;
	double y_least, y_most;
	bool any;
};

static double y_value(const struct plot *plot, double y)
{
	return plot->linear ? y : log10(y);
}

static void reach_point(struct reach *reach, const struct plot_point *point)
{
	double x = log2(point->x), y = y_value(reach->plot, point->y);

	reach->x_least = reach->any ? fmin(reach->x_least, x) : x;
	reach->x_most = reach->any ? fmax(reach->x_most, x) : x;
	reach->y_least = reach->any ? fmin(reach->y_least, y) : y;
	reach->y_most = reach->any ? fmax(reach->y_most, y) : y;
	reach->any = true;
}

static struct reach reach_of(const struct plot *plot)
{
	struct reach reach = { .plot = plot };

	for (size_t i = 0; i < plot->n && i < PLOT_LINES; i++)
		for (size_t k = 0; k < plot->lines[i].n; k++)
			reach_point(&reach, &plot->lines[i].v[k]);
	reach.y_least = plot->linear ? 0 : floor(reach.y_least);
	reach.y_most = fmax(ceil(reach.y_most), reach.y_least + 1);
	reach.x_most = fmax(reach.x_most, reach.x_least + 1);
	return reach;
}

static double x_of(const struct reach *reach, double value)
{
	return LEFT + WIDTH * (log2(value) - reach->x_least) /
			      (reach->x_most - reach->x_least);
}

static double y_of(const struct reach *reach, double y)
{
	return TOP + HEIGHT -
	       HEIGHT * (y - reach->y_least) / (reach->y_most - reach->y_least);
}

/* The axis has its words where the line of most points has these. */
static void x_axis_put(const struct reach *reach, FILE *out)
{
	const struct plot *plot = reach->plot;
	const struct plot_line *longest = &plot->lines[0];
	size_t step;

	for (size_t i = 1; i < plot->n && i < PLOT_LINES; i++)
		if (plot->lines[i].n > longest->n)
			longest = &plot->lines[i];
	step = (longest->n + WORDS - 1) / WORDS;
	for (size_t i = 0; i < longest->n; i += step) {
		double x = x_of(reach, longest->v[i].x);

		fprintf(out,
			"<path class=\"grid\" d=\"M%.1f %dv%d\"/>"
			"<text class=\"tick\" x=\"%.1f\" y=\"%d\">",
			x, TOP, HEIGHT, x, TOP + HEIGHT + 17);
		plot->x_put(longest->v[i].x, out);
		fputs("</text>\n", out);
	}
	fprintf(out, "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>\n",
		LEFT + WIDTH / 2, TOP + HEIGHT + BELOW - 8, plot->x_name);
}

static void y_axis_put(const struct reach *reach, FILE *out)
{
	double step = ceil((reach->y_most - reach->y_least) / WORDS);

	for (double y = reach->y_least; y <= reach->y_most; y += step) {
		fprintf(out,
			"<path class=\"grid\" d=\"M%d %.1fh%d\"/>"
			"<text x=\"%d\" y=\"%.1f\">",
			LEFT, y_of(reach, y), WIDTH, LEFT - 8,
			y_of(reach, y) + 4);
		reach->plot->y_put(reach->plot->linear ? y : pow(10, y), out);
		fputs("</text>\n", out);
	}
}

/* Circle, square, triangle, diamond, triangle on its head, bar. */
static void mark_put(size_t line, double x, double y, FILE *out)
{
	static const char *const shapes[PLOT_LINES] = {
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

static void line_put(const struct reach *reach, size_t line, FILE *out)
{
	const struct plot *plot = reach->plot;
	const struct plot_line *points = &plot->lines[line];

	if (!points->n)
		return;
	fprintf(out, "<g class=\"l%zu\"><path class=\"line\" d=\"", line + 1);
	for (size_t i = 0; i < points->n; i++)
		fprintf(out, "%c%.1f %.1f", i ? 'L' : 'M',
			x_of(reach, points->v[i].x),
			y_of(reach, y_value(plot, points->v[i].y)));
	fputs("\"/>", out);
	for (size_t i = 0; i < points->n; i++)
		mark_put(line, x_of(reach, points->v[i].x),
			 y_of(reach, y_value(plot, points->v[i].y)), out);
	fputs("</g>\n", out);
}

void plot_put(const struct plot *plot, FILE *out)
{
	struct reach reach = reach_of(plot);

	if (!reach.any)
		return;
	fprintf(out,
		"<div class=\"scroll\"><svg class=\"plot\" role=\"img\" "
		"aria-label=\"%s; the numbers are in the table\" "
		"viewBox=\"0 0 %d %d\">\n<g class=\"axis\">\n",
		plot->alternative, LEFT + WIDTH + RIGHT, TOP + HEIGHT + BELOW);
	x_axis_put(&reach, out);
	y_axis_put(&reach, out);
	fputs("</g>\n", out);
	for (size_t i = 0; i < plot->n && i < PLOT_LINES; i++)
		line_put(&reach, i, out);
	fputs("</svg></div>\n", out);
}

void plot_key(size_t line, FILE *out)
{
	if (line >= PLOT_LINES)
		return;
	fprintf(out,
		"<svg class=\"l%zu\" width=\"14\" height=\"14\" "
		"aria-hidden=\"true\">",
		line + 1);
	mark_put(line, 7, 7, out);
	fputs("</svg>", out);
}
