// SPDX-License-Identifier: GPL-2.0-only
/* trackcert matrix: every target on every kernel in every mode. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "certify.h"
#include "commands.h"
#include "kernels.h"
#include "load.h"
#include "matrix.h"
#include "options.h"
#include "rundir.h"
#include "util.h"

static const char doc[] =
	"Run targets on kernels in IOMMU modes, several VMs at a time, the "
	"longest first, and write the matrix of what came out: matrix.html, "
	"matrix.md, matrix.json, and a report for each cell. With DIRs nothing "
	"is run: the matrix is that of these run folders."
	"\v"
	"Examples:\n"
	"  trackcert matrix                       everything; takes its time\n"
	"  trackcert matrix -t pds -t reference -k debian-6.12\n"
	"  trackcert matrix -k all -m cdev -j 8 -o out\n"
	"  trackcert matrix runs/lab1 runs/lab2 -o out\n"
	"\n"
	"A target is run on those of the kernels, and a kernel in those of the "
	"modes, that it has. Kernels that carry bugs of ours to switch on are "
	"not among all. The folder is that of a run, too: report, gate, compare, "
	"merge take it.\n"
	"\n"
	"Exit status: as of trackcert run; with DIRs 0, or 2 for bad input.";

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0, "as for run, or all (default; repeats)",
	  0 },
	{ "kernel", 'k', "KERNEL", 0, "as for run, or all (default; repeats)",
	  0 },
	{ "mode", 'm', "MODE", 0, "group, cdev or all (default; repeats)", 0 },
	{ "case", 'c', "GLOB", 0, "some cases only (repeats)", 0 },
	{ "jobs", 'j', "N", 0, "VMs at a time (default: two a processor)", 0 },
	{ "seed", 's', "S", 0, "geometry of sweeps (default: random)", 0 },
	{ "output", 'o', "DIR", 0,
	  "folder, absent or empty (default: trackcert-runs/<UTC>)", 0 },
	{ "from", 'f', "DIR", 0, "as DIR without the option (repeats)", 0 },
	{ 0 }
};

struct arguments {
	struct certify_options options;
	struct strings dirs;
	bool runs; /* an option was given that only makes sense for running */
};

