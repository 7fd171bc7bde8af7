// SPDX-License-Identifier: GPL-2.0-only
/* From results of cases to rules, verdicts and the exit status. */
#include <stdlib.h>
#include <string.h>

#include "blame.h"
#include "rules.h"
#include "stopped.h"
#include "verdict.h"

static bool result_bad(enum result result)
{
	return result == RESULT_FAIL || result == RESULT_CRASH ||
	       result == RESULT_TIMEOUT;
}

bool case_unexpected(const struct case_result *result)
{
	if (result->expected && result->result == result->expected_result)
		return false;
	if (result_bad(result->result) || result->result == RESULT_ERROR)
		return true;
	if (!result->expected)
		return false;
	/* a kernel's list is for targets that offer its cases nothing, too */
	return (result->result == RESULT_PASS && !result->may_pass) ||
	       (result->result == RESULT_SKIP && result->layer != LAYER_CORE);
}

bool case_mended(const struct case_result *result)
{
	return result->expected && result->may_pass &&
	       result->result == RESULT_PASS;
}

/* What the cases of one rule came to, and the first that spoils it. */
struct rule_count {
	unsigned int planned, passed, bad, charged, spoilt, stopped;
	const struct case_result *first_bad, *first_spoilt, *first_skipped,
		*first_unmoved;
};

static void case_count(const struct target_run *target,
		       const struct case_result *result,
		       struct rule_count *count)
{
	if (case_stopped_by(target, result))
		count->stopped++;
	count->planned++;
	count->charged += result->charged;
	if (result->result == RESULT_PASS) {
		count->passed++;
	} else if (result_bad(result->result)) {
		if (!count->bad++)
			count->first_bad = result;
	} else if (result->result == RESULT_SKIP) {
		if (!count->first_skipped)
			count->first_skipped = result;
		if (!count->first_unmoved && skip_of_stimulus(result))
			count->first_unmoved = result;
	} else if (!count->spoilt++) {
		count->first_spoilt = result;
	}
}

static char *case_reason(const struct case_result *result)
{
	return xasprintf("%s %s%s%s", result_name(result->result), result->id,
			 result->message ? ": " : "",
			 result->message ? result->message : "");
}

/*
 * All cases of the rule were skipped. A rule that is bound to a condition says
 * so in CONFORMANCE.md: where that is not met nobody can keep or break it. What
 * the stimulus could not show is another matter: it may well be broken.
 */
static void skipped_judge(const struct rule_count *count,
			  struct rule_result *out)
{
	const struct case_result *unmoved = count->first_unmoved;
	char *reason = case_reason(unmoved ? unmoved : count->first_skipped);

	out->excused = out->rule->where && !unmoved;
	out->reason = out->excused ? xasprintf("%s; it holds only where %s",
					       reason, out->rule->where)
				   : xstrdup(reason);
	free(reason);
}

static void rule_judge(const struct rule *rule, const struct target_run *target,
		       bool partial, struct rule_result *out)
{
	struct rule_count count = { 0 };

	for (size_t i = 0; i < target->nr_cases; i++)
		if (strings_has(&target->cases[i].rules, rule->id))
			case_count(target, &target->cases[i], &count);
	*out = (struct rule_result){ .rule = rule, .result = RESULT_NOTRUN };
	if (count.bad)
		out->result = RESULT_FAIL;
	else if (count.passed && !count.spoilt)
		out->result = RESULT_PASS;
	else if (count.spoilt)
		out->reason = case_reason(count.first_spoilt);
	else if (count.planned)
		skipped_judge(&count, out);
	else if (rule->not_checked)
		out->reason = xasprintf("not checked: %s", rule->not_checked);
	else
		out->reason = xstrdup(partial ? RULE_NOT_IN_RUN
					      : "no case checks it");
	out->excused |= rule->not_checked && !count.planned;
	out->charged = count.bad && count.charged == count.bad;
	out->stopped = out->reason && count.stopped &&
		       count.stopped == count.spoilt;
}

/*
 * What nobody can judge here does not hold the verdict up, and what the core is
 * charged with is not held against the driver.
 */
static enum verdict verdict_of(const struct target_run *target, bool core)
{
	unsigned int failed = 0, unjudged = 0, passed = 0;

