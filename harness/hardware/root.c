// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel of this machine says in files, and what it is told there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "root.h"

#define MAX_BYTES (4u << 20) /* of /proc/mountinfo, modules.dep and the like */

static int (*on_write)(const char *path, const char *text);

static const char *root_folder(void)
{
	const char *root = getenv("TRACKCERT_ROOT");

	return root ? root : "";
}

bool root_is_real(void)
{
	return !*root_folder();
}

char *root_path(const char *path)
{
	return xasprintf("%s%s", root_folder(), path);
}

/* Return: allocated path of what @fmt says, below the root. */
static char *path_format(const char *fmt, va_list ap)
{
	char *path, *full;

	if (vasprintf(&path, fmt, ap) < 0)
		abort();
	full = root_path(path);
	free(path);
	return full;
}

bool root_has(const char *path)
{
	char *full = root_path(path);
	bool has = !access(full, F_OK);

	free(full);
	return has;
}

static char *file_take(char *full)
{
	char *text, *trimmed = NULL;

	if (!file_read(full, MAX_BYTES, &text, NULL)) {
		trimmed = xstrdup(str_trim(text));
		free(text);
	}
	free(full);
	return trimmed;
}

char *root_read(const char *fmt, ...)
{
	char *full;
	va_list ap;

	va_start(ap, fmt);
	full = path_format(fmt, ap);
	va_end(ap);
	return file_take(full);
}

unsigned long long root_number(unsigned long long otherwise, const char *fmt,
			       ...)
{
	unsigned long long number;
	char *full, *text, *end;
	va_list ap;

	va_start(ap, fmt);
	full = path_format(fmt, ap);
	va_end(ap);
	text = file_take(full);
	number = text ? strtoull(text, &end, 0) : otherwise;
	if (text && (end == text || *end))
		number = otherwise;
	free(text);
	return number;
}

char *root_link(const char *fmt, ...)
{
	char target[PATH_MAX], *full, *slash;
	ssize_t len;
	va_list ap;

	va_start(ap, fmt);
	full = path_format(fmt, ap);
	va_end(ap);
	len = readlink(full, target, sizeof(target) - 1);
	free(full);
	if (len <= 0)
		return NULL;
	target[len] = '\0';
	slash = strrchr(target, '/');
	return xstrdup(slash ? slash + 1 : target);
}

void root_list(struct strings *names, const char *fmt, ...)
{
	const struct dirent *entry;
	char *full;
	va_list ap;
	DIR *dir;

	va_start(ap, fmt);
	full = path_format(fmt, ap);
	va_end(ap);
	dir = opendir(full);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			strings_add(names, entry->d_name);
	if (dir)
		closedir(dir);
	strings_sort(names);
	free(full);
}

int root_write(const char *path, const char *text)
{
	char *full = root_path(path), *line = xasprintf("%s\n", text);
	/* a file in sysfs is never made by opening it */
	int fd = open(full, O_WRONLY | O_CLOEXEC | O_TRUNC), err = 0;

	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(line);
	free(full);
	return !err && on_write ? on_write(path, text) : err;
}

void root_on_write(int (*told)(const char *path, const char *text))
{
	on_write = told;
}
