// SPDX-License-Identifier: GPL-2.0-only
/* The contract, step by step. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "model.h"
#include "model_start.h"

/* Stale writes that are remembered apart. */
#define STALE_MAX 256

/* The smallest page_size that REPORT takes. */
#define REPORT_PAGE_MIN 4096

void model_init(struct model *m, uint64_t page)
{
	memset(m, 0, sizeof(*m));
	m->page = page;
	m->oracle.quiet = true;
	m->off_rule = "VDT-STATE-030";
}

void model_free(struct model *m)
{
	oracle_free(&m->oracle);
	spans_clear(&m->mapped);
	spans_clear(&m->survivors);
	spans_clear(&m->written);
	spans_clear(&m->stale);
	model_sequence_free(&m->accepted);
}

static bool breaks(struct model *m, const char *rule, bool core,
		   const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Return: false, what model_take() has to return. */
static bool breaks(struct model *m, const char *rule, bool core,
		   const char *format, ...)
{
	va_list args;

	m->verdict.rule = rule;
	m->verdict.core = core;
	va_start(args, format);
	vsnprintf(m->verdict.what, sizeof(m->verdict.what), format, args);
	va_end(args);
	return false;
}

/*
 * Memory and what the device does with it.
 */

static bool is_inside(const struct spans *list, struct span s)
{
	for (size_t i = 0; i < list->count; i++)
		if (s.first >= list->at[i].first && s.last <= list->at[i].last)
			return true;
	return false;
}

static bool touches(const struct spans *list, struct span s)
{
	for (size_t i = 0; i < list->count; i++)
		if (s.first <= list->at[i].last && s.last >= list->at[i].first)
			return true;
	return false;
}

static const struct span *mapped_at(const struct model *m, uint64_t iova)
{
	for (size_t i = 0; i < m->mapped.count; i++)
		if (m->mapped.at[i].first == iova)
			return &m->mapped.at[i];
	return NULL;
}

static bool wraps(uint64_t iova, uint64_t length)
{
	return length && iova + (length - 1) < iova;
}

static bool is_mapped(const struct model *m, uint64_t iova, uint64_t length)
{
	return length && !wraps(iova, length) &&
	       is_inside(&m->mapped, span_of(iova, length));
}

static bool write_applies(const struct model *m, const struct model_step *step)
{
	for (uint32_t i = 0; i < step->times; i++)
		if (!is_mapped(m, step->iova + i * step->stride, step->length))
			return false;
	return true;
}

static bool map_applies(const struct model *m, const struct model_step *step)
{
	uint64_t mask = m->page - 1;

	return step->length && !wraps(step->iova, step->length) &&
	       !((step->iova | step->length) & mask) &&
	       !touches(&m->mapped, span_of(step->iova, step->length));
}

static bool report_applies(const struct model_step *step)
{
	struct window w = model_window(step);

	return !model_window_is_sound(step) ||
	       window_bits(&w) <= MODEL_BITS_MAX;
}

bool model_applies(const struct model *m, const struct model_step *step)
{
	switch (step->op) {
	case MODEL_MAP:
		return map_applies(m, step);
	case MODEL_UNMAP:
		return mapped_at(m, step->iova);
	case MODEL_WRITE:
		return write_applies(m, step);
	case MODEL_REWRITE:
		return m->has_last && is_inside(&m->mapped, m->last);
	case MODEL_READ:
		return is_mapped(m, step->iova, step->length);
	case MODEL_REPORT:
		return report_applies(step);
	default:
		return true;
	}
}

static struct span round_out(struct span s, uint64_t page_size)
{
	return (struct span){ s.first & ~(page_size - 1),
			      s.last | (page_size - 1) };
}

static void remember_stale(struct model *m, struct span s)
{
	struct spans *list = &m->stale;

	if (!m->stale_is_legal)
		return;
	for (; list->count == STALE_MAX; list->count--) {
		struct span *a = &list->at[0], *b = &list->at[list->count - 1];

		a->first = b->first < a->first ? b->first : a->first;
		a->last = b->last > a->last ? b->last : a->last;
	}
	spans_add(list, s);
}

static void take_write(struct model *m, struct span s)
{
	m->last = s;
	m->has_last = true;
	remember_stale(m, s);
	oracle_wrote(&m->oracle, s.first, s.last - s.first + 1);
	if (m->oracle.on)
		spans_add(&m->written, round_out(s, m->oracle.page_size));
}

static void take_writes(struct model *m, const struct model_step *step)
{
	for (uint32_t i = 0; i < step->times; i++)
		take_write(m, span_of(step->iova + i * step->stride,
				      step->length));
}

/*
 * START and STOP.
 */

/* The same START as one that the driver took before. */
static bool was_accepted(const struct model *m, const struct model_step *step)
{
	for (size_t i = 0; i < m->accepted.count; i++) {
		const struct model_step *old = &m->accepted.at[i];

		if (old->page_size == step->page_size &&
		    old->count == step->count &&
		    !memcmp(old->ranges, step->ranges,
			    step->count * sizeof(range_t)))
			return true;
	}
	return false;
}

static void session_begins(struct model *m, const struct model_step *step,
			   uint64_t page_size)
{
	range_t *ranges = calloc(step->count, sizeof(*ranges));
	uint32_t count = 0;

	if (!ranges)
		case_error("no memory for %u ranges", step->count);
	for (uint32_t i = 0; i < step->count; i++)
		if (step->ranges[i].length)
			ranges[count++] = step->ranges[i];
	oracle_start(&m->oracle, ranges, count, step->page_size, page_size);
	free(ranges);
	for (size_t i = 0; i < m->stale.count; i++)
		spans_add(&m->oracle.may, round_out(m->stale.at[i], page_size));
	spans_clear(&m->survivors);
	spans_clear(&m->written);
	m->shaken = false;
	m->recovering = NULL;
	m->refused_start = false;
	if (!was_accepted(m, step))
		model_sequence_add(&m->accepted, step);
}

static bool take_refused_start(struct model *m, const struct model_step *step,
			       const struct model_answer *a)
{
	if (a->page_size != step->page_size)
		return breaks(m, "VDT-START-110", true,
			      "a refused START changed page_size to %#llx",
			      (unsigned long long)a->page_size);
	if (m->oracle.on)
		m->refused_start = true;
	return true;
}

static bool take_start(struct model *m, const struct model_step *step,
		       const struct model_answer *a)
{
	struct model_refusal refusal;
	uint64_t got = a->page_size;

	model_start_refusal(step, m->page, &refusal);
	if (refusal.rule && !model_refusal_allows(&refusal, a->ret))
		return breaks(m, refusal.rule, true,
			      "START that the core has to refuse returned %d",
			      a->ret);
	if (a->ret && !refusal.rule && !m->oracle.on) {
		if (was_accepted(m, step))
			return breaks(
				m,
				m->recovering ? m->recovering : "VDT-STATE-040",
				false, "a START that worked before returned %d",
				a->ret);
		if (model_start_is_plain(step, m->page))
			return breaks(m, "VDT-START-270", false,
				      "the plainest START returned %d", a->ret);
	}
	if (a->ret)
		return take_refused_start(m, step, a);
	if (m->oracle.on)
		return breaks(m, "VDT-STATE-010", false,
			      "a second START succeeded");
	if (!got || got & (got - 1))
		return breaks(m, "VDT-START-200", false,
			      "START returned page_size %#llx",
			      (unsigned long long)got);
	session_begins(m, step, got);
	return true;
}

static bool take_stop(struct model *m, const struct model_answer *a)
{
	if (m->oracle.on && a->ret)
		return breaks(m, m->recovering ? m->recovering : "VDT-STOP-010",
			      false, "STOP returned %d", a->ret);
	if (m->oracle.on)
		m->off_rule = "VDT-STATE-030";
	oracle_stop(&m->oracle);
	return true;
}

static void take_reopen(struct model *m)
{
	if (m->oracle.on)
		m->off_rule = "VDT-STATE-060";
	oracle_stop(&m->oracle);
	m->has_last = false;
}

static void take_reset(struct model *m)
{
	m->has_last = false;
	if (!m->oracle.on)
		return;
	m->shaken = true;
	m->recovering = "VDT-STATE-090";
}

/*
 * REPORT.
 */

struct window model_window(const struct model_step *step)
{
	return (struct window){ step->iova, step->length, step->page_size };
}

bool model_window_is_sound(const struct model_step *step)
{
	uint64_t ps = step->page_size, end;

	return ps >= REPORT_PAGE_MIN && !(ps & (ps - 1)) &&
	       !__builtin_add_overflow(step->iova, step->length, &end);
}

/* Whole pages of one tracked range: what a driver may not refuse. */
static bool window_is_plain(const struct model *m,
			    const struct model_step *step)
{
	uint64_t mask = m->page - 1;

	return step->length && !((step->iova | step->length) & mask) &&
	       is_inside(&m->oracle.ranges, span_of(step->iova, step->length));
}

static bool take_unsound_report(struct model *m, const struct model_step *step,
				const struct model_answer *a)
{
	uint64_t ps = step->page_size, end;
	bool size = ps < REPORT_PAGE_MIN || (ps & (ps - 1));
	bool overflow = __builtin_add_overflow(step->iova, step->length, &end);

	if ((size && a->ret == -EINVAL) || (overflow && a->ret == -EOVERFLOW))
		return true;
	/* The structure's pointer is looked at by the core, too. */
	if (step->no_memory && a->ret == -EFAULT)
		return true;
	return breaks(m, size ? "VDT-REPORT-020" : "VDT-REPORT-030", true,
		      "REPORT that the core has to refuse returned %d", a->ret);
}

static bool take_refused_report(struct model *m, const struct model_step *step,
				const struct model_answer *a)
{
	if (!m->oracle.on) {
		if (a->map && bitmap_count(a->map))
			return breaks(m, m->off_rule, false,
				      "REPORT while off failed and set bits");
		return true;
	}
	if (!m->shaken && !step->no_memory && window_is_plain(m, step))
		return breaks(m,
			      m->refused_start		   ? "VDT-STATE-020"
			      : step->page_size == m->page ? "VDT-LOG-080"
							   : "VDT-LOG-070",
			      false,
			      "REPORT of whole pages of a range returned %d",
			      a->ret);
	m->shaken = true;
	if (!m->recovering)
		m->recovering = "VDT-STATE-170";
	return true;
}

static const char *rule_of_missing(const struct model *m,
				   const struct model_step *step,
				   struct span bit)
{
	if (!window_is_plain(m, step))
		return "VDT-LOG-090";
	if (m->recovering)
		return m->recovering;
	if (m->refused_start)
		return "VDT-STATE-020";
	if (touches(&m->survivors, bit))
		return "VDT-LOG-040";
	return step->page_size == m->page ? "VDT-LOG-010" : "VDT-LOG-070";
}

static bool breaks_bits(struct model *m, const struct model_step *step)
{
	const struct oracle *o = &m->oracle;
	uint64_t at = step->iova + o->wrong * step->page_size;
	struct span bit = { at, at + (step->page_size - 1) };

	if (bit.last < bit.first)
		bit.last = UINT64_MAX;
	m->verdict.kind = o->missing ? MODEL_BITS_LOST : MODEL_BITS_TOO_MANY;
	if (o->missing)
		return breaks(
			m, rule_of_missing(m, step, bit), false,
			"%llu bits missing, %llu too many, the first wrong one at %#llx",
			(unsigned long long)o->missing,
			(unsigned long long)o->extra, (unsigned long long)at);
	return breaks(m,
		      touches(&m->written, bit) ? "VDT-LOG-030" : "VDT-LOG-020",
		      false, "%llu bits too many, the first one at %#llx",
		      (unsigned long long)o->extra, (unsigned long long)at);
}

static bool is_tidy(const struct bitmap *map)
{
	for (uint64_t k = map->bits; k < map->bytes * 8; k++)
		if (bitmap_bit(map, k))
			return false;
	return !bitmap_changed(map, NULL);
}

static void remember_survivors(struct model *m)
{
	spans_clear(&m->survivors);
	for (size_t i = 0; i < m->oracle.must.count; i++)
		spans_add(&m->survivors, m->oracle.must.at[i]);
}

static bool take_bits(struct model *m, const struct model_step *step,
		      const struct bitmap *map)
{
	struct window w = model_window(step);

	if (!is_tidy(map))
		return breaks(m, "VDT-LOG-050", false,
			      "REPORT wrote outside of its bitmap's bits");
	if (!step->length)
		return true;
	if (!oracle_check(&m->oracle, &w, map))
		return breaks_bits(m, step);
	remember_survivors(m);
	return true;
}

static bool take_report(struct model *m, const struct model_step *step,
			const struct model_answer *a)
{
	if (!model_window_is_sound(step))
		return take_unsound_report(m, step, a);
	if (a->ret)
		return take_refused_report(m, step, a);
	if (!m->oracle.on)
		return breaks(m, m->off_rule, false,
			      "REPORT of a tracker that is off succeeded");
	if (a->map)
		return take_bits(m, step, a->map);
	/*
	 * Where the bits had no place to go they are lost, and whether REPORT
	 * has to say so is the core's affair (VDT-REPORT-040).
	 */
	if (step->length)
		spans_cut(&m->oracle.must, span_of(step->iova, step->length));
	return true;
}

bool model_take(struct model *m, const struct model_step *step,
		const struct model_answer *answer)
{
	switch (step->op) {
	case MODEL_MAP:
		if (!answer->ret)
			spans_add(&m->mapped,
				  span_of(step->iova, step->length));
		return true;
	case MODEL_UNMAP:
		spans_cut(&m->mapped, *mapped_at(m, step->iova));
		return true;
	case MODEL_START:
		return take_start(m, step, answer);
	case MODEL_STOP:
		return take_stop(m, answer);
	case MODEL_WRITE:
		take_writes(m, step);
		return true;
	case MODEL_REWRITE:
		take_write(m, m->last);
		return true;
	case MODEL_REPORT:
		return take_report(m, step, answer);
	case MODEL_RESET:
		take_reset(m);
		return true;
	case MODEL_REOPEN:
		take_reopen(m);
		return true;
	default:
		return true;
	}
}
