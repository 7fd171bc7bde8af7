// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strict KTAP version 1 (Documentation/dev-tools/ktap.rst): a subtest for
 * each target, a line for every planned case, diagnostics before the line
 * that they belong to, names that are unique over the run and without '#'.
 */
#include "report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_name.h"
#include "report_view.h"
#include "util.h"
#include "verdict.h"

static void target_name_put(const struct target_run *target, FILE *out)
{
	char *name = target_name_dup(target);

	fputs(name, out);
	free(name);
}

__attribute__((format(printf, 3, 4))) static void
note_put(const char *indent, FILE *out, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	fprintf(out, "%s# ", indent);
	line_put(text, out);
	putc('\n', out);
	free(text);
}

static void hex_put(const uint8_t *map, uint32_t pages, FILE *out)
{
	uint32_t i;

	for (i = 0; i < (pages + 7) / 8; i++)
		fprintf(out, "%02x", map[i]);
}

/* As the suite printed it, see seam 1 of docs/architecture.md. */
static void bits_put(const struct bits *bits, FILE *out)
{
	fprintf(out,
		"  # bits: iova=0x%" PRIx64 " page_size=0x%" PRIx64
		" first=%" PRIu64 " pages=%" PRIu32 " expected=",
		bits->iova, bits->page_size, bits->first, bits->pages);
	hex_put(bits->expected, bits->pages, out);
	fputs(" reported=", out);
	hex_put(bits->reported, bits->pages, out);
	putc('\n', out);
}

static void case_notes(const struct case_result *result, FILE *out)
{
	char *rules = strings_join(&result->rules, " ");
	size_t i;

	note_put("  ", out, "case: %s", result->says);
	note_put("  ", out, "rules: %s (%s, %s)", rules,
		 level_name(result->level), layer_name(result->layer));
	free(rules);
	note_put("  ", out, "result: %s after %.3f s",
		 result_name(result->result), result->duration_s);
	if (result->message)
		note_put("  ", out, "message: %s", result->message);
	if (result->geometry)
		note_put("  ", out, "geometry: %s", result->geometry);
	if (result->bits)
		bits_put(result->bits, out);
	if (result->expected)
		note_put("  ", out, "expected: %s: %s",
			 result_name(result->expected_result),
			 result->expected);
	if (result->fingerprint)
		note_put("  ", out, "splat: %s", result->fingerprint);
	for (i = 0; i < result->klog.n; i++)
		note_put("  ", out, "kernel: %s", result->klog.v[i]);
}

/* The word behind the '#', and whether the line says ok. */
static const char *case_directive(const struct case_result *result, bool *ok)
{
	*ok = true;
	if (case_is_known(result))
		return "XFAIL";
	switch (result->result) {
	case RESULT_PASS:
		/* a listed failure that is gone is an error of the list */
		*ok = !case_unexpected(result);
		return *ok ? NULL : "ERROR";
	case RESULT_SKIP:
		return "SKIP";
	case RESULT_FAIL:
		*ok = false;
		return NULL;
	case RESULT_TIMEOUT:
		*ok = false;
		return "TIMEOUT";
	default:
		*ok = false;
		return "ERROR";
	}
}

/* The directive's text: one line that stands without the diagnostics. */
static char *case_reason(const struct case_result *result)
{
	const char *message = result->message ? result->message : "";

	if (case_is_known(result))
		return xstrdup(result->expected);
	switch (result->result) {
	case RESULT_PASS:
		return xasprintf("passed, but is expected to end in %s: %s",
				 result_name(result->expected_result),
				 result->expected);
	case RESULT_CRASH:
		return xasprintf("the guest crashed: %s", message);
	case RESULT_NOTRUN:
		return xasprintf("not run: %s", message);
	default:
		return xstrdup(message);
	}
}

static bool case_put(const struct target_run *target, size_t i, FILE *out)
{
	const struct case_result *result = &target->cases[i];
	const char *directive;
	bool ok;

	directive = case_directive(result, &ok);
	if (case_is_bad(result) || !ok)
		case_notes(result, out);
	fprintf(out, "  %sok %zu ", ok ? "" : "not ", i + 1);
	target_name_put(target, out);
	putc(':', out);
	name_put(result->id, out);
	if (directive) {
		char *reason = case_reason(result);

		fprintf(out, " # %s ", directive);
		line_put(reason, out);
		free(reason);
	}
	putc('\n', out);
	return ok;
}

static void target_notes(const struct target_run *target, FILE *out)
{
	char *means = verdict_means(target);

	note_put("", out, "verdict: %s: %s", verdict_name(target->verdict),
		 means);
	free(means);
}

static const char *target_directive(const struct target_run *target, bool ok)
{
	if (target->infrastructure || !target->nr_cases)
		return "ERROR";
	if (!ok)
		return NULL;
	if (target->counts[RESULT_SKIP] == target->nr_cases)
		return "SKIP";
	if (target->verdict == VERDICT_DOES_NOT_CONFORM)
		return "XFAIL";
	return NULL;
}

static void target_put(const struct target_run *target, size_t n, FILE *out)
{
	const char *directive;
	bool ok = target->nr_cases > 0 && !target->infrastructure;
	size_t i;

	if (target->nr_cases) {
		fputs("  KTAP version 1\n  # Subtest: ", out);
		target_name_put(target, out);
		fprintf(out, "\n  1..%zu\n", target->nr_cases);
	}
	for (i = 0; i < target->nr_cases; i++)
		ok &= case_put(target, i, out);

	target_notes(target, out);
	directive = target_directive(target, ok);
	fprintf(out, "%sok %zu ", ok ? "" : "not ", n);
	target_name_put(target, out);
	if (directive)
		fprintf(out, " # %s %s", directive,
			verdict_name(target->verdict));
	putc('\n', out);
}

static void core_notes(const struct core_run *core, FILE *out)
{
	char *name = core_name(core), *means = core_means(core);

	note_put("", out, "core of %s: %s: %s", name,
		 verdict_name(core->verdict), means);
	for (size_t i = 0; i < core->nr_charges; i++) {
		char *words = charge_words(&core->charges[i]);

		note_put("", out, "%s", words);
		free(words);
	}
	free(name);
	free(means);
}

int report_ktap(const struct run *run, FILE *out)
{
	size_t i;

	fprintf(out, "KTAP version 1\n1..%zu\n", run->nr_targets);
	note_put("", out, "trackcert %s (%s), seed %" PRIu64 ", %s",
		 run->tool_version, run->tool_commit, run->seed, run->started);
	for (i = 0; i < run->nr_cores; i++)
		core_notes(&run->cores[i], out);
	for (i = 0; i < run->nr_targets; i++)
		target_put(&run->targets[i], i + 1, out);
	return report_end(out);
}
