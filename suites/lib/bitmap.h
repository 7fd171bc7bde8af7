/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's bitmap: at any byte address, with guard bytes around it. */
#ifndef SUITES_LIB_BITMAP_H
#define SUITES_LIB_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct bitmap - a bitmap and what surrounds it
 * @data: its first byte, what REPORT gets as pointer
 * @bits: how many bits belong to it; the rest of the last byte is not ours
 * @bytes: bytes that hold these bits
 * @before: copy of the @bytes as they were before REPORT
 * @area: the whole mapping, guard bytes included
 * @area_size: its bytes
 */
struct bitmap {
	uint8_t *data;
	uint64_t bits;
	size_t bytes;
	uint8_t *before;
	uint8_t *area;
	size_t area_size;
};

/**
 * bitmap_alloc() - a zeroed bitmap
 * @map: filled in; release with bitmap_free()
 * @bits: how many
 * @offset: of the first byte from the start of a page
 *
 * At least half a page of guard bytes lies before and behind it. Ends the case
 * as an ERROR if there is no memory.
 */
void bitmap_alloc(struct bitmap *map, uint64_t bits, size_t offset);
void bitmap_free(struct bitmap *map);

/* bitmap_bit() - bit @k as it is now. */
bool bitmap_bit(const struct bitmap *map, uint64_t k);

/* bitmap_preset() - set bit @k, now and in the copy. */
void bitmap_preset(struct bitmap *map, uint64_t k);

/**
 * bitmap_save() - take what is in the bitmap now for what was there before
 * @map: a bitmap into which several windows are reported one after another
 */
void bitmap_save(struct bitmap *map);

/* bitmap_count() - how many of its bits are set. */
uint64_t bitmap_count(const struct bitmap *map);

/**
 * bitmap_changed() - has a byte around the bitmap been written?
 * @map: a bitmap
 * @where: if not NULL, receives the first one, counted from @map->data
 */
bool bitmap_changed(const struct bitmap *map, long *where);

/**
 * bitmap_intact() - are the bytes around the bitmap as they were?
 * @map: a bitmap
 *
 * Says which one is not. The unused bits of the last byte are not looked at
 * here, see bitmap_tail_clear().
 */
bool bitmap_intact(const struct bitmap *map);

/* bitmap_tail_clear() - are the unused bits of the last byte still 0? */
bool bitmap_tail_clear(const struct bitmap *map);

/**
 * bitmap_kept() - are all bits that were set before set now?
 * @map: a bitmap
 */
bool bitmap_kept(const struct bitmap *map);

#endif
