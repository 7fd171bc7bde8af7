/* SPDX-License-Identifier: GPL-2.0-only */
/* What one case printed, and what that makes of it. */
#ifndef TRACKCERT_KTAP_H
#define TRACKCERT_KTAP_H

#include "run.h"

/* Lines of a case's output that are kept. */
#define OUTPUT_MAX_LINES 400

/**
 * struct ktap - what a case has printed so far
 * @results: result lines
 * @ok: the first one says "ok"
 * @name: what it is the result of
 * @directive: the word behind its "#", in capitals; NULL when none
 * @reason: what follows that word
 * @bail: "Bail out!" and why
 * @error: behind "# error:": the suite could not do its work
 * @cannot: behind "# cannot:": what the stimulus cannot do, and the case takes
 * @expected: first diagnostic of a failed check
 * @ended: how the test ended, in the kselftest harness' words
 * @geometry: behind the first "# geometry:"
 * @bits: out of the first "# bits:" that can be read
 * @timeout: the kselftest harness killed the test for its time
 * @signal: the test died of a signal
 * @plan_wrong: a plan says something else than one test
 * @output: the lines, bounded
 * @dropped: lines that @output has no room for
 */
struct ktap {
	unsigned int results;
	bool ok;
	char *name;
	char *directive;
	char *reason;
	char *bail;
	char *error;
	char *cannot;
	char *why; /* of "# why:", in words */
	char *expected;
	char *ended;
	char *geometry;
	struct bits *bits;
	bool timeout;
	bool signal;
	bool plan_wrong;
	struct strings output;
	unsigned int dropped;
};

/** ktap_feed() - take one line of a case's output, cleaned */
void ktap_feed(struct ktap *ktap, const char *line);

/**
 * ktap_judge() - what the output amounts to
 * @ktap: all of it
 * @info: the case that was run; the result line must name its suite and test
 * @exit_status: of its process, as a shell says it
 * @result: receives result and message
 *
 * Strict where a verdict hangs on it: exactly one result line, of the right
 * name, which the exit status must not contradict. Lenient for the rest:
 * version line, plan and totals are not needed.
 */
void ktap_judge(const struct ktap *ktap, const struct case_info *info,
		int exit_status, struct case_result *result);

/** ktap_take() - move output, geometry and bits to @result */
void ktap_take(struct ktap *ktap, struct case_result *result);

void ktap_free(struct ktap *ktap);

/**
 * bits_parse() - the words behind "# bits:"
 * @text: "iova=0x100000 page_size=0x1000 first=0 pages=128 expected=HEX
 *        reported=HEX"
 *
 * Return: allocated bits, or NULL when the words are not exactly that.
 */
struct bits *bits_parse(const char *text);

/** bits_free() - bits with their bytes; NULL is fine */
void bits_free(struct bits *bits);

/** hex_parse() - @n bytes out of 2 * @n hex digits; NULL when they are not */
uint8_t *hex_parse(const char *hex, size_t n);

#endif
