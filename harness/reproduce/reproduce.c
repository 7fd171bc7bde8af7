// SPDX-License-Identifier: GPL-2.0-only
/* Running a program of reproducer.h in a VM: as a bench of one case. */
#include "reproduce.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certify.h"
#include "child.h"
#include "paths.h"
#include "util.h"

#define SUITE	    "reproduce"
#define MAX_BYTES   (64u << 20)
#define TIMEOUT_S   60
#define FILES_A_RUN 2

/*
 * What the guest's agent starts as a suite: the program speaks for a reader,
 * and this makes a case's result of it. A model of firmware is told to find
 * what the device writes by itself.
 */
static const char wrapper[] =
	"#!/bin/sh\n"
	"track=/sys/kernel/debug/trackcert_model/track\n"
	"[ ! -f $track ] || echo scan >$track\n"
	"echo 1..1\n"
	"status=0\n"
	"/reproducer ${TRACKCERT_FAULT_READ:-} \"$TRACKCERT_DEVICE\" >/tmp/said "
	"2>&1 || status=$?\n"
	"sed 's/^/# said: /' /tmp/said\n"
	"case $status in\n"
	"0) echo \"ok 1 " SUITE ".$2\" ;;\n"
	"1) echo \"# why: $(tail -n 1 /tmp/said)\"\n"
	"   echo \"not ok 1 " SUITE ".$2\" ;;\n"
	"*) echo \"# error: $(tail -n 1 /tmp/said) (exit status $status)\"\n"
	"   echo \"not ok 1 " SUITE ".$2\" ;;\n"
	"esac\n"
	"exit $status\n";

/* Files of one program; it may be built by several at a time. */
struct build {
	char *dir;
	char *source;
	char *binary;
	char *facts;
};

static int text_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int err = fd < 0 ? -errno : fd_write(fd, text, strlen(text));

	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	return err;
}

static int build_begin(struct build *build)
{
	const char *tmp = getenv("TMPDIR");
	char *path =
		xasprintf("%s/trackcert.XXXXXX", tmp && *tmp ? tmp : "/tmp");

	if (!mkdtemp(path)) {
		complain("%s: %s", path, strerror(errno));
		free(path);
		return STATUS_INFRA;
	}
	build->dir = path;
	build->source = path_join(path, "r.c");
	build->binary = path_join(path, "r");
	build->facts = path_join(path, "cases.jsonl");
	return STATUS_OK;
}

static void build_end(struct build *build)
{
	if (!build->dir)
		return;
	unlink(build->source);
	unlink(build->binary);
	unlink(build->facts);
	rmdir(build->dir);
	free(build->source);
	free(build->binary);
	free(build->facts);
	free(build->dir);
}

static int program_build(const struct build *build, const char *text)
{
	const char *cc = getenv("CC");
	struct strings argv = { 0 };
	int err = text_write(build->source, text);
	pid_t pid;

	if (err) {
		complain("%s: %s", build->source, strerror(-err));
		return STATUS_INFRA;
	}
	strings_split(&argv, cc && *cc ? cc : "gcc", " ");
	strings_split(&argv, "-std=gnu11 -O2 -Wall -Werror -static -o", " ");
	strings_add(&argv, build->binary);
	strings_add(&argv, build->source);
	pid = child_start(&argv, -1, -1, NULL);
	err = pid < 0 ? pid : child_wait(pid);
	if (err)
		complain("%s does not compile the program", argv.v[0]);
	strings_free(&argv);
	return err ? STATUS_INFRA : STATUS_OK;
}

/* Names of tests are those of C, and of the kernel's kselftest harness. */
static char *test_name(const char *name)
{
	char *test = xstrdup(name);

	for (char *p = test; *p; p++)
		if (*p == '-')
			*p = '_';
	return test;
}

static int facts_write(const struct build *build, const char *name)
{
	char *test = test_name(name);
	char *line = xasprintf(
		"{\"id\": \"" SUITE "/%s\", \"suite\": \"" SUITE "\", "
		"\"test\": \"%s\", \"program\": \"" SUITE "\", "
		"\"says\": \"%s\", \"rules\": [], \"needs\": [], "
		"\"after\": [], \"fails_on\": [], \"timeout\": %d}\n",
		name, test, name, TIMEOUT_S);
	int err = text_write(build->facts, line);

	if (err)
		complain("%s: %s", build->facts, strerror(-err));
	free(line);
	free(test);
	return err ? STATUS_INFRA : STATUS_OK;
}

/* What the program said, and what that means. */
static int result_tell(const struct run *run, void *arg)
{
	static const char said[] = "# said: ";
	const struct case_result *result = &run->targets[0].cases[0];

	(void)arg;
	for (size_t i = 0; i < result->output.n; i++)
		if (str_starts(result->output.v[i], said))
			puts(result->output.v[i] + strlen(said));
	for (size_t i = 0; i < result->klog.n; i++)
		printf("kernel: %s\n", result->klog.v[i]);
	fflush(stdout);
	switch (result->result) {
	case RESULT_PASS:
		puts("not shown: the kernel is right");
		return STATUS_OK;
	case RESULT_FAIL:
	case RESULT_CRASH:
	case RESULT_TIMEOUT:
		puts("shown: the failure is there");
		return STATUS_VERDICT;
	default:
		complain("the program could not try: %s",
			 result->message ? result->message : "no result");
		return STATUS_INFRA;
	}
}

static int program_run(const struct build *build, const char *name,
		       const struct reproducer_lane *lane, const char *dir)
{
	struct cpio_file files[FILES_A_RUN] = {
		{ .name = "suites/" SUITE, .text = wrapper, .mode = 0755 },
		{ .name = "reproducer", .mode = 0755 },
	};
	struct certify_options o = { .jobs = 1,
				     .dir = dir,
				     .bench = result_tell,
				     .bench_cases = build->facts,
				     .files = files,
				     .nr_files = FILES_A_RUN };
	char *binary;
	int err = file_read(build->binary, MAX_BYTES, &binary, &files[1].size);
	int status;

	if (err) {
		complain("%s: %s", build->binary, strerror(-err));
		return STATUS_INFRA;
	}
	files[1].text = binary;
	strings_add(&o.targets, lane->target->spec);
	strings_add(&o.kernels, lane->kernel);
	strings_add(&o.modes, lane->mode);
	strings_addf(&o.globs, SUITE "/%s", name);
	status = certify(&o);
	strings_free(&o.targets);
	strings_free(&o.kernels);
	strings_free(&o.modes);
	strings_free(&o.globs);
	free(binary);
	return status;
}

int reproduce_run(const char *name, const struct reproducer_lane *lane,
		  const char *text, const char *dir)
{
	struct build build = { 0 };
	int status = build_begin(&build);

	if (!status)
		status = program_build(&build, text);
	if (!status)
		status = facts_write(&build, name);
	if (!status)
		status = program_run(&build, name, lane, dir);
	build_end(&build);
	return status;
}
