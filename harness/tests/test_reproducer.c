// SPDX-License-Identifier: GPL-2.0-only
/* Programs that show one failure each: reading them, putting them together. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "load.h"
#include "reproducer.h"
#include "test.h"

static char *nvme[] = { "nvme", "poke" };
static char *reference[] = { "reference" };

static struct target pds = { .name = "pds", .stimulus = { nvme, 2 } };
static struct target own = { .name = "reference",
			     .stimulus = { reference, 1 } };
static struct target mute = { .name = "mtty" };

static void list_load(struct reproducers *list)
{
	char *dir = reproducers_path();
	struct strings errors = { 0 };

	assert_int_equal(reproducers_load(dir, list, &errors), 0);
	assert_true(list->n > 0);
	free(dir);
}

/* Each is short enough for a mail, whatever it is put together for. */
static void short_enough(void **state)
{
	static const char *const modes[] = { "group", "cdev" };
	const struct target *const targets[] = { &pds, &own };
	struct reproducers list;

	list_load(&list);
	for (size_t i = 0; i < list.n * 4; i++) {
		const struct reproducer *r = &list.v[i / 4];
		struct reproducer_lane lane = { .id = r->cases.v[0],
						.target = targets[i / 2 % 2],
						.kernel = "debian-6.12",
						.mode = modes[i % 2] };
		char *text;

		assert_int_equal(reproducer_text(r, &lane, &text), 0);
		assert_in_range(reproducer_lines(text), 20,
				REPRODUCER_LINES - 1);
		assert_null(strstr(text, "#include \""));
		assert_null(strstr(text, "Cases:"));
		assert_non_null(strstr(text, r->cases.v[0]));
		assert_non_null(strstr(text, "int main("));
		free(text);
	}
	reproducers_free(&list);
}

static void found(void **state)
{
	static const char id[] = "bitmap/window-starts-inside-a-page";
	const struct reproducer *r;
	struct reproducers list;

	list_load(&list);
	r = reproducer_find(&list, id, "mlx5");
	assert_non_null(r);
	assert_string_equal(r->name, "window-inside-a-page");
	assert_ptr_equal(reproducer_find(&list, r->name, NULL), r);
	assert_non_null(reproducer_find(&list, id, "nonsuch"));
	assert_null(reproducer_find(&list, "bitmap/nonsuch", NULL));
	reproducers_free(&list);
}

/* A device that nobody can drive in so few lines. */
static void mute_device(void **state)
{
	struct reproducer_lane lane = { .target = &mute,
					.kernel = "k",
					.mode = "group" };
	struct reproducers list;
	char *text;

	list_load(&list);
	assert_int_equal(reproducer_text(reproducer_find(&list,
							 "window-at-odd-page",
							 NULL),
					 &lane, &text),
			 -ENOTSUP);
	assert_null(text);
	/* one that needs no writes */
	assert_int_equal(
		reproducer_text(reproducer_find(&list, "never-off", NULL),
				&lane, &text),
		0);
	free(text);
	reproducers_free(&list);
}

static void wrong(void **state)
{
	static const char *const texts[] = {
		"/* no licence */\n",
		"// SPDX-License-Identifier: GPL-2.0-only\n/*\n * x\n",
		"// SPDX-License-Identifier: GPL-2.0-only\n/*\n * x\n */\n",
		"// SPDX-License-Identifier: GPL-2.0-only\n/*\n * Fails: a@b\n"
		" * Passes: a@b\n * Cases: a/b\n */\n",
	};
	static const char *const says[] = { "licence", "end", "lacks",
					    "shows" };
	char dir[] = "/tmp/trackcert-test.XXXXXX", *path;

	assert_non_null(mkdtemp(dir));
	path = xasprintf("%s/x.c", dir);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct strings errors = { 0 };
		struct reproducers list;
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(texts[i], f);
		fclose(f);
		assert_int_equal(reproducers_load(dir, &list, &errors),
				 -EINVAL);
		assert_int_equal(errors.n, 1);
		assert_non_null(strstr(errors.v[0], says[i]));
		strings_free(&errors);
		reproducers_free(&list);
	}
	unlink(path);
	rmdir(dir);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_enough),
		cmocka_unit_test(found),
		cmocka_unit_test(mute_device),
		cmocka_unit_test(wrong),
	};

	return cmocka_run_group_tests_name("reproducer", tests, NULL, NULL);
}
