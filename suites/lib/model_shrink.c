// SPDX-License-Identifier: GPL-2.0-only
/* Delta debugging (Zeller, Hildebrandt: IEEE TSE 28(2), 2002) of sequences. */
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "model_shrink.h"

#define SIMPLE_PAGE 0x1000ULL
#define SIMPLE_IOVA 0x100000000ULL

/* Numbers that are counted down one by one, when halving does no more. */
#define ONE_BY_ONE 32

/* Takes @next for @seq if it fails too; empties @next. */
static bool take_if_fails(struct model_sequence *seq,
			  struct model_sequence *next,
			  struct model_trial *trial)
{
	bool fails = trial->left && trial->left-- &&
		     trial->fails(trial->arg, next);

	if (fails)
		model_sequence_copy(seq, next, NULL);
	model_sequence_free(next);
	return fails;
}

/* Without @count steps from @first. */
static bool try_without(struct model_sequence *seq, size_t first, size_t count,
			struct model_trial *trial)
{
	struct model_sequence next = { 0 };
	bool *keep = malloc(seq->count);

	if (!keep)
		case_error("no memory for a sequence");
	for (size_t i = 0; i < seq->count; i++)
		keep[i] = i < first || i >= first + count;
	model_sequence_copy(&next, seq, keep);
	free(keep);
	return take_if_fails(seq, &next, trial);
}

static bool drop_steps(struct model_sequence *seq, struct model_trial *trial)
{
	bool dropped = false;

	for (size_t size = (seq->count + 1) / 2; size; size /= 2)
		/* From the end: what comes last needs what comes first. */
		for (size_t at = seq->count; at;) {
			at = at > size ? at - size : 0;
			dropped |= try_without(seq, at, size, trial);
			if (at > seq->count)
				at = seq->count;
		}
	return dropped;
}

/*
 * One change of one step: returns false if it is none, so that a change is
 * tried only where it makes the step simpler.
 */
typedef bool (*change_fn)(struct model_step *step);

static bool is_report(const struct model_step *s)
{
	return s->op == MODEL_REPORT;
}

static bool has_length(const struct model_step *s)
{
	return s->op == MODEL_REPORT || s->op == MODEL_WRITE ||
	       s->op == MODEL_READ || s->op == MODEL_MAP;
}

static bool at_page_start(struct model_step *s)
{
	bool odd = s->offset;

	s->offset = 0;
	return odd;
}

static bool once(struct model_step *s)
{
	bool more = s->times > 1;

	s->times = 1;
	return more;
}

static bool half_as_often(struct model_step *s)
{
	s->times -= s->times / 2;
	return s->times > 1;
}

static bool once_less(struct model_step *s)
{
	if (s->times == 1 || s->times > ONE_BY_ONE)
		return false;
	s->times--;
	return true;
}

static bool small_pages(struct model_step *s)
{
	bool large = (s->op == MODEL_START || is_report(s)) &&
		     s->page_size > SIMPLE_PAGE;

	s->page_size = large ? SIMPLE_PAGE : s->page_size;
	return large;
}

static bool one_byte(struct model_step *s)
{
	bool more = s->op == MODEL_WRITE && s->length > 1;

	s->length = more ? 1 : s->length;
	return more;
}

static bool one_page(struct model_step *s)
{
	bool more = has_length(s) && s->length > SIMPLE_PAGE;

	s->length = more ? SIMPLE_PAGE : s->length;
	return more;
}

static bool whole_page(struct model_step *s)
{
	bool less = is_report(s) && s->length && s->length < SIMPLE_PAGE;

	s->length = less ? SIMPLE_PAGE : s->length;
	return less;
}

/* Whole pages where there are more than one. */
static bool half_length(struct model_step *s)
{
	uint64_t half = s->length / 2 / SIMPLE_PAGE * SIMPLE_PAGE;

	if (!has_length(s) || !half)
		return false;
	s->length = half;
	return true;
}

static bool page_less(struct model_step *s)
{
	if (!has_length(s) || s->length <= SIMPLE_PAGE ||
	    s->length > ONE_BY_ONE * SIMPLE_PAGE)
		return false;
	s->length = (s->length - 1) / SIMPLE_PAGE * SIMPLE_PAGE;
	return true;
}

/* The second half of a window, from a whole page on. */
static bool later_half(struct model_step *s)
{
	uint64_t half = s->length / 2 / SIMPLE_PAGE * SIMPLE_PAGE;

	if (!is_report(s) || !half)
		return false;
	s->iova += half;
	s->length -= half;
	return true;
}

static bool page_later(struct model_step *s)
{
	if (!is_report(s) || s->length <= SIMPLE_PAGE ||
	    s->length > ONE_BY_ONE * SIMPLE_PAGE)
		return false;
	s->iova += SIMPLE_PAGE;
	s->length -= SIMPLE_PAGE;
	return true;
}

