// SPDX-License-Identifier: GPL-2.0-only
/* Text in Markdown. */
#include "report_md_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "report_chars.h"

#define MAX_SPAN 240 /* characters of a guest's words */

/* The longest row of backticks in @s. */
static size_t ticks_longest(const char *s)
{
	size_t longest = 0;

	while ((s = strchr(s, '`'))) {
		size_t n = strspn(s, "`");

		if (n > longest)
			longest = n;
		s += n;
	}
	return longest;
}

/* Between more backticks than it has. */
static void span_put(const char *s, bool table, FILE *out)
{
	size_t ticks = ticks_longest(s) + 1, n = 0, i;
	const char *pad = ticks > 1 ? " " : "";
	uint32_t c;

	if (!*s)
		s = " ";
	for (i = 0; i < ticks; i++)
		putc('`', out);
	fputs(pad, out);
	while ((c = char_next(&s)) && n++ < MAX_SPAN) {
		if (c == '|' && table)
			putc('\\', out);
		char_put(char_shown(c), out);
	}
	if (c)
		fputs("...", out);
	fputs(pad, out);
	for (i = 0; i < ticks; i++)
		putc('`', out);
}

void md_code(const char *s, FILE *out)
{
	span_put(s, false, out);
}

void md_cell(const char *s, FILE *out)
{
	span_put(s, true, out);
}

static bool char_is_markup(uint32_t before, uint32_t c, const char *next)
{
	/* an underscore inside a word is none */
	if (c == '_')
		return !(before < 0x80 && isalnum((int)before) &&
			 isalnum((unsigned char)*next));
	return c < 0x80 && strchr("\\<>&*[]#|~@", (int)c);
}

/* Does @s begin with a backtick that has none beside it? */
static bool tick_is_lone(uint32_t before, const char *s)
{
	return before != '`' && s[0] == '`' && s[1] != '`';
}

static bool tick_follows(const char *s)
{
	uint32_t before = '`';

	while (*s && !tick_is_lone(before, s))
		before = (unsigned char)*s++;
	return *s;
}

/*
 * A sentence of CONFORMANCE.md or of ours; its `code` stays code. Rows of
 * backticks would mean something else to Markdown, so they lose their meaning.
 */
void md_prose(const char *s, FILE *out)
{
	uint32_t c, before = ' ';
	bool code = false;

	while (*s) {
		bool lone = tick_is_lone(before, s);

		c = char_next(&s);
		if (lone && (code || tick_follows(s)))
			code = !code;
		else if (!code && (c == '`' || char_is_markup(before, c, s)))
			putc('\\', out);
		char_put(char_shown(c), out);
		before = c;
	}
}
