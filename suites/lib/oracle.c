// SPDX-License-Identifier: GPL-2.0-only
/* The oracle. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "oracle.h"

#define BITS_SHOWN   4096
#define RANGES_SHOWN 4

void oracle_start(struct oracle *o, const range_t *ranges, uint32_t count,
		  uint64_t hint, uint64_t page_size)
{
	oracle_stop(o);
	o->on = true;
	o->hint = hint;
	o->page_size = page_size;
	for (uint32_t i = 0; i < count; i++)
		spans_add(&o->ranges,
			  span_of(ranges[i].iova, ranges[i].length));
}

void oracle_stop(struct oracle *o)
{
	o->on = false;
	spans_clear(&o->ranges);
	spans_clear(&o->must);
	spans_clear(&o->may);
}

void oracle_free(struct oracle *o)
{
	oracle_stop(o);
	spans_clear(&o->collateral);
}

/* Outwards to whole pages; @page_size is a power of two. */
static struct span round_out(struct span s, uint64_t page_size)
{
	return (struct span){ s.first & ~(page_size - 1),
			      s.last | (page_size - 1) };
}

void oracle_wrote(struct oracle *o, uint64_t iova, uint64_t length)
{
	struct span wrote = span_of(iova, length);

	if (!o->on || !length)
		return;
	for (size_t i = 0; i < o->ranges.count; i++) {
		struct span s = wrote;

		if (span_clip(&s, o->ranges.at[i]))
			spans_add(&o->must, s);
	}
	spans_add(&o->may, round_out(wrote, o->page_size));
}

uint64_t window_bits(const struct window *w)
{
	return w->length / w->page_size + !!(w->length % w->page_size);
}

static void set_bits(uint8_t *map, const struct window *w, struct span bytes)
{
	uint64_t first = (bytes.first - w->iova) / w->page_size;
	uint64_t last = (bytes.last - w->iova) / w->page_size;

	for (uint64_t k = first; k <= last; k++)
		map[k / 8] |= 1 << (k % 8);
}

/* All bytes that the window's bits stand for, beyond its end too. */
static struct span bit_coverage(const struct window *w)
{
	struct span s = { .first = w->iova, .last = UINT64_MAX };
	uint64_t bytes;

	if (!__builtin_mul_overflow(window_bits(w), w->page_size, &bytes) &&
	    !__builtin_add_overflow(w->iova, bytes - 1, &bytes))
		s.last = bytes;
	return s;
}

static uint8_t *draw(const struct spans *list, const struct window *w,
		     struct span clip, uint8_t *map)
{
	if (!map)
		map = calloc(1, window_bits(w) / 8 + 1);
	if (!map)
		case_error("no memory for an expected bitmap");
	for (size_t i = 0; i < list->count; i++) {
		struct span s = list->at[i];

		if (span_clip(&s, clip))
			set_bits(map, w, s);
	}
	return map;
}

void oracle_print_geometry(const struct oracle *o, const struct window *w,
			   const void *pointer)
{
	const char *seed = getenv("TRACKCERT_SEED");

	fprintf(stderr, "# geometry:");
	for (size_t i = 0; i < o->ranges.count && i < RANGES_SHOWN; i++)
		fprintf(stderr, " range=0x%" PRIx64 "-0x%" PRIx64,
			o->ranges.at[i].first, o->ranges.at[i].last);
	if (o->ranges.count > RANGES_SHOWN)
		fprintf(stderr, " of %zu ranges", o->ranges.count);
	fprintf(stderr,
		" hint=0x%" PRIx64 " tracked=0x%" PRIx64 " window=0x%" PRIx64
		"+0x%" PRIx64 " page_size=0x%" PRIx64
		" bitmap_offset=0x%lx seed=%s\n",
		o->hint, o->page_size, w->iova, w->length, w->page_size,
		(unsigned long)((uintptr_t)pointer % sysconf(_SC_PAGESIZE)),
		seed ? seed : "1");
}

static void print_hex(const uint8_t *map, uint64_t first, uint64_t bits)
{
	for (uint64_t i = first / 8; i < (first + bits + 7) / 8; i++)
		fprintf(stderr, "%02x", map[i]);
}

