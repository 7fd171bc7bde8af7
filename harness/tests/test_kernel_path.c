// SPDX-License-Identifier: GPL-2.0-only
/* What a kernel in a folder is called. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel_path.h"
#include "paths.h"
#include "test.h"
#include "util.h"

static char dir[] = "/tmp/trackcert-kernel-XXXXXX";

static void spec(void **state)
{
	assert_string_equal(kernel_path("path:/a/b"), "/a/b");
	assert_string_equal(kernel_path("path:"), "");
	assert_null(kernel_path("debian-6.12"));
	assert_null(kernel_path("path-b"));
	assert_true(kernel_name_is_path("path-b"));
	assert_false(kernel_name_is_path("lab-6.12"));
}

static const struct {
	const char *folder;
	const char *path; /* as it is asked for, below the folder of the test */
	const char *name;
} names[] = {
	{ "linux", "linux", "path-linux" },
	{ "next", "next/", "path-next" },
	{ "up", "up/../linux", "path-linux" },
	{ "here", "here/.", "path-here" },
	{ "linux-6.12_1+a~1", "linux-6.12_1+a~1", "path-linux-6.12_1+a~1" },
	{ "a b@c,d", "a b@c,d", "path-a-b-c-d" },
};

static void name(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *folder = path_join(dir, names[i].folder);
		char *path = path_join(dir, names[i].path), *got;

		assert_int_equal(mkdir(folder, 0777), 0);
		got = kernel_path_name(path);
		assert_non_null(got);
		assert_string_equal(got, names[i].name);
		free(got);
		free(path);
		free(folder);
	}
}

static void no_folder(void **state)
{
	char *file = path_join(dir, "file");
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	fclose(f);
	assert_null(kernel_path_name(file));
	assert_null(kernel_path_name("/nonexistent/folder"));
	assert_null(kernel_path_name(""));
	free(file);
}

static int setup(void **state)
{
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	char *command = xasprintf("rm -rf '%s'", dir);
	int status = system(command);

	free(command);
	return status;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spec),
		cmocka_unit_test(name),
		cmocka_unit_test(no_folder),
	};

	return cmocka_run_group_tests_name("kernel_path", tests, setup,
					   teardown);
}
