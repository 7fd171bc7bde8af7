// SPDX-License-Identifier: GPL-2.0-only
/* trackcert describe: everything known of a case or a rule. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "commands.h"
#include "load.h"
#include "plan.h"
#include "rules.h"

static const char doc[] =
	"Tell everything known of a case or a rule, the cases of a rule "
	"included."
	"\v"
	"Examples:\n"
	"  trackcert describe bounds/over-one-page\n"
	"  trackcert describe VDT-START-030";

static void field(const char *name, const char *value)
{
	printf("%-12s %s\n", name, value && *value ? value : "-");
}

static void rule_describe(const struct rule *rule, const struct cases *cases)
{
	char *profiles = strings_join(&rule->profiles, ", ");
	const char *name = "cases";

	field("rule", rule->id);
	field("statement", rule->statement);
	field("level", level_name(rule->level));
	field("layer", layer_name(rule->layer));
	field("profile", profiles);
	field("chapter", rule->chapter);
	field("source", rule->source);
	printf("%-12s CONFORMANCE.md:%u\n", "written", rule->line);
	if (rule->where)
		field("where", rule->where);
	if (rule->replaces)
		field("replaces", rule->replaces);
	if (rule->not_checked)
		field("not checked", rule->not_checked);
	for (size_t i = 0; i < cases->n; i++) {
		if (!strings_has(&cases->v[i].rules, rule->id))
			continue;
		printf("%-12s %s: %s\n", name, cases->v[i].id,
		       cases->v[i].says);
		name = "";
	}
	free(profiles);
}

static void case_describe(const struct case_info *info,
			  const struct rules *rules)
{
	char *needs = strings_join(&info->needs, ", ");
	char *after = strings_join(&info->after, ", ");
	char *fails_on = strings_join(&info->fails_on, " ");
	enum level level;
	enum layer layer;

	plan_rank(&info->rules, rules, &level, &layer);
	field("case", info->id);
	field("says", info->says);
	printf("%-12s suites/%s.c, test %s\n", "written", info->program,
	       info->test);
	field("level", level_name(level));
	field("layer", layer_name(layer));
	field("needs", needs);
	field("builds on", after);
	field("fails on", fails_on);
	printf("%-12s %u s\n", "timeout", info->timeout);
	for (size_t i = 0; i < info->rules.n; i++) {
		const struct rule *rule = rules_find(rules, info->rules.v[i]);

		if (rule)
			printf("%-12s %s (%s, %s): %s\n", i ? "" : "rules",
			       rule->id, level_name(rule->level),
			       layer_name(rule->layer), rule->statement);
		else
			printf("%-12s %s (not in CONFORMANCE.md)\n",
			       i ? "" : "rules", info->rules.v[i]);
	}
	free(needs);
	free(after);
	free(fails_on);
}

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	const char **id = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*id)
			argp_failure(state, STATUS_USAGE, 0,
				     "one id at a time");
		*id = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "describe what? a case or a rule");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int describe_main(int argc, char **argv)
{
	static const struct argp argp = { .parser = option_parse,
					  .args_doc = "ID",
					  .doc = doc };
	const struct case_info *info;
	const struct rule *rule;
	struct cases cases = { 0 };
	struct rules rules = { 0 };
	const char *id = NULL;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &id);
	status = load_rules(&rules);
	if (!status)
		status = load_cases(&cases);
	if (!status) {
		rule = rules_find(&rules, id);
		info = cases_find(&cases, id);
		if (rule)
			rule_describe(rule, &cases);
		else if (info)
			case_describe(info, &rules);
		else
			status = STATUS_USAGE;
		if (status)
			complain("no case and no rule '%s'; try trackcert list "
				 "cases, trackcert list rules",
				 id);
	}
	cases_free(&cases);
	rules_free(&rules);
	return status;
}
