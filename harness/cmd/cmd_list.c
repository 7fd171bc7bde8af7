// SPDX-License-Identifier: GPL-2.0-only
/* trackcert list: what there is. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "commands.h"
#include "json.h"
#include "kernels.h"
#include "load.h"
#include "plan.h"
#include "rules.h"
#include "run_json.h"

struct arguments {
	const char *what;
	bool json;
};

static const char doc[] = "List what there is."
			  "\v"
			  "Examples:\n"
			  "  trackcert list cases\n"
			  "  trackcert list coverage\n"
			  "  trackcert list rules --json | jq -r '.[].id'";

static const struct argp_option options[] = {
	{ "json", 'J', NULL, 0, "one JSON array instead of lines", 0 }, { 0 }
};

static int json_show(json_t *array)
{
	int err = json_dumpf(array, stdout, JSON_INDENT(2));

	putchar('\n');
	json_decref(array);
	return err ? STATUS_INFRA : STATUS_OK;
}

static json_t *case_json(const struct case_info *info,
			 const struct rules *rules)
{
	json_t *object = json_object();
	enum level level;
	enum layer layer;

	plan_rank(&info->rules, rules, &level, &layer);
	json_put(object, "id", info->id);
	json_put(object, "suite", info->suite);
	json_put(object, "says", info->says);
	json_object_set_new(object, "rules", json_from_strings(&info->rules));
	json_put(object, "level", level_name(level));
	json_put(object, "layer", layer_name(layer));
	json_object_set_new(object, "needs", json_from_strings(&info->needs));
	json_object_set_new(object, "after", json_from_strings(&info->after));
	json_object_set_new(object, "fails_on",
			    json_from_strings(&info->fails_on));
	json_object_set_new(object, "timeout", json_integer(info->timeout));
	return object;
}

static int cases_list(bool json)
{
	json_t *array = json_array();
	struct cases cases = { 0 };
	struct rules rules = { 0 };
	int status = load_cases(&cases);

	if (!status)
		status = load_rules(&rules);
	for (size_t i = 0; !status && i < cases.n; i++) {
		if (json)
			json_array_append_new(array,
					      case_json(&cases.v[i], &rules));
		else
			printf("%-40s %s\n", cases.v[i].id, cases.v[i].says);
	}
	if (!status && json)
		status = json_show(json_incref(array));
	json_decref(array);
	cases_free(&cases);
	rules_free(&rules);
	return status;
}

/*
 * What a rule is, why it is not checked or where alone it can be, and which
 * cases
 * check it: computed, never written down.
 */
static json_t *rule_json(const struct rule *rule, const struct cases *cases)
{
	json_t *object = json_from_rule(rule);
	char *profile = strings_join(&rule->profiles, ", ");
	json_t *ids = json_array();

	for (size_t i = 0; i < cases->n; i++)
		if (strings_has(&cases->v[i].rules, rule->id))
			json_array_append_new(ids, json_string(cases->v[i].id));
	json_put(object, "profile", profile);
	json_object_set_new(object, "cases", ids);
	json_put(object, "reason",
		 rule->not_checked ? rule->not_checked : rule->where);
	free(profile);
	return object;
}

static int rules_list(bool json)
{
	json_t *array = json_array();
	struct rules rules = { 0 };
	struct cases cases = { 0 };
	int status = load_rules(&rules);

	if (!status)
		status = load_cases(&cases);
	for (size_t i = 0; !status && i < rules.n; i++) {
		const struct rule *rule = &rules.v[i];

		if (json)
			json_array_append_new(array, rule_json(rule, &cases));
		else
			printf("%-18s %-6s %-6s %s\n", rule->id,
			       level_name(rule->level), layer_name(rule->layer),
			       rule->statement);
	}
	if (!status && json)
		status = json_show(json_incref(array));
	json_decref(array);
	rules_free(&rules);
	cases_free(&cases);
	return status;
}

static json_t *target_json(const struct target *target)
{
	json_t *object = json_object();

	json_put(object, "name", target->name);
	json_put(object, "summary", target->summary);
	json_put(object, "driver", target->driver);
	json_put(object, "model", target->model);
	json_object_set_new(object, "knobs", json_from_strings(&target->knobs));
	json_object_set_new(object, "kernels",
			    json_from_strings(&target->kernels));
	json_object_set_new(object, "modules",
			    json_from_strings(&target->modules));
	json_object_set_new(object, "stimulus",
			    json_from_strings(&target->stimulus));
	json_object_set_new(object, "needs", json_from_strings(&target->needs));
	return object;
}

static int target_show(const char *name, bool json, json_t *array)
{
	struct target target;
	int status = load_target(name, &target);

	if (!status && json)
		json_array_append_new(array, target_json(&target));
	else if (!status)
		printf("%-20s %s\n", target.name, target.summary);
	target_free(&target);
	return status;
}

static int targets_show(bool json)
{
	struct strings names = { 0 };
	json_t *array = json_array();
	char *dir = targets_path();
	int status = STATUS_OK;

	if (targets_names(dir, &names)) {
		complain("%s cannot be read", dir);
		status = STATUS_USAGE;
	}
	for (size_t i = 0; !status && i < names.n; i++)
		status = target_show(names.v[i], json, array);
	if (!status && json)
		status = json_show(json_incref(array));
	json_decref(array);
	strings_free(&names);
	free(dir);
	return status;
}

static void kernel_show(const char *name, bool json, json_t *array)
{
	char *summary = kernel_summary(name);
	json_t *object = json_object();

	json_put(object, "name", name);
	json_put(object, "summary", summary);
	if (json)
		json_array_append(array, object);
	else
		printf("%-20s %s\n", name, summary ? summary : "");
	json_decref(object);
	free(summary);
}

static int kernels_show(bool json)
{
	struct strings names = { 0 };
	json_t *array = json_array();
	int status = STATUS_OK;

	if (kernels_names(&names)) {
		complain("vms/kernels cannot be read");
		status = STATUS_USAGE;
	}
	for (size_t i = 0; !status && i < names.n; i++)
		kernel_show(names.v[i], json, array);
	if (!status && json)
		status = json_show(json_incref(array));
	json_decref(array);
	strings_free(&names);
	return status;
}

static const struct {
	const char *name;
	int (*show)(bool json);
} lists[] = {
	{ "cases", cases_list },       { "rules", rules_list },
	{ "targets", targets_show },   { "kernels", kernels_show },
	{ "coverage", coverage_list },
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'J':
		arguments->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->what)
			argp_failure(state, STATUS_USAGE, 0,
				     "one list at a time");
		arguments->what = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "list what? cases, rules, targets, "
			     "kernels or coverage");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int list_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "cases|rules|targets|"
						      "kernels|coverage",
					  .doc = doc };
	struct arguments arguments = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (!strcmp(lists[i].name, arguments.what))
			return lists[i].show(arguments.json);
	complain("no list '%s'; there are: cases, rules, targets, kernels, "
		 "coverage",
		 arguments.what);
	return STATUS_USAGE;
}
