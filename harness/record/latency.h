/* SPDX-License-Identifier: GPL-2.0-only */
/* How long START and REPORT take, as a run's cases have measured it. */
#ifndef TRACKCERT_LATENCY_H
#define TRACKCERT_LATENCY_H

#include "run.h"

/** enum operation - what was measured, and by what its size is counted */
enum operation {
	OPERATION_START,  /* ranges */
	OPERATION_REPORT, /* bytes of the window */
	OPERATIONS
};

/** struct latency - one size */
struct latency {
	uint64_t size;
	double us;
};

/** struct latencies - of one operation, by size; free() @v */
struct latencies {
	struct latency *v;
	size_t n;
};

/** operation_name() - "start" or "report", as cases print it */
const char *operation_name(enum operation operation);

/**
 * latency_measured() - what a target's cases have printed
 * @target: its run
 * @operation: of what
 * @latencies: receives it, sizes ascending, each once
 *
 * Of lines "# measured: latency.OPERATION.SIZE=MICROSECONDS us" of cases that
 * passed; a size that is told of twice counts with its first. What is neither
 * a size nor a time of more than 0 and less than an hour is nobody's.
 */
void latency_measured(const struct target_run *target, enum operation operation,
		      struct latencies *latencies);

#endif
