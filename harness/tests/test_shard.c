// SPDX-License-Identifier: GPL-2.0-only
/* What a shard runs of a plan. */
#include "shard.h"
#include "test.h"

static char *on_b[] = { "m/b" };
static char *on_d[] = { "m/d" };
static char *on_probe[] = { "abi/probe" };

/* f on d, d on b; c on the suite that every shard runs */
static struct case_info infos[] = {
	{ .id = "abi/probe" },
	{ .id = "m/b" },
	{ .id = "m/c", .after = { on_probe, 1 } },
	{ .id = "abi/late" },
	{ .id = "m/d", .after = { on_b, 1 } },
	{ .id = "m/e" },
	{ .id = "m/f", .after = { on_d, 1 } },
	{ .id = "m/g" },
};

static const struct cases cases = { infos, ARRAY_SIZE(infos) };

static void parsed(void **state)
{
	static const char *const bad[] = { "",	    "1",    "1/",   "/2",
					   "0/2",   "3/2",  "-1/2", "1/2x",
					   "1/257", "1 /2", "x/2",  "1/-2" };
	struct shard shard = { 0 };

	assert_true(shard_parse("2/3", &shard));
	assert_int_equal(shard.index, 2);
	assert_int_equal(shard.count, 3);
	assert_true(shard_parse("256/256", &shard));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (shard_parse(bad[i], &shard))
			fail_msg("'%s' is taken", bad[i]);
}

static void plan_fill(struct target_run *out)
{
	*out = (struct target_run){ .nr_cases = cases.n };
	out->cases = xcalloc(cases.n, sizeof(*out->cases));
	for (size_t i = 0; i < cases.n; i++) {
		out->cases[i].id = infos[i].id;
		out->cases[i].suite = i == 0 || i == 3 ? "abi" : "m";
	}
}

static void assert_ids(const struct case_result *v, size_t n, const char *want)
{
	struct strings ids = { 0 };
	char *joined;

	for (size_t i = 0; i < n; i++)
		strings_addf(&ids, "%s:%u", v[i].id, v[i].shard);
	joined = strings_join(&ids, " ");
	assert_string_equal(joined, want);
	free(joined);
	strings_free(&ids);
}

static void assert_cut(unsigned int index, unsigned int count, const char *here,
		       const char *elsewhere)
{
	struct shard shard = { .index = index, .count = count };
	struct target_run out;

	plan_fill(&out);
	shard_cut(&out, &cases, &shard);
	assert_ids(out.cases, out.nr_cases, here);
	assert_ids(out.elsewhere, out.nr_elsewhere, elsewhere);
	assert_int_equal(out.shards, count);
	for (size_t i = 1; i < out.nr_cases; i++)
		assert_true(out.cases[i - 1].place < out.cases[i].place);
	free(out.cases);
	free(out.elsewhere);
}

static void cut(void **state)
{
	assert_cut(1, 1,
		   "abi/probe:0 m/b:1 m/c:1 abi/late:0 m/d:1 m/e:1 m/f:1 "
		   "m/g:1",
		   "");
	assert_cut(1, 2, "abi/probe:0 m/b:1 m/c:1 abi/late:0 m/d:1",
		   "m/e:2 m/f:2 m/g:2");
	/* f builds on d, which builds on b */
	assert_cut(2, 2, "abi/probe:0 m/b:1 abi/late:0 m/d:1 m/e:2 m/f:2 m/g:2",
		   "m/c:1");
	assert_cut(8, 8, "abi/probe:0 abi/late:0 m/g:8",
		   "m/b:2 m/c:3 m/d:4 m/e:6 m/f:7");
	assert_cut(1, 8, "abi/probe:0 abi/late:0",
		   "m/b:2 m/c:3 m/d:4 m/e:6 m/f:7 m/g:8");
}

/* What is skipped by the plan is nobody's foundation. */
static void skipped(void **state)
{
	struct shard shard = { .index = 2, .count = 2 };
	struct target_run out;

	plan_fill(&out);
	out.cases[4].result = RESULT_SKIP;
	shard_cut(&out, &cases, &shard);
	assert_ids(out.cases, out.nr_cases,
		   "abi/probe:0 abi/late:0 m/e:2 m/f:2 m/g:2");
	free(out.cases);
	free(out.elsewhere);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parsed),
		cmocka_unit_test(cut),
		cmocka_unit_test(skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
