/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Replay files: a sequence of steps of the suite model, as a case that failed
 * has printed it, and what it was run on. Line by line:
 *
 *	# any words
 *	case model/pages
 *	target reference
 *	kernel debian-6.12
 *	step map iova=0x100000000 length=0x1000
 *	step start page_size=0x1000 ranges=0x100000000+0x1000
 *
 * The harness reads steps by itself and shares no code with the suites.
 */
#ifndef TRACKCERT_SEQUENCE_H
#define TRACKCERT_SEQUENCE_H

#include "run.h"

#define SEQUENCE_STEPS_MAX 1000

/**
 * struct sequence - a replay file
 * @text: the whole file, for the guest
 * @case_id: the case whose rules it is judged by
 * @target: what it was run on; NULL: the file does not say
 * @kernel: likewise
 * @steps: the steps, without the word
 */
struct sequence {
	char *text;
	char *case_id;
	char *target;
	char *kernel;
	struct strings steps;
};

/**
 * sequence_load() - read and check a replay file
 * @path: of it
 * @seq: receives it; sequence_free() it always
 *
 * Return: an exit status, after a line on stderr that begins with file and
 * line when it is not 0.
 */
int sequence_load(const char *path, struct sequence *seq);

void sequence_free(struct sequence *seq);

/** sequence_step_wrong() - what is wrong with a step; NULL: nothing */
const char *sequence_step_wrong(const char *step);

/**
 * sequence_save() - write down what a failed case has printed
 * @dir: the run folder
 * @out: the target
 * @result: the case; nothing is written when it printed no `# step:`
 *
 * Writes TARGET.KERNEL.MODE.SUITE-CASE.replay and, with the same steps, a C
 * program of that name.
 *
 * Return: 0 or -errno.
 */
int sequence_save(const char *dir, const struct target_run *out,
		  const struct case_result *result);

/**
 * sequence_program() - a sequence as a C program that needs nothing of ours
 * @why: what it shows, one line
 * @steps: checked steps
 *
 * Return: allocated text.
 */
char *sequence_program(const char *why, const struct strings *steps);

#endif