	for (size_t i = 0; i < target->nr_rules; i++) {
		const struct rule_result *result = &target->rules[i];
		const struct rule *rule = result->rule;

		if (rule->level != LEVEL_MUST ||
		    core != (rule->layer == LAYER_CORE) || result->charged)
			continue;
		if (result->result == RESULT_FAIL)
			failed++;
		else if (result->result == RESULT_PASS)
			passed++;
		else if (!result->excused)
			unjudged++;
	}
	if (failed)
		return VERDICT_DOES_NOT_CONFORM;
	return unjudged || !passed ? VERDICT_INCOMPLETE : VERDICT_CONFORMS;
}

static void target_judge(const struct run *run, struct target_run *target)
{
	for (size_t i = 0; i < target->nr_rules; i++)
		free(target->rules[i].reason);
	free(target->rules);
	target->nr_rules = 0;
	target->rules = xcalloc(run->rules.n, sizeof(*target->rules));
	blame_cases(run, target);
	for (size_t i = 0; i < run->rules.n; i++) {
		const struct rule *rule = &run->rules.v[i];

		/* rules of the core are judged once a lane */
		if (rule->layer == LAYER_CORE && !target->core_here)
			continue;
		if (rules_hold(&run->rules, rule, target->profile))
			rule_judge(rule, target, run->partial,
				   &target->rules[target->nr_rules++]);
	}
	target->verdict = verdict_of(target, false);

	memset(target->counts, 0, sizeof(target->counts));
	target->unexpected = 0;
	for (size_t i = 0; i < target->nr_cases; i++) {
		target->counts[target->cases[i].result]++;
		target->unexpected += case_unexpected(&target->cases[i]);
	}
}

static enum verdict core_judge(const struct core_run *core)
{
	for (size_t i = 0; i < core->nr_charges; i++)
		if (core->charges[i].rule->level == LEVEL_MUST)
			return VERDICT_DOES_NOT_CONFORM;
	return verdict_of(core->through, true);
}

void verdict_judge(struct run *run)
{
	for (size_t i = 0; i < run->nr_targets + run->nr_controls; i++)
		target_judge(run, run_target(run, i));
	blame_cores(run);
	for (size_t i = 0; i < run->nr_cores; i++)
		run->cores[i].verdict = core_judge(&run->cores[i]);
}

/*
 * Is there a verdict that nobody can explain the lack of? Rules that wait for a
 * failed case are explained by it: it is unexpected itself, or it is listed.
 */
static bool verdict_missing(const struct target_run *target, bool core,
			    enum verdict verdict)
{
	bool explained = false;

	if (verdict != VERDICT_INCOMPLETE)
		return false;
	for (size_t i = 0; i < target->nr_rules; i++) {
		const struct rule_result *result = &target->rules[i];

		if (result->rule->level != LEVEL_MUST ||
		    core != (result->rule->layer == LAYER_CORE) ||
		    result->result != RESULT_NOTRUN || result->excused)
			continue;
		if (!result->stopped)
			return true;
		explained = true;
	}
	return !explained;
}

enum status verdict_status(const struct run *run)
{
	bool infra = false, unexpected = false, ran = false;

	for (size_t i = 0; i < run->nr_targets + run->nr_controls; i++) {
		const struct target_run *t = run_target(run, i);

		infra |= t->infrastructure != NULL;
		/* what the kernel complains of behind the cases, of leaks say */
		unexpected |= pairs_get(&t->env, "late_warning") != NULL;
		/* that nothing was judged is a verdict, and not a good one */
		if (pairs_get(&t->env, "cannot_track"))
			unexpected = ran = true;
	}
	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *t = &run->targets[i];

		unexpected |= t->unexpected > 0;
		unexpected |= !run->partial &&
			      verdict_missing(t, false, t->verdict);
		ran |= t->counts[RESULT_SKIP] + t->counts[RESULT_NOTRUN] <
		       t->nr_cases;
	}
	for (size_t i = 0; i < run->nr_cores; i++)
		unexpected |= !run->partial &&
			      verdict_missing(run->cores[i].through, true,
					      run->cores[i].verdict);
	if (infra)
		return STATUS_INFRA;
	if (!ran)
		return STATUS_NOTHING;
	return unexpected ? STATUS_VERDICT : STATUS_OK;
}
