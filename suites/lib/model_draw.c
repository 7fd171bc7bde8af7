// SPDX-License-Identifier: GPL-2.0-only
/* Drawing sequences of steps at random. */
#include <stdbool.h>
#include <string.h>

#include "model_draw.h"
#include "model_layout.h"
#include "model_wrong.h"
#include "spans.h"

/* A REPORT of more bits is not repeated: it would take too long. */
#define REPEATED_BITS 2048

static uint64_t below(struct model_layout *l, uint64_t limit)
{
	return rng_below(l->rng, limit);
}

static bool has(const struct model_layout *l, enum model_spice spice)
{
	return l->spice & spice;
}

static void add(struct model_layout *l, struct model_step step)
{
	if (!step.times)
		step.times = 1;
	model_sequence_add(l->seq, &step);
}

/*
 * The page at the roundest address of an area, or the one before it: 4 GiB,
 * 64 GiB, 0; edges of the log and of numbers.
 */
static uint64_t pick_round(struct model_layout *l)
{
	const struct span *a = &l->area[below(l, l->areas)];
	uint64_t at = a->last, unit = l->page;

	while (unit && at - at % unit >= a->first) {
		at -= at % unit;
		if (!at)
			return at;
		unit *= 2;
	}
	return at > a->first && below(l, 2) ? at - l->page : at;
}

/*
 * Where the device writes: into a range's first and last pages, to both sides
 * of a byte or a word of the log, next to a range, at a round address,
 * anywhere.
 */
static uint64_t pick_page(struct model_layout *l)
{
	const range_t *r = &l->ranges[below(l, l->count)];
	uint64_t pages = r->length / l->page;
	uint64_t edge = (1 + below(l, 1 + pages / 8)) * 8;

	if (has(l, MODEL_FAR) && !below(l, 4))
		return pick_round(l);
	switch (below(l, 9)) {
	case 0:
		return r->iova;
	case 1:
		return r->iova + (pages - 1) * l->page;
	case 2:
		return r->iova + (edge - below(l, 2)) * l->page;
	case 3:
		return below(l, 2) ? r->iova + r->length : r->iova - l->page;
	case 4:
		return model_layout_anywhere(l);
	case 5:
		return pick_round(l);
	default:
		return r->iova + below(l, pages) * l->page;
	}
}

static uint64_t pick_length(struct model_layout *l)
{
	switch (below(l, 8)) {
	case 0:
		return l->page;
	case 1:
		return 1 + below(l, l->page);
	case 2:
		return 1 + below(l, 4 * l->page);
	case 3:
		return l->page * (1 + below(l, 130));
	default:
		return 1;
	}
}

static uint64_t pick_byte(struct model_layout *l)
{
	switch (below(l, 4)) {
	case 0:
		return below(l, l->page);
	case 1:
		return l->page - 1;
	default:
		return 0;
	}
}

static uint64_t report_page_size(struct model_layout *l)
{
	if (!has(l, MODEL_SIZES) || !below(l, 3))
		return l->page;
	return 4096ULL << below(l, below(l, 4) ? 10 : 40);
}

/*
 * Does the window, rounded up to bytes of its bitmap, end below 2^64? Linux 6.1
 * loses bits of one that does not (iova_bitmap.c:327): that is the core's
 * failure, with cases of its own, and hides what the driver does.
 */
static bool ends_below_2_to_64(const struct model_step *s)
{
	uint64_t byte = 8 * s->page_size;

	return s->page_size <= UINT64_MAX / 8 &&
	       s->length / byte + 1 <= (UINT64_MAX - s->iova) / byte;
}

static void add_window(struct model_layout *l, struct span w)
{
	uint64_t most = below(l, 16) ? MODEL_DRAW_BITS : MODEL_DRAW_BITS_MAX;
	struct model_step s = { .op = MODEL_REPORT, .times = 1 };

	s.iova = w.first;
	s.length = w.last - w.first + 1;
	s.page_size = report_page_size(l);
	if (!below(l, 4))
		s.offset = below(l, 2) ? below(l, 16) : below(l, 4096);
	while (s.page_size > l->page && !ends_below_2_to_64(&s))
		s.page_size /= 2;
	/* A large window is asked for in bits that a bitmap holds. */
	while (s.length / s.page_size >= most)
		s.page_size *= 2;
	if (!ends_below_2_to_64(&s))
		return;
	if (has(l, MODEL_BURSTS) && s.length / s.page_size <= REPEATED_BITS &&
	    !below(l, 6))
		s.times = 1 + below(l, 40);
	add(l, s);
}

/* The same again; sometimes with a REPORT before that takes the page away. */
static void add_rewrite(struct model_layout *l, uint64_t iova)
{
	for (uint32_t i = 0; i < l->count; i++) {
		const range_t *r = &l->ranges[i];

		if (iova - r->iova < r->length && below(l, 2))
			add_window(l, span_of(r->iova, r->length));
	}
	add(l, (struct model_step){ .op = MODEL_REWRITE });
}

