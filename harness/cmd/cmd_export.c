// SPDX-License-Identifier: GPL-2.0-only
/* trackcert export: the suites for another tree. */
#include <argp.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "child.h"
#include "commands.h"
#include "paths.h"
#include "util.h"
#include "version.h"

struct arguments {
	const char *format;
	const char *dir;
};

static const char doc[] =
	"Write the suites as a directory for another tree. kselftest: to drop "
	"into tools/testing/selftests of the kernel; built, run and installed "
	"there as any other. DIR is absent or empty."
	"\v"
	"Example:\n"
	"  trackcert export kselftest "
	"linux/tools/testing/selftests/vfio_dma_logging\n"
	"  make -C linux/tools/testing/selftests TARGETS=vfio_dma_logging "
	"run_tests VFIO_SELFTESTS_BDF=0000:3b:00.2\n"
	"\n"
	"Exit status: 0 written, 2 usage, or DIR is not empty, 3 it could not "
	"be written.";

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (arguments->dir)
			argp_failure(state, STATUS_USAGE, 0,
				     "one directory, not more");
		else if (arguments->format)
			arguments->dir = arg;
		else if (strcmp(arg, "kselftest"))
			argp_failure(state, STATUS_USAGE, 0,
				     "'%s' is no format: kselftest is", arg);
		arguments->format = arguments->format ? arguments->format : arg;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->dir)
			argp_failure(state, STATUS_USAGE, 0,
				     "export what, where? kselftest DIR");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Absent or an empty folder? */
static bool is_free(const char *dir)
{
	struct dirent *entry;
	bool empty = true;
	DIR *folder = opendir(dir);

	if (!folder)
		return errno == ENOENT;
	while (empty && (entry = readdir(folder)))
		empty = !strcmp(entry->d_name, ".") ||
			!strcmp(entry->d_name, "..");
	closedir(folder);
	return empty;
}

static int kselftest_export(const char *dir)
{
	struct strings argv = { 0 };
	int status;
	pid_t pid;

	strings_take(&argv,
		     path_join(paths_source(), "suites/kselftest/export"));
	strings_add(&argv, dir);
	strings_add(&argv, TRACKCERT_VERSION " (" TRACKCERT_COMMIT ")");
	pid = child_start(&argv, -1, -1, NULL);
	status = pid < 0 ? pid : child_wait(pid);
	strings_free(&argv);
	if (!status)
		return STATUS_OK;
	complain("%s: cannot be written", dir);
	return STATUS_INFRA;
}

int export_main(int argc, char **argv)
{
	static const struct argp argp = { .parser = option_parse,
					  .args_doc = "kselftest DIR",
					  .doc = doc };
	struct arguments arguments = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (!is_free(arguments.dir)) {
		complain("%s: not an empty directory", arguments.dir);
		return STATUS_USAGE;
	}
	return kselftest_export(arguments.dir);
}
