// SPDX-License-Identifier: GPL-2.0-only
/* Expected against reported bits, as a suite prints them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "util.h"

#define MAX_PAGES 4096

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

uint8_t *hex_parse(const char *hex, size_t n)
{
	uint8_t *bytes;

	if (strlen(hex) != 2 * n)
		return NULL;
	bytes = xcalloc(n, 1);
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(hex[2 * i]),
		    low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0) {
			free(bytes);
			return NULL;
		}
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return bytes;
}

/* "NAME=" and a number, decimal or 0x... */
static bool number_parse(const char *word, const char *name, uint64_t *number)
{
	size_t len = strlen(name);
	char *end;

	if (strncmp(word, name, len) || word[len] < '0' || word[len] > '9')
		return false;
	errno = 0;
	*number = strtoull(word + len, &end, 0);
	return !errno && !*end;
}

static uint8_t *bytes_parse(const char *word, const char *name, size_t n)
{
	return str_starts(word, name) ? hex_parse(word + strlen(name), n)
				      : NULL;
}

static bool words_parse(char **word, struct bits *bits)
{
	uint64_t pages;

	if (!number_parse(word[0], "iova=", &bits->iova) ||
	    !number_parse(word[1], "page_size=", &bits->page_size) ||
	    !number_parse(word[2], "first=", &bits->first) ||
	    !number_parse(word[3], "pages=", &pages) || !bits->page_size ||
	    !pages || pages > MAX_PAGES)
		return false;
	bits->pages = (uint32_t)pages;
	bits->expected = bytes_parse(word[4], "expected=", (pages + 7) / 8);
	bits->reported = bytes_parse(word[5], "reported=", (pages + 7) / 8);
	return bits->expected && bits->reported;
}

void bits_free(struct bits *bits)
{
	if (!bits)
		return;
	free(bits->expected);
	free(bits->reported);
	free(bits);
}

struct bits *bits_parse(const char *text)
{
	struct bits *bits = xcalloc(1, sizeof(*bits));
	struct strings words = { 0 };

	strings_split(&words, text, " ");
	if (words.n != 6 || !words_parse(words.v, bits)) {
		bits_free(bits);
		bits = NULL;
	}
	strings_free(&words);
	return bits;
}
