// SPDX-License-Identifier: GPL-2.0-only
/* One run, from its plan to its last words. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "accel.h"
#include "certification.h"
#include "child.h"
#include "disk.h"
#include "expect.h"
#include "hardware.h"
#include "hostenv.h"
#include "load.h"
#include "modes.h"
#include "paths.h"
#include "plan.h"
#include "rules.h"
#include "rundir.h"
#include "schedule.h"
#include "shard.h"
#include "summary.h"
#include "util.h"
#include "verdict.h"
#include "version.h"
#include "vm.h"

/*
 * Getting everything ready.
 */

/* A profile that no rule names would leave nothing to be judged by. */
static int profile_check(const struct certification *c,
			 const struct kernel *kernel)
{
	struct strings profiles = { 0 };
	bool known;

	rules_profiles(&c->run.rules, &profiles);
	known = c->options->bench || strings_has(&profiles, kernel->profile);
	strings_free(&profiles);
	if (known)
		return STATUS_OK;
	complain("kernel %s: no rule of CONFORMANCE.md is of profile '%s'",
		 kernel->name, kernel->profile);
	return STATUS_USAGE;
}

/* What a machine needs to know of a kernel in a folder is its architecture. */
static int machine_look(struct guest *guest)
{
	char *name = guest->ask.path ? xasprintf("path:%s", guest->kernel.arch)
				     : xstrdup(guest->ask.name);
	int err = vm_arguments(name, accel_of(guest->kernel.arch),
			       &guest->machine);

	free(name);
	return err;
}

static int guest_prepare(struct certification *c, struct guest *guest)
{
	int err = kernel_prepare(&guest->ask);

	if (err == -EINVAL)
		return STATUS_USAGE;
	if (!err)
		err = kernel_load(&guest->ask, &guest->kernel);
	if (!err)
		err = machine_look(guest);
	if (signals_got())
		return signals_status();
	return err ? STATUS_INFRA : profile_check(c, &guest->kernel);
}

static int guests_prepare(struct certification *c)
{
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < c->nr_guests; i++)
		status = guest_prepare(c, &c->guests[i]);
	return status;
}

static int list_apply(const char *dir, const char *name, bool core,
		      struct target_run *out)
{
	struct strings errors = { 0 };
	struct expectations list;
	int err = expect_load(dir, name, &list, &errors);

	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	if (err && !errors.n)
		complain("%s: %s", list.path, strerror(-err));
	if (!err)
		expect_apply(&list, core, out);
	expect_free(&list);
	strings_free(&errors);
	return err ? STATUS_USAGE : STATUS_OK;
}

/*
 * Lists are of a target on a kernel of vms/kernels. What is known of a driver
 * on this machine, or on another device, the user says.
 */
static int known_apply(const char *known, struct target_run *out)
{
	char *dir = expectations_path();
	char *core = xasprintf("core%s", strchr(known, '.'));
	int status;

	pairs_set(&out->env, ENV_KNOWN, known);
	status = list_apply(dir, core, true, out);
	if (!status)
		status = list_apply(dir, known, false, out);
	free(core);
	free(dir);
	return status;
}

/* What is known of a driver is not known of one whose knobs are turned. */
static int expectations_apply(const struct certification *c,
			      const struct target *target,
			      struct target_run *out)
{
	const struct hardware_ask *ask = c->options->hardware;
	char *dir, *own, *name, *core;
	int status;

	if (c->options->bisect)
		return STATUS_OK;
	if (ask && ask->known)
		return known_apply(ask->known, out);
	dir = expectations_path();
	own = target->folder ? path_join(target->folder, "expectations") : NULL;
	core = xasprintf("core.%s", out->kernel);
	name = xasprintf("%s.%s", target->lists ? target->lists : target->name,
			 out->kernel);
	status = list_apply(dir, core, true, out);
	if (!status && !target->params)
		status = list_apply(own ? own : dir, name, false, out);
	free(name);
	free(core);
	free(own);
	free(dir);
	return status;
}

