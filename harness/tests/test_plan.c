// SPDX-License-Identifier: GPL-2.0-only
/* From cases and targets to a plan. */
#include "bootfiles.h"
#include "plan.h"
#include "test.h"

static char *rule_driver[] = { "VDT-A-010", "VDT-B-010" };
static char *rule_core[] = { "VDT-C-010" };
static char *rule_mixed[] = { "VDT-A-010", "VDT-C-010" };
static char *rule_unknown[] = { "VDT-Z-010" };
static char *rule_replaced[] = { "VDT-A-010" };
static char *rule_replacing[] = { "VDT-L-010" };
static char *rule_torn[] = { "VDT-A-010", "VDT-L-010" };
static char *after_one[] = { "a/one" };
static char *after_bad[] = { "a/late", "a/none", "x/nonsuch", "a/none" };
static char *mainline[] = { "mainline" };
static char *limit[] = { "limit-field" };
static char *reset[] = { "reset" };
static char *write_exact[] = { "write", "exact" };

static struct rule rules[] = {
	{ .id = "VDT-A-010",
	  .level = LEVEL_SHOULD,
	  .layer = LAYER_DRIVER,
	  .profiles = { mainline, 1 } },
	{ .id = "VDT-B-010",
	  .level = LEVEL_MUST,
	  .layer = LAYER_DRIVER,
	  .profiles = { mainline, 1 } },
	{ .id = "VDT-C-010",
	  .level = LEVEL_MUST,
	  .layer = LAYER_CORE,
	  .profiles = { mainline, 1 } },
	{ .id = "VDT-L-010",
	  .level = LEVEL_MUST,
	  .layer = LAYER_DRIVER,
	  .profiles = { limit, 1 },
	  .replaces = "VDT-A-010" },
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
	  .rules = { rule_core, 1 },
	  .after = { after_one, 1 } },
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
		{ .id = "a/after",
		  .rules = { rule_core, 1 },
		  .after = { after_bad, 4 } },
		{ .id = "a/late", .rules = { rule_torn, 2 } },
	};
	struct rules all = { rules, ARRAY_SIZE(rules) };
	struct cases wrong = { bad, ARRAY_SIZE(bad) };
	struct strings errors = { 0 };

	plan_check(&cases, &all, "f", &errors);
	assert_int_equal(errors.n, 0);
	plan_check(&wrong, &all, "f", &errors);
	assert_int_equal(errors.n, 7);
	assert_error(&errors, "f:1: case a/none has no rule");
	assert_error(&errors, "f:2: case a/unknown names unknown rule");
	assert_error(&errors, "f:3: case a/mixed has rules of layers driver");
	assert_error(&errors, "f:4: case a/after builds on later case a/late");
	assert_error(&errors, "builds on unknown case x/nonsuch");
	assert_error(&errors, "builds on a second time case a/none");
	assert_error(&errors, "f:5: case a/late: no profile has all its");
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
				 .profile = "mainline",
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

/* What is replaced in a profile is not planned there, and the other way. */
static void profiled(void **state)
{
	struct case_info some[] = {
		{ .id = "p/old", .rules = { rule_replaced, 1 } },
		{ .id = "p/kept", .rules = { rule_core, 1 } },
		{ .id = "p/new", .rules = { rule_replacing, 1 } },
	};
	static const struct {
		char *profile;
		const char *planned;
	} kernels[] = {
		{ "mainline", "p/old p/kept" },
		{ "limit-field", "p/kept p/new" },
		{ "nonsuch", "p/old p/kept" },
	};
	struct cases all;
	struct target target = {
		.spec = "t", .name = "t", .summary = "s", .driver = "d"
	};
	bool chosen[] = { true, true, true };

	for (size_t i = 0; i < ARRAY_SIZE(some); i++)
		some[i].suite = some[i].says = "p";
	all = (struct cases){ some, ARRAY_SIZE(some) };
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		struct kernel kernel = { .name = "k",
					 .release = "6",
					 .profile = kernels[i].profile,
					 .config_sha256 = "c" };
		struct run run = { .rules = { rules, ARRAY_SIZE(rules) } };
		struct strings ids = { 0 };
		struct target_run *out;
		char *joined;

		out = plan_target(&run, &target, &kernel, "group", &all,
				  chosen);
		for (size_t k = 0; k < out->nr_cases; k++)
			strings_add(&ids, out->cases[k].id);
		joined = strings_join(&ids, " ");
		assert_string_equal(joined, kernels[i].planned);
		assert_string_equal(out->profile, kernels[i].profile);
		free(joined);
		strings_free(&ids);
		run.rules = (struct rules){ 0 };
		run_free(&run);
	}
}

