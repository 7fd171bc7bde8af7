// SPDX-License-Identifier: GPL-2.0-only
/* The VMs of a run: which there are, and running them. */
#include <errno.h>
#include <stdlib.h>

#include "certification.h"
#include "journal.h"
#include "lane.h"
#include "progress.h"
#include "runner.h"
#include "schedule.h"
#include "util.h"

/* Fewer cases than this a VM are not worth another boot. */
#define MIN_SLICE 20

static unsigned int lanes_wanted(const struct certification *c,
				 const struct target *target,
				 const struct target_run *out)
{
	size_t most = out->nr_cases / MIN_SLICE;

	if (c->options->whole)
		return 1;
	if (most >= target->vms)
		return target->vms;
	return most ? (unsigned int)most : 1;
}

static struct lane_group *groups_new(const struct certification *c,
				     size_t first, size_t n)
{
	struct lane_group *groups = xcalloc(n, sizeof(*groups));

	for (size_t i = 0; i < n; i++) {
		const struct pairing *pairing = &c->pairings[first + i];
		const struct guest *guest = &c->guests[pairing->kernel];

		groups[i].index = first + i;
		groups[i].target = &c->targets[pairing->target];
		groups[i].kernel = &guest->kernel;
		groups[i].machine = &guest->machine;
		groups[i].local = c->options->hardware &&
				  c->options->hardware->local;
		groups[i].passed = c->options->hardware && !groups[i].local;
		groups[i].lanes = lanes_wanted(c, groups[i].target,
					       run_target(&c->run, first + i));
		groups[i].left = groups[i].lanes;
	}
	return groups;
}

static size_t lanes_new(const struct lane_setup *setup,
			struct lane_group *groups, size_t nr_groups,
			const size_t *order, struct lane ***lanes)
{
	size_t n = 0;

	for (size_t i = 0; i < nr_groups; i++)
		n += groups[i].lanes;
	*lanes = xcalloc(n, sizeof(**lanes));
	n = 0;
	for (size_t i = 0; i < nr_groups; i++)
		for (unsigned int k = 0; k < groups[order[i]].lanes; k++)
			(*lanes)[n++] = lane_new(setup, &groups[order[i]], k);
	return n;
}

/* Boots the VMs of the pairings from @first on; 0 or -errno. */
static int pairings_run(const struct certification *c,
			const struct lane_setup *setup, size_t first)
{
	size_t count = c->nr_pairings - first, *order, n;
	struct lane_group *groups;
	struct lane **lanes;
	int err;

	if (!count)
		return 0;
	groups = groups_new(c, first, count);
	order = schedule_order(groups, count, &c->run,
			       c->options->where_possible);
	n = lanes_new(setup, groups, count, order, &lanes);
	free(order);
	err = runner_run(lanes, n, c->options->jobs);
	free(lanes);
	free(groups);
	return err;
}

/* What the drivers failed, once more with the controls of their lanes. */
static int controls_run(struct certification *c, const struct lane_setup *setup)
{
	size_t first = c->nr_pairings;
	int err = 0;

	if (c->options->bench || c->options->trial || c->options->no_control ||
	    controls_plan(c))
		return 0; /* which has said why */
	for (size_t i = 0; !err && i < c->run.nr_controls; i++) {
		err = journal_control(setup->journal, &c->run.controls[i]);
		progress_note(setup->progress, &c->run.controls[i],
			      "the control runs what a driver failed");
	}
	return err ? err : pairings_run(c, setup, first);
}

int fleet_run(struct certification *c, const char *disk)
{
	struct lane_setup setup = { .run = &c->run,
				    .cases = &c->cases,
				    .timeout = c->options->timeout,
				    .budget = c->budget,
				    .replay = c->options->replay,
				    /* a package has a closed list of files */
				    .sequences = !c->options->whole,
				    .disk = disk,
				    .files = c->options->files,
				    .nr_files = c->options->nr_files };
	int err, closed;

	err = journal_create(&c->run, &setup.journal);
	if (err)
		return err;
	setup.progress = progress_new(&c->run, c->options->trial);
	err = pairings_run(c, &setup, 0);
	if (!err)
		err = controls_run(c, &setup);
	progress_free(setup.progress);
	c->run.duration_s = now_s() - c->began;
	c->run.interrupted = err == -EINTR;
	if (c->run.interrupted)
		run_explain(&c->run, "the run was interrupted");
	closed = journal_close(setup.journal, &c->run);
	return err ? err : closed;
}
