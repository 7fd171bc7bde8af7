/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps of the model suite's sequences, and how they are written down:
 *
 *	map iova=0x100000000 length=0x100000
 *	unmap iova=0x100000000
 *	start page_size=0x1000 ranges=0x100000000+0x20000,0x100040000+0x1000
 *	write iova=0x100000000 length=0x1 stride=0x1000 times=3
 *	rewrite
 *	read iova=0x100000000 length=0x1000
 *	report iova=0x100000000 length=0x20000 page_size=0x1000 offset=3 times=2
 *	stop
 *	reset
 *	reopen
 *
 * Of these words `stride`, `times`, `offset` and `memory=none` (the array of
 * ranges, or the bitmap, lies where nothing is mapped) may be missing.
 */
#ifndef SUITES_LIB_MODEL_STEP_H
#define SUITES_LIB_MODEL_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tracker.h"

/* Most repetitions of a step; bytes of a page that a bitmap may begin at. */
#define MODEL_TIMES_MAX	 100000
#define MODEL_OFFSET_MAX 4096

enum model_op {
	MODEL_MAP, /* memory for the device */
	MODEL_UNMAP,
	MODEL_START,
	MODEL_STOP,
	MODEL_WRITE,   /* by the device */
	MODEL_REWRITE, /* the last one again, the same bytes */
	MODEL_READ,    /* by the device */
	MODEL_REPORT,
	MODEL_RESET,  /* VFIO_DEVICE_RESET */
	MODEL_REOPEN, /* last close, then open */
	MODEL_OPS
};

/**
 * struct model_step - one call, or one thing that the device does
 * @op: what
 * @no_memory: the array of ranges, or the bitmap, is not mapped
 * @iova: of what is mapped, unmapped, written, read; of the window
 * @length: of it in bytes
 * @page_size: START's hint, REPORT's page_size
 * @stride: bytes from one write to the next
 * @times: how often a REPORT is repeated; number of writes, @stride apart
 * @offset: of the bitmap from the start of a page
 * @count: of @ranges
 * @ranges: of START, owned
 */
struct model_step {
	enum model_op op;
	bool no_memory;
	uint64_t iova;
	uint64_t length;
	uint64_t page_size;
	uint64_t stride;
	uint32_t times;
	uint32_t offset;
	uint32_t count;
	range_t *ranges;
};

/* struct model_sequence - steps in order; zeroed it is empty */
struct model_sequence {
	struct model_step *at;
	size_t count;
	size_t room;
};

/**
 * model_sequence_add() - append a copy of @step
 * @seq: sequence
 * @step: step; its ranges are copied too
 *
 * Ends the case as an ERROR without memory, as all functions here do.
 */
void model_sequence_add(struct model_sequence *seq,
			const struct model_step *step);

/* model_sequence_copy() - @to becomes the steps of @from that @keep marks. */
void model_sequence_copy(struct model_sequence *to,
			 const struct model_sequence *from, const bool *keep);

/* model_sequence_cut() - leave only the first @count steps. */
void model_sequence_cut(struct model_sequence *seq, size_t count);

/* model_sequence_free() - empty it. */
void model_sequence_free(struct model_sequence *seq);

/* model_step_print() - one line as above, without its end. */
void model_step_print(FILE *out, const struct model_step *step);

/**
 * model_step_parse() - read one line
 * @text: as model_step_print() writes it
 * @step: filled in; its ranges are the caller's to free
 *
 * Return: false for anything else; then nothing is to be freed.
 */
bool model_step_parse(const char *text, struct model_step *step);

#endif
