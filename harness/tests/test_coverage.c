// SPDX-License-Identifier: GPL-2.0-only
/* Counting which rules are checked: all of them is 100 %, one less is not. */
#include "coverage.h"
#include "test.h"

#define MANY 1001

static struct rule rules[MANY];
static struct case_info infos[MANY];
static char *ids[MANY];

static const struct rules all = { rules, MANY };

/* Rule i is in chapter A for even i, and checked by case i. */
static int setup(void **state)
{
	for (size_t i = 0; i < MANY; i++) {
		ids[i] = xasprintf("VDT-A-%zu", i);
		rules[i] = (struct rule){ .id = ids[i],
					  .chapter = i % 2 ? "B" : "A" };
		infos[i].rules = (struct strings){ &ids[i], 1 };
	}
	return 0;
}

static int teardown(void **state)
{
	for (size_t i = 0; i < MANY; i++)
		free(ids[i]);
	return 0;
}

static void complete(void **state)
{
	struct cases cases = { infos, MANY };
	struct coverage coverage;
	struct coverage_row sum;

	coverage_count(&all, &cases, &coverage);
	assert_int_equal(coverage.n, 2);
	assert_string_equal(coverage.v[1].chapter, "B");
	assert_int_equal(coverage.v[0].rules, 501);
	sum = coverage_level(&coverage, LEVEL_MUST);
	assert_int_equal(sum.checked, MANY);
	assert_int_equal(coverage_percent(&sum), 1000);
	sum = coverage_level(&coverage, LEVEL_SHOULD);
	assert_int_equal(sum.rules, 0);
	free(coverage.v);
}

static void one_missing(void **state)
{
	struct cases cases = { infos, MANY - 1 };
	struct coverage coverage;
	struct coverage_row sum;

	rules[MANY - 1].not_checked = "no way";
	rules[0].where = "the moon is full";
	rules[1].level = LEVEL_SHOULD;
	coverage_count(&all, &cases, &coverage);
	assert_int_equal(coverage.n, 3);
	sum = coverage_level(&coverage, LEVEL_MUST);
	assert_int_equal(sum.rules, MANY - 1);
	assert_int_equal(sum.checked, MANY - 2);
	assert_int_equal(sum.excused, 1);
	assert_int_equal(sum.bound, 1);
	assert_int_equal(coverage_percent(&sum), 999);
	assert_false(rule_is_checked(&rules[MANY - 1], &cases));
	free(coverage.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete),
		cmocka_unit_test(one_missing),
	};

	return cmocka_run_group_tests_name("coverage", tests, setup, teardown);
}
