// SPDX-License-Identifier: GPL-2.0-only
/* trackcert run: its arguments. */
#include <argp.h>
#include <string.h>

#include "budget.h"
#include "certify.h"
#include "commands.h"
#include "hardware.h"
#include "options.h"
#include "sequence.h"
#include "shard.h"
#include "util.h"

#define OPTION_NO_CONTROL  0x100
#define OPTION_SOURCE	   0x101
#define OPTION_CORE_SOURCE 0x102
#define OPTION_BISECT	   0x103
#define OPTION_LOCAL	   0x104
#define OPTION_DRIVER	   0x105
#define OPTION_VF	   0x106
#define OPTION_NO_RESET	   0x107
#define OPTION_YES	   0x108
#define OPTION_DRY_RUN	   0x109
#define OPTION_LIKE	   0x10a
#define OPTION_STIMULUS	   0x10b

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
	{ NULL, 0, NULL, 0, "A device of this machine, -t pci:BDF:", 1 },
	{ "local", OPTION_LOCAL, NULL, 0,
	  "no VM: the suites run on this machine's own kernel; also for targets "
	  "that make their own device",
	  1 },
	{ "driver", OPTION_DRIVER, "NAME", 0,
	  "module of the driver under test (default with --local: the one that "
	  "the device is bound to)",
	  1 },
	{ "make-vf", OPTION_VF, NULL, 0, "BDF is a PF: make a VF and take that",
	  1 },
	{ "stimulus", OPTION_STIMULUS, "LIST", 0,
	  "what makes the device write (default: nvme for an NVMe controller)",
	  1 },
	{ "like", OPTION_LIKE, "TARGET", 0,
	  "target file whose bring-up, stimulus and needs hold for it", 1 },
	{ "no-reset", OPTION_NO_RESET, NULL, 0,
	  "go on with a device that cannot be reset", 1 },
	{ "dry-run", OPTION_DRY_RUN, NULL, 0,
	  "look at it, say what would be done, and do none of it", 1 },
	{ "yes", OPTION_YES, NULL, 0,
	  "the device may be taken from this machine while the run lasts", 1 },
	{ 0 }
};

struct arguments {
	struct certify_options options;
	struct hardware_ask ask;
};

static void spec_add(struct argp_state *state, struct strings *list,
		     const char *what, const char *spec)
{
	if (strings_has(list, spec))
		argp_failure(state, STATUS_USAGE, 0, "%s '%s' is given twice",
			     what, spec);
	strings_add(list, spec);
}

static error_t device_option(int key, const char *arg, struct hardware_ask *ask)
{
	switch (key) {
	case OPTION_LOCAL:
		ask->local = true;
		return 0;
	case OPTION_DRIVER:
		ask->driver = arg;
		return 0;
	case OPTION_VF:
		ask->make_vf = true;
		return 0;
	case OPTION_STIMULUS:
		ask->stimulus = arg;
		return 0;
	case OPTION_LIKE:
		ask->like = arg;
		return 0;
	case OPTION_NO_RESET:
		ask->no_reset = true;
		return 0;
	case OPTION_DRY_RUN:
		ask->dry_run = true;
		return 0;
	case OPTION_YES:
		ask->yes = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	struct certify_options *o = &arguments->options;

	switch (key) {
	case 't':
		spec_add(state, &o->targets, "target", arg);
		return 0;
	case 'k':
		spec_add(state, &o->kernels, "kernel", arg);
		return 0;
	case 'm':
		spec_add(state, &o->modes, "mode", arg);
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
		return device_option(key, arg, &arguments->ask);
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

/* Return: the target that is a device of this machine, or NULL. */
static const char *device_spec(const struct certify_options *o)
{
	for (size_t i = 0; i < o->targets.n; i++)
		if (hardware_is(o->targets.v[i]))
			return o->targets.v[i] + strlen(HARDWARE_PREFIX);
	return NULL;
}

/* What of the options makes no sense with a machine of one's own; or NULL. */
static const char *device_misfit(const struct certify_options *o,
				 const struct hardware_ask *ask)
{
	if (o->targets.n != 1)
		return "a run has one target on this machine's devices or "
		       "kernel: give one -t";
	if (ask->local && o->kernels.n)
		return "--local runs on this machine's kernel: no --kernel "
		       "goes with it";
	if (ask->local && (o->source || o->core_source))
		return "--local runs the modules of this machine: no --source "
		       "goes with it";
	if (!ask->spec && strpbrk(o->targets.v[0], ",@"))
		return "--local takes a target without knobs and kernel";
	if (!ask->spec &&
	    (ask->driver || ask->make_vf || ask->stimulus || ask->like))
		return "--driver, --make-vf, --stimulus and --like go with -t "
		       "pci:BDF";
	if (ask->make_vf && !ask->driver)
		return "--make-vf needs the driver that the VF gets: --driver";
	return NULL;
}

static int device_take(struct certify_options *o, struct hardware_ask *ask)
{
	const char *misfit;

	ask->spec = device_spec(o);
	if (!ask->spec && !ask->local) {
		misfit = ask->yes || ask->dry_run || ask->driver ||
					 ask->make_vf || ask->stimulus ||
					 ask->like || ask->no_reset
				 ? "this option goes with -t pci:BDF or --local"
				 : NULL;
	} else {
		misfit = device_misfit(o, ask);
		o->hardware = ask;
		o->jobs = 1;
		o->no_control |= ask->local;
	}
	if (misfit)
		complain("%s", misfit);
	if (!misfit && ask->local)
		strings_add(&o->kernels, KERNEL_LOCAL);
	return misfit ? STATUS_USAGE : STATUS_OK;
}

int run_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[GLOB...]",
					  .doc = doc };
	struct arguments arguments = { 0 };
	struct certify_options *o = &arguments.options;
	struct sequence seq = { 0 };
	int status;

	options_default(o);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	options_complete(o);
	status = replay_take(o, &seq);
	if (!status)
		status = device_take(o, &arguments.ask);
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
