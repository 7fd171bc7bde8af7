// SPDX-License-Identifier: GPL-2.0-only
/* cases.jsonl: what is read, what is refused, and where. */
#include <errno.h>

#include "cases.h"
#include "test.h"

#define CASE(id, suite, test, rest)                                        \
	"{\"id\": \"" id "\", \"suite\": \"" suite "\", \"test\": \"" test \
	"\", \"program\": \"10-demo\", \"says\": \"x\", " rest "}\n"
#define LISTS "\"rules\": [\"VDT-A-010\"], \"needs\": [], "
#define REST                                                         \
	LISTS "\"after\": [\"demo/z\"], \"fails_on\": [\"t,a=b\"], " \
	      "\"timeout\": 10"
#define GOOD CASE("demo/a-b", "demo", "a_b", REST)

static int load(const char *text, struct cases *cases, struct strings *errors)
{
	char *path = text_file(text);
	int err = cases_load(path, cases, errors);

	text_file_remove(path);
	return err;
}

static void good(void **state)
{
	struct strings errors = { 0 };
	struct cases cases;

	assert_int_equal(load(GOOD CASE("demo/c", "demo", "c", REST), &cases,
			      &errors),
			 0);
	assert_int_equal(cases.n, 2);
	assert_string_equal(cases.v[0].test, "a_b");
	assert_int_equal(cases.v[0].timeout, 10);
	assert_string_equal(cases.v[0].after.v[0], "demo/z");
	assert_string_equal(cases.v[0].fails_on.v[0], "t,a=b");
	assert_ptr_equal(cases_find(&cases, "demo/c"), &cases.v[1]);
	assert_null(cases_find(&cases, "demo/d"));
	cases_free(&cases);
}

static const struct {
	const char *text;
	const char *error;
} bad[] = {
	{ "", ":1: no cases" },
	{ "{\n", ":1: " },
	{ "[]\n", "no id" },
	{ GOOD GOOD, ":2: duplicate case: demo/a-b" },
	{ CASE("demo/x", "demo", "a_b", REST), "not SUITE/TEST" },
	{ CASE("../x", "..", "x", REST), "no good suite" },
	{ CASE("demo/$(x)", "demo", "$(x)", REST), "no good test" },
	{ CASE("demo/a", "demo", "a", "\"needs\": [], \"timeout\": 1"),
	  "no list of rules" },
	{ CASE("demo/a", "demo", "a",
	       "\"rules\": [1], \"needs\": [], "
	       "\"timeout\": 1"),
	  "no list of rules" },
	{ CASE("demo/a", "demo", "a", LISTS "\"timeout\": 1"), "('after')" },
	{ CASE("demo/a", "demo", "a", LISTS "\"after\": [], \"timeout\": 1"),
	  "('fails_on')" },
	{ CASE("demo/a", "demo", "a",
	       LISTS "\"after\": [], \"fails_on\": [], \"timeout\": 0"),
	  "no timeout" },
};

static void refused(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct strings errors = { 0 };
		struct cases cases;

		assert_int_equal(load(bad[i].text, &cases, &errors), -EINVAL);
		assert_error(&errors, bad[i].error);
		strings_free(&errors);
		cases_free(&cases);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("cases", tests, NULL, NULL);
}
