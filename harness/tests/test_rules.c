// SPDX-License-Identifier: GPL-2.0-only
/* CONFORMANCE.md: what is read, what is refused, and where. */
#include <errno.h>

#include "rules.h"
#include "test.h"

#define FACTS "**MUST** \xc2\xb7 driver \xc2\xb7 mainline\n\n"
#define GOOD  "### VDT-START-010\n\n" FACTS "> It works.\n\nSource: vfio.h\n\n"

static int load(const char *text, struct rules *rules, struct strings *errors)
{
	char *path = text_file(text);
	int err = rules_load(path, rules, errors);

	text_file_remove(path);
	return err;
}

static void good(void **state)
{
	struct strings errors = { 0 };
	struct rules rules;

	assert_int_equal(load("# Top\n\n## START\n\n" GOOD
			      "### VDT-STOP-010\n\n**SHOULD** \xc2\xb7 core "
			      "\xc2\xb7 mainline, limit-field\n\n> Two\n> "
			      "lines.\n\nSource: a\nb\n\nNot checked: no "
			      "hardware\nhere.\n\nReplaces: VDT-START-010\n\n"
			      "Where: the moon\nis full.\n\nA remark.\n",
			      &rules, &errors),
			 0);
	assert_int_equal(rules.n, 2);
	assert_string_equal(rules.v[0].id, "VDT-START-010");
	assert_string_equal(rules.v[0].chapter, "START");
	assert_string_equal(rules.v[0].statement, "It works.");
	assert_null(rules.v[0].not_checked);
	assert_int_equal(rules.v[0].line, 5);
	assert_int_equal(rules.v[1].level, LEVEL_SHOULD);
	assert_int_equal(rules.v[1].layer, LAYER_CORE);
	assert_int_equal(rules.v[1].profiles.n, 2);
	assert_string_equal(rules.v[1].statement, "Two lines.");
	assert_string_equal(rules.v[1].source, "a b");
	assert_string_equal(rules.v[1].not_checked, "no hardware here.");
	assert_string_equal(rules.v[1].where, "the moon is full.");
	assert_string_equal(rules.v[1].replaces, "VDT-START-010");
	assert_null(rules.v[0].where);
	assert_null(rules.v[0].replaces);
	rules_free(&rules);
}

static void fenced(void **state)
{
	struct strings errors = { 0 };
	struct rules rules;

	assert_int_equal(
		load("```\n### VDT-X-010\n```\n" GOOD, &rules, &errors), 0);
	assert_int_equal(rules.n, 1);
	rules_free(&rules);
}

/* A further profile is mainline, its own rules, and what they replace. */
static void profiled(void **state)
{
	struct strings errors = { 0 }, profiles = { 0 };
	const struct rule *first, *kept, *own;
	struct rules rules;

	assert_int_equal(
		load(GOOD "### VDT-START-020\n\n" FACTS "> x\n\nSource: y\n\n"
			  "### VDT-OWN-010\n\n**MUST** \xc2\xb7 driver "
			  "\xc2\xb7 new\n\n> x\n\nSource: y\n\n"
			  "Replaces: VDT-START-010\n",
		     &rules, &errors),
		0);
	first = &rules.v[0];
	kept = &rules.v[1];
	own = &rules.v[2];
	assert_true(rules_hold(&rules, first, "mainline"));
	assert_true(rules_hold(&rules, kept, "mainline"));
	assert_false(rules_hold(&rules, own, "mainline"));
	assert_false(rules_hold(&rules, first, "new"));
	assert_true(rules_hold(&rules, kept, "new"));
	assert_true(rules_hold(&rules, own, "new"));
	rules_profiles(&rules, &profiles);
	assert_int_equal(profiles.n, 2);
	strings_free(&profiles);
	rules_free(&rules);
}

static const struct {
	const char *text;
	const char *error;
} bad[] = {
	{ "", "no rules" },
	{ GOOD GOOD, ":9: duplicate rule VDT-START-010, first at 1" },
	{ "### VDT-start\n\n" FACTS "> x\n\nSource: y\n", ":1: not a rule id" },
	{ "### VDT-X-010 extra\n\n" FACTS "> x\n\nSource: y\n",
	  "not a rule id" },
	{ "### VDT-X-010\n\n**MUST** - driver\n", ":3: not '**LEVEL**" },
	{ "### VDT-X-010\n\n**WILL** \xc2\xb7 driver \xc2\xb7 mainline\n\n"
	  "> x\n\nSource: y\n",
	  ":3: not '**LEVEL**" },
	{ "### VDT-X-010\n\n**MUST** \xc2\xb7 cpu \xc2\xb7 mainline\n\n> x\n\n"
	  "Source: y\n",
	  ":3: not '**LEVEL**" },
	{ "### VDT-X-010\n\ntext\n", ":3: unexpected text" },
	{ "### VDT-X-010\n\n" FACTS "Source: y\n", ":5: unexpected text" },
	{ "### VDT-X-010\n\n" FACTS "> x\n", ":1: rule VDT-X-010 without a "
					     "'Source" },
	{ "### VDT-X-010\n\n" FACTS, ":1: rule VDT-X-010 without a statement" },
	{ "### VDT-X-010\n\n" FACTS "> x\n\nSource:\n", "empty 'Source:'" },
	{ "### VDT-X-010\n\n" FACTS "> x\n\nSource: y\n\nNot checked:\n",
	  "empty 'Not checked:'" },
	{ GOOD "Where: a\n\nWhere: b\n", "a second 'Where:'" },
	{ GOOD "```\n", "never closed" },
};

static void refused(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct strings errors = { 0 };
		struct rules rules;

		assert_int_equal(load(bad[i].text, &rules, &errors), -EINVAL);
		assert_error(&errors, bad[i].error);
		strings_free(&errors);
		rules_free(&rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(fenced),
		cmocka_unit_test(profiled),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
