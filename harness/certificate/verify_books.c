// SPDX-License-Identifier: GPL-2.0-only
/* What a package was judged by, and what has been withdrawn since. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "package.h"
#include "paths.h"
#include "plan.h"
#include "rules.h"
#include "run_digest.h"
#include "util.h"
#include "verify_parts.h"

#define MAX_BYTES (1u << 20)

/* Calls @take with the words of each line but comments. 0 or -errno. */
static int list_read(const char *path,
		     void (*take)(struct verifying *w, char *line),
		     struct verifying *w)
{
	char *text, *rest, *line;
	int err = file_read(path, MAX_BYTES, &text, NULL);

	if (err) {
		complain("%s: %s", path, strerror(-err));
		return err;
	}
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		line = str_trim(line);
		if (*line && *line != '#')
			take(w, line);
	}
	free(text);
	return 0;
}

/*
 * Withdrawn: "WORD WHY...", WORD being a version or commit of the tool, or a
 * digest of rules, cases or a driver's source.
 */

static void withdrawn_take(struct verifying *w, char *line)
{
	static const char *const members[][2] = {
		{ "tool_version", "the tool's version" },
		{ "tool_commit", "the tool's commit" },
		{ "rules_sha256", "the rules'" },
		{ "cases_sha256", "the cases'" },
		{ "driver_source_sha256", "the driver's source" },
	};
	size_t len = strcspn(line, " \t");
	const char *why = line + len + strspn(line + len, " \t");

	line[len] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		const char *value = json_string_value(
			json_object_get(w->v->statement, members[i][0]));

		if (value && !strcmp(value, line))
			finding(w, "%s %s was withdrawn: %s", members[i][1],
				line, *why ? why : "no reason given");
	}
}

int verify_withdrawn(struct verifying *w)
{
	return list_read(w->v->withdrawn, withdrawn_take, w);
}

/*
 * Rule books: "RULES CASES WORDS...", two digests a line.
 */

static void book_take(struct verifying *w, char *line)
{
	const struct evidence *evidence = &w->evidence;
	struct strings words = { 0 };

	strings_split(&words, line, " \t");
	if (words.n >= 2 && !strcmp(words.v[0], evidence->rules.hex) &&
	    !strcmp(words.v[1], evidence->cases.hex)) {
		w->v->rules = evidence->rules;
		w->v->cases = evidence->cases;
	}
	strings_free(&words);
}

static void digests_compare(struct verifying *w)
{
	struct digest rules = w->v->rules, cases = w->v->cases;

	/* one that was published counts as the tool's own */
	if (list_read(w->v->rulebooks, book_take, w))
		finding(w, "the list of published rule books cannot be read");
	if (strcmp(w->evidence.rules.hex, w->v->rules.hex))
		finding(w,
			"%s: has other rules (%.12s) than this tool (%.12s), "
			"and nobody has published them",
			PACKAGE_RULES, w->evidence.rules.hex, rules.hex);
	if (strcmp(w->evidence.cases.hex, w->v->cases.hex))
		finding(w,
			"%s: has other cases (%.12s) than this tool (%.12s), "
			"and nobody has published them",
			PACKAGE_CASES, w->evidence.cases.hex, cases.hex);
}

static bool books_read(struct verifying *w, struct strings *errors)
{
	char *rules = path_join(w->v->dir, PACKAGE_RULES);
	char *cases = path_join(w->v->dir, PACKAGE_CASES);
	char *text = NULL;
	size_t len = 0;
	bool good;

	good = !rules_load(rules, &w->rules, errors) &&
	       !cases_load(cases, &w->cases, errors) &&
	       !package_read(w->v->dir, PACKAGE_CASES, &text, &len);
	if (good) {
		plan_check(&w->cases, &w->rules, PACKAGE_CASES, errors);
		w->evidence.rules = digest_rules(&w->rules);
		w->evidence.cases = digest_bytes(text, len);
	}
	free(text);
	free(cases);
	free(rules);
	return good && !errors->n;
}

bool verify_books(struct verifying *w)
{
	struct strings errors = { 0 };
	bool good = books_read(w, &errors);

	if (!good)
		finding(w, "%s and %s: cannot be read as rules and cases: %s",
			PACKAGE_RULES, PACKAGE_CASES,
			errors.n ? errors.v[0] : "one of them is missing");
	else
		digests_compare(w);
	strings_free(&errors);
	return good;
}