/* Several files of an open device are up to the lane. */
static void moded(void **state)
{
	char *group[] = { "group" };
	struct case_info info = { .id = "a/files",
				  .suite = "a",
				  .says = "x",
				  .rules = { rule_core, 1 },
				  .needs = { group, 1 } };
	struct target target = {
		.spec = "t", .name = "t", .summary = "s", .driver = "d"
	};
	struct kernel kernel = { .name = "k",
				 .profile = "mainline",
				 .release = "6",
				 .config_sha256 = "c" };
	struct run run = { .rules = { rules, ARRAY_SIZE(rules) } };
	struct cases one = { &info, 1 };
	struct target_run *out;
	bool chosen = true;

	out = plan_target(&run, &target, &kernel, "group", &one, &chosen);
	assert_int_equal(out->cases[0].result, RESULT_NOTRUN);
	out = plan_target(&run, &target, &kernel, "cdev", &one, &chosen);
	assert_int_equal(out->cases[0].result, RESULT_SKIP);
	assert_non_null(strstr(out->cases[0].message, "mode cdev"));
	run.rules = (struct rules){ 0 };
	run_free(&run);
}

static char *core_ids(const struct target_run *target)
{
	struct strings ids = { 0 };
	char *joined;

	for (size_t i = 0; i < target->nr_cases; i++)
		strings_add(&ids, target->cases[i].id);
	joined = strings_join(&ids, " ");
	strings_free(&ids);
	return joined;
}

/* The core is judged once a lane, through the control where there is one. */
static void core_once(void **state)
{
	char *knobs[] = { "trackcert-reference", "vfio" };
	char *has[] = { "trackcert-reference.defect", "vfio.core_defect" };
	static const struct {
		char *name, *params, *mode;
		bool control, core;
		const char *planned;
	} rows[] = {
		{ "x", NULL, "group", false, false, "a/one" },
		{ "reference", "defect=a", "group", false, false, "a/one" },
		{ "reference", NULL, "group", true, true, "a/one a/two b/one" },
		{ "x", NULL, "cdev", false, true, "a/one a/two b/one" },
		{ "y", NULL, "cdev", false, false, "a/one" },
		{ "reference", "core_defect=b", "cdev", true, true,
		  "a/one a/two b/one" },
	};
	struct kernel kernel = { .name = "k",
				 .profile = "mainline",
				 .release = "6",
				 .parameters = { has, 2 },
				 .config_sha256 = "c" };
	struct run run = { .rules = { rules, ARRAY_SIZE(rules) } };
	bool chosen[] = { true, true, true };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct target target = { .spec = rows[i].name,
					 .name = rows[i].name,
					 .params = rows[i].params,
					 .summary = "s",
					 .knobs = { knobs, 2 },
					 .driver = "trackcert-reference" };

		plan_target(&run, &target, &kernel, rows[i].mode, &cases,
			    chosen);
	}
	plan_core_once(&run);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *ids = core_ids(&run.targets[i]);

		assert_string_equal(ids, rows[i].planned);
		assert_int_equal(run.targets[i].control, rows[i].control);
		assert_int_equal(run.targets[i].core_here, rows[i].core);
		free(ids);
	}
	assert_string_equal(run.targets[5].kernel_knobs, "core_defect=b");
	assert_null(run.targets[1].kernel_knobs);
	run.rules = (struct rules){ 0 };
	run_free(&run);
}

static void guest_told(void **state)
{
	char *mods[] = { "m", "d" }, *has[] = { "m.a" },
	     *stimulus[] = { "nvme", "poke" };
	struct target target = { .name = "t",
				 .driver = "d",
				 .knobs = { mods, 1 },
				 .limit = "/l",
				 .params = "a=1",
				 .modules = { mods, 2 },
				 .stimulus = { stimulus, 2 } };
	const struct case_info *plan[] = { &infos[0], &infos[2] };
	struct case_info set[3];
	const struct case_info *settings[] = { &set[0], &set[1], &set[2] };
	const struct strings parameters = { has, 1 };
	struct boot boot = { .target = &target,
			     .parameters = &parameters,
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
				 "TRACKCERT_LIMIT='/l'\n"
				 "TRACKCERT_SEED=7\n");
	assert_string_equal(text, "a/one 10-a one\nb/one 20-b one a/one\n");
	free(text);
	/* what is not in this boot has run elsewhere, or was not asked for */
	boot.plan = &plan[1];
	boot.n = 1;
	text = boot_plan(&boot);
	assert_string_equal(text, "b/one 20-b one\n");
	free(env);
	free(text);
	/* settings: one line where it changes */
	set[0] = infos[0];
	set[0].set = "a-b.p=x";
	set[0].once = true;
	set[1] = infos[1];
	set[1].set = "a-b.p=x";
	set[1].once = true;
	set[2] = infos[0];
	set[2].set = "a-b.p=y";
	boot.plan = settings;
	boot.n = 3;
	text = boot_plan(&boot);
	assert_string_equal(text, "set /sys/module/a_b/parameters/p x once\n"
				  "a/one 10-a one\n"
				  "a/two 10-a two\n"
				  "set /sys/module/a_b/parameters/p y\n"
				  "a/one 10-a one\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(selected),   cmocka_unit_test(checked),
		cmocka_unit_test(planned),    cmocka_unit_test(profiled),
		cmocka_unit_test(moded),      cmocka_unit_test(core_once),
		cmocka_unit_test(guest_told),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
