// SPDX-License-Identifier: GPL-2.0-only
/*
 * JUnit's XML, as GitLab and Jenkins read it: a test suite for each suite of
 * a target, classname and name unique over the run. GitLab keeps the first of
 * two that are called the same, and has been seen to ignore a message that is
 * an attribute only: it is repeated in the body.
 *
 * The format knows neither known failures nor cases that wait for others:
 * both are skipped, and say so. A listed failure that passed is a failure.
 */
#include "report.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_chars.h"
#include "report_evidence.h"
#include "report_name.h"
#include "report_view.h"
#include "stopped.h"
#include "util.h"
#include "verdict.h"

/* GitLab takes 30 MB: a thousand failures still fit. */
#define MAX_EVIDENCE 8192
#define MAX_MESSAGE  512

/* How JUnit has a result, and the word for it. */
struct outcome {
	const char *element; /* NULL: passed */
	const char *type;
};

struct counts {
	unsigned int tests, failures, errors, skipped;
	double seconds;
};

static struct outcome case_outcome(const struct target_run *target,
				   const struct case_result *result)
{
	struct outcome outcome = { "failure", result_name(result->result) };

	if (case_is_known(result))
		return (struct outcome){ "skipped", "known failure" };
	if (case_stopped_by(target, result))
		return (struct outcome){ "skipped", outcome.type };
	switch (result->result) {
	case RESULT_PASS:
		if (case_unexpected(result))
			outcome.type = "unexpected pass";
		else
			outcome.element = NULL;
		break;
	case RESULT_SKIP:
		outcome.element = "skipped";
		break;
	case RESULT_ERROR:
	case RESULT_NOTRUN:
		outcome.element = "error";
		break;
	default:
		break;
	}
	return outcome;
}

static void attribute_put(xmlTextWriterPtr xml, const char *name,
			  const char *value)
{
	char *line = line_dup(value);

	xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST line);
	free(line);
}

__attribute__((format(printf, 3, 4))) static void
attribute_print(xmlTextWriterPtr xml, const char *name, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	attribute_put(xml, name, text);
	free(text);
}

static void counts_add(struct counts *counts, const struct target_run *target,
		       const struct case_result *result)
{
	const char *element = case_outcome(target, result).element;

	counts->tests++;
	counts->seconds += result->duration_s;
	if (!element)
		return;
	counts->failures += !strcmp(element, "failure");
	counts->errors += !strcmp(element, "error");
	counts->skipped += !strcmp(element, "skipped");
}

static void counts_put(xmlTextWriterPtr xml, const struct counts *counts)
{
	attribute_print(xml, "tests", "%u", counts->tests);
	attribute_print(xml, "failures", "%u", counts->failures);
	attribute_print(xml, "errors", "%u", counts->errors);
	attribute_print(xml, "skipped", "%u", counts->skipped);
	attribute_print(xml, "time", "%.3f", counts->seconds);
}

/* "SKIP: the target does not offer reset" */
static char *message_make(const struct outcome *outcome,
			  const struct case_result *result)
{
	const char *said = case_is_known(result) ? result->expected
						 : result_said(result);
	char *line = line_dup(said), *message;

	if (strlen(line) > MAX_MESSAGE) {
		char *cut = xasprintf("%.*s...", MAX_MESSAGE, line);

		free(line);
		line = cut;
	}
	message = xasprintf("%s: %s", outcome->type, line);
	free(line);
	return message;
}

static void outcome_put(xmlTextWriterPtr xml, const struct run *run,
			const struct target_run *target,
			const struct case_result *result)
{
	struct outcome outcome = case_outcome(target, result);
	char *message, *evidence;

	if (!outcome.element)
		return;
	message = message_make(&outcome, result);
	xmlTextWriterStartElement(xml, BAD_CAST outcome.element);
	attribute_put(xml, "message", message);
	if (strcmp(outcome.element, "skipped")) {
		attribute_put(xml, "type", outcome.type);
		evidence = report_evidence(run, target, result, MAX_EVIDENCE);
		xmlTextWriterWriteString(xml, BAD_CAST evidence);
		free(evidence);
	}
	xmlTextWriterEndElement(xml);
	if (case_is_known(result)) {
		evidence = report_evidence(run, target, result, MAX_EVIDENCE);
		xmlTextWriterWriteElement(xml, BAD_CAST "system-out",
					  BAD_CAST evidence);
		free(evidence);
	}
	free(message);
}

static void case_put(xmlTextWriterPtr xml, const struct run *run,
		     const struct target_run *target, const char *suite,
		     const struct case_result *result)
{
	char *name = name_dup(result->id);

	xmlTextWriterStartElement(xml, BAD_CAST "testcase");
	attribute_put(xml, "classname", suite);
	attribute_put(xml, "name", name);
	attribute_print(xml, "time", "%.3f", result->duration_s);
	outcome_put(xml, run, target, result);
	xmlTextWriterEndElement(xml);
	free(name);
}

