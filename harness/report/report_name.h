/* SPDX-License-Identifier: GPL-2.0-only */
/* Names that tell a target or a case apart from every other of a run. */
#ifndef TRACKCERT_REPORT_NAME_H
#define TRACKCERT_REPORT_NAME_H

#include <stdio.h>

#include "run.h"

/**
 * name_put() - write @s in visible ASCII without '#', '%' and '\'
 *
 * Other bytes are written as '%' and two hex digits, so that names that
 * differ stay different.
 */
void name_put(const char *s, FILE *out);

/** name_dup() - as name_put(), allocated */
char *name_dup(const char *s);

/** target_name_dup() - allocated TARGET.KERNEL.MODE, as name_put() has it */
char *target_name_dup(const struct target_run *target);

#endif
