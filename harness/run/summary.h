/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a run: its reports, and its last words to the user. */
#ifndef TRACKCERT_SUMMARY_H
#define TRACKCERT_SUMMARY_H

#include "run.h"

/** summary_write() - results.json and report.html of a judged run; 0, -errno */
int summary_write(const struct run *run);

/** summary_print() - verdict, counts and what failed, for each target */
void summary_print(const struct run *run);

/** summary_where() - the report to open; not for a folder that will move */
void summary_where(const struct run *run);

#endif
