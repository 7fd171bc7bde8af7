// SPDX-License-Identifier: GPL-2.0-only
/* The reports that other people's programs read: JUnit, KCIDB, Markdown. */
#include <errno.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "paths.h"
#include "report_evidence.h"
#include "report_render.h"
#include "schema_check.h"

static char *test_path(const char *name)
{
	char *tests = path_join(paths_source(), "harness/tests");
	char *path = path_join(tests, name);

	free(tests);
	return path;
}

/* Sample targets, one of them with names that no format likes. */
static void odd_run(struct run *run)
{
	static const char *const ids[] = { "a/b#c",   "a/b%23c", "a/b c",
					   "a/b\xff", "a/b\x01", "a/b.c" };
	struct target_run *target;

	sample_run(run);
	target = sample_target(run, "odd # SKIP <&\x02", "Odd names");
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		sample_case(run, target, ids[i], "odd", "VDT-ABI-010",
			    RESULT_FAIL)
			->message = xstrdup(HOSTILE);
	verdict_judge(run);
}

static xmlDocPtr xml_parse(const char *text)
{
	xmlDocPtr doc = xmlReadMemory(text, (int)strlen(text), "junit.xml",
				      NULL, XML_PARSE_NONET);

	assert_non_null(doc);
	return doc;
}

/* Return: whether the document keeps harness/tests/junit.xsd. */
static bool junit_valid(const char *text)
{
	char *path = test_path("junit.xsd");
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
	xmlSchemaPtr schema = xmlSchemaParse(parser);
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	xmlDocPtr doc = xml_parse(text);
	int wrong;

	assert_non_null(schema);
	wrong = xmlSchemaValidateDoc(valid, doc);
	xmlFreeDoc(doc);
	xmlSchemaFreeValidCtxt(valid);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	free(path);
	return !wrong;
}

static void junit_keeps_schema(void **state)
{
	struct run run;
	char *text = sample_render(report_junit);

	assert_true(junit_valid(text));
	free(text);
	odd_run(&run);
	text = report_render(report_junit, &run);
	assert_true(junit_valid(text));
	free(text);
	run_free(&run);
}

static void junit_silence(void *context, const char *format, ...)
{
}

/* The schema refuses what GitLab would misread. */
static void junit_schema_refuses(void **state)
{
	static const char head[] =
		"<testsuites name='t' tests='1' failures='0' errors='0' "
		"skipped='0' time='0'><testsuite name='s' tests='1' "
		"failures='0' errors='0' skipped='0' time='0' "
		"timestamp='2026-01-31T09:14:03'>";
	static const char *const bodies[] = {
		"<testcase classname='a' name='b' time='0'/>"
		"<testcase classname='a' name='b' time='0'/>",
		"<testcase name='b' time='0'/>",
		"<testcase classname='a' name='b' time='soon'/>",
		"<testcase classname='a' name='b' time='0'><failure/>"
		"</testcase>",
		"<testcase classname='a' name='b' time='0'><colour/>"
		"</testcase>",
	};

	xmlSetGenericErrorFunc(NULL, junit_silence);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		char *text = xasprintf("%s%s</testsuite></testsuites>", head,
				       bodies[i]);

		assert_false(junit_valid(text));
		free(text);
	}
	xmlSetGenericErrorFunc(NULL, NULL);
}

static xmlNodePtr junit_case(xmlNodePtr node, const char *classname,
			     const char *name)
{
	for (; node; node = node->next) {
		xmlChar *c = xmlGetProp(node, BAD_CAST "classname");
		xmlChar *n = xmlGetProp(node, BAD_CAST "name");
		bool found = c && !strcmp((char *)c, classname) &&
			     !strcmp((char *)n, name);
		xmlNodePtr child =
			found ? node
			      : junit_case(node->children, classname, name);

		xmlFree(c);
		xmlFree(n);
		if (child)
			return child;
	}
	return NULL;
}

