// SPDX-License-Identifier: GPL-2.0-only
/* What a user does after START's answer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "retry.h"

int retry_init(struct retry *r, const struct retry_policy *policy,
	       const range_t *asked, uint32_t count, uint32_t page_worth)
{
	memset(r, 0, sizeof(*r));
	if (!count || !page_worth)
		return -EINVAL;
	r->asked = calloc(count, sizeof(*asked));
	r->list = calloc(count, sizeof(*asked));
	if (!r->asked || !r->list) {
		retry_free(r);
		return -ENOMEM;
	}
	memcpy(r->asked, asked, count * sizeof(*asked));
	retry_sort(r->asked, count);
	memcpy(r->list, r->asked, count * sizeof(*asked));
	r->policy = policy;
	r->asked_count = count;
	r->count = count;
	r->page_worth = page_worth;
	r->fails = count + 1;
	r->stops = RETRY_STOPS;
	r->waits = RETRY_WAITS;
	r->spans = RETRY_SPANS;
	r->restarts = 1;
	return 0;
}

void retry_free(struct retry *r)
{
	free(r->asked);
	free(r->list);
	r->asked = NULL;
	r->list = NULL;
}

uint32_t retry_bound(const struct retry_policy *policy, uint32_t count)
{
	/* One for the step to a page worth, which is no policy's own. */
	return policy->bound(count) + 1 + RETRY_EXTRAS;
}

/* Make the list one of @count ranges, from what was asked for. */
static enum retry_action narrow_to(struct retry *r, uint32_t count,
				   enum retry_action action)
{
	if (!count || retry_merge(r->list, r->asked, r->asked_count, count))
		return RETRY_FALL_BACK;
	r->count = count;
	return action;
}

static enum retry_action accepted(struct retry *r)
{
	uint32_t more;

	r->works = r->count;
	/* A tracker that changes its mind: what it refused once means nothing. */
	if (r->fails <= r->works)
		r->fails = r->works + 1;
	if (!r->policy->accepted)
		return RETRY_DONE;
	more = r->policy->accepted(r);
	if (!more)
		return RETRY_DONE;
	return narrow_to(r, more, RETRY_STOP_START);
}

static enum retry_action narrow(struct retry *r, uint32_t hint)
{
	r->fails = r->count;
	if (r->works >= r->fails)
		r->works = 0;
	return narrow_to(r, r->policy->refused(r, hint), RETRY_START);
}

static enum retry_action too_many(struct retry *r, uint32_t hint)
{
	if (r->count <= r->page_worth)
		return narrow(r, hint);
	r->fails = r->page_worth + 1;
	if (!r->policy->hinted || !hint || hint > r->page_worth)
		hint = r->page_worth;
	return narrow_to(r, hint, RETRY_START);
}

/* The list that holds least: a page worth of ranges, or all asked for. */
static enum retry_action too_wide(struct retry *r)
{
	uint32_t tightest = r->asked_count < r->page_worth ? r->asked_count
							   : r->page_worth;

	if (!r->spans || r->count == tightest)
		return RETRY_FALL_BACK;
	r->spans--;
	return narrow_to(r, tightest, RETRY_START);
}

static enum retry_action perhaps_on(struct retry *r, uint32_t hint)
{
	if (!r->stops)
		return narrow(r, hint);
	r->stops--;
	return RETRY_STOP_START;
}

static enum retry_action may_pass(struct retry *r)
{
	if (!r->waits)
		return RETRY_FALL_BACK;
	r->waits--;
	r->wait_ms = r->wait_ms ? 2 * r->wait_ms : RETRY_WAIT_MS;
	return RETRY_WAIT_START;
}

static enum retry_action answer(struct retry *r, int err, uint32_t hint)
{
	switch (-err) {
	case 0:
		return accepted(r);
	case ENOTTY:
	case EFAULT:
	case EOVERFLOW:
		return RETRY_FALL_BACK;
	case E2BIG:
		return too_many(r, hint);
	case EOPNOTSUPP:
		return too_wide(r);
	case EEXIST:
	case EBUSY:
	case EINVAL:
		return perhaps_on(r, hint);
	case ENOMEM:
	case EIO:
	case ENOTCONN:
		return may_pass(r);
	default:
		return narrow(r, hint);
	}
}

enum retry_action retry_next(struct retry *r, int err, uint32_t hint)
{
	enum retry_action action = answer(r, err, hint);

	r->tries++;
	if (!retry_goes_on(action) ||
	    r->tries < retry_bound(r->policy, r->asked_count))
		return action;
	return err ? RETRY_FALL_BACK : RETRY_DONE;
}

enum retry_action retry_report(struct retry *r, int err)
{
	if (!err)
		return RETRY_DONE;
	if (!r->restarts)
		return RETRY_FALL_BACK;
	r->restarts--;
	return RETRY_STOP_START;
}
