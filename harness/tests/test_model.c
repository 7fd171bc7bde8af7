// SPDX-License-Identifier: GPL-2.0-only
/*
 * The suites' model of the contract against a slow second one, which knows
 * PAGES pages one by one; and the steps, how they are drawn, written down and
 * shrunk. Nothing of the harness is linked, and no device is there.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"
#include "model_budget.h"
#include "model_draw.h"
#include "model_shrink.h"
#include "slow_bitmap.h"

#define PAGES 48
#define PAGE  4096ULL

/* Answers that are judged by both, at least. */
#define ANSWERS 2000000

static struct slow_bitmap bitmap;
static struct rng rng;
static uint64_t answers, wrong_answers;

static uint64_t below(uint64_t limit)
{
	return rng_below(&rng, limit);
}

/**
 * struct slow - the second model
 * @base: address of page 0
 * @on: tracking
 * @tracked: page by page
 * @must: written, not reported
 * @may: may be reported
 * @size: tracked page size, in pages
 * @shaken: REPORT may fail
 * @old: STARTs that worked, @olds of them
 */
struct slow {
	uint64_t base;
	bool on;
	bool tracked[PAGES];
	bool must[PAGES];
	bool may[PAGES];
	unsigned int size;
	bool shaken;
	struct model_step old[64];
	range_t old_ranges[64][4];
	unsigned int olds;
};

static const int errors[] = { 0, EINVAL, E2BIG, EOVERFLOW, EFAULT, EIO };

