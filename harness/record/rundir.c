// SPDX-License-Identifier: GPL-2.0-only
/* The run folder. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rundir.h"
#include "util.h"

/* Can the first of  parents that there is take a folder? */
static int parent_check(const char *path)
{
	char *copy = xstrdup(path), *slash;
	struct stat st;
	int err = 0;

	do {
		slash = strrchr(copy, '/');
		slash[slash == copy] = '\0';
	} while (stat(copy, &st) && errno == ENOENT && slash != copy);
	if (access(copy, W_OK | X_OK))
		err = -errno;
	else if (!S_ISDIR(st.st_mode))
		err = -ENOTDIR;
	free(copy);
	return err;
}

char *rundir_name(const char *asked, time_t now)
{
	char stamp[32], cwd[PATH_MAX];
	struct tm tm;

	if (!getcwd(cwd, sizeof(cwd)))
		strcpy(cwd, ".");
	if (asked)
		return *asked == '/' ? xstrdup(asked)
				     : xasprintf("%s/%s", cwd, asked);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
	return xasprintf("%s/trackcert-runs/%s", cwd, stamp);
}

int rundir_check(const char *path)
{
	struct dirent *entry;
	DIR *d = opendir(path);
	int err = 0;

	if (!d)
		return errno == ENOENT ? parent_check(path) : -errno;
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			err = -ENOTEMPTY;
	closedir(d);
	if (!err && access(path, W_OK | X_OK))
		err = -errno;
	return err;
}

int rundir_make(const char *path)
{
	char *copy = xstrdup(path), *p = copy;
	int err = 0;
	char was;

	while (!err && *p) {
		p += strspn(p, "/");
		p += strcspn(p, "/");
		was = *p;
		*p = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			err = -errno;
		*p = was;
	}
	free(copy);
	return err ? err : rundir_check(path);
}
