// SPDX-License-Identifier: GPL-2.0-only
#include "gate_lists.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report_view.h"
#include "util.h"

/* What is known of a driver is not known of one whose knobs are turned. */
static bool knobs_turned(const struct target_run *target)
{
	return strchr(target->target, ',') != NULL;
}

bool gate_list_holds(const struct target_run *target,
		     const struct case_result *result)
{
	return !skip_of_mode(result) &&
	       (case_is_core(result) || !knobs_turned(target));
}

char *gate_list_name(const struct target_run *target,
		     const struct case_result *result)
{
	return xasprintf("%s.%s",
			 case_is_core(result) ? "core" : target->target,
			 target->kernel);
}

static struct gate_list *list_get(const struct gate *gate, const char *name)
{
	for (size_t i = 0; i < gate->nr_lists; i++)
		if (!strcmp(gate->lists[i].name, name))
			return &gate->lists[i];
	return NULL;
}

static void list_load(struct gate *gate, const char *whose, const char *kernel,
		      struct strings *errors)
{
	char *name = xasprintf("%s.%s", whose, kernel);
	size_t before = errors->n;
	struct gate_list *list;
	int err;

	if (list_get(gate, name)) {
		free(name);
		return;
	}
	gate->lists =
		array_grow(gate->lists, gate->nr_lists, sizeof(*gate->lists));
	list = &gate->lists[gate->nr_lists++];
	list->name = name;
	list->core = !strcmp(whose, "core");
	err = expect_load(gate->dir, name, &list->list, errors);
	if (err && errors->n == before)
		strings_addf(errors, "%s: %s", list->list.path, strerror(-err));
	list->planned = xcalloc(list->list.n + 1, sizeof(*list->planned));
	list->used = xcalloc(list->list.n + 1, sizeof(*list->used));
}

int gate_lists_load(struct gate *gate, struct strings *errors)
{
	size_t before = errors->n;

	for (size_t i = 0; i < gate->run->nr_targets; i++) {
		const struct target_run *target = &gate->run->targets[i];

		list_load(gate, "core", target->kernel, errors);
		if (!knobs_turned(target))
			list_load(gate, target->target, target->kernel, errors);
	}
	return errors->n > before ? -EINVAL : 0;
}

const struct expectation *gate_line(const struct gate *gate,
				    const struct target_run *target,
				    const struct case_result *result,
				    struct gate_list **list)
{
	char *name;

	if (!gate_list_holds(target, result))
		return NULL;
	name = gate_list_name(target, result);
	*list = list_get(gate, name);
	free(name);
	return *list ? expect_line(&(*list)->list, result) : NULL;
}

void gate_list_plan(struct gate_list *list, const struct expectation *line)
{
	list->planned[line - list->list.v] = true;
}

void gate_list_use(struct gate_list *list, const struct expectation *line)
{
	list->used[line - list->list.v] = true;
}

static void line_find(struct gate *gate, enum gate_kind kind,
		      const struct gate_list *list,
		      const struct expectation *line, char *text)
{
	struct gate_finding *finding = gate_find(gate, kind);

	finding->where = xasprintf("%s:%u", line->file, line->line);
	finding->id = xstrdup(line->id);
	finding->text = text;
}

static bool unused_find(struct gate *gate, const struct gate_list *list,
			size_t i)
{
	const struct expectation *line = &list->list.v[i];

	if (line->splat) /* no case owes it */
		return false;
	if (!list->planned[i]) {
		if (gate->run->partial)
			return false;
		line_find(gate, GATE_UNUSED, list, line,
			  xasprintf("the run has no such case of layer %s: "
				    "delete the line",
				    list->core ? "core" : "driver or device"));
		return true;
	}
	/* one that is not the core's own was judged with its case */
	if (!list->core || list->used[i] || line->result != RESULT_SKIP)
		return false;
	line_find(gate, GATE_UNUSED, list, line,
		  xstrdup("no target skips it: delete the line"));
	return true;
}

static void unowned_find(struct gate *gate, const struct gate_list *list,
			 const struct expectation *line)
{
	struct strings lacks = { 0 };
	char *words;

	if (!line->owner)
		strings_add(&lacks, "no owner");
	if (!line->link)
		strings_add(&lacks, "no link");
	if (!line->until)
		strings_add(&lacks, "no last day (until)");
	if (lacks.n) {
		words = strings_join(&lacks, ", ");
		line_find(gate, GATE_UNOWNED, list, line,
			  xasprintf("has %s", words));
		free(words);
	}
	strings_free(&lacks);
}

static void line_judge(struct gate *gate, const struct gate_list *list,
		       size_t i)
{
	const struct expectation *line = &list->list.v[i];

	if (unused_find(gate, list, i))
		return;
	if (line->until && strcmp(line->until, gate->today) < 0)
		line_find(gate, GATE_EXPIRED, list, line,
			  xasprintf("held until %s, today is %s", line->until,
				    gate->today));
	if (gate->strict)
		unowned_find(gate, list, line);
}

void gate_lists_judge(struct gate *gate)
{
	for (size_t i = 0; i < gate->nr_lists; i++)
		for (size_t k = 0; k < gate->lists[i].list.n; k++)
			line_judge(gate, &gate->lists[i], k);
}

void gate_lists_free(struct gate *gate)
{
	for (size_t i = 0; i < gate->nr_lists; i++) {
		free(gate->lists[i].name);
		free(gate->lists[i].planned);
		free(gate->lists[i].used);
		expect_free(&gate->lists[i].list);
	}
	free(gate->lists);
	gate->lists = NULL;
	gate->nr_lists = 0;
}
