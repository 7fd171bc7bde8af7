// SPDX-License-Identifier: GPL-2.0-only
/* What the user asked for, read and checked before anything is done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "budget.h"
#include "certification.h"
#include "hardware.h"
#include "kernel_path.h"
#include "load.h"
#include "paths.h"
#include "plan.h"
#include "rundir.h"
#include "util.h"

static int cases_check(struct certification *c)
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

/* A bench judges nothing: it has neither rules nor expectations. */
static int cases_read(struct certification *c)
{
	int status =
		c->options->bench
			? (int)load_benches(&c->cases, c->options->bench_cases)
			: cases_check(c);

	if (c->options->independent)
		cases_part(&c->cases);
	return status;
}

static int target_make(const struct certify_options *o, const char *spec,
		       struct target *target)
{
	int status = hardware_is(spec) ? hardware_target(o->hardware, target)
				       : (int)load_target(spec, target);

	if (o->stimulus) {
		strings_free(&target->stimulus);
		strings_split(&target->stimulus, o->stimulus, ",");
	}
	return status;
}

static int targets_check(struct certification *c)
{
	const struct certify_options *o = c->options;
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < o->targets.n; i++) {
		c->targets = array_grow(c->targets, c->nr_targets,
					sizeof(*c->targets));
		status = target_make(o, o->targets.v[i],
				     &c->targets[c->nr_targets++]);
	}
	return status;
}

/* Each of the cases that take a budget gets its share of it. */
static void budget_apply(struct certification *c)
{
	if (c->options->budget)
		c->budget = budget_spread(c->options->budget, &c->cases,
					  c->selected);
}

/* Only a case that draws sequences can be given one. */
static bool replay_fits(const struct certification *c)
{
	for (size_t i = 0; i < c->cases.n; i++) {
		if (!c->selected[i] || c->cases.v[i].budget)
			continue;
		complain("case %s takes no sequence: --replay needs one of "
			 "suite model",
			 c->cases.v[i].id);
		return false;
	}
	return true;
}

static int globs_check(struct certification *c)
{
	const char *unmatched =
		plan_select(&c->cases, &c->options->globs, &c->selected);

	if (!unmatched) {
		if (c->options->replay && !replay_fits(c))
			return STATUS_USAGE;
		budget_apply(c);
		return STATUS_OK;
	}
	complain("no case matches '%s'; try trackcert list cases", unmatched);
	return STATUS_NOTHING;
}

static int dir_check(struct certification *c)
{
	int err = rundir_check(c->run.dir);

	if (!err)
		return STATUS_OK;
	complain("run folder %s: %s", c->run.dir, strerror(-err));
	return STATUS_USAGE;
}

/* The suites run on this machine's kernel: no other is made ready. */
static bool is_local(const struct certification *c)
{
	return c->options->hardware && c->options->hardware->local;
}

static int folder_check(const char *dir)
{
	char *name = kernel_path_name(dir);

	if (!name)
		complain("kernel path:%s: no such folder", dir);
	free(name);
	return name ? STATUS_OK : STATUS_USAGE;
}

static int kernel_check(const struct certification *c, const char *name)
{
	struct strings names = { 0 };
	bool known;
	char *list;

	if (is_local(c))
		return STATUS_OK;
	if (kernel_path(name))
		return folder_check(kernel_path(name));
	kernels_names(&names);
	known = strings_has(&names, name);
	strings_free(&names);
	if (known)
		return STATUS_OK;
	list = kernels_list();
	complain("no kernel '%s'; there are: %s, and path:DIR", name, list);
	free(list);
	return STATUS_USAGE;
}

static int kernels_check(struct certification *c)
{
	const struct strings *asked = &c->options->kernels;
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < asked->n; i++)
		status = kernel_check(c, asked->v[i]);
	return status;
}

