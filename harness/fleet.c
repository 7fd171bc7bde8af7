// SPDX-License-Identifier: GPL-2.0-only
/* The VMs of a run: which there are, and running them. */
#include <errno.h>
#include <stdlib.h>

#include "certification.h"
#include "journal.h"
#include "lane.h"
#include "progress.h"
#include "runner.h"
#include "util.h"

/* Fewer cases than this a VM are not worth another boot. */
#define MIN_SLICE 20

static unsigned int lanes_wanted(const struct target *target,
				 const struct target_run *out)
{
	size_t most = out->nr_cases / MIN_SLICE;

	if (most >= target->vms)
		return target->vms;
	return most ? (unsigned int)most : 1;
}

static struct lane_group *groups_new(const struct certification *c)
{
	struct lane_group *groups = xcalloc(c->nr_pairings, sizeof(*groups));

	for (size_t i = 0; i < c->nr_pairings; i++) {
		const struct guest *guest = &c->guests[c->pairings[i].kernel];

		groups[i].index = i;
		groups[i].target = &c->targets[c->pairings[i].target];
		groups[i].kernel = &guest->kernel;
		groups[i].machine = &guest->machine;
		groups[i].lanes =
			lanes_wanted(groups[i].target, &c->run.targets[i]);
		groups[i].left = groups[i].lanes;
	}
	return groups;
}

static size_t lanes_new(const struct lane_setup *setup,
			struct lane_group *groups, size_t nr_groups,
			struct lane ***lanes)
{
	size_t n = 0;

	for (size_t i = 0; i < nr_groups; i++)
		n += groups[i].lanes;
	*lanes = xcalloc(n, sizeof(**lanes));
	n = 0;
	for (size_t i = 0; i < nr_groups; i++)
		for (unsigned int k = 0; k < groups[i].lanes; k++)
			(*lanes)[n++] = lane_new(setup, &groups[i], k);
	return n;
}

int fleet_run(struct certification *c, const char *disk)
{
	struct lane_setup setup = { .run = &c->run,
				    .cases = &c->cases,
				    .timeout = c->options->timeout,
				    .disk = disk };
	struct lane_group *groups;
	struct lane **lanes;
	int err, closed;
	size_t n;

	err = journal_create(&c->run, &setup.journal);
	if (err)
		return err;
	setup.progress = progress_new(&c->run);
	groups = groups_new(c);
	n = lanes_new(&setup, groups, c->nr_pairings, &lanes);
	err = runner_run(lanes, n, c->options->jobs);
	free(lanes);
	free(groups);
	progress_free(setup.progress);
	c->run.duration_s = now_s() - c->began;
	c->run.interrupted = err == -EINTR;
	if (c->run.interrupted)
		run_explain(&c->run, "the run was interrupted");
	closed = journal_close(setup.journal, &c->run);
	return err ? err : closed;
}
