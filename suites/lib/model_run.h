/* SPDX-License-Identifier: GPL-2.0-only */
/* Doing a sequence's steps with the device, judged by the model. */
#ifndef SUITES_LIB_MODEL_RUN_H
#define SUITES_LIB_MODEL_RUN_H

#include "bench.h"
#include "model.h"

/**
 * struct model_runner - what does sequences
 * @b: bench; its memory is given back, steps map their own
 * @core: the core is judged, not the driver
 * @stale_is_legal: see struct model
 * @model: of the sequence that is being done
 * @maps: what its steps have mapped
 * @count: of them
 * @room: for so many
 * @nowhere: address space where nothing is mapped
 */
struct model_runner {
	struct bench *b;
	bool core;
	bool stale_is_legal;
	struct model model;
	struct memory *maps;
	size_t count;
	size_t room;
	void *nowhere;
};

/**
 * enum model_end - how a sequence ended
 * @MODEL_KEPT: every answer was right
 * @MODEL_BROKEN: a rule is broken
 * @MODEL_UNJUDGED: the driver went wrong where the core is judged, or the core
 *                  where the driver is
 */
enum model_end { MODEL_KEPT, MODEL_BROKEN, MODEL_UNJUDGED };

/**
 * struct model_result - what came of a sequence
 * @end: how it ended
 * @step: index of the step that broke a rule
 * @verdict: which rule, and how
 */
struct model_result {
	enum model_end end;
	size_t step;
	struct model_verdict verdict;
};

/**
 * model_runner_open() - take a bench over
 * @r: filled in; model_runner_close() it
 * @b: bench of a case, nothing done with it yet
 * @core: see struct model_runner
 */
void model_runner_open(struct model_runner *r, struct bench *b, bool core);
void model_runner_close(struct model_runner *r);

/* model_runner_reopen() - last close, then open the device again. */
void model_runner_reopen(struct model_runner *r);

/**
 * model_run() - do a sequence
 * @r: runner
 * @seq: sequence
 * @loud: print how bits differ, if they do
 *
 * Whatever the sequence leaves on, mapped or broken is off, unmapped and
 * reopened afterwards.
 */
struct model_result model_run(struct model_runner *r,
			      const struct model_sequence *seq, bool loud);

#endif
