/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed from one run to another: told, not judged. */
#ifndef TRACKCERT_COMPARE_H
#define TRACKCERT_COMPARE_H

#include <stdio.h>

#include "run.h"

/** enum change_kind - what a change is a change of */
enum change_kind {
	CHANGE_LANE,	/* the target itself came or went */
	CHANGE_VERDICT, /* of the driver, or of the core */
	CHANGE_RULE,
	CHANGE_CASE,
	CHANGE_WITH, /* what was tested: kernel, profile, a module */
	CHANGE_KINDS
};

/**
 * struct change - one thing that is not as it was
 * @kind: what it is a change of
 * @what: "driver", a rule's or a case's id, "module NAME" ...
 * @before: a word; NULL: was not there
 * @after: likewise
 * @message: why it is as it is now; NULL where there is none
 */
struct change {
	enum change_kind kind;
	char *what;
	char *before;
	char *after;
	char *message;
};

/** struct lane_changes - those of one target on one lane */
struct lane_changes {
	char *target;
	char *kernel;
	char *mode;
	struct change *v;
	size_t n;
};

/**
 * struct comparison - what changed from @a to @b, both judged
 *
 * Durations are not compared, nor what a guest printed: two runs of the same
 * are the same.
 */
struct comparison {
	const struct run *a;
	const struct run *b;
	struct lane_changes *lanes; /* only those that changed */
	size_t nr_lanes;
};

/** compare_runs() - find it; compare_free() it */
void compare_runs(const struct run *a, const struct run *b,
		  struct comparison *comparison);

/** compare_text() - for a terminal; 0 or -errno */
int compare_text(const struct comparison *comparison, FILE *out);

/** compare_json() - for programs; 0 or -errno */
int compare_json(const struct comparison *comparison, FILE *out);

void compare_free(struct comparison *comparison);

#endif
