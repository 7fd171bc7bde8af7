// SPDX-License-Identifier: GPL-2.0-only
/* Programs that show one failure each without any of trackcert. */
#include "reproducer.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "util.h"

#define MAX_BYTES (1u << 20)
#define SUFFIX	  ".c"
#define SPDX	  "// SPDX-License-Identifier: GPL-2.0-only\n"

/* " * Cases: a b": adds the words, or says that this is no such line. */
static bool words_take(const char *line, const char *key, struct strings *words)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len))
		return false;
	strings_split(words, line + len, " ");
	return true;
}

static void about_line(struct reproducer *r, const char *line)
{
	if (!words_take(line, " * Fails: ", &r->fails) &&
	    !words_take(line, " * Passes: ", &r->passes) &&
	    !words_take(line, " * Cases: ", &r->cases))
		strings_add(&r->about, line);
}

/* Return: what is wrong with the text, or NULL. */
static const char *text_parse(struct reproducer *r, char *text)
{
	char *rest = text + strlen(SPDX), *line;

	if (!str_starts(text, SPDX "/*\n"))
		return "does not begin with its licence and a comment";
	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n")) && strcmp(line, " */"))
		about_line(r, line);
	if (!rest)
		return "has a comment without end";
	r->body = xstrdup(rest);
	if (!r->about.n)
		return "does not say what it shows";
	if (!r->fails.n || !r->passes.n || !r->cases.n)
		return "lacks a line Fails:, Passes: or Cases:";
	return NULL;
}

static int reproducer_load(const char *dir, const char *file,
			   struct reproducer *r, struct strings *errors)
{
	const char *wrong;
	char *text;
	int err;

	r->name = xstrndup(file, strlen(file) - strlen(SUFFIX));
	r->path = path_join(dir, file);
	err = file_read(r->path, MAX_BYTES, &text, NULL);
	if (err)
		return err;
	wrong = text_parse(r, text);
	free(text);
	if (wrong)
		strings_addf(errors, "%s: %s", r->path, wrong);
	return wrong ? -EINVAL : 0;
}

static int names_read(const char *dir, struct strings *names)
{
	struct dirent *entry;
	DIR *d = opendir(dir);

	if (!d)
		return -errno;
	while ((entry = readdir(d))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot && dot != entry->d_name && !strcmp(dot, SUFFIX))
			strings_add(names, entry->d_name);
	}
	closedir(d);
	strings_sort(names);
	return 0;
}

int reproducers_load(const char *dir, struct reproducers *list,
		     struct strings *errors)
{
	struct strings names = { 0 };
	int err;

	*list = (struct reproducers){ 0 };
	err = names_read(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		int one;

		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		one = reproducer_load(dir, names.v[i], &list->v[list->n++],
				      errors);
		err = err ? err : one;
	}
	strings_free(&names);
	return err;
}

static bool fails_on(const struct reproducer *r, const char *target)
{
	size_t len = strlen(target);

	for (size_t i = 0; i < r->fails.n; i++)
		if (!strncmp(r->fails.v[i], target, len) &&
		    r->fails.v[i][len] == '@')
			return true;
	return false;
}

const struct reproducer *reproducer_find(const struct reproducers *list,
					 const char *id, const char *target)
{
	const struct reproducer *found = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct reproducer *r = &list->v[i];

		if (strcmp(r->name, id) && !strings_has(&r->cases, id))
			continue;
		if (target && fails_on(r, target))
			return r;
		if (!found)
			found = r;
	}
	return found;
}

/*
 * Putting one together.
 */

/* A part's text, without the licence that the program begins with. */
static int part_add(const char *part, struct strings *parts)
{
	char *path = xasprintf("%s/suites/reproducers/parts/%s" SUFFIX,
			       paths_source(), part);
	char *text;
	int err = file_read(path, MAX_BYTES, &text, NULL);

	free(path);
	if (err)
		return err;
	strings_add(parts, text + (str_starts(text, SPDX) ? strlen(SPDX) : 0));
	free(text);
	return 0;
}

/* A program of this size can drive two kinds of devices. */
static const char *write_part(const struct target *target)
{
	if (strings_has(&target->stimulus, "nvme"))
		return "write-nvme";
	if (strings_has(&target->stimulus, "reference"))
		return "write-reference";
	return NULL;
}

/* What stands for a line #include "NAME.h"; NULL: there is no such part. */
static char *part_name(const char *name, const struct reproducer_lane *lane)
{
	const char *write;

	if (!strcmp(name, "open"))
		return xasprintf("open-%s", lane->mode);
	if (strcmp(name, "write"))
		return xstrdup(name);
	write = write_part(lane->target);
	return write ? xstrdup(write) : NULL;
}

static int line_add(const char *line, const struct reproducer_lane *lane,
		    struct strings *parts)
{
	char name[32], *part;
	int err;

	if (sscanf(line, "#include \"%31[a-z].h\"", name) != 1) {
		strings_addf(parts, "%s\n", line);
		return 0;
	}
	part = part_name(name, lane);
	if (!part)
		return -ENOTSUP;
	/* parts stand apart */
	if (strcmp(name, "head"))
		strings_add(parts, "\n");
	err = part_add(part, parts);
	free(part);
	return err;
}

static void about_add(const struct reproducer *r,
		      const struct reproducer_lane *lane, struct strings *parts)
{
	strings_add(parts, SPDX "/*\n");
	for (size_t i = 0; i < r->about.n; i++)
		strings_addf(parts, "%s\n", r->about.v[i]);
	if (lane->id)
		strings_addf(parts, " * trackcert's %s, on %s, %s.\n", lane->id,
			     lane->target->name, lane->kernel);
	for (size_t i = 0; lane->seen && i < lane->seen->n; i++)
		strings_addf(parts, " * %s\n", lane->seen->v[i]);
	strings_add(parts, " * cc -o r r.c && ./r /sys/bus/pci/devices/...; "
			   "status 1: shown\n */\n");
}

int reproducer_text(const struct reproducer *reproducer,
		    const struct reproducer_lane *lane, char **text)
{
	char *body = xstrdup(reproducer->body), *rest = body, *line;
	struct strings parts = { 0 };
	int err = 0;

	*text = NULL;
	about_add(reproducer, lane, &parts);
	while (!err && (line = strsep(&rest, "\n")))
		if (rest)
			err = line_add(line, lane, &parts);
	if (!err)
		*text = strings_join(&parts, "");
	strings_free(&parts);
	free(body);
	return err;
}

unsigned int reproducer_lines(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

void reproducers_free(struct reproducers *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct reproducer *r = &list->v[i];

		free(r->name);
		free(r->path);
		strings_free(&r->about);
		strings_free(&r->fails);
		strings_free(&r->passes);
		strings_free(&r->cases);
		free(r->body);
	}
	free(list->v);
	*list = (struct reproducers){ 0 };
}
