/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of report.html. Everything that is printed here is escaped. */
#ifndef TRACKCERT_REPORT_HTML_H
#define TRACKCERT_REPORT_HTML_H

#include <stdio.h>

#include "run.h"

/** html_style() - the page's style sheet, to be put as it is */
extern const char html_style[];

/** html_script - the filters' script, see html_policy() */
extern const char html_script[];

/** html_policy() - what the page may load and run: its style, that script */
void html_policy(FILE *out);

/** html_filters() - the controls, hidden until the script shows them */
void html_filters(FILE *out);

/** html_script_put() - the script itself, behind all that it works on */
void html_script_put(FILE *out);

/**
 * html_head() - from the doctype to the title, which the caller writes
 *
 * html_head_end() writes the style sheet and closes the head.
 */
void html_head(FILE *out);
void html_head_end(FILE *out);

/**
 * html_rule_head() - a rule's row, from its opening to its statement
 * @rule: the row's
 * @states: words out of: broken open kept idle; by these the script picks rows
 *
 * The cell with the statement is left open.
 */
void html_rule_head(const struct rule *rule, const char *states, FILE *out);

/**
 * html_rule_state() - the word of a result: broken, open, kept or idle
 * @result: NULL: the rule is not in the target's profile
 */
const char *html_rule_state(const struct rule_result *result);

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

/** html_latency_there() - has any target a measured time? */
bool html_latency_there(const struct run *run);

/** html_latency() - pictures of how long calls took, where there are any */
void html_latency(const struct run *run, FILE *out);

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
