// SPDX-License-Identifier: GPL-2.0-only
/*
 * The suites' retry policies against a simulated tracker: they end in time,
 * lose nothing that was asked for, and merge as a slow second implementation
 * does. Only the policies are linked, nothing of the harness.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "retry.h"

#define PAGE	   4096ULL
#define PAGE_WORTH 256
#define MOST	   1000

/**
 * struct sim - a tracker that refuses
 * @limit: most ranges
 * @most_bytes: of all ranges together, 0 for any number
 * @says_limit: it fills in the hint
 * @on: it is tracking
 */
struct sim {
	uint32_t limit;
	uint64_t most_bytes;
	bool says_limit;
	bool on;
};

static const uint32_t limits[] = { 1, 4, 10, 64, 256 };
static const uint32_t asked_counts[] = { 1, 2, 7, 10, 11, 19, 100, 300, MOST };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static int sim_start(struct sim *sim, const struct retry *r, uint32_t *hint)
{
	*hint = 0;
	if (sim->on)
		return -EINVAL;
	if (r->count > least(sim->limit, PAGE_WORTH)) {
		if (sim->says_limit)
			*hint = least(sim->limit, PAGE_WORTH);
		return -E2BIG;
	}
	if (sim->most_bytes && retry_bytes(r->list, r->count) > sim->most_bytes)
		return -EOPNOTSUPP;
	sim->on = true;
	return 0;
}

/* Gaps of 1 to 16 pages, many of them alike; the last range comes first. */
static void make_ranges(range_t *ranges, uint32_t count, unsigned int seed)
{
	uint64_t iova = 16 * PAGE;

	srand(seed);
	for (uint32_t i = 0; i < count; i++) {
		range_t *range = &ranges[(i + 1) % count];

		range->iova = iova;
		range->length = (1 + rand() % 8) * PAGE;
		iova += range->length + (1 + rand() % 16) * PAGE;
	}
}

static void assert_covers(const struct retry *r, const range_t *asked,
			  uint32_t count)
{
	for (uint32_t i = 1; i < r->count; i++)
		assert_true(r->list[i - 1].iova + r->list[i - 1].length <=
			    r->list[i].iova);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = 0;

		while (at + 1 < r->count &&
		       r->list[at + 1].iova <= asked[i].iova)
			at++;
		assert_true(r->list[at].iova <= asked[i].iova);
		assert_true(r->list[at].iova + r->list[at].length >=
			    asked[i].iova + asked[i].length);
	}
}

static enum retry_action drive(struct retry *r, struct sim *sim)
{
	enum retry_action action;

	do {
		uint32_t hint;
		int err = sim_start(sim, r, &hint);

		action = retry_next(r, err, hint);
		if (action == RETRY_STOP_START)
			sim->on = false;
		assert_true(r->tries <= retry_bound(r->policy, r->asked_count));
	} while (retry_goes_on(action));
	assert_int_equal(action == RETRY_DONE, sim->on);
	return action;
}

static void drive_one(const struct retry_policy *policy, uint32_t count,
		      struct sim sim)
{
	range_t asked[MOST];
	struct retry r;

	make_ranges(asked, count, count);
	assert_int_equal(retry_init(&r, policy, asked, count, PAGE_WORTH), 0);
	if (drive(&r, &sim) == RETRY_DONE) {
		assert_true(r.count <= sim.limit && r.count <= PAGE_WORTH);
		assert_covers(&r, asked, count);
	} else {
		assert_string_equal(policy->name, "page-worth");
		assert_true(least(count, PAGE_WORTH) > sim.limit);
	}
	retry_free(&r);
}

static void every_policy_ends(void **state)
{
	for (size_t p = 0; retry_policies[p]; p++)
		for (size_t l = 0; l < COUNT(limits); l++)
			for (size_t c = 0; c < COUNT(asked_counts); c++)
				for (int says = 0; says < 2; says++)
					drive_one(retry_policies[p],
						  asked_counts[c],
						  (struct sim){
							  .limit = limits[l],
							  .says_limit = says });
}

static uint32_t tries_of(const char *policy, uint32_t count, struct sim sim,
			 uint32_t *accepted)
{
	range_t asked[MOST];
	struct retry r;
	uint32_t tries;

	make_ranges(asked, count, 1);
	assert_int_equal(retry_init(&r, retry_policy(policy), asked, count,
				    PAGE_WORTH),
			 0);
	assert_int_equal(drive(&r, &sim), RETRY_DONE);
	*accepted = r.count;
	tries = r.tries;
	retry_free(&r);
	return tries;
}

