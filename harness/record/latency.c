// SPDX-License-Identifier: GPL-2.0-only
/* How long START and REPORT take, as a run's cases have measured it. */
#include "latency.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

#define HOUR_US 3.6e9

static const char *const names[OPERATIONS] = {
	[OPERATION_START] = "start",
	[OPERATION_REPORT] = "report",
};

const char *operation_name(enum operation operation)
{
	return names[operation];
}

/* "SIZE=MICROSECONDS us" */
static bool point_read(const char *text, struct latency *point)
{
	char *end;

	if (*text < '1' || *text > '9')
		return false;
	errno = 0;
	point->size = strtoull(text, &end, 10);
	if (errno || *end != '=' || end[1] < '0' || end[1] > '9')
		return false;
	point->us = strtod(end + 1, &end);
	return !errno && point->us > 0 && point->us < HOUR_US &&
	       !strcmp(end, " us");
}

static void point_add(struct latencies *latencies, struct latency point)
{
	size_t at = latencies->n;

	for (size_t i = 0; i < latencies->n; i++)
		if (latencies->v[i].size == point.size)
			return;
	latencies->v = array_grow(latencies->v, at, sizeof(*latencies->v));
	latencies->n++;
	while (at && latencies->v[at - 1].size > point.size) {
		latencies->v[at] = latencies->v[at - 1];
		at--;
	}
	latencies->v[at] = point;
}

void latency_measured(const struct target_run *target, enum operation operation,
		      struct latencies *latencies)
{
	char *prefix = xasprintf("# measured: latency.%s.", names[operation]);

	*latencies = (struct latencies){ 0 };
	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *result = &target->cases[i];

		if (result->result != RESULT_PASS)
			continue;
		for (size_t k = 0; k < result->output.n; k++) {
			const char *line = result->output.v[k];
			struct latency point;

			if (str_starts(line, prefix) &&
			    point_read(line + strlen(prefix), &point))
				point_add(latencies, point);
		}
	}
	free(prefix);
}
