// SPDX-License-Identifier: GPL-2.0-only
/* Reading and checking replay files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sequence.h"
#include "util.h"

#define MAX_BYTES (4u << 20)

/* What a step of each kind has to say, and what it may. */
static const struct {
	const char *name;
	const char *needs;
	const char *takes;
} forms[] = {
	{ "map", "iova length", "" },
	{ "unmap", "iova", "" },
	{ "start", "page_size ranges", "memory" },
	{ "stop", "", "" },
	{ "write", "iova length", "stride times" },
	{ "rewrite", "", "" },
	{ "read", "iova length", "" },
	{ "report", "iova length page_size", "offset times memory" },
	{ "reset", "", "" },
	{ "reopen", "", "" },
};

static bool number_read(const char **at, unsigned long long most)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(*at, &end, 0);
	if (errno || **at < '0' || **at > '9' || value > most)
		return false;
	*at = end;
	return true;
}

static bool ranges_are_right(const char *at)
{
	if (!*at)
		return true;
	for (;;) {
		if (!number_read(&at, UINT64_MAX) || *at++ != '+' ||
		    !number_read(&at, UINT64_MAX))
			return false;
		if (!*at)
			return true;
		if (*at++ != ',')
			return false;
	}
}

static bool value_is_right(const char *name, const char *value)
{
	unsigned long long most = UINT64_MAX;

	if (!strcmp(name, "ranges"))
		return ranges_are_right(value);
	if (!strcmp(name, "memory"))
		return !strcmp(value, "none");
	if (!strcmp(name, "times")) {
		most = 100000;
		if (strtoull(value, NULL, 0) == 0)
			return false;
	}
	if (!strcmp(name, "offset"))
		most = 4095;
	return number_read(&value, most) && !*value;
}

static bool word_is_in(const char *list, const char *name)
{
	struct strings words = { 0 };
	bool found;

	strings_split(&words, list, " ");
	found = strings_has(&words, name);
	strings_free(&words);
	return found;
}

static const char *word_wrong(size_t form, char *word, struct strings *seen)
{
	char *value = strchr(word, '=');

	if (!value)
		return "a word without =";
	*value++ = '\0';
	if (!word_is_in(forms[form].needs, word) &&
	    !word_is_in(forms[form].takes, word))
		return "a word that this step does not take";
	if (strings_has(seen, word))
		return "a word given twice";
	strings_add(seen, word);
	return value_is_right(word, value) ? NULL : "a value that is wrong";
}

static const char *words_wrong(size_t form, char *rest)
{
	struct strings seen = { 0 }, needed = { 0 };
	const char *wrong = NULL;
	char *word;

	while (!wrong && (word = strsep(&rest, " ")))
		wrong = word_wrong(form, word, &seen);
	strings_split(&needed, forms[form].needs, " ");
	for (size_t i = 0; !wrong && i < needed.n; i++)
		if (!strings_has(&seen, needed.v[i]))
			wrong = "a step that lacks a word";
	strings_free(&needed);
	strings_free(&seen);
	return wrong;
}

const char *sequence_step_wrong(const char *step)
{
	const char *wrong = "an unknown step";
	char *copy = xstrdup(step), *rest = copy;
	const char *name = strsep(&rest, " ");

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (!strcmp(forms[i].name, name))
			wrong = words_wrong(i, rest);
	free(copy);
	return wrong;
}

static const char *take_once(char **to, const char *value)
{
	if (*to)
		return "a line given twice";
	*to = xstrdup(value);
	return *value ? NULL : "a line that lacks a value";
}

static const char *line_take(struct sequence *r, const char *line)
{
	if (!*line || *line == '#')
		return NULL;
	if (str_starts(line, "case "))
		return take_once(&r->case_id, line + 5);
	if (str_starts(line, "target "))
		return take_once(&r->target, line + 7);
	if (str_starts(line, "kernel "))
		return take_once(&r->kernel, line + 7);
	if (!str_starts(line, "step "))
		return "neither case, target, kernel nor step";
	if (r->steps.n == SEQUENCE_STEPS_MAX)
		return "too many steps";
	strings_add(&r->steps, line + 5);
	return sequence_step_wrong(line + 5);
}

static int lines_take(const char *path, struct sequence *r)
{
	char *copy = xstrdup(r->text), *rest = copy, *line;
	const char *wrong = NULL;
	unsigned int number = 0;

	while (!wrong && (line = strsep(&rest, "\n"))) {
		number++;
		wrong = line_take(r, line);
	}
	free(copy);
	if (!wrong && !r->case_id)
		wrong = "no line 'case ID'";
	if (!wrong && !r->steps.n)
		wrong = "no steps";
	if (!wrong)
		return STATUS_OK;
	complain("%s:%u: %s", path, number, wrong);
	return STATUS_USAGE;
}

int sequence_load(const char *path, struct sequence *seq)
{
	size_t len;
	int err;

	*seq = (struct sequence){ 0 };
	err = file_read(path, MAX_BYTES, &seq->text, &len);
	if (err) {
		complain("%s: %s", path, strerror(-err));
		return STATUS_USAGE;
	}
	if (strlen(seq->text) != len) {
		complain("%s:1: NUL bytes", path);
		return STATUS_USAGE;
	}
	return lines_take(path, seq);
}

void sequence_free(struct sequence *seq)
{
	free(seq->text);
	free(seq->case_id);
	free(seq->target);
	free(seq->kernel);
	strings_free(&seq->steps);
}
