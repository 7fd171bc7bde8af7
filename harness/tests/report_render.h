/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports as strings, for the tests. */
#ifndef TRACKCERT_REPORT_RENDER_H
#define TRACKCERT_REPORT_RENDER_H

#include "report.h"
#include "sample_run.h"
#include "test.h"

typedef int (*report_fn)(const struct run *run, FILE *out);

/* One more of its kind, with the origin that is nobody's. */
static inline int report_kcidb_sample(const struct run *run, FILE *out)
{
	return report_kcidb(run, "sample", out);
}

/** report_render() - what a report says, allocated */
static inline char *report_render(report_fn report, const struct run *run)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_int_equal(report(run, out), 0);
	fclose(out);
	assert_int_equal(strlen(text), len); /* not a NUL byte in it */
	return text;
}

/** sample_render() - what it says of sample_run(), allocated */
static inline char *sample_render(report_fn report)
{
	struct run run;
	char *text;

	sample_run(&run);
	text = report_render(report, &run);
	run_free(&run);
	return text;
}

/** errors_none() - fails with the errors there are; frees them */
static inline void errors_none(struct strings *errors)
{
	char *text = strings_join(errors, "\n");

	assert_string_equal(text, "");
	free(text);
	strings_free(errors);
}

#endif
