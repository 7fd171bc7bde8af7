/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of unknown origin, made fit for terminals, JSON and HTML. */
#ifndef TRACKCERT_REPORT_CHARS_H
#define TRACKCERT_REPORT_CHARS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define CHAR_REPLACEMENT 0xfffdu

/**
 * char_next() - the next code point
 * @s: moves behind it
 *
 * Return: a Unicode scalar value, U+FFFD for each byte that is no valid
 * UTF-8 (RFC 3629), 0 at the end.
 */
uint32_t char_next(const char **s);

/**
 * char_shown() - what to show in place of @c
 *
 * Return: @c; or U+FFFD for control characters, which would steer a
 * terminal, and for the bidirectional ones, which would reorder a line.
 * Tabs and line feeds become a blank.
 */
uint32_t char_shown(uint32_t c);

/** char_put() - write one code point as UTF-8 */
void char_put(uint32_t c, FILE *out);

/** line_put() - write @s on one line, fit for a terminal */
void line_put(const char *s, FILE *out);

/** line_dup() - allocated copy of @s on one line, fit for a terminal */
char *line_dup(const char *s);

/** utf8_dup() - allocated copy of @s that is valid UTF-8 */
char *utf8_dup(const char *s);

#endif
