// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of CONFORMANCE.md. A rule is
 *
 *	### VDT-START-030
 *
 *	**MUST** · core · mainline
 *
 *	> One statement.
 *
 *	Source: where it is written.
 *
 * and either a case checks it or a paragraph "Not checked: why" ends it. A
 * paragraph "Where: condition" says that not every lane or target can judge
 * it; "Replaces: VDT-START-110" that it takes that rule's place in its own
 * profile. Other paragraphs may follow the source; nothing else may come
 * before it.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"
#include "util.h"

#define DOT	  " \xc2\xb7 " /* U+00B7 between the facts of a rule */
#define MAX_BYTES (4u << 20)

/* What the next paragraph of a rule has to be. */
enum part { PART_NONE, PART_FACTS, PART_STATEMENT, PART_SOURCE, PART_REST };

/* Paragraphs that a rule may have behind its source, each once. */
static const struct note {
	const char *label;
	size_t offset; /* of the member in struct rule */
} notes[] = {
	{ "Not checked:", offsetof(struct rule, not_checked) },
	{ "Where:", offsetof(struct rule, where) },
	{ "Replaces:", offsetof(struct rule, replaces) },
};

struct reader {
	const char *path;
	unsigned int line;
	struct rules *rules;
	struct strings *errors;
	const char *chapter;
	enum part part;
	bool fenced;
	char **more; /* the paragraph that further lines belong to, if any */
};

static struct rule *rule_last(struct reader *r)
{
	return &r->rules->v[r->rules->n - 1];
}

static void error_at(struct reader *r, unsigned int line, const char *what,
		     const char *which)
{
	strings_addf(r->errors, "%s:%u: %s%s%s", r->path, line, what,
		     which ? " " : "", which ? which : "");
}

/* A rule whose paragraphs did not all come is reported where it began. */
static void rule_end(struct reader *r)
{
	static const char *const missing[] = {
		[PART_FACTS] = "without a line '**LEVEL** \xc2\xb7 layer"
			       " \xc2\xb7 profile'",
		[PART_STATEMENT] = "without a statement ('> ...')",
		[PART_SOURCE] = "without a 'Source: ...'",
	};

	if (r->part != PART_NONE && r->part != PART_REST)
		strings_addf(r->errors, "%s:%u: rule %s %s", r->path,
			     rule_last(r)->line, rule_last(r)->id,
			     missing[r->part]);
	r->part = PART_NONE;
	r->more = NULL;
}

/* VDT-WORD-NUMBER, in capitals */
static bool id_ok(const char *id)
{
	const char *number = strrchr(id, '-');

	return str_starts(id, "VDT-") && number > id + 4 &&
	       strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
		       strlen(id) &&
	       strspn(number + 1, "0123456789") == 3 && strlen(number) == 4;
}

static void rule_begin(struct reader *r, const char *id)
{
	const struct rule *twin = rules_find(r->rules, id);
	struct rule *rule;

	if (!id_ok(id))
		error_at(r, r->line, "not a rule id (VDT-WORD-NNN):", id);
	if (twin)
		strings_addf(r->errors, "%s:%u: duplicate rule %s, first at %u",
			     r->path, r->line, id, twin->line);
	r->rules->v = array_grow(r->rules->v, r->rules->n, sizeof(*rule));
	rule = &r->rules->v[r->rules->n++];
	rule->id = xstrdup(id);
	rule->line = r->line;
	rule->chapter = xstrdup(r->chapter ? r->chapter : "");
	r->part = PART_FACTS;
}

static void heading_read(struct reader *r, char *line)
{
	rule_end(r);
	if (str_starts(line, "## "))
		r->chapter = str_trim(line + 3);
	else if (str_starts(line, "### VDT-"))
		rule_begin(r, str_trim(line + 4));
}

/* **LEVEL** · layer · profile[, profile] */
static bool facts_parse(struct rule *rule, char *line)
{
	char *layer = strstr(line, DOT);
	char *profiles = layer ? strstr(layer + strlen(DOT), DOT) : NULL;
	size_t len;

	if (!profiles)
		return false;
	*layer = *profiles = '\0';
	layer += strlen(DOT);
	profiles += strlen(DOT);
	len = strlen(line);
	if (len < 5 || !str_starts(line, "**") || strcmp(line + len - 2, "**"))
		return false;
	line[len - 2] = '\0';
	strings_split(&rule->profiles, profiles, ", ");
	return level_parse(line + 2, &rule->level) &&
	       layer_parse(layer, &rule->layer) && rule->profiles.n;
}

static void text_append(char **text, const char *more)
{
	char *longer;

	if (!*text || !**text) {
		free(*text);
		*text = xstrdup(more);
		return;
	}
	longer = xasprintf("%s %s", *text, more);
	free(*text);
	*text = longer;
}

