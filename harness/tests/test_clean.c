// SPDX-License-Identifier: GPL-2.0-only
/* Untrusted bytes: nothing dangerous gets through, nothing good is lost. */
#include "clean.h"
#include "test.h"

static const struct {
	const char *raw;
	size_t len;
	const char *clean;
} lines[] = {
	{ "plain", 5, "plain" },
	{ "tab\there\r", 9, "tab here" },
	{ "a\rb", 3, "a?b" },
	{ "nul\0nul", 7, "nul?nul" },
	{ "\033[31mred\033[0m", 12, "red" },
	{ "\033]0;title\007x", 11, "x" },
	{ "\033]0;never ended", 15, "" },
	{ "\033[12", 4, "" },
	{ "\033", 1, "" },
	{ "\xc2\xb7 \xe2\x82\xac \xf0\x9f\x8e\x89", 11,
	  "\xc2\xb7 \xe2\x82\xac \xf0\x9f\x8e\x89" },
	{ "\xc2\x9b", 2, "??" },      /* C1: a CSI in one character */
	{ "\xc0\xaf", 2, "??" },      /* overlong */
	{ "\xed\xa0\x80", 3, "???" }, /* surrogate */
	{ "\xe2\x80\xae", 3, "???" }, /* right-to-left override */
	{ "\xe2\x82", 2, "??" },      /* cut short */
	{ "\xff\xfe", 2, "??" },
};

static void cleaned(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		char *clean = line_clean(lines[i].raw, lines[i].len);

		assert_string_equal(clean, lines[i].clean);
		free(clean);
	}
}

static void collect(void *arg, const char *line)
{
	strings_add(arg, line);
}

static void long_lines_cut(void **state)
{
	struct lines *lines = xcalloc(1, sizeof(*lines));
	struct strings got = { 0 };
	char chunk[1000];

	memset(chunk, 'x', sizeof(chunk));
	for (int i = 0; i < 20; i++)
		lines_feed(lines, chunk, sizeof(chunk), collect, &got);
	lines_feed(lines, "\nnext\nopen", 10, collect, &got);
	assert_int_equal(got.n, 2);
	assert_int_equal(strlen(got.v[0]),
			 LINE_MAX_BYTES + strlen(" [3616 bytes cut]"));
	assert_string_equal(got.v[1], "next");
	lines_flush(lines, collect, &got);
	assert_string_equal(got.v[2], "open");
	lines_flush(lines, collect, &got);
	assert_int_equal(got.n, 3);
	strings_free(&got);
	free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cleaned),
		cmocka_unit_test(long_lines_cut),
	};

	return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
