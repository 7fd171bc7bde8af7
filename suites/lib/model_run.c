// SPDX-License-Identifier: GPL-2.0-only
/* Doing a sequence's steps with the device. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "model_run.h"

/* Holds the largest bitmap that is tried. */
#define NOWHERE_SIZE (MODEL_BITS_MAX / 8 + MODEL_OFFSET_MAX)

/* Of a REPORT that the core refuses: bits of a bitmap that is not looked at. */
#define UNSOUND_BITS 4096

void model_runner_open(struct model_runner *r, struct bench *b, bool core)
{
	memset(r, 0, sizeof(*r));
	r->b = b;
	r->core = core;
	memory_unmap(&b->dev, &b->mem);
	r->nowhere = mmap(NULL, NOWHERE_SIZE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (r->nowhere == MAP_FAILED)
		case_error("no address space");
}

static void unmap_all(struct model_runner *r)
{
	while (r->count)
		memory_unmap(&r->b->dev, &r->maps[--r->count]);
}

void model_runner_close(struct model_runner *r)
{
	unmap_all(r);
	free(r->maps);
	munmap(r->nowhere, NOWHERE_SIZE);
}

/* As the bench does, but for the memory: that is the steps' own. */
static void close_device(struct model_runner *r)
{
	stimulus_close(&r->b->stim);
	device_close(&r->b->dev);
}

static void open_device(struct model_runner *r)
{
	const struct case_facts *facts = r->b->facts;

	device_open(&r->b->dev);
	if (case_needs(facts, "exact"))
		stimulus_open(&r->b->stim, &r->b->dev, true,
			      case_needs(facts, "read"));
}

void model_runner_reopen(struct model_runner *r)
{
	close_device(r);
	unmap_all(r);
	open_device(r);
	__tracker_stop(r->b->dev.fd);
}

static int do_map(struct model_runner *r, uint64_t iova, uint64_t length)
{
	int ret;

	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 8;
		r->maps = realloc(r->maps, r->room * sizeof(*r->maps));
		if (!r->maps)
			case_error("no memory for mappings");
	}
	/* Not all of IOVA space can be reached by every device. */
	ret = __memory_map(&r->b->dev, &r->maps[r->count], iova, length);
	if (!ret)
		r->count++;
	return ret;
}

static void do_unmap(struct model_runner *r, uint64_t iova)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->maps[i].iova != iova)
			continue;
		memory_unmap(&r->b->dev, &r->maps[i]);
		r->maps[i] = r->maps[--r->count];
		return;
	}
}

/* What was mapped is so again, with other contents. */
static void do_reopen(struct model_runner *r)
{
	struct span was[16];
	size_t count = 0;

	for (size_t i = 0; i < r->count && count < 16; i++)
		was[count++] = span_of(r->maps[i].iova, r->maps[i].size);
	close_device(r);
	unmap_all(r);
	open_device(r);
	for (size_t i = 0; i < count; i++)
		if (do_map(r, was[i].first, was[i].last - was[i].first + 1))
			case_error("device: cannot map memory again");
}

static void do_writes(struct model_runner *r, const struct model_step *step)
{
	for (uint32_t i = 0; i < step->times; i++)
		stimulus_write(&r->b->stim, step->iova + i * step->stride,
			       step->length);
}

static struct model_answer do_start(struct model_runner *r,
				    const struct model_step *step)
{
	const range_t *ranges = step->no_memory ? r->nowhere : step->ranges;
	struct model_answer a = { .page_size = step->page_size };

	a.ret = __tracker_start(r->b->dev.fd, ranges, step->count,
				&a.page_size);
	return a;
}

static int call_report(struct model_runner *r, const struct model_step *step,
		       void *bitmap)
{
	return __tracker_report(r->b->dev.fd, step->iova, step->length,
				step->page_size, bitmap);
}

static bool report_once(struct model_runner *r, const struct model_step *step)
{
	struct window w = model_window(step);
	uint64_t bits = model_window_is_sound(step) ? window_bits(&w)
						    : UNSOUND_BITS;
	struct model_answer a = { 0 };
	struct bitmap map;
	bool kept;

	if (step->no_memory) {
		a.ret = call_report(r, step, r->nowhere);
		return model_take(&r->model, step, &a);
	}
	bitmap_alloc(&map, bits, step->offset);
	a.ret = call_report(r, step, map.data);
	a.map = &map;
	kept = model_take(&r->model, step, &a);
	bitmap_free(&map);
	return kept;
}

static bool do_reports(struct model_runner *r, const struct model_step *step)
{
	for (uint32_t i = 0; i < step->times; i++)
		if (!report_once(r, step))
			return false;
	return true;
}

static bool do_step(struct model_runner *r, const struct model_step *step)
{
	struct model_answer a = { 0 };

	switch (step->op) {
	case MODEL_MAP:
		a.ret = do_map(r, step->iova, step->length);
		break;
	case MODEL_UNMAP:
		do_unmap(r, step->iova);
		break;
	case MODEL_START:
		a = do_start(r, step);
		break;
	case MODEL_STOP:
		a.ret = __tracker_stop(r->b->dev.fd);
		break;
	case MODEL_WRITE:
		do_writes(r, step);
		break;
	case MODEL_REWRITE:
		stimulus_rewrite(&r->b->stim);
		break;
	case MODEL_READ:
		stimulus_read(&r->b->stim, step->iova, step->length);
		break;
	case MODEL_REPORT:
		return do_reports(r, step);
	case MODEL_RESET:
		bench_reset(r->b);
		break;
	default:
		do_reopen(r);
	}
	return model_take(&r->model, step, &a);
}

/* Does the case have what the step takes? */
static bool can_do(const struct model_runner *r, const struct model_step *step)
{
	const struct bench *b = r->b;

	switch (step->op) {
	case MODEL_MAP:
		return b->stim.ops;
	case MODEL_READ:
		return b->stim.can_read;
	case MODEL_RESET:
		return case_needs(b->facts, "reset");
	default:
		return true;
	}
}

static void clean_up(struct model_runner *r)
{
	bool doubtful = r->model.shaken || r->model.verdict.rule;

	__tracker_stop(r->b->dev.fd);
	unmap_all(r);
	model_free(&r->model);
	if (doubtful)
		model_runner_reopen(r);
}

static void begin(struct model_runner *r, bool loud)
{
	struct model *m = &r->model;

	model_init(m, r->b->page);
	m->oracle.quiet = !loud;
	m->stale_is_legal = r->stale_is_legal;
	if (r->b->stim.ops)
		spans_add(&m->oracle.collateral, r->b->stim.collateral);
}

struct model_result model_run(struct model_runner *r,
			      const struct model_sequence *seq, bool loud)
{
	struct model_result result = { .end = MODEL_KEPT };

	begin(r, loud);
	for (size_t i = 0; i < seq->count; i++) {
		const struct model_step *step = &seq->at[i];

		if (!can_do(r, step) || !model_applies(&r->model, step) ||
		    do_step(r, step))
			continue;
		result.step = i;
		result.verdict = r->model.verdict;
		result.end = r->model.verdict.core == r->core ? MODEL_BROKEN
							      : MODEL_UNJUDGED;
		break;
	}
	clean_up(r);
	return result;
}
