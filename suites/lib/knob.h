/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of the target that change what it is, named by variables of the
 * environment. What a case changes is put back when it ends, or before the next
 * one if it did not come to that.
 */
#ifndef SUITES_LIB_KNOB_H
#define SUITES_LIB_KNOB_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Ranges beyond which START is refused, 0 for none; need "limit". "N,M" is M
 * for page sizes of 2 MiB and more, where the target knows such limits.
 */
#define KNOB_LIMIT "TRACKCERT_LIMIT"

/* Ranges beyond which the driver combines them; need "combine". */
#define KNOB_COMBINE "TRACKCERT_COMBINE"

/* The n-th step of START, or of a call behind it, fails; need "fault". */
#define KNOB_FAULT_START "TRACKCERT_FAULT_START"

/* The n-th step of a write from now on cannot be logged; need "fault". */
#define KNOB_FAULT_LOG "TRACKCERT_FAULT_LOG"

/* The n-th step of reading the log from now on fails; need "fault". */
#define KNOB_FAULT_READ "TRACKCERT_FAULT_READ"

/*
 * How the device is reset, PCI's reset_method, where opening and closing it
 * shall not; need "reset".
 */
#define KNOB_RESET "TRACKCERT_RESET"

/* knob_there() - does the target have this one? */
bool knob_there(const char *variable);

/**
 * knob_set() - write a number to a knob
 * @variable: one of KNOB_*
 * @value: decimal in the file
 *
 * Ends the case as an ERROR if the target has no such knob or refuses the
 * number.
 */
void knob_set(const char *variable, uint64_t value);

/* __knob_set() - the same with any text; false if the target refuses it. */
bool __knob_set(const char *variable, const char *text);

/* knobs_restore() - put back what was changed, in whichever process. */
void knobs_restore(void);

#endif
