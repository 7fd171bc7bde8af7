// SPDX-License-Identifier: GPL-2.0-only
/* Guest kernels: which there are, having one prepared, what it consists of. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "json.h"
#include "kernels.h"
#include "paths.h"
#include "rules.h"
#include "run_json.h"
#include "util.h"

#define MAX_BYTES (4u << 20)
#define MAX_SLOW  100

int kernels_names(struct strings *names)
{
	char *path = path_join(paths_source(), "vms/kernels");
	struct dirent *entry;
	DIR *d = opendir(path);

	free(path);
	if (!d)
		return -errno;
	while ((entry = readdir(d)))
		if (entry->d_name[0] != '.')
			strings_add(names, entry->d_name);
	closedir(d);
	strings_sort(names);
	return 0;
}

static char *value_unquote(const char *value)
{
	char quote[] = { *value, 0 };

	if (*value != '"' && *value != '\'')
		return xstrdup(value);
	return xstrndup(value + 1, strcspn(value + 1, quote));
}

/* The description is shell, but what is looked for a plain assignment. */
static char *description_get(const char *name, const char *assignment)
{
	char *path = xasprintf("%s/vms/kernels/%s", paths_source(), name);
	char *text, *rest, *line, *value = NULL;

	if (!file_read(path, MAX_BYTES, &text, NULL)) {
		rest = text;
		while (!value && (line = strsep(&rest, "\n"))) {
			if (!str_starts(line, assignment))
				continue;
			line = str_trim(line + strlen(assignment));
			value = value_unquote(line);
		}
		free(text);
	}
	free(path);
	return value;
}

char *kernel_summary(const char *name)
{
	return description_get(name, "summary=");
}

bool kernel_has_bugs(const char *name)
{
	char *patches = description_get(name, "patches=");
	struct strings list = { 0 };
	bool has;

	strings_split(&list, patches ? patches : "", " ");
	has = strings_has(&list, "core-defects");
	strings_free(&list);
	free(patches);
	return has;
}

/*
 * The folder below kernels/ that is this kernel's alone: what is built from
 * somebody's own folder must not take the place of what is not, nor of what
 * another run builds from elsewhere.
 *
 * Return: an allocated word to go behind its name, or NULL.
 */
static char *variant(const struct kernel_ask *ask)
{
	const char *const dirs[] = { ask->build, ask->source, ask->core_source,
				     ask->path };
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
		char *path = dirs[i] ? realpath(dirs[i], NULL) : NULL;

		any |= dirs[i] != NULL;
		for (const char *p = path ? path : ""; *p; p++)
			hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
		hash = (hash ^ '\n') * 0x100000001b3;
		free(path);
	}
	return any ? xasprintf("%016" PRIx64, hash) : NULL;
}

static void option_add(struct strings *argv, const char *option,
		       const char *value)
{
	if (!value)
		return;
	strings_add(argv, option);
	strings_add(argv, value);
}

static void command_build(struct strings *argv, const struct kernel_ask *ask)
{
	char *word = variant(ask);

	strings_take(argv, path_join(paths_source(), "vms/prepare"));
	option_add(argv, "--path", ask->path);
	option_add(argv, "--build", ask->build);
	option_add(argv, "--source", ask->source);
	option_add(argv, "--core-source", ask->core_source);
	option_add(argv, "--into", word);
	for (size_t i = 0; i < ask->drivers.n; i++)
		option_add(argv, "--driver", ask->drivers.v[i]);
	strings_add(argv, ask->name);
	strings_add(argv, paths_objects());
	strings_take(argv, path_join(paths_built(), "suites"));
	free(word);
}

int kernel_prepare(const struct kernel_ask *ask)
{
	struct strings argv = { 0 };
	int status;
	pid_t pid;

	command_build(&argv, ask);
	pid = child_start(&argv, -1, -1, NULL);
	status = pid < 0 ? pid : child_wait(pid);
	if (status == -EINTR)
		fputc('\n', stderr); /* it was writing a line */
	/* with these it has said why */
	if (status && status != -EINTR && status != STATUS_INFRA &&
	    status != STATUS_USAGE)
		complain("kernel %s cannot be prepared: %s ended with %s%d",
			 ask->name, argv.v[0], pid < 0 ? "errno " : "status ",
			 abs(status));
	strings_free(&argv);
	if (status == STATUS_USAGE)
		return -EINVAL;
	return status == 0 || status == -EINTR ? status : -EIO;
}

bool kernel_is_slow(const char *name)
{
	char *slow = description_get(name, "slow=");
	bool is = slow && strtoul(slow, NULL, 10) > 1;

	free(slow);
	return is;
}

