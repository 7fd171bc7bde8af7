/* SPDX-License-Identifier: GPL-2.0-only */
/* What every report says in the same words. Returned strings are allocated. */
#ifndef TRACKCERT_REPORT_VIEW_H
#define TRACKCERT_REPORT_VIEW_H

#include <stdio.h>

#include "run.h"

/**
 * struct tally - how a set of cases ended
 * @n: cases by result
 * @total: all of them
 * @known: bad results that the expectations list
 * @unexpected: results that the expectations do not explain
 */
struct tally {
	unsigned int n[RESULT_COUNT];
	unsigned int total;
	unsigned int known;
	unsigned int unexpected;
};

/**
 * tally_cases() - count the cases of one side
 * @core: those of layer core, else those of layers driver and device: a
 *        kernel's own bugs never count against a driver
 */
struct tally tally_cases(const struct target_run *target, bool core);

/** tally_words() - "40 passed, 2 failed, 1 skipped" */
char *tally_words(const struct tally *tally);

/** result_words() - "passed", "failed", "timed out" ... */
const char *result_words(enum result result);

/** case_is_core() - is the case's failure owed by the VFIO core? */
bool case_is_core(const struct case_result *result);

/** case_is_bad() - was it run, and ended otherwise than PASS or SKIP? */
bool case_is_bad(const struct case_result *result);

/** case_is_known() - a bad result that the expectations list just so */
bool case_is_known(const struct case_result *result);

/** case_has_rule() - does the case check this rule? */
bool case_has_rule(const struct case_result *result, const char *rule);

/** target_rule() - what was judged of a rule on this target, or NULL */
const struct rule_result *target_rule(const struct target_run *target,
				      const char *rule);

/** target_lane() - "debian-6.12, group, profile mainline" */
char *target_lane(const struct target_run *target);

/** verdict_means() - what the driver's verdict says, in a sentence or two */
char *verdict_means(const struct target_run *target);

/** verdict_explained() - are these failures known ones? NULL: there are none */
char *verdict_explained(const struct tally *tally);

/** target_ran() - did any case run? */
bool target_ran(const struct target_run *target);

/**
 * warning_words() - what the kernel complained of when no case ran, or NULL
 * @boot: before the first case, else after a case had its result
 */
char *warning_words(const struct target_run *target, bool boot);

/** core_means() - what a lane's core was found to be, in a sentence or two */
char *core_means(const struct core_run *core);

/** core_name() - "debian-6.12, group" */
char *core_name(const struct core_run *core);

/** core_seen() - "seen through pds; the control is reference" */
char *core_seen(const struct core_run *core);

/** charge_words() - "core: RULE also fails on the control: CASE, CASE" */
char *charge_words(const struct charge *charge);

/** run_command() - the command line that repeats one case */
char *run_command(const struct run *run, const struct target_run *target,
		  const struct case_result *result);

/** partial_words() - why these are not all cases, without a full stop */
char *partial_words(const struct run *run);

/** bit_test() - bit @k of a bitmap, byte 0 first, bit 0 lowest */
bool bit_test(const uint8_t *map, uint32_t k);

/** report_end() - flush; 0, or -errno of the write that failed */
int report_end(FILE *out);

#endif
