// SPDX-License-Identifier: GPL-2.0-only
/* Where a drawn sequence takes place. */
#include <string.h>

#include "model_layout.h"

/* Memory is mapped up to so many pages an area, whatever their size. */
#define AREA_PAGES 1024

#define GIB (1ULL << 30)

/*
 * Edges in the middle of an area, so that ranges lie before, behind and over
 * them: numbers of 32, 36, 40, 47 and 63 bits end there; those of 32
 * and 36 bits more often, being what drivers get wrong.
 */
static const uint64_t edges[] = {
	1ULL << 32, 1ULL << 32, 1ULL << 33, 1ULL << 36, 1ULL << 36,
	1ULL << 37, 1ULL << 40, 1ULL << 47, 1ULL << 63,
};

static const uint64_t usual[] = {
	1ULL << 20, 2 * GIB, 4 * GIB, 5 * GIB, 12 * GIB,
};

/* From an area to one whose addresses agree in their low 32 or 36 bits. */
static const uint64_t aliases[] = { 4 * GIB, 8 * GIB, 64 * GIB };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static uint64_t below(struct model_layout *l, uint64_t limit)
{
	return rng_below(l->rng, limit);
}

static bool has(const struct model_layout *l, enum model_spice spice)
{
	return l->spice & spice;
}

static uint64_t area_size(const struct model_layout *l)
{
	return l->area[0].last - l->area[0].first + 1;
}

static uint64_t round_down(uint64_t value, uint64_t unit)
{
	return value / unit * unit;
}

static uint64_t pick_base(struct model_layout *l, uint64_t size)
{
	uint64_t align = l->unit > 64 * l->page ? l->unit : 64 * l->page;

	if (!has(l, MODEL_FAR))
		return usual[below(l, COUNT(usual))];
	switch (below(l, 7)) {
	case 0:
		return 0;
	case 1:
		/* The last page below 2^64 belongs to no range. */
		return -size - align;
	case 2:
		return round_down(below(l, 400 * GIB), align);
	default:
		return edges[below(l, COUNT(edges))] -
		       round_down(size / 2, align);
	}
}

void model_layout_map(struct model_layout *l, unsigned int i)
{
	struct model_step s = { .op = MODEL_MAP, .times = 1 };

	s.iova = l->area[i].first;
	s.length = l->area[i].last - l->area[i].first + 1;
	model_sequence_add(l->seq, &s);
}

static void draw_areas(struct model_layout *l)
{
	uint64_t units = 1 + below(l, l->unit < 64 * l->page ? 500 : 8);
	uint64_t size = units * l->unit, most = AREA_PAGES * l->page;

	if (size > most)
		size = l->unit > most ? l->unit : round_down(most, l->unit);
	l->areas = 1;
	l->area[0] = span_of(pick_base(l, size), size);
	if (has(l, MODEL_FAR) && l->area[0].last < 100 * GIB && !below(l, 2)) {
		uint64_t by = aliases[below(l, COUNT(aliases))];

		l->area[1] = span_of(l->area[0].first + by, size);
		l->areas = 2;
	}
	for (unsigned int i = 0; i < l->areas; i++)
		model_layout_map(l, i);
}

/* Ranges and gaps, which may be empty, in one area. */
static void draw_ranges(struct model_layout *l, struct span area, uint32_t most)
{
	uint64_t units = (area.last - area.first + 1) / l->unit;
	uint64_t at = below(l, 3) ? 0 : below(l, units);
	uint64_t longest = 1 + below(l, most > 8 ? 3 : units);

	while (most-- && at < units) {
		uint64_t length = 1 + below(l, longest);

		if (length > units - at)
			length = units - at;
		l->ranges[l->count++] = (range_t){ area.first + at * l->unit,
						   length * l->unit };
		at += length;
		at += below(l, 3) ? below(l, 4) : 0;
	}
}

