// SPDX-License-Identifier: GPL-2.0-only
/* The gate: what of a run stands against letting it pass. */
#include "gate.h"

#include <stdlib.h>
#include <string.h>

#include "gate_limits.h"
#include "gate_lists.h"
#include "match.h"
#include "report_evidence.h"
#include "report_name.h"
#include "report_view.h"
#include "stopped.h"
#include "util.h"
#include "verdict.h"

/* One target of the run, and what it was before. */
struct lane {
	struct gate *gate;
	const struct target_run *target;
	const struct target_run *base; /* NULL: was not there */
};

bool gate_skip_is_new(const struct target_run *base,
		      const struct case_result *result)
{
	const struct case_result *before = base ? target_case(base, result->id)
						: NULL;

	return result->result == RESULT_SKIP && before &&
	       before->result != RESULT_SKIP && before->result != RESULT_NOTRUN;
}

bool gate_rule_is_lost(const struct target_run *base,
		       const struct rule_result *rule)
{
	const struct rule_result *before =
		base ? target_rule(base, rule->rule->id) : NULL;

	if (rule->rule->level != LEVEL_MUST || rule->excused ||
	    rule->result != RESULT_NOTRUN)
		return false;
	return !before || before->result != RESULT_NOTRUN;
}

static bool result_bad(enum result result)
{
	return result == RESULT_FAIL || result == RESULT_TIMEOUT ||
	       result == RESULT_CRASH;
}

/* A finding about a case of a lane; @text is taken. */
static void case_find(struct lane *lane, enum gate_kind kind,
		      const struct case_result *result, char *text)
{
	struct gate_finding *finding = gate_find(lane->gate, kind);

	finding->where = target_name_dup(lane->target);
	finding->id = xstrdup(result->id);
	finding->text = text;
	finding->command = run_command(lane->gate->run, lane->target, result);
}

/* A finding about a lane, or a rule @id on it; @text is taken. */
static void lane_find(struct lane *lane, enum gate_kind kind, const char *id,
		      char *text)
{
	struct gate_finding *finding = gate_find(lane->gate, kind);

	finding->where = target_name_dup(lane->target);
	finding->id = id ? xstrdup(id) : NULL;
	finding->text = text;
}

static const struct case_result *before_get(const struct lane *lane,
					    const struct case_result *now)
{
	return lane->base ? lane_case(lane->gate->base, lane->base, now) : NULL;
}

/* "was PASS, is FAIL: MESSAGE" */
static char *change_words(const struct case_result *before,
			  const struct case_result *result)
{
	const char *was = before ? result_name(before->result) : "not there";

	return xasprintf("was %s, is %s: %s", was, result_name(result->result),
			 result_said(result));
}

static void pass_judge(struct lane *lane, const struct case_result *result,
		       const struct expectation *line, struct gate_list *list)
{
	const struct case_result *before = before_get(lane, result);

	if (before && result_bad(before->result))
		lane->gate->better++;
	if (!line || line->flake)
		return;
	/* whether a case of the core is skipped is up to the target */
	if (list->core && line->result == RESULT_SKIP)
		return;
	gate_list_use(list, line);
	case_find(lane, GATE_PASS, result,
		  xasprintf("passes, but %s:%u lists it as %s: delete the line",
			    line->file, line->line, expect_word(line)));
}

static void skip_judge(struct lane *lane, const struct case_result *result,
		       const struct expectation *line, struct gate_list *list)
{
	const struct case_result *before = before_get(lane, result);

	if (line && line->result == RESULT_SKIP) {
		gate_list_use(list, line);
		return;
	}
	if (line && !list->core) {
		gate_list_use(list, line);
		case_find(lane, GATE_UNUSED, result,
			  xasprintf("%s:%u lists it as %s, but it was skipped: "
				    "%s",
				    line->file, line->line, expect_word(line),
				    result_said(result)));
		return;
	}
	if (gate_skip_is_new(lane->base, result))
		case_find(lane, GATE_REGRESSION, result,
			  change_words(before, result));
}

static void bad_judge(struct lane *lane, const struct case_result *result,
		      const struct expectation *line, struct gate_list *list)
{
	const struct case_result *before = before_get(lane, result);

	if (line && (line->flake || line->result == result->result)) {
		gate_list_use(list, line);
		lane->gate->known++;
	} else if (line) {
		case_find(lane, GATE_REGRESSION, result,
			  xasprintf("%s:%u lists it as %s, is %s: %s",
				    line->file, line->line, expect_word(line),
				    result_name(result->result),
				    result_said(result)));
	} else if (lane->gate->base) {
		if (!before || before->result != result->result)
			case_find(lane, GATE_REGRESSION, result,
				  change_words(before, result));
	} else {
		case_find(lane, GATE_REGRESSION, result,
			  xasprintf("is %s and not listed: %s",
				    result_name(result->result),
				    result_said(result)));
	}
}

static void notrun_judge(struct lane *lane, const struct case_result *result)
{
	/* the failure that it waits for answers for it */
	if (case_stopped_by(lane->target, result)) {
		lane->gate->stopped++;
		return;
	}
	/* one finding for the whole lane, or run, says why */
	if (lane->target->infrastructure || lane->gate->run->interrupted)
		return;
	case_find(lane, GATE_UNJUDGED, result,
		  xasprintf("is NOTRUN: %s", result_said(result)));
}

