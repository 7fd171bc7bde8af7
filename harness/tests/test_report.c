// SPDX-License-Identifier: GPL-2.0-only
/* Every report of a run that holds every kind of result. */
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ktap_check.h"
#include "paths.h"
#include "report_chars.h"
#include "report_html.h"
#include "report_render.h"
#include "schema_check.h"

static const struct {
	const char *name;
	report_fn write;
} reports[] = {
	{ "text", report_text },   { "json", report_json },
	{ "ktap", report_ktap },   { "html", report_html },
	{ "junit", report_junit }, { "kcidb", report_kcidb_sample },
	{ "md", report_md },
};

static const char *json_text(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static json_t *sample_json(void)
{
	char *text = sample_render(report_json);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	free(text);
	assert_non_null(json);
	return json;
}

static void json_keeps_schema(void **state)
{
	char *path = path_join(paths_source(), "docs/results.schema.json");
	struct schema schema = { .root = json_load_file(path, 0, NULL) };
	json_t *json = sample_json();

	assert_non_null(schema.root);
	schema_check(&schema, schema.root, json, "results");
	errors_none(&schema.errors);
	json_decref(json);
	json_decref(schema.root);
	free(path);
}

/* The check of the schema finds what it must find. */
static void json_schema_refuses(void **state)
{
	char *path = path_join(paths_source(), "docs/results.schema.json");
	struct schema schema = { .root = json_load_file(path, 0, NULL) };
	json_t *json = sample_json();
	json_t *target = json_array_get(json_object_get(json, "targets"), 0);

	json_object_del(json, "seed");
	json_object_set_new(target, "verdict", json_string("FINE"));
	json_object_set_new(target, "colour", json_string("blue"));
	schema_check(&schema, schema.root, json, "results");
	assert_true(strings_has(&schema.errors, "results lacks seed"));
	assert_true(strings_has(&schema.errors, "results.targets.verdict is "
						"none of the words"));
	assert_true(strings_has(&schema.errors,
				"results.targets.colour is not documented"));
	assert_int_equal(schema.errors.n, 3);
	strings_free(&schema.errors);
	json_decref(json);
	json_decref(schema.root);
	free(path);
}

static void json_has_facts(void **state)
{
	json_t *json = sample_json(), *pds, *c;

	assert_int_equal(json_integer_value(json_object_get(json, "seed")),
			 1477213);
	pds = json_array_get(json_object_get(json, "targets"), 1);
	assert_string_equal(json_text(pds, "target"), "pds");
	assert_string_equal(json_text(pds, "verdict"), "DOES NOT CONFORM");
	assert_string_equal(json_text(pds, "kernel_config_sha256"), SHA);
	c = json_array_get(json_object_get(pds, "cases"), 10);
	assert_string_equal(json_text(c, "id"), "bitmap/second-read-is-zero");
	assert_string_equal(json_text(c, "result"), "FAIL");
	assert_string_equal(json_text(json_object_get(c, "bits"), "expected"),
			    "0000f0ffffffff0f0000000000000000");
	json_decref(json);
}

static void json_refuses_large_seed(void **state)
{
	struct run run;
	FILE *out = fopen("/dev/null", "w");

	sample_run(&run);
	run.seed = 1ull << 63;
	assert_int_equal(report_json(&run, out), -ERANGE);
	run_free(&run);
	fclose(out);
}

static void ktap_is_strict(void **state)
{
	char *text = sample_render(report_ktap);
	struct strings errors = ktap_check(text);

	errors_none(&errors);
	assert_non_null(strstr(text, "\n  not ok 13 pds.debian-6.12.group:"
				     "bitmap/report-huge-page-size # ERROR "));
	assert_non_null(strstr(text, "\n  ok 10 pds.debian-6.12.group:"
				     "bounds/over-one-page # XFAIL "));
	assert_non_null(strstr(text, "\n  not ok 14 pds.debian-6.12.group:"
				     "lifecycle/reopen # TIMEOUT "));
	assert_non_null(strstr(text, "\n  ok 15 pds.debian-6.12.group:"
				     "lifecycle/reset # SKIP "));
	assert_non_null(strstr(text, "\nnot ok 2 pds.debian-6.12.group\n"));
	free(text);
}

/* The checker refuses what the format forbids. */
static void ktap_checker_refuses(void **state)
{
	static const char *const bad[] = {
		"1..1\nok 1 a\n",
		"KTAP version 1\n1..2\nok 1 a\n",
		"KTAP version 1\n1..2\nok 1 a\nok 2 a\n",
		"KTAP version 1\n1..2\nok 2 a\nok 1 b\n",
		"KTAP version 1\n1..1\nok 1 a # TIMEOUT\n",
		"KTAP version 1\n1..1\nnot ok 1 a # TODO\n",
		"KTAP version 1\n1..1\nok 1 a\n# late\n",
		"KTAP version 1\n1..1\nhello\nok 1 a\n",
		"KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n"
		"  not ok 1 b\nok 1 a\n",
		"KTAP version 1\n1..1\n  KTAP version 1\n  1..2\n"
		"  ok 1 b\nok 1 a\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct strings errors = ktap_check(bad[i]);

		assert_true(errors.n > 0);
		strings_free(&errors);
	}
}

/* Names that differ stay different, whatever they are made of. */
static void ktap_names_stay_unique(void **state)
{
	static const char *const ids[] = { "a/b#c", "a/b%23c", "a/b c",
					   "a/b\xff", "a/b\\c" };
	struct run run = {};
	struct target_run *target;
	struct strings errors;
	char *text;
	size_t i;

	sample_env(&run);
	sample_rules(&run);
	target = sample_target(&run, "odd # SKIP", "Odd names");
	for (i = 0; i < ARRAY_SIZE(ids); i++)
		sample_case(&run, target, ids[i], "odd", "VDT-ABI-010",
			    RESULT_PASS);
	verdict_judge(&run);
	text = report_render(report_ktap, &run);
	errors = ktap_check(text);
	errors_none(&errors);
	free(text);
	run_free(&run);
}

/* No byte that steers a terminal, and valid UTF-8 all through. */
static void text_is_clean(const char *text)
{
	const char *s = text;
	uint32_t c;

	while (*s) {
		const char *at = s;

		c = char_next(&s);
		if (c == CHAR_REPLACEMENT)
			assert_memory_equal(at, "\xef\xbf\xbd", 3);
		if (c != '\n' && c != '\t')
			assert_int_equal(c, char_shown(c));
	}
}

static void reports_are_clean(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reports); i++) {
		char *text = sample_render(reports[i].write);

		/* JSON may hold anything that it escapes */
		if (reports[i].write != report_json)
			text_is_clean(text);
		assert_null(strchr(text, '\033'));
		free(text);
	}
}

