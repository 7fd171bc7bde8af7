// SPDX-License-Identifier: GPL-2.0-only
/* The reader of cases.jsonl: what the suites say of their cases. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "json.h"
#include "util.h"

#define MAX_BYTES     (16u << 20)
#define MAX_TIMEOUT_S 3600

/*
 * Ids, tests and programs end up in file names, in shell and in KTAP: only
 * letters, digits, "-", "_" and the one slash of an id are let through.
 */
static bool word_ok(const char *s, const char *also)
{
	size_t n = 0;

	for (; s && s[n]; n++)
		if (!((s[n] >= 'a' && s[n] <= 'z') ||
		      (s[n] >= '0' && s[n] <= '9') || strchr(also, s[n])))
			return false;
	return n && n < 128;
}

/* The id is the suite's name, a slash, and the test's name with - for _ */
static bool id_ok(const struct case_info *info)
{
	char *id = xasprintf("%s/%s", info->suite, info->test);
	bool ok;

	for (char *p = id; *p; p++)
		if (*p == '_')
			*p = '-';
	ok = !strcmp(id, info->id);
	free(id);
	return ok;
}

/* Return: what is wrong with the case, or NULL. */
static const char *case_parse(const json_t *object, struct case_info *info)
{
	json_t *timeout = json_object_get(object, "timeout");

	info->id = json_to_string(object, "id");
	info->suite = json_to_string(object, "suite");
	info->test = json_to_string(object, "test");
	info->program = json_to_string(object, "program");
	info->says = json_to_string(object, "says");
	if (!info->id)
		return "no id";
	if (!word_ok(info->suite, "-_"))
		return "no good suite";
	if (!word_ok(info->test, "_"))
		return "no good test";
	if (!word_ok(info->program, "-_"))
		return "no good program";
	if (!id_ok(info))
		return "the id is not SUITE/TEST";
	if (!info->says || !*info->says)
		return "no sentence ('says')";
	if (!json_to_strings(object, "rules", &info->rules))
		return "no list of rules";
	if (!json_to_strings(object, "needs", &info->needs))
		return "no list of needs";
	if (!json_to_strings(object, "after", &info->after))
		return "no list of cases it builds on ('after')";
	if (!json_to_strings(object, "fails_on", &info->fails_on))
		return "no list of what it was seen to fail on ('fails_on')";
	if (!json_is_integer(timeout) || json_integer_value(timeout) < 1 ||
	    json_integer_value(timeout) > MAX_TIMEOUT_S)
		return "no timeout from 1 to 3600";
	info->timeout = (unsigned int)json_integer_value(timeout);
	info->budget = json_is_true(json_object_get(object, "budget"));
	return NULL;
}

static void case_free(struct case_info *info)
{
	free(info->id);
	free(info->suite);
	free(info->test);
	free(info->program);
	free(info->says);
	strings_free(&info->rules);
	strings_free(&info->needs);
	strings_free(&info->after);
	strings_free(&info->fails_on);
	free(info->set);
}

static void line_read(const char *path, unsigned int line, const char *text,
		      struct cases *cases, struct strings *errors)
{
	struct case_info info = { 0 };
	const char *wrong;
	json_error_t error;
	json_t *object;

	object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (!object) {
		strings_addf(errors, "%s:%u: %s", path, line, error.text);
		return;
	}
	wrong = case_parse(object, &info);
	json_decref(object);
	if (!wrong && cases_find(cases, info.id))
		wrong = "duplicate case";
	if (wrong) {
		strings_addf(errors, "%s:%u: %s%s%s", path, line, wrong,
			     info.id ? ": " : "", info.id ? info.id : "");
		case_free(&info);
		return;
	}
	cases->v = array_grow(cases->v, cases->n, sizeof(info));
	cases->v[cases->n++] = info;
}

int cases_load(const char *path, struct cases *cases, struct strings *errors)
{
	size_t before = errors->n;
	unsigned int number = 0;
	char *text, *rest, *line;
	size_t len;
	int err;

	*cases = (struct cases){ 0 };
	err = file_read(path, MAX_BYTES, &text, &len);
	if (err)
		return err;
	if (strlen(text) != len)
		strings_addf(errors, "%s:1: NUL bytes", path);
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (*line)
			line_read(path, number, line, cases, errors);
	}
	if (!cases->n && errors->n == before)
		strings_addf(errors, "%s:1: no cases", path);
	free(text);
	return errors->n > before ? -EINVAL : 0;
}

const struct case_info *cases_find(const struct cases *cases, const char *id)
{
	for (size_t i = 0; i < cases->n; i++)
		if (!strcmp(cases->v[i].id, id))
			return &cases->v[i];
	return NULL;
}

void cases_part(struct cases *cases)
{
	for (size_t i = 0; i < cases->n; i++)
		strings_free(&cases->v[i].after);
}

void cases_free(struct cases *cases)
{
	for (size_t i = 0; i < cases->n; i++)
		case_free(&cases->v[i]);
	free(cases->v);
	*cases = (struct cases){ 0 };
}
