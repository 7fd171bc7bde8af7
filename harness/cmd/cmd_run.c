// SPDX-License-Identifier: GPL-2.0-only
/* trackcert run: its arguments. */
#include <argp.h>

#include "budget.h"
#include "certify.h"
#include "commands.h"
#include "device_options.h"
#include "options.h"
#include "sequence.h"
#include "shard.h"
#include "util.h"

#define OPTION_NO_CONTROL  0x100
#define OPTION_SOURCE	   0x101
#define OPTION_CORE_SOURCE 0x102
#define OPTION_BISECT	   0x103

static const char doc[] =
	"Boot VMs, run cases, judge rules. GLOBs select cases by their ids; "
	"without one, everything is run."
	"\v"
	"Examples:\n"
	"  trackcert run\n"
	"  trackcert run -t pds -k debian-6.12 -o out 'bitmap/*'\n"
	"  trackcert run -t reference,max_ranges=4 --seed 1\n"
	"  trackcert run -k lab-6.12 -m cdev\n"
	"  trackcert run -t ./acme/target.conf\n"
	"  trackcert run -k path:$HOME/linux\n"
	"  trackcert run -t pds --source ~/linux 'bitmap/*'\n"
	"  trackcert run --seed 1 --shard 2/3 -o shard2\n"
	"  trackcert run -t reference@limit-field 'limit-field/*'\n"
	"\n"
	"The run folder holds journal.jsonl (the truth), raw KTAP, console and "
	"QEMU logs, results.json and report.html.\n"
	"\n"
	"Exit status: 0 as expected, 1 something unexpected or an INCOMPLETE "
	"verdict, 2 usage or bad input, 3 infrastructure, 4 nothing applicable "
	"was run, 128 + N stopped by signal N (results are written).";

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0,
	  "NAME, or the path of a target file elsewhere; with ,KEY=VALUE,... for "
	  "knobs, and @KERNEL to have it on that one (repeats; default: "
	  "reference, pds)",
	  0 },
	{ "kernel", 'k', "KERNEL", 0,
	  "guest kernel, or path:DIR for one in a folder: a build folder, or "
	  "an unpacked image with modules and headers (repeats; default: "
	  "debian-6.12)",
	  0 },
	{ "mode", 'm', "MODE", 0,
	  "group or cdev (repeats; default: all that the kernel has)", 0 },
	{ "case", 'c', "GLOB", 0, "as GLOB without the option (repeats)", 0 },
	{ "jobs", 'j', "N", 0, "VMs at a time (default: two a processor)", 0 },
	{ "seed", 's', "S", 0,
	  "geometry of sweeps (default: random; 1 with --shard)", 0 },
	{ "output", 'o', "DIR", 0,
	  "run folder, absent or empty (default: trackcert-runs/<UTC>)", 0 },
	{ "independent", 'I', NULL, 0,
	  "run cases whatever became of those that they build on", 0 },
	{ "shard", 'S', "I/N", 0,
	  "the I-th of N parts of every target's cases; trackcert merge joins "
	  "them",
	  0 },
	{ "source", OPTION_SOURCE, "DIR", 0,
	  "build the drivers under test from what DIR has of them: a kernel "
	  "tree, or just the changed files at their kernel paths",
	  0 },
	{ "core-source", OPTION_CORE_SOURCE, "DIR", 0,
	  "likewise the VFIO core, with iova_bitmap", 0 },
	{ "bisect", OPTION_BISECT, NULL, 0,
	  "for git bisect run: listed failures count, and the exit status is "
	  "125 where nothing could be judged, 128 for bad input",
	  0 },
	{ "no-control", OPTION_NO_CONTROL, NULL, 0,
	  "do not have the reference run what a driver failed", 0 },
	{ "budget", 'B', "N|Ns", 0,
	  "sequences, or seconds, for the cases of suite model together", 0 },
	{ "replay", 'R', "FILE", 0,
	  "do the sequence of a .replay file instead, judged by its case", 0 },
	{ "timeout", 'T', "SECONDS", 0, "replaces every case's own limit", 0 },
	{ 0 }
};

struct arguments {
	struct certify_options options;
	struct hardware_ask ask;
};

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
	case 'S':
		if (!shard_parse(arg, &o->shard))
			argp_failure(state, STATUS_USAGE, 0,
				     "--shard: '%s' is not I/N with 1 <= I "
				     "<= N <= %d",
				     arg, MAX_SHARDS);
		return 0;
	case 'I':
		o->independent = true;
		return 0;
	case OPTION_SOURCE:
		o->source = arg;
		return 0;
	case OPTION_CORE_SOURCE:
		o->core_source = arg;
		return 0;
	case OPTION_BISECT:
		o->bisect = true;
		return 0;
	case OPTION_NO_CONTROL:
		o->no_control = true;
		return 0;
	case 'B':
		if (!budget_check(arg))
			argp_failure(state, STATUS_USAGE, 0,
				     "--budget: '%s' is neither a number of "
				     "sequences nor of seconds, as 30s",
				     arg);
		o->budget = arg;
		return 0;
	case 'R':
		o->replay = arg;
		return 0;
	case 'T':
		o->timeout = (unsigned int)option_number(state, "timeout", arg,
							 1, 3600);
		return 0;
	case ARGP_KEY_ARG:
		strings_add(&o->globs, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/*
 * git bisect run takes 125 for "cannot be tested", and gives up at 128 and
 * above; what else is not 0 it takes for the bug.
 */
static int bisect_status(int status)
{
	if (status == STATUS_INFRA || status == STATUS_NOTHING)
		return 125;
	return status == STATUS_USAGE ? 128 : status;
}

/*
 * The file says which case, and where the user says nothing, on what. Takes a
 * path in @o->replay and leaves the text.
 */
static int replay_take(struct certify_options *o, struct sequence *seq)
{
	const char *path = o->replay;
	int status;

	if (!path)
		return STATUS_OK;
	if (o->globs.n || o->budget || o->shard.count) {
		complain("--replay does one sequence: no GLOB, --budget or "
			 "--shard goes with it");
		return STATUS_USAGE;
	}
	status = sequence_load(path, seq);
	if (status)
		return status;
	o->replay = seq->text;
	o->independent = true;
	strings_add(&o->globs, seq->case_id);
	if (!o->targets.n && seq->target)
		strings_add(&o->targets, seq->target);
	if (!o->kernels.n && seq->kernel)
		strings_add(&o->kernels, seq->kernel);
	return STATUS_OK;
}

int run_main(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ &device_argp, 0, NULL, 0 }, { 0 }
	};
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[GLOB...]",
					  .doc = doc,
					  .children = children };
	struct arguments arguments = { 0 };
	struct certify_options *o = &arguments.options;
	struct sequence seq = { 0 };
	int status;

	options_default(o);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	options_complete(o);
	status = replay_take(o, &seq);
	if (!status)
		status = device_options(o, &arguments.ask);
	if (!o->targets.n)
		strings_split(&o->targets, "reference pds", " ");
	if (!o->kernels.n)
		strings_add(&o->kernels, "debian-6.12");
	if (!status)
		status = certify(o);
	sequence_free(&seq);
	if (o->bisect)
		status = bisect_status(status);
	strings_free(&o->targets);
	strings_free(&o->kernels);
	strings_free(&o->modes);
	strings_free(&o->globs);
	return status;
}