static void text_says_verdicts(void **state)
{
	char *text = sample_render(report_text);

	assert_non_null(strstr(text, "\nCONFORMS  reference on"));
	assert_non_null(strstr(text, "\nDOES NOT CONFORM  pds on"));
	assert_non_null(strstr(text, "\nINCOMPLETE  reference,max_ranges=1"));
	assert_non_null(strstr(text, "pds_core_model, a model of its"));
	free(text);
}

/* The one script that is ours. gcc 12 takes @text for what it is not. */
static __attribute__((noinline)) void script_blank(char *text)
{
	char *own = xasprintf("<script>%s</script>", html_script);
	char *script = strstr(text, own);

	assert_non_null(script);
	memset(script, ' ', strlen(own));
	free(own);
}

static void html_escapes(void **state)
{
	static const char *const forbidden[] = {
		"<script", "</script", "onload='x'", "<b>&amp;", "http:",
		"https:",  " src=",    "@import",    "\x01",
	};
	char *text = sample_render(report_html);
	size_t i;

	script_blank(text);
	for (i = 0; i < ARRAY_SIZE(forbidden); i++)
		assert_null(strstr(text, forbidden[i]));
	assert_non_null(strstr(text, "&lt;script&gt;alert(1)"));
	assert_non_null(strstr(text, "default-src 'none'"));
	free(text);
}