/* Name of the outcome's element, and its message; both allocated. */
static void junit_outcome(xmlDocPtr doc, const char *suite, const char *id,
			  char **element, char **message, char **body)
{
	char *classname = xasprintf("pds.debian-6.12.group.%s", suite);
	xmlNodePtr node = junit_case(xmlDocGetRootElement(doc), classname, id);
	xmlChar *text;

	assert_non_null(node);
	node = xmlFirstElementChild(node);
	*element = xstrdup(node ? (const char *)node->name : "");
	text = node ? xmlGetProp(node, BAD_CAST "message") : NULL;
	*message = xstrdup(text ? (const char *)text : "");
	xmlFree(text);
	text = node ? xmlNodeGetContent(node) : NULL;
	*body = xstrdup(text ? (const char *)text : "");
	xmlFree(text);
	free(classname);
}

static void junit_has_results(void **state)
{
	static const struct {
		const char *suite, *id, *element, *message, *body;
	} rows[] = {
		{ "bitmap", "bitmap/one-page", "", "", "" },
		{ "bitmap", "bitmap/second-read-is-zero", "failure",
		  "FAIL: bits of the second read == 0: got 24 set bits",
		  "bits of the second read == 0: got 24 set bits\ngeometry: "
		  "range 0x100000000+0x800000" },
		{ "bitmap", "bitmap/report-huge-page-size", "failure",
		  "CRASH: BUG: kernel", "kernel: RIP: 0010:pds_vfio_dirty" },
		{ "bitmap", "bitmap/sweep-of-windows", "skipped",
		  "known failure: pds rounds", "" },
		{ "lifecycle", "lifecycle/reopen", "failure",
		  "TIMEOUT: no answer within 10 s", "expected: FAIL" },
		{ "lifecycle", "lifecycle/reset", "skipped",
		  "SKIP: the target does not offer reset", "" },
		{ "lifecycle", "lifecycle/stop-off", "failure",
		  "unexpected pass: ", "because: listed, but it passes" },
		{ "lifecycle", "lifecycle/last", "error", "NOTRUN: ", "" },
		{ "lifecycle", "lifecycle/hostile", "error", "ERROR: </pre>",
		  "repeat: trackcert run -t pds -k debian-6.12" },
	};
	char *text = sample_render(report_junit);
	xmlDocPtr doc = xml_parse(text);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *element, *message, *body;

		junit_outcome(doc, rows[i].suite, rows[i].id, &element,
			      &message, &body);
		assert_string_equal(element, rows[i].element);
		assert_true(str_starts(message, rows[i].message));
		if (!strstr(body, rows[i].body))
			fail_msg("%s: no '%s' in: %s", rows[i].id, rows[i].body,
				 body);
		free(element);
		free(message);
		free(body);
	}
	xmlFreeDoc(doc);
	free(text);
}

/* A case that waits for a failure is skipped, one that claims so is not. */
static void junit_has_waiting(void **state)
{
	struct run run;
	struct target_run *pds;
	xmlDocPtr doc;
	char *text, *element, *message, *body;

	sample_run(&run);
	pds = &run.targets[1];
	sample_case(&run, pds, "bitmap/waits", "waits", "VDT-REPORT-010",
		    RESULT_NOTRUN)
		->message = xstrdup("builds on bitmap/second-read-is-zero, "
				    "which failed");
	sample_case(&run, pds, "bitmap/claims", "claims", "VDT-REPORT-010",
		    RESULT_NOTRUN)
		->message = xstrdup("builds on bitmap/one-page, which failed");
	verdict_judge(&run);
	text = report_render(report_junit, &run);
	doc = xml_parse(text);
	junit_outcome(doc, "bitmap", "bitmap/waits", &element, &message, &body);
	assert_string_equal(element, "skipped");
	free(element);
	free(message);
	free(body);
	junit_outcome(doc, "bitmap", "bitmap/claims", &element, &message,
		      &body);
	assert_string_equal(element, "error");
	free(element);
	free(message);
	free(body);
	xmlFreeDoc(doc);
	free(text);
	run_free(&run);
}

static json_t *kcidb_make(const struct run *run)
{
	char *text = report_render(report_kcidb_sample, run);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	free(text);
	assert_non_null(json);
	return json;
}

static void kcidb_check(json_t *json, struct strings *errors)
{
	char *path = test_path("kcidb-5.3.schema.json");
	struct schema schema = { .root = json_load_file(path, 0, NULL) };

	assert_non_null(schema.root);
	schema_check(&schema, schema.root, json, "kcidb");
	*errors = schema.errors;
	json_decref(schema.root);
	free(path);
}

