// SPDX-License-Identifier: GPL-2.0-only
/* trackcert lava: a run as a job of somebody else's lab engine. */
#include <argp.h>
#include <string.h>

#include "certify.h"
#include "commands.h"
#include "device_options.h"
#include "hardware.h"
#include "lava.h"
#include "options.h"
#include "shard.h"
#include "util.h"

#define OPTION_URL   0x100
#define OPTION_ACCEL 0x101
#define OPTION_KTAP  0x102
#define OPTION_TYPE  0x103

static const char doc[] =
	"Write a LAVA job that boots one target's VM and runs its cases: "
	"vmlinuz, initrd, where the target needs one disk.img, and job.yaml, "
	"which keeps to the schema of lava-common. Each case is a result of the "
	"job, read off the serial console; ids are LAVA's: lower case, with "
	"'_'. GLOBs select cases."
	"\v"
	"Examples:\n"
	"  trackcert lava -t pds -k debian-6.12 -o job\n"
	"  trackcert lava -t reference -c 'bitmap/*' --url "
	"https://files.lab.example/tc -o job\n"
	"  trackcert lava -t pds --shard 1/3 -o job1\n"
	"  trackcert lava --local -t pci:0000:3b:00.2 --driver my-vfio-pci "
	"--device-type rack7 --url https://files.lab.example/tc -o job\n"
	"\n"
	"A VM that dies ends the job: LAVA then has the results until there, "
	"and an infrastructure error. docs/ci/README.md says more.\n"
	"\n"
	"Exit status: 0 written, 2 usage or bad input, 3 infrastructure, 4 no "
	"case to run.";

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0, "as for run (default: reference)", 0 },
	{ "kernel", 'k', "KERNEL", 0, "guest kernel (default: debian-6.12)",
	  0 },
	{ "mode", 'm', "MODE", 0, "group or cdev (default: the kernel's first)",
	  0 },
	{ "case", 'c', "GLOB", 0, "as GLOB without the option (repeats)", 0 },
	{ "output", 'o', "DIR", 0, "the job's folder, absent or empty", 0 },
	{ "url", OPTION_URL, "PREFIX", 0,
	  "where dispatchers will find the folder (default: file:// and its "
	  "path)",
	  0 },
	{ "accel", OPTION_ACCEL, "NAME", 0,
	  "tcg or kvm, as the dispatcher has (default: tcg)", 0 },
	{ "ktap", OPTION_KTAP, "FILE", 0,
	  "file on the dispatcher for what the suites print (default: nowhere)",
	  0 },
	{ "device-type", OPTION_TYPE, "NAME", 0,
	  "with --local: LAVA's name for the machines that have the card", 0 },
	{ "seed", 's', "S", 0, "as for run", 0 },
	{ "shard", 'S', "I/N", 0, "the I-th of N parts of the cases", 0 },
	{ "timeout", 'T', "SECONDS", 0, "replaces every case's own limit", 0 },
	{ 0 }
};

struct arguments {
	struct certify_options options;
	struct hardware_ask ask;
	struct lava_where where;
};

/* What there is one of in a job. */
static void only_add(struct argp_state *state, struct strings *list,
		     const char *what, const char *word)
{
	if (list->n)
		argp_failure(state, STATUS_USAGE, 0,
			     "a job has one %s: '%s' or '%s'", what, list->v[0],
			     word);
	strings_add(list, word);
}

static void accel_set(struct argp_state *state, struct lava_where *where,
		      const char *word)
{
	if (strcmp(word, "tcg") && strcmp(word, "kvm"))
		argp_failure(state, STATUS_USAGE, 0,
			     "--accel: '%s' is neither tcg nor kvm", word);
	where->accel = word;
}

/* Nothing may end the words that the dispatcher puts the URL between. */
static void url_set(struct argp_state *state, struct lava_where *where,
		    char *word)
{
	size_t len = strlen(word);

	if (!strstr(word, "://"))
		argp_failure(state, STATUS_USAGE, 0,
			     "--url: '%s' is no URL, as https://host/path",
			     word);
	while (len && word[len - 1] == '/')
		word[--len] = '\0';
	where->url = word;
}

static void ktap_set(struct argp_state *state, struct lava_where *where,
		     const char *word)
{
	if (*word != '/' || strpbrk(word, ",{} \t\n'\"\\"))
		argp_failure(state, STATUS_USAGE, 0,
			     "--ktap: '%s' is no absolute path without blanks, "
			     "commas, quotes and braces",
			     word);
	where->ktap = word;
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
		only_add(state, &o->targets, "target", arg);
		return 0;
	case 'k':
		only_add(state, &o->kernels, "kernel", arg);
		return 0;
	case 'm':
		only_add(state, &o->modes, "mode", arg);
		return 0;
	case 'c':
	case ARGP_KEY_ARG:
		strings_add(&o->globs, arg);
		return 0;
	case 'o':
		o->dir = arg;
		return 0;
	case 's':
		o->seed = option_seed(state, arg);
		return 0;
	case 'S':
		if (!shard_parse(arg, &o->shard))
			argp_failure(state, STATUS_USAGE, 0,
				     "--shard: '%s' is not I/N with 1 <= I "
				     "<= N <= %d",
				     arg, MAX_SHARDS);
		return 0;
	case 'T':
		o->timeout = (unsigned int)option_number(state, "timeout", arg,
							 1, 3600);
		return 0;
	case OPTION_URL:
		url_set(state, &arguments->where, arg);
		return 0;
	case OPTION_ACCEL:
		accel_set(state, &arguments->where, arg);
		return 0;
	case OPTION_TYPE:
		arguments->where.device_type = arg;
		return 0;
	case OPTION_KTAP:
		ktap_set(state, &arguments->where, arg);
		return 0;
	case ARGP_KEY_END:
		if (!o->dir)
			argp_failure(state, STATUS_USAGE, 0,
				     "where to? give --output DIR");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int planned(struct certification *c, void *arg)
{
	return lava_write(c, &((struct arguments *)arg)->where);
}

/* The boot of a VM, which LAVA's dispatcher starts. */
static int lava_vm_write(struct arguments *arguments)
{
	struct certify_options *o = &arguments->options;
	int status;

	if (o->targets.n && hardware_is(o->targets.v[0])) {
		complain("-t %s: a card of a lab's machine goes with --local",
			 o->targets.v[0]);
		return STATUS_USAGE;
	}
	if (!o->targets.n)
		strings_add(&o->targets, "reference");
	status = device_options(o, &arguments->ask);
	if (status)
		return status;
	if (!o->kernels.n)
		strings_add(&o->kernels, "debian-6.12");
	return certify(o);
}

int lava_main(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{ &device_argp, 0, NULL, 0 }, { 0 }
	};
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[GLOB...]",
					  .doc = doc,
					  .children = children };
	struct arguments arguments = { .where = { .accel = "tcg" } };
	struct certify_options *o = &arguments.options;
	int status;

	options_default(o);
	o->instead = planned;
	o->bench_arg = &arguments;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	options_complete(o);
	status = arguments.ask.local
			 ? lava_local_write(o, &arguments.ask, &arguments.where)
			 : lava_vm_write(&arguments);
	strings_free(&o->targets);
	strings_free(&o->kernels);
	strings_free(&o->modes);
	strings_free(&o->globs);
	return status;
}
