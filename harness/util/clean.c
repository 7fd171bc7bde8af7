// SPDX-License-Identifier: GPL-2.0-only
/* Untrusted lines: what a guest sent, made safe to keep and to show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "util.h"

/*
 * Return: the length of the escape sequence at @s: ESC and one byte, a CSI
 * with its final byte, or an OSC with its terminator (ECMA-48, 5.3 to 5.6).
 */
static size_t escape_len(const unsigned char *s, size_t len)
{
	size_t i = 2;

	if (len < 2)
		return len;
	if (s[1] == '[') {
		while (i < len && s[i] >= 0x20 && s[i] < 0x40)
			i++;
		return i < len ? i + 1 : len;
	}
	if (s[1] == ']') {
		while (i < len && s[i] != '\a' && s[i] != 0x1b)
			i++;
		return i < len ? i + 1 : len;
	}
	return 2;
}

/*
 * Return: the length of the well-formed UTF-8 character at @s, 0 when it is
 * none. C1 controls, surrogates, overlong forms and what turns the direction
 * of writing around (U+202A..202E, U+2066..2069) count as not well-formed.
 */
static size_t utf8_len(const unsigned char *s, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	uint32_t c;

	if (s[0] < 0xc2 || s[0] > 0xf4 || n > len)
		return 0;
	c = s[0] & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c < 0xa0 || c > 0x10ffff ||
	    (c >= 0xd800 && c < 0xe000) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return 0;
	return n;
}

static char *clean(const char *raw, size_t len, size_t dropped)
{
	const unsigned char *s = (const unsigned char *)raw;
	char *out = xcalloc(len + 48, 1);
	size_t n = 0, i = 0, width;

	if (!dropped && len && s[len - 1] == '\r')
		len--;
	while (i < len) {
		if (s[i] == 0x1b) {
			i += escape_len(s + i, len - i);
		} else if (s[i] == '\t') {
			out[n++] = ' ';
			i++;
		} else if (s[i] >= 0x20 && s[i] < 0x7f) {
			out[n++] = (char)s[i++];
		} else {
			width = s[i] >= 0x80 ? utf8_len(s + i, len - i) : 0;
			if (width)
				memcpy(out + n, s + i, width);
			else
				out[n] = '?';
			n += width ? width : 1;
			i += width ? width : 1;
		}
	}
	if (dropped)
		snprintf(out + n, 48, " [%zu bytes cut]", dropped);
	return out;
}

char *line_clean(const char *raw, size_t len)
{
	size_t dropped = len > LINE_MAX_BYTES ? len - LINE_MAX_BYTES : 0;

	return clean(raw, len - dropped, dropped);
}

static void line_emit(struct lines *lines,
		      void (*line)(void *arg, const char *line), void *arg)
{
	char *cleaned = clean(lines->buf, lines->n, lines->dropped);

	lines->n = 0;
	lines->dropped = 0;
	line(arg, cleaned);
	free(cleaned);
}

void lines_feed(struct lines *lines, const char *bytes, size_t len,
		void (*line)(void *arg, const char *line), void *arg)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n')
			line_emit(lines, line, arg);
		else if (lines->n < sizeof(lines->buf))
			lines->buf[lines->n++] = bytes[i];
		else
			lines->dropped++;
	}
}

void lines_flush(struct lines *lines, void (*line)(void *arg, const char *line),
		 void *arg)
{
	if (lines->n)
		line_emit(lines, line, arg);
}