static void kcidb_keeps_schema(void **state)
{
	struct strings errors;
	struct run run;
	json_t *json;

	odd_run(&run);
	json = kcidb_make(&run);
	kcidb_check(json, &errors);
	errors_none(&errors);
	json_decref(json);
	run_free(&run);
}

static void kcidb_schema_refuses(void **state)
{
	struct strings errors;
	struct run run;
	json_t *json, *test;

	sample_run(&run);
	json = kcidb_make(&run);
	test = json_array_get(json_object_get(json, "tests"), 0);
	json_object_set_new(test, "status", json_string("XFAIL"));
	json_object_set_new(test, "origin", json_string("My Lab"));
	json_object_set_new(test, "colour", json_string("blue"));
	kcidb_check(json, &errors);
	assert_int_equal(errors.n, 3);
	strings_free(&errors);
	json_decref(json);
	run_free(&run);
}

static json_t *kcidb_find(const json_t *json, const char *list, const char *key,
			  const char *part)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(json, list), i, item)
	{
		const char *value =
			json_string_value(json_object_get(item, key));

		if (value && strstr(value, part))
			return item;
	}
	fail_msg("no member of %s whose %s has '%s'", list, key, part);
	return NULL;
}

/* Every id that is referred to is one of the submission, and only once. */
static void kcidb_ids_hold(void **state)
{
	static const struct {
		const char *list, *key, *to;
	} links[] = {
		{ "builds", "checkout_id", "checkouts" },
		{ "tests", "build_id", "builds" },
		{ "incidents", "test_id", "tests" },
		{ "incidents", "issue_id", "issues" },
	};
	struct strings seen = { 0 };
	json_t *json, *item;
	struct run run;
	size_t i, k;

	odd_run(&run);
	json = kcidb_make(&run);
	for (i = 0; i < ARRAY_SIZE(links); i++)
		json_array_foreach(json_object_get(json, links[i].list), k,
				   item)
			kcidb_find(json, links[i].to, "id",
				   json_string_value(json_object_get(
					   item, links[i].key)));
	json_array_foreach(json_object_get(json, "tests"), k, item)
	{
		const char *id = json_string_value(json_object_get(item, "id"));

		assert_false(strings_has(&seen, id));
		strings_add(&seen, id);
	}
	assert_true(seen.n > 30);
	strings_free(&seen);
	json_decref(json);
	run_free(&run);
}

