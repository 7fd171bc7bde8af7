// SPDX-License-Identifier: GPL-2.0-only
/* The reader of one target's file; its keys are in docs/architecture.md. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "closest.h"
#include "paths.h"
#include "target_file.h"
#include "util.h"

#define MAX_VMS 16

enum kind {
	KIND_TEXT,    /* one string */
	KIND_WORDS,   /* a list, may go on in a second line */
	KIND_NEEDS,   /* a list of needs */
	KIND_VMS,     /* a number from 1 to MAX_VMS */
	KIND_ARGUMENT /* a QEMU option and its value */
};

/* Who must, may or must not give a key: a file of ours, one elsewhere. */
enum given {
	GIVEN_ALWAYS,
	GIVEN_OURS, /* ours must, elsewhere it may be left out */
	GIVEN_MAYBE,
	GIVEN_ELSEWHERE /* may be given elsewhere only */
};

enum {
	KEY_NAME,
	KEY_SUMMARY,
	KEY_DRIVER,
	KEY_BUILD,
	KEY_KERNELS,
	KEY_MODULES,
	KEY_KNOBS,
	KEY_MODEL,
	KEY_BRINGUP,
	KEY_STIMULUS,
	KEY_NEEDS,
	KEY_DEFECTS,
	KEY_LIMIT,
	KEY_VMS,
	KEY_QEMU,
	KEYS
};

static const struct key {
	const char *name;
	enum kind kind;
	enum given given;
	size_t offset; /* of the member in struct target */
} keys[KEYS] = {
#define KEY(word, what, who)                                    \
	{                                                       \
#word, what, who, offsetof(struct target, word) \
	}
	[KEY_NAME] = KEY(name, KIND_TEXT, GIVEN_ELSEWHERE),
	[KEY_SUMMARY] = KEY(summary, KIND_TEXT, GIVEN_ALWAYS),
	[KEY_DRIVER] = KEY(driver, KIND_TEXT, GIVEN_ALWAYS),
	[KEY_BUILD] = KEY(build, KIND_TEXT, GIVEN_ELSEWHERE),
	[KEY_KERNELS] = KEY(kernels, KIND_WORDS, GIVEN_OURS),
	[KEY_MODULES] = KEY(modules, KIND_WORDS, GIVEN_ALWAYS),
	[KEY_KNOBS] = KEY(knobs, KIND_WORDS, GIVEN_MAYBE),
	[KEY_MODEL] = KEY(model, KIND_TEXT, GIVEN_MAYBE),
	[KEY_BRINGUP] = KEY(bringup, KIND_TEXT, GIVEN_ALWAYS),
	[KEY_STIMULUS] = KEY(stimulus, KIND_WORDS, GIVEN_MAYBE),
	[KEY_NEEDS] = KEY(needs, KIND_NEEDS, GIVEN_MAYBE),
	[KEY_DEFECTS] = KEY(defects, KIND_WORDS, GIVEN_MAYBE),
	[KEY_LIMIT] = KEY(limit, KIND_TEXT, GIVEN_MAYBE),
	[KEY_VMS] = KEY(vms, KIND_VMS, GIVEN_MAYBE),
	[KEY_QEMU] = KEY(qemu, KIND_ARGUMENT, GIVEN_MAYBE),
#undef KEY
};

/* What a target can offer, the last one its lane: docs/architecture.md. */
static const char *const needs[] = {
	"write",   "read",  "exact",  "reset", "migrate", "limit",
	"combine", "plain", "resume", "fault", "group",
};

/*
 * struct reader - where the reader is
 * @target: what it fills
 * @lines: where each key was given last, from 1; 0: it was not
 * @line: where it is now
 * @errors: what is wrong so far
 */
struct reader {
	struct target *target;
	unsigned int lines[KEYS];
	unsigned int line;
	struct strings *errors;
};

/* Takes @what. */
static void blame(struct reader *r, unsigned int line, char *what)
{
	strings_addf(r->errors, "%s:%u: %s", r->target->file, line, what);
	free(what);
}