/* A parameter that the kernel would ignore would be tested by nobody. */
static int knobs_check(const struct target *target, const struct kernel *kernel)
{
	struct strings list = { 0 };
	int status = STATUS_OK;

	strings_split(&list, target->params ? target->params : "", ",");
	for (size_t i = 0; !status && i < list.n; i++) {
		char *knobs;

		if (target_knob(target, list.v[i], &kernel->parameters))
			continue;
		knobs = strings_join(&target->knobs, ", ");
		complain("target %s: %s has no parameter '%.*s' on kernel %s",
			 target->spec, knobs, (int)strcspn(list.v[i], "="),
			 list.v[i], kernel->name);
		status = STATUS_USAGE;
		free(knobs);
	}
	strings_free(&list);
	return status;
}

int pairing_plan(struct certification *c, const struct pairing *pairing,
		 const bool *selected)
{
	const struct target *target = &c->targets[pairing->target];
	const struct kernel *kernel = &c->guests[pairing->kernel].kernel;
	int status = knobs_check(target, kernel);
	struct target_run *out;

	if (status)
		return status;
	out = plan_target(&c->run, target, kernel, pairing->mode, &c->cases,
			  selected);
	if (!out->nr_cases)
		complain("none of the cases is of profile %s, which kernel "
			 "%s has",
			 kernel->profile, kernel->name);
	return expectations_apply(c, target, out);
}

static int plan_make(struct certification *c)
{
	const struct certify_trial *trial = c->options->trial;
	int status = STATUS_OK;
	size_t planned = 0;

	if (trial)
		return trial->plan(c, trial->arg);
	for (size_t i = 0; !status && i < c->nr_pairings; i++)
		status = pairing_plan(c, &c->pairings[i], c->selected);
	if (!status && !c->options->bench)
		plan_core_once(&c->run);
	for (size_t i = 0; !status && i < c->run.nr_targets; i++) {
		struct target_run *out = &c->run.targets[i];

		if (c->options->shard.count)
			shard_cut(out, &c->cases, &c->options->shard);
		planned += out->nr_cases;
	}
	if (!status && !planned && c->options->shard.count)
		complain("there are fewer cases than shards: this one has "
			 "none");
	return status || planned ? status : STATUS_NOTHING;
}

/* What could make a run say less than another one. */
static void options_describe(struct certification *c)
{
	const struct certify_options *o = c->options;
	char *timeout = o->timeout ? xasprintf("%u", o->timeout)
				   : xstrdup("own");
	char *words = xasprintf("cases=%s timeout=%s independent=%s",
				o->globs.n ? "some" : "all", timeout,
				o->independent ? "yes" : "no");

	pairs_set(&c->run.env, "options", words);
	if (o->tree)
		pairs_set(&c->run.env, "tree", o->tree);
	free(words);
	free(timeout);
}

static void run_describe(struct certification *c, time_t now)
{
	char stamp[32];
	struct tm tm;

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &tm));
	c->run.started = xstrdup(stamp);
	c->run.tool_version = xstrdup(TRACKCERT_VERSION);
	c->run.tool_commit = xstrdup(TRACKCERT_COMMIT);
	c->run.seed = c->options->seed;
	c->run.shard = c->options->shard;
	c->run.shard.selected = c->options->globs.n;
	c->run.partial = c->options->globs.n || c->options->shard.count;
	options_describe(c);
}

/* Return: the exit status that the run deserves, or -errno. */
static int run_report(struct certification *c)
{
	const struct certify_trial *trial = c->options->trial;
	int err;

	if (trial)
		return trial->report(c, trial->arg);
	if (c->options->bench)
		return c->options->bench(&c->run, c->options->bench_arg);
	err = summary_write(&c->run);
	if (err)
		return err;
	schedule_learn(&c->run);
	if (c->options->tell)
		err = c->options->tell(&c->run, c->options->bench_arg);
	else
		summary_print(&c->run);
	/* a package is moved when it is complete, and says where itself */
	if (!c->options->tell && !c->options->whole)
		summary_where(&c->run);
	return err ? err : (int)verdict_status(&c->run);
}

