// SPDX-License-Identifier: GPL-2.0-only
/*
 * The controls of a run. What a driver fails, the reference tracker is made to
 * do on the same lane: where that fails, too, it is not the driver's fault.
 */
#include <stdlib.h>
#include <string.h>

#include "blame.h"
#include "certification.h"
#include "kernel_path.h"
#include "load.h"
#include "match.h"
#include "plan.h"
#include "util.h"

/* A reference with turned knobs fails what it is told to fail. */
static bool control_is_due(const struct certification *c, size_t i)
{
	const struct target_run *out = &c->run.targets[i];

	return strcmp(c->targets[c->pairings[i].target].name, CONTROL_TARGET) &&
	       !blame_control(&c->run, out);
}

/* Selects what the drivers of a lane failed; return: how many cases. */
static size_t failures_select(const struct certification *c, size_t first,
			      bool *selected)
{
	const struct target_run *lane = &c->run.targets[first];
	size_t n = 0;

	for (size_t i = first; i < c->run.nr_targets; i++) {
		const struct target_run *out = &c->run.targets[i];

		if (!lane_same(out, lane) || !control_is_due(c, i))
			continue;
		for (size_t k = 0; k < c->cases.n; k++) {
			const struct case_result *result =
				target_case(out, c->cases.v[k].id);

			if (selected[k] || !result || !blame_wanted(result))
				continue;
			selected[k] = true;
			n++;
		}
	}
	return n;
}

/* "reference", with what of the lane are knobs of the kernel */
static char *control_spec(const struct target_run *lane)
{
	return xasprintf(CONTROL_TARGET "%s%s", lane->kernel_knobs ? "," : "",
			 lane->kernel_knobs ? lane->kernel_knobs : "");
}

static int control_load(struct certification *c, const struct target_run *lane)
{
	char *spec = control_spec(lane);
	struct target *target;
	int status;

	c->targets = array_grow(c->targets, c->nr_targets, sizeof(*c->targets));
	target = &c->targets[c->nr_targets++];
	status = load_target(spec, target);
	if (!status && !kernel_name_is_path(lane->kernel) &&
	    !strings_has(&target->kernels, lane->kernel)) {
		complain("target " CONTROL_TARGET " does not run on kernel %s: "
			 "nothing there can be charged to the core",
			 lane->kernel);
		status = STATUS_NOTHING;
	}
	free(spec);
	return status;
}

/* The control is planned like any target, and then put apart. */
static int control_add(struct certification *c, size_t lane,
		       const bool *selected)
{
	struct run *run = &c->run;
	struct pairing pairing = c->pairings[lane];
	int status = control_load(c, &run->targets[lane]);

	if (status)
		return status == STATUS_NOTHING ? STATUS_OK : status;
	pairing.target = c->nr_targets - 1;
	status = pairing_plan(c, &pairing, selected);
	if (status)
		return status;
	c->pairings = array_grow(c->pairings, c->nr_pairings, sizeof(pairing));
	c->pairings[c->nr_pairings++] = pairing;
	run->controls = array_grow(run->controls, run->nr_controls,
				   sizeof(*run->controls));
	run->controls[run->nr_controls++] = run->targets[--run->nr_targets];
	return STATUS_OK;
}

int controls_plan(struct certification *c)
{
	size_t n = c->run.nr_targets;
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < n; i++) {
		bool *selected = xcalloc(c->cases.n, sizeof(*selected));

		if (control_is_due(c, i) && failures_select(c, i, selected))
			status = control_add(c, i, selected);
		free(selected);
	}
	return status;
}