static const char *text_get(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void kcidb_has_results(void **state)
{
	json_t *json, *test, *incident;
	struct run run;

	sample_run(&run);
	json = kcidb_make(&run);
	test = kcidb_find(json, "tests", "id",
			  "pds.debian-6.12.group/bitmap/"
			  "report-huge-page-size");
	assert_string_equal(text_get(test, "status"), "FAIL");
	assert_string_equal(text_get(test, "path"),
			    "trackcert.bitmap.report-huge-page-size");
	assert_non_null(strstr(text_get(test, "log_excerpt"), "\nkernel: RIP"));
	test = kcidb_find(json, "tests", "id", "lifecycle/last");
	assert_string_equal(text_get(test, "status"), "MISS");
	test = kcidb_find(json, "tests", "path", "trackcert.vm");
	assert_string_equal(text_get(test, "status"), "ERROR");
	/* two failures are known, and one came out otherwise than listed */
	assert_int_equal(json_array_size(json_object_get(json, "incidents")),
			 2);
	incident = kcidb_find(json, "incidents", "test_id", "sweep-of-windows");
	assert_non_null(
		strstr(text_get(kcidb_find(json, "issues", "id",
					   text_get(incident, "issue_id")),
				"comment"),
		       "pds rounds the last sequence"));
	json_decref(json);
	run_free(&run);
}

static void kcidb_refuses_origin(void **state)
{
	static const char *const bad[] = { "", "My", "a b", "a:b", "a-b" };
	struct run run;

	sample_run(&run);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(report_kcidb(&run, bad[i], stdout), -EINVAL);
	run_free(&run);
}

static void evidence_is_bounded(void **state)
{
	struct run run;
	struct case_result *c;
	char *text;

	sample_run(&run);
	c = &run.targets[1].cases[12];
	for (int i = 0; i < 5000; i++)
		strings_addf(&c->output, "line %d of what a suite said", i);
	text = report_evidence(&run, &run.targets[1], c, 4096);
	assert_true(strlen(text) <= 4096);
	assert_non_null(strstr(text, "\nrepeat: trackcert run "));
	assert_non_null(strstr(text, " more lines)"));
	free(text);
	run_free(&run);
}

static void md_says_verdicts(void **state)
{
	static const char *const said[] = {
		"## trackcert: 1 of 3 targets conforms\n",
		"\n### `pds`: DOES NOT CONFORM\n",
		"; 1 of these known; **5 unexpected**\n",
		"\n- **VDT-REPORT-020** (MUST, driver): REPORT reads and",
		"\n  - FAIL `bitmap/second-read-is-zero`: `bits of the second "
		"read == 0: got 24 set bits`\n",
		"\nTo repeat one: `trackcert run -t pds -k debian-6.12 --seed "
		"1477213 bounds/over-one-page`\n",
		"; known: `pds rounds the last sequence",
		"<details>\n<summary>Environment</summary>\n\n",
	};
	char *text = sample_render(report_md);

	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		if (!strstr(text, said[i]))
			fail_msg("does not say: %s", said[i]);
	free(text);
}

/* A failure of two rules is told once, and not more of them than are read. */
static void md_is_short(void **state)
{
	struct run run;
	struct target_run *good;
	char *text;

	sample_run(&run);
	good = &run.targets[0];
	for (int i = 0; i < 7; i++) {
		char *id = xasprintf("bitmap/bad-%d", i);
		struct case_result *c = sample_case(
			&run, good, id, "bad", "VDT-REPORT-010", RESULT_FAIL);

		strings_add(&c->rules, "VDT-REPORT-020");
		free(id);
	}
	verdict_judge(&run);
	text = report_render(report_md, &run);
	assert_non_null(strstr(text, "`bitmap/bad-4`: `failed`\n"
				     "  - and 2 more\n- **VDT-REPORT-020**"));
	assert_non_null(strstr(text, "again.\n  - and 7 of those above\n"));
	free(text);
	run_free(&run);
}

/* What stands between backticks cannot end the code span it is in. */
static void md_escapes(void **state)
{
	static const struct {
		const char *message, *span;
	} rows[] = {
		{ "a `b` c", "`` a `b` c ``" },
		{ "```", "```` ``` ````" },
		{ "<b>@you #1\nx", "`<b>@you #1 x`" },
		{ "", "` `" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct run run;
		char *text;

		sample_run(&run);
		free(run.targets[1].cases[10].message);
		run.targets[1].cases[10].message = xstrdup(rows[i].message);
		text = report_render(report_md, &run);
		if (!strstr(text, rows[i].span))
			fail_msg("no %s in: %s", rows[i].span, text);
		free(text);
		run_free(&run);
	}
}

/* Prose keeps its code, and loses whatever else Markdown would make of it. */
static void md_prose(void **state)
{
	static const struct {
		const char *statement, *written;
	} rows[] = {
		{ "`a_b` and VFIO_X_Y *or* _z_",
		  "`a_b` and VFIO_X_Y \\*or\\* \\_z\\_" },
		{ "a lone ` <b>", "a lone \\` \\<b\\>" },
		{ "```<b>`x`", "\\`\\`\\`\\<b\\>`x`" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct run run;
		char *text;

		sample_run(&run);
		free(run.rules.v[7].statement);
		run.rules.v[7].statement = xstrdup(rows[i].statement);
		text = report_render(report_md, &run);
		if (!strstr(text, rows[i].written))
			fail_msg("no %s in: %s", rows[i].written, text);
		free(text);
		run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(junit_keeps_schema),
		cmocka_unit_test(junit_schema_refuses),
		cmocka_unit_test(junit_has_results),
		cmocka_unit_test(junit_has_waiting),
		cmocka_unit_test(kcidb_keeps_schema),
		cmocka_unit_test(kcidb_schema_refuses),
		cmocka_unit_test(kcidb_ids_hold),
		cmocka_unit_test(kcidb_has_results),
		cmocka_unit_test(kcidb_refuses_origin),
		cmocka_unit_test(evidence_is_bounded),
		cmocka_unit_test(md_says_verdicts),
		cmocka_unit_test(md_is_short),
		cmocka_unit_test(md_escapes),
		cmocka_unit_test(md_prose),
	};

	return cmocka_run_group_tests_name("report formats", tests, NULL, NULL);
}
