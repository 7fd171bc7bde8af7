// SPDX-License-Identifier: GPL-2.0-only
/* Runs the lanes of a run, several at a time. */
#include <errno.h>
#include <math.h> /* INFINITY */
#include <poll.h>
#include <stdlib.h>

#include "child.h"
#include "runner.h"
#include "util.h"

#define FDS_A_LANE 3
#define MAX_WAIT_S 1.0

struct runner {
	struct lane **lanes; /* NULL: over and freed */
	size_t n;
	size_t started;
	size_t running;
	struct pollfd *fds;
};

static int lane_drop(struct runner *r, size_t i)
{
	int err = lane_free(r->lanes[i]);

	r->lanes[i] = NULL;
	return err;
}

static int lanes_start(struct runner *r, unsigned int jobs)
{
	int err = 0;

	while (!err && r->running < jobs && r->started < r->n) {
		err = lane_start(r->lanes[r->started++]);
		r->running++;
	}
	return err;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

/* Waits until a lane has something to do, SIGCHLD included. */
static int lanes_wait(struct runner *r)
{
	double next = INFINITY, wait;
	struct timespec timeout;
	nfds_t n = 0;

	for (size_t i = 0; i < r->started; i++) {
		int fds[FDS_A_LANE];

		if (!r->lanes[i] || lane_over(r->lanes[i]))
			continue;
		next = least(next, lane_next(r->lanes[i]));
		lane_fds(r->lanes[i], fds);
		for (size_t k = 0; k < FDS_A_LANE; k++)
			if (fds[k] >= 0)
				r->fds[n++] =
					(struct pollfd){ fds[k], POLLIN, 0 };
	}
	wait = least(next - now_s(), MAX_WAIT_S);
	if (wait < 0)
		wait = 0;
	timeout.tv_sec = (time_t)wait;
	timeout.tv_nsec = (long)((wait - (double)timeout.tv_sec) * 1e9);
	if (ppoll(r->fds, n, &timeout, signals_unblocked()) < 0 &&
	    errno != EINTR)
		return -errno;
	return signals_got() ? -EINTR : 0;
}

static int lanes_work(struct runner *r)
{
	int err = 0;

	for (size_t i = 0; !err && i < r->started; i++) {
		if (!r->lanes[i])
			continue;
		if (!lane_over(r->lanes[i]))
			err = lane_work(r->lanes[i]);
		if (!err && lane_over(r->lanes[i])) {
			err = lane_drop(r, i);
			r->running--;
		}
	}
	return err;
}

int runner_run(struct lane **lanes, size_t n, unsigned int jobs)
{
	struct runner r = { .lanes = lanes, .n = n };
	int err;

	signals_catch();
	r.fds = xcalloc(n * FDS_A_LANE, sizeof(*r.fds));
	err = lanes_start(&r, jobs);
	while (!err && (r.running || r.started < n)) {
		err = lanes_wait(&r);
		if (!err)
			err = lanes_work(&r);
		if (!err)
			err = lanes_start(&r, jobs);
	}
	for (size_t i = 0; i < n; i++)
		if (lanes[i])
			lane_drop(&r, i);
	free(r.fds);
	return err;
}
