/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text in Markdown. Whatever is not our own prose stands in code spans, where
 * forges look for neither markup nor names to notify.
 */
#ifndef TRACKCERT_REPORT_MD_TEXT_H
#define TRACKCERT_REPORT_MD_TEXT_H

#include <stdio.h>

/** md_code() - a guest's words as a code span, cut when they are many */
void md_code(const char *s, FILE *out);

/** md_cell() - as md_code(), in a cell of a table */
void md_cell(const char *s, FILE *out);

/** md_prose() - a sentence of CONFORMANCE.md or of ours; `code` stays code */
void md_prose(const char *s, FILE *out);

#endif
