/* SPDX-License-Identifier: GPL-2.0-only */
/* What speaks for a result, in lines of plain text. */
#ifndef TRACKCERT_REPORT_EVIDENCE_H
#define TRACKCERT_REPORT_EVIDENCE_H

#include "run.h"

/**
 * report_evidence() - message, geometry, bits, command, logs, in this order
 * @max: bytes at most, 64 or more; a last line says how many lines had to go
 *
 * Return: allocated lines. Without the characters that steer a terminal,
 * reorder a line or are forbidden in XML, whatever the guest sent.
 */
char *report_evidence(const struct run *run, const struct target_run *target,
		      const struct case_result *result, size_t max);

/** bits_words() - allocated "3 pages lost, the first at 0x1000; 1 extra..." */
char *bits_words(const struct bits *bits);

/** result_said() - the message, or what a result without one says; never NULL */
const char *result_said(const struct case_result *result);

#endif
