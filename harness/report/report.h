/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is told of a run. Each report is a function of the judged run and of
 * nothing else, so that it can be made again from the journal. Strings that
 * came out of a guest are never trusted: each format escapes them its way.
 *
 * All take a run that verdict_judge() has seen, write to @out, flush it, and
 * return 0 or -errno of the first write that failed.
 */
#ifndef TRACKCERT_REPORT_H
#define TRACKCERT_REPORT_H

#include <stdio.h>

#include "run.h"

/** report_text() - for a terminal: verdict first, then what is wrong */
int report_text(const struct run *run, FILE *out);

/**
 * report_json() - everything, as docs/results.schema.json describes it
 *
 * Return: also -ERANGE when the seed has more than 63 bits.
 */
int report_json(const struct run *run, FILE *out);

/** report_ktap() - strict KTAP version 1, a subtest for each target */
int report_ktap(const struct run *run, FILE *out);

/** report_junit() - XML for GitLab, Jenkins and whoever else reads JUnit's */
int report_junit(const struct run *run, FILE *out);

/**
 * report_kcidb() - a submission to KCIDB, version 5.3 of its schema
 * @origin: the CI system that submits, as KCIDB knows it
 *
 * Return: also -EINVAL when @origin is no name for one.
 */
int report_kcidb(const struct run *run, const char *origin, FILE *out);

/** kcidb_origin_good() - lower-case letters, digits and '_' */
bool kcidb_origin_good(const char *origin);

/** report_md() - Markdown for a cover letter or a pull request */
int report_md(const struct run *run, FILE *out);

/** report_html() - one self-contained page without scripts */
int report_html(const struct run *run, FILE *out);

#endif
