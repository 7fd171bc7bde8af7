/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of report.html. Everything that is printed here is escaped. */
#ifndef TRACKCERT_REPORT_HTML_H
#define TRACKCERT_REPORT_HTML_H

#include <stdio.h>

#include "run.h"

/** html_style() - the page's style sheet, to be put as it is */
extern const char html_style[];

/** html_put() - text, fit for an element's content and quoted attributes */
void html_put(const char *s, FILE *out);

/** html_prose() - as html_put(), with `words` in backticks as code */
void html_prose(const char *s, FILE *out);

/** html_pre() - as html_put(), with line feeds and tabs kept */
void html_pre(const char *s, FILE *out);

/**
 * html_anchor() - the id of a case on the page, unique over the run
 * @target: index of the target in the run
 * @id: the case
 */
void html_anchor(size_t target, const char *id, FILE *out);

/** html_verdict_class() - yes, no or open: the style of a verdict */
const char *html_verdict_class(enum verdict verdict);

/** html_result_class() - lower-case word: the style of a result */
const char *html_result_class(enum result result);

/** html_cases() - the section of all cases, by target */
void html_cases(const struct run *run, FILE *out);

/** html_rules() - the table of all rules, a column for each target */
void html_rules(const struct run *run, FILE *out);

/** html_modules() - what was loaded, and whether it is what was shipped */
void html_modules(const struct run *run, FILE *out);

/** html_environment() - where it ran */
void html_environment(const struct run *run, FILE *out);

/** html_bits_defs() - what html_bits() refers to; once a page */
void html_bits_defs(FILE *out);

/**
 * html_bits() - a picture of expected against reported bits
 * @bits: what the suite printed
 * @n: a number of its own for each picture on the page
 */
void html_bits(const struct bits *bits, unsigned int n, FILE *out);

#endif
