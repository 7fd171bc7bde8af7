// SPDX-License-Identifier: GPL-2.0-only
/* The user's bitmap. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bitmap.h"
#include "case.h"

#define GUARD 0x5a

void bitmap_alloc(struct bitmap *map, uint64_t bits, size_t offset)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t bytes = (bits + 7) / 8;

	map->bits = bits;
	map->bytes = bytes;
	map->area_size =
		page + (offset + bytes + page - 1) / page * page + page;
	map->area = mmap(NULL, map->area_size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	map->before = calloc(1, bytes ? bytes : 1);
	if (map->area == MAP_FAILED || !map->before)
		case_error("no memory for a bitmap of %zu bytes", bytes);
	memset(map->area, GUARD, map->area_size);
	map->data = map->area + page + offset;
	memset(map->data, 0, bytes);
}

void bitmap_free(struct bitmap *map)
{
	free(map->before);
	munmap(map->area, map->area_size);
}

static bool get_bit(const uint8_t *data, uint64_t k)
{
	return data[k / 8] >> (k % 8) & 1;
}

bool bitmap_bit(const struct bitmap *map, uint64_t k)
{
	return get_bit(map->data, k);
}

void bitmap_preset(struct bitmap *map, uint64_t k)
{
	map->data[k / 8] |= 1 << (k % 8);
	map->before[k / 8] |= 1 << (k % 8);
}

void bitmap_save(struct bitmap *map)
{
	memcpy(map->before, map->data, map->bytes);
}

uint64_t bitmap_count(const struct bitmap *map)
{
	uint64_t count = 0;

	for (uint64_t k = 0; k < map->bits; k++)
		count += bitmap_bit(map, k);
	return count;
}

bool bitmap_changed(const struct bitmap *map, long *where)
{
	for (size_t i = 0; i < map->area_size; i++) {
		long distance = map->area + i - map->data;

		if (distance >= 0 && distance < (long)map->bytes)
			continue;
		if (map->area[i] == GUARD)
			continue;
		if (where)
			*where = distance;
		return true;
	}
	return false;
}

bool bitmap_intact(const struct bitmap *map)
{
	long where;

	if (!bitmap_changed(map, &where))
		return true;
	fprintf(stderr,
		"# byte %ld of a bitmap of %zu bytes was changed from %#x to %#x\n",
		where, map->bytes, GUARD, map->data[where]);
	return false;
}

bool bitmap_tail_clear(const struct bitmap *map)
{
	for (uint64_t k = map->bits; k < map->bytes * 8; k++) {
		if (!bitmap_bit(map, k))
			continue;
		fprintf(stderr, "# bit %llu of a bitmap of %llu bits is set\n",
			(unsigned long long)k, (unsigned long long)map->bits);
		return false;
	}
	return true;
}

bool bitmap_kept(const struct bitmap *map)
{
	for (uint64_t k = 0; k < map->bits; k++) {
		if (!get_bit(map->before, k) || bitmap_bit(map, k))
			continue;
		fprintf(stderr, "# bit %llu was set and is cleared\n",
			(unsigned long long)k);
		return false;
	}
	return true;
}
