// SPDX-License-Identifier: GPL-2.0-only
/* Target files: what is read, what is refused, and where. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "targets.h"
#include "test.h"

#define GOOD                                                               \
	"# a comment\nsummary = One sentence = good\ndriver=drv\n"         \
	"kernels = k1 k2\nmodules = mod\nmodules = drv\nknobs = mod drv\n" \
	"bringup = b.sh\nstimulus = nvme, poke\nneeds = write read\n"      \
	"qemu = -device a,file=@DISK@\nqemu = -snapshot\n"

static char dir[] = "/tmp/trackcert-targets-XXXXXX";

static int load(const char *text, const char *spec, struct target *target,
		struct strings *errors)
{
	char *path = xasprintf("%s/t.conf", dir);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(path);
	return target_load(dir, spec, target, errors);
}

static void good(void **state)
{
	char *has[] = { "drv.a", "mod.b", "drv.b", "other.c" };
	const struct strings parameters = { has, ARRAY_SIZE(has) };
	struct strings errors = { 0 };
	struct target target;
	char *modules;

	assert_int_equal(load(GOOD, "t,a=1,b=x.y", &target, &errors), 0);
	assert_string_equal(target.name, "t");
	assert_string_equal(target.summary, "One sentence = good");
	assert_int_equal(target.kernels.n, 2);
	assert_int_equal(target.stimulus.n, 2);
	assert_int_equal(target.qemu.n, 3);
	assert_string_equal(target.qemu.v[1], "a,file=@DISK@");
	assert_null(target.kernel);
	assert_string_equal(target_knob(&target, "b=1", &parameters), "mod");
	assert_null(target_knob(&target, "c=1", &parameters));
	modules = target_modules(&target, &parameters);
	assert_string_equal(modules, "mod,b=x.y drv,a=1");
	free(modules);
	target_free(&target);
}

static void on_its_kernel(void **state)
{
	struct strings errors = { 0 };
	struct target target;

	assert_int_equal(load(GOOD, "t,a=1@k2", &target, &errors), 0);
	assert_string_equal(target.spec, "t,a=1");
	assert_string_equal(target.params, "a=1");
	assert_string_equal(target.kernel, "k2");
	target_free(&target);
	assert_int_equal(load(GOOD "limit = /x\nneeds = limit\n", "t@k1",
			      &target, &errors),
			 0);
	assert_null(target.params);
	assert_string_equal(target.kernel, "k1");
	assert_string_equal(target.limit, "/x");
	target_free(&target);
}

/* 40 */
#define DIGITS "0123456789012345678901234567890123456789"

static const struct {
	const char *spec;
	const char *text;
	int err;
	const char *error;
} bad[] = {
	{ "t", "nonsense\n", -EINVAL, "t.conf:1: not 'key = value'" },
	{ "t", "a = b\n", -EINVAL, "t.conf:1: unknown key 'a'" },
	{ "t", "stimlus = x\n", -EINVAL,
	  ":1: unknown key 'stimlus' (did you mean 'stimulus'?)" },
	{ "t", "\nneeds = read wirte\n", -EINVAL,
	  ":2: unknown need 'wirte' (did you mean 'write'?)" },
	{ "t", "build = .\n", -EINVAL, ":1: unknown key 'build'" },
	{ "t", "\ndriver =\n", -EINVAL, "t.conf:2: no value" },
	{ "t", "driver = a\ndriver = b\n", -EINVAL, ":2: given twice" },
	{ "t", "qemu = device\n", -EINVAL, ":1: a QEMU argument begins" },
	{ "t", "summary = x\n", -EINVAL, ":1: no 'driver'" },
	{ "t", "driver = x\nmodules = y\n", -EINVAL, "x is not in 'modules'" },
	{ "t", "bringup = ../b.sh\n", -EINVAL, "is not a file beside it" },
	{ "t", GOOD "needs = limit\n", -EINVAL, "go together" },
	{ "t", GOOD "limit = /x\n", -EINVAL, "go together" },
	{ "t", GOOD "knobs = x\n", -EINVAL, "knobs x is not in" },
	{ "t,a", GOOD, -EINVAL, "not NAME,KEY=VALUE" },
	{ "t,", GOOD, -EINVAL, "not NAME,KEY=VALUE" },
	{ "t,a=$(x)", GOOD, -EINVAL, "not NAME,KEY=VALUE" },
	{ "../t", GOOD, -ENOENT, NULL },
	{ "t,a=" DIGITS DIGITS DIGITS DIGITS, GOOD, -ENAMETOOLONG, "longer" },
	{ "u", GOOD, -ENOENT, NULL },
};