static void list_add(struct strings *list, const char *word)
{
	if (!strings_has(list, word))
		strings_add(list, word);
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	struct certify_options *o = &arguments->options;

	arguments->runs |= key > 0 && key < 128 && strchr("tkmcjs", key);
	switch (key) {
	case 't':
		list_add(&o->targets, arg);
		return 0;
	case 'k':
		list_add(&o->kernels, arg);
		return 0;
	case 'm':
		list_add(&o->modes, arg);
		return 0;
	case 'c':
		strings_add(&o->globs, arg);
		return 0;
	case 'j':
		o->jobs = option_jobs(state, arg);
		return 0;
	case 's':
		o->seed = option_seed(state, arg);
		return 0;
	case 'o':
		o->dir = arg;
		return 0;
	case 'f':
	case ARGP_KEY_ARG:
		strings_add(&arguments->dirs, arg);
		return 0;
	case ARGP_KEY_END:
		if (arguments->dirs.n && arguments->runs)
			argp_failure(state, STATUS_USAGE, 0,
				     "with run folders nothing is run: no "
				     "-t, -k, -m, -c, -j, -s");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Return: 0 or -errno. */
static int matrix_tell(const struct matrix *matrix, const char *dir)
{
	int err = matrix_write(matrix, dir);

	if (err)
		return err;
	matrix_text(matrix, stdout);
	printf("\nmatrix: %s/matrix.html\n", dir);
	return 0;
}

static int run_tell(const struct run *run, void *arg)
{
	struct matrix matrix;
	char *error;
	int err = matrix_make(run, 1, &matrix, &error);

	if (!err)
		err = matrix_tell(&matrix, run->dir);
	free(error);
	matrix_free(&matrix);
	return err;
}

/*
 * What is run.
 */

static bool wants_all(const struct strings *list)
{
	return !list->n || strings_has(list, "all");
}

/* The kernels of a target that are asked for: SPEC@KERNEL each. */
static int target_spread(const struct strings *kernels, const char *spec,
			 struct strings *specs)
{
	bool all = wants_all(kernels);
	struct target target;
	int status = load_target(spec, &target);

	if (!status && target.kernel)
		strings_add(specs, spec);
	for (size_t i = 0; !status && !target.kernel && i < target.kernels.n;
	     i++) {
		const char *kernel = target.kernels.v[i];

		if (all ? !kernel_has_bugs(kernel)
			: strings_has(kernels, kernel))
			strings_addf(specs, "%s@%s", spec, kernel);
	}
	target_free(&target);
	return status;
}

/* A name that no kernel has would be a column that is silently missing. */
static int kernels_check(const struct strings *asked)
{
	struct strings names = { 0 };
	int status = STATUS_OK;
	char *list;

	kernels_names(&names);
	for (size_t i = 0; !status && i < asked->n; i++) {
		if (!strcmp(asked->v[i], "all") ||
		    strings_has(&names, asked->v[i]))
			continue;
		list = kernels_list();
		complain("no kernel '%s'; there are: %s", asked->v[i], list);
		free(list);
		status = STATUS_USAGE;
	}
	strings_free(&names);
	return status;
}

static int targets_spread(struct certify_options *o)
{
	struct strings targets = { 0 }, specs = { 0 };
	int status = kernels_check(&o->kernels);
	char *list;

	if (wants_all(&o->targets)) {
		list = targets_list();
		strings_split(&targets, list, ", ");
		free(list);
	} else {
		strings_copy(&targets, &o->targets);
	}
	for (size_t i = 0; !status && i < targets.n; i++)
		status = target_spread(&o->kernels, targets.v[i], &specs);
	if (!status && !specs.n) {
		complain("none of these targets runs on any of these kernels; "
			 "try trackcert list targets");
		status = STATUS_USAGE;
	}
	strings_free(&targets);
	strings_free(&o->targets);
	strings_free(&o->kernels);
	o->targets = specs;
	return status;
}

static int modes_check(struct certify_options *o)
{
	for (size_t i = 0; i < o->modes.n; i++) {
		const char *mode = o->modes.v[i];

		if (!strcmp(mode, "group") || !strcmp(mode, "cdev") ||
		    !strcmp(mode, "all"))
			continue;
		complain("no mode '%s'; there are: group, cdev, all", mode);
		return STATUS_USAGE;
	}
	if (strings_has(&o->modes, "all"))
		strings_free(&o->modes);
	return STATUS_OK;
}

static int matrix_run(struct certify_options *o)
{
	int status = modes_check(o);

	if (!status)
		status = targets_spread(o);
	if (status)
		return status;
	o->where_possible = true;
	o->tell = run_tell;
	return certify(o);
}

/*
 * What was run before.
 */

static int folder_make(const char *dir)
{
	int err = rundir_check(dir);

	if (!err)
		err = rundir_make(dir);
	if (!err)
		return STATUS_OK;
	complain("%s: %s", dir, strerror(-err));
	return STATUS_USAGE;
}

static int matrix_join(const struct run *runs, size_t n, const char *dir)
{
	struct matrix matrix;
	int status = STATUS_OK, err;
	char *error;

	if (matrix_make(runs, n, &matrix, &error)) {
		complain("%s", error);
		status = STATUS_USAGE;
	}
	if (!status)
		status = folder_make(dir);
	err = status ? 0 : matrix_tell(&matrix, dir);
	if (err) {
		complain("%s: %s", dir, strerror(-err));
		status = STATUS_INFRA;
	}
	free(error);
	matrix_free(&matrix);
	return status;
}

static int matrix_from(const struct strings *dirs, const char *asked)
{
	struct run *runs = xcalloc(dirs->n, sizeof(*runs));
	char *dir = rundir_name(asked, time(NULL));
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < dirs->n; i++)
		status = load_run(dirs->v[i], &runs[i]);
	if (!status)
		status = matrix_join(runs, dirs->n, dir);
	for (size_t i = 0; i < dirs->n; i++)
		run_free(&runs[i]);
	free(runs);
	free(dir);
	return status;
}

int matrix_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[DIR...]",
					  .doc = doc };
	struct arguments arguments = { 0 };
	struct certify_options *o = &arguments.options;
	int status;

	options_default(o);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	options_complete(o);
	status = arguments.dirs.n ? matrix_from(&arguments.dirs, o->dir)
				  : matrix_run(o);
	strings_free(&o->targets);
	strings_free(&o->kernels);
	strings_free(&o->modes);
	strings_free(&o->globs);
	strings_free(&arguments.dirs);
	return status;
}