bool need_known(const char *need)
{
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++)
		if (!strcmp(needs[i], need))
			return true;
	return false;
}

static void needs_check(struct reader *r, const struct strings *list,
			size_t first)
{
	for (size_t i = first; i < list->n; i++) {
		char *hint;

		if (need_known(list->v[i]))
			continue;
		hint = closest_hint(list->v[i], needs, ARRAY_SIZE(needs));
		blame(r, r->line,
		      xasprintf("unknown need '%s'%s", list->v[i], hint));
		free(hint);
	}
}

/* "-device nvme,..." becomes two arguments, "-foo" one. */
static void argument_split(struct strings *list, char *value)
{
	size_t len = strcspn(value, " \t");

	strings_take(list, xstrndup(value, len));
	value = str_trim(value + len);
	if (*value)
		strings_add(list, value);
}

static const char *argument_take(struct strings *list, char *value)
{
	if (*value != '-')
		return "a QEMU argument begins with '-'";
	argument_split(list, value);
	return NULL;
}

static const char *vms_take(unsigned int *vms, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*end || n < 1 || n > MAX_VMS)
		return "not a number from 1 to 16";
	*vms = (unsigned int)n;
	return NULL;
}

static const char *text_take(char **text, const char *value)
{
	if (*text)
		return "given twice";
	*text = xstrdup(value);
	return NULL;
}

static void value_take(struct reader *r, size_t i, char *value)
{
	void *member = (char *)r->target + keys[i].offset;
	struct strings *list = member;
	const char *wrong = NULL;
	size_t before;

	switch (keys[i].kind) {
	case KIND_TEXT:
		wrong = text_take(member, value);
		break;
	case KIND_WORDS:
		strings_split(list, value, ", \t");
		break;
	case KIND_NEEDS:
		before = list->n;
		strings_split(list, value, ", \t");
		needs_check(r, list, before);
		break;
	case KIND_VMS:
		wrong = vms_take(member, value);
		break;
	case KIND_ARGUMENT:
		wrong = argument_take(list, value);
		break;
	}
	if (wrong)
		blame(r, r->line,
		      xasprintf("%s: %s = %s", wrong, keys[i].name, value));
}

static bool key_is_for(const struct key *key, const struct target *target)
{
	return key->given != GIVEN_ELSEWHERE || target->folder;
}

static size_t key_find(const char *name, const struct target *target)
{
	for (size_t i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].name, name) && key_is_for(&keys[i], target))
			return i;
	return KEYS;
}

static void key_unknown(struct reader *r, const char *name)
{
	const char *known[KEYS];
	size_t n = 0;
	char *hint;

	for (size_t i = 0; i < KEYS; i++)
		if (key_is_for(&keys[i], r->target))
			known[n++] = keys[i].name;
	hint = closest_hint(name, known, n);
	blame(r, r->line, xasprintf("unknown key '%s'%s", name, hint));
	free(hint);
}

static void line_parse(struct reader *r, char *line)
{
	char *value = strchr(line, '=');
	size_t i;

	if (!value) {
		blame(r, r->line, xasprintf("not 'key = value': %s", line));
		return;
	}
	*value++ = '\0';
	line = str_trim(line);
	value = str_trim(value);
	i = key_find(line, r->target);
	if (i == KEYS) {
		key_unknown(r, line);
		return;
	}
	r->lines[i] = r->line;
	if (*value)
		value_take(r, i, value);
	else
		blame(r, r->line, xasprintf("no value: %s =", line));
}

/* What is missing is told at the file's end. */
static void keys_check(struct reader *r)
{
	for (size_t i = 0; i < KEYS; i++)
		if (!r->lines[i] &&
		    (keys[i].given == GIVEN_ALWAYS ||
		     (keys[i].given == GIVEN_OURS && !r->target->folder)))
			blame(r, r->line, xasprintf("no '%s'", keys[i].name));
}

