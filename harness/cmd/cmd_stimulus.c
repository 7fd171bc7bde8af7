// SPDX-License-Identifier: GPL-2.0-only
/* trackcert stimulus: does what makes a device write do what it says? */
#include <argp.h>
#include <stdio.h>

#include "certify.h"
#include "commands.h"
#include "device_options.h"
#include "options.h"
#include "util.h"

static const char doc[] =
	"Have a target's stimulus write, and look at memory: does it write "
	"where it says, everywhere it says, nowhere else, and is it through "
	"when it says so? No tracker is judged; the driver need not have one. "
	"docs/stimulus.md says how to write a stimulus of your own."
	"\v"
	"Examples:\n"
	"  trackcert stimulus -t pds\n"
	"  trackcert stimulus -t reference --stimulus "
	"external-exact:helper-reference\n"
	"  trackcert stimulus -t pci:3b:00.0 --local --stimulus "
	"external:./my-helper --yes\n"
	"\n"
	"Exit status: 0 it does, 1 it does not, 2 usage or bad input, 3 "
	"infrastructure, 4 the target has no stimulus.";

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0,
	  "as for run (repeats; default: reference)", 0 },
	{ "kernel", 'k', "KERNEL", 0,
	  "guest kernel (repeats; default: debian-6.12)", 0 },
	{ "mode", 'm', "MODE", 0, "group or cdev (default: the kernel's first)",
	  0 },
	{ "output", 'o', "DIR", 0,
	  "run folder, absent or empty (default: trackcert-runs/<UTC>)", 0 },
	{ 0 }
};

struct arguments {
	struct certify_options options;
	struct hardware_ask ask;
};

/* A line a case; return: an exit status. */
static int target_show(const struct target_run *target, size_t *tried)
{
	int status = target->infrastructure ? STATUS_INFRA : STATUS_OK;

	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *result = &target->cases[i];
		bool good = result->result == RESULT_PASS ||
			    result->result == RESULT_SKIP;

		printf("%-8s%s on %s%s: %s%s%s\n", result_name(result->result),
		       target->target, target->kernel, mode_words(target),
		       result->says, result->message ? ": " : "",
		       result->message ? result->message : "");
		*tried += result->result != RESULT_SKIP;
		if (!good && !status)
			status = STATUS_VERDICT;
	}
	return status;
}

static int stimulus_report(const struct run *run, void *arg)
{
	int status = STATUS_OK;
	size_t tried = 0;

	(void)arg;
	for (size_t i = 0; i < run->nr_targets; i++) {
		int one = target_show(&run->targets[i], &tried);

		status = one > status ? one : status;
	}
	return status || tried ? status : STATUS_NOTHING;
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	struct certify_options *o = &arguments->options;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->ask;
		return 0;
	case 't':
	case 'k':
	case 'm':
		option_lane(state, o, key, arg);
		return 0;
	case 'o':
		o->dir = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int stimulus_main(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ &device_argp, 0, NULL, 0 }, { 0 }
	};
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .doc = doc,
					  .children = children };
	struct arguments arguments = { 0 };
	struct certify_options *o = &arguments.options;
	int status;

	options_default(o);
	o->bench = stimulus_report;
	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	options_complete(o);
	if (!o->targets.n)
		strings_add(&o->targets, "reference");
	strings_add(&o->globs, "stimulus/*");
	status = device_options(o, &arguments.ask);
	if (!o->kernels.n)
		strings_add(&o->kernels, "debian-6.12");
	if (!status)
		status = certify(o);
	strings_free(&o->targets);
	strings_free(&o->kernels);
	strings_free(&o->modes);
	strings_free(&o->globs);
	return status;
}