/* Return: allocated, what reports call the kernel that was asked for so. */
static char *kernel_called(const char *spec)
{
	const char *path = kernel_path(spec);

	return path ? kernel_path_name(path) : xstrdup(spec);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool guest_is(const struct guest *guest, const struct target *target,
		     const char *name)
{
	return !strcmp(guest->ask.name, name) &&
	       same(guest->ask.build, target->build);
}

/* Return: the index in @c->guests of what a target needs, where it is added. */
static size_t guest_index(struct certification *c, const struct target *target,
			  const char *name, const char *path)
{
	struct guest *guest;
	size_t i = 0;

	while (i < c->nr_guests && !guest_is(&c->guests[i], target, name))
		i++;
	if (i == c->nr_guests) {
		c->guests = array_grow(c->guests, i, sizeof(*c->guests));
		c->guests[c->nr_guests++] = (struct guest){ 0 };
		c->guests[i].ask.name = xstrdup(name);
		if (path)
			c->guests[i].ask.path = realpath(path, NULL);
		if (target->build)
			c->guests[i].ask.build = xstrdup(target->build);
		if (c->options->source)
			c->guests[i].ask.source = xstrdup(c->options->source);
		if (c->options->core_source)
			c->guests[i].ask.core_source =
				xstrdup(c->options->core_source);
	}
	guest = &c->guests[i];
	if (!strings_has(&guest->ask.drivers, target->driver))
		strings_add(&guest->ask.drivers, target->driver);
	return i;
}

/* Files of the run are named after both. */
static bool pairing_exists(const struct certification *c, size_t target,
			   const char *kernel)
{
	for (size_t i = 0; i < c->nr_pairings; i++) {
		const struct pairing *other = &c->pairings[i];

		if (!strcmp(c->guests[other->kernel].ask.name, kernel) &&
		    !strcmp(c->targets[other->target].spec,
			    c->targets[target].spec))
			return true;
	}
	return false;
}

/* Two folders of one name would be one lane in every report. */
static bool name_taken(const struct certification *c, const char *name,
		       const char *path)
{
	char *full = path ? realpath(path, NULL) : NULL;
	bool taken = false;

	for (size_t i = 0; full && !taken && i < c->nr_guests; i++)
		taken = !strcmp(c->guests[i].ask.name, name) &&
			!same(c->guests[i].ask.path, full);
	if (taken)
		complain("two kernels would be called %s: give one of the "
			 "folders another name",
			 name);
	free(full);
	return taken;
}

/* On a kernel of the user's own any target may be tried. */
static int pairing_check(const struct certification *c, size_t t,
			 const char *name, const char *path)
{
	const struct target *target = &c->targets[t];
	char *list;

	if (!path && !is_local(c) && target->kernels.n &&
	    !strings_has(&target->kernels, name)) {
		list = strings_join(&target->kernels, ", ");
		complain("target %s does not run on kernel %s; it runs on: %s",
			 target->name, name, list);
		free(list);
		return STATUS_USAGE;
	}
	if (name_taken(c, name, path))
		return STATUS_USAGE;
	if (pairing_exists(c, t, name)) {
		complain("target %s on kernel %s is asked for twice",
			 target->spec, name);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

static int pairing_add(struct certification *c, size_t t, const char *spec)
{
	const char *path = kernel_path(spec);
	int status = kernel_check(c, spec);
	struct pairing *pairing;
	char *name;
	size_t k;

	if (status)
		return status;
	name = kernel_called(spec);
	status = pairing_check(c, t, name, path);
	if (!status) {
		k = guest_index(c, &c->targets[t], name, path);
		c->pairings = array_grow(c->pairings, c->nr_pairings,
					 sizeof(*pairing));
		pairing = &c->pairings[c->nr_pairings++];
		*pairing = (struct pairing){ .target = t, .kernel = k };
	}
	free(name);
	return status;
}

/* A target that names its kernel runs on that one, others on each asked for. */
static int pairings_check(struct certification *c)
{
	const struct certify_options *o = c->options;
	int status = STATUS_OK;

	for (size_t t = 0; !status && t < o->targets.n; t++) {
		const char *own = c->targets[t].kernel;

		if (own)
			status = pairing_add(c, t, own);
		for (size_t k = 0; !own && !status && k < o->kernels.n; k++)
			status = pairing_add(c, t, o->kernels.v[k]);
	}
	return status;
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

int input_check_qemu(const struct certification *c)
{
	if (is_local(c) || program_exists(paths_qemu()))
		return STATUS_OK;
	complain("there is no %s: install QEMU (apt-get install "
		 "qemu-system-x86)",
		 paths_qemu());
	return STATUS_INFRA;
}

int input_check(struct certification *c)
{
	int (*const checks[])(struct certification * c) = {
		cases_read, targets_check, globs_check,
		dir_check,  kernels_check, pairings_check,
	};
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < ARRAY_SIZE(checks); i++)
		status = checks[i](c);
	return status;
}
