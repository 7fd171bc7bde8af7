// SPDX-License-Identifier: GPL-2.0-only
/* The reader of fixtures/targets/NAME.conf: drivers under test. */
#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"
#include "targets.h"
#include "util.h"

#define MAX_BYTES 65536
#define SUFFIX	  ".conf"
#define MAX_VMS	  16
#define MAX_SPEC  160 /* bytes: files are named after it */

enum kind {
	KIND_TEXT,    /* one string */
	KIND_WORDS,   /* a list, may go on in a second line */
	KIND_VMS,     /* a number from 1 to MAX_VMS */
	KIND_ARGUMENT /* a QEMU option and its value */
};

static const struct key {
	const char *name;
	enum kind kind;
	bool required;
	size_t offset; /* of the member in struct target */
} keys[] = {
	{ "summary", KIND_TEXT, true, offsetof(struct target, summary) },
	{ "driver", KIND_TEXT, true, offsetof(struct target, driver) },
	{ "kernels", KIND_WORDS, true, offsetof(struct target, kernels) },
	{ "modules", KIND_WORDS, true, offsetof(struct target, modules) },
	{ "knobs", KIND_WORDS, false, offsetof(struct target, knobs) },
	{ "model", KIND_TEXT, false, offsetof(struct target, model) },
	{ "bringup", KIND_TEXT, true, offsetof(struct target, bringup) },
	{ "stimulus", KIND_WORDS, false, offsetof(struct target, stimulus) },
	{ "needs", KIND_WORDS, false, offsetof(struct target, needs) },
	{ "defects", KIND_WORDS, false, offsetof(struct target, defects) },
	{ "limit", KIND_TEXT, false, offsetof(struct target, limit) },
	{ "vms", KIND_VMS, false, offsetof(struct target, vms) },
	{ "qemu", KIND_ARGUMENT, false, offsetof(struct target, qemu) },
};

int targets_names(const char *dir, struct strings *names)
{
	struct dirent *entry;
	DIR *d = opendir(dir);

	if (!d)
		return -errno;
	while ((entry = readdir(d))) {
		size_t len = strlen(entry->d_name);

		if (len > strlen(SUFFIX) && entry->d_name[0] != '.' &&
		    !strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX))
			strings_take(names, xstrndup(entry->d_name,
						     len - strlen(SUFFIX)));
	}
	closedir(d);
	strings_sort(names);
	return 0;
}

static const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
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

static const char *vms_parse(unsigned int *vms, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*end || n < 1 || n > MAX_VMS)
		return "not a number from 1 to 16";
	*vms = (unsigned int)n;
	return NULL;
}

/* Return: what is wrong with the line, or NULL. */
static const char *line_parse(struct target *target, char *line)
{
	char *value = strchr(line, '=');
	const struct key *key;
	void *member;
	char **text;

	if (!value)
		return "not 'key = value'";
	*value++ = '\0';
	key = key_find(str_trim(line));
	if (!key)
		return "unknown key";
	value = str_trim(value);
	if (!*value)
		return "no value";
	member = (char *)target + key->offset;
	if (key->kind == KIND_ARGUMENT) {
		if (*value != '-')
			return "a QEMU argument begins with '-'";
		argument_split(member, value);
	} else if (key->kind == KIND_WORDS) {
		strings_split(member, value, ", \t");
	} else if (key->kind == KIND_VMS) {
		return vms_parse(member, value);
	} else {
		text = member;
		if (*text)
			return "given twice";
		*text = xstrdup(value);
	}
	return NULL;
}

/* One VM when the file does not say. */
static void defaults_set(struct target *target)
{
	if (!target->vms)
		target->vms = 1;
}

static bool key_given(const struct target *target, const struct key *key)
{
	const void *member = (const char *)target + key->offset;

	if (key->kind == KIND_TEXT)
		return *(char *const *)member;
	return ((const struct strings *)member)->n;
}