/* Names of files and functions stand in backticks in CONFORMANCE.md. */
static void html_shows_code(void **state)
{
	char *text = sample_render(report_html);

	assert_non_null(strstr(text, "<code>drivers/vfio/vfio_main.c</code>, "
				     "6.12; a lone ` stays"));
	free(text);
}

/* The quoted values behind each @attribute, @skip bytes into them. */
static void html_values(const char *text, const char *attribute, size_t skip,
			struct strings *values)
{
	const char *s = text;

	while ((s = strstr(s, attribute))) {
		s += strlen(attribute);
		strings_take(values,
			     xstrndup(s + skip, strcspn(s + skip, "\"")));
	}
}

/* Ids are unique, and what the page refers to is on it. */
static void html_links_hold(void **state)
{
	char *text = sample_render(report_html);
	struct strings ids = {}, links = {}, seen = {};
	size_t i;

	html_values(text, " id=\"", 0, &ids);
	html_values(text, " href=\"", 1, &links);
	html_values(text, "fill=\"url(", 1, &links);
	assert_true(links.n > 50);
	for (i = 0; i < ids.n; i++) {
		assert_false(strings_has(&seen, ids.v[i]));
		strings_add(&seen, ids.v[i]);
	}
	for (i = 0; i < links.n; i++) {
		links.v[i][strcspn(links.v[i], ")")] = '\0';
		if (!strings_has(&ids, links.v[i]))
			fail_msg("no #%s on the page", links.v[i]);
	}
	strings_free(&ids);
	strings_free(&links);
	strings_free(&seen);
	free(text);
}

/* Lost and extra pages are drawn and told by address. */
static void html_shows_bits(void **state)
{
	char *text = sample_render(report_html);

	assert_non_null(strstr(text, "fill=\"url(#b64-lost)\""));
	assert_non_null(strstr(text, "fill=\"url(#b128-extra)\""));
	assert_non_null(strstr(text, "<b>4</b> lost"));
	assert_non_null(strstr(text, "<code>0x10005b000</code>"));
	assert_non_null(strstr(text, "<code>0x10007c000+5</code>"));
	free(text);
}

/* How long a thousand results take: told, for a busy machine would fail. */
static void latency_add(struct target_run *target, enum result result,
			const char *line)
{
	target->cases[0].result = result;
	strings_add(&target->cases[0].output, line);
}

/* What passed and is a time: sorted, once each; nothing of all else. */
static void latency_is_shown(void **state)
{
	static const char *const lines[] = {
		"# measured: latency.report.65536=25.5 us",
		"# measured: latency.report.4096=3 us",
		"# measured: latency.report.4096=9 us",
		"# measured: latency.start.256=4300 us",
		"# measured: latency.start.0=1 us",
		"# measured: latency.start.-4=1 us",
		"# measured: latency.start.4=nan us",
		"# measured: latency.start.4=0 us",
		"# measured: latency.start.4=1e300 us",
		"# measured: latency.start.4=1 us</svg><script>",
		"# measured: latency.stop.4=1 us",
	};
	struct run run = { 0 };
	struct target_run *target;
	char *text;

	(void)state;
	sample_env(&run);
	sample_rules(&run);
	target = sample_target(&run, "reference", "A conforming tracker");
	sample_passes(&run, target);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		latency_add(target, RESULT_PASS, lines[i]);
	verdict_judge(&run);
	text = report_render(report_json, &run);
	assert_non_null(strstr(
		text,
		"\"latency\": {\n    \"start\": [\n     {\n      \"size\": "
		"256,\n      \"microseconds\": 4300.0\n     }\n    ],\n"
		"    \"report\": [\n     {\n      \"size\": 4096,\n"
		"      \"microseconds\": 3.0\n     },\n     {\n"
		"      \"size\": 65536,\n      \"microseconds\": 25.5\n"
		"     }\n    ]\n   }"));
	free(text);
	text = report_render(report_html, &run);
	assert_non_null(strstr(text, "<section id=\"latency\">"));
	assert_non_null(strstr(text, "<td>64 KiB</td><td>25.5 \u00b5s</td>"));
	assert_non_null(strstr(text, "<td>256</td><td>4.3 ms</td>"));
	assert_null(strstr(text, "<td>4</td>"));
	free(text);
	latency_add(target, RESULT_FAIL, lines[0]);
	text = report_render(report_html, &run);
	assert_null(strstr(text, "id=\"latency\""));
	free(text);
	run_free(&run);
}

