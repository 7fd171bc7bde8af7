// SPDX-License-Identifier: GPL-2.0-only
#include "report_chars.h"

#include <stdlib.h>

#include "util.h"

/* Bytes that a first byte announces behind it, and the least value then. */
static unsigned int lead_parse(unsigned char lead, uint32_t *c, uint32_t *min)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		*c = lead & 0x1f;
		*min = 0x80;
		return 1;
	}
	if ((lead & 0xf0) == 0xe0) {
		*c = lead & 0x0f;
		*min = 0x800;
		return 2;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*c = lead & 0x07;
		*min = 0x10000;
		return 3;
	}
	return 0;
}

uint32_t char_next(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	uint32_t c = *p, min = 0;
	unsigned int more, i;

	if (!c)
		return 0;
	(*s)++;
	if (c < 0x80)
		return c;
	more = lead_parse(*p, &c, &min);
	if (!more)
		return CHAR_REPLACEMENT;
	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return CHAR_REPLACEMENT;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < min || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return CHAR_REPLACEMENT;
	*s += more;
	return c;
}

static bool char_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 ||
	       c == 0x2029 || c == 0xfffe || c == 0xffff;
}

static bool char_is_bidi(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

uint32_t char_shown(uint32_t c)
{
	if (c == '\t' || c == '\n')
		return ' ';
	return char_is_control(c) || char_is_bidi(c) ? CHAR_REPLACEMENT : c;
}

void char_put(uint32_t c, FILE *out)
{
	if (c < 0x80) {
		putc(c, out);
	} else if (c < 0x800) {
		putc(0xc0 | c >> 6, out);
		putc(0x80 | (c & 0x3f), out);
	} else if (c < 0x10000) {
		putc(0xe0 | c >> 12, out);
		putc(0x80 | (c >> 6 & 0x3f), out);
		putc(0x80 | (c & 0x3f), out);
	} else {
		putc(0xf0 | c >> 18, out);
		putc(0x80 | (c >> 12 & 0x3f), out);
		putc(0x80 | (c >> 6 & 0x3f), out);
		putc(0x80 | (c & 0x3f), out);
	}
}

void line_put(const char *s, FILE *out)
{
	uint32_t c;

	while ((c = char_next(&s)))
		char_put(char_shown(c), out);
}

static char *string_build(const char *s, bool one_line)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	uint32_t c;

	if (!out)
		abort();
	while ((c = char_next(&s)))
		char_put(one_line ? char_shown(c) : c, out);
	if (fclose(out))
		abort();
	return text;
}

char *line_dup(const char *s)
{
	return string_build(s, true);
}

char *utf8_dup(const char *s)
{
	return string_build(s, false);
}
