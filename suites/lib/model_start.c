// SPDX-License-Identifier: GPL-2.0-only
/* What the core has to say of a START. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "model_start.h"

static void offend(struct model_refusal *r, const char *rule, int number)
{
	if (!r->rule)
		r->rule = rule;
	if (r->count < MODEL_ERRNOS_MAX && !model_refusal_allows(r, -number))
		r->errnos[r->count++] = number;
}

static bool is_odd(const struct model_step *step)
{
	uint64_t hint = step->page_size;

	if (!hint || hint & (hint - 1))
		return true;
	for (uint32_t i = 0; i < step->count; i++)
		if (!step->ranges[i].length)
			return true;
	return false;
}

static bool range_wraps(const range_t *r)
{
	uint64_t end;

	return __builtin_add_overflow(r->iova, r->length, &end);
}

static int by_iova(const void *a, const void *b)
{
	const range_t *x = a, *y = b;

	return x->iova < y->iova ? -1 : x->iova > y->iova;
}

/* None of the ranges wraps around, none is empty. */
static bool has_overlap(const struct model_step *step)
{
	size_t size = step->count * sizeof(range_t);
	range_t *sorted = malloc(size);
	bool found = false;

	if (!sorted)
		case_error("no memory for %u ranges", step->count);
	memcpy(sorted, step->ranges, size);
	qsort(sorted, step->count, sizeof(range_t), by_iova);
	for (uint32_t i = 1; i < step->count; i++)
		found |= sorted[i - 1].iova + sorted[i - 1].length >
			 sorted[i].iova;
	free(sorted);
	return found;
}

static void look_at_ranges(const struct model_step *step,
			   struct model_refusal *r)
{
	uint64_t mask = step->page_size - 1;
	bool wrap = false;

	for (uint32_t i = 0; i < step->count; i++) {
		const range_t *range = &step->ranges[i];

		if ((range->iova | range->length) & mask)
			offend(r, "VDT-START-070", EINVAL);
		if (range_wraps(range)) {
			offend(r, "VDT-START-080", EOVERFLOW);
			wrap = true;
		}
	}
	/* The core may have come upon an overlap before the one that wraps. */
	if (wrap ? step->count > 1 : has_overlap(step))
		offend(r, "VDT-START-090", EINVAL);
}

void model_start_refusal(const struct model_step *step, uint64_t page,
			 struct model_refusal *r)
{
	memset(r, 0, sizeof(*r));
	if (!step->count) {
		offend(r, "VDT-START-020", EINVAL);
		return;
	}
	if (step->count > page / sizeof(range_t)) {
		offend(r, "VDT-START-030", E2BIG);
		return;
	}
	if (step->no_memory) {
		offend(r, "VDT-START-050", EFAULT);
		return;
	}
	if (!is_odd(step))
		look_at_ranges(step, r);
}

bool model_refusal_allows(const struct model_refusal *r, int ret)
{
	for (unsigned int i = 0; i < r->count; i++)
		if (ret == -r->errnos[i])
			return true;
	return false;
}

bool model_start_is_plain(const struct model_step *step, uint64_t page)
{
	return step->count == 1 && step->page_size == page &&
	       step->ranges[0].iova == 1ULL << 32 &&
	       step->ranges[0].length == 1024 * page;
}
