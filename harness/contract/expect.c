// SPDX-License-Identifier: GPL-2.0-only
/* Known failures: fixtures/expectations/TARGET.KERNEL and core.KERNEL. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "expect.h"
#include "paths.h"
#include "util.h"

#define MAX_BYTES (1u << 20)

/* first word of a line that takes over what another list says */
#define INCLUDE "include"

const struct expectation *expect_find(const struct expectations *list,
				      const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i].id, id))
			return &list->v[i];
	return NULL;
}

const struct expectation *expect_line(const struct expectations *list,
				      const struct case_result *result)
{
	const struct expectation *item = expect_find(list, result->id);

	for (size_t i = 0; !item && i < list->n; i++)
		if (list->v[i].splat && splat_is(result, list->v[i].id))
			item = &list->v[i];
	return item;
}

const char *expect_word(const struct expectation *item)
{
	return item->flake   ? "FLAKE"
	       : item->splat ? "SPLAT"
			     : result_name(item->result);
}

static bool word_parse(const char *word, struct expectation *item)
{
	item->flake = word && !strcmp(word, "FLAKE");
	item->splat = word && !strcmp(word, "SPLAT");
	if (item->flake || item->splat) {
		item->result = RESULT_FAIL;
		return true;
	}
	return result_parse(word, &item->result) &&
	       (item->result == RESULT_FAIL || item->result == RESULT_TIMEOUT ||
		item->result == RESULT_CRASH || item->result == RESULT_SKIP ||
		item->result == RESULT_PASS);
}

static void item_free(struct expectation *item)
{
	free(item->id);
	free(item->reason);
	free(item->owner);
	free(item->link);
	free(item->until);
	free(item->file);
}

/* "YYYY-MM-DD", and a day that there is */
static bool date_good(const char *date)
{
	struct tm day = { 0 }, same;
	const char *end = strptime(date, "%Y-%m-%d", &day);
	time_t time;

	if (!end || *end || strlen(date) != strlen("YYYY-MM-DD"))
		return false;
	same = day;
	time = timegm(&same);
	return time != -1 && same.tm_mday == day.tm_mday &&
	       same.tm_mon == day.tm_mon;
}

/* "KEY=VALUE" of what stands in brackets; return: what is wrong, or NULL */
static const char *attribute_parse(struct expectation *item, char *word)
{
	char *value = strchr(word, '=');
	char **member = NULL;

	if (!value || !value[1])
		return "has an attribute that is not KEY=VALUE";
	*value++ = '\0';
	if (!strcmp(word, "owner"))
		member = &item->owner;
	else if (!strcmp(word, "link"))
		member = &item->link;
	else if (!strcmp(word, "until"))
		member = &item->until;
	if (!member)
		return "has an attribute that is none of owner, link, until";
	if (*member)
		return "has an attribute twice";
	if (member == &item->until && !date_good(value))
		return "does not give 'until' as YYYY-MM-DD";
	*member = xstrdup(value);
	return NULL;
}

/*
 * Takes "[KEY=VALUE...]" off the end of a reason. Other words in brackets are
 * part of the reason.
 */
static const char *attributes_parse(struct expectation *item, char *reason)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t len = strlen(reason);
	char *open = strrchr(reason, '['), *rest, *word;
	const char *wrong = NULL;

	if (!open || reason[len - 1] != ']' ||
	    open[1 + strspn(open + 1, letters)] != '=')
		return NULL;
	reason[len - 1] = '\0';
	*open = '\0';
	rest = open + 1;
	while (!wrong && (word = strsep(&rest, " \t")))
		if (*word)
			wrong = attribute_parse(item, word);
	str_trim(reason);
	return wrong;
}

/*
 * "RESULT CASE-ID REASON... [KEY=VALUE...]"; return: what is wrong with it, or
 * NULL
 */
static const char *item_parse(const struct expectations *list,
			      struct expectation *item, char *text)
{
	char *word = strsep(&text, " \t");
	char *id = text ? strsep(&text, " \t") : NULL;
	const char *wrong;

	if (!word_parse(word, item))
		return "does not begin with FAIL, TIMEOUT, CRASH, SKIP, "
		       "FLAKE, PASS or SPLAT";
	if (!id || !*id)
		return "names no case";
	text = text ? str_trim(text) : NULL;
	if (!text || !*text)
		return "gives no reason";
	wrong = attributes_parse(item, text);
	if (wrong)
		return wrong;
	if (!*text)
		return "gives no reason";
	if (expect_find(list, id))
		return "lists a case again";
	item->id = xstrdup(id);
	item->reason = xstrdup(text);
	item->file = xstrdup(list->path);
	return NULL;
}

/* "include TARGET.KERNEL" */
static const char *include_parse(struct expectations *list, const char *name)
{
	if (list->include)
		return "includes a second list";
	if (!*name || strchr(name, '/'))
		return "does not name a list to include";
	list->include = xstrdup(name);
	return NULL;
}