static void module_check(struct reader *r, size_t key, const char *module)
{
	const struct strings *modules = &r->target->modules;

	if (module && r->lines[KEY_MODULES] && !strings_has(modules, module))
		blame(r, r->lines[key],
		      xasprintf("%s %s is not in 'modules'", keys[key].name,
				module));
}

static void modules_check(struct reader *r)
{
	const struct target *target = r->target;

	module_check(r, KEY_DRIVER, target->driver);
	module_check(r, KEY_MODEL, target->model);
	for (size_t i = 0; i < target->knobs.n; i++)
		module_check(r, KEY_KNOBS, target->knobs.v[i]);
}

static void limit_check(struct reader *r)
{
	unsigned int line = r->lines[KEY_LIMIT];

	if (!line == !strings_has(&r->target->needs, "limit"))
		return;
	blame(r, line ? line : r->lines[KEY_NEEDS],
	      xstrdup("'limit' and the need limit go together"));
}

static void defects_check(struct reader *r)
{
	if (r->target->defects.n % 2)
		blame(r, r->lines[KEY_DEFECTS],
		      xstrdup("'defects' is MODULE.PARAMETER and the file of "
			      "its table"));
}

/* Return: the allocated path of a script that can be read, or NULL. */
static char *script_find(const char *dir, const char *name)
{
	char *path = dir ? path_join(dir, name) : NULL;

	if (path && !access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

/* The script lies beside the file, or is one of ours: of targets, of hardware. */
static char *bringup_find(const struct target *target, const char *dir,
			  const char *ours)
{
	char *script = script_find(dir, target->bringup), *hardware;

	if (script || !target->folder)
		return script;
	hardware = xasprintf("%s/../hardware", ours);
	script = script_find(ours, target->bringup);
	if (!script)
		script = script_find(hardware, target->bringup);
	free(hardware);
	return script;
}

static void bringup_check(struct reader *r, const char *dir, const char *ours)
{
	struct target *target = r->target;
	char *script = NULL;

	if (!target->bringup)
		return;
	if (!strchr(target->bringup, '/'))
		script = bringup_find(target, dir, ours);
	if (!script) {
		blame(r, r->lines[KEY_BRINGUP],
		      xasprintf("bringup %s is not a file beside it",
				target->bringup));
		return;
	}
	free(target->bringup);
	target->bringup = script;
}

/* A folder with what kbuild reads, relative to the file. */
static void build_check(struct reader *r, const char *dir)
{
	struct target *target = r->target;
	char *folder, *kbuild, *makefile;

	if (!target->build)
		return;
	if (!strcmp(target->build, "."))
		folder = xstrdup(dir);
	else
		folder = *target->build == '/' ? xstrdup(target->build)
					       : path_join(dir, target->build);
	kbuild = script_find(folder, "Kbuild");
	makefile = script_find(folder, "Makefile");
	if (!kbuild && !makefile)
		blame(r, r->lines[KEY_BUILD],
		      xasprintf("build folder %s has no Kbuild and no Makefile",
				folder));
	free(kbuild);
	free(makefile);
	free(target->build);
	target->build = folder;
}

void target_file_parse(struct target *target, const char *dir, const char *ours,
		       char *text, struct strings *errors)
{
	struct reader reader = { .target = target, .errors = errors };
	char *line;

	while ((line = strsep(&text, "\n"))) {
		/* what follows the last newline is no line when it is empty */
		if (text || *line)
			reader.line++;
		line = str_trim(line);
		if (*line && *line != '#')
			line_parse(&reader, line);
	}
	if (!reader.line)
		reader.line = 1;
	if (!target->vms)
		target->vms = 1;
	target->kernels_line = reader.lines[KEY_KERNELS];
	keys_check(&reader);
	modules_check(&reader);
	limit_check(&reader);
	defects_check(&reader);
	bringup_check(&reader, dir, ours);
	build_check(&reader, dir);
}
