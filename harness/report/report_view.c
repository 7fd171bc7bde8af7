// SPDX-License-Identifier: GPL-2.0-only
#include "report_view.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"
#include "verdict.h"

bool case_is_core(const struct case_result *result)
{
	return result->layer == LAYER_CORE;
}

bool case_is_bad(const struct case_result *result)
{
	return result->result != RESULT_PASS && result->result != RESULT_SKIP &&
	       result->result != RESULT_NOTRUN;
}

bool case_is_known(const struct case_result *result)
{
	return result->expected && case_is_bad(result) &&
	       result->result == result->expected_result;
}

bool case_has_rule(const struct case_result *result, const char *rule)
{
	return strings_has(&result->rules, rule);
}

struct tally tally_cases(const struct target_run *target, bool core)
{
	struct tally tally = {};
	size_t i;

	for (i = 0; i < target->nr_cases; i++) {
		const struct case_result *c = &target->cases[i];

		if (case_is_core(c) != core)
			continue;
		tally.n[c->result]++;
		tally.total++;
		tally.known += case_is_known(c);
		tally.unexpected += case_unexpected(c);
	}
	return tally;
}

const char *result_words(enum result result)
{
	static const char *const words[RESULT_COUNT] = {
		[RESULT_NOTRUN] = "not run",	[RESULT_PASS] = "passed",
		[RESULT_FAIL] = "failed",	[RESULT_SKIP] = "skipped",
		[RESULT_TIMEOUT] = "timed out", [RESULT_CRASH] = "crashed",
		[RESULT_ERROR] = "in error",
	};

	return words[result];
}

char *tally_words(const struct tally *tally)
{
	/* The good news is short, so it comes first. */
	static const enum result order[] = {
		RESULT_PASS,  RESULT_FAIL, RESULT_TIMEOUT, RESULT_CRASH,
		RESULT_ERROR, RESULT_SKIP, RESULT_NOTRUN,
	};
	struct strings parts = {};
	char *words;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (tally->n[order[i]])
			strings_addf(&parts, "%u %s", tally->n[order[i]],
				     result_words(order[i]));
	if (!parts.n)
		strings_add(&parts, "no cases");
	words = strings_join(&parts, ", ");
	strings_free(&parts);
	return words;
}

const struct rule_result *target_rule(const struct target_run *target,
				      const char *rule)
{
	size_t i;

	for (i = 0; i < target->nr_rules; i++)
		if (!strcmp(target->rules[i].rule->id, rule))
			return &target->rules[i];
	return NULL;
}

char *target_lane(const struct target_run *target)
{
	return xasprintf("%s, %s, profile %s", target->kernel, target->mode,
			 target->profile);
}

/* MUST rules of one side that came out so, and that something checks. */
static unsigned int rules_count(const struct target_run *target, bool core,
				enum result result)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < target->nr_rules; i++) {
		const struct rule_result *r = &target->rules[i];

		count += r->rule->level == LEVEL_MUST && r->result == result &&
			 !r->excused && !r->charged &&
			 (r->rule->layer == LAYER_CORE) == core;
	}
	return count;
}

static char *rules_words(unsigned int count)
{
	return xasprintf("%u MUST rule%s", count, count == 1 ? "" : "s");
}

/* Of the core's own rules: charges are told apart. */
static enum verdict verdict_of_rules(const struct target_run *target)
{
	if (rules_count(target, true, RESULT_FAIL))
		return VERDICT_DOES_NOT_CONFORM;
	return rules_count(target, true, RESULT_NOTRUN) ||
			       !rules_count(target, true, RESULT_PASS)
		       ? VERDICT_INCOMPLETE
		       : VERDICT_CONFORMS;
}

/* "broken" or "could not be judged", and how many rules are so. */
static char *verdict_reason(const struct target_run *target, bool core,
			    enum verdict verdict)
{
	unsigned int count;
	char *rules, *text;

	if (verdict == VERDICT_CONFORMS)
		return xasprintf("Every MUST rule of %s passed.",
				 core ? "the VFIO core"
				      : "the driver and its device");
	count = rules_count(target, core,
			    verdict == VERDICT_INCOMPLETE ? RESULT_NOTRUN
							  : RESULT_FAIL);
	rules = rules_words(count);
	text = xasprintf("%s of %s %s %s.", rules,
			 core ? "the VFIO core" : "the driver or its device",
			 count == 1 ? "is" : "are",
			 verdict == VERDICT_INCOMPLETE ? "unjudged" : "broken");
	free(rules);
	return text;
}

bool target_ran(const struct target_run *target)
{
	size_t i;

	for (i = 0; i < target->nr_cases; i++)
		if (target->cases[i].result != RESULT_NOTRUN &&
		    target->cases[i].result != RESULT_SKIP)
			return true;
	return false;
}

/* What of a target's failures is not its own: a sentence, or nothing. */
static char *charged_words(const struct target_run *target)
{
	unsigned int n = 0;

	for (size_t i = 0; i < target->nr_cases; i++)
		n += target->cases[i].charged;
	if (!n)
		return xstrdup("");
	return xasprintf(
		" %u failed case%s on the control, too, and %s charged "
		"to the kernel's core.",
		n, n == 1 ? " fails" : "s fail", n == 1 ? "is" : "are");
}

