/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that a boot's cases have lost: what kmemleak found behind the last. */
#ifndef TRACKCERT_LEAKS_H
#define TRACKCERT_LEAKS_H

#include "run.h"

/**
 * struct leaks - kmemleak's list, as the agent puts it into the kernel log
 * @of: by case of the boot's plan, its lines of the console
 * @n: how many cases
 * @inside: the last line belongs to an object of case @now
 * @now: which case
 * @suspected: the kernel's own line that there are some; NULL: did not say so
 * @listed: objects were listed, or the list was said to be empty
 */
struct leaks {
	struct strings *of;
	size_t n;
	bool inside;
	size_t now;
	char *suspected;
	bool listed;
};

/** leaks_init() - for a boot of @n cases */
void leaks_init(struct leaks *leaks, size_t n);

/**
 * leaks_feed() - take a console line from behind the last case
 * @leaks: where to
 * @plan: the boot's cases
 * @line: as the console has it
 *
 * An object's first line is "kmemleak: INDEX ID: unreferenced object ...", with
 * the place of the case in the plan; where INDEX is no number, or ID not that
 * of the case there, it is nobody's.
 *
 * Return: false when the line is no case's.
 */
bool leaks_feed(struct leaks *leaks, const struct case_info *const *plan,
		const char *line);

/**
 * leaks_unlisted() - the kernel said that there are leaks, but where is the
 * list?
 *
 * Return: the kernel's line, or NULL when all is well.
 */
const char *leaks_unlisted(const struct leaks *leaks);

/**
 * leaks_judge() - let what a case has lost overrule its result
 * @lines: what leaks_feed() kept of it
 * @result: of the case; a PASS or a SKIP becomes a FAIL
 */
void leaks_judge(const struct strings *lines, struct case_result *result);

void leaks_free(struct leaks *leaks);

#endif
