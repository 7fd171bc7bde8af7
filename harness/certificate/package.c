// SPDX-License-Identifier: GPL-2.0-only
/* The files of a package. */
#include "package.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "digest.h"
#include "paths.h"
#include "util.h"

/* What certify gives its files; nothing that a shell or a path would read. */
static bool name_good(const char *name)
{
	static const char also[] = "-_.,=";

	for (const char *p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		      (*p >= '0' && *p <= '9') || strchr(also, *p)))
			return false;
	return *name && *name != '.' && strlen(name) < 200;
}

struct scan {
	const char *dir;
	struct strings *files;
	struct strings *findings;
};

static int folder_scan(struct scan *scan, const char *below);

static void entry_scan(struct scan *scan, const char *below, const char *name)
{
	char *file = *below ? path_join(below, name) : xstrdup(name);
	char *path = path_join(scan->dir, file);
	struct stat st = { 0 };
	int err = lstat(path, &st) ? -errno : 0;

	if (!name_good(name))
		strings_addf(scan->findings,
			     "%s: no file of a package is called so", file);
	else if (!err && S_ISLNK(st.st_mode))
		strings_addf(scan->findings,
			     "%s: is a symbolic link; a package holds files "
			     "and folders only",
			     file);
	else if (!err && S_ISDIR(st.st_mode) && !*below)
		err = folder_scan(scan, file);
	else if (!err && !S_ISREG(st.st_mode))
		strings_addf(scan->findings,
			     "%s: is neither a file nor a folder that a "
			     "package may hold",
			     file);
	else if (!err && st.st_size > (off_t)PACKAGE_MAX_BYTES)
		strings_addf(scan->findings,
			     "%s: is larger than the %u MiB that a file of a "
			     "package may have",
			     file, PACKAGE_MAX_BYTES >> 20);
	else if (!err && scan->files->n == PACKAGE_MAX_FILES)
		strings_addf(scan->findings,
			     "%s: is one file more than the %u that a package "
			     "may have",
			     file, PACKAGE_MAX_FILES);
	else if (!err)
		strings_add(scan->files, file);
	if (err)
		strings_addf(scan->findings, "%s: cannot be read: %s", file,
			     strerror(-err));
	free(path);
	free(file);
}

static int folder_scan(struct scan *scan, const char *below)
{
	char *path = *below ? path_join(scan->dir, below) : xstrdup(scan->dir);
	DIR *d = opendir(path);
	int err = d ? 0 : -errno;
	struct dirent *entry;

	free(path);
	while (d && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			entry_scan(scan, below, entry->d_name);
	if (d)
		closedir(d);
	return err;
}

int package_scan(const char *dir, struct strings *files,
		 struct strings *findings)
{
	struct scan scan = { dir, files, findings };
	int err = folder_scan(&scan, "");

	strings_sort(files);
	return err;
}

int package_read(const char *dir, const char *file, char **text, size_t *len)
{
	char *path = path_join(dir, file);
	int err = file_read(path, PACKAGE_MAX_BYTES, text, len);

	free(path);
	return err;
}

static bool is_listed(const char *file)
{
	return strcmp(file, PACKAGE_MANIFEST) &&
	       strcmp(file, PACKAGE_SIGNATURE);
}

int package_manifest(const char *dir, const struct strings *files,
		     char **manifest)
{
	struct strings lines = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < files->n; i++) {
		char *text;
		size_t len;

		if (!is_listed(files->v[i]))
			continue;
		err = package_read(dir, files->v[i], &text, &len);
		if (!err)
			strings_addf(&lines, "%s  %s",
				     digest_bytes(text, len).hex, files->v[i]);
		free(text);
	}
	strings_add(&lines, "");
	*manifest = strings_join(&lines, "\n");
	strings_free(&lines);
	return err;
}

void package_names(const struct strings *lanes, size_t nr_runs,
		   struct strings *names)
{
	static const char *const suffixes[] = { "ktap", "console", "qemu" };

	strings_split(names,
		      PACKAGE_MANIFEST " " PACKAGE_SIGNATURE
				       " " PACKAGE_STATEMENT " " PACKAGE_RULES
				       " " PACKAGE_CASES,
		      " ");
	for (size_t r = 1; r <= nr_runs; r++) {
		strings_addf(names, "run-%zu/journal.jsonl", r);
		strings_addf(names, "run-%zu/results.json", r);
		for (size_t l = 0; l < lanes->n; l++)
			for (size_t s = 0; s < ARRAY_SIZE(suffixes); s++)
				strings_addf(names, "run-%zu/%s.%s", r,
					     lanes->v[l], suffixes[s]);
	}
	strings_sort(names);
}
