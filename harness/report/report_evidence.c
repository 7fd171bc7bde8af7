// SPDX-License-Identifier: GPL-2.0-only
#include "report_evidence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_view.h"
#include "util.h"

/* Room for the line that says how many did not fit. */
#define LAST_LINE 48

/* Lines that fit so far, and how many did not. */
struct evidence {
	struct strings lines;
	size_t left;
	size_t dropped;
};

static void line_add(struct evidence *evidence, const char *what,
		     const char *text)
{
	char *line = xasprintf("%s%s", what, text), *clean = line_dup(line);
	size_t len = strlen(clean) + 1;

	free(line);
	/* once one is too long, shorter ones behind it would mislead */
	if (evidence->dropped || len > evidence->left) {
		evidence->dropped++;
		free(clean);
		return;
	}
	evidence->left -= len;
	strings_take(&evidence->lines, clean);
}

static void lines_add(struct evidence *evidence, const char *what,
		      const struct strings *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		line_add(evidence, what, lines->v[i]);
}

static char *pages_words(const struct bits *bits, const uint8_t *with,
			 const uint8_t *without, const char *what)
{
	uint32_t count = 0, first = 0;

	for (uint32_t page = 0; page < bits->pages; page++)
		if (bit_test(with, page) && !bit_test(without, page) &&
		    !count++)
			first = page;
	if (!count)
		return xasprintf("none %s", what);
	return xasprintf("%" PRIu32 " page%s %s, the first at 0x%" PRIx64,
			 count, count == 1 ? "" : "s", what,
			 bits->iova + (bits->first + first) * bits->page_size);
}

char *bits_words(const struct bits *bits)
{
	char *lost = pages_words(bits, bits->expected, bits->reported, "lost");
	char *extra =
		pages_words(bits, bits->reported, bits->expected, "extra");
	char *words = xasprintf("%s; %s", lost, extra);

	free(lost);
	free(extra);
	return words;
}

const char *result_said(const struct case_result *result)
{
	if (result->message)
		return result->message;
	return result->result == RESULT_PASS && result->expected
		       ? "passed, but is listed as a failure"
		       : result_words(result->result);
}

static void facts_add(struct evidence *evidence, const struct run *run,
		      const struct target_run *target,
		      const struct case_result *result)
{
	char *command = run_command(run, target, result);
	char *rules = strings_join(&result->rules, " "), *bits;

	line_add(evidence, "", result_said(result));
	if (result->expected) {
		line_add(evidence,
			 "expected: ", result_name(result->expected_result));
		line_add(evidence, "because: ", result->expected);
	}
	if (result->geometry)
		line_add(evidence, "geometry: ", result->geometry);
	if (result->bits) {
		bits = bits_words(result->bits);
		line_add(evidence, "bits: ", bits);
		free(bits);
	}
	if (result->fingerprint)
		line_add(evidence, "splat: ", result->fingerprint);
	line_add(evidence, "rules: ", rules);
	line_add(evidence, "repeat: ", command);
	free(rules);
	free(command);
}

char *report_evidence(const struct run *run, const struct target_run *target,
		      const struct case_result *result, size_t max)
{
	struct evidence evidence = { .left = max - LAST_LINE };
	char *text;

	facts_add(&evidence, run, target, result);
	lines_add(&evidence, "kernel: ", &result->klog);
	lines_add(&evidence, "suite: ", &result->output);
	if (evidence.dropped)
		strings_addf(&evidence.lines, "(%zu more lines)",
			     evidence.dropped);
	text = strings_join(&evidence.lines, "\n");
	strings_free(&evidence.lines);
	return text;
}