static void refused(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct strings errors = { 0 };
		struct target target;

		assert_int_equal(load(bad[i].text, bad[i].spec, &target,
				      &errors),
				 bad[i].err);
		if (bad[i].error)
			assert_error(&errors, bad[i].error);
		strings_free(&errors);
		target_free(&target);
	}
}

/* A file that is none of ours: NAME.conf in a folder with a Kbuild. */
#define ELSEWHERE "summary = s\ndriver = d\nmodules = d\nbringup = b.sh\n"

static int load_path(const char *file, const char *text, const char *behind,
		     struct target *target, struct strings *errors)
{
	char *path = xasprintf("%s/%s", dir, file);
	char *spec = xasprintf("%s%s", path, behind);
	FILE *f = fopen(path, "w");
	int err;

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	err = target_load("/nonexistent", spec, target, errors);
	unlink(path);
	free(spec);
	free(path);
	return err;
}

static void elsewhere(void **state)
{
	struct strings errors = { 0 };
	struct target target;

	assert_int_equal(load_path("acme.conf", ELSEWHERE "knobs = d\n",
				   ",a=1@k1", &target, &errors),
			 0);
	assert_string_equal(target.name, "acme");
	assert_string_equal(target.spec, "acme,a=1");
	assert_string_equal(target.kernel, "k1");
	assert_string_equal(target.folder, dir);
	assert_null(target.build);
	assert_int_equal(target.kernels.n, 0);
	target_free(&target);
	assert_int_equal(
		load_path("target.conf", ELSEWHERE, "", &target, &errors), 0);
	assert_string_equal(target.name, strrchr(dir, '/') + 1);
	target_free(&target);
	assert_int_equal(load_path("x.conf", ELSEWHERE "name = it\n", "",
				   &target, &errors),
			 0);
	assert_string_equal(target.name, "it");
	target_free(&target);
}

static const struct {
	const char *file;
	const char *text;
	const char *error;
} bad_elsewhere[] = {
	{ "x.conf", ELSEWHERE "name = a/b\n", "is no name for a target" },
	{ "core.conf", ELSEWHERE, "is no name for a target" },
	{ "x.conf", ELSEWHERE "build = .\n", "x.conf:5: build folder" },
	{ "x.conf", "driver = d\nsummary = s\nbringup = no.sh\nmodules = d\n",
	  "x.conf:3: bringup no.sh is not a file" },
	{ "x.conf", ELSEWHERE "model = m\n", "x.conf:5: model m is not in" },
};

static void refused_elsewhere(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad_elsewhere); i++) {
		struct strings errors = { 0 };
		struct target target;

		assert_int_equal(load_path(bad_elsewhere[i].file,
					   bad_elsewhere[i].text, "", &target,
					   &errors),
				 -EINVAL);
		assert_error(&errors, bad_elsewhere[i].error);
		strings_free(&errors);
		target_free(&target);
	}
}

static int setup(void **state)
{
	char *path;

	if (!mkdtemp(dir))
		return -1;
	path = xasprintf("%s/b.sh", dir);
	fclose(fopen(path, "w"));
	free(path);
	return 0;
}

static int teardown(void **state)
{
	char *command = xasprintf("rm -rf %s", dir);
	int status = system(command);

	free(command);
	return status;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(on_its_kernel),
		cmocka_unit_test(refused),
		cmocka_unit_test(elsewhere),
		cmocka_unit_test(refused_elsewhere),
	};

	return cmocka_run_group_tests_name("targets", tests, setup, teardown);
}