/* What no single line can be blamed for is told at the file's end. */
static void target_check(struct target *target, const char *dir,
			 const char *path, unsigned int line,
			 struct strings *errors)
{
	char *script;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (keys[i].required && !key_given(target, &keys[i]))
			strings_addf(errors, "%s:%u: no '%s'", path, line,
				     keys[i].name);
	if (target->driver && !strings_has(&target->modules, target->driver))
		strings_addf(errors, "%s:%u: driver %s is not in 'modules'",
			     path, line, target->driver);
	for (size_t i = 0; i < target->knobs.n; i++)
		if (!strings_has(&target->modules, target->knobs.v[i]))
			strings_addf(errors,
				     "%s:%u: knobs %s is not in 'modules'",
				     path, line, target->knobs.v[i]);
	if (!target->limit != !strings_has(&target->needs, "limit"))
		strings_addf(errors,
			     "%s:%u: 'limit' and the need limit go together",
			     path, line);
	if (target->defects.n % 2)
		strings_addf(errors,
			     "%s:%u: 'defects' is MODULE.PARAMETER and the "
			     "file of its table",
			     path, line);
	if (target->model && !strings_has(&target->modules, target->model))
		strings_addf(errors, "%s:%u: model %s is not in 'modules'",
			     path, line, target->model);
	if (!target->bringup)
		return;
	script = path_join(dir, target->bringup);
	if (strchr(target->bringup, '/') || access(script, R_OK))
		strings_addf(errors,
			     "%s:%u: bringup %s is not a file beside it", path,
			     line, target->bringup);
	free(target->bringup);
	target->bringup = script;
}

static void file_parse(struct target *target, const char *dir, const char *path,
		       char *text, struct strings *errors)
{
	unsigned int number = 0;
	const char *wrong;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (text)
			number++;
		line = str_trim(line);
		if (!*line || *line == '#')
			continue;
		wrong = line_parse(target, line);
		if (wrong)
			strings_addf(errors, "%s:%u: %s: %s", path,
				     number + !text, wrong, line);
	}
	defaults_set(target);
	target_check(target, dir, path, number, errors);
}

/*
 * Parameters reach the guest's shell and modprobe: KEY=VALUE in letters,
 * digits and a few harmless signs.
 */
