/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract as a small executable model: given the steps so far, what may
 * the next call answer? It makes no call itself; whoever does tells it what
 * came back.
 *
 * What it knows of bits it has from the oracle. Around it: which calls may
 * fail, with which errno, and what a call that failed leaves behind.
 */
#ifndef SUITES_LIB_MODEL_H
#define SUITES_LIB_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "model_step.h"
#include "oracle.h"

/* Most bits of a bitmap; a REPORT of more is not tried. */
#define MODEL_BITS_MAX (1ULL << 24)

/**
 * struct model_answer - what came of a step
 * @ret: 0 or -errno
 * @page_size: START: what the control structure holds afterwards
 * @map: REPORT: the bitmap, all zero before; NULL where there is none
 */
struct model_answer {
	int ret;
	uint64_t page_size;
	const struct bitmap *map;
};

/* enum model_kind - what went wrong: the answer itself, or which bits */
enum model_kind { MODEL_CALL, MODEL_BITS_LOST, MODEL_BITS_TOO_MANY };

/**
 * struct model_verdict - what an answer broke
 * @rule: id in CONFORMANCE.md; NULL while nothing is broken
 * @core: the rule's layer is the core, not the driver
 * @kind: what kind of mistake it is
 * @what: in words
 */
struct model_verdict {
	const char *rule;
	bool core;
	enum model_kind kind;
	char what[160];
};

/**
 * struct model - what is known after some steps
 * @page: the kernel's page size
 * @oracle: what is tracked, dirty, and may be reported besides
 * @mapped: what the device can reach
 * @survivors: what was dirty when a REPORT of other windows ended
 * @written: all of this session, whole tracked pages
 * @stale: written before this session's START
 * @stale_is_legal: the driver reports what was written before START, as it
 *                  may (VDT-STATE-050 is a SHOULD)
 * @last: the last write, for a rewrite; @has_last: there is one
 * @shaken: by a reset or a REPORT that failed: REPORT may fail until STOP
 * @recovering: why STOP and START have to work now, a rule's id, or NULL
 * @refused_start: a START was refused while the tracker was on
 * @off_rule: why REPORT has to fail while the tracker is off
 * @accepted: STARTs that the driver took since it was opened first
 * @verdict: of the first step that broke a rule
 */
struct model {
	uint64_t page;
	struct oracle oracle;
	struct spans mapped;
	struct spans survivors;
	struct spans written;
	struct spans stale;
	bool stale_is_legal;
	struct span last;
	bool has_last;
	bool shaken;
	const char *recovering;
	bool refused_start;
	const char *off_rule;
	struct model_sequence accepted;
	struct model_verdict verdict;
};

/**
 * model_init() - tracker off, nothing mapped, nothing written
 * @m: filled in; model_free() it
 * @page: the kernel's page size
 */
void model_init(struct model *m, uint64_t page);

/* model_free() - release what the model holds. */
void model_free(struct model *m);

/**
 * model_applies() - can the step be done at all?
 * @m: model
 * @step: step
 *
 * The device writes and reads mapped memory only; memory is mapped once and
 * unmapped where it is mapped. What is left of a sequence when steps are taken
 * out of it stays one: what does not apply is passed over.
 */
bool model_applies(const struct model *m, const struct model_step *step);

/**
 * model_take() - a step was done; was the answer right?
 * @m: model; it follows the step
 * @step: a step that applies; a REPORT is judged once for each time
 * @answer: what came of it
 *
 * Return: false if a rule is broken, see @m->verdict; the model is of no use
 * then.
 */
bool model_take(struct model *m, const struct model_step *step,
		const struct model_answer *answer);

/* model_window() - the window of a REPORT. */
struct window model_window(const struct model_step *step);

/* model_window_is_sound() - does the core let this REPORT through? */
bool model_window_is_sound(const struct model_step *step);

#endif
