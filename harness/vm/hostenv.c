// SPDX-License-Identifier: GPL-2.0-only
#include "hostenv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "accel.h"
#include "child.h"
#include "paths.h"
#include "util.h"

/* What stands behind @key and @sep in a file of such lines, or NULL. */
static char *value_read(const char *path, const char *key, char sep)
{
	FILE *f = fopen(path, "re");
	char *line = NULL, *value = NULL;
	size_t size = 0, len = strlen(key);

	if (!f)
		return NULL;
	while (!value && getline(&line, &size, f) >= 0) {
		const char *rest = line + len;

		if (strncmp(line, key, len))
			continue;
		rest += strspn(rest, " \t");
		if (*rest == sep)
			value = xstrdup(rest + 1);
	}
	free(line);
	fclose(f);
	return value;
}

char *hostenv_cpu(void)
{
	char *value = value_read("/proc/cpuinfo", "model name", ':');
	struct utsname host;
	char *name;

	if (value) {
		name = xstrdup(str_trim(value));
		free(value);
		return name;
	}
	uname(&host); /* not every architecture names its processors */
	return xstrdup(host.machine);
}

unsigned long hostenv_memory_mib(const char *key)
{
	char *value = value_read("/proc/meminfo", key, ':');
	unsigned long kib = value ? strtoul(value, NULL, 10) : 0;

	free(value);
	return kib / 1024;
}

char *hostenv_qemu(const char *program)
{
	static const char prefix[] = "QEMU emulator version ";
	struct strings argv = {}, lines = {};
	char *version = NULL;

	strings_add(&argv, program);
	strings_add(&argv, "--version");
	if (!child_lines(&argv, &lines) && lines.n &&
	    str_starts(lines.v[0], prefix))
		version = xstrdup(lines.v[0] + strlen(prefix));
	strings_free(&argv);
	strings_free(&lines);
	return version;
}

static void distribution_set(struct pairs *env)
{
	char *value = value_read("/etc/os-release", "PRETTY_NAME", '=');
	char *name;

	if (!value)
		return;
	name = str_trim(value);
	if (*name == '"') {
		name++;
		name[strcspn(name, "\"")] = '\0';
	}
	pairs_set(env, "distribution", name);
	free(value);
}

static void pair_take(struct pairs *env, const char *key, char *value)
{
	pairs_set(env, key, value);
	free(value);
}

int hostenv_fill(struct pairs *env)
{
	struct utsname host;
	char *qemu = hostenv_qemu(paths_qemu());

	uname(&host);
	pair_take(env, "host",
		  xasprintf("%s %s %s", host.sysname, host.release,
			    host.machine));
	distribution_set(env);
	pair_take(env, "cpu", hostenv_cpu());
	pair_take(env, "cpus", xasprintf("%ld", sysconf(_SC_NPROCESSORS_ONLN)));
	pair_take(env, "memory",
		  xasprintf("%lu MiB", hostenv_memory_mib("MemTotal")));
	pairs_set(env, "qemu", qemu ? qemu : "missing");
	pairs_set(env, "compiler", "cc " __VERSION__);
	if (!qemu)
		return -ENOENT;
	free(qemu);
	pairs_set(env, "accelerator", accel_pick());
	pairs_set(env, "accelerator_reason", accel_reason());
	return 0;
}

/* The kernel's word for an architecture is not always uname's. */
bool hostenv_runs(const char *arch)
{
	struct utsname host;

	uname(&host);
	return !strcmp(strcmp(arch, "arm64") ? arch : "aarch64", host.machine);
}

void hostenv_fill_guest(struct pairs *env, const char *arch)
{
	char *key, *version;

	if (hostenv_runs(arch))
		return;
	version = hostenv_qemu(paths_qemu_of(arch));
	key = xasprintf("qemu-%s", arch);
	pairs_set(env, key, version ? version : "missing");
	free(key);
	free(version);
	key = xasprintf("accelerator-%s", arch);
	pairs_set(env, key, accel_of(arch));
	free(key);
}
