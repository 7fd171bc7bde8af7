// SPDX-License-Identifier: GPL-2.0-only
/*
 * The question of the mailing list, in figures: what does it cost a user to
 * come to a START that is accepted, policy by policy, and how much more than
 * was asked for is tracked then? One line a measurement:
 *
 *	# row: {"policy": "halving", "limit": 10, ...}
 *
 * accepted is the number of ranges of the START that was accepted, 0 where the
 * user gave up; tracked are the bytes of that START, wanted those asked for.
 * Where the driver combines, START says 0 to a list that the device cannot
 * hold, and what it tracks in the end is not to be seen from here: tracked is
 * then what joining the smallest gaps, as vfio_combine_iova_ranges() does,
 * leads to.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <time.h>

#include "lib/suite.h"
#include "lib/knob.h"
#include "lib/lists.h"
#include "lib/tryfail.h"

SUITE(bench);

static const uint32_t limits[] = { 1, 4, 10, 64, 256 };
static const int page_shifts[] = { 12, 16, 21, 30 };
static const uint32_t asked_counts[] = { 100, 1000 };

/* Pages of a range, and of the gap behind it: 1 to 64, 1 to 256. */
#define RANGE_MOST 64
#define GAP_MOST   256

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/**
 * struct setting - what one measurement is made with
 * @ranges: asked for
 * @asked: how many
 * @limit: of the target
 * @page_size: asked for, bytes
 * @combines: the driver combines beyond the limit instead of refusing
 */
struct setting {
	range_t *ranges;
	uint32_t asked;
	uint32_t limit;
	uint64_t page_size;
	bool combines;
};

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

/*
 * Gaps as guests have them, many small ones and a few large ones, but for the
 * factor the same at each page size.
 */
static void make_ranges(struct bench *b, struct setting *s)
{
	struct rng rng = b->rng;
	uint64_t page = 0;

	s->ranges = many_ranges(b, s->asked);
	for (uint32_t i = 0; i < s->asked; i++) {
		uint64_t pages = 1 + rng_below(&rng, RANGE_MOST);
		uint64_t gap =
			1 + rng_below(&rng, 1 + rng_below(&rng, GAP_MOST));

		s->ranges[i].iova = page * s->page_size;
		s->ranges[i].length = pages * s->page_size;
		page += pages + gap;
	}
}

/* What the device tracks after the START of @r was accepted. */
static uint64_t tracked_bytes(const struct setting *s, const struct retry *r)
{
	uint64_t bytes = retry_bytes(r->list, r->count);
	range_t *combined;

	if (!s->combines || r->count <= s->limit)
		return bytes;
	combined = calloc(r->count, sizeof(*combined));
	if (!combined || retry_merge(combined, r->list, r->count, s->limit))
		case_error("no memory for %u ranges", r->count);
	bytes = retry_bytes(combined, s->limit);
	free(combined);
	return bytes;
}

static void print_row(const struct setting *s, const struct retry *r,
		      bool accepted, uint64_t us)
{
	fflush(stdout);
	fprintf(stderr,
		"# row: {\"policy\": \"%s\", \"limit\": %u, "
		"\"page_size\": %" PRIu64 ", \"asked\": %u, "
		"\"accepted\": %u, \"tries\": %u, "
		"\"microseconds\": %" PRIu64 ", \"tracked\": %" PRIu64
		", \"wanted\": %" PRIu64 "}\n",
		r->policy->name, s->limit, s->page_size, s->asked,
		accepted ? r->count : 0, r->tries, us,
		accepted ? tracked_bytes(s, r) : 0,
		(uint64_t)retry_bytes(s->ranges, s->asked));
}

static void measure(struct bench *b, const struct setting *s,
		    const struct retry_policy *policy)
{
	enum retry_action end;
	struct retry r;
	uint64_t since;

	if (retry_init(&r, policy, s->ranges, s->asked, page_worth(b)))
		case_error("no memory for %u ranges", s->asked);
	since = now_us();
	end = tryfail(b, &r, s->page_size);
	print_row(s, &r, end == RETRY_DONE, now_us() - since);
	if (end == RETRY_DONE && __bench_stop(b))
		case_error("STOP fails");
	retry_free(&r);
}

static void measure_all(struct bench *b, struct setting *s)
{
	for (size_t p = 0; p < COUNT(page_shifts); p++) {
		s->page_size = 1ULL << page_shifts[p];
		for (size_t a = 0; a < COUNT(asked_counts); a++) {
			s->asked = asked_counts[a];
			make_ranges(b, s);
			for (size_t i = 0; retry_policies[i]; i++)
				measure(b, s, retry_policies[i]);
			free(s->ranges);
		}
	}
}

CASE(bench, retry,
     .says = "what each retry policy costs at each limit and page size",
     .rules = "VDT-RETRY-080", .timeout = 300)
{
	struct setting s = { .combines = !knob_there(KNOB_LIMIT) };
	const char *knob = s.combines ? KNOB_COMBINE : KNOB_LIMIT;

	if (!knob_there(knob))
		SKIP(return, "the target has no limit that can be set");
	for (size_t i = 0; i < COUNT(limits); i++) {
		s.limit = limits[i];
		knob_set(knob, s.limit);
		measure_all(b, &s);
	}
}

SUITE_MAIN(bench)