static void reports_are_fast(void **state)
{
	struct run run = {};
	struct target_run *target;
	size_t i;

	sample_env(&run);
	sample_rules(&run);
	target = sample_target(&run, "large", "A thousand results");
	for (i = 0; i < 1000; i++) {
		char *id = xasprintf("bitmap/case-%zu", i);
		struct case_result *c = sample_case(
			&run, target, id, "One of many", "VDT-REPORT-010",
			i % 3 ? RESULT_PASS : RESULT_FAIL);

		if (i % 3 == 0)
			sample_bits(c, 0, 4096, i, 3 * i + 1, 7, 9);
		free(id);
	}
	verdict_judge(&run);
	for (i = 0; i < ARRAY_SIZE(reports); i++) {
		double start = now_s();
		char *text = report_render(reports[i].write, &run);

		print_message("# a thousand results as %s: %.2f s\n",
			      reports[i].name, now_s() - start);
		free(text);
	}
	run_free(&run);
}

static void reports_say_disk_full(void **state)
{
	struct run run;
	size_t i;

	sample_run(&run);
	for (i = 0; i < ARRAY_SIZE(reports); i++) {
		FILE *out = fopen("/dev/full", "w");

		assert_non_null(out);
		assert_int_equal(reports[i].write(&run, out), -ENOSPC);
		fclose(out);
	}
	run_free(&run);
}

static void reports_take_nothing(void **state)
{
	struct run run = {};
	struct strings errors;
	char *text;
	size_t i;

	sample_env(&run);
	sample_target(&run, "none", "Never planned")->infrastructure =
		xstrdup("no VM");
	verdict_judge(&run);
	for (i = 0; i < ARRAY_SIZE(reports); i++)
		free(report_render(reports[i].write, &run));
	text = report_render(report_ktap, &run);
	errors = ktap_check(text);
	errors_none(&errors);
	free(text);
	run_free(&run);
}

static void chars_decode(void **state)
{
	static const struct {
		const char *bytes;
		const char *valid;
	} rows[] = {
		{ "plain", "plain" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7",
		  "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "\xc3", "\xef\xbf\xbd" },		    /* cut short */
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" }, /* overlong */
		{ "\xed\xa0\x80",			    /* surrogate */
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf4\x90\x80\x80", /* beyond the last code point */
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		char *text = utf8_dup(rows[i].bytes);

		assert_string_equal(text, rows[i].valid);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_keeps_schema),
		cmocka_unit_test(json_schema_refuses),
		cmocka_unit_test(json_has_facts),
		cmocka_unit_test(json_refuses_large_seed),
		cmocka_unit_test(ktap_is_strict),
		cmocka_unit_test(ktap_checker_refuses),
		cmocka_unit_test(ktap_names_stay_unique),
		cmocka_unit_test(reports_are_clean),
		cmocka_unit_test(text_says_verdicts),
		cmocka_unit_test(html_escapes),
		cmocka_unit_test(html_links_hold),
		cmocka_unit_test(html_shows_bits),
		cmocka_unit_test(html_shows_code),
		cmocka_unit_test(latency_is_shown),
		cmocka_unit_test(reports_are_fast),
		cmocka_unit_test(reports_say_disk_full),
		cmocka_unit_test(reports_take_nothing),
		cmocka_unit_test(chars_decode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
