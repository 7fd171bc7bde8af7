// SPDX-License-Identifier: GPL-2.0-only
/* trackcert bench: what something costs, measured on the targets. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "cases.h"
#include "certify.h"
#include "commands.h"
#include "json.h"
#include "load.h"
#include "paths.h"
#include "report_view.h"
#include "util.h"

/* Whole tables are compared with each other: each run uses the same ranges. */
#define BENCH_SEED 1

static const char doc[] =
	"Measure on every target whose limit of ranges can be set what a user "
	"pays for trying until START is accepted: tries, time, ranges accepted, "
	"and memory that is tracked without need, for every policy and limit. "
	"This judges nothing. The table goes to stdout, all else to stderr; "
	"bench.html in the run folder draws it."
	"\v"
	"Examples:\n"
	"  trackcert bench retry\n"
	"  trackcert bench retry -t reference -k limit-field --markdown\n"
	"  trackcert bench retry --json | jq '.targets[].rows[]'\n"
	"\n"
	"Exit status: 0 measured, 1 a bench failed, 2 usage or bad input, 3 "
	"infrastructure, 4 no target has a limit that can be set.";

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0,
	  "as for run (repeats; default: all that can be measured)", 0 },
	{ "kernel", 'k', "KERNEL", 0,
	  "guest kernel (repeats; default: debian-6.12)", 0 },
	{ "json", 'J', NULL, 0, "every row, for programs", 0 },
	{ "markdown", 'M', NULL, 0, "a table for a document", 0 },
	{ "output", 'o', "DIR", 0,
	  "run folder, absent or empty (default: trackcert-runs/<UTC>)", 0 },
	{ 0 }
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN };

struct arguments {
	struct certify_options options;
	const char *name;
	enum format format;
	FILE *out;
};

/*
 * What came out.
 */

static json_t *row_json(const struct bench_row *row)
{
	json_t *object = json_object();

	json_put(object, "policy", row->policy);
	for (size_t i = 0; i < BENCH_COLUMNS; i++)
		json_object_set_new(object, bench_column_name(i),
				    json_integer((json_int_t)row->v[i]));
	return object;
}

static json_t *target_json(const struct target_run *target,
			   const struct bench_rows *rows)
{
	json_t *object = json_object(), *array = json_array();

	json_put(object, "target", target->target);
	json_put(object, "driver", target->driver);
	json_put(object, "kernel", target->kernel);
	json_put(object, "release", target->release);
	json_put(object, "profile", target->profile);
	for (size_t i = 0; i < rows->n; i++)
		json_array_append_new(array, row_json(&rows->v[i]));
	json_object_set_new(object, "rows", array);
	return object;
}

/* Return: an exit status, after a line when it is not 0. */
static int target_check(const struct target_run *target)
{
	int status = STATUS_OK;

	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *result = &target->cases[i];

		if (result->result == RESULT_PASS)
			continue;
		complain("%s on %s: %s %s: %s", target->target, target->kernel,
			 result_name(result->result), result->id,
			 result->message ? result->message : "");
		if (result->result != RESULT_SKIP)
			status = STATUS_VERDICT;
	}
	return target->infrastructure ? STATUS_INFRA : status;
}

static int rows_load(const struct run *run, const struct target_run *target,
		     struct bench_rows *rows)
{
	char *path = xasprintf("%s/%s.%s.%s.ktap", run->dir, target->target,
			       target->kernel, target->mode);
	char *error;
	int err = bench_load(path, rows, &error);

	if (err)
		complain("%s", error);
	free(error);
	free(path);
	return err ? STATUS_INFRA : STATUS_OK;
}

static void target_show(struct arguments *arguments,
			const struct target_run *target,
			const struct bench_rows *rows, json_t *array)
{
	if (arguments->format == FORMAT_JSON)
		json_array_append_new(array, target_json(target, rows));
	else if (arguments->format == FORMAT_MARKDOWN)
		bench_markdown(target, rows, arguments->out);
	else
		bench_text(target, rows, arguments->out);
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

/* Takes @targets. */
static void json_show(const struct run *run, json_t *targets, FILE *out)
{
	json_t *object = json_object();

	json_put(object, "tool_commit", run->tool_commit);
	json_put(object, "started", run->started);
	json_object_set_new(object, "seed",
			    json_integer((json_int_t)run->seed));
	json_object_set_new(object, "targets", targets);
	json_dumpf(object, out, JSON_INDENT(1));
	putc('\n', out);
	json_decref(object);
}

/* The page beside the raw logs; NULL after a line on stderr. */
static FILE *page_open(const struct run *run)
{
	char *path = path_join(run->dir, "bench.html");
	FILE *page = fopen(path, "we");

	if (page)
		bench_html_begin(page);
	else
		complain("%s: %s", path, strerror(errno));
	free(path);
	return page;
}

static int page_close(const struct run *run, FILE *page)
{
	int err;

	bench_html_end(page);
	err = report_end(page);
	if (fclose(page) && !err)
		err = -errno;
	if (err)
		complain("%s/bench.html: %s", run->dir, strerror(-err));
	else
		fprintf(stderr, "plot: %s/bench.html\n", run->dir);
	return err ? STATUS_INFRA : STATUS_OK;
}

/* Return: how many targets were measured. */
static size_t targets_show(struct arguments *arguments, const struct run *run,
			   FILE *page, json_t *targets, int *status)
{
	size_t measured = 0;

	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *target = &run->targets[i];
		struct bench_rows rows = { 0 };
		int bad = target_check(target);

		if (!bad)
			bad = rows_load(run, target, &rows);
		if (!bad && rows.n) {
			target_show(arguments, target, &rows, targets);
			bench_html_target(target, &rows, page);
		}
		measured += !bad && rows.n;
		*status = worse(*status, bad);
		bench_rows_free(&rows);
	}
	return measured;
}