static void case_judge(struct lane *lane, const struct case_result *result)
{
	struct gate_list *list = NULL;
	const struct expectation *line =
		gate_line(lane->gate, lane->target, result, &list);

	if (line)
		gate_list_plan(list, line);
	switch (result->result) {
	case RESULT_PASS:
		pass_judge(lane, result, line, list);
		break;
	case RESULT_SKIP:
		skip_judge(lane, result, line, list);
		break;
	case RESULT_NOTRUN:
		notrun_judge(lane, result);
		break;
	case RESULT_ERROR:
		case_find(lane, GATE_UNJUDGED, result,
			  xasprintf("is ERROR: %s", result_said(result)));
		break;
	default:
		bad_judge(lane, result, line, list);
	}
}

/* Does the case have a finding or a line, so that nothing is hidden? */
static bool case_answers(const struct lane *lane,
			 const struct case_result *result)
{
	struct gate_list *list = NULL;

	if (result->result != RESULT_SKIP)
		return true;
	return gate_line(lane->gate, lane->target, result, &list) ||
	       gate_skip_is_new(lane->base, result);
}

/* Has a case of the rule disappeared, which is a finding already? */
static bool rule_answers(const struct lane *lane, const char *rule)
{
	for (size_t i = 0; lane->base && i < lane->base->nr_cases; i++)
		if (case_has_rule(&lane->base->cases[i], rule) &&
		    !lane_case(lane->gate->run, lane->target,
			       &lane->base->cases[i]))
			return true;
	return false;
}

/* Cases that were skipped, or that are not there, cannot fail. */
static void rule_judge(struct lane *lane, const struct rule_result *rule)
{
	if (!gate_rule_is_lost(lane->base, rule) ||
	    rule_answers(lane, rule->rule->id))
		return;
	for (size_t i = 0; i < lane->target->nr_cases; i++)
		if (case_has_rule(&lane->target->cases[i], rule->rule->id) &&
		    case_answers(lane, &lane->target->cases[i]))
			return;
	lane_find(lane, GATE_UNJUDGED, rule->rule->id,
		  xasprintf("no case judged this MUST rule: %s", rule->reason));
}

static void lane_judge(struct gate *gate, const struct target_run *target)
{
	struct lane lane = { .gate = gate, .target = target };

	if (gate->base)
		lane.base = run_lane(gate->base, target);
	if (target->infrastructure)
		lane_find(&lane, GATE_UNJUDGED, NULL,
			  xstrdup(target->infrastructure));
	else if (!target_ran(target))
		lane_find(&lane, GATE_UNJUDGED, NULL,
			  xstrdup("not one of its cases was run"));
	for (size_t i = 0; i < target->nr_cases; i++)
		case_judge(&lane, &target->cases[i]);
	if (target->infrastructure || !target_ran(target) || gate->run->partial)
		return; /* of which there is a finding already */
	for (size_t i = 0; i < target->nr_rules; i++)
		rule_judge(&lane, &target->rules[i]);
}

static void base_judge(struct gate *gate, const struct target_run *base)
{
	const struct target_run *target = run_lane(gate->run, base);
	struct lane lane = { .gate = gate, .target = base };

	if (!target) {
		lane_find(&lane, GATE_DISAPPEARED, NULL,
			  xasprintf("is not in %s", gate->run->dir));
		return;
	}
	for (size_t i = 0; i < base->nr_cases; i++)
		if (!lane_case(gate->run, target, &base->cases[i]))
			case_find(&lane, GATE_DISAPPEARED, &base->cases[i],
				  xasprintf("was %s, is not in %s",
					    result_name(base->cases[i].result),
					    gate->run->dir));
}

static void run_judge(struct gate *gate)
{
	if (gate->run->interrupted)
		gate_find(gate, GATE_UNJUDGED)->text =
			xstrdup("the run was interrupted");
	if (gate->run->partial && !gate->base)
		gate_find(gate, GATE_UNJUDGED)->text = partial_words(gate->run);
}

int gate_judge(struct gate *gate, struct strings *errors)
{
	int err = gate_lists_load(gate, errors);

	if (err)
		return err;
	run_judge(gate);
	for (size_t i = 0; i < gate->run->nr_targets; i++)
		lane_judge(gate, &gate->run->targets[i]);
	for (size_t i = 0; gate->base && i < gate->base->nr_targets; i++)
		base_judge(gate, &gate->base->targets[i]);
	gate_lists_judge(gate);
	return gate_limits_judge(gate, errors);
}

enum status gate_status(const struct gate *gate)
{
	if (!gate->nr_findings)
		return STATUS_OK;
	for (size_t i = 0; i < gate->run->nr_targets; i++)
		if (target_ran(&gate->run->targets[i]) ||
		    gate->run->targets[i].infrastructure)
			return STATUS_VERDICT;
	return STATUS_NOTHING;
}

struct gate_finding *gate_find(struct gate *gate, enum gate_kind kind)
{
	struct gate_finding *finding;

	gate->findings = array_grow(gate->findings, gate->nr_findings,
				    sizeof(*gate->findings));
	finding = &gate->findings[gate->nr_findings++];
	finding->kind = kind;
	return finding;
}

void gate_free(struct gate *gate)
{
	for (size_t i = 0; i < gate->nr_findings; i++) {
		free(gate->findings[i].where);
		free(gate->findings[i].id);
		free(gate->findings[i].text);
		free(gate->findings[i].command);
	}
	free(gate->findings);
	strings_free(&gate->notes);
	gate_lists_free(gate);
	gate->findings = NULL;
	gate->nr_findings = 0;
}