static bool same_start(const struct model_step *a, const struct model_step *b)
{
	if (a->page_size != b->page_size || a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (a->ranges[i].iova != b->ranges[i].iova ||
		    a->ranges[i].length != b->ranges[i].length)
			return false;
	return true;
}

/* Each byte of a range counted would take for ever: pages and half pages. */
static bool pages_overlap(const struct slow *s, const struct model_step *step)
{
	unsigned char used[2 * PAGES + 8] = { 0 };

	for (uint32_t i = 0; i < step->count; i++) {
		uint64_t at = (step->ranges[i].iova - s->base) / (PAGE / 2);
		uint64_t n = step->ranges[i].length / (PAGE / 2);

		while (n--)
			if (used[at++]++)
				return true;
	}
	return false;
}

static bool start_is_right(const struct slow *s, const struct model_step *step,
			   const struct model_answer *a)
{
	bool refuse = false, known = false, allowed = false;

	if (a->ret && a->page_size != step->page_size)
		return false;
	if (!step->count)
		return a->ret == -EINVAL;
	if (step->no_memory)
		return a->ret == -EFAULT;
	for (uint32_t i = 0; i < step->count; i++)
		if (step->ranges[i].iova % step->page_size ||
		    step->ranges[i].length % step->page_size)
			refuse = true;
	if (refuse || pages_overlap(s, step))
		return a->ret == -EINVAL;
	if (s->on)
		return a->ret != 0;
	for (unsigned int i = 0; i < s->olds; i++)
		known |= same_start(&s->old[i], step);
	allowed = a->ret ? !known : __builtin_popcountll(a->page_size) == 1;
	return allowed;
}

static void slow_start(struct slow *s, const struct model_step *step,
		       const struct model_answer *a)
{
	s->on = true;
	s->shaken = false;
	s->size = a->page_size / PAGE;
	memset(s->tracked, 0, sizeof(s->tracked));
	memset(s->must, 0, sizeof(s->must));
	memset(s->may, 0, sizeof(s->may));
	for (uint32_t i = 0; i < step->count; i++)
		for (uint64_t k = 0; k < step->ranges[i].length / PAGE; k++)
			s->tracked[(step->ranges[i].iova - s->base) / PAGE + k] =
				true;
	if (s->olds == 64)
		return;
	s->old[s->olds] = *step;
	memcpy(s->old_ranges[s->olds], step->ranges,
	       step->count * sizeof(range_t));
	s->old[s->olds].ranges = s->old_ranges[s->olds];
	s->olds++;
}

/* Whole pages of one range: the pages are tracked, and no range ends between. */
static bool window_is_plain(const struct model *m, const struct model_step *w)
{
	for (size_t i = 0; i < m->oracle.ranges.count; i++) {
		const struct span *r = &m->oracle.ranges.at[i];

		if (w->length && !(w->iova % PAGE) && !(w->length % PAGE) &&
		    w->iova >= r->first && w->iova + w->length - 1 <= r->last)
			return true;
	}
	return false;
}

/* What bit @k is to be. */
static void slow_bit(const struct slow *s, const struct model_step *w,
		     uint64_t k, bool *must, bool *may)
{
	uint64_t first = (w->iova - s->base) / PAGE;
	uint64_t per = w->page_size / PAGE, end = first + w->length / PAGE;

	*must = false;
	*may = false;
	for (uint64_t p = first + k * per; p < first + (k + 1) * per; p++) {
		if (p >= PAGES)
			break;
		*must |= p < end && s->must[p];
		*may |= s->may[p];
	}
}

/* Draw bits for an answer; return: are they right? */
static bool draw_bits(const struct slow *s, const struct model_step *w,
		      struct bitmap *map, bool spoil)
{
	uint64_t bad = below(map->bits);
	bool right = true;

	for (uint64_t k = 0; k < map->bits; k++) {
		bool must, may, set;

		slow_bit(s, w, k, &must, &may);
		set = must || (may && below(2));
		if (spoil && k == bad) {
			set = !set;
			right = set ? may : !must;
		}
		map->data[k / 8] |= set << (k % 8);
	}
	if (!below(40) && map->bits % 8) {
		map->data[map->bytes - 1] |= 0x80;
		right = false;
	}
	if (!below(40)) {
		map->data[map->bytes] ^= 1;
		right = false;
	}
	return right;
}

static void slow_forget(struct slow *s, const struct model_step *w)
{
	uint64_t first = (w->iova - s->base) / PAGE;
	uint64_t end = first + w->length / PAGE;

	for (uint64_t p = first; p < end; p++)
		s->must[p] = false;
	for (uint64_t p = 0; p < PAGES; p += s->size)
		if (p >= first && p + s->size <= end)
			memset(&s->may[p], 0, s->size);
}

/* Both models are shown the answer; return: go on with this sequence? */
static bool agree(struct model *m, const struct model_step *step,
		  const struct model_answer *a, bool right)
{
	bool taken = model_take(m, step, a);

	answers++;
	wrong_answers += !right;
	assert_int_equal(right, taken);
	assert_int_equal(right, !m->verdict.rule);
	return right;
}

static bool do_start(struct slow *s, struct model *m)
{
	range_t ranges[4];
	struct model_step step = { .op = MODEL_START,
				   .page_size = PAGE << below(3),
				   .ranges = ranges,
				   .times = 1 };
	uint64_t at = below(8) ? below(8) : 0;
	struct model_answer a;
	bool right;

	while (step.count < 4 && at < PAGES - 8 && below(6)) {
		range_t *r = &ranges[step.count++];

		at = at / (step.page_size / PAGE) * (step.page_size / PAGE);
		r->iova = s->base + at * PAGE + (below(30) ? 0 : PAGE / 2);
		r->length = step.page_size * (1 + below(2));
		at += r->length / PAGE + below(8);
		at -= below(20) || !at ? 0 : 1;
	}
	step.no_memory = !below(30);
	a.ret = -errors[below(2) ? below(6) : 0];
	a.page_size = below(30) ? PAGE << below(4) : 3 * PAGE;
	if (a.ret && below(10))
		a.page_size = step.page_size;
	right = start_is_right(s, &step, &a);
	if (!agree(m, &step, &a, right))
		return false;
	if (!a.ret)
		slow_start(s, &step, &a);
	return true;
}

static bool do_stop(struct slow *s, struct model *m)
{
	const struct model_step step = { .op = MODEL_STOP };
	struct model_answer a = { .ret = below(20) ? 0 : -EIO };

	if (!agree(m, &step, &a, !s->on || !a.ret))
		return false;
	s->on = false;
	return true;
}

static bool do_write(struct slow *s, struct model *m)
{
	struct model_step step = { .op = MODEL_WRITE, .times = 1 };
	const struct model_answer a = { 0 };
	uint64_t first = below(PAGES), last = first + below(3);

	last = last < PAGES ? last : PAGES - 1;
	step.iova = s->base + first * PAGE + below(PAGE);
	step.length = s->base + (last + 1) * PAGE - step.iova;
	for (uint64_t p = first; s->on && p <= last; p++) {
		s->must[p] |= s->tracked[p];
		memset(&s->may[p / s->size * s->size], 1, s->size);
	}
	assert_true(model_applies(m, &step));
	return agree(m, &step, &a, true);
}

static bool report_fails_rightly(const struct slow *s, const struct model *m,
				 const struct model_step *step, int ret)
{
	if (step->page_size < PAGE || step->page_size & (step->page_size - 1))
		return ret == -EINVAL;
	return !s->on || s->shaken || !window_is_plain(m, step);
}

static bool do_report(struct slow *s, struct model *m)
{
	uint64_t first = below(PAGES), count = 1 + below(PAGES - first);
	struct model_step step = { .op = MODEL_REPORT,
				   .iova = s->base + first * PAGE,
				   .length = count * PAGE,
				   .page_size = PAGE << below(3),
				   .times = 1 };
	struct model_answer a = { .ret = -errors[below(4) ? 0 : below(6)] };
	struct window w;
	struct bitmap *map;
	bool right, sound;

	if (!below(20))
		step.page_size = below(2) ? 2048 : 3 * PAGE;
	sound = model_window_is_sound(&step);
	w = model_window(&step);
	map = slow_bitmap(&bitmap, sound ? window_bits(&w) : 64);
	a.map = map;
	if (a.ret)
		right = report_fails_rightly(s, m, &step, a.ret);
	else
		right = sound && draw_bits(s, &step, map, !below(3)) && s->on;
	if (!agree(m, &step, &a, right))
		return false;
	if (a.ret)
		s->shaken |= sound && s->on;
	else
		slow_forget(s, &step);
	return true;
}

static bool do_reset(struct slow *s, struct model *m)
{
	const struct model_step step = { .op = MODEL_RESET };
	const struct model_answer a = { 0 };

	s->shaken |= s->on;
	return agree(m, &step, &a, true);
}

static bool do_reopen(struct slow *s, struct model *m)
{
	const struct model_step step = { .op = MODEL_REOPEN };
	const struct model_answer a = { 0 };

	s->on = false;
	return agree(m, &step, &a, true);
}

static bool do_something(struct slow *s, struct model *m)
{
	switch (below(24)) {
	case 0:
		return do_stop(s, m);
	case 1:
		return do_reset(s, m);
	case 2:
		return do_reopen(s, m);
	case 3:
	case 4:
	case 5:
		return do_start(s, m);
	case 6 ... 15:
		return do_write(s, m);
	default:
		return do_report(s, m);
	}
}

static void session(uint64_t base)
{
	const struct model_step map = { .op = MODEL_MAP,
					.iova = base,
					.length = PAGES * PAGE };
	const struct model_answer mapped = { 0 };
	static struct slow s;
	struct model m;

	memset(&s, 0, sizeof(s));
	s.base = base;
	model_init(&m, PAGE);
	assert_true(model_applies(&m, &map));
	assert_true(model_take(&m, &map, &mapped));
	for (int step = 0; step < 60 && do_something(&s, &m); step++)
		;
	model_free(&m);
}

static void test_agrees_with_the_slow_one(void **unused)
{
	/* Address 0, over 4 GiB, over 2^63, up to the page below the last. */
	const uint64_t bases[] = { 0, (1ULL << 32) - PAGES / 2 * PAGE,
				   (1ULL << 63) - PAGES / 2 * PAGE,
				   -(PAGES + 8) * PAGE };

	slow_bitmap_open(&bitmap);
	rng.state = 1;
	while (answers < ANSWERS)
		session(bases[below(4)]);
	slow_bitmap_close(&bitmap);
	/* Many of them right, many of them wrong. */
	assert_true(wrong_answers > ANSWERS / 50);
	assert_true(answers - wrong_answers > ANSWERS / 2);
}

static struct model_step parsed(const char *text)
{
	struct model_step step;

	assert_true(model_step_parse(text, &step));
	return step;
}

static void assert_same_step(const struct model_step *a,
			     const struct model_step *b)
{
	assert_int_equal(a->op, b->op);
	assert_int_equal(a->no_memory, b->no_memory);
	assert_int_equal(a->iova, b->iova);
	assert_int_equal(a->length, b->length);
	assert_int_equal(a->page_size, b->page_size);
	assert_int_equal(a->times, b->times);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->count, b->count);
	if (a->times > 1 && a->op == MODEL_WRITE)
		assert_int_equal(a->stride, b->stride);
	if (a->count)
		assert_memory_equal(a->ranges, b->ranges,
				    a->count * sizeof(range_t));
}

