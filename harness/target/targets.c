// SPDX-License-Identifier: GPL-2.0-only
/* Drivers under test: which there are, and what was asked for. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "target_file.h"
#include "targets.h"
#include "util.h"

#define MAX_BYTES 65536
#define SUFFIX	  ".conf"
#define MAX_SPEC  160 /* bytes: files are named after it */

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

bool target_is_path(const char *spec)
{
	size_t len = strcspn(spec, ",@"), suffix = strlen(SUFFIX);

	return memchr(spec, '/', len) ||
	       (len > suffix && !memcmp(spec + len - suffix, SUFFIX, suffix));
}

/* NAME[,KEY=VALUE...][@KERNEL], NAME being a file's path or the name of one of
 * ours. A path is in @file from here on, and its target's name still unknown.
 */
static void spec_split(struct target *target, const char *dir, const char *spec)
{
	size_t len = strcspn(spec, "@");
	size_t end = strcspn(spec, ",@");

	*target = (struct target){ 0 };
	if (spec[len])
		target->kernel = xstrdup(spec + len + 1);
	if (end < len)
		target->params = xstrndup(spec + end + 1, len - end - 1);
	if (target_is_path(spec)) {
		const char *slash = memrchr(spec, '/', end);

		target->file = xstrndup(spec, end);
		target->folder = slash ? xstrndup(spec, (size_t)(slash - spec))
				       : xstrdup(".");
		return;
	}
	target->name = xstrndup(spec, end);
	target->file = xasprintf("%s/%s" SUFFIX, dir, target->name);
}

static bool name_good(const char *name)
{
	return *name && *name != '.' && *name != '-' &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_.-")];
}

/* A file elsewhere that does not say is called as it is, target.conf as its
 * folder.
 */
static void name_find(struct target *target, struct strings *errors)
{
	char *folder = realpath(target->folder, NULL);
	const char *base = strrchr(target->file, '/');
	size_t len;

	base = base ? base + 1 : target->file;
	len = strlen(base);
	if (len > strlen(SUFFIX) &&
	    !strcmp(base + len - strlen(SUFFIX), SUFFIX))
		len -= strlen(SUFFIX);
	if (!target->name && folder && !strcmp(base, "target" SUFFIX))
		target->name = xstrdup(strrchr(folder, '/') + 1);
	else if (!target->name)
		target->name = xstrndup(base, len);
	free(folder);
	if (!name_good(target->name) || !strcmp(target->name, "core"))
		strings_addf(errors,
			     "%s:1: '%s' is no name for a target: say 'name = "
			     "...' in letters, digits, '-', '_' and '.'",
			     target->file, target->name);
}

static void params_check(const struct target *target, const char *spec,
			 struct strings *errors)
{
	if (!target->params)
		return;
	if (!target->knobs.n)
		strings_addf(errors, "%s:1: target %s takes no parameters",
			     target->file, target->name);
	if (!params_ok(target->params))
		strings_addf(errors,
			     "trackcert: target %s: not NAME,KEY=VALUE,...",
			     spec);
}

static void file_take(struct target *target, const char *dir, const char *spec,
		      char *text, struct strings *errors)
{
	target_file_parse(target, target->folder ? target->folder : dir, dir,
			  text, errors);
	if (target->folder)
		name_find(target, errors);
	params_check(target, spec, errors);
	target->spec = target->params ? xasprintf("%s,%s", target->name,
						  target->params)
				      : xstrdup(target->name);
	if (target->folder && strlen(target->spec) > MAX_SPEC)
		strings_addf(errors,
			     "%s:1: target %.20s...: longer than %d "
			     "bytes",
			     target->file, target->spec, MAX_SPEC);
}

int target_load(const char *dir, const char *spec, struct target *target,
		struct strings *errors)
{
	size_t before = errors->n;
	char *text;
	int err;

	spec_split(target, dir, spec);
	if (!target->folder && strlen(spec) > MAX_SPEC) {
		strings_addf(errors,
			     "trackcert: target %.20s...: longer than "
			     "%d bytes",
			     spec, MAX_SPEC);
		return -ENAMETOOLONG;
	}
	if (!target->folder && !name_good(target->name))
		return -ENOENT;
	err = file_read(target->file, MAX_BYTES, &text, NULL);
	if (err)
		return err;
	file_take(target, dir, spec, text, errors);
	free(text);
	return errors->n > before ? -EINVAL : 0;
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
	free(target->file);
	free(target->folder);
	free(target->build);
	strings_free(&target->stimulus);
	strings_free(&target->needs);
	strings_free(&target->defects);
	free(target->limit);
	strings_free(&target->qemu);
	free(target->lists);
	free(target->device);
	*target = (struct target){ 0 };
}