/* The example of the mailing list: 100 asked for, 10 fit. */
static void hundred_where_ten_fit(void **state)
{
	struct sim mute = { .limit = 10 };
	struct sim says = { .limit = 10, .says_limit = true };
	uint32_t accepted;

	assert_int_equal(tries_of("decrement", 100, mute, &accepted), 10);
	assert_int_equal(accepted, 10);
	assert_int_equal(tries_of("halving", 100, mute, &accepted), 5);
	assert_int_equal(accepted, 6);
	assert_int_equal(tries_of("hint", 100, says, &accepted), 2);
	assert_int_equal(accepted, 10);
	assert_int_equal(tries_of("hint", 100, mute, &accepted), 5);
	assert_int_equal(tries_of("smallest-gap", 100, mute, &accepted), 91);
	assert_int_equal(accepted, 10);
}

/* Bisection ends with the most that fits, as a hint does. */
static void bisection_finds_the_limit(void **state)
{
	for (size_t c = 0; c < COUNT(asked_counts); c++) {
		for (uint32_t limit = 1; limit <= 300; limit += 7) {
			struct sim sim = { .limit = limit, .says_limit = true };
			uint32_t most = least(asked_counts[c],
					      least(limit, PAGE_WORTH));
			uint32_t accepted;

			tries_of("bisection", asked_counts[c], sim, &accepted);
			assert_int_equal(accepted, most);
			assert_true(tries_of("hint", asked_counts[c], sim,
					     &accepted) <= 2);
			assert_int_equal(accepted, most);
		}
	}
}

/* Joins the first smallest gap, then looks at all of them again. */
static uint32_t merge_slowly(range_t *ranges, uint32_t count, uint32_t want)
{
	while (count > want) {
		uint64_t best = UINT64_MAX;
		uint32_t at = 0;

		for (uint32_t i = 0; i + 1 < count; i++) {
			uint64_t gap = ranges[i + 1].iova - ranges[i].iova -
				       ranges[i].length;

			if (gap < best) {
				best = gap;
				at = i;
			}
		}
		ranges[at].length = ranges[at + 1].iova +
				    ranges[at + 1].length - ranges[at].iova;
		memmove(&ranges[at + 1], &ranges[at + 2],
			(count - at - 2) * sizeof(*ranges));
		count--;
	}
	return count;
}

static void merge_is_the_slow_merge(void **state)
{
	range_t asked[100], fast[100], slow[100];

	for (unsigned int seed = 0; seed < 50; seed++) {
		make_ranges(asked, 100, seed);
		retry_sort(asked, 100);
		for (uint32_t want = 1; want <= 100; want++) {
			memcpy(slow, asked, sizeof(slow));
			merge_slowly(slow, 100, want);
			assert_int_equal(retry_merge(fast, asked, 100, want),
					 0);
			assert_memory_equal(fast, slow, want * sizeof(*fast));
		}
	}
}

static void merge_of_one_range(void **state)
{
	range_t asked = { PAGE, PAGE }, out;

	assert_int_equal(retry_merge(&out, &asked, 1, 1), 0);
	assert_memory_equal(&out, &asked, sizeof(out));
}

/* A range at the top of the address space and one at its bottom. */
static void merge_far_apart(void **state)
{
	range_t asked[] = { { 0, PAGE }, { -2 * PAGE, PAGE } }, out[2];

	assert_int_equal(retry_merge(out, asked, 2, 1), 0);
	assert_int_equal(out[0].iova, 0);
	assert_true(out[0].length == -PAGE);
}

/* Joined to seven ranges they hold too much: the tight list is what fits. */
static void too_wide_is_made_tight_once(void **state)
{
	range_t asked[100];
	struct retry r;

	make_ranges(asked, 100, 3);
	assert_int_equal(retry_init(&r, retry_policy("halving"), asked, 100,
				    PAGE_WORTH),
			 0);
	assert_int_equal(retry_next(&r, -ENOSPC, 0), RETRY_START);
	assert_int_equal(r.count, 50);
	assert_int_equal(retry_next(&r, -EOPNOTSUPP, 0), RETRY_START);
	assert_int_equal(r.count, 100);
	assert_covers(&r, asked, 100);
	assert_int_equal(retry_next(&r, -EOPNOTSUPP, 0), RETRY_FALL_BACK);
	retry_free(&r);
}

static void span_limits_end(void **state)
{
	range_t asked[100];

	make_ranges(asked, 100, 4);
	for (size_t p = 0; retry_policies[p]; p++) {
		for (size_t l = 0; l < COUNT(limits); l++) {
			struct sim sim = { .limit = limits[l],
					   .most_bytes = 400 * PAGE };
			struct retry r;

			assert_int_equal(retry_init(&r, retry_policies[p],
						    asked, 100, PAGE_WORTH),
					 0);
			if (drive(&r, &sim) == RETRY_DONE)
				assert_covers(&r, asked, 100);
			retry_free(&r);
		}
	}
}