static void print_bits(const struct window *w, const uint8_t *must,
		       const struct bitmap *map, uint64_t around)
{
	uint64_t first = 0, bits = map->bits;

	if (bits > BITS_SHOWN) {
		if (around > BITS_SHOWN / 2)
			first = (around - BITS_SHOWN / 2) / 8 * 8;
		bits = map->bits - first;
		if (bits > BITS_SHOWN)
			bits = BITS_SHOWN;
	}
	fprintf(stderr,
		"# bits: iova=0x%" PRIx64 " page_size=0x%" PRIx64
		" first=%" PRIu64 " pages=%" PRIu64 " expected=",
		w->iova, w->page_size, first, bits);
	print_hex(must, first, bits);
	fprintf(stderr, " reported=");
	print_hex(map->data, first, bits);
	fprintf(stderr, "\n");
}

static bool has(const uint8_t *map, uint64_t k)
{
	return map[k / 8] >> (k % 8) & 1;
}

/* Is nothing set in any of the 64 bits from bit @k, before or after? */
static bool is_blank(const struct bitmap *map, const uint8_t *must,
		     const uint8_t *may, uint64_t k)
{
	const uint8_t *const maps[] = { map->data, map->before, must, may };
	uint64_t word, any = 0;

	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
		memcpy(&word, maps[i] + k / 8, sizeof(word));
		any |= word;
	}
	return !any;
}

static void explain(const struct oracle *o, const struct window *w,
		    const struct bitmap *map, const uint8_t *must)
{
	fprintf(stderr,
		"# why: first wrong bit %" PRIu64 " (IOVA 0x%" PRIx64
		"): %s; %" PRIu64 " missing, %" PRIu64 " too many of %" PRIu64
		"\n",
		o->wrong, w->iova + o->wrong * w->page_size,
		bitmap_bit(map, o->wrong) ? "reported, nothing written"
					  : "written, not reported",
		o->missing, o->extra, map->bits);
	oracle_print_geometry(o, w, map->data);
	print_bits(w, must, map, o->wrong);
}

static bool compare(struct oracle *o, const struct window *w,
		    const struct bitmap *map, const uint8_t *must,
		    const uint8_t *may)
{
	o->missing = 0;
	o->extra = 0;
	o->wrong = UINT64_MAX;

	for (uint64_t k = 0; k < map->bits; k++) {
		bool set = bitmap_bit(map, k), preset = has(map->before, k);

		if (!(k % 64) && map->bits - k >= 64 &&
		    is_blank(map, must, may, k)) {
			k += 63;
			continue;
		}
		if (set && !preset && !has(must, k))
			o->over++;
		if (!set && (has(must, k) || preset))
			o->missing++;
		else if (set && !preset && !has(may, k))
			o->extra++;
		else
			continue;
		if (o->wrong == UINT64_MAX)
			o->wrong = k;
	}
	if (o->wrong == UINT64_MAX)
		return true;
	if (!o->quiet)
		explain(o, w, map, must);
	return false;
}

/* What the window covered is clean from now on. */
static void forget(struct oracle *o, const struct window *w)
{
	struct span all = span_of(w->iova, w->length);
	uint64_t mask = o->page_size - 1;
	uint64_t first = (all.first + mask) & ~mask;
	uint64_t end = (all.last + 1) & ~mask;

	spans_cut(&o->must, all);
	/* No whole page lies in a window that ends before its first one does. */
	if (first >= all.first && end > first)
		spans_cut(&o->may, span_of(first, end - first));
}

bool oracle_check(struct oracle *o, const struct window *w,
		  const struct bitmap *map)
{
	uint8_t *must = draw(&o->must, w, span_of(w->iova, w->length), NULL);
	uint8_t *may = draw(&o->may, w, bit_coverage(w), NULL);
	bool right;

	draw(&o->collateral, w, bit_coverage(w), may);
	right = compare(o, w, map, must, may);
	free(must);
	free(may);
	forget(o, w);
	return right;
}
