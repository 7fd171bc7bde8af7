// SPDX-License-Identifier: GPL-2.0-only
/* START as a retry policy has it. */
#define _GNU_SOURCE
#include <errno.h>
#include <unistd.h>

#include "lists.h"
#include "tryfail.h"

static int start_once(struct bench *b, struct retry *r, uint64_t hint,
		      uint32_t *max_ranges)
{
	control_t control = { .page_size = hint,
			      .num_ranges = r->count,
			      .ranges = (uintptr_t)r->list };
	int ret = start_control(b, &control);

	*max_ranges = ret == -E2BIG ? control.__reserved : 0;
	if (!ret)
		oracle_start(&b->oracle, r->list, r->count, hint,
			     control.page_size);
	return ret;
}

enum retry_action tryfail(struct bench *b, struct retry *r, uint64_t hint)
{
	enum retry_action action;

	do {
		uint32_t max_ranges;
		int ret = start_once(b, r, hint, &max_ranges);

		action = retry_next(r, ret, max_ranges);
		if (action == RETRY_STOP_START) {
			__tracker_stop(b->dev.fd);
			oracle_stop(&b->oracle);
		}
		if (action == RETRY_WAIT_START)
			usleep(r->wait_ms * 1000);
	} while (retry_goes_on(action));
	return action;
}
