// SPDX-License-Identifier: GPL-2.0-only
/* Guest kernels: which there are, having one prepared, what it consists of. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "json.h"
#include "kernels.h"
#include "paths.h"
#include "rules.h"
#include "util.h"

#define MAX_BYTES (4u << 20)

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

/* The description is shell; its summary is one plain assignment. */
char *kernel_summary(const char *name)
{
	char *path = xasprintf("%s/vms/kernels/%s", paths_source(), name);
	char *text, *rest, *line, *summary = NULL;

	if (!file_read(path, MAX_BYTES, &text, NULL)) {
		rest = text;
		while (!summary && (line = strsep(&rest, "\n"))) {
			if (!str_starts(line, "summary="))
				continue;
			line = str_trim(line + strlen("summary="));
			summary = value_unquote(line);
		}
		free(text);
	}
	free(path);
	return summary;
}

int kernel_prepare(const char *name)
{
	struct strings argv = { 0 };
	int status;
	pid_t pid;

	strings_take(&argv, path_join(paths_source(), "vms/prepare"));
	strings_add(&argv, name);
	strings_add(&argv, paths_objects());
	strings_take(&argv, path_join(paths_built(), "suites"));
	pid = child_start(&argv, -1, -1, NULL);
	status = pid < 0 ? pid : child_wait(pid);
	if (status == -EINTR)
		fputc('\n', stderr); /* it was writing a line */
	/* with status 3 it has said why */
	if (status && status != -EINTR && status != STATUS_INFRA)
		complain("kernel %s cannot be prepared: %s ended with %s%d",
			 name, argv.v[0], pid < 0 ? "errno " : "status ",
			 abs(status));
	strings_free(&argv);
	return status == 0 || status == -EINTR ? status : -EIO;
}

static bool kernel_parse(const json_t *object, struct kernel *kernel)
{
	kernel->release = json_to_string(object, "release");
	kernel->config_sha256 = json_to_string(object, "config_sha256");
	kernel->append = json_to_string(object, "append");
	kernel->note = json_to_string(object, "note");
	kernel->profile = json_to_string(object, "profile");
	if (!kernel->profile)
		kernel->profile = xstrdup(PROFILE_MAINLINE);
	return kernel->release && kernel->config_sha256 &&
	       json_to_strings(object, "modes", &kernel->modes) &&
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

int kernel_load(const char *name, struct kernel *kernel)
{
	json_error_t error;
	json_t *object;
	int err = 0;
	char *path;

	*kernel = (struct kernel){ .name = xstrdup(name) };
	kernel->dir = xasprintf("%s/kernels/%s", paths_objects(), name);
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

void kernel_free(struct kernel *kernel)
{
	free(kernel->name);
	free(kernel->dir);
	free(kernel->release);
	free(kernel->config_sha256);
	free(kernel->append);
	free(kernel->note);
	free(kernel->profile);
	strings_free(&kernel->modes);
	pairs_free(&kernel->packages);
	strings_free(&kernel->parameters);
	for (size_t i = 0; i < kernel->nr_modules; i++)
		module_free(&kernel->modules[i]);
	free(kernel->modules);
	*kernel = (struct kernel){ 0 };
}
