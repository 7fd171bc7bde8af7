// SPDX-License-Identifier: GPL-2.0-only
/* The trial boot believes a guest, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "accel.h"
#include "doctor.h"
#include "hostenv.h"
#include "paths.h"
#include "util.h"

static char folder[] = "/tmp/trackcert-accel-XXXXXX";

/* A program in the place of QEMU. */
static void qemu_fake(const char *script)
{
	char *path = path_join(folder, "qemu");
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0700), 0);
	setenv("TRACKCERT_QEMU", path, 1);
	free(path);
}

static void trial_says(const char *accel, bool works, const char *words)
{
	char *reason;

	assert_int_equal(accel_trial(accel, &reason), works);
	assert_non_null(strstr(reason, words));
	free(reason);
}

static void trial_boots_tcg(void **state)
{
	unsetenv("TRACKCERT_QEMU");
	trial_says("tcg", true, "a trial boot with tcg worked");
}

static void trial_refuses_unknown_accelerator(void **state)
{
	unsetenv("TRACKCERT_QEMU");
	trial_says("none-such", false, "ended with status 1: ");
}

static void trial_wants_the_guests_status(void **state)
{
	qemu_fake("exit 0");
	trial_says("kvm", false, "ended with status 0");
}

static void trial_repeats_last_words(void **state)
{
	qemu_fake("echo 'qemu-system-x86_64: no such luck' >&2; kill -6 $$");
	trial_says("kvm", false, "ended with signal 6: no such luck");
}

static void trial_has_a_limit(void **state)
{
	double start = now_s();

	qemu_fake("exec sleep 60");
	trial_says("kvm", false, "within 5 s");
	assert_true(now_s() - start < 10);
}

static void trial_says_what_is_missing(void **state)
{
	setenv("TRACKCERT_QEMU", "/none-such/qemu", 1);
	trial_says("kvm", false, "No such file");
}

static void pick_has_a_reason(void **state)
{
	unsetenv("TRACKCERT_QEMU");
	assert_true(!strcmp(accel_pick(), "kvm") ||
		    !strcmp(accel_pick(), "tcg"));
	assert_true(strlen(accel_reason()) > 0);
}

static void env_tells_the_host(void **state)
{
	static const char *const keys[] = {
		"host",
		"cpu",
		"cpus",
		"memory",
		"qemu",
		"accelerator",
		"accelerator_reason",
	};
	struct pairs env = {};
	size_t i;

	unsetenv("TRACKCERT_QEMU");
	assert_int_equal(hostenv_fill(&env), 0);
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		assert_non_null(pairs_get(&env, keys[i]));
	pairs_free(&env);
}

static const struct finding *finding_get(const struct findings *findings,
					 const char *subject)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		if (!strcmp(findings->v[i].subject, subject))
			return &findings->v[i];
	return NULL;
}

static void doctor_misses_qemu(void **state)
{
	struct findings findings = {};
	const struct finding *qemu;

	setenv("TRACKCERT_QEMU", "/none-such/qemu", 1);
	doctor_look(&findings);
	qemu = finding_get(&findings, "qemu");
	assert_non_null(qemu);
	assert_int_equal(qemu->word, FINDING_MISSING);
	assert_non_null(strstr(qemu->todo, "apt-get install"));
	findings_free(&findings);
}

static void doctor_misses_devices(void **state)
{
	struct findings findings = {};

	qemu_fake("case $1 in --version) echo QEMU emulator version 0.1 ;; "
		  "*) echo 'name \"nvme\", bus PCI' ;; esac");
	doctor_look(&findings);
	assert_int_equal(finding_get(&findings, "qemu")->word, FINDING_OK);
	assert_int_equal(finding_get(&findings, "devices")->word,
			 FINDING_MISSING);
	findings_free(&findings);
}

static int folder_setup(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	return setenv("XDG_CACHE_HOME", folder, 1);
}

static int folder_teardown(void **state)
{
	static const char *const names[] = { "qemu", "trackcert/accel" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = path_join(folder, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(paths_cache());
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trial_boots_tcg),
		cmocka_unit_test(trial_refuses_unknown_accelerator),
		cmocka_unit_test(trial_wants_the_guests_status),
		cmocka_unit_test(trial_repeats_last_words),
		cmocka_unit_test(trial_has_a_limit),
		cmocka_unit_test(trial_says_what_is_missing),
		cmocka_unit_test(pick_has_a_reason),
		cmocka_unit_test(env_tells_the_host),
		cmocka_unit_test(doctor_misses_qemu),
		cmocka_unit_test(doctor_misses_devices),
	};

	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
