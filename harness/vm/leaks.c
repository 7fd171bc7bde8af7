// SPDX-License-Identifier: GPL-2.0-only
/* Memory that a boot's cases have lost: what kmemleak found behind the last. */
#include <stdlib.h>
#include <string.h>

#include "klog.h"
#include "leaks.h"
#include "splat.h"
#include "util.h"

#define MARK	  "kmemleak: "
#define OBJECT	  "unreferenced object"
#define SUSPECTED "new suspected memory leaks"

void leaks_init(struct leaks *leaks, size_t n)
{
	*leaks = (struct leaks){ .of = xcalloc(n, sizeof(*leaks->of)), .n = n };
}

/* "INDEX ID: ...": @leaks->inside says whether that is a case of the plan. */
static void object_begin(struct leaks *leaks,
			 const struct case_info *const *plan, const char *text)
{
	const char *id;
	char *end;

	leaks->now = strtoul(text, &end, 10);
	id = end + (*end == ' ');
	leaks->inside = end != text && id != end && leaks->now < leaks->n &&
			str_starts(id, plan[leaks->now]->id) &&
			id[strlen(plan[leaks->now]->id)] == ':';
	leaks->listed = true;
}

bool leaks_feed(struct leaks *leaks, const struct case_info *const *plan,
		const char *line)
{
	const char *text = klog_text(line);

	if (!str_starts(text, MARK))
		return false;
	text += strlen(MARK);
	if (strstr(text, SUSPECTED)) {
		if (!leaks->suspected)
			leaks->suspected = xstrdup(klog_text(line));
		return true;
	}
	if (strstr(text, OBJECT))
		object_begin(leaks, plan, text);
	if (leaks->inside && leaks->of[leaks->now].n < KLOG_MAX_LINES)
		strings_add(&leaks->of[leaks->now], line);
	return leaks->inside;
}

const char *leaks_unlisted(const struct leaks *leaks)
{
	return leaks->listed ? NULL : leaks->suspected;
}

/* Without the address, which is another one each time; allocated. */
static char *object_name(const char *line)
{
	const char *size = strstr(line, "(size ");

	return xasprintf(MARK OBJECT "%s%.*s", size ? " " : "",
			 size ? (int)strcspn(size, ":") : 0, size ? size : "");
}

void leaks_judge(const struct strings *lines, struct case_result *result)
{
	char *name = object_name(lines->v[0]);
	char *print = splat_fingerprint(name, lines);

	for (size_t i = 0; i < lines->n; i++)
		strings_add(&result->klog, lines->v[i]);
	if (result->result == RESULT_PASS || result->result == RESULT_SKIP) {
		result->result = RESULT_FAIL;
		free(result->message);
		result->message = xasprintf("kernel: %s", print);
	}
	if (!result->fingerprint)
		result->fingerprint = xstrdup(print);
	free(print);
	free(name);
}

void leaks_free(struct leaks *leaks)
{
	for (size_t i = 0; i < leaks->n; i++)
		strings_free(&leaks->of[i]);
	free(leaks->of);
	free(leaks->suspected);
	*leaks = (struct leaks){ 0 };
}