static bool round_iova(struct model_step *s)
{
	bool odd = s->iova % SIMPLE_PAGE;

	s->iova -= s->iova % SIMPLE_PAGE;
	return odd;
}

static bool round_length(struct model_step *s)
{
	bool odd = is_report(s) && s->length % SIMPLE_PAGE &&
		   s->length > SIMPLE_PAGE;

	if (odd)
		s->length -= s->length % SIMPLE_PAGE;
	return odd;
}

static bool first_half_of_ranges(struct model_step *s)
{
	bool more = s->count > 1;

	s->count -= s->count / 2;
	return more;
}

static bool second_half_of_ranges(struct model_step *s)
{
	uint32_t half = s->count / 2;

	if (!half)
		return false;
	s->count -= half;
	memmove(s->ranges, s->ranges + half, s->count * sizeof(range_t));
	return true;
}

static const change_fn changes[] = {
	at_page_start,	      once,
	half_as_often,	      once_less,
	small_pages,	      one_page,
	whole_page,	      one_byte,
	half_length,	      page_less,
	later_half,	      page_later,
	round_iova,	      round_length,
	first_half_of_ranges, second_half_of_ranges,
};

/* The change again and again, for as long as the sequence fails. */
static bool change_step(struct model_sequence *seq, size_t at, change_fn change,
			struct model_trial *trial)
{
	bool changed = false;

	for (;;) {
		struct model_sequence next = { 0 };

		model_sequence_copy(&next, seq, NULL);
		if (!change(&next.at[at])) {
			model_sequence_free(&next);
			return changed;
		}
		if (!take_if_fails(seq, &next, trial))
			return changed;
		changed = true;
	}
}

static bool drop_range(struct model_sequence *seq, size_t at, uint32_t which,
		       struct model_trial *trial)
{
	struct model_sequence next = { 0 };
	struct model_step *s;

	model_sequence_copy(&next, seq, NULL);
	s = &next.at[at];
	s->count--;
	memmove(s->ranges + which, s->ranges + which + 1,
		(s->count - which) * sizeof(range_t));
	return take_if_fails(seq, &next, trial);
}

static bool halve_range(struct model_sequence *seq, size_t at, uint32_t which,
			struct model_trial *trial)
{
	struct model_sequence next = { 0 };
	range_t *range;

	model_sequence_copy(&next, seq, NULL);
	range = &next.at[at].ranges[which];
	if (range->length <= SIMPLE_PAGE) {
		model_sequence_free(&next);
		return false;
	}
	range->length = range->length / 2 / SIMPLE_PAGE * SIMPLE_PAGE;
	if (!range->length)
		range->length = SIMPLE_PAGE;
	return take_if_fails(seq, &next, trial);
}

static bool shrink_ranges(struct model_sequence *seq, size_t at,
			  struct model_trial *trial)
{
	bool changed = false;

	for (uint32_t i = seq->at[at].count; i-- && trial->left;)
		if (seq->at[at].count > 1)
			changed |= drop_range(seq, at, i, trial);
	for (uint32_t i = 0; i < seq->at[at].count && trial->left; i++)
		while (halve_range(seq, at, i, trial))
			changed = true;
	return changed;
}

static bool shrink_steps(struct model_sequence *seq, struct model_trial *trial)
{
	bool changed = false;

	for (size_t at = 0; at < seq->count && trial->left; at++) {
		for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
			changed |= change_step(seq, at, changes[i], trial);
		changed |= shrink_ranges(seq, at, trial);
	}
	return changed;
}

/* All of a sequence's addresses @by further up. */
static void move_steps(struct model_sequence *seq, uint64_t by)
{
	for (size_t i = 0; i < seq->count; i++) {
		struct model_step *s = &seq->at[i];

		if (has_length(s) || s->op == MODEL_UNMAP)
			s->iova += by;
		for (uint32_t k = 0; k < s->count; k++)
			s->ranges[k].iova += by;
	}
}

/* What the device reaches first begins at 4 GiB. */
static bool move_to_simple(struct model_sequence *seq,
			   struct model_trial *trial)
{
	struct model_sequence next = { 0 };
	size_t i = 0;

	while (i < seq->count && seq->at[i].op != MODEL_MAP)
		i++;
	if (i == seq->count || seq->at[i].iova == SIMPLE_IOVA)
		return false;
	model_sequence_copy(&next, seq, NULL);
	move_steps(&next, SIMPLE_IOVA - seq->at[i].iova);
	return take_if_fails(seq, &next, trial);
}

void model_shrink(struct model_sequence *seq, struct model_trial *trial)
{
	bool changed;

	do {
		changed = drop_steps(seq, trial);
		changed |= move_to_simple(seq, trial);
		changed |= shrink_steps(seq, trial);
	} while (changed && trial->left);
}
