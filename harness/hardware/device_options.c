// SPDX-License-Identifier: GPL-2.0-only
/* What the commands that can run on a device of this machine take for it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device_options.h"
#include "hardware.h"
#include "load.h"
#include "paths.h"

#define MAX_PROGRAM (64u << 20)

enum device_option {
	OPTION_LOCAL = 0x200,
	OPTION_DRIVER,
	OPTION_VF,
	OPTION_NO_RESET,
	OPTION_YES,
	OPTION_DRY_RUN,
	OPTION_LIKE,
	OPTION_KNOWN,
	OPTION_STIMULUS
};

static const struct argp_option options[] = {
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
	  "what makes the device write, also in place of another target's: "
	  "nvme, external:PROGRAM, external-exact:PROGRAM (default: nvme for an "
	  "NVMe controller)",
	  1 },
	{ "like", OPTION_LIKE, "TARGET", 0,
	  "target file whose bring-up, stimulus and needs hold for it", 1 },
	{ "known", OPTION_KNOWN, "LIST", 0,
	  "what is known to fail: a list of fixtures/expectations, TARGET.KERNEL; "
	  "what passes all the same is no error of the list",
	  1 },
	{ "no-reset", OPTION_NO_RESET, NULL, 0,
	  "go on with a device that cannot be reset", 1 },
	{ "dry-run", OPTION_DRY_RUN, NULL, 0,
	  "look at it, say what would be done, and do none of it", 1 },
	{ "yes", OPTION_YES, NULL, 0,
	  "the device may be taken from this machine while the run lasts", 1 },
	{ 0 }
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct hardware_ask *ask = state->input;

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
	case OPTION_KNOWN:
		ask->known = arg;
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

const struct argp device_argp = { .options = options, .parser = option_parse };

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

/* A word's program in the guest, or on this machine. */
static char *program_place(struct certify_options *o,
			   const struct hardware_ask *ask, const char *program,
			   const char **wrong)
{
	static const char name[] = "stimulus-program";
	static struct cpio_file file = { .name = name, .mode = 0755 };
	char *text;

	if (!strchr(program, '/') && ask->local)
		return xasprintf("%s/suites/%s", paths_built(), program);
	if (!strchr(program, '/'))
		return xasprintf("/suites/%s", program);
	if (access(program, X_OK)) {
		*wrong = "--stimulus: that program cannot be run; give a path, "
			 "or the name of one of ours";
		return xstrdup("");
	}
	if (ask->local)
		return realpath(program, NULL);
	if (o->files || file_read(program, MAX_PROGRAM, &text, &file.size)) {
		*wrong = "--stimulus: one program for a VM, of 64 MiB at most";
		return xstrdup("");
	}
	file.text = text;
	o->files = &file;
	o->nr_files = 1;
	return xasprintf("/%s", name);
}

/*
 * A program with a slash in its name is the user's: the guest gets it, and here
 * it is run where it is. Others are of the suites' folder.
 */
static const char *stimulus_resolve(struct certify_options *o,
				    struct hardware_ask *ask)
{
	struct strings words = { 0 }, list = { 0 };
	const char *wrong = NULL;

	strings_split(&words, ask->stimulus, ",");
	for (size_t i = 0; i < words.n; i++) {
		char *colon = strchr(words.v[i], ':'), *place;

		if (!colon) {
			strings_add(&list, words.v[i]);
			continue;
		}
		place = program_place(o, ask, colon + 1, &wrong);
		strings_addf(&list, "%.*s%s", (int)(colon + 1 - words.v[i]),
			     words.v[i], place);
		free(place);
	}
	o->stimulus = strings_join(&list, ",");
	ask->stimulus = o->stimulus;
	strings_free(&words);
	strings_free(&list);
	return wrong;
}

/* A list that is not there would make every failure a new one. */
static const char *known_misfit(const char *known)
{
	char *dir = expectations_path(), *path = path_join(dir, known);
	bool good = strchr(known, '.') && !strchr(known, '/') &&
		    !access(path, R_OK);

	free(path);
	free(dir);
	return good ? NULL
		    : "--known: there is no such list in "
		      "fixtures/expectations; one is pds.debian-6.12";
}

int device_options(struct certify_options *o, struct hardware_ask *ask)
{
	const char *misfit;

	ask->spec = device_spec(o);
	if (!ask->spec && !ask->local) {
		misfit = ask->yes || ask->dry_run || ask->driver ||
					 ask->make_vf || ask->like ||
					 ask->known || ask->no_reset
				 ? "this option goes with -t pci:BDF or --local"
				 : NULL;
	} else {
		misfit = device_misfit(o, ask);
		o->hardware = ask;
		o->jobs = 1;
		o->no_control |= ask->local;
	}
	if (!misfit && ask->known)
		misfit = known_misfit(ask->known);
	if (!misfit && ask->stimulus)
		misfit = stimulus_resolve(o, ask);
	if (misfit)
		complain("%s", misfit);
	if (!misfit && ask->local)
		strings_add(&o->kernels, KERNEL_LOCAL);
	return misfit ? STATUS_USAGE : STATUS_OK;
}
