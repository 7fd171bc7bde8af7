// SPDX-License-Identifier: GPL-2.0-only
/* A run goes into its journal and comes out of it again. */
#include <errno.h>

#include "journal.h"
#include "test.h"

static char dir[] = "/tmp/trackcert-journal-XXXXXX";

static char *rule_ids[] = { "VDT-A-010" };
static char *profiles[] = { "mainline" };
static char *output[] = { "TAP version 13", "not ok 1 a.one" };
static char *lost[] = {
	"kmemleak: 1 a/two: unreferenced object 0x12 (size 8):"
};
static uint8_t expected[] = { 0xff, 1 }, reported[] = { 0, 0 };

static struct bits bits = { .iova = UINT64_MAX - 4095,
			    .page_size = 4096,
			    .pages = 9,
			    .expected = expected,
			    .reported = reported };

static char *journal_path(void)
{
	return xasprintf("%s/journal.jsonl", dir);
}

/* Writes a run of two cases of which one has a result; @whole: to its end. */
static void journal_write(bool whole)
{
	struct rule rule = { .id = "VDT-A-010",
			     .layer = LAYER_DEVICE,
			     .profiles = { profiles, 1 },
			     .statement = "s",
			     .source = "x",
			     .chapter = "A",
			     .line = 3 };
	struct case_result cases[] = {
		{ .id = "a/one",
		  .suite = "a",
		  .says = "one",
		  .rules = { rule_ids, 1 },
		  .layer = LAYER_DEVICE,
		  .expected = "known",
		  .expected_result = RESULT_FAIL },
		{ .id = "a/two",
		  .suite = "a",
		  .says = "two",
		  .rules = { rule_ids, 1 },
		  .layer = LAYER_DEVICE },
	};
	struct target_run target = { .target = "t,a=1",
				     .summary = "s",
				     .driver = "d",
				     .kernel = "k",
				     .release = "6",
				     .config_sha256 = "c",
				     .mode = "group",
				     .profile = "mainline",
				     .cases = cases,
				     .nr_cases = 2 };
	struct run run = { .dir = dir,
			   .tool_version = "1",
			   .tool_commit = "c",
			   .started = "now",
			   .seed = UINT64_MAX,
			   .rules = { &rule, 1 },
			   .targets = &target,
			   .nr_targets = 1,
			   .duration_s = 2.5 };
	char *path = journal_path();
	struct journal *journal;

	unlink(path);
	free(path);
	assert_int_equal(journal_create(&run, &journal), 0);
	assert_int_equal(journal_env(journal, 0, "release", "6.12"), 0);
	cases[0].result = RESULT_FAIL;
	cases[0].duration_s = 0.25;
	cases[0].message = "why";
	cases[0].geometry = "g";
	cases[0].bits = &bits;
	cases[0].output = (struct strings){ output, 2 };
	assert_int_equal(journal_result(journal, 0, &cases[0]), 0);
	if (whole) {
		cases[1].result = RESULT_PASS;
		assert_int_equal(journal_result(journal, 0, &cases[1]), 0);
		assert_int_equal(journal_leak(journal, 0, "a/two",
					      &(struct strings){ lost, 1 }),
				 0);
		assert_int_equal(journal_infrastructure(journal, 0, "i"), 0);
		assert_int_equal(journal_close(journal, &run), 0);
	} else {
		free(journal); /* as a kill would leave it, but for the fd */
	}
}

static void text_append(const char *text)
{
	char *path = journal_path();
	FILE *f = fopen(path, "a");

	fputs(text, f);
	fclose(f);
	free(path);
}

static void whole_run(void **state)
{
	struct case_result *one;
	struct run run;
	char *error;

	journal_write(true);
	assert_int_equal(journal_load(dir, &run, &error), 0);
	assert_false(run.interrupted);
	assert_true(run.seed == UINT64_MAX);
	assert_true(run.duration_s == 2.5);
	assert_int_equal(run.rules.n, 1);
	assert_int_equal(run.rules.v[0].layer, LAYER_DEVICE);
	assert_string_equal(run.targets[0].target, "t,a=1");
	assert_string_equal(run.targets[0].infrastructure, "i");
	assert_string_equal(pairs_get(&run.targets[0].env, "release"), "6.12");
	one = &run.targets[0].cases[0];
	assert_int_equal(one->result, RESULT_FAIL);
	assert_int_equal(one->expected_result, RESULT_FAIL);
	assert_string_equal(one->message, "why");
	assert_string_equal(one->geometry, "g");
	assert_true(one->duration_s == 0.25);
	assert_int_equal(one->output.n, 2);
	assert_true(one->bits->iova == bits.iova);
	assert_memory_equal(one->bits->expected, expected, 2);
	/* it passed, and then it turned out that it had lost memory */
	assert_int_equal(one[1].result, RESULT_FAIL);
	assert_string_equal(one[1].message,
			    "kernel: kmemleak: unreferenced object (size 8)");
	assert_string_equal(one[1].klog.v[0], lost[0]);
	run_free(&run);
}

