// SPDX-License-Identifier: GPL-2.0-only
/* One run, from its plan to its last words. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "accel.h"
#include "cases.h"
#include "certify.h"
#include "child.h"
#include "disk.h"
#include "expect.h"
#include "hostenv.h"
#include "journal.h"
#include "load.h"
#include "paths.h"
#include "plan.h"
#include "progress.h"
#include "rundir.h"
#include "runner.h"
#include "summary.h"
#include "verdict.h"
#include "version.h"
#include "vm.h"

struct guest {
	struct kernel kernel;
	struct strings machine; /* QEMU's arguments for it */
};

struct certification {
	const struct certify_options *options;
	struct run run;
	struct cases cases;
	bool *selected;
	struct target *targets;
	struct guest *guests;
	double began;
};

/*
 * Bad input is found before anything is fetched, built or booted.
 */

static int input_load(struct certification *c)
{
	struct strings errors = { 0 };
	char *path = cases_path();
	int status = load_rules(&c->run.rules);

	if (!status)
		status = load_cases(&c->cases);
	if (!status)
		plan_check(&c->cases, &c->run.rules, path, &errors);
	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	if (errors.n)
		status = STATUS_USAGE;
	strings_free(&errors);
	free(path);
	return status;
}

static int targets_check(struct certification *c)
{
	const struct certify_options *o = c->options;
	int status = STATUS_OK;

	c->targets = xcalloc(o->targets.n, sizeof(*c->targets));
	for (size_t i = 0; !status && i < o->targets.n; i++)
		status = load_target(o->targets.v[i], &c->targets[i]);
	return status;
}

static int kernels_check(const struct certification *c)
{
	const struct strings *asked = &c->options->kernels;
	struct strings names = { 0 };
	int status = STATUS_OK;
	char *list;

	kernels_names(&names);
	for (size_t i = 0; !status && i < asked->n; i++) {
		if (strings_has(&names, asked->v[i]))
			continue;
		list = kernels_list();
		complain("no kernel '%s'; there are: %s", asked->v[i], list);
		free(list);
		status = STATUS_USAGE;
	}
	strings_free(&names);
	return status;
}

static int pairing_check(const struct certification *c,
			 const struct target *target)
{
	for (size_t i = 0; i < c->options->kernels.n; i++) {
		const char *kernel = c->options->kernels.v[i];
		char *list;

		if (strings_has(&target->kernels, kernel))
			continue;
		list = strings_join(&target->kernels, ", ");
		complain("target %s does not run on kernel %s; it runs on: %s",
			 target->name, kernel, list);
		free(list);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

static int pairings_check(const struct certification *c)
{
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < c->options->targets.n; i++)
		status = pairing_check(c, &c->targets[i]);
	return status;
}

static int globs_check(struct certification *c)
{
	const char *unmatched =
		plan_select(&c->cases, &c->options->globs, &c->selected);

	if (!unmatched)
		return STATUS_OK;
	complain("no case matches '%s'; try trackcert list cases", unmatched);
	return STATUS_NOTHING;
}

static bool program_exists(const char *name)
{
	struct strings dirs = { 0 };
	const char *path = getenv("PATH");
	bool found = strchr(name, '/') && !access(name, X_OK);

	if (!strchr(name, '/'))
		strings_split(&dirs, path ? path : "/usr/bin:/bin", ":");
	for (size_t i = 0; !found && i < dirs.n; i++) {
		char *full = path_join(dirs.v[i], name);

		found = !access(full, X_OK);
		free(full);
	}
	strings_free(&dirs);
	return found;
}

static int qemu_check(void)
{
	if (program_exists(paths_qemu()))
		return STATUS_OK;
	complain("there is no %s: install QEMU (apt-get install "
		 "qemu-system-x86)",
		 paths_qemu());
	return STATUS_INFRA;
}

static int dir_check(struct certification *c)
{
	int err = rundir_check(c->run.dir);

	if (!err)
		return STATUS_OK;
	complain("run folder %s: %s", c->run.dir, strerror(-err));
	return STATUS_USAGE;
}

/*
 * Getting everything ready.
 */

static int guest_prepare(struct certification *c, size_t i)
{
	const char *name = c->options->kernels.v[i];
	struct guest *guest = &c->guests[i];
	int err = kernel_prepare(name);

	if (!err)
		err = kernel_load(name, &guest->kernel);
	if (!err)
		err = vm_arguments(name, accel_pick(), &guest->machine);
	if (signals_got())
		return signals_status();
	return err ? STATUS_INFRA : STATUS_OK;
}

static int guests_prepare(struct certification *c)
{
	int status = STATUS_OK;

	c->guests = xcalloc(c->options->kernels.n, sizeof(*c->guests));
	for (size_t i = 0; !status && i < c->options->kernels.n; i++)
		status = guest_prepare(c, i);
	return status;
}

static int list_apply(const char *dir, const char *whose, bool core,
		      struct target_run *out)
{
	struct strings errors = { 0 };
	struct expectations list;
	char *name = xasprintf("%s.%s", whose, out->kernel);
	int err = expect_load(dir, name, &list, &errors);

	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	if (err && !errors.n)
		complain("%s: %s", list.path, strerror(-err));
	if (!err)
		expect_apply(&list, core, out);
	expect_free(&list);
	strings_free(&errors);
	free(name);
	return err ? STATUS_USAGE : STATUS_OK;
}

/* What is known of a driver is not known of one whose knobs are turned. */
static int expectations_apply(const struct target *target,
			      struct target_run *out)
{
	char *dir = expectations_path();
	int status = list_apply(dir, "core", true, out);

	if (!status && !target->params)
		status = list_apply(dir, target->name, false, out);
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
		int len = (int)strcspn(list.v[i], "=");
		char *name =
			xasprintf("%s.%.*s", target->knobs, len, list.v[i]);

		if (!strings_has(&kernel->parameters, name)) {
			complain("target %s: %s has no parameter '%.*s'",
				 target->spec, target->knobs, len, list.v[i]);
			status = STATUS_USAGE;
		}
		free(name);
	}
	strings_free(&list);
	return status;
}

