/* SPDX-License-Identifier: GPL-2.0-only */
/* Untrusted lines: what a guest sent, made safe to keep and to show. */
#ifndef TRACKCERT_CLEAN_H
#define TRACKCERT_CLEAN_H

#include <stddef.h>

/* A line with 4096 pages of bits as hex, twice, is about 2 KiB. */
#define LINE_MAX_BYTES 16384

/**
 * line_clean() - make a line of a guest harmless
 * @raw: its bytes, without the newline; NULs are allowed
 * @len: how many
 *
 * Escape sequences of terminals are taken out, tabs become blanks, a
 * trailing carriage return goes, and every other byte that is not printable
 * ASCII or well-formed UTF-8 becomes "?". A line over LINE_MAX_BYTES is cut
 * and says so.
 *
 * Return: an allocated string.
 */
char *line_clean(const char *raw, size_t len);

/** struct lines - turns a stream of bytes into lines */
struct lines {
	char buf[LINE_MAX_BYTES];
	size_t n;	/* bytes of the unfinished line in @buf */
	size_t dropped; /* bytes of it that did not fit */
};

/**
 * lines_feed() - take bytes, hand out whole lines
 * @lines: zeroed at first
 * @bytes: what came
 * @len: how much
 * @line: called with each line, cleaned
 * @arg: handed to @line
 */
void lines_feed(struct lines *lines, const char *bytes, size_t len,
		void (*line)(void *arg, const char *line), void *arg);

/** lines_flush() - the stream has ended: hand out what is left, if any */
void lines_flush(struct lines *lines, void (*line)(void *arg, const char *line),
		 void *arg);

#endif
