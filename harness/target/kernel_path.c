// SPDX-License-Identifier: GPL-2.0-only
/* A guest kernel that lies in a folder of the user's own. */
#include "kernel_path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util.h"

#define SPEC "path:"
#define NAME "path-"

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789.-_+~";

const char *kernel_path(const char *spec)
{
	return str_starts(spec, SPEC) ? spec + strlen(SPEC) : NULL;
}

char *kernel_path_name(const char *dir)
{
	char *path = realpath(dir, NULL), *name = NULL;
	struct stat st;

	if (path && !stat(path, &st) && S_ISDIR(st.st_mode)) {
		/* the root folder has no name */
		const char *base = path[1] ? strrchr(path, '/') + 1 : "root";

		name = xasprintf(NAME "%s", base);
		for (char *p = name; *(p += strspn(p, plain));)
			*p = '-';
	}
	free(path);
	return name;
}

bool kernel_name_is_path(const char *name)
{
	return str_starts(name, NAME);
}