/* What one errno leads to, as often as it comes. */
static const struct {
	int err;
	enum retry_action first;
	enum retry_action second;
} table[] = {
	{ -ENOTTY, RETRY_FALL_BACK, RETRY_FALL_BACK },
	{ -EFAULT, RETRY_FALL_BACK, RETRY_FALL_BACK },
	{ -EOVERFLOW, RETRY_FALL_BACK, RETRY_FALL_BACK },
	{ -EOPNOTSUPP, RETRY_FALL_BACK, RETRY_FALL_BACK },
	{ -E2BIG, RETRY_START, RETRY_START },
	{ -ENOSPC, RETRY_START, RETRY_START },
	{ -EINVAL, RETRY_STOP_START, RETRY_START },
	{ -EEXIST, RETRY_STOP_START, RETRY_START },
	{ -EBUSY, RETRY_STOP_START, RETRY_START },
	{ -ENOMEM, RETRY_WAIT_START, RETRY_WAIT_START },
	{ -EIO, RETRY_WAIT_START, RETRY_WAIT_START },
	{ -ENOTCONN, RETRY_WAIT_START, RETRY_WAIT_START },
	{ 0, RETRY_DONE, RETRY_DONE },
};

static void error_table(void **state)
{
	range_t asked[100];

	make_ranges(asked, 100, 5);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct retry r;

		assert_int_equal(retry_init(&r, retry_policy("halving"), asked,
					    100, PAGE_WORTH),
				 0);
		assert_int_equal(retry_next(&r, table[i].err, 0),
				 table[i].first);
		assert_int_equal(retry_next(&r, table[i].err, 0),
				 table[i].second);
		retry_free(&r);
	}
}

static void waits_are_bounded_and_grow(void **state)
{
	range_t asked = { PAGE, PAGE };
	unsigned int before = 0;
	struct retry r;

	assert_int_equal(retry_init(&r, retry_policy("halving"), &asked, 1,
				    PAGE_WORTH),
			 0);
	for (int i = 0; i < RETRY_WAITS; i++) {
		assert_int_equal(retry_next(&r, -EIO, 0), RETRY_WAIT_START);
		assert_true(r.wait_ms > before);
		before = r.wait_ms;
	}
	assert_int_equal(retry_next(&r, -EIO, 0), RETRY_FALL_BACK);
	retry_free(&r);
}

static void failed_report_restarts_once(void **state)
{
	range_t asked = { PAGE, PAGE };
	struct retry r;

	assert_int_equal(retry_init(&r, retry_policy("halving"), &asked, 1,
				    PAGE_WORTH),
			 0);
	assert_int_equal(retry_next(&r, 0, 0), RETRY_DONE);
	assert_int_equal(retry_report(&r, 0), RETRY_DONE);
	assert_int_equal(retry_report(&r, -EIO), RETRY_STOP_START);
	assert_int_equal(retry_next(&r, 0, 0), RETRY_DONE);
	assert_int_equal(retry_report(&r, -EIO), RETRY_FALL_BACK);
	retry_free(&r);
}

/* A tracker that answers anything: the user comes to an end all the same. */
static void random_answers_end(void **state)
{
	static const int answers[] = { 0,	-E2BIG,	 -EINVAL, -EEXIST,
				       -ENOMEM, -ENOSPC, -EIO,	  -EOPNOTSUPP };
	range_t asked[300];

	make_ranges(asked, 300, 6);
	for (unsigned int seed = 0; seed < 2000; seed++) {
		enum retry_action action;
		struct retry r;

		srand(seed);
		assert_int_equal(retry_init(&r, retry_policies[seed % 6], asked,
					    300, PAGE_WORTH),
				 0);
		do {
			action = retry_next(&r, answers[rand() % 8],
					    rand() % 400);
			assert_true(r.count >= 1 && r.count <= 300);
			assert_true(r.tries <= retry_bound(r.policy, 300));
		} while (retry_goes_on(action));
		assert_covers(&r, asked, 300);
		retry_free(&r);
	}
}

static void nothing_asked(void **state)
{
	struct retry r;

	assert_int_equal(retry_init(&r, retry_policies[0], NULL, 0, PAGE_WORTH),
			 -EINVAL);
	assert_null(retry_policy("no such policy"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_policy_ends),
		cmocka_unit_test(hundred_where_ten_fit),
		cmocka_unit_test(bisection_finds_the_limit),
		cmocka_unit_test(merge_is_the_slow_merge),
		cmocka_unit_test(merge_of_one_range),
		cmocka_unit_test(merge_far_apart),
		cmocka_unit_test(too_wide_is_made_tight_once),
		cmocka_unit_test(span_limits_end),
		cmocka_unit_test(error_table),
		cmocka_unit_test(waits_are_bounded_and_grow),
		cmocka_unit_test(failed_report_restarts_once),
		cmocka_unit_test(random_answers_end),
		cmocka_unit_test(nothing_asked),
	};

	return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
