// SPDX-License-Identifier: GPL-2.0-only
/* Calls that the core has to refuse. */
#include <string.h>

#include "model_wrong.h"

static uint64_t below(struct model_layout *l, uint64_t limit)
{
	return rng_below(l->rng, limit);
}

/* A copy of the layout's ranges with one more, @extra. */
static uint32_t ranges_and(struct model_layout *l, range_t *list, range_t extra)
{
	uint32_t count = l->count < MODEL_RANGES_MAX ? l->count
						     : MODEL_RANGES_MAX - 1;
	uint32_t at = below(l, count + 1);

	memcpy(list, l->ranges, count * sizeof(range_t));
	memmove(list + at + 1, list + at, (count - at) * sizeof(range_t));
	list[at] = extra;
	return count + 1;
}

/* One range more than a page holds, of which none is wrong. */
static uint32_t too_many(struct model_layout *l, range_t *list)
{
	uint32_t count = MODEL_RANGES_MAX + 1 + below(l, 3);

	for (uint32_t i = 0; i < count; i++)
		list[i] = (range_t){ (1ULL << 32) + 2 * i * l->hint, l->hint };
	return count;
}

static void wrong_start(struct model_layout *l)
{
	range_t list[MODEL_RANGES_MAX + 4];
	struct model_step s = { .op = MODEL_START,
				.page_size = l->hint,
				.times = 1,
				.ranges = list };
	range_t some = l->ranges[below(l, l->count)];

	switch (below(l, 7)) {
	case 0:
		s.count = ranges_and(l, list, some);
		break;
	case 1:
		some.length += l->hint;
		s.count = ranges_and(l, list, some);
		break;
	case 2:
		some.iova += 1 + below(l, l->hint - 1);
		s.count = ranges_and(l, list, some);
		break;
	case 3:
		some = (range_t){ -4 * l->hint, (4 + below(l, 4)) * l->hint };
		s.count = ranges_and(l, list, some);
		break;
	case 4:
		s.count = too_many(l, list);
		s.no_memory = below(l, 2);
		break;
	case 5:
		break;
	default:
		s.no_memory = true;
		s.count = ranges_and(l, list, some) - 1;
	}
	model_sequence_add(l->seq, &s);
}

static const uint64_t no_page_sizes[] = { 0,	1,    512,	  2048,
					  4095, 4097, 3 * 4096ULL };

static void wrong_report(struct model_layout *l)
{
	struct span w = model_layout_window(l);
	struct model_step s = { .op = MODEL_REPORT,
				.iova = w.first,
				.length = w.last - w.first + 1,
				.page_size = l->page,
				.times = 1 };

	switch (below(l, 4)) {
	case 0:
		s.page_size = no_page_sizes[below(l, 7)];
		break;
	case 1:
		s.iova = -2 * l->page;
		s.length = (2 + below(l, 3)) * l->page;
		break;
	case 2:
		s.length = 0;
		break;
	default:
		s.no_memory = true;
		while (s.length / s.page_size >= MODEL_DRAW_BITS)
			s.page_size *= 2;
	}
	model_sequence_add(l->seq, &s);
}

void model_wrong_add(struct model_layout *l)
{
	if (below(l, 2))
		wrong_start(l);
	else
		wrong_report(l);
}
