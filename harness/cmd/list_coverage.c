// SPDX-License-Identifier: GPL-2.0-only
/* trackcert list coverage: which rules are checked, and why not all are. */
#include <stdio.h>
#include <stdlib.h>

#include "cases.h"
#include "commands.h"
#include "coverage.h"
#include "json.h"
#include "load.h"
#include "rules.h"

struct view {
	struct rules rules;
	struct cases cases;
	struct coverage coverage;
};

static void row_print(const char *chapter, const struct coverage_row *row)
{
	unsigned int percent = coverage_percent(row);

	printf("%-22s %-7s %5u %8u %4u.%u %% %13u %6u\n", chapter,
	       level_name(row->level), row->rules, row->checked, percent / 10,
	       percent % 10, row->excused, row->bound);
}

/* Rules of which @why says something, a line each behind @title. */
static void reasons_print(const struct view *view, const char *title,
			  const char *(*why)(const struct view *view,
					     const struct rule *rule))
{
	bool any = false;

	for (size_t i = 0; i < view->rules.n; i++) {
		const struct rule *rule = &view->rules.v[i];
		const char *text = why(view, rule);

		if (!text)
			continue;
		if (!any)
			printf("\n%s\n", title);
		any = true;
		printf("  %-16s %-7s %s\n", rule->id, level_name(rule->level),
		       text);
	}
}

static const char *why_excused(const struct view *view, const struct rule *rule)
{
	return rule_is_checked(rule, &view->cases) ? NULL : rule->not_checked;
}

static const char *why_bound(const struct view *view, const struct rule *rule)
{
	return rule_is_checked(rule, &view->cases) ? rule->where : NULL;
}

static const char *why_missing(const struct view *view, const struct rule *rule)
{
	if (rule_is_checked(rule, &view->cases) || rule->not_checked)
		return NULL;
	return "no case checks it";
}

static int text_show(const struct view *view)
{
	printf("%-22s %-7s %5s %8s %8s %13s %6s\n", "chapter", "level", "rules",
	       "checked", "", "not checkable", "bound");
	for (size_t i = 0; i < view->coverage.n; i++)
		row_print(view->coverage.v[i].chapter, &view->coverage.v[i]);
	for (enum level level = LEVEL_MUST; level <= LEVEL_MAY; level++) {
		struct coverage_row sum =
			coverage_level(&view->coverage, level);

		if (sum.rules)
			row_print("all", &sum);
	}
	reasons_print(view, "Without a case", why_missing);
	reasons_print(view, "Not checkable, because", why_excused);
	reasons_print(view, "Bound: judged only where", why_bound);
	return STATUS_OK;
}

static json_t *row_json(const struct coverage_row *row)
{
	json_t *object = json_object();

	json_put(object, "chapter", row->chapter);
	json_put(object, "level", level_name(row->level));
	json_object_set_new(object, "rules", json_integer(row->rules));
	json_object_set_new(object, "checked", json_integer(row->checked));
	json_object_set_new(object, "percent",
			    json_real(coverage_percent(row) / 10.0));
	json_object_set_new(object, "not_checkable",
			    json_integer(row->excused));
	json_object_set_new(object, "bound", json_integer(row->bound));
	return object;
}

static json_t *reasons_json(const struct view *view,
			    const char *(*why)(const struct view *view,
					       const struct rule *rule))
{
	json_t *array = json_array();

	for (size_t i = 0; i < view->rules.n; i++) {
		const char *text = why(view, &view->rules.v[i]);
		json_t *object;

		if (!text)
			continue;
		object = json_object();
		json_put(object, "id", view->rules.v[i].id);
		json_put(object, "reason", text);
		json_array_append_new(array, object);
	}
	return array;
}

static int json_show_coverage(const struct view *view)
{
	json_t *object = json_object(), *rows = json_array();
	json_t *levels = json_array();
	int err;

	for (size_t i = 0; i < view->coverage.n; i++)
		json_array_append_new(rows, row_json(&view->coverage.v[i]));
	for (enum level level = LEVEL_MUST; level <= LEVEL_MAY; level++) {
		struct coverage_row sum =
			coverage_level(&view->coverage, level);

		json_array_append_new(levels, row_json(&sum));
	}
	json_object_set_new(object, "chapters", rows);
	json_object_set_new(object, "levels", levels);
	json_object_set_new(object, "without_case",
			    reasons_json(view, why_missing));
	json_object_set_new(object, "not_checkable",
			    reasons_json(view, why_excused));
	json_object_set_new(object, "bound", reasons_json(view, why_bound));
	err = json_dumpf(object, stdout,
			 JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(object);
	return err ? STATUS_INFRA : STATUS_OK;
}

int coverage_list(bool json)
{
	struct view view = { 0 };
	int status = load_rules(&view.rules);

	if (!status)
		status = load_cases(&view.cases);
	if (!status) {
		coverage_count(&view.rules, &view.cases, &view.coverage);
		status = json ? json_show_coverage(&view) : text_show(&view);
	}
	free(view.coverage.v);
	rules_free(&view.rules);
	cases_free(&view.cases);
	return status;
}
