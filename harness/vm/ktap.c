// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one case printed, and what that makes of it. The wordings are those
 * of tools/testing/selftests/kselftest.h and kselftest_harness.h.
 */
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "util.h"

#define EXIT_SKIP 4 /* KSFT_SKIP */

/* "SKIP reason" becomes directive and reason */
static void directive_parse(struct ktap *ktap, char *text)
{
	size_t len;

	text = str_trim(text);
	len = strcspn(text, " ");
	ktap->directive = xstrndup(text, len);
	for (char *p = ktap->directive; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	ktap->reason = xstrdup(str_trim(text + len));
}

/* "1 bounds.over_one_page # SKIP reason", behind the "ok" */
static void result_parse_line(struct ktap *ktap, const char *text, bool ok)
{
	char *copy, *rest, *hash;

	if (ktap->results++)
		return;
	ktap->ok = ok;
	rest = copy = xstrdup(text);
	rest += strspn(rest, "0123456789");
	rest += strspn(rest, " -");
	hash = strstr(rest, " #");
	if (hash) {
		*hash = '\0';
		directive_parse(ktap, hash + 2);
	}
	ktap->name = xstrdup(str_trim(rest));
	free(copy);
}

static void first(char **what, const char *text)
{
	if (!*what)
		*what = xstrdup(text + strspn(text, " "));
}

static void diagnostic_parse(struct ktap *ktap, const char *text)
{
	if (str_starts(text, "geometry:")) {
		first(&ktap->geometry, text + 9);
	} else if (str_starts(text, "bits:")) {
		if (!ktap->bits)
			ktap->bits = bits_parse(text + 5);
	} else if (!strncasecmp(text, "error:", 6)) {
		first(&ktap->error, text + 6);
	} else if (str_starts(text, "cannot:")) {
		first(&ktap->cannot, text + 7);
	} else if (str_starts(text, "why:")) {
		first(&ktap->why, text + 4);
	} else if (strstr(text, ":Expected ")) {
		first(&ktap->expected, text);
	} else if (strstr(text, ": Test terminated by timeout")) {
		ktap->timeout = true;
	} else if (strstr(text, ": Test terminated unexpectedly by signal")) {
		ktap->signal = true;
		first(&ktap->ended, text);
	} else if (strstr(text, ": Test ")) {
		first(&ktap->ended, text);
	}
}

static void line_parse(struct ktap *ktap, const char *line)
{
	if (str_starts(line, "ok "))
		result_parse_line(ktap, line + 3, true);
	else if (str_starts(line, "not ok "))
		result_parse_line(ktap, line + 7, false);
	else if (str_starts(line, "Bail out!"))
		first(&ktap->bail, line);
	else if (str_starts(line, "1.."))
		ktap->plan_wrong |= strtoul(line + 3, NULL, 10) != 1;
	else if (str_starts(line, "# "))
		diagnostic_parse(ktap, line + 2);
}

static void verdict_set(struct case_result *result, enum result what,
			const char *message)
{
	result->result = what;
	free(result->message);
	result->message = message ? xstrdup(message) : NULL;
}

static void error_set(struct case_result *result, char *message)
{
	verdict_set(result, RESULT_ERROR, message);
	free(message);
}

static bool directive_is(const struct ktap *ktap, const char *word)
{
	return ktap->directive && !strcmp(ktap->directive, word);
}

/* What the kselftest harness calls the test: C names have no dashes. */
static char *test_name(const struct case_info *info)
{
	char *name = xasprintf("%s.%s", info->suite, info->test);

	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	return name;
}

/* What makes the output unusable; false when nothing does. */
static bool broken(const struct case_info *info, const struct ktap *ktap,
		   struct case_result *result)
{
	char *name = test_name(info);
	char *why = NULL;

	if (ktap->bail)
		why = xstrdup(ktap->bail);
	else if (ktap->error)
		why = xstrdup(ktap->error);
	else if (!ktap->results)
		why = xasprintf("no result line for %s", name);
	else if (ktap->results > 1)
		why = xasprintf("%u result lines instead of one",
				ktap->results);
	else if (strcmp(ktap->name, name))
		why = xasprintf("the result is of '%s' instead of %s",
				ktap->name, name);
	else if (ktap->plan_wrong)
		why = xstrdup("the plan is not 1..1");
	else if (directive_is(ktap, "SKIP") && !ktap->ok)
		why = xstrdup("'not ok' and SKIP at once");
	free(name);
	if (why)
		error_set(result, why);
	return why;
}

static const char *reason_or(const struct ktap *ktap, const char *otherwise)
{
	return ktap->reason && *ktap->reason ? ktap->reason : otherwise;
}

/* What has failed before the case ended for its stimulus has failed. */
static void cannot_set(const struct ktap *ktap, struct case_result *result)
{
	char *reason = xasprintf(SKIP_OF_STIMULUS " %s", ktap->cannot);

	if (ktap->expected)
		verdict_set(result, RESULT_FAIL,
			    ktap->why ? ktap->why : ktap->expected);
	else
		verdict_set(result, RESULT_SKIP, reason);
	free(reason);
}

static void result_set(const struct ktap *ktap, struct case_result *result)
{
	if (directive_is(ktap, "SKIP"))
		verdict_set(result, RESULT_SKIP,
			    reason_or(ktap, "no reason given"));
	else if (directive_is(ktap, "ERROR"))
		verdict_set(result, RESULT_ERROR,
			    reason_or(ktap, "no reason given"));
	else if (ktap->directive && !directive_is(ktap, "TIMEOUT"))
		error_set(result,
			  xasprintf("'%s' is no result that a case may have",
				    ktap->directive));
	else if (ktap->directive || ktap->timeout)
		verdict_set(result, RESULT_TIMEOUT,
			    "the case did not end within its time");
	else if (ktap->signal)
		verdict_set(result, RESULT_ERROR, ktap->ended);
	else if (ktap->ok)
		verdict_set(result, RESULT_PASS, NULL);
	else
		verdict_set(result, RESULT_FAIL,
			    ktap->why	     ? ktap->why
			    : ktap->expected ? ktap->expected
			    : ktap->ended    ? ktap->ended
					  : reason_or(ktap, "no reason given"));
}

/* A result that the process' exit status denies is worth nothing. */
static void exit_check(int exit_status, struct case_result *result)
{
	bool fits;

	switch (result->result) {
	case RESULT_PASS:
		fits = exit_status == 0;
		break;
	case RESULT_SKIP:
		fits = exit_status == 0 || exit_status == EXIT_SKIP;
		break;
	case RESULT_FAIL:
	case RESULT_TIMEOUT:
		fits = exit_status != 0 && exit_status != EXIT_SKIP;
		break;
	default:
		return;
	}
	if (!fits)
		error_set(result,
			  xasprintf("%s, but exit status %d",
				    result_name(result->result), exit_status));
}

/* Of a long output its beginning and its end are kept. */
static void output_add(struct ktap *ktap, const char *line)
{
	struct strings *output = &ktap->output;
	const size_t head = OUTPUT_MAX_LINES / 2;

	if (output->n == OUTPUT_MAX_LINES) {
		free(output->v[head]);
		memmove(&output->v[head], &output->v[head + 1],
			(output->n - head - 1) * sizeof(*output->v));
		output->n--;
		ktap->dropped++;
	}
	strings_add(output, line);
}

void ktap_feed(struct ktap *ktap, const char *line)
{
	line_parse(ktap, line);
	output_add(ktap, line);
}

static void output_finish(struct ktap *ktap)
{
	struct strings *output = &ktap->output;

	while (output->n && !*output->v[output->n - 1])
		free(output->v[--output->n]);
	if (!ktap->dropped || output->n <= OUTPUT_MAX_LINES / 2)
		return;
	free(output->v[OUTPUT_MAX_LINES / 2]);
	output->v[OUTPUT_MAX_LINES / 2] = xasprintf(
		"[%u lines left out: see the raw log]", ktap->dropped + 1);
}

void ktap_take(struct ktap *ktap, struct case_result *result)
{
	output_finish(ktap);
	result->output = ktap->output;
	result->geometry = ktap->geometry;
	result->bits = ktap->bits;
	ktap->output = (struct strings){ 0 };
	ktap->geometry = NULL;
	ktap->bits = NULL;
}

void ktap_judge(const struct ktap *ktap, const struct case_info *info,
		int exit_status, struct case_result *result)
{
	if (broken(info, ktap, result))
		return;
	/* the kselftest harness ends with 0 for a skip of its own */
	if (ktap->cannot && directive_is(ktap, "SKIP") &&
	    (!exit_status || exit_status == EXIT_SKIP)) {
		cannot_set(ktap, result);
		return;
	}
	result_set(ktap, result);
	exit_check(exit_status, result);
}

void ktap_free(struct ktap *ktap)
{
	free(ktap->name);
	free(ktap->directive);
	free(ktap->reason);
	free(ktap->bail);
	free(ktap->error);
	free(ktap->cannot);
	free(ktap->why);
	free(ktap->expected);
	free(ktap->ended);
	free(ktap->geometry);
	bits_free(ktap->bits);
	strings_free(&ktap->output);
	*ktap = (struct ktap){ 0 };
}
