/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bitmap that is used again for each of millions of checks: bitmap_alloc()
 * maps memory each time, which would be all that a test does.
 */
#ifndef SLOW_BITMAP_H
#define SLOW_BITMAP_H

#include <string.h>

#include "bitmap.h"

#define SLOW_BITS 1024
#define SLOW_EDGE 16

/* struct slow_bitmap - @all is SLOW_BITS long, @map a part of it */
struct slow_bitmap {
	struct bitmap all;
	struct bitmap map;
};

static inline void slow_bitmap_open(struct slow_bitmap *s)
{
	bitmap_alloc(&s->all, SLOW_BITS, 0);
}

static inline void slow_bitmap_close(struct slow_bitmap *s)
{
	bitmap_free(&s->all);
}

/* Zeroed bits with guard bytes on both sides, as bitmap_alloc() leaves them. */
static inline struct bitmap *slow_bitmap(struct slow_bitmap *s, uint64_t bits)
{
	struct bitmap *map = &s->map;
	uint8_t guard = s->all.area[0];

	*map = s->all;
	map->bits = bits;
	map->bytes = (bits + 7) / 8;
	map->area = map->data - SLOW_EDGE;
	map->area_size = map->bytes + 2 * SLOW_EDGE;
	memset(map->area, guard, map->area_size);
	memset(map->data, 0, map->bytes);
	memset(map->before, 0, map->bytes);
	return map;
}

#endif
