// SPDX-License-Identifier: GPL-2.0-only
/*
 * Try and fail: what a refused START leaves behind, whether the answers make
 * sense together, and whether a user who follows them gets to a tracker.
 */
#include "lib/suite.h"
#include "lib/edge.h"
#include "lib/knob.h"
#include "lib/leak.h"
#include "lib/lists.h"
#include "lib/tryfail.h"

SUITE(retry);

/* A range without bytes: the core lets it through, what tracker takes it? */
static range_t empty_range(void)
{
	return (range_t){ BENCH_IOVA, 0 };
}

/* A hint that is no page size: the core's mask lets this one through. */
static int try_odd_hint(struct bench *b)
{
	range_t range = nth_range(b, 0);

	return try_hint(b, &range, 1, 3 * b->page);
}

/*
 * SKIP_UNLESS_REFUSED() - for what a refused START leaves behind: where the
 * driver refuses nothing there is nothing to see.
 */
#define SKIP_UNLESS_REFUSED(start)                                 \
	do {                                                       \
		if (!case_measured(start))                         \
			SKIP(return, "the driver does not refuse " \
				     "this START");                \
	} while (0)

static bool works_as_ever(struct bench *b)
{
	if (__bench_start(b))
		return false;
	bench_touch_random(b, 4, BENCH_PAGES);
	return !__bench_report_all(b) && !__bench_stop(b);
}

CASE(retry, refused_hint_leaves_it_off,
     .says = "after a START refused for its page_size the tracker is off",
     .rules = "VDT-RETRY-010",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	SKIP_UNLESS_REFUSED(try_odd_hint(b));
	ASSERT_FALSE(tracker_is_on(b));
}

CASE(retry, refused_hint_then_start,
     .says = "after a START refused for its page_size the next one works and tracks",
     .rules = "VDT-RETRY-010", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	SKIP_UNLESS_REFUSED(try_odd_hint(b));
	ASSERT_TRUE(works_as_ever(b));
}

CASE(retry, refused_range_leaves_it_off,
     .says = "after a START refused for a range the tracker is off",
     .rules = "VDT-RETRY-010",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	range_t empty = empty_range();

	SKIP_UNLESS_REFUSED(try_start(b, &empty, 1));
	ASSERT_FALSE(tracker_is_on(b));
}

CASE(retry, refused_range_then_start,
     .says = "after a START refused for a range the next one works and tracks",
     .rules = "VDT-RETRY-010", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	range_t empty = empty_range();

	SKIP_UNLESS_REFUSED(try_start(b, &empty, 1));
	ASSERT_TRUE(works_as_ever(b));
}

CASE(retry, refused_number_leaves_it_off,
     .says = "after a START refused for its number of ranges the tracker is off",
     .rules = "VDT-RETRY-010", .needs = "limit",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	knob_set(KNOB_LIMIT, 4);
	SKIP_UNLESS_REFUSED(try_start(b, many_ranges(b, 100), 100));
	ASSERT_FALSE(tracker_is_on(b));
}

CASE(retry, refused_number_then_start,
     .says = "after STARTs refused for their number of ranges one that fits works and tracks",
     .rules = "VDT-RETRY-010", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	knob_set(KNOB_LIMIT, 4);
	SKIP_UNLESS_REFUSED(try_start(b, many_ranges(b, 100), 100));
	for (uint32_t count = 99; count > 4; count--) {
		ASSERT_NE(0, try_start(b, many_ranges(b, count), count));
	}
	ASSERT_TRUE(works_as_ever(b));
}

CASE(retry, refused_start_forgets_its_ranges,
     .says = "the ranges of a refused START are not tracked by the next one",
     .rules = "VDT-RETRY-010", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=failed-start-stays-on")
{
	range_t range = nth_range(b, 0);

	knob_set(KNOB_LIMIT, 4);
	SKIP_UNLESS_REFUSED(try_start(b, many_ranges(b, 5), 5));
	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 4 * RANGE_STRIDE);
	bench_touch(b, 7);
	ASSERT_EQ(0, __bench_report_pages(b, 0, RANGE_PAGES));
}

