// SPDX-License-Identifier: GPL-2.0-only
/* From results of cases to rules, verdicts and the exit status. */
#include <stdlib.h>
#include <string.h>

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
	return result->result == RESULT_PASS ||
	       (result->result == RESULT_SKIP && result->layer != LAYER_CORE);
}

/* What the cases of one rule came to, and the first that spoils it. */
struct rule_count {
	unsigned int planned, passed, bad, spoilt;
	const struct case_result *first_bad, *first_spoilt, *first_skipped;
};

static void case_count(const struct case_result *result,
		       struct rule_count *count)
{
	count->planned++;
	if (result->result == RESULT_PASS) {
		count->passed++;
	} else if (result_bad(result->result)) {
		if (!count->bad++)
			count->first_bad = result;
	} else if (result->result == RESULT_SKIP) {
		if (!count->first_skipped)
			count->first_skipped = result;
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

static void rule_judge(const struct rule *rule, const struct target_run *target,
		       bool partial, struct rule_result *out)
{
	struct rule_count count = { 0 };

	for (size_t i = 0; i < target->nr_cases; i++)
		if (strings_has(&target->cases[i].rules, rule->id))
			case_count(&target->cases[i], &count);
	*out = (struct rule_result){ .rule = rule, .result = RESULT_NOTRUN };
	if (count.bad)
		out->result = RESULT_FAIL;
	else if (count.passed && !count.spoilt)
		out->result = RESULT_PASS;
	else if (count.spoilt)
		out->reason = case_reason(count.first_spoilt);
	else if (count.planned)
		out->reason = case_reason(count.first_skipped);
	else if (rule->not_checked)
		out->reason = xasprintf("not checked: %s", rule->not_checked);
	else
		out->reason = xstrdup(partial ? RULE_NOT_IN_RUN
					      : "no case checks it");
}

static bool profile_fits(const struct rule *rule, const char *profile)
{
	return strings_has(&rule->profiles, profile);
}

/*
 * A rule that nobody can check by running something says so in CONFORMANCE.md
 * and does not hold the verdict up.
 */
static enum verdict verdict_of(const struct target_run *target, bool core)
{
	unsigned int failed = 0, unjudged = 0, passed = 0;

	for (size_t i = 0; i < target->nr_rules; i++) {
		const struct rule_result *result = &target->rules[i];
		const struct rule *rule = result->rule;

		if (rule->level != LEVEL_MUST ||
		    core != (rule->layer == LAYER_CORE) ||
		    !profile_fits(rule, target->profile))
			continue;
		if (result->result == RESULT_FAIL)
			failed++;
		else if (result->result == RESULT_PASS)
			passed++;
		else if (!rule->not_checked)
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
	target->nr_rules = run->rules.n;
	target->rules = xcalloc(run->rules.n, sizeof(*target->rules));
	for (size_t i = 0; i < run->rules.n; i++)
		rule_judge(&run->rules.v[i], target, run->partial,
			   &target->rules[i]);
	target->verdict = verdict_of(target, false);
	target->core_verdict = verdict_of(target, true);

	memset(target->counts, 0, sizeof(target->counts));
	target->unexpected = 0;
	for (size_t i = 0; i < target->nr_cases; i++) {
		target->counts[target->cases[i].result]++;
		target->unexpected += case_unexpected(&target->cases[i]);
	}
}

void verdict_judge(struct run *run)
{
	for (size_t i = 0; i < run->nr_targets; i++)
		target_judge(run, &run->targets[i]);
}

enum status verdict_status(const struct run *run)
{
	bool infra = false, unexpected = false, ran = false;

	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *t = &run->targets[i];

		infra |= t->infrastructure != NULL;
		unexpected |= t->unexpected > 0;
		unexpected |= !run->partial &&
			      (t->verdict == VERDICT_INCOMPLETE ||
			       t->core_verdict == VERDICT_INCOMPLETE);
		ran |= t->counts[RESULT_SKIP] + t->counts[RESULT_NOTRUN] <
		       t->nr_cases;
	}
	if (infra)
		return STATUS_INFRA;
	if (!ran)
		return STATUS_NOTHING;
	return unexpected ? STATUS_VERDICT : STATUS_OK;
}
