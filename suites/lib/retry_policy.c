// SPDX-License-Identifier: GPL-2.0-only
/* The policies: how many ranges to try after so many were refused. */
#include <stddef.h>
#include <string.h>

#include "retry.h"

static uint32_t log2_up(uint32_t number)
{
	uint32_t bits = 0;

	while (bits < 32 && 1ULL << bits < number)
		bits++;
	return bits;
}

/* 100, 90, 80 ... 10, and then one: a tenth of what was asked for each time. */
static uint32_t decrement_refused(const struct retry *r, uint32_t hint)
{
	uint32_t step = r->asked_count > 10 ? r->asked_count / 10 : 1;

	if (r->count == 1)
		return 0;
	return r->count > step ? r->count - step : 1;
}

/* Up to ten steps, one more for what the division dropped, and the one. */
static uint32_t decrement_bound(uint32_t count)
{
	return count > 10 ? count / (count / 10) + 3 : count + 1;
}

/* 100, 50, 25 ... 1 */
static uint32_t halving_refused(const struct retry *r, uint32_t hint)
{
	return r->count / 2;
}

static uint32_t halving_bound(uint32_t count)
{
	return log2_up(count) + 2;
}

/*
 * Halves what is open between the largest number that works and the smallest
 * that fails: ends with the largest that works, and costs a STOP for every
 * number that worked without being that.
 */
static uint32_t bisection_refused(const struct retry *r, uint32_t hint)
{
	if (r->fails - r->works > 1)
		return r->works + (r->fails - r->works) / 2;
	return r->works;
}

static uint32_t bisection_accepted(const struct retry *r)
{
	uint32_t next = r->works + (r->fails - r->works) / 2;

	return next > r->works ? next : 0;
}

static uint32_t bisection_bound(uint32_t count)
{
	return log2_up(count) + 4;
}

/* What the kernel said; halving where it said nothing that helps. */
static uint32_t hint_refused(const struct retry *r, uint32_t hint)
{
	return hint && hint < r->count ? hint : r->count / 2;
}

/* The header's words: try, narrow to a page worth, give up. */
static uint32_t page_worth_refused(const struct retry *r, uint32_t hint)
{
	return 0;
}

static uint32_t page_worth_bound(uint32_t count)
{
	return 2;
}

/* One gap fewer each time, the smallest: tracks least, tries most. */
static uint32_t smallest_gap_refused(const struct retry *r, uint32_t hint)
{
	return r->count - 1;
}

static uint32_t smallest_gap_bound(uint32_t count)
{
	return count + 1;
}

static const struct retry_policy decrement = {
	.name = "decrement",
	.refused = decrement_refused,
	.bound = decrement_bound,
};

static const struct retry_policy halving = {
	.name = "halving",
	.refused = halving_refused,
	.bound = halving_bound,
};

static const struct retry_policy bisection = {
	.name = "bisection",
	.refused = bisection_refused,
	.accepted = bisection_accepted,
	.bound = bisection_bound,
};

static const struct retry_policy hint_guided = {
	.name = "hint",
	.hinted = true,
	.refused = hint_refused,
	.bound = halving_bound,
};

static const struct retry_policy page_worth = {
	.name = "page-worth",
	.refused = page_worth_refused,
	.bound = page_worth_bound,
};

static const struct retry_policy smallest_gap = {
	.name = "smallest-gap",
	.refused = smallest_gap_refused,
	.bound = smallest_gap_bound,
};

const struct retry_policy *const retry_policies[] = {
	&decrement,  &halving,	    &bisection, &hint_guided,
	&page_worth, &smallest_gap, NULL,
};

const struct retry_policy *retry_policy(const char *name)
{
	for (size_t i = 0; retry_policies[i]; i++)
		if (!strcmp(retry_policies[i]->name, name))
			return retry_policies[i];
	return NULL;
}
