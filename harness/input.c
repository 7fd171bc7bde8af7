// SPDX-License-Identifier: GPL-2.0-only
/* What the user asked for, read and checked before anything is done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "budget.h"
#include "certification.h"
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

static int targets_check(struct certification *c)
{
	const struct certify_options *o = c->options;
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < o->targets.n; i++) {
		c->targets = array_grow(c->targets, c->nr_targets,
					sizeof(*c->targets));
		status = load_target(o->targets.v[i],
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

static int kernel_check(const char *name)
{
	struct strings names = { 0 };
	bool known;
	char *list;

	kernels_names(&names);
	known = strings_has(&names, name);
	strings_free(&names);
	if (known)
		return STATUS_OK;
	list = kernels_list();
	complain("no kernel '%s'; there are: %s", name, list);
	free(list);
	return STATUS_USAGE;
}

static int kernels_check(struct certification *c)
{
	const struct strings *asked = &c->options->kernels;
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < asked->n; i++)
		status = kernel_check(asked->v[i]);
	return status;
}

static bool guest_is(const struct guest *guest, const struct target *target,
		     const char *name)
{
	const char *build = guest->ask.build;

	if (strcmp(guest->ask.name, name) || !build != !target->build)
		return false;
	return !build || !strcmp(build, target->build);
}

/* Return: the index in @c->guests of what a target needs, where it is added. */
static size_t guest_index(struct certification *c, const struct target *target,
			  const char *name)
{
	struct guest *guest;
	size_t i = 0;

	while (i < c->nr_guests && !guest_is(&c->guests[i], target, name))
		i++;
	if (i == c->nr_guests) {
		c->guests = array_grow(c->guests, i, sizeof(*c->guests));
		c->guests[c->nr_guests++] = (struct guest){ 0 };
		c->guests[i].ask.name = xstrdup(name);
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

static int pairing_add(struct certification *c, size_t t, const char *name)
{
	const struct target *target = &c->targets[t];
	int status = kernel_check(name);
	struct pairing *pairing;
	size_t k;
	char *list;

	if (status)
		return status;
	if (target->kernels.n && !strings_has(&target->kernels, name)) {
		list = strings_join(&target->kernels, ", ");
		complain("target %s does not run on kernel %s; it runs on: %s",
			 target->name, name, list);
		free(list);
		return STATUS_USAGE;
	}
	if (pairing_exists(c, t, name)) {
		complain("target %s on kernel %s is asked for twice",
			 target->spec, name);
		return STATUS_USAGE;
	}
	k = guest_index(c, target, name);
	c->pairings = array_grow(c->pairings, c->nr_pairings, sizeof(*pairing));
	pairing = &c->pairings[c->nr_pairings++];
	*pairing = (struct pairing){ .target = t, .kernel = k };
	return STATUS_OK;
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

static int qemu_check(struct certification *c)
{
	if (program_exists(paths_qemu()))
		return STATUS_OK;
	complain("there is no %s: install QEMU (apt-get install "
		 "qemu-system-x86)",
		 paths_qemu());
	return STATUS_INFRA;
}

int input_check(struct certification *c)
{
	int (*const checks[])(struct certification * c) = {
		cases_read,    targets_check,  globs_check, dir_check,
		kernels_check, pairings_check, qemu_check,
	};
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < ARRAY_SIZE(checks); i++)
		status = checks[i](c);
	return status;
}
