// SPDX-License-Identifier: GPL-2.0-only
/* External stimuli: what their programs say, and what becomes of wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "device_mode.h"
#include "stimulus/stimulus.h"

static int map_nothing(struct device *dev, void *va, uint64_t iova, size_t size)
{
	return 0;
}

static int unmap_nothing(struct device *dev, uint64_t iova, size_t size)
{
	return 0;
}

static const struct device_mode mode = { .name = "none",
					 .map = map_nothing,
					 .unmap = unmap_nothing };

static char program[] = "/tmp/trackcert-external-XXXXXX";
static struct device dev;
static struct stimulus s;

/* A shell script in the place of the program; */
static int external_begin(const struct stimulus_ops *ops, const char *script)
{
	FILE *f = fopen(program, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/bash\n%s\n", script);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(program, 0700), 0);
	dev = (struct device){ .group = -1, .iommu = 0, .mode = &mode };
	dev.fd = memfd_create("device", 0);
	strcpy(dev.path, "/sys/devices/fake");
	s = (struct stimulus){ .ops = ops, .dev = &dev };
	strcpy(s.argument, program);
	return ops->init(&s);
}

static void external_end(void)
{
	s.ops->release(&s);
	close(dev.fd);
}

/* What a program says to each line, by the line's first word. */
#define PROGRAM(hello, write)                       \
	"while read -r verb one two seed <&3; do\n" \
	"case $verb in\n"                           \
	"hello) echo \"" hello "\" >&3 ;;\n"        \
	"write) " write " ;;\n"                     \
	"quit) echo done >&3; exit ;;\n"            \
	"*) echo done >&3 ;;\n"                     \
	"esac\n"                                    \
	"done"

#define HELLO "hello 1 fake min_size=512 align=512 max_length=8192"

static void limits_are_taken(void **state)
{
	assert_int_equal(external_begin(&stimulus_external,
					PROGRAM(HELLO " read=1 memory=4097 "
						      "highest_iova=0xffffffff "
						      "time_limit_ms=700",
						"echo done >&3")),
			 0);
	assert_int_equal(s.limits.min_size, 512);
	assert_int_equal(s.limits.align, 512);
	assert_int_equal(s.limits.max_length, 8192);
	assert_int_equal(s.limits.highest_iova, 0xffffffff);
	assert_int_equal(s.limits.time_limit_ms, 700);
	assert_true(s.can_read);
	/* two pages of its own and the self-test's */
	assert_int_equal(s.own.size, 3 * 4096);
	assert_int_equal(s.scratch, 2 * 4096);
	assert_int_equal(s.ops->write(&s, 0x1000, 512), 0);
	assert_int_equal(s.ops->write(&s, 0x1001, 512), -EINVAL);
	assert_int_equal(s.ops->write(&s, 0x1000, 16384), -EINVAL);
	external_end();
}

/* It sees what the suite maps, and the device's file. */
static void memory_and_device_are_inherited(void **state)
{
	assert_int_equal(
		external_begin(
			&stimulus_external,
			"read -r l <&3; echo 'hello 1 x memory=4096' >&3\n"
			"read -r l <&3; printf AB >/proc/self/fd/5\n"
			"printf CD >/proc/self/fd/4\n"
			"[ \"$l\" = 'memory 0x7000000000 0x1000' ] && "
			"[ $TRACKCERT_DEVICE = /sys/devices/fake ] && "
			"echo done >&3\n"
			"read -r l <&3; echo done >&3"),
		0);
	assert_memory_equal(s.own.va, "AB", 2);
	external_end();
}

static void reasons_are_told(void **state)
{
	assert_int_equal(
		external_begin(&stimulus_external,
			       PROGRAM(HELLO, "echo error broken >&3")),
		0);
	assert_int_equal(s.ops->write(&s, 0, 512), -EIO);
	/* which is no reason to end it */
	assert_int_equal(s.ops->write(&s, 0, 512), -EIO);
	external_end();
}

static void one_that_hangs_is_ended(void **state)
{
	uint64_t began;

	assert_int_equal(
		external_begin(&stimulus_external,
			       PROGRAM(HELLO " time_limit_ms=100", "sleep 60")),
		0);
	began = stimulus_now();
	assert_int_equal(s.ops->write(&s, 0, 512), -ETIMEDOUT);
	assert_int_equal(s.ops->write(&s, 0, 512), -EPIPE);
	external_end();
	assert_true(stimulus_now() - began < 5000);
}

static void one_that_dies_is_found_out(void **state)
{
	assert_int_equal(external_begin(&stimulus_external,
					PROGRAM(HELLO, "kill -9 $$")),
			 0);
	assert_int_equal(s.ops->write(&s, 0, 512), -EPIPE);
	external_end();
}

static void nonsense_is_no_answer(void **state)
{
	assert_int_equal(external_begin(&stimulus_external,
					PROGRAM(HELLO, "echo ok >&3")),
			 0);
	assert_int_equal(s.ops->write(&s, 0, 512), -EPROTO);
	external_end();
}

static void a_line_without_end_is_no_answer(void **state)
{
	assert_int_equal(
		external_begin(&stimulus_external,
			       PROGRAM(HELLO, "head -c 4096 /dev/zero >&3")),
		0);
	assert_int_equal(s.ops->write(&s, 0, 512), -EMSGSIZE);
	external_end();
}

static void wrong_hellos_are_refused(void **state)
{
	static const struct {
		const char *hello;
		int ret;
	} wrong[] = {
		{ PROGRAM("hello 2 fake", ":"), -EPROTO },
		{ PROGRAM("hello 1 fake min_size=3", ":"), -ERANGE },
		{ PROGRAM("hello 1 fake min_size=512 align=1024", ":"),
		  -ERANGE },
		{ PROGRAM("hello 1 fake min_size=512 max_length=1", ":"),
		  -ERANGE },
		{ PROGRAM("hello 1 fake time_limit_ms=99999999", ":"),
		  -ERANGE },
		{ "exit 0", -EPIPE },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_int_equal(external_begin(&stimulus_external,
						wrong[i].hello),
				 wrong[i].ret);
		external_end();
	}
}

static void exact_must_be_said(void **state)
{
	assert_int_equal(external_begin(&stimulus_external_exact,
					PROGRAM(HELLO, ":")),
			 -EOPNOTSUPP);
	external_end();
	assert_int_equal(external_begin(&stimulus_external_exact,
					PROGRAM("hello 1 x exact=1", ":")),
			 0);
	assert_int_equal(s.ops->rewrite(&s), 0);
	external_end();
}

/* Is a process there, and more than its exit status? */
static bool process_runs(int pid)
{
	char path[64], state = 'Z';
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(f);
	return state != 'Z';
}

/* What it has started itself is in its group. */
static void nothing_is_left_of_it(void **state)
{
	char text[32] = "";
	int pid;

	assert_int_equal(external_begin(&stimulus_external,
					"sleep 60 & echo $! >/proc/self/fd/4\n"
					"trap '' TERM\n" PROGRAM(HELLO, ":")),
			 0);
	assert_true(pread(dev.fd, text, sizeof(text) - 1, 0) > 0);
	pid = atoi(text);
	assert_true(process_runs(pid));
	external_end();
	usleep(200000);
	assert_false(process_runs(pid));
}

/* The program plays the device: what is written goes to the shared memory. */
#define PLAYS                                                            \
	"at=$((one - 0x7000000000)); printf %0512d $((seed)) | "         \
	"dd of=/proc/self/fd/5 bs=1 seek=$at conv=notrunc 2>/dev/null; " \
	"echo done >&3"

/* Opens the stimulus as a case does; return: the exit status, 0 for good. */
static int opened(const char *script)
{
	pid_t pid;
	int status;

	if (!external_begin(&stimulus_external, script))
		external_end();
	fflush(NULL);
	pid = fork();
	if (!pid) {
		char *list;

		if (asprintf(&list, "external:%s", program) < 0)
			_exit(99);
		setenv("TRACKCERT_STIMULUS", list, 1);
		dev.fd = memfd_create("device", 0);
		stimulus_open(&s, &dev, false, false);
		stimulus_write(&s, s.own.iova + s.scratch, 512);
		stimulus_close(&s);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void cases_open_what_is_named(void **state)
{
	assert_int_equal(opened(PROGRAM(HELLO, PLAYS)), 0);
}

static void one_that_lies_is_found_out(void **state)
{
	assert_int_not_equal(opened(PROGRAM(HELLO, "echo done >&3")), 0);
}

static int group_setup(void **state)
{
	int fd = mkstemp(program);

	return fd < 0 || close(fd);
}

static int group_teardown(void **state)
{
	return unlink(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_taken),
		cmocka_unit_test(memory_and_device_are_inherited),
		cmocka_unit_test(reasons_are_told),
		cmocka_unit_test(one_that_hangs_is_ended),
		cmocka_unit_test(one_that_dies_is_found_out),
		cmocka_unit_test(nonsense_is_no_answer),
		cmocka_unit_test(a_line_without_end_is_no_answer),
		cmocka_unit_test(wrong_hellos_are_refused),
		cmocka_unit_test(exact_must_be_said),
		cmocka_unit_test(nothing_is_left_of_it),
		cmocka_unit_test(cases_open_what_is_named),
		cmocka_unit_test(one_that_lies_is_found_out),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