/* Makes the folder, runs the VMs in it, writes the reports. */
static int run_do(struct certification *c)
{
	char *disk = path_join(c->run.dir, "disk.img");
	int err = rundir_make(c->run.dir), status = 0;
	bool interrupted;

	if (!err)
		err = disk_create(disk, c->run.seed);
	if (!err)
		err = fleet_run(c, disk);
	unlink(disk);
	free(disk);
	interrupted = err == -EINTR;
	if (!err || interrupted) {
		verdict_judge(&c->run);
		status = run_report(c);
		err = status < 0 ? status : 0;
	}
	if (err) {
		complain("run folder %s: %s", c->run.dir, strerror(-err));
		return STATUS_INFRA;
	}
	return interrupted ? signals_status() : status;
}

static void certification_free(struct certification *c)
{
	for (size_t i = 0; i < c->nr_targets; i++)
		target_free(&c->targets[i]);
	for (size_t i = 0; i < c->nr_guests; i++) {
		kernel_ask_free(&c->guests[i].ask);
		kernel_free(&c->guests[i].kernel);
		strings_free(&c->guests[i].machine);
	}
	free(c->targets);
	free(c->guests);
	free(c->pairings);
	free(c->selected);
	free(c->budget);
	cases_free(&c->cases);
	run_free(&c->run);
}

/*
 * A device of this machine.
 */

/* It has one target, and one of everything. */
static int device_take(struct certification *c)
{
	const struct hardware_ask *ask = c->options->hardware;
	int status = hardware_take(ask, &c->targets[0], &c->claim);

	c->claimed = !status;
	return status;
}

static int device_look(struct certification *c)
{
	const struct hardware_ask *ask = c->options->hardware;

	return ask ? hardware_look(ask, &c->targets[0]) : STATUS_OK;
}

/* With the device taken, this machine's kernel can be looked at. */
static int kernels_have(struct certification *c)
{
	const struct hardware_ask *ask = c->options->hardware;
	int status = STATUS_OK;

	if (!ask || !ask->local)
		status = guests_prepare(c);
	if (!status && ask)
		status = device_take(c);
	if (!status && ask && ask->local)
		hardware_kernel(&c->targets[0], &c->claim,
				&c->guests[0].kernel);
	return status;
}

static void device_describe(struct certification *c)
{
	const struct hardware_ask *ask = c->options->hardware;

	for (size_t i = 0; ask && ask->spec && i < c->run.nr_targets; i++)
		hardware_describe(ask, &c->claim.device,
				  &c->run.targets[i].env);
}

/* What was taken is given back, however the run has ended. */
static int device_give_back(struct certification *c, int status)
{
	int given = c->claimed ? claim_give_back(&c->claim) : STATUS_OK;

	claim_free(&c->claim);
	return given ? given : status;
}

static int steps_run(struct certification *c)
{
	int status = kernels_have(c);

	if (!status)
		status = modes_spread(c);
	if (!status)
		status = plan_make(c);
	if (status)
		return status;
	if (c->options->instead)
		return c->options->instead(c, c->options->bench_arg);
	device_describe(c);
	c->began = now_s();
	hostenv_fill(&c->run.env);
	for (size_t i = 0; i < c->nr_guests; i++)
		hostenv_fill_guest(&c->run.env, c->guests[i].kernel.arch);
	return run_do(c);
}

static int certify_steps(struct certification *c)
{
	const struct hardware_ask *ask = c->options->hardware;
	int status = input_check(c);

	if (!status)
		status = device_look(c);
	if (status || (ask && ask->dry_run))
		return status;
	status = input_check_qemu(c);
	if (status)
		return status;
	status = steps_run(c);
	return device_give_back(c, status);
}

int certify(const struct certify_options *options)
{
	time_t now = time(NULL);
	struct certification c = { .options = options };
	int status;

	signals_catch();
	c.run.dir = rundir_name(options->dir, now);
	run_describe(&c, now);
	status = certify_steps(&c);
	certification_free(&c);
	return status;
}