static bool params_ok(const char *params)
{
	struct strings list = { 0 };
	bool ok;

	strings_split(&list, params, ",");
	ok = list.n > 0;
	for (size_t i = 0; i < list.n; i++) {
		const char *s = list.v[i];
		size_t key = strspn(s, "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_");
		size_t value = s[key] != '='
				       ? 0
				       : strspn(s + key + 1,
						"abcdefghijklmnopqrstuvwxyz"
						"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						"0123456789_.:+-");

		if (!key || !value || s[key + 1 + value])
			ok = false;
	}
	strings_free(&list);
	return ok;
}

/* NAME[,KEY=VALUE...][@KERNEL] */
static void spec_split(struct target *target, const char *spec)
{
	size_t len = strcspn(spec, "@");
	const char *comma;

	*target = (struct target){ .spec = xstrndup(spec, len) };
	if (spec[len])
		target->kernel = xstrdup(spec + len + 1);
	comma = strchr(target->spec, ',');
	target->name = xstrndup(target->spec, strcspn(target->spec, ","));
	if (comma)
		target->params = xstrdup(comma + 1);
}

int target_load(const char *dir, const char *spec, struct target *target,
		struct strings *errors)
{
	size_t before = errors->n;
	char *path, *text;
	int err;

	spec_split(target, spec);
	if (strlen(spec) > MAX_SPEC) {
		strings_addf(errors,
			     "trackcert: target %.20s...: longer than "
			     "%d bytes",
			     spec, MAX_SPEC);
		return -ENAMETOOLONG;
	}
	if (!*target->name || strchr(target->name, '/') ||
	    target->name[0] == '.')
		return -ENOENT;
	path = xasprintf("%s/%s" SUFFIX, dir, target->name);
	err = file_read(path, MAX_BYTES, &text, NULL);
	if (!err) {
		file_parse(target, dir, path, text, errors);
		free(text);
	}
	if (!err && target->params && !target->knobs.n)
		strings_addf(errors, "%s:1: target %s takes no parameters",
			     path, target->name);
	if (!err && target->params && !params_ok(target->params))
		strings_addf(errors,
			     "trackcert: target %s: not NAME,KEY=VALUE,...",
			     spec);
	free(path);
	return err ? err : errors->n > before ? -EINVAL : 0;
}

const char *target_knob(const struct target *target, const char *param,
			const struct strings *parameters)
{
	int len = (int)strcspn(param, "=");

	for (size_t i = 0; i < target->knobs.n; i++) {
		const char *module = target->knobs.v[i];
		char *name = xasprintf("%s.%.*s", module, len, param);
		bool has = strings_has(parameters, name);

		free(name);
		if (has)
			return module;
	}
	return NULL;
}

static void kernel_knobs_find(const struct target *target,
			      const struct strings *parameters,
			      struct strings *all, struct strings *knobs)
{
	strings_split(all, target->params ? target->params : "", ",");
	for (size_t i = 0; i < all->n; i++) {
		const char *module = target_knob(target, all->v[i], parameters);

		if (module && strcmp(module, target->driver) &&
		    (!target->model || strcmp(module, target->model)))
			strings_add(knobs, all->v[i]);
	}
}

char *target_kernel_knobs(const struct target *target,
			  const struct strings *parameters)
{
	struct strings all = { 0 }, knobs = { 0 };
	char *joined;

	kernel_knobs_find(target, parameters, &all, &knobs);
	joined = knobs.n ? strings_join(&knobs, ",") : NULL;
	strings_free(&all);
	strings_free(&knobs);
	return joined;
}

bool target_is_control(const struct target *target,
		       const struct strings *parameters)
{
	struct strings all = { 0 }, knobs = { 0 };
	bool is;

	kernel_knobs_find(target, parameters, &all, &knobs);
	is = !strcmp(target->name, CONTROL_TARGET) && all.n == knobs.n;
	strings_free(&all);
	strings_free(&knobs);
	return is;
}

/* NAME,KEY=VALUE,... with those of @params that the module takes */
static char *module_entry(const struct target *target, const char *module,
			  const struct strings *params,
			  const struct strings *parameters)
{
	struct strings words = { 0 };
	char *joined;

	strings_add(&words, module);
	for (size_t i = 0; i < params->n; i++) {
		const char *knob =
			target_knob(target, params->v[i], parameters);

		if (knob && !strcmp(knob, module))
			strings_add(&words, params->v[i]);
	}
	joined = strings_join(&words, ",");
	strings_free(&words);
	return joined;
}

char *target_modules(const struct target *target,
		     const struct strings *parameters)
{
	struct strings list = { 0 }, params = { 0 };
	char *joined;

	strings_split(&params, target->params ? target->params : "", ",");
	for (size_t i = 0; i < target->modules.n; i++)
		strings_take(&list, module_entry(target, target->modules.v[i],
						 &params, parameters));
	joined = strings_join(&list, " ");
	strings_free(&list);
	strings_free(&params);
	return joined;
}

void target_free(struct target *target)
{
	free(target->spec);
	free(target->name);
	free(target->params);
	free(target->kernel);
	free(target->summary);
	free(target->driver);
	strings_free(&target->kernels);
	strings_free(&target->modules);
	strings_free(&target->knobs);
	free(target->model);
	free(target->bringup);
	strings_free(&target->stimulus);
	strings_free(&target->needs);
	strings_free(&target->defects);
	free(target->limit);
	strings_free(&target->qemu);
	*target = (struct target){ 0 };
}
