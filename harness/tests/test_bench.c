// SPDX-License-Identifier: GPL-2.0-only
/* Rows of a bench: what is read, what is refused, how they are summed up. */
#include <errno.h>

#include "bench.h"
#include "test.h"

#define ROW(policy, limit, page, accepted, tries, tracked)                   \
	"# row: {\"policy\": \"" policy "\", \"limit\": " limit              \
	", \"page_size\": " page ", \"asked\": 100, \"accepted\": " accepted \
	", \"tries\": " tries ", \"microseconds\": 5, \"tracked\": " tracked \
	", \"wanted\": 1000}\n"

static int load(const char *text, struct bench_rows *rows, char **error)
{
	char *path = text_file(text);
	int err = bench_load(path, rows, error);

	text_file_remove(path);
	return err;
}

static const char good[] = "TAP version 13\n" ROW(
	"halve", "10", "4096", "10", "4",
	"1001") "noise\n" ROW("halve", "10", "65536", "0", "9",
			      "0") ROW("halve", "1", "4096", "1", "7", "12000")
	ROW("merge", "10", "4096", "10", "2", "1000") "ok 1 bench.retry\r\n";

static void summed_up(void **state)
{
	struct bench_groups groups;
	struct bench_rows rows;
	char *error;

	assert_int_equal(load(good, &rows, &error), 0);
	assert_int_equal(rows.n, 4);
	bench_group(&rows, &groups);
	assert_int_equal(groups.n, 3);
	assert_int_equal(groups.v[0].rows, 2);
	assert_int_equal(groups.v[0].gave_up, 1);
	assert_int_equal(groups.v[0].tries.least, 4);
	assert_int_equal(groups.v[0].tries.most, 9);
	assert_int_equal(groups.v[0].accepted.least, 10);
	assert_int_equal(groups.v[0].extra.most, 1001);
	assert_int_equal(groups.v[1].extra.least, 12000);
	free(groups.v);
	bench_rows_free(&rows);
}

static void shown(void **state)
{
	const struct target_run target = {
		.target = "t", .driver = "d", .kernel = "k", .profile = "p"
	};
	struct bench_rows rows;
	char *error, *text;
	size_t len;
	FILE *out;

	assert_int_equal(load(good, &rows, &error), 0);
	out = open_memstream(&text, &len);
	bench_markdown(&target, &rows, out);
	fclose(out);
	assert_non_null(strstr(text, "| 100 ranges, the tracker takes | 1 | 10 "
				     "|\n|---|---|---|\n"));
	assert_non_null(strstr(text, "| halve | 7, x12.00 | 4-9, x1.01, 1 of 2 "
				     "gave up |\n"));
	assert_non_null(strstr(text, "| merge | | 2, x1 |\n"));
	free(text);
	out = open_memstream(&text, &len);
	bench_text(&target, &rows, out);
	fclose(out);
	assert_non_null(strstr(text, "1 of 2 gave up"));
	free(text);
	bench_rows_free(&rows);
}

/* What is drawn is by policy; what was given up is told, and has no point. */
static void drawn(void **state)
{
	const struct target_run target = { .target = "t<i>",
					   .kernel = "k",
					   .mode = "group" };
	struct bench_rows rows;
	char *error, *text, *at;
	size_t len;
	FILE *out;

	assert_int_equal(load(good, &rows, &error), 0);
	out = open_memstream(&text, &len);
	bench_html_begin(out);
	bench_html_target(&target, &rows, out);
	bench_html_end(out);
	fclose(out);
	assert_non_null(strstr(text, "t&lt;i&gt;"));
	assert_non_null(strstr(text, "<h3>100 ranges wanted</h3>"));
	assert_non_null(strstr(text,
			       "<td>halve</td><td>10</td><td>9</td>"
			       "<td>gave up at 1 of 2 page sizes, x1</td>"));
	at = strstr(text, "<g class=\"l1\"><path class=\"line\"");
	assert_non_null(at);
	assert_non_null(strstr(at, "<g class=\"l2\"><path class=\"line\""));
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "inf"));
	free(text);
	bench_rows_free(&rows);
	assert_int_equal(load(ROW("never", "4", "4096", "0", "1", "0"), &rows,
			      &error),
			 0);
	out = open_memstream(&text, &len);
	bench_html_target(&target, &rows, out);
	fclose(out);
	assert_null(strstr(text, "class=\"line\""));
	assert_non_null(strstr(text, "<td>1</td><td>gave up at 1 of 1 page "
				     "sizes</td>"));
	free(text);
	bench_rows_free(&rows);
}

static const char *const bad[] = {
	"# row: \n",
	"# row: []\n",
	ROW("", "1", "1", "1", "1", "1"),
	ROW("<b>", "1", "1", "1", "1", "1"),
	ROW("a", "-1", "1", "1", "1", "1"),
	ROW("a", "1.5", "1", "1", "1", "1"),
	ROW("a", "\\\"1\\\"", "1", "1", "1", "1"),
	ROW("a", "1", "1", "1", "1", "0"),
	"# row: {\"policy\": \"a\"}\n",
};

static void refused(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct bench_rows rows;
		char *error;

		assert_int_equal(load(bad[i], &rows, &error), -EINVAL);
		assert_non_null(strstr(error, ":1: not a row of a bench"));
		free(error);
		bench_rows_free(&rows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(summed_up),
		cmocka_unit_test(shown),
		cmocka_unit_test(drawn),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