static int plan_make(struct certification *c)
{
	const struct certify_options *o = c->options;
	int status = STATUS_OK;

	for (size_t t = 0; t < o->targets.n; t++) {
		for (size_t k = 0; !status && k < o->kernels.n; k++) {
			const struct kernel *kernel = &c->guests[k].kernel;
			struct target_run *out;

			status = knobs_check(&c->targets[t], kernel);
			if (status)
				break;
			out = plan_target(&c->run, &c->targets[t], kernel,
					  kernel->modes.v[0], &c->cases,
					  c->selected);
			status = expectations_apply(&c->targets[t], out);
		}
	}
	return status;
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
	c->run.partial = c->options->globs.n;
}

/*
 * The VMs.
 */

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
	size_t kernels = c->options->kernels.n;
	struct lane_group *groups = xcalloc(c->run.nr_targets, sizeof(*groups));

	for (size_t i = 0; i < c->run.nr_targets; i++) {
		groups[i].index = i;
		groups[i].target = &c->targets[i / kernels];
		groups[i].kernel = &c->guests[i % kernels].kernel;
		groups[i].machine = &c->guests[i % kernels].machine;
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

static int vms_run(struct certification *c, const char *disk)
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
	n = lanes_new(&setup, groups, c->run.nr_targets, &lanes);
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

/* Makes the folder, runs the VMs in it, writes the reports. */
static int run_do(struct certification *c)
{
	char *disk = path_join(c->run.dir, "disk.img");
	bool interrupted;
	int err = rundir_make(c->run.dir);

	if (!err)
		err = disk_create(disk, c->run.seed);
	if (!err)
		err = vms_run(c, disk);
	unlink(disk);
	free(disk);
	interrupted = err == -EINTR;
	if (!err || interrupted) {
		verdict_judge(&c->run);
		err = summary_write(&c->run);
	}
	if (err) {
		complain("run folder %s: %s", c->run.dir, strerror(-err));
		return STATUS_INFRA;
	}
	summary_print(&c->run);
	return interrupted ? signals_status() : (int)verdict_status(&c->run);
}

static void certification_free(struct certification *c)
{
	for (size_t i = 0; c->targets && i < c->options->targets.n; i++)
		target_free(&c->targets[i]);
	for (size_t i = 0; c->guests && i < c->options->kernels.n; i++) {
		kernel_free(&c->guests[i].kernel);
		strings_free(&c->guests[i].machine);
	}
	free(c->targets);
	free(c->guests);
	free(c->selected);
	cases_free(&c->cases);
	run_free(&c->run);
}

static int certify_steps(struct certification *c)
{
	int (*const checks[])(struct certification * c) = {
		input_load,
		targets_check,
		globs_check,
		dir_check,
	};
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < ARRAY_SIZE(checks); i++)
		status = checks[i](c);
	if (!status)
		status = kernels_check(c);
	if (!status)
		status = pairings_check(c);
	if (!status)
		status = qemu_check();
	if (!status)
		status = guests_prepare(c);
	if (!status)
		status = plan_make(c);
	if (status)
		return status;
	c->began = now_s();
	hostenv_fill(&c->run.env);
	return run_do(c);
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
