// SPDX-License-Identifier: GPL-2.0-only
/* The picture of a bitmap check: one cell a page, runs drawn as one shape. */
#include "report_html.h"

#include <inttypes.h>

#include "report_view.h"
#include "util.h"

#define LABEL_WIDTH 152
#define HEAD_HEIGHT 18
#define WIDTH	    768 /* of the cells */
#define LEGIBLE	    8	/* a cross shows in cells of this size */
#define LISTED	    6	/* runs told in words */

/** enum page_state - what became of a page */
enum page_state {
	PAGE_CLEAN, /* neither expected nor reported */
	PAGE_FOUND, /* expected and reported */
	PAGE_LOST,  /* expected, not reported: memory would be lost */
	PAGE_EXTRA, /* reported, not expected */
	PAGE_STATES
};

static const char *const state_class[PAGE_STATES] = {
	"clean",
	"found",
	"lost",
	"extra",
};

static const char *const state_words[PAGE_STATES] = {
	"clean",
	"written and reported",
	"lost: written, not reported",
	"extra: reported, not written",
};

static enum page_state page_state(const struct bits *bits, uint32_t page)
{
	if (bit_test(bits->expected, page))
		return bit_test(bits->reported, page) ? PAGE_FOUND : PAGE_LOST;
	return bit_test(bits->reported, page) ? PAGE_EXTRA : PAGE_CLEAN;
}

/* The page behind the run that starts at @page, @end at most. */
static uint32_t run_end(const struct bits *bits, uint32_t page, uint32_t end)
{
	enum page_state state = page_state(bits, page);

	while (page < end && page_state(bits, page) == state)
		page++;
	return page;
}

static uint64_t page_iova(const struct bits *bits, uint32_t page)
{
	return bits->iova + (bits->first + page) * bits->page_size;
}

static uint32_t grid_columns(const struct bits *bits)
{
	return bits->pages <= 1024 ? 64 : 128;
}

/* A pattern for each state and size of cell: a run is then one rectangle. */
void html_bits_defs(FILE *out)
{
	static const unsigned int columns[] = { 64, 128 };
	unsigned int i, state;

	fputs("<svg width=\"0\" height=\"0\" class=\"defs\" "
	      "aria-hidden=\"true\"><defs>\n",
	      out);
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		unsigned int pitch = WIDTH / columns[i];

		for (state = 0; state < PAGE_STATES; state++) {
			fprintf(out,
				"<pattern id=\"b%u-%s\" width=\"%u\" "
				"height=\"%u\" patternUnits=\"userSpaceOnUse\">"
				"<rect class=\"c-%s\" width=\"%u\" "
				"height=\"%u\"/>",
				columns[i], state_class[state], pitch, pitch,
				state_class[state], pitch - 1, pitch - 1);
			/* shapes too, for those who see no difference in
			 * colour */
			if (state == PAGE_LOST && pitch >= LEGIBLE)
				fprintf(out,
					"<path class=\"c-mark\" "
					"d=\"M2 2L%u %uM%u 2L2 %u\"/>",
					pitch - 3, pitch - 3, pitch - 3,
					pitch - 3);
			if (state == PAGE_EXTRA)
				fprintf(out,
					"<path class=\"c-mark\" "
					"d=\"M2 %uL%u 2\"/>",
					pitch - 3, pitch - 3);
			fputs("</pattern>\n", out);
		}
	}
	fputs("</defs></svg>\n", out);
}

/* Rows of small cells lie closer than letters are high. */
static bool row_has_label(uint32_t columns, uint32_t row)
{
	return columns == 64 || row % 2 == 0;
}