/* One range from the first area to the end of the last. */
static void join_areas(struct model_layout *l)
{
	l->ranges[0].iova = l->area[0].first;
	l->ranges[0].length = l->area[l->areas - 1].last - l->area[0].first + 1;
	l->count = 1;
}

void model_layout_ranges(struct model_layout *l)
{
	uint32_t most = 1 + below(l, 6);

	if (has(l, MODEL_MANY) && below(l, 3))
		most = 1 + below(l, MODEL_RANGES_MAX / l->areas);
	l->count = 0;
	if (has(l, MODEL_FAR) && !below(l, 3)) {
		join_areas(l);
		return;
	}
	for (unsigned int i = 0; i < l->areas; i++)
		draw_ranges(l, l->area[i], most);
}

static uint64_t pick_unit(struct model_layout *l)
{
	if (has(l, MODEL_MANY))
		return l->page;
	if (!has(l, MODEL_ANY_PAGE) || !below(l, 4))
		return 64 * l->page;
	return below(l, 4) ? l->page : 8 * l->page;
}

void model_layout_init(struct model_layout *l, struct model_sequence *seq,
		       struct rng *rng, unsigned int spice, uint64_t page)
{
	memset(l, 0, sizeof(*l));
	l->seq = seq;
	l->rng = rng;
	l->spice = spice;
	l->page = page;
	l->unit = pick_unit(l);
	l->hint = page;
	if (has(l, MODEL_SIZES) && below(l, 4))
		l->hint = page << below(l, below(l, 4) ? 5 : 10);
	if (l->unit < l->hint)
		l->unit = l->hint;
	draw_areas(l);
	model_layout_ranges(l);
}

uint64_t model_layout_anywhere(struct model_layout *l)
{
	unsigned int i = below(l, l->areas);

	return l->area[i].first + below(l, area_size(l) / l->page) * l->page;
}

uint64_t model_layout_clip(const struct model_layout *l, uint64_t iova,
			   uint64_t length)
{
	for (unsigned int i = 0; i < l->areas; i++) {
		const struct span *a = &l->area[i];

		if (iova < a->first || iova > a->last)
			continue;
		return length - 1 > a->last - iova ? a->last - iova + 1
						   : length;
	}
	return 0;
}

/* A part of @s, from a multiple of @unit in it to another. */
static struct span part_of(struct model_layout *l, struct span s, uint64_t unit)
{
	uint64_t units = (s.last - s.first + 1) / unit;
	uint64_t first = below(l, 3) ? below(l, units) : 0;
	uint64_t count = 1 + below(l, units - first);

	if (!below(l, 4))
		count = units - first;
	return span_of(s.first + first * unit, count * unit);
}

/* Also what is neither in a range nor mapped. */
static struct span window_outside(struct model_layout *l, struct span range)
{
	struct span area = l->area[below(l, l->areas)], w;

	switch (below(l, 4)) {
	case 0:
		return area;
	case 1:
		/* Some of what lies around the area. */
		w = part_of(l, area, l->page);
		w.last += below(l, 64) * l->page;
		return w.last < w.first || w.last == UINT64_MAX ? area : w;
	case 2:
		/* From inside of a range to behind it. */
		w = part_of(l, range, l->page);
		w.last = area.last > w.first ? area.last : w.last;
		return w;
	default:
		return part_of(l, area, l->page);
	}
}

struct span model_layout_window(struct model_layout *l)
{
	const range_t *r = &l->ranges[below(l, l->count)];
	struct span range = span_of(r->iova, r->length);
	unsigned int dice = below(l, 8);
	uint64_t unit = has(l, MODEL_ANY_PAGE | MODEL_MANY) ? l->page : l->unit;

	if (dice < 2)
		return range;
	if (dice < 4 && has(l, MODEL_OUTSIDE))
		return window_outside(l, range);
	if (dice < 6 && has(l, MODEL_ANY_BYTE))
		return part_of(l, range, 1);
	return part_of(l, range, unit);
}
