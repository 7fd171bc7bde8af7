// SPDX-License-Identifier: GPL-2.0-only
/* trackcert: certifies VFIO device tracker drivers. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "doctor.h"
#include "report_view.h"
#include "util.h"
#include "version.h"

static const struct command {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *says;
} commands[] = {
	{ "list", list_main,
	  "what there is: cases, rules, targets, kernels, "
	  "coverage" },
	{ "describe", describe_main, "everything known of a case or a rule" },
	{ "run", run_main, "boot VMs and certify targets" },
	{ "matrix", matrix_main, "targets by kernels and modes, run or shown" },
	{ "merge", merge_main, "one run out of those of several machines" },
	{ "report", report_main, "tell of a run again" },
	{ "compare", compare_main, "what changed from one run to another" },
	{ "gate", gate_main, "may what made this run be merged?" },
	{ "certify", certify_main,
	  "a signed package that says a driver conforms" },
	{ "verify", verify_main, "is such a package what it claims to be?" },
	{ "bench", bench_main, "measure: what retrying START costs" },
	{ "stimulus", stimulus_main,
	  "does what makes a device write do what it says?" },
	{ "mutants", mutants_main, "do the cases find planted defects?" },
	{ "lava", lava_main, "a run as a job of a LAVA lab" },
	{ "export", export_main, "the suites for the kernel's selftests" },
	{ "reproduce", reproduce_main,
	  "a C program that shows a failure without trackcert" },
	{ "doctor", doctor_main, "what this machine can do" },
	{ "restore", restore_main, "give back what a killed run has taken" },
	{ "lint", lint_main, "do rules, cases, targets, expectations agree?" },
};

static const char doc[] =
	"Certify VFIO device tracker drivers: boot test VMs, run cases, judge "
	"rules."
	"\v"
	"Examples:\n"
	"  trackcert run                          both built-in targets\n"
	"  trackcert run -t pds 'bitmap/*'        one suite on one target\n"
	"  trackcert describe bounds/over-one-page\n"
	"\n"
	"Each command has a --help of its own.\n"
	"\n"
	"Exit status: 0 as expected, 1 a verdict or gate failed, 2 usage or "
	"bad input, 3 infrastructure (VM, build, download, disk) failed, 4 "
	"nothing applicable was run; 128 + N stopped by signal N.";

static void version_print(FILE *out, struct argp_state *state)
{
	(void)state;
	fprintf(out, "trackcert %s (%s)\n", TRACKCERT_VERSION,
		TRACKCERT_COMMIT);
}

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

struct choice {
	const struct command *command;
	int first; /* index in argv of the command's name */
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct choice *choice = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		choice->command = command_find(arg);
		if (!choice->command)
			argp_failure(state, STATUS_USAGE, 0,
				     "unknown command '%s'", arg);
		choice->first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "no command; try trackcert --help");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The list of commands goes in front of the examples. */
static char *help_filter(int key, const char *text, void *input)
{
	struct strings lines = { 0 };
	char *joined;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	strings_add(&lines, "Commands:");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		strings_addf(&lines, "  %-10s %s", commands[i].name,
			     commands[i].says);
	strings_addf(&lines, "\n%s", text);
	joined = strings_join(&lines, "\n");
	strings_free(&lines);
	return joined;
}

/*
 * A descriptor that is closed would be taken by the next file, a journal for
 * instance, and printed into. This way round, using it fails.
 */
static void descriptors_reserve(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			_exit(STATUS_INFRA);
}

/* What was not heard was not said: a full disk, a closed descriptor. */
static void stdout_check(void)
{
	int err = report_end(stdout);

	if (!err)
		return;
	complain("stdout: %s", strerror(-err));
	_exit(STATUS_INFRA);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = option_parse,
		.args_doc = "COMMAND [ARGUMENT...]",
		.doc = doc,
		.help_filter = help_filter,
	};
	struct choice choice = { 0 };

	descriptors_reserve();
	atexit(stdout_check);
	argp_program_version_hook = version_print;
	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
	argv += choice.first;
	argv[0] = xasprintf("trackcert %s", choice.command->name);
	return choice.command->main(argc - choice.first, argv);
}