static void print_and_parse(const struct model_step *step)
{
	char *text = NULL;
	struct model_step back;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	model_step_print(out, step);
	fclose(out);
	back = parsed(text);
	assert_same_step(step, &back);
	free(back.ranges);
	free(text);
}

/* What a sequence's writes hit is mapped, and its bitmaps have an end. */
static void assert_drawn_well(const struct model_sequence *seq)
{
	const struct model_answer yes = { 0 };
	struct model m;

	model_init(&m, PAGE);
	for (size_t i = 0; i < seq->count; i++) {
		const struct model_step *step = &seq->at[i];

		if (step->op == MODEL_REPORT)
			assert_true(model_applies(&m, step));
		if ((step->op == MODEL_MAP || step->op == MODEL_UNMAP) &&
		    model_applies(&m, step))
			assert_true(model_take(&m, step, &yes));
	}
	model_free(&m);
}

static void test_steps_drawn_printed_parsed(void **unused)
{
	uint64_t drawn = 0, writes = 0;

	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct model_sequence seq = { 0 };

		rng.state = seed;
		model_draw(&seq, &rng, below(1 << 11), PAGE);
		assert_drawn_well(&seq);
		for (size_t i = 0; i < seq.count; i++) {
			if (seq.at[i].count < 20)
				print_and_parse(&seq.at[i]);
			writes += seq.at[i].op == MODEL_WRITE;
		}
		drawn += seq.count;
		model_sequence_free(&seq);
	}
	assert_true(drawn > 200000);
	assert_true(writes > 40000);
}

