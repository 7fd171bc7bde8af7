/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A strict reader of KTAP version 1, written from the format's document and
 * not from the writer. It knows two levels, which is all that is written.
 */
#ifndef TRACKCERT_KTAP_CHECK_H
#define TRACKCERT_KTAP_CHECK_H

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/** struct ktap_level - one nesting depth while it is read */
struct ktap_level {
	bool version;
	long plan; /* -1: not seen */
	long results;
	bool not_ok;  /* one of its results is */
	bool pending; /* diagnostics whose result has not come yet */
};

/** struct ktap_check - names of the whole run and the mistakes found */
struct ktap_check {
	struct ktap_level levels[2];
	bool subtest; /* read, and its own result line has not come yet */
	struct strings names;
	struct strings errors;
	regex_t result;
};

static inline void ktap_reset(struct ktap_level *level)
{
	*level = (struct ktap_level){ .plan = -1 };
}

static inline char *ktap_match(const char *line, const regmatch_t *match)
{
	if (match->rm_so < 0)
		return NULL;
	return xstrndup(line + match->rm_so, match->rm_eo - match->rm_so);
}

static inline void ktap_result(struct ktap_check *check, size_t depth,
			       const char *line, const regmatch_t *match)
{
	struct ktap_level *level = &check->levels[depth];
	bool ok = match[1].rm_eo - match[1].rm_so == 2;
	char *name = ktap_match(line, &match[3]);
	char *directive = ktap_match(line, &match[5]);

	if (!level->version || level->plan < 0)
		strings_addf(&check->errors, "result before plan: %s", line);
	if (strtol(line + match[2].rm_so, NULL, 10) != ++level->results)
		strings_addf(&check->errors, "out of order: %s", line);
	if (strings_has(&check->names, name))
		strings_addf(&check->errors, "name seen before: %s", line);
	strings_add(&check->names, name);
	if (directive && ok &&
	    (!strcmp(directive, "TIMEOUT") || !strcmp(directive, "ERROR")))
		strings_addf(&check->errors, "ok with %s", directive);
	level->not_ok |= !ok;
	level->pending = false;
	if (!depth && check->subtest) {
		if (check->levels[1].results != check->levels[1].plan)
			strings_addf(&check->errors, "short subtest: %s", line);
		if (ok == check->levels[1].not_ok)
			strings_addf(&check->errors,
				     "at odds with its subtest: %s", line);
		check->subtest = false;
		ktap_reset(&check->levels[1]);
	}
	free(name);
	free(directive);
}

static inline void ktap_line(struct ktap_check *check, const char *line)
{
	size_t depth = str_starts(line, "  ");
	struct ktap_level *level = &check->levels[depth];
	regmatch_t match[6];
	char *end;

	line += 2 * depth;
	check->subtest |= depth;
	if (!strcmp(line, "KTAP version 1")) {
		if (level->version)
			strings_addf(&check->errors, "second version");
		level->version = true;
	} else if (str_starts(line, "1..")) {
		if (level->plan >= 0 || level->results)
			strings_addf(&check->errors, "late plan: %s", line);
		level->plan = strtol(line + 3, &end, 10);
		if (*end || end == line + 3)
			strings_addf(&check->errors, "bad plan: %s", line);
	} else if (str_starts(line, "# ")) {
		if (!level->version)
			strings_addf(&check->errors, "early: %s", line);
		level->pending = true;
	} else if (!regexec(&check->result, line, 6, match, 0)) {
		ktap_result(check, depth, line, match);
	} else {
		strings_addf(&check->errors, "not KTAP: %s", line);
	}
}

/** ktap_check() - lines that say what is wrong with @text */
static inline struct strings ktap_check(const char *text)
{
	struct ktap_check check = {};
	struct strings lines = {};
	size_t i;

	if (regcomp(&check.result,
		    "^(ok|not ok) ([1-9][0-9]*) ([^ #]+)"
		    "( # (SKIP|XFAIL|TIMEOUT|ERROR)( .*)?)?$",
		    REG_EXTENDED))
		abort();
	ktap_reset(&check.levels[0]);
	ktap_reset(&check.levels[1]);
	strings_split(&lines, text, "\n");
	for (i = 0; i < lines.n; i++)
		ktap_line(&check, lines.v[i]);
	if (check.levels[0].results != check.levels[0].plan)
		strings_addf(&check.errors, "%ld results of %ld planned",
			     check.levels[0].results, check.levels[0].plan);
	if (check.levels[0].pending || check.subtest)
		strings_addf(&check.errors, "ends before a result");
	regfree(&check.result);
	strings_free(&lines);
	strings_free(&check.names);
	return check.errors;
}

#endif