static int bench_report(const struct run *run, void *arg)
{
	struct arguments *arguments = arg;
	json_t *targets = json_array();
	FILE *page = page_open(run);
	int status = STATUS_OK, err;
	size_t measured = 0;

	if (page) {
		measured = targets_show(arguments, run, page, targets, &status);
		status = worse(status, page_close(run, page));
	} else {
		status = STATUS_INFRA;
	}
	if (arguments->format == FORMAT_JSON)
		json_show(run, targets, arguments->out);
	else
		json_decref(targets);
	err = report_end(arguments->out);
	if (err) {
		complain("stdout: %s", strerror(-err));
		return STATUS_INFRA;
	}
	return status || measured ? status : STATUS_NOTHING;
}

/*
 * What is measured.
 */

/* Return: the kernel of @asked that the target does not run on, or NULL. */
static const char *kernel_missing(const struct target *target,
				  const struct strings *asked)
{
	for (size_t i = 0; !target->kernel && i < asked->n; i++)
		if (!strings_has(&target->kernels, asked->v[i]))
			return asked->v[i];
	return NULL;
}

static int target_add(struct certify_options *o, const char *spec, bool asked)
{
	struct target target;
	int status = load_target(spec, &target);
	const char *kernel = status ? NULL
				    : kernel_missing(&target, &o->kernels);

	if (!status && !strings_has(&target.needs, "limit") &&
	    !strings_has(&target.needs, "combine"))
		complain("target %s has no limit that can be set: skipped",
			 spec);
	else if (!status && kernel && !asked)
		complain("target %s does not run on kernel %s: skipped", spec,
			 kernel);
	else if (!status)
		strings_add(&o->targets, spec);
	target_free(&target);
	return status;
}

static int targets_choose(struct certify_options *o)
{
	struct strings specs = o->targets;
	bool asked = specs.n;
	char *list;
	int status = STATUS_OK;

	o->targets = (struct strings){ 0 };
	if (!asked) {
		list = targets_list();
		strings_split(&specs, list, ", ");
		free(list);
	}
	for (size_t i = 0; !status && i < specs.n; i++)
		status = target_add(o, specs.v[i], asked);
	strings_free(&specs);
	return status || o->targets.n ? status : STATUS_NOTHING;
}

static int bench_choose(struct arguments *arguments)
{
	char *id = xasprintf("bench/%s", arguments->name);
	struct strings names = { 0 };
	struct cases benches = { 0 };
	int status = load_benches(&benches, NULL);
	char *list;

	if (!status && !cases_find(&benches, id)) {
		for (size_t i = 0; i < benches.n; i++)
			if (str_starts(benches.v[i].id, "bench/"))
				strings_add(&names,
					    strchr(benches.v[i].id, '/') + 1);
		list = strings_join(&names, ", ");
		complain("no bench '%s'; there are: %s", arguments->name, list);
		free(list);
		strings_free(&names);
		status = STATUS_USAGE;
	}
	cases_free(&benches);
	strings_take(&arguments->options.globs, id);
	return status;
}

static void format_set(struct arguments *arguments, struct argp_state *state,
		       enum format format)
{
	if (arguments->format)
		argp_failure(state, STATUS_USAGE, 0, "one format at a time");
	arguments->format = format;
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 't':
		strings_add(&arguments->options.targets, arg);
		return 0;
	case 'k':
		strings_add(&arguments->options.kernels, arg);
		return 0;
	case 'J':
		format_set(arguments, state, FORMAT_JSON);
		return 0;
	case 'M':
		format_set(arguments, state, FORMAT_MARKDOWN);
		return 0;
	case 'o':
		arguments->options.dir = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->name)
			argp_failure(state, STATUS_USAGE, 0,
				     "one bench at a time");
		arguments->name = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0, "bench what? retry");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/*
 * The table alone goes to stdout: what is said while kernels are prepared and
 * VMs run goes to stderr. Return: where stdout went, NULL with errno.
 */
static FILE *stdout_take(void)
{
	int fd = dup(STDOUT_FILENO);

	fflush(stdout);
	if (fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return NULL;
	return fdopen(fd, "w");
}

int bench_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "NAME",
					  .doc = doc };
	/* one VM at a time: they would share the time that is measured */
	struct arguments arguments = { .options = { .jobs = 1,
						    .seed = BENCH_SEED,
						    .bench = bench_report } };
	struct certify_options *o = &arguments.options;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	o->bench_arg = &arguments;
	if (!o->kernels.n)
		strings_add(&o->kernels, "debian-6.12");
	status = bench_choose(&arguments);
	if (!status)
		status = targets_choose(o);
	if (!status) {
		arguments.out = stdout_take();
		status = arguments.out ? certify(o) : STATUS_INFRA;
	}
	if (arguments.out)
		fclose(arguments.out);
	strings_free(&o->targets);
	strings_free(&o->kernels);
	strings_free(&o->globs);
	return status;
}
