// SPDX-License-Identifier: GPL-2.0-only
/*
 * The suites' oracle against a slow second one that knows every byte by itself.
 * Of the suites only oracle, bitmap and spans are linked, nothing of the
 * harness. A page may have one byte here: nothing in the oracle minds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bitmap.h"
#include "oracle.h"
#include "slow_bitmap.h"
#include "spans.h"

/* Bytes of address space, a multiple of the largest page. */
#define SPACE	 512
#define SESSIONS 1000

/* Bitmaps that are judged by both, at least. */
#define BITMAPS 1000000

static uint64_t state, judged, wrong_ones;
static struct slow_bitmap bitmap;

static uint64_t below(uint64_t limit)
{
	/* Knuth's linear congruential generator; its high bits are good. */
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % limit;
}

/* struct slow - the second oracle, for SPACE bytes from @base */
struct slow {
	uint64_t base;
	unsigned int page;
	bool tracked[SPACE];
	bool must[SPACE];
	bool may[SPACE];
	bool collateral[SPACE];
};

static void slow_wrote(struct slow *s, unsigned int at, unsigned int length)
{
	for (unsigned int i = at; i < at + length; i++) {
		s->must[i] |= s->tracked[i];
		for (unsigned int k = 0; k < s->page; k++)
			s->may[i / s->page * s->page + k] = true;
	}
}

/* What is to be said of the bytes from @at, @size of them, in a window? */
static void slow_bit(const struct slow *s, unsigned int at, uint64_t size,
		     unsigned int end, bool *must, bool *may)
{
	*must = false;
	*may = false;
	for (uint64_t i = at; i < SPACE && i < at + size; i++) {
		*must |= i < end && s->must[i];
		*may |= s->may[i] || s->collateral[i];
	}
}

static void slow_forget(struct slow *s, unsigned int at, unsigned int end)
{
	for (unsigned int i = at; i < end; i++)
		s->must[i] = false;
	for (unsigned int p = 0; p < SPACE; p += s->page)
		if (p >= at && p + s->page <= end)
			memset(&s->may[p], 0, s->page);
}

/* Ranges do not overlap, as the core sees to. */
static void draw_ranges(struct slow *s, struct oracle *o)
{
	uint64_t hint = s->page;
	range_t ranges[8];
	uint32_t count = 0;

	for (unsigned int at = below(64); at < SPACE - 1 && count < 8;) {
		unsigned int length = 1 + below(100);

		if (length > SPACE - 1 - at)
			length = SPACE - 1 - at;
		memset(&s->tracked[at], 1, length);
		ranges[count++] = (range_t){ s->base + at, length };
		at += length + below(40);
	}
	oracle_start(o, ranges, count, hint, s->page);
}

static void draw_write(struct slow *s, struct oracle *o)
{
	unsigned int at = below(SPACE), length = below(40);

	if (length > SPACE - at)
		length = SPACE - at;
	slow_wrote(s, at, length);
	oracle_wrote(o, s->base + at, length);
}

/*
 * Fill @map with bits that the slow oracle allows, or with one among them that
 * it does not.
 *
 * Return: whether the bitmap is right.
 */
static bool draw_bits(const struct slow *s, const struct window *w,
		      struct bitmap *map, bool wrong)
{
	unsigned int at = w->iova - s->base, end = at + w->length;
	uint64_t bad = below(map->bits);
	bool right = true;

	for (uint64_t k = 0; k < map->bits; k++) {
		bool must, may, preset = !below(5), set;

		slow_bit(s, at + k * w->page_size, w->page_size, end, &must,
			 &may);
		if (preset)
			bitmap_preset(map, k);
		set = must || preset || (may && below(2));
		if (wrong && k == bad) {
			set = !set;
			right = set ? may : !must && !preset;
		}
		map->data[k / 8] &= ~(1 << (k % 8));
		map->data[k / 8] |= set << (k % 8);
	}
	return right;
}

static void report(struct slow *s, struct oracle *o)
{
	unsigned int at = below(SPACE - 1);
	struct window w = { s->base + at, 1 + below(SPACE - 1 - at),
			    1ULL << below(9) };
	struct bitmap *map;
	bool right;

	if (!below(20))
		w.page_size = 1ULL << below(64);
	map = slow_bitmap(&bitmap, window_bits(&w));
	right = draw_bits(s, &w, map, below(2));
	assert_int_equal(right, oracle_check(o, &w, map));
	assert_true(bitmap_intact(map));
	judged++;
	wrong_ones += !right;
	slow_forget(s, at, at + w.length);
}

static void session(uint64_t base)
{
	struct slow s = { .base = base, .page = 1 << below(7) };
	struct oracle o = { .quiet = true };

	if (!below(4)) {
		spans_add(&o.collateral, span_of(base + 100, 30));
		memset(&s.collateral[100], 1, 30);
	}
	draw_ranges(&s, &o);
	for (int step = 0; step < 12; step++) {
		draw_write(&s, &o);
		if (below(2))
			report(&s, &o);
	}
	oracle_free(&o);
}

static void test_agrees_everywhere(void **unused)
{
	/* Address 0, between, over 4 GiB, over 2^63, up to the very top. */
	const uint64_t bases[] = { 0, 1 << 20, (1ULL << 32) - SPACE / 2,
				   (1ULL << 63) - SPACE / 2, -(uint64_t)SPACE };

	slow_bitmap_open(&bitmap);
	for (uint64_t seed = 1; judged < BITMAPS; seed++) {
		state = seed;
		session(bases[seed % (sizeof(bases) / sizeof(*bases))]);
	}
	slow_bitmap_close(&bitmap);
	assert_true(wrong_ones > BITMAPS / 20);
}

static void test_off_knows_nothing(void **unused)
{
	struct oracle o = { 0 };
	range_t range = { 0, 64 };

	oracle_wrote(&o, 0, 64);
	assert_int_equal(0, o.may.count);
	oracle_start(&o, &range, 1, 1, 1);
	oracle_wrote(&o, 0, 0);
	assert_int_equal(0, o.may.count);
	oracle_wrote(&o, 60, 8);
	assert_int_equal(1, o.must.count);
	oracle_stop(&o);
	assert_int_equal(0, o.must.count + o.may.count + o.ranges.count);
	oracle_free(&o);
}

static void test_cut(void **unused)
{
	for (state = 1; state <= SESSIONS; state++) {
		bool bytes[SPACE] = { 0 }, left[SPACE] = { 0 };
		uint64_t seed = state;
		struct spans list = { 0 };

		for (int i = 0; i < 10; i++) {
			unsigned int at = below(SPACE);
			unsigned int last = at + below(SPACE - at);
			bool add = below(3);

			memset(&bytes[at], add, last - at + 1);
			if (add)
				spans_add(&list, (struct span){ at, last });
			else
				spans_cut(&list, (struct span){ at, last });
		}
		for (size_t i = 0; i < list.count; i++)
			memset(&left[list.at[i].first], 1,
			       list.at[i].last - list.at[i].first + 1);
		assert_memory_equal(bytes, left, SPACE);
		spans_clear(&list);
		state = seed;
	}
}

static void test_window_bits(void **unused)
{
	const struct window w[] = {
		{ 0, 1, 1ULL << 63 },
		{ 0, UINT64_MAX, 1ULL << 63 },
		{ 3, 4096, 4096 },
		{ 3, 4097, 4096 },
	};
	const uint64_t bits[] = { 1, 2, 1, 2 };

	for (size_t i = 0; i < 4; i++)
		assert_int_equal(bits[i], window_bits(&w[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees_everywhere),
		cmocka_unit_test(test_off_knows_nothing),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_window_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