static void property_put(xmlTextWriterPtr xml, const char *name,
			 const char *value)
{
	if (!value)
		return;
	xmlTextWriterStartElement(xml, BAD_CAST "property");
	attribute_put(xml, "name", name);
	attribute_put(xml, "value", value);
	xmlTextWriterEndElement(xml);
}

static void properties_put(xmlTextWriterPtr xml, const struct run *run,
			   const struct target_run *target)
{
	xmlTextWriterStartElement(xml, BAD_CAST "properties");
	property_put(xml, "driver", target->driver);
	property_put(xml, "model", target->model);
	property_put(xml, "kernel", target->release);
	property_put(xml, "profile", target->profile);
	property_put(xml, "verdict", verdict_name(target->verdict));
	property_put(xml, "core verdict",
		     verdict_name(run->cores[target->core].verdict));
	property_put(xml, "trackcert", run->tool_commit);
	xmlTextWriterEndElement(xml);
}

static void suite_begin(xmlTextWriterPtr xml, const struct run *run,
			const char *name, const struct counts *counts)
{
	xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
	attribute_put(xml, "name", name);
	counts_put(xml, counts);
	/* the format has no time zones; Jenkins reads none */
	attribute_print(xml, "timestamp", "%.*s",
			(int)strcspn(run->started, "Z"), run->started);
}

/* All cases of the suite of case @first. */
static void suite_put(xmlTextWriterPtr xml, const struct run *run,
		      const struct target_run *target, size_t first)
{
	const char *suite = target->cases[first].suite;
	char *lane = target_name_dup(target), *tail = name_dup(suite);
	char *name = xasprintf("%s.%s", lane, tail);
	struct counts counts = { 0 };

	for (size_t i = first; i < target->nr_cases; i++)
		if (!strcmp(target->cases[i].suite, suite))
			counts_add(&counts, target, &target->cases[i]);
	suite_begin(xml, run, name, &counts);
	properties_put(xml, run, target);
	for (size_t i = first; i < target->nr_cases; i++)
		if (!strcmp(target->cases[i].suite, suite))
			case_put(xml, run, target, name, &target->cases[i]);
	xmlTextWriterEndElement(xml);
	free(name);
	free(tail);
	free(lane);
}

/* A VM that could not be had is an error of its own, with cases or without. */
static void infrastructure_put(xmlTextWriterPtr xml, const struct run *run,
			       const struct target_run *target)
{
	const struct counts counts = { .tests = 1, .errors = 1 };
	char *name = target_name_dup(target);

	suite_begin(xml, run, name, &counts);
	properties_put(xml, run, target);
	xmlTextWriterStartElement(xml, BAD_CAST "testcase");
	attribute_put(xml, "classname", name);
	attribute_put(xml, "name", "vm");
	attribute_put(xml, "time", "0.000");
	xmlTextWriterStartElement(xml, BAD_CAST "error");
	attribute_put(xml, "message", target->infrastructure);
	attribute_put(xml, "type", "infrastructure");
	xmlTextWriterEndElement(xml);
	xmlTextWriterEndElement(xml);
	xmlTextWriterEndElement(xml);
	free(name);
}

static bool suite_is_first(const struct target_run *target, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(target->cases[k].suite, target->cases[i].suite))
			return false;
	return true;
}

static void target_put(xmlTextWriterPtr xml, const struct run *run,
		       const struct target_run *target)
{
	if (target->infrastructure)
		infrastructure_put(xml, run, target);
	for (size_t i = 0; i < target->nr_cases; i++)
		if (suite_is_first(target, i))
			suite_put(xml, run, target, i);
}

static struct counts run_counts(const struct run *run)
{
	struct counts counts = { 0 };

	for (size_t t = 0; t < run->nr_targets; t++) {
		const struct target_run *target = &run->targets[t];

		counts.tests += target->infrastructure != NULL;
		counts.errors += target->infrastructure != NULL;
		for (size_t i = 0; i < target->nr_cases; i++)
			counts_add(&counts, target, &target->cases[i]);
	}
	return counts;
}

int report_junit(const struct run *run, FILE *out)
{
	const struct counts counts = run_counts(run);
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlTextWriterPtr xml = buffer ? xmlNewTextWriterMemory(buffer, 0)
				      : NULL;

	if (!xml)
		abort();
	xmlTextWriterSetIndent(xml, 1);
	xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(xml, BAD_CAST "testsuites");
	attribute_put(xml, "name", "trackcert");
	counts_put(xml, &counts);
	for (size_t i = 0; i < run->nr_targets; i++)
		target_put(xml, run, &run->targets[i]);
	xmlTextWriterEndDocument(xml);
	xmlFreeTextWriter(xml);
	fwrite(xmlBufferContent(buffer), 1, (size_t)xmlBufferLength(buffer),
	       out);
	xmlBufferFree(buffer);
	return report_end(out);
}
