/* SPDX-License-Identifier: GPL-2.0-only */
/* A picture of lines over a logarithmic axis, as SVG in a page. */
#ifndef TRACKCERT_HTML_PLOT_H
#define TRACKCERT_HTML_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Lines that can be told apart by colour and by mark. */
#define PLOT_LINES 6

/** struct plot_point - both more than 0 */
struct plot_point {
	double x, y;
};

/** struct plot_line - points by x; the caller's */
struct plot_line {
	struct plot_point *v;
	size_t n;
};

/**
 * struct plot - what is drawn
 * @alternative: for those who see no pictures; plain text of ours
 * @x_name: what x is, likewise
 * @x_put: writes the words of a value of x
 * @y_put: likewise of y
 * @linear: of y; else it is logarithmic, by tens
 * @lines: the first PLOT_LINES of them are drawn, each in its own way
 * @n: how many
 */
struct plot {
	const char *alternative;
	const char *x_name;
	void (*x_put)(double value, FILE *out);
	void (*y_put)(double value, FILE *out);
	bool linear;
	const struct plot_line *lines;
	size_t n;
};

/** plot_put() - the picture; nothing where no line has a point */
void plot_put(const struct plot *plot, FILE *out);

/** plot_key() - the mark of line @line, for a list of what lines stand for */
void plot_key(size_t line, FILE *out);

#endif