static void add_write(struct model_layout *l)
{
	struct model_step s = { .op = MODEL_WRITE, .times = 1 };

	s.iova = pick_page(l) + pick_byte(l);
	s.length = model_layout_clip(l, s.iova, pick_length(l));
	if (!s.length)
		return;
	if (has(l, MODEL_BURSTS) && !below(l, 4)) {
		s.stride = l->page * (1 + below(l, 3));
		s.length = 1 + below(l, 16);
		s.times = 1 + model_layout_clip(l, s.iova, 600 * s.stride) /
				      s.stride;
		if (s.times > 1)
			s.times--;
	}
	add(l, s);
	if (!below(l, 6))
		add_rewrite(l, s.iova + (s.times - 1) * s.stride);
}

static void add_read(struct model_layout *l)
{
	struct model_step s = { .op = MODEL_READ };

	s.iova = pick_page(l);
	s.length = model_layout_clip(l, s.iova, 1 + below(l, 2 * l->page));
	if (s.length)
		add(l, s);
}

/* Write the whole page that a window's start cuts. */
static void add_write_of_edge(struct model_layout *l, struct span w)
{
	struct model_step s = { .op = MODEL_WRITE };

	s.iova = w.first - w.first % l->page;
	s.length = model_layout_clip(l, s.iova, l->page);
	if (s.length)
		add(l, s);
}

static void add_report(struct model_layout *l)
{
	struct span w = model_layout_window(l);

	if (has(l, MODEL_ANY_BYTE) && w.first % l->page && below(l, 2))
		add_write_of_edge(l, w);
	add_window(l, w);
}

/* @range somewhere among the others. */
static void mix_in(struct model_layout *l, range_t *mixed, uint32_t count,
		   range_t range)
{
	uint32_t to = below(l, count + 1);

	mixed[count] = mixed[to];
	mixed[to] = range;
}

/* START of the layout, its ranges in any order. */
static void add_start(struct model_layout *l)
{
	range_t mixed[MODEL_RANGES_MAX];
	struct model_step s = { .op = MODEL_START,
				.page_size = l->hint,
				.ranges = mixed };

	while (s.count < l->count) {
		mix_in(l, mixed, s.count, l->ranges[s.count]);
		s.count++;
	}
	if (has(l, MODEL_EMPTY) && s.count < MODEL_RANGES_MAX && below(l, 2))
		mix_in(l, mixed, s.count++, (range_t){ pick_page(l), 0 });
	add(l, s);
	l->on = true;
}

static void add_stop(struct model_layout *l)
{
	add(l, (struct model_step){ .op = MODEL_STOP });
	l->on = false;
}

/* What is tracked, range by range, or some ranges where they are many. */
static void add_last_reports(struct model_layout *l)
{
	uint32_t most = l->count > 16 ? 16 : l->count;

	for (uint32_t i = 0; l->on && i < most; i++) {
		const range_t *r =
			&l->ranges[l->count > 16 ? below(l, l->count) : i];

		add_window(l, span_of(r->iova, r->length));
	}
}

static void add_unmap(struct model_layout *l)
{
	add(l,
	    (struct model_step){ .op = MODEL_UNMAP, .iova = l->area[0].first });
	if (below(l, 2))
		model_layout_map(l, 0);
}

/* Calls out of turn, or a last close. */
static void add_state(struct model_layout *l)
{
	switch (below(l, 6)) {
	case 0:
		add(l, (struct model_step){ .op = MODEL_REOPEN });
		l->on = false;
		return;
	case 1:
		add_stop(l);
		add_report(l);
		return;
	case 2:
		add_stop(l);
		add_stop(l);
		return;
	case 3:
		add_unmap(l);
		return;
	default:
		add_start(l);
	}
}

static void add_session(struct model_layout *l)
{
	if (l->on)
		add_stop(l);
	if (!below(l, 3))
		model_layout_ranges(l);
	if (below(l, 8))
		add_start(l);
}

static void add_something(struct model_layout *l)
{
	unsigned int dice = below(l, 32);

	if (dice < 2 && has(l, MODEL_STATES))
		add_state(l);
	else if (dice < 4 && has(l, MODEL_STATES | MODEL_RESETS))
		add_session(l);
	else if (dice < 7 && has(l, MODEL_RESETS))
		add(l, (struct model_step){ .op = MODEL_RESET });
	else if (dice < 12 && has(l, MODEL_ERRORS))
		model_wrong_add(l);
	else if (dice < 13)
		add_read(l);
	else if (dice < 24)
		add_write(l);
	else
		add_report(l);
}

void model_draw(struct model_sequence *seq, struct rng *rng, unsigned int spice,
		uint64_t page)
{
	struct model_layout l;
	uint64_t steps;

	model_layout_init(&l, seq, rng, spice, page);
	if (below(&l, 12))
		add_start(&l);
	steps = below(&l, 8) ? 3 + below(&l, 12) : 40;
	while (steps--)
		add_something(&l);
	add_last_reports(&l);
}
