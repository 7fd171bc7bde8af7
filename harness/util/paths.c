// SPDX-License-Identifier: GPL-2.0-only
/* Where things lie. */
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "util.h"

#if !defined(TRACKCERT_SOURCE) || !defined(TRACKCERT_BUILT)
#error "the build must define TRACKCERT_SOURCE and TRACKCERT_BUILT"
#endif

static const char *env_get(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

const char *paths_source(void)
{
	const char *dir = env_get("TRACKCERT_SOURCE");

	return dir ? dir : TRACKCERT_SOURCE;
}

const char *paths_built(void)
{
	const char *dir = env_get("TRACKCERT_OBJECTS");

	return dir ? dir : TRACKCERT_BUILT;
}

#ifdef TRACKCERT_INSTALLED
/* What is installed belongs to somebody else; kernels are this user's. */
const char *paths_objects(void)
{
	static char *objects;
	const char *dir = env_get("TRACKCERT_OBJECTS");

	if (!dir && !objects)
		objects = path_join(paths_cache(), "objects");
	return dir ? dir : objects;
}
#else
const char *paths_objects(void)
{
	return paths_built();
}
#endif

const char *paths_cache(void)
{
	static char *cache;
	const char *base = env_get("XDG_CACHE_HOME");
	const char *home = env_get("HOME");

	if (!cache && base)
		cache = path_join(base, "trackcert");
	else if (!cache)
		cache = path_join(home ? home : "/root", ".cache/trackcert");
	return cache;
}

const char *paths_qemu_of(const char *arch)
{
	const char *qemu = env_get("TRACKCERT_QEMU");

	if (qemu)
		return qemu;
	return strcmp(arch, "arm64") ? "qemu-system-x86_64"
				     : "qemu-system-aarch64";
}

const char *paths_qemu(void)
{
	return paths_qemu_of("x86_64");
}

char *path_join(const char *a, const char *b)
{
	return xasprintf("%s/%s", a, b);
}
