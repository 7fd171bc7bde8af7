// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small leak is lost in the pages of all caches together; the cache that it
 * is in grows steadily.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leak_objects.h"

#define MAX_CACHES 1024

/* struct cache - a line of /proc/slabinfo */
struct cache {
	char name[64];
	int64_t size;
	int64_t first;
	int64_t last;
	bool grows;
};

static struct cache caches[MAX_CACHES];
static size_t nr_caches;

/* Freed objects stay for a while under KASAN: kmemleak finds leaks there. */
static bool objects_are_kept(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	bool kept = false;
	char line[256];

	while (file && !kept && fgets(line, sizeof(line), file))
		kept = strstr(line, " kasan_quarantine_put");
	if (file)
		fclose(file);
	return kept;
}

static struct cache *cache_find(const char *name)
{
	for (size_t i = 0; i < nr_caches; i++)
		if (!strcmp(caches[i].name, name))
			return &caches[i];
	return NULL;
}

static void cache_begin(const struct cache *now)
{
	if (nr_caches == MAX_CACHES)
		return;
	caches[nr_caches] = *now;
	caches[nr_caches].first = now->last;
	caches[nr_caches++].grows = true;
}

static void cache_again(const struct cache *now)
{
	struct cache *cache = cache_find(now->name);

	if (!cache)
		return;
	cache->grows = cache->grows && now->last > cache->last;
	cache->last = now->last;
}

/* NAME ACTIVE_OBJECTS OBJECTS SIZE ..., behind two lines of headings */
static void caches_read(void (*take)(const struct cache *now))
{
	FILE *file = fopen("/proc/slabinfo", "r");
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		struct cache now = { 0 };

		if (sscanf(line, "%63s %" SCNd64 " %*u %" SCNd64, now.name,
			   &now.last, &now.size) == 3)
			take(&now);
	}
	if (file)
		fclose(file);
}

void leak_objects_begin(void)
{
	nr_caches = 0;
	if (!objects_are_kept())
		caches_read(cache_begin);
}

void leak_objects_again(void)
{
	caches_read(cache_again);
}

int64_t leak_objects_growth(unsigned int times)
{
	int64_t most = 0;

	for (size_t i = 0; i < nr_caches; i++) {
		const struct cache *cache = &caches[i];
		int64_t bytes = (cache->last - cache->first) * cache->size;

		if (cache->grows && bytes > most &&
		    2 * (cache->last - cache->first) >= times)
			most = bytes;
	}
	return most / times;
}