/* Leaks: each of these is a START that is refused, many times over. */

#define REFUSALS     10000
#define EMPTY_RANGES 1000 /* these reach the device */

static bool refused_second_start(struct bench *b)
{
	range_t range = nth_range(b, 0);

	return start_list(b, &range, 1);
}

CASE(retry, second_starts_use_nothing_up,
     .says = "10,000 refused second STARTs use up no memory, and the tracker goes on",
     .rules = "VDT-RETRY-020", .needs = "write", .timeout = 120,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=refused-start-leaks")
{
	ASSERT_EQ(0, __bench_start(b));
	if (!refused_second_start(b))
		SKIP(return, "the driver accepts a second START");
	EXPECT_FALSE(leaks(b, refused_second_start, REFUSALS));
	bench_touch(b, 55);
	ASSERT_EQ(0, __bench_report_all(b));
}

static bool refused_hint(struct bench *b)
{
	return try_odd_hint(b);
}

CASE(retry, refused_hints_use_nothing_up,
     .says = "10,000 STARTs refused for their page_size use up no memory, and START works",
     .rules = "VDT-RETRY-020", .timeout = 120,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=refused-start-leaks")
{
	SKIP_UNLESS_REFUSED(try_odd_hint(b));
	EXPECT_FALSE(leaks(b, refused_hint, REFUSALS));
	ASSERT_EQ(0, __bench_start(b));
}

static bool refused_number(struct bench *b)
{
	static range_t *ranges;

	if (!ranges)
		ranges = many_ranges(b, 5);
	return try_start(b, ranges, 5);
}

CASE(retry, refused_numbers_use_nothing_up,
     .says = "10,000 STARTs refused for their number of ranges use up no memory, and START works",
     .rules = "VDT-RETRY-020", .needs = "limit", .timeout = 120,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=refused-start-leaks")
{
	knob_set(KNOB_LIMIT, 4);
	SKIP_UNLESS_REFUSED(try_start(b, many_ranges(b, 5), 5));
	EXPECT_FALSE(leaks(b, refused_number, REFUSALS));
	ASSERT_EQ(0, __bench_start(b));
}

static bool refused_empty_range(struct bench *b)
{
	range_t ranges[] = { nth_range(b, 0),
			     { bench_iova(b, RANGE_PAGES), 0 },
			     nth_range(b, 1) };

	return try_start(b, ranges, 3);
}

CASE(retry, refused_ranges_use_nothing_up,
     .says = "1,000 STARTs refused for a range of length 0 use up no memory, and START works",
     .rules = "VDT-RETRY-020", .timeout = 120,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=refused-start-leaks")
{
	SKIP_UNLESS_REFUSED(refused_empty_range(b));
	EXPECT_FALSE(leaks(b, refused_empty_range, EMPTY_RANGES));
	ASSERT_EQ(0, __bench_start(b));
}

/* Refused by the core after it has read most of a long list. */
static bool overlap_refused_by_core(struct bench *b)
{
	static range_t *ranges;

	if (!ranges) {
		ranges = many_ranges(b, 16);
		ranges[15] = ranges[0];
	}
	return start_list(b, ranges, 16) == -EINVAL;
}

CASE(retry, refusals_of_the_core_use_nothing_up,
     .says = "10,000 STARTs refused for overlapping ranges use up no memory",
     .rules = "VDT-RETRY-030", .timeout = 120,
     .fails_on = "reference,core_defect=refused-start-leaks@core-defects")
{
	ASSERT_FALSE(leaks(b, overlap_refused_by_core, REFUSALS));
}

static bool array_refused_by_core(struct bench *b)
{
	static uint8_t *last;

	if (!last) {
		struct edge e = edge_map(1);

		last = e.end - sizeof(range_t);
		*(range_t *)last = nth_range(b, 0);
	}
	return start_list(b, (void *)last, 2) == -EFAULT;
}

CASE(retry, unreadable_arrays_use_nothing_up,
     .says = "10,000 STARTs refused for an array that ends too early use up no memory",
     .rules = "VDT-RETRY-030", .timeout = 120,
     .fails_on = "reference,core_defect=refused-start-leaks@core-defects")
{
	ASSERT_FALSE(leaks(b, array_refused_by_core, REFUSALS));
}

static bool number_refused_by_core(struct bench *b)
{
	return start_list(b, NULL, page_worth(b) + 1) == -E2BIG;
}

CASE(retry, too_many_ranges_use_nothing_up,
     .says = "10,000 STARTs with more than a page worth of ranges use up no memory",
     .rules = "VDT-RETRY-030", .timeout = 120,
     .fails_on = "reference,core_defect=too-many-leaks@core-defects")
{
	ASSERT_FALSE(leaks(b, number_refused_by_core, REFUSALS));
}

/* Do the answers fit together? */

CASE(retry, same_answer_each_time,
     .says = "a list gets the same answer each of ten times, accepted or refused",
     .rules = "VDT-RETRY-040",
     .fails_on = "reference,defect=start-answers-vary")
{
	static const uint32_t counts[] = { 1, 2, 7, 8, 9, 64 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		range_t *ranges = many_ranges(b, counts[i]);
		int first = try_start(b, ranges, counts[i]);

		for (int k = 1; k < 10; k++) {
			ASSERT_EQ(first, try_start(b, ranges, counts[i]))
			TH_LOG("%u ranges", counts[i]);
		}
	}
}

CASE(retry, same_answer_with_a_limit,
     .says = "around the tracker's limit a list gets the same answer each time",
     .rules = "VDT-RETRY-040", .needs = "limit",
     .fails_on = "reference,defect=start-answers-vary")
{
	knob_set(KNOB_LIMIT, 10);
	for (uint32_t count = 9; count <= 12; count++) {
		range_t *ranges = many_ranges(b, count);
		int first = try_start(b, ranges, count);

		for (int k = 1; k < 5; k++) {
			ASSERT_EQ(first, try_start(b, ranges, count))
			TH_LOG("%u ranges", count);
		}
	}
}

CASE(retry, fewer_ranges_are_accepted,
     .says = "what is accepted is accepted with its last ranges removed",
     .rules = "VDT-RETRY-050", .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=odd-counts-refused")
{
	range_t *ranges = many_ranges(b, page_worth(b));
	uint32_t count = page_worth(b);

	while (count > 1 && try_start(b, ranges, count))
		count /= 2;
	for (; count; count -= (count + 7) / 8) {
		ASSERT_EQ(0, try_start(b, ranges, count))
		TH_LOG("%u ranges", count);
	}
}

CASE(retry, one_less_is_accepted,
     .says = "what is accepted is accepted with any one of its ranges removed",
     .rules = "VDT-RETRY-050",
     .fails_on = "reference,defect=odd-counts-refused")
{
	range_t *ranges = many_ranges(b, 16), fewer[15];

	SKIP_IF_REFUSED(try_start(b, ranges, 16));
	for (int out = 0; out < 16; out++) {
		memcpy(fewer, ranges, out * sizeof(*ranges));
		memcpy(fewer + out, ranges + out + 1,
		       (15 - out) * sizeof(*ranges));
		ASSERT_EQ(0, try_start(b, fewer, 15))
		TH_LOG("without range %d", out);
	}
}

CASE(retry, fewer_at_random_are_accepted,
     .says = "what is accepted is accepted with ranges removed at random",
     .rules = "VDT-RETRY-050",
     .fails_on = "reference,defect=odd-counts-refused")
{
	range_t *ranges = many_ranges(b, 64);

	SKIP_IF_REFUSED(try_start(b, ranges, 64));
	for (int i = 0; i < 16; i++) {
		range_t fewer[64];
		uint32_t count = 0;

		for (int k = 0; k < 64; k++) {
			if (rng_next(&b->rng) & 1)
				fewer[count++] = ranges[k];
		}
		if (!count)
			continue;
		ASSERT_EQ(0, try_start(b, fewer, count))
		TH_LOG("%u of 64 ranges", count);
	}
}

static void shuffle(struct bench *b, range_t *ranges, uint32_t count)
{
	while (count > 1) {
		uint32_t at = rng_below(&b->rng, count--);
		range_t swapped = ranges[at];

		ranges[at] = ranges[count];
		ranges[count] = swapped;
	}
}

CASE(retry, order_changes_no_answer,
     .says = "a list is accepted or refused alike in ten random orders",
     .rules = "VDT-RETRY-060",
     .fails_on = "reference,defect=start-answers-vary")
{
	static const uint32_t counts[] = { 2, 7, 9, 64 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		range_t *ranges = many_ranges(b, counts[i]);
		bool accepted = !try_start(b, ranges, counts[i]);

		for (int k = 0; k < 10; k++) {
			shuffle(b, ranges, counts[i]);
			ASSERT_EQ(accepted, !try_start(b, ranges, counts[i]))
			TH_LOG("%u ranges", counts[i]);
		}
	}
}

CASE(retry, order_changes_no_answer_at_the_limit,
     .says = "around the tracker's limit the order of the ranges does not matter",
     .rules = "VDT-RETRY-060", .needs = "limit",
     .fails_on = "reference,defect=start-answers-vary")
{
	knob_set(KNOB_LIMIT, 10);
	for (uint32_t count = 9; count <= 12; count++) {
		range_t *ranges = many_ranges(b, count);
		bool accepted = !try_start(b, ranges, count);

		for (int k = 0; k < 5; k++) {
			shuffle(b, ranges, count);
			ASSERT_EQ(accepted, !try_start(b, ranges, count))
			TH_LOG("%u ranges", count);
		}
	}
}

CASE(retry, any_order_is_tracked,
     .says = "ranges given in random order are tracked",
     .rules = "VDT-START-230", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=drop-second-range")
{
	range_t *ranges = many_ranges(b, RANGES_MAPPED);

	shuffle(b, ranges, RANGES_MAPPED);
	SKIP_IF_REFUSED(
		__bench_start_ranges(b, ranges, RANGES_MAPPED, b->page));
	touch_ranges(b);
	for (uint32_t i = 0; i < RANGES_MAPPED; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, i * RANGE_STRIDE,
						  RANGE_PAGES));
	}
}

/* Where the driver combines: all that was asked for is tracked. */

/*
 * More ranges than @limit, of which those in the bench's memory are written;
 * the far ones keep the device from having an easier choice. However many, they
 * lie in as many pages: a device has only so much memory for their bits.
 */
static bool combined_is_tracked(struct bench *b, uint32_t limit, uint32_t count)
{
	uint32_t dense = count > 256 ? count / 256 * (count / 256) : 1;
	range_t *ranges = many_ranges(b, count);

	knob_set(KNOB_COMBINE, limit);
	for (uint32_t i = RANGES_MAPPED; i < count; i++)
		ranges[i].iova += (1ULL << 32) + i * i / dense * 64 * b->page;
	if (__bench_start_ranges(b, ranges, count, b->page))
		return false;
	touch_ranges(b);
	for (uint32_t i = 0; i < RANGES_MAPPED; i++)
		if (__bench_report_pages(b, i * RANGE_STRIDE, RANGE_PAGES))
			return false;
	return true;
}

/* Does the driver combine here at all, or refuse what its device cannot hold? */
#define SKIP_UNLESS_COMBINED(b, limit, count)                                \
	do {                                                                 \
		knob_set(KNOB_COMBINE, limit);                               \
		SKIP_IF_REFUSED(try_start(b, many_ranges(b, count), count)); \
	} while (0)

CASE(retry, combined_into_one_is_tracked,
     .says = "eight ranges on a device that holds one are all tracked",
     .rules = "VDT-RETRY-070", .needs = "combine write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=combine-drops reference,defect=combine-short")
{
	SKIP_UNLESS_COMBINED(b, 1, RANGES_MAPPED);
	ASSERT_TRUE(combined_is_tracked(b, 1, RANGES_MAPPED));
}

CASE(retry, combined_into_four_is_tracked,
     .says = "eight ranges on a device that holds four are all tracked",
     .rules = "VDT-RETRY-070", .needs = "combine write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=combine-drops")
{
	SKIP_UNLESS_COMBINED(b, 4, RANGES_MAPPED);
	ASSERT_TRUE(combined_is_tracked(b, 4, RANGES_MAPPED));
}

CASE(retry, combined_into_ten_is_tracked,
     .says = "a hundred ranges on a device that holds ten are all tracked",
     .rules = "VDT-RETRY-070", .needs = "combine write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=combine-drops")
{
	SKIP_UNLESS_COMBINED(b, 10, 100);
	ASSERT_TRUE(combined_is_tracked(b, 10, 100));
}

CASE(retry, combined_page_worth_is_tracked,
     .says = "a page worth of ranges on a device that holds 64 is tracked",
     .rules = "VDT-RETRY-070", .needs = "combine write", .timeout = 60,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=combine-drops")
{
	uint32_t count = page_worth(b);

	SKIP_UNLESS_COMBINED(b, 64, count);
	ASSERT_TRUE(combined_is_tracked(b, 64, count));
}

CASE(retry, combined_at_random_is_tracked,
     .says = "ranges with random gaps on a device that holds three are all tracked",
     .rules = "VDT-RETRY-070", .needs = "combine write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=combine-drops")
{
	for (int round = 0; round < 6; round++) {
		range_t ranges[5];
		uint64_t page = 64 * rng_below(&b->rng, 2);

		for (int i = 0; i < 5; i++) {
			ranges[i] = bench_range(b, page, 64);
			page += 64 + 64 * (1 + rng_below(&b->rng, 2));
		}
		knob_set(KNOB_COMBINE, 3);
		SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, 5, b->page));
		for (int i = 0; i < 5; i++)
			bench_write(b,
				    ranges[i].iova +
					    rng_below(&b->rng, 64) * b->page,
				    b->stim.limits.min_size);
		for (int i = 0; i < 5; i++) {
			ASSERT_EQ(0, __bench_report(b, ranges[i].iova,
						    ranges[i].length, b->page))
			TH_LOG("round %d, range %d", round, i);
		}
		ASSERT_EQ(0, __bench_stop(b));
	}
}

/* @count ranges, the gap behind number @least smaller than the others. */
static void ranges_with_gap(const struct bench *b, range_t *ranges, int count,
			    int least)
{
	uint64_t page = 0;

	for (int i = 0; i < count; i++) {
		ranges[i] = bench_range(b, page, RANGE_PAGES);
		page += RANGE_PAGES * (i == least ? 2 : 3);
	}
}

/* Are they all tracked by a device that holds one less? */
static bool joined_are_tracked(struct bench *b, const range_t *ranges,
			       int count)
{
	for (int i = 0; i < count; i++)
		bench_write(b, ranges[i].iova + ranges[i].length - b->page,
			    b->stim.limits.min_size);
	for (int i = 0; i < count; i++)
		if (__bench_report(b, ranges[i].iova, ranges[i].length,
				   b->page))
			return false;
	return !__bench_stop(b);
}

CASE(retry, combined_at_any_gap_is_tracked,
     .says = "whichever gap is the smallest, all ranges on a device that holds one less are tracked",
     .rules = "VDT-RETRY-070", .needs = "combine write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=combine-drops")
{
	range_t ranges[5];

	for (int count = 2; count <= 5; count++) {
		knob_set(KNOB_COMBINE, count - 1);
		for (int least = 0; least < count - 1; least++) {
			ranges_with_gap(b, ranges, count, least);
			SKIP_IF_REFUSED(__bench_start_ranges(b, ranges, count,
							     b->page));
			ASSERT_TRUE(joined_are_tracked(b, ranges, count))
			TH_LOG("%d ranges, gap %d", count, least);
		}
	}
}

/* The user's side: from a list that is too long to a tracker that is on. */

static const uint32_t limits[] = { 1, 4, 10 };

#define ASKED 40

static enum retry_action reach(struct bench *b, const char *policy,
			       uint32_t limit, struct retry *r)
{
	range_t *ranges = many_ranges(b, ASKED);

	knob_set(KNOB_LIMIT, limit);
	if (retry_init(r, retry_policy(policy), ranges, ASKED, page_worth(b)))
		case_error("no memory for %u ranges", ASKED);
	return tryfail(b, r, b->page);
}

/* What was asked for, not what was made of it, is what has to be tracked. */
static bool asked_is_tracked(struct bench *b)
{
	touch_ranges(b);
	for (uint32_t i = 0; i < RANGES_MAPPED; i++)
		if (__bench_report_pages(b, i * RANGE_STRIDE, RANGE_PAGES))
			return false;
	return true;
}

static bool policy_gets_there(struct bench *b, const char *policy)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		struct retry r;
		bool good = reach(b, policy, limits[i], &r) == RETRY_DONE &&
			    asked_is_tracked(b);

		fprintf(stderr, "# measured: tries_at_%u=%u\n", limits[i],
			r.tries);
		good = good && r.tries <= retry_bound(r.policy, ASKED);
		retry_free(&r);
		if (!good || __bench_stop(b))
			return false;
	}
	return true;
}

CASE(retry, fixed_decrement_gets_there,
     .says = "a user who asks for a tenth less each time gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	ASSERT_TRUE(policy_gets_there(b, "decrement"));
}

CASE(retry, halving_gets_there,
     .says = "a user who asks for half each time gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	ASSERT_TRUE(policy_gets_there(b, "halving"));
}

CASE(retry, bisection_gets_there,
     .says = "a user who looks for the limit by bisection gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	ASSERT_TRUE(policy_gets_there(b, "bisection"));
}

CASE(retry, hint_gets_there,
     .says = "a user who goes by max_ranges, where there is such a thing, gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	ASSERT_TRUE(policy_gets_there(b, "hint"));
}

CASE(retry, smallest_gap_gets_there,
     .says = "a user who joins the two closest ranges each time gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	ASSERT_TRUE(policy_gets_there(b, "smallest-gap"));
}

CASE(retry, page_worth_gets_there,
     .says = "a user with more than a page worth of ranges who narrows to a page worth gets them tracked",
     .rules = "VDT-RETRY-080", .needs = "write", .timeout = 60,
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	uint32_t count = page_worth(b) + 100;
	struct retry r;

	ASSERT_EQ(0, retry_init(&r, retry_policy("page-worth"),
				many_ranges(b, count), count, page_worth(b)));
	EXPECT_EQ(RETRY_DONE, tryfail(b, &r, b->page));
	EXPECT_EQ(2, r.tries);
	EXPECT_TRUE(asked_is_tracked(b));
	retry_free(&r);
}

CASE(retry, tracker_left_on_gets_there,
     .says = "a user who finds the tracker on stops it, and gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	range_t *ranges = many_ranges(b, RANGES_MAPPED);
	struct retry r;

	ASSERT_EQ(0, start_list(b, ranges, 1));
	ASSERT_EQ(0, retry_init(&r, retry_policy("halving"), ranges,
				RANGES_MAPPED, page_worth(b)));
	EXPECT_EQ(RETRY_DONE, tryfail(b, &r, b->page));
	EXPECT_TRUE(asked_is_tracked(b));
	retry_free(&r);
}

CASE(retry, failed_report_gets_there,
     .says = "a user whose REPORT fails starts again and gets all that was asked for tracked",
     .rules = "VDT-RETRY-080", .needs = "write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=start-refused")
{
	range_t *ranges = many_ranges(b, RANGES_MAPPED);
	struct retry r;

	ASSERT_EQ(0, retry_init(&r, retry_policy("halving"), ranges,
				RANGES_MAPPED, page_worth(b)));
	ASSERT_EQ(RETRY_DONE, tryfail(b, &r, b->page));
	/* The tracker is gone under the user, as after a device's error. */
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(RETRY_STOP_START, retry_report(&r, -EINVAL));
	__tracker_stop(b->dev.fd);
	EXPECT_EQ(RETRY_DONE, tryfail(b, &r, b->page));
	EXPECT_TRUE(asked_is_tracked(b));
	retry_free(&r);
}

SUITE_MAIN(retry)