static char **note_text(struct rule *rule, const struct note *note)
{
	return (char **)((char *)rule + note->offset);
}

/* A paragraph behind the source: one of @notes, or a remark. */
static void note_begin(struct reader *r, char *line)
{
	struct rule *rule = rule_last(r);

	for (size_t i = 0; i < ARRAY_SIZE(notes); i++) {
		if (!str_starts(line, notes[i].label))
			continue;
		r->more = note_text(rule, &notes[i]);
		if (*r->more)
			strings_addf(r->errors,
				     "%s:%u: a second '%s' in rule %s", r->path,
				     r->line, notes[i].label, rule->id);
		text_append(r->more, str_trim(line + strlen(notes[i].label)));
	}
}

/* The first line of a paragraph of a rule. */
static void paragraph_begin(struct reader *r, char *line)
{
	struct rule *rule = rule_last(r);

	if (r->part == PART_FACTS && str_starts(line, "**")) {
		if (!facts_parse(rule, line))
			error_at(r, r->line,
				 "not '**LEVEL** \xc2\xb7 layer "
				 "\xc2\xb7 profile[, profile]' in rule",
				 rule->id);
		r->part = PART_STATEMENT;
	} else if (r->part == PART_STATEMENT && line[0] == '>') {
		r->more = &rule->statement;
		text_append(r->more, str_trim(line + 1));
		r->part = PART_SOURCE;
	} else if (r->part == PART_SOURCE && str_starts(line, "Source:")) {
		r->more = &rule->source;
		text_append(r->more, str_trim(line + 7));
		r->part = PART_REST;
	} else if (r->part == PART_REST) {
		note_begin(r, line);
	} else {
		error_at(r, r->line, "unexpected text in rule", rule->id);
	}
}

static void line_read(struct reader *r, char *line)
{
	bool fence = str_starts(line, "```");

	if (fence)
		r->fenced = !r->fenced;
	if (fence || r->fenced)
		return;
	if (line[0] == '#') {
		heading_read(r, line);
		return;
	}
	line = str_trim(line);
	if (!*line)
		r->more = NULL;
	else if (r->more)
		text_append(r->more, str_trim(line + (*line == '>')));
	else if (r->part != PART_NONE)
		paragraph_begin(r, line);
}

/* Paragraphs that are there but say nothing are as good as missing. */
static void emptiness_check(struct reader *r)
{
	for (size_t i = 0; i < r->rules->n; i++) {
		struct rule *rule = &r->rules->v[i];

		if (rule->statement && !*rule->statement)
			error_at(r, rule->line, "empty statement of rule",
				 rule->id);
		if (rule->source && !*rule->source)
			error_at(r, rule->line, "empty 'Source:' of rule",
				 rule->id);
		for (size_t k = 0; k < ARRAY_SIZE(notes); k++) {
			const char *text = *note_text(rule, &notes[k]);

			if (text && !*text)
				strings_addf(r->errors,
					     "%s:%u: empty '%s' of rule %s",
					     r->path, rule->line,
					     notes[k].label, rule->id);
		}
	}
}

int rules_load(const char *path, struct rules *rules, struct strings *errors)
{
	size_t before = errors->n;
	struct reader r = { .path = path, .rules = rules, .errors = errors };
	char *text, *rest, *line;
	int err;

	*rules = (struct rules){ 0 };
	err = file_read(path, MAX_BYTES, &text, NULL);
	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		r.line++;
		line_read(&r, line);
	}
	rule_end(&r);
	if (r.fenced)
		error_at(&r, r.line, "a ``` is never closed", NULL);
	emptiness_check(&r);
	if (!rules->n)
		error_at(&r, r.line, "no rules", NULL);
	free(text);
	return errors->n > before ? -EINVAL : 0;
}

const struct rule *rules_find(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!strcmp(rules->v[i].id, id))
			return &rules->v[i];
	return NULL;
}

/* Does a rule of this profile take the place of the one with this id? */
static bool rule_is_replaced(const struct rules *rules, const char *id,
			     const char *profile)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->v[i].replaces && !strcmp(rules->v[i].replaces, id) &&
		    strings_has(&rules->v[i].profiles, profile))
			return true;
	return false;
}

bool rules_hold(const struct rules *rules, const struct rule *rule,
		const char *profile)
{
	if (strings_has(&rule->profiles, profile))
		return true;
	return strings_has(&rule->profiles, PROFILE_MAINLINE) &&
	       !rule_is_replaced(rules, rule->id, profile);
}

void rules_profiles(const struct rules *rules, struct strings *profiles)
{
	for (size_t i = 0; i < rules->n; i++) {
		const struct strings *list = &rules->v[i].profiles;

		for (size_t k = 0; k < list->n; k++)
			if (!strings_has(profiles, list->v[k]))
				strings_add(profiles, list->v[k]);
	}
}