static const char *line_parse(struct expectations *list, char *text,
			      unsigned int line)
{
	struct expectation item = { .line = line };
	const char *wrong;

	if (!strcmp(text, INCLUDE) || str_starts(text, INCLUDE " "))
		return include_parse(list, str_trim(text + strlen(INCLUDE)));
	wrong = item_parse(list, &item, text);

	if (wrong) {
		item_free(&item);
		return wrong;
	}
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = item;
	return NULL;
}

static int list_load(const char *dir, const char *name,
		     struct expectations *list, struct strings *errors)
{
	size_t before = errors->n;
	char *text, *rest, *line;
	unsigned int number = 0;
	const char *wrong;
	int err;

	*list = (struct expectations){ .path = path_join(dir, name) };
	err = file_read(list->path, MAX_BYTES, &text, NULL);
	if (err)
		return err == -ENOENT ? 0 : err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		line = str_trim(line);
		if (!*line || *line == '#')
			continue;
		wrong = line_parse(list, line, number);
		if (wrong)
			strings_addf(errors, "%s:%u: %s", list->path, number,
				     wrong);
	}
	free(text);
	return errors->n > before ? -EINVAL : 0;
}

/* Adds what an included list says of cases that this one does not list. */
static void list_adopt(struct expectations *list, struct expectations *other)
{
	for (size_t i = 0; i < other->n; i++) {
		if (expect_find(list, other->v[i].id)) {
			item_free(&other->v[i]);
			continue;
		}
		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		list->v[list->n++] = other->v[i];
	}
	other->n = 0;
}

/*
 * A line with PASS keeps one of the included list out, and has done its work
 * when that is there. One that keeps nothing out is a mistake.
 */
static int passes_check(const struct expectations *list,
			const struct expectations *other,
			struct strings *errors)
{
	size_t before = errors->n;

	for (size_t i = 0; i < list->n; i++) {
		const struct expectation *item = &list->v[i];

		if (item->result == RESULT_PASS &&
		    (!other || !expect_find(other, item->id)))
			strings_addf(
				errors,
				"%s:%u: says PASS of a case that no included list has",
				list->path, item->line);
	}
	return errors->n > before ? -EINVAL : 0;
}

static void passes_drop(struct expectations *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].result == RESULT_PASS)
			item_free(&list->v[i]);
		else
			list->v[n++] = list->v[i];
	}
	list->n = n;
}

static int include_load(const char *dir, struct expectations *list,
			struct strings *errors)
{
	struct expectations other;
	char *path = path_join(dir, list->include);
	int err = list_load(dir, list->include, &other, errors);

	if (!err && access(path, R_OK))
		err = -errno;
	if (err == -ENOENT || (!err && other.include)) {
		strings_addf(errors, "%s: includes %s, which %s", list->path,
			     list->include,
			     err ? "is not there" : "includes another one");
		err = -EINVAL;
	}
	if (!err)
		err = passes_check(list, &other, errors);
	if (!err)
		list_adopt(list, &other);
	expect_free(&other);
	free(path);
	return err;
}

int expect_load(const char *dir, const char *name, struct expectations *list,
		struct strings *errors)
{
	int err = list_load(dir, name, list, errors);

	if (!err && list->include)
		err = include_load(dir, list, errors);
	else if (!err)
		err = passes_check(list, NULL, errors);
	passes_drop(list);
	return err;
}

/* "pds.debian-6.12:12" */
static char *place(const struct expectation *item)
{
	const char *name = strrchr(item->file, '/');

	return xasprintf("%s:%u", name ? name + 1 : item->file, item->line);
}

/*
 * Is this what the list speaks of? Where the source has changed since, a listed
 * failure may well pass: that is what the change is for. So may one on another
 * kernel.
 */
static bool may_differ(const struct target_run *target, bool core)
{
	const char *of_core = pairs_get(&target->env, ENV_CORE_CHANGED);
	const char *of_driver = pairs_get(&target->env, ENV_DRIVER_CHANGED);

	return pairs_get(&target->env, ENV_KNOWN) ||
	       (of_core && strcmp(of_core, SOURCE_UNCHANGED)) ||
	       (!core && of_driver && strcmp(of_driver, SOURCE_UNCHANGED));
}

void expect_apply(const struct expectations *list, bool core,
		  struct target_run *target)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].splat)
			pairs_set(&target->splats, list->v[i].id,
				  list->v[i].reason);
	for (size_t i = 0; i < target->nr_cases; i++) {
		struct case_result *result = &target->cases[i];
		const struct expectation *item = expect_find(list, result->id);

		if (!item || core != (result->layer == LAYER_CORE) ||
		    item->flake || item->result == RESULT_SKIP ||
		    skip_of_mode(result))
			continue;
		free(result->expected);
		result->expected = xstrdup(item->reason);
		result->expected_result = item->result;
		free(result->expected_at);
		result->expected_at = place(item);
		result->may_pass = may_differ(target, core);
	}
}

void expect_free(struct expectations *list)
{
	for (size_t i = 0; i < list->n; i++)
		item_free(&list->v[i]);
	free(list->v);
	free(list->path);
	free(list->include);
	*list = (struct expectations){ 0 };
}