/* How much longer everything takes on a kernel; 1 when it does not say. */
static bool slow_parse(const json_t *value, unsigned int *slow)
{
	json_int_t n = value ? json_integer_value(value) : 1;

	*slow = (unsigned int)n;
	return n >= 1 && n <= MAX_SLOW;
}

static bool kernel_parse(const json_t *object, struct kernel *kernel)
{
	kernel->release = json_to_string(object, "release");
	kernel->config_sha256 = json_to_string(object, "config_sha256");
	kernel->append = json_to_string(object, "append");
	kernel->note = json_to_string(object, "note");
	kernel->profile = json_to_string(object, "profile");
	kernel->source = json_to_string(object, "source");
	kernel->core_source = json_to_string(object, "core_source");
	kernel->arch = json_to_string(object, "arch");
	if (!kernel->arch)
		kernel->arch = xstrdup("x86_64");
	if (!kernel->profile)
		kernel->profile = xstrdup(PROFILE_MAINLINE);
	if (!slow_parse(json_object_get(object, "slow"), &kernel->slow))
		return false;
	return kernel->release && kernel->config_sha256 &&
	       json_to_strings(object, "modes", &kernel->modes) &&
	       json_to_strings(object, "driver_changed",
			       &kernel->driver_changed) &&
	       json_to_strings(object, "core_changed", &kernel->core_changed) &&
	       json_to_pairs(object, "packages", &kernel->packages) &&
	       json_to_strings(object, "parameters", &kernel->parameters) &&
	       json_to_modules(object, "modules", &kernel->modules,
			       &kernel->nr_modules) &&
	       kernel->modes.n;
}

static int files_check(const struct kernel *kernel)
{
	static const char *const files[] = { "vmlinuz", "initramfs.cpio" };
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(files); i++) {
		char *path = path_join(kernel->dir, files[i]);

		if (access(path, R_OK)) {
			err = -errno;
			complain("%s: %s", path, strerror(errno));
		}
		free(path);
	}
	return err;
}

int kernel_load(const struct kernel_ask *ask, struct kernel *kernel)
{
	json_error_t error;
	json_t *object;
	int err = 0;
	char *path, *word = variant(ask);

	*kernel = (struct kernel){ .name = xstrdup(ask->name) };
	kernel->dir = xasprintf("%s/kernels/%s%s%s", paths_objects(), ask->name,
				word ? "." : "", word ? word : "");
	free(word);
	path = path_join(kernel->dir, "kernel.json");
	object = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!object) {
		complain("%s: %s", path, error.text);
		err = -EINVAL;
	} else if (!kernel_parse(object, kernel)) {
		complain("%s: lacks something of docs/architecture.md, seam 3",
			 path);
		err = -EINVAL;
	}
	if (!err)
		err = files_check(kernel);
	json_decref(object);
	free(path);
	return err;
}

void module_free(struct module *module)
{
	free(module->name);
	free(module->sha256);
	free(module->origin);
	for (size_t i = 0; i < module->nr_sources; i++) {
		free(module->sources[i].path);
		free(module->sources[i].sha256);
	}
	free(module->sources);
}

void module_copy(struct module *to, const struct module *from)
{
	*to = (struct module){
		.name = xstrdup(from->name),
		.sha256 = xstrdup(from->sha256),
		.origin = xstrdup(from->origin),
		.unmodified = from->unmodified,
		.nr_sources = from->nr_sources,
		.sources = xcalloc(from->nr_sources, sizeof(*to->sources)),
	};
	for (size_t i = 0; i < from->nr_sources; i++) {
		to->sources[i].path = xstrdup(from->sources[i].path);
		to->sources[i].sha256 = xstrdup(from->sources[i].sha256);
		to->sources[i].unmodified = from->sources[i].unmodified;
	}
}

void kernel_ask_free(struct kernel_ask *ask)
{
	free(ask->name);
	free(ask->path);
	free(ask->build);
	free(ask->source);
	free(ask->core_source);
	strings_free(&ask->drivers);
	*ask = (struct kernel_ask){ 0 };
}

void kernel_free(struct kernel *kernel)
{
	free(kernel->name);
	free(kernel->dir);
	free(kernel->release);
	free(kernel->config_sha256);
	free(kernel->append);
	free(kernel->note);
	free(kernel->profile);
	free(kernel->source);
	free(kernel->core_source);
	strings_free(&kernel->driver_changed);
	strings_free(&kernel->core_changed);
	free(kernel->arch);
	strings_free(&kernel->modes);
	pairs_free(&kernel->packages);
	strings_free(&kernel->parameters);
	for (size_t i = 0; i < kernel->nr_modules; i++)
		module_free(&kernel->modules[i]);
	free(kernel->modules);
	*kernel = (struct kernel){ 0 };
}
