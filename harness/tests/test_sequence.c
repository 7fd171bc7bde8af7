// SPDX-License-Identifier: GPL-2.0-only
/* Replay files: what is taken, what is refused, what is written. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "budget.h"
#include "sequence.h"
#include "test.h"
#include "util.h"

static const char *const good[] = {
	"map iova=0x100000000 length=0x1000",
	"start page_size=0x1000 ranges=0x100000000+0x1000,0x100002000+0x1000",
	"start page_size=0x1000 ranges=",
	"start page_size=0x1000 ranges=0x1000+0x1000 memory=none",
	"write iova=0x100000000 length=0x1 stride=0x1000 times=3",
	"rewrite",
	"read iova=0x100000000 length=0x1",
	"report iova=0x100000000 length=0x1000 page_size=0x1000",
	"report iova=0x0 length=0x1000 page_size=0x0 offset=3 times=2",
	"stop",
	"reset",
	"reopen",
	"unmap iova=0x100000000",
};

static const char *const bad[] = {
	"",
	"jump",
	"stop now",
	"stop iova=0x0",
	"map iova=0x1000",
	"map iova=0x1000 length=",
	"map iova=-1 length=0x1000",
	"map iova=0x1000 length=0x1000 length=0x1000",
	"map iova=0x10000000000000000 length=0x1000",
	"start page_size=0x1000 ranges=1",
	"start page_size=0x1000 ranges=1+2,",
	"start page_size=0x1000 ranges=1+2; memory=none",
	"start page_size=0x1000 ranges=1+2 memory=some",
	"write iova=0 length=1 times=0",
	"write iova=system(1) length=1",
	"report iova=0 length=1 page_size=0x1000 offset=4096",
	"report iova=0 length=1  page_size=0x1000",
};

static void test_steps(void **unused)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_null(sequence_step_wrong(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_non_null(sequence_step_wrong(bad[i]));
}

/* The path of a file with @text; the caller unlinks and frees it. */
static char *file_with(const char *text)
{
	char *path = xstrdup("/tmp/trackcert-test-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return path;
}

static int load(const char *text, struct sequence *seq)
{
	char *path = file_with(text);
	int status = sequence_load(path, seq);

	unlink(path);
	free(path);
	return status;
}

static void test_files(void **unused)
{
	static const char *const refused[] = {
		"",
		"case model/pages\n",
		"step stop\n",
		"case model/pages\ncase model/pages\nstep stop\n",
		"case model/pages\nstop\n",
		"case model/pages\nstep jump\n",
		"case \nstep stop\n",
		"case model/pages\ntarget \nstep stop\n",
	};
	struct sequence seq;

	assert_int_equal(STATUS_OK, load("# why\ncase model/pages\n"
					 "target reference,defect=x\n"
					 "kernel debian-6.12\n\nstep stop\n",
					 &seq));
	assert_string_equal("model/pages", seq.case_id);
	assert_string_equal("reference,defect=x", seq.target);
	assert_string_equal("debian-6.12", seq.kernel);
	assert_int_equal(1, seq.steps.n);
	assert_string_equal("stop", seq.steps.v[0]);
	sequence_free(&seq);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		assert_int_equal(STATUS_USAGE, load(refused[i], &seq));
		sequence_free(&seq);
	}
	assert_int_equal(STATUS_USAGE,
			 sequence_load("/nonexistent/file", &seq));
	sequence_free(&seq);
}

/* What a failed case prints comes back as a file that can be replayed. */
static void test_saved_can_be_loaded(void **unused)
{
	struct target_run out = { .target = xstrdup("reference"),
				  .kernel = xstrdup("k"),
				  .mode = xstrdup("group") };
	struct case_result result = { .id = xstrdup("model/pages"),
				      .result = RESULT_FAIL,
				      .message = xstrdup("VDT: \"*/\"") };
	char dir[] = "/tmp/trackcert-test-XXXXXX", *path, *command;
	struct sequence seq;

	assert_non_null(mkdtemp(dir));
	strings_add(&result.output, "# step: system(1)");
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		strings_addf(&result.output, "# step: %s", good[i]);
	assert_int_equal(0, sequence_save(dir, &out, &result));
	path = xasprintf("%s/reference.k.group.model-pages.replay", dir);
	assert_int_equal(STATUS_OK, sequence_load(path, &seq));
	assert_int_equal(ARRAY_SIZE(good), seq.steps.n);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_string_equal(good[i], seq.steps.v[i]);
	sequence_free(&seq);
	/* The C program compiles without a warning. */
	command = xasprintf("cd %s && gcc -Wall -Wextra -Werror "
			    "-Wno-address -fsyntax-only *.c && "
			    "test $(cat *.c | wc -l) -lt 170 && "
			    "rm *.c *.replay && rmdir ../$(basename %s)",
			    dir, dir);
	assert_int_equal(0, system(command));
	free(command);
	free(path);
	free(out.target);
	free(out.kernel);
	free(out.mode);
	result_free(&result);
}

static void test_budgets(void **unused)
{
	static const char *const wrong[] = { "",   "0",	 "0s",	"-1",	 "s",
					     "5m", "1x", "5 s", "99999s" };
	struct case_info info[3] = { { .timeout = 10, .budget = true },
				     { .timeout = 10 },
				     { .timeout = 10, .budget = true } };
	struct cases cases = { info, 3 };
	const bool selected[3] = { true, true, true };
	char *share;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_false(budget_check(wrong[i]));
	assert_true(budget_check("500"));
	share = budget_spread("30s", &cases, selected);
	assert_string_equal("15000ms", share);
	assert_int_equal(26, info[0].timeout);
	assert_int_equal(10, info[1].timeout);
	free(share);
	share = budget_spread("1", &cases, selected);
	assert_string_equal("1", share);
	free(share);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_saved_can_be_loaded),
		cmocka_unit_test(test_budgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
