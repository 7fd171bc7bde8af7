/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a user comes to a START that is accepted: policies of trying and
 * failing, as pure state machines. Nothing here calls the kernel:
 *
 *	retry_init(&r, policy, asked, count, page_worth);
 *	do {
 *		(STOP or wait, if the last answer said so)
 *		err = START of r.list, r.count ranges
 *	} while (retry_goes_on(action = retry_next(&r, err, hint)));
 *
 * Whatever a policy does to the list, every byte that was asked for stays in
 * it: ranges are joined, never left out. What lies between them is the price.
 */
#ifndef SUITES_LIB_RETRY_H
#define SUITES_LIB_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "tracker.h"

/* Tries that the error table may add to those of a policy, see retry_next(). */
#define RETRY_STOPS  1
#define RETRY_WAITS  3
#define RETRY_SPANS  1
#define RETRY_EXTRAS (RETRY_STOPS + RETRY_WAITS + RETRY_SPANS)

/* Milliseconds before the first try after an error that may pass. */
#define RETRY_WAIT_MS 10

/**
 * enum retry_action - what a user does next
 * @RETRY_START: START with the list
 * @RETRY_STOP_START: STOP, whatever it says, then START with the list
 * @RETRY_WAIT_START: wait @wait_ms milliseconds, then START with the list
 * @RETRY_DONE: nothing: the list is tracked
 * @RETRY_FALL_BACK: nothing: no tracker; all memory is to be taken for dirty
 */
enum retry_action {
	RETRY_START,
	RETRY_STOP_START,
	RETRY_WAIT_START,
	RETRY_DONE,
	RETRY_FALL_BACK,
};

struct retry;

/**
 * struct retry_policy - how many ranges to try next
 * @name: as `trackcert bench retry` prints it
 * @refused: a list of @r->count was refused: the next, smaller number; 0 to
 *           give up
 * @hinted: it takes the kernel's word for how many
 * @accepted: a list of @r->count was accepted: a larger number worth a STOP and
 *            another START; 0 for content. NULL: always content
 * @bound: most tries for @count ranges, RETRY_EXTRAS apart
 */
struct retry_policy {
	const char *name;
	bool hinted;
	uint32_t (*refused)(const struct retry *r, uint32_t hint);
	uint32_t (*accepted)(const struct retry *r);
	uint32_t (*bound)(uint32_t count);
};

/**
 * struct retry - one user at it
 * @list: what to START with: @count ranges by address
 * @count: of them
 * @tries: how many STARTs were answered
 * @wait_ms: of RETRY_WAIT_START
 * @policy: how it narrows
 * @asked: the ranges asked for, by address
 * @asked_count: of them
 * @page_worth: ranges that fit a page, more than which no kernel takes
 * @works: largest number known to be accepted, 0 for none
 * @fails: smallest number known to be refused
 * @stops: STOPs left for a tracker that is on already
 * @waits: waits left for errors that may pass
 * @spans: times left that the list may be made tight again
 * @restarts: STARTs left after a failed REPORT
 */
struct retry {
	range_t *list;
	uint32_t count;
	uint32_t tries;
	unsigned int wait_ms;

	const struct retry_policy *policy;
	range_t *asked;
	uint32_t asked_count;
	uint32_t page_worth;
	uint32_t works;
	uint32_t fails;
	unsigned int stops;
	unsigned int waits;
	unsigned int spans;
	unsigned int restarts;
};

/* What there is, in the order of the bench; ends with NULL. */
extern const struct retry_policy *const retry_policies[];

/* retry_policy() - by its name; NULL if there is none. */
const struct retry_policy *retry_policy(const char *name);

/**
 * retry_init() - the first list to try is the one asked for
 * @r: filled in; release with retry_free()
 * @policy: how to narrow
 * @asked: ranges in any order, copied; aligned to the page size that START will
 *         be given, not overlapping
 * @count: of them
 * @page_worth: the kernel's page size by 16, see VDT-START-030
 *
 * Return: 0, -EINVAL (no ranges) or -ENOMEM.
 */
int retry_init(struct retry *r, const struct retry_policy *policy,
	       const range_t *asked, uint32_t count, uint32_t page_worth);
void retry_free(struct retry *r);

/**
 * retry_next() - what to do after a START was answered
 * @r: retry
 * @err: 0 or START's -errno
 * @hint: largest number of ranges that the kernel said it takes, 0 if it said
 *        nothing (profile limit-field)
 *
 * What an errno means to a user:
 *
 * - ENOTTY: no tracker; fall back
 * - EFAULT, EOVERFLOW: a mistake of the user's own; fall back
 * - E2BIG: too many; a page worth, then the policy
 * - EOPNOTSUPP: too much memory; the tightest list there is, once; fall back
 *   when that is what was refused
 * - EEXIST, EINVAL, EBUSY: perhaps somebody's tracker is still on, which no
 *   source gives an errno of its own: pds says EEXIST, mlx5 EINVAL; STOP and
 *   try again, once; then the policy
 * - ENOMEM, EIO, ENOTCONN: may pass; wait, RETRY_WAITS times, each twice as
 *   long as the one before; then fall back
 * - anything else: the policy
 *
 * Return: what to do. RETRY_DONE or RETRY_FALL_BACK come within retry_bound()
 * tries, whatever the answers are.
 */
enum retry_action retry_next(struct retry *r, int err, uint32_t hint);

/**
 * retry_report() - what to do after a REPORT was answered
 * @r: retry after RETRY_DONE
 * @err: 0 or REPORT's -errno
 *
 * After any error all memory is to be taken for dirty, whatever is done next.
 *
 * Return: RETRY_DONE to go on; RETRY_STOP_START with the list that was accepted
 * for the first error; RETRY_FALL_BACK for the next one.
 */
enum retry_action retry_report(struct retry *r, int err);

/* retry_goes_on() - is another START to be made? */
static inline bool retry_goes_on(enum retry_action action)
{
	return action < RETRY_DONE;
}

/* retry_bound() - no more tries than these, for @count ranges asked for. */
uint32_t retry_bound(const struct retry_policy *policy, uint32_t count);

/**
 * retry_merge() - join the neighbours with the smallest gaps
 * @out: room for @want ranges
 * @ranges: @count ranges by address, not overlapping
 * @count: of them
 * @want: how many to leave, 1 to @count; of gaps that are alike those at lower
 *        addresses go first
 *
 * Return: 0 or -ENOMEM.
 */
int retry_merge(range_t *out, const range_t *ranges, uint32_t count,
		uint32_t want);

/* retry_sort() - order ranges by address. */
void retry_sort(range_t *ranges, uint32_t count);

/* retry_bytes() - how many bytes a list holds. */
uint64_t retry_bytes(const range_t *ranges, uint32_t count);

#endif