char *verdict_means(const struct target_run *target)
{
	char *reason, *charged, *text;

	if (target->infrastructure)
		return xasprintf("%s: %s",
				 target_ran(target) ? "The run broke off"
						    : "Nothing was judged",
				 target->infrastructure);
	reason = cannot_track(target);
	if (reason)
		return reason;
	reason = verdict_reason(target, false, target->verdict);
	charged = charged_words(target);
	if (target->model)
		text = xasprintf(
			"%s%s Judged was the driver together with %s, a "
			"model of its firmware.",
			reason, charged, target->model);
	else
		text = xasprintf("%s%s", reason, charged);
	free(charged);
	free(reason);
	return text;
}

char *verdict_explained(const struct tally *tally)
{
	const char *plural = tally->unexpected == 1 ? "" : "s";

	if (tally->unexpected && tally->known)
		return xasprintf("The expectations list %u of the failures and "
				 "do not explain %u result%s.",
				 tally->known, tally->unexpected, plural);
	if (tally->unexpected)
		return xasprintf("The expectations do not explain %u result%s.",
				 tally->unexpected, plural);
	if (tally->known)
		return xstrdup("All failures are known: the expectations list "
			       "them with their cause.");
	return NULL;
}

char *warning_words(const struct target_run *target, bool boot)
{
	const char *line =
		pairs_get(&target->env, boot ? "boot_warning" : "late_warning");

	if (!line)
		return NULL;
	return xasprintf("The kernel warned %s case: %s",
			 boot ? "before the first" : "outside of any", line);
}

/* "2 rules of drivers" */
static char *charges_words(const struct core_run *core)
{
	return xasprintf("%zu rule%s of drivers", core->nr_charges,
			 core->nr_charges == 1 ? "" : "s");
}

char *core_means(const struct core_run *core)
{
	struct tally tally = tally_cases(core->through, true);
	char *own, *charged, *text = cannot_track(core->through);

	if (text)
		return text;
	own = tally.total ? verdict_reason(core->through, true,
					   verdict_of_rules(core->through))
			  : xstrdup("No case of layer core was planned.");
	if (!core->nr_charges)
		return own;
	charged = charges_words(core);
	text = xasprintf("%s It is charged with %s, which fail on the control, "
			 "too.",
			 own, charged);
	free(own);
	free(charged);
	return text;
}

char *core_name(const struct core_run *core)
{
	const struct target_run *t = core->through;

	return xasprintf("%s, %s%s%s", t->kernel, t->mode,
			 t->kernel_knobs ? ", " : "",
			 t->kernel_knobs ? t->kernel_knobs : "");
}

char *core_seen(const struct core_run *core)
{
	if (core->control == core->through)
		return xasprintf("seen through %s, which is the control",
				 core->through->target);
	return xasprintf("seen through %s; %s%s", core->through->target,
			 core->control ? "the control is " : "no control ran",
			 core->control ? core->control->target : "");
}

char *charge_words(const struct charge *charge)
{
	char *cases = strings_join(&charge->cases, ", ");
	char *text = xasprintf("core: %s also fails on the control: %s",
			       charge->rule->id, cases);

	free(cases);
	return text;
}

/* A word for a POSIX shell. */
static char *shell_quote(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_./,=:+";
	struct strings parts = {};
	char *quoted, *joined;

	if (*word && !word[strspn(word, plain)])
		return xstrdup(word);
	for (;;) {
		const char *quote = strchrnul(word, '\'');

		strings_take(&parts, xstrndup(word, quote - word));
		if (!*quote)
			break;
		word = quote + 1;
	}
	joined = strings_join(&parts, "'\\''");
	quoted = xasprintf("'%s'", joined);
	strings_free(&parts);
	free(joined);
	return quoted;
}

char *run_command(const struct run *run, const struct target_run *target,
		  const struct case_result *result)
{
	char *spec = shell_quote(target->target);
	char *kernel = shell_quote(target->kernel);
	char *id = shell_quote(result->id);
	char *text = xasprintf("trackcert run -t %s -k %s --seed %" PRIu64
			       " %s",
			       spec, kernel, run->seed, id);

	free(spec);
	free(kernel);
	free(id);
	return text;
}

char *partial_words(const struct run *run)
{
	const struct shard *shard = &run->shard;

	if (!shard->count)
		return xstrdup("only some of the cases were asked for");
	return xasprintf("these are the cases of shard %u of %u%s",
			 shard->index, shard->count,
			 shard->selected ? ", out of those asked for" : "");
}

bool bit_test(const uint8_t *map, uint32_t k)
{
	return map[k / 8] >> (k % 8) & 1;
}

int report_end(FILE *out)
{
	if (!ferror(out))
		return fflush(out) ? -errno : 0;
	/* stdio keeps no errno of the write that failed: have it fail again */
	clearerr(out);
	putc('\n', out);
	return fflush(out) ? -errno : -EIO;
}