static void row_put(const struct bits *bits, uint32_t row, FILE *out)
{
	uint32_t columns = grid_columns(bits), pitch = WIDTH / columns;
	uint32_t first = row * columns, page, end;
	uint32_t last = first + columns < bits->pages ? first + columns
						      : bits->pages;

	if (row_has_label(columns, row))
		fprintf(out, "<text x=\"-10\" y=\"%u\">0x%" PRIx64 "</text>",
			row * pitch + 9, page_iova(bits, first));
	for (page = first; page < last; page = end) {
		enum page_state state = page_state(bits, page);

		end = run_end(bits, page, last);
		fprintf(out,
			"<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" "
			"fill=\"url(#b%u-%s)\"/>",
			(page - first) * pitch, row * pitch,
			(end - page) * pitch, pitch, columns,
			state_class[state]);
	}
	putc('\n', out);
}

static void grid_put(const struct bits *bits, unsigned int n, FILE *out)
{
	uint32_t columns = grid_columns(bits), pitch = WIDTH / columns;
	uint32_t rows = (bits->pages + columns - 1) / columns, i;
	uint32_t shown = bits->pages < columns ? bits->pages : columns;

	fprintf(out,
		"<div class=\"scroll\"><svg class=\"bits\" role=\"img\" "
		"aria-labelledby=\"bits%u\" viewBox=\"0 0 %u %u\">"
		"<title id=\"bits%u\">Expected against reported bits of %u "
		"pages of 0x%" PRIx64 " bytes from IOVA 0x%" PRIx64
		"</title>\n<g class=\"axis\" transform=\"translate(%u %u)\">",
		n, LABEL_WIDTH + WIDTH, HEAD_HEIGHT + rows * pitch, n,
		bits->pages, bits->page_size, page_iova(bits, 0), LABEL_WIDTH,
		HEAD_HEIGHT);
	fputs("<text x=\"-10\" y=\"-6\">IOVA</text>", out);
	for (i = 0; i < shown; i += 8 * columns / 64)
		fprintf(out,
			"<text class=\"tick\" x=\"%u\" y=\"-6\">+%u</text>",
			i * pitch, i);
	putc('\n', out);
	for (i = 0; i < rows; i++)
		row_put(bits, i, out);
	fputs("</g></svg></div>\n", out);
}

/* The first runs of one state in words: what to look for in a log. */
static void state_put(const struct bits *bits, enum page_state state,
		      uint32_t count, FILE *out)
{
	uint32_t page, end, listed = 0, left = 0;

	fprintf(out, "<li class=\"k-%s\"><b>%u</b> %s", state_class[state],
		count, state_words[state]);
	for (page = 0; page < bits->pages && state >= PAGE_LOST; page = end) {
		end = run_end(bits, page, bits->pages);
		if (page_state(bits, page) != state)
			continue;
		if (listed++ >= LISTED) {
			left++;
			continue;
		}
		fprintf(out, "%s <code>", listed == 1 ? "," : "");
		fprintf(out, "0x%" PRIx64, page_iova(bits, page));
		if (end - page > 1)
			fprintf(out, "+%u", end - page);
		fputs("</code>", out);
	}
	if (left)
		fprintf(out, " and %u more runs", left);
	fputs("</li>\n", out);
}

void html_bits(const struct bits *bits, unsigned int n, FILE *out)
{
	uint32_t counts[PAGE_STATES] = {}, page;
	/* what is wrong comes first */
	static const enum page_state order[] = { PAGE_LOST, PAGE_EXTRA,
						 PAGE_FOUND, PAGE_CLEAN };
	unsigned int i;

	for (page = 0; page < bits->pages; page++)
		counts[page_state(bits, page)]++;

	fputs("<figure><figcaption>", out);
	fprintf(out,
		"%u pages of 0x%" PRIx64 " bytes, pages %" PRIu64 " to %" PRIu64
		" of the window at 0x%" PRIx64 "</figcaption>\n",
		bits->pages, bits->page_size, bits->first,
		bits->first + bits->pages - 1, bits->iova);
	grid_put(bits, n, out);
	fputs("<ul class=\"key\">\n", out);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (counts[order[i]])
			state_put(bits, order[i], counts[order[i]], out);
	fputs("</ul></figure>\n", out);
}