static void interrupted_run(void **state)
{
	struct run run;
	char *error;

	journal_write(false);
	text_append("{\"type\":\"result\",\"tar"); /* cut short */
	assert_int_equal(journal_load(dir, &run, &error), 0);
	assert_true(run.interrupted);
	assert_int_equal(run.targets[0].cases[0].result, RESULT_FAIL);
	assert_int_equal(run.targets[0].cases[1].result, RESULT_NOTRUN);
	assert_string_equal(run.targets[0].cases[1].message,
			    "the run was interrupted");
	run_free(&run);
}

/* A power cut: the file has grown, its last bytes never came. */
static void power_cut(void **state)
{
	static const char zeros[100];
	char *path = journal_path(), *error;
	struct run run;
	FILE *f;

	journal_write(false);
	text_append("{\"type\":\"resu");
	f = fopen(path, "a");
	fwrite(zeros, 1, sizeof(zeros), f);
	fclose(f);
	assert_int_equal(journal_load(dir, &run, &error), 0);
	assert_true(run.interrupted);
	assert_int_equal(run.targets[0].cases[0].result, RESULT_FAIL);
	run_free(&run);
	free(path);
}

/* A journal of another time is refused, not half understood. */
static void other_schema(void **state)
{
	char *path = journal_path(), *text, *at, *error;
	struct run run;
	FILE *f;

	journal_write(true);
	assert_int_equal(file_read(path, 1 << 20, &text, NULL), 0);
	at = strstr(text, "\"schema\":1");
	assert_non_null(at);
	at[strlen("\"schema\":")] = '9';
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
	assert_int_equal(journal_load(dir, &run, &error), -EINVAL);
	assert_non_null(strstr(error, "journal.jsonl:1: not a line"));
	free(error);
	run_free(&run);
	free(text);
	free(path);
}

static const char *const bad[] = {
	"{\n",
	"[]\n",
	"\n",
	"{\"type\":\"plan\"}\n",
	"{\"type\":\"boast\",\"target\":0}\n",
	"{\"type\":\"env\",\"target\":1,\"key\":\"a\",\"value\":\"b\"}\n",
	"{\"type\":\"env\",\"target\":-1,\"key\":\"a\",\"value\":\"b\"}\n",
	"{\"type\":\"env\",\"target\":0,\"key\":\"a\"}\n",
	"{\"type\":\"result\",\"target\":0,\"id\":\"a/three\"}\n",
	"{\"type\":\"result\",\"target\":0,\"id\":\"a/two\",\"result\":\"OK\","
	"\"bits\":null,\"output\":[],\"klog\":[]}\n",
	"{\"type\":\"result\",\"target\":0,\"id\":\"a/two\",\"result\":\"FAIL\""
	",\"bits\":{\"pages\":99999},\"output\":[],\"klog\":[]}\n",
};

static void corrupt(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct run run;
		char *error;

		journal_write(false);
		text_append(bad[i]);
		assert_int_equal(journal_load(dir, &run, &error), -EINVAL);
		assert_non_null(strstr(error, "journal.jsonl:4: not a line"));
		free(error);
		run_free(&run);
	}
}

static void missing(void **state)
{
	struct run run;
	char *error;

	assert_int_equal(journal_load("/nonexistent", &run, &error), -ENOENT);
	assert_non_null(strstr(error, "No such file"));
	free(error);
	run_free(&run);
}

static int setup(void **state)
{
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	char *path = journal_path();

	unlink(path);
	free(path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_run), cmocka_unit_test(interrupted_run),
		cmocka_unit_test(power_cut), cmocka_unit_test(other_schema),
		cmocka_unit_test(corrupt),   cmocka_unit_test(missing),
	};

	return cmocka_run_group_tests_name("journal", tests, setup, teardown);
}
