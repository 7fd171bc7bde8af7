// SPDX-License-Identifier: GPL-2.0-only
/* The facts of the cases. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

#define SEPARATORS " ,"

/* A target with its knobs has commas of its own. */
#define SPEC_SEPARATORS " "

static struct case_facts *all_facts;

void case_register(struct case_facts *facts)
{
	facts->next = all_facts;
	all_facts = facts;
}

const struct case_facts *case_find(const char *suite, const char *test)
{
	const struct case_facts *facts;

	for (facts = all_facts; facts; facts = facts->next)
		if (!strcmp(facts->suite, suite) && !strcmp(facts->test, test))
			return facts;
	return NULL;
}

bool case_needs(const struct case_facts *facts, const char *word)
{
	const char *at = facts->needs ? facts->needs : "";
	size_t length;

	for (; *at; at += length) {
		at += strspn(at, SEPARATORS);
		length = strcspn(at, SEPARATORS);
		if (length == strlen(word) && !strncmp(at, word, length))
			return true;
	}
	return false;
}

/* Seconds that a case's share of a budget takes at most, as the harness has it.
 */
static int budget_seconds(const struct case_facts *facts)
{
	const char *text = facts->budget ? getenv("TRACKCERT_BUDGET") : NULL;

	if (!text)
		return 0;
	return strstr(text, "ms") ? atoi(text) / 1000 + 1 : atoi(text);
}

int case_slowness(void)
{
	const char *slow = getenv("TRACKCERT_SLOW");

	return slow && atoi(slow) > 1 ? atoi(slow) : 1;
}

int case_timeout(const struct case_facts *facts)
{
	const char *text = getenv("TRACKCERT_TIMEOUT");
	int seconds = text ? atoi(text) : 0;

	if (seconds > 0)
		return seconds;
	seconds = facts->timeout ? facts->timeout : CASE_TIMEOUT;
	seconds += budget_seconds(facts);
	return seconds * case_slowness();
}

/* As the kselftest harness ends a skipped test: KSFT_SKIP. */
#define EXIT_SKIP 4

static void print_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void print_words(const char *text, const char *separators)
{
	const char *gap = "";

	putchar('[');
	for (text = text ? text : ""; *text;) {
		size_t length;

		text += strspn(text, separators);
		length = strcspn(text, separators);
		if (length)
			printf("%s\"%.*s\"", gap, (int)length, text);
		gap = ", ";
		text += length;
	}
	putchar(']');
}

/* Ids have dashes where C has underscores. */
static void print_dashed(const char *name)
{
	for (; *name; name++)
		putchar(*name == '_' ? '-' : *name);
}

void case_print(const struct case_facts *facts, const char *program)
{
	const char *slash = strrchr(program, '/');

	printf("{\"id\": \"");
	print_dashed(facts->suite);
	putchar('/');
	print_dashed(facts->test);
	printf("\", \"suite\": \"");
	print_dashed(facts->suite);
	printf("\", \"test\": \"%s\", \"program\": ", facts->test);
	print_string(slash ? slash + 1 : program);
	printf(", \"says\": ");
	print_string(facts->says ? facts->says : "");
	printf(", \"rules\": ");
	print_words(facts->rules, SEPARATORS);
	printf(", \"needs\": ");
	print_words(facts->needs, SEPARATORS);
	printf(", \"after\": ");
	print_words(facts->after, SEPARATORS);
	printf(", \"fails_on\": ");
	print_words(facts->fails_on, SPEC_SEPARATORS);
	printf(", \"timeout\": %d, \"budget\": %s}\n",
	       facts->timeout ? facts->timeout : CASE_TIMEOUT,
	       facts->budget ? "true" : "false");
}

void case_error(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "# error: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	_exit(EXIT_FAILURE);
}

void case_cannot(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "# cannot: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	_exit(EXIT_SKIP);
}

int case_measured(int ret)
{
	const char *name = strerrorname_np(ret < 0 ? -ret : 0);

	fprintf(stderr, "# measured: errno=%d %s\n", ret < 0 ? -ret : 0,
		name ? name : "?");
	return ret;
}
