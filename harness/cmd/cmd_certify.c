// SPDX-License-Identifier: GPL-2.0-only
/* trackcert certify: its arguments. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "certificate_run.h"
#include "commands.h"
#include "hardware.h"
#include "package.h"
#include "util.h"

static const char doc[] =
	"Certify a driver: run every case, once for each of some seeds, with "
	"the control beside it, and write a signed package that anybody can "
	"check with trackcert verify."
	"\v"
	"Nothing else can be chosen than what is listed here: no cases, no "
	"knobs, no time limits, and no seeds, which follow from the rules and "
	"the driver's source. The tree must be committed.\n"
	"\n"
	"Examples:\n"
	"  ssh-keygen -t ed25519 -f vendor\n"
	"  trackcert certify -t reference --key vendor -o package\n"
	"  trackcert certify -t pds -k lab-6.12 -m cdev --key vendor "
	"--vendor 'Example Ltd' --product 'X1' -o package\n"
	"\n"
	"Exit status: 0 the package is there, 1 the driver does not conform "
	"(no package, unless forced), 2 usage, a tree with changes or another "
	"bad input, 3 infrastructure.";

enum { KEY_VENDOR = 256, KEY_PRODUCT, KEY_FIRMWARE, KEY_CONTACT, KEY_FORCE };

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0, "the target, by its name alone", 0 },
	{ "kernel", 'k', "KERNEL", 0, "guest kernel (default: debian-6.12)",
	  0 },
	{ "mode", 'm', "MODE", 0, "group or cdev (default: group)", 0 },
	{ "key", 'K', "KEYFILE", 0, "key that signs, as ssh-keygen(1) has it",
	  0 },
	{ "output", 'o', "PACKAGE", 0, "folder to write; must not exist", 0 },
	{ "seeds", 'n', "N", 0, "how many runs, 1 to 64 (default: 3)", 0 },
	{ "vendor", KEY_VENDOR, "WORDS", 0, "who certifies", 1 },
	{ "product", KEY_PRODUCT, "WORDS", 0, "what the driver is for", 1 },
	{ "firmware", KEY_FIRMWARE, "WORDS", 0, "the device's firmware", 1 },
	{ "contact", KEY_CONTACT, "WORDS", 0, "whom to ask", 1 },
	{ "force", KEY_FORCE, NULL, 0,
	  "write the package of a driver that does not conform, too", 2 },
	{ 0 }
};

static const char *words_check(struct argp_state *state, const char *words)
{
	for (const char *p = words; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			argp_failure(state, STATUS_USAGE, 0,
				     "words of a statement are on one line");
	if (!*words || strlen(words) > 200)
		argp_failure(state, STATUS_USAGE, 0,
			     "words of a statement have 1 to 200 bytes");
	return words;
}

static unsigned int seeds_parse(struct argp_state *state, const char *text)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || *text < '0' || *text > '9' || *end || n < 1 ||
	    n > PACKAGE_MAX_SEEDS)
		argp_failure(state, STATUS_USAGE, 0,
			     "--seeds: '%s' is not a number from 1 to %d", text,
			     PACKAGE_MAX_SEEDS);
	return (unsigned int)n;
}

/* What others cannot run again, they cannot check. */
static char *target_check(struct argp_state *state, char *name)
{
	if (str_starts(name, HARDWARE_PREFIX))
		argp_failure(state, STATUS_USAGE, 0,
			     "a package is of a target that others can run "
			     "again; for a card: trackcert run -t %s",
			     name);
	return name;
}

static void all_check(struct argp_state *state,
		      const struct certificate_options *o)
{
	if (!o->target)
		argp_failure(state, STATUS_USAGE, 0,
			     "which target? give -t TARGET");
	if (!o->key)
		argp_failure(state, STATUS_USAGE, 0,
			     "who signs? give --key KEYFILE");
	if (!o->output)
		argp_failure(state, STATUS_USAGE, 0,
			     "where to? give -o PACKAGE");
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct certificate_options *o = state->input;

	switch (key) {
	case 't':
		o->target = target_check(state, arg);
		return 0;
	case 'k':
		o->kernel = arg;
		return 0;
	case 'm':
		o->mode = arg;
		return 0;
	case 'K':
		o->key = arg;
		return 0;
	case 'o':
		o->output = arg;
		return 0;
	case 'n':
		o->seeds = seeds_parse(state, arg);
		return 0;
	case KEY_VENDOR:
		o->claimant.vendor = words_check(state, arg);
		return 0;
	case KEY_PRODUCT:
		o->claimant.product = words_check(state, arg);
		return 0;
	case KEY_FIRMWARE:
		o->claimant.firmware = words_check(state, arg);
		return 0;
	case KEY_CONTACT:
		o->claimant.contact = words_check(state, arg);
		return 0;
	case KEY_FORCE:
		o->force = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_failure(state, STATUS_USAGE, 0,
			     "'%s': certify runs every case, and takes no "
			     "arguments",
			     arg);
		return 0;
	case ARGP_KEY_END:
		all_check(state, o);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int certify_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .doc = doc };
	struct certificate_options o = { .kernel = "debian-6.12", .seeds = 3 };

	argp_parse(&argp, argc, argv, 0, NULL, &o);
	return certificate_run(&o);
}
