// SPDX-License-Identifier: GPL-2.0-only
/* From cases and targets to a plan. */
#include "bootfiles.h"
#include "plan.h"
#include "test.h"

static char *rule_driver[] = { "VDT-A-010", "VDT-B-010" };
static char *rule_core[] = { "VDT-C-010" };
static char *rule_mixed[] = { "VDT-A-010", "VDT-C-010" };
static char *rule_unknown[] = { "VDT-Z-010" };
static char *reset[] = { "reset" };
static char *write_exact[] = { "write", "exact" };

static struct rule rules[] = {
	{ .id = "VDT-A-010", .level = LEVEL_SHOULD, .layer = LAYER_DRIVER },
	{ .id = "VDT-B-010", .level = LEVEL_MUST, .layer = LAYER_DRIVER },
	{ .id = "VDT-C-010", .level = LEVEL_MUST, .layer = LAYER_CORE },
};

static struct case_info infos[] = {
	{ .id = "a/one",
	  .suite = "a",
	  .test = "one",
	  .program = "10-a",
	  .says = "x",
	  .rules = { rule_driver, 2 } },
	{ .id = "a/two",
	  .suite = "a",
	  .test = "two",
	  .program = "10-a",
	  .says = "x",
	  .rules = { rule_core, 1 },
	  .needs = { reset, 1 } },
	{ .id = "b/one",
	  .suite = "b",
	  .test = "one",
	  .program = "20-b",
	  .says = "x",
	  .rules = { rule_core, 1 } },
};

static struct cases cases = { infos, ARRAY_SIZE(infos) };

static void selected(void **state)
{
	char *two[] = { "a/*", "*/one" }, *none[] = { "b/*", "c/*" };
	struct strings globs = { 0 };
	bool *chosen;

	assert_null(plan_select(&cases, &globs, &chosen));
	assert_true(chosen[0] && chosen[1] && chosen[2]);
	free(chosen);
	globs = (struct strings){ two, 1 };
	assert_null(plan_select(&cases, &globs, &chosen));
	assert_true(chosen[0] && chosen[1] && !chosen[2]);
	free(chosen);
	globs = (struct strings){ none, 2 };
	assert_string_equal(plan_select(&cases, &globs, &chosen), "c/*");
	free(chosen);
}

static void checked(void **state)
{
	struct case_info bad[] = {
		{ .id = "a/none" },
		{ .id = "a/unknown", .rules = { rule_unknown, 1 } },
		{ .id = "a/mixed", .rules = { rule_mixed, 2 } },
	};
	struct rules all = { rules, ARRAY_SIZE(rules) };
	struct cases wrong = { bad, ARRAY_SIZE(bad) };
	struct strings errors = { 0 };

	plan_check(&cases, &all, "f", &errors);
	assert_int_equal(errors.n, 0);
	plan_check(&wrong, &all, "f", &errors);
	assert_int_equal(errors.n, 3);
	assert_error(&errors, "f:1: case a/none has no rule");
	assert_error(&errors, "f:2: case a/unknown names unknown rule");
	assert_error(&errors, "f:3: case a/mixed has rules of layers driver");
	strings_free(&errors);
}

static void planned(void **state)
{
	struct target target = { .spec = "t",
				 .name = "t",
				 .summary = "s",
				 .driver = "d",
				 .needs = { write_exact, 2 } };
	struct module modules[] = {
		{ .name = "vfio-pci", .sha256 = "0", .origin = "package" },
		{ .name = "other", .sha256 = "0", .origin = "fixture" },
	};
	struct kernel kernel = { .name = "k",
				 .release = "6",
				 .modules = modules,
				 .config_sha256 = "c",
				 .nr_modules = 2 };
	bool chosen[] = { true, true, false };
	struct run run = { .rules = { rules, ARRAY_SIZE(rules) } };
	struct target_run *out;

	out = plan_target(&run, &target, &kernel, "group", &cases, chosen);
	assert_int_equal(out->nr_cases, 2);
	assert_int_equal(out->cases[0].result, RESULT_NOTRUN);
	assert_int_equal(out->cases[0].level, LEVEL_MUST);
	assert_int_equal(out->cases[0].layer, LAYER_DRIVER);
	assert_int_equal(out->cases[1].result, RESULT_SKIP);
	assert_string_equal(out->cases[1].message,
			    "needs 'reset', which target t does not offer");
	target_env_set(out, "modules", "snd vfio_pci");
	assert_int_equal(out->nr_modules, 1);
	assert_string_equal(out->modules[0].name, "vfio-pci");
	run.rules = (struct rules){ 0 };
	run_free(&run);
}

static void guest_told(void **state)
{
	char *mods[] = { "m", "d" }, *stimulus[] = { "nvme", "poke" };
	struct target target = { .name = "t",
				 .driver = "d",
				 .knobs = "m",
				 .params = "a=1",
				 .modules = { mods, 2 },
				 .stimulus = { stimulus, 2 } };
	const struct case_info *plan[] = { &infos[0], &infos[2] };
	struct boot boot = { .target = &target,
			     .mode = "it's",
			     .seed = 7,
			     .plan = plan,
			     .n = 2,
			     .nonce = "ab" };
	char *env = boot_env(&boot), *text = boot_plan(&boot);

	assert_string_equal(env, "NONCE='ab'\nTARGET='t'\nDRIVER='d'\n"
				 "MODULES='m,a=1 d'\n"
				 "TRACKCERT_MODE='it'\\''s'\n"
				 "TRACKCERT_STIMULUS='nvme,poke'\n"
				 "TRACKCERT_SEED=7\n");
	assert_string_equal(text, "a/one 10-a one\nb/one 20-b one\n");
	free(env);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(selected),
		cmocka_unit_test(checked),
		cmocka_unit_test(planned),
		cmocka_unit_test(guest_told),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