static void test_same_seed_same_sequence(void **unused)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct model_sequence a = { 0 }, b = { 0 };

		rng.state = seed;
		model_draw(&a, &rng, ~0U, PAGE);
		rng.state = seed;
		model_draw(&b, &rng, ~0U, PAGE);
		assert_int_equal(a.count, b.count);
		for (size_t i = 0; i < a.count; i++)
			assert_same_step(&a.at[i], &b.at[i]);
		model_sequence_free(&a);
		model_sequence_free(&b);
	}
}

static void test_no_steps(void **unused)
{
	static const char *const bad[] = {
		"",
		"jump",
		"stop now",
		"stop iova=0",
		"map iova=0x1000",
		"map iova=0x1000 length=",
		"map iova=-1 length=0x1000",
		"map iova=0x1000 length=0x1000 length=0x1000",
		"map iova=0x10000000000000000 length=0x1000",
		"start page_size=0x1000",
		"start page_size=0x1000 ranges=1",
		"start page_size=0x1000 ranges=1+2,",
		"start page_size=0x1000 ranges=1+2 memory=some",
		"write iova=0 length=1 times=0",
		"report iova=0 length=1 page_size=0x1000 offset=4096",
		"report iova=0 length=1  page_size=0x1000",
	};
	struct model_step step;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(model_step_parse(bad[i], &step));
}

/*
 * Fails where some write of 3 pages or more is behind a START of this page
 * and before a REPORT, as a tracker might.
 */
static bool toy_fails(void *arg, const struct model_sequence *seq)
{
	uint64_t page = *(uint64_t *)arg;
	int state = 0;

	for (size_t i = 0; i < seq->count; i++) {
		const struct model_step *s = &seq->at[i];

		if (s->op == MODEL_START)
			for (uint32_t k = 0; k < s->count; k++)
				if (page - s->ranges[k].iova <
				    s->ranges[k].length)
					state = 1;
		if (s->op == MODEL_STOP || s->op == MODEL_REOPEN)
			state = 0;
		if (state == 1 && s->op == MODEL_WRITE && s->times == 1 &&
		    s->length >= 3 * PAGE)
			state = 2;
		if (state == 2 && s->op == MODEL_REPORT)
			return true;
	}
	return false;
}

static void test_shrinks(void **unused)
{
	unsigned int shrunk = 0;

	for (uint64_t seed = 1; seed <= 1000; seed++) {
		uint64_t page = 4ULL << 30;
		struct model_trial trial = { toy_fails, 4000, &page };
		struct model_sequence seq = { 0 };

		rng.state = seed;
		model_draw(&seq, &rng, ~0U & ~MODEL_FAR, PAGE);
		if (toy_fails(&page, &seq)) {
			model_shrink(&seq, &trial);
			shrunk++;
			assert_true(toy_fails(&page, &seq));
			assert_int_equal(3, seq.count);
			assert_int_equal(1, seq.at[0].count);
			assert_int_equal(PAGE, seq.at[2].length);
			assert_int_equal(3 * PAGE, seq.at[1].length);
		}
		model_sequence_free(&seq);
	}
	assert_true(shrunk > 20);
}

static void test_budget(void **unused)
{
	static const char *const bad[] = { "0", "-1", "5s", "ms", "1 ms", "x" };
	struct model_budget budget;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(model_budget_parse(bad[i], 10, 0, &budget));
	assert_true(model_budget_parse(NULL, 10, 0, &budget));
	assert_true(model_budget_lasts(&budget, 9, 1ULL << 40));
	assert_false(model_budget_lasts(&budget, 10, 0));
	assert_true(model_budget_parse("3", 10, 0, &budget));
	assert_false(model_budget_lasts(&budget, 3, 0));
	assert_true(model_budget_parse("200ms", 10, 1000, &budget));
	assert_true(model_budget_lasts(&budget, 1000000, 1199));
	assert_false(model_budget_lasts(&budget, 1, 1200));
	/* At least one, however late. */
	assert_true(model_budget_lasts(&budget, 0, 5000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees_with_the_slow_one),
		cmocka_unit_test(test_steps_drawn_printed_parsed),
		cmocka_unit_test(test_same_seed_same_sequence),
		cmocka_unit_test(test_no_steps),
		cmocka_unit_test(test_shrinks),
		cmocka_unit_test(test_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
