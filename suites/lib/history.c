// SPDX-License-Identifier: GPL-2.0-only
/* An oracle for races. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "history.h"

struct history *history_alloc(void)
{
	struct history *h = mmap(NULL, sizeof(*h), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (h == MAP_FAILED)
		case_error("no memory for a history");
	return h;
}

static uint64_t tick(struct history *h)
{
	return __atomic_add_fetch(&h->clock, 1, __ATOMIC_SEQ_CST);
}

void history_write(struct history *h, struct bench *b, uint32_t first,
		   uint32_t count)
{
	struct history_write *w = &h->writes[h->write_count];
	uint64_t length = count > 1 ? count * b->page : b->stim.limits.min_size;

	if (h->write_count == HISTORY_WRITES)
		case_error("a history has no room for more writes");
	w->first = first;
	w->count = count;
	w->began = tick(h);
	stimulus_write(&b->stim, bench_iova(b, first), length);
	w->ended = tick(h);
	h->write_count++;
}

bool history_report(struct history *h, struct bench *b, int who, int fd,
		    uint32_t first, uint32_t count)
{
	struct history_report *r = &h->reports[who][h->report_count[who]];
	int ret;

	if (h->report_count[who] == HISTORY_REPORTS)
		return false;
	memset(r, 0, sizeof(*r));
	r->first = first;
	r->count = count;
	r->began = tick(h);
	ret = __tracker_report(fd, bench_iova(b, first), count * b->page,
			       b->page, r->bits);
	r->ended = tick(h);
	if (ret) {
		h->error = ret;
		__atomic_add_fetch(&h->errors, 1, __ATOMIC_SEQ_CST);
	} else {
		h->report_count[who]++;
	}
	return true;
}

static bool covers(const struct history_report *r, uint32_t page)
{
	return page >= r->first && page - r->first < r->count;
}

static bool has(const struct history_report *r, uint32_t page)
{
	return covers(r, page) &&
	       r->bits[(page - r->first) / 8] >> (page - r->first) % 8 & 1;
}

/* Every report of @h in turn; @r is NULL at first and after the last one. */
static const struct history_report *next_report(const struct history *h,
						const struct history_report *r)
{
	int who = 0;
	uint32_t i = 0;

	if (r) {
		size_t index = r - &h->reports[0][0];

		who = index / HISTORY_REPORTS;
		i = index % HISTORY_REPORTS + 1;
	}
	for (; who < HISTORY_REPORTERS; who++, i = 0)
		if (i < h->report_count[who])
			return &h->reports[who][i];
	return NULL;
}

/* When the first REPORT ended that had to know of @w, at the latest. */
static uint64_t deadline_of(const struct history *h,
			    const struct history_write *w, uint32_t page)
{
	const struct history_report *first = NULL, *r = NULL;

	while ((r = next_report(h, r)))
		if (covers(r, page) && r->began > w->ended &&
		    (!first || r->began < first->began))
			first = r;
	return first ? first->ended : 0;
}

static bool page_is_reported(const struct history *h,
			     const struct history_write *w, uint32_t page)
{
	uint64_t deadline = deadline_of(h, w, page);
	const struct history_report *r = NULL;

	while ((r = next_report(h, r)))
		if (has(r, page) && r->ended > w->began && r->began < deadline)
			return true;
	fprintf(stderr,
		"# why: page %u, written from time %llu to %llu, is in no REPORT until time %llu\n",
		page, (unsigned long long)w->began,
		(unsigned long long)w->ended, (unsigned long long)deadline);
	return false;
}

static bool write_is_reported(const struct history *h,
			      const struct history_write *w)
{
	for (uint32_t i = 0; i < w->count; i++)
		if (!page_is_reported(h, w, w->first + i))
			return false;
	return true;
}

/* When the last REPORT of @page began that had ended before @r began. */
static uint64_t clean_since(const struct history *h,
			    const struct history_report *r, uint32_t page)
{
	const struct history_report *other = NULL;
	uint64_t since = 0;

	while ((other = next_report(h, other)))
		if (covers(other, page) && other->ended < r->began &&
		    other->began > since)
			since = other->began;
	return since;
}

static bool page_was_written(const struct history *h,
			     const struct history_report *r, uint32_t page)
{
	uint64_t since = clean_since(h, r, page);

	for (uint32_t i = 0; i < h->write_count; i++) {
		const struct history_write *w = &h->writes[i];

		if (page >= w->first && page - w->first < w->count &&
		    w->began < r->ended && w->ended > since)
			return true;
	}
	fprintf(stderr,
		"# why: page %u, reported from time %llu to %llu, was not written since time %llu\n",
		page, (unsigned long long)r->began,
		(unsigned long long)r->ended, (unsigned long long)since);
	return false;
}

static bool report_is_exact(const struct history *h,
			    const struct history_report *r)
{
	for (uint32_t page = r->first; page - r->first < r->count; page++)
		if (has(r, page) && !page_was_written(h, r, page))
			return false;
	return true;
}

bool history_check(const struct history *h, bool exact)
{
	const struct history_report *r = NULL;

	if (h->errors) {
		fprintf(stderr, "# why: %u REPORTs failed, one with %s\n",
			h->errors, strerrorname_np(-h->error));
		return false;
	}
	for (uint32_t i = 0; i < h->write_count; i++)
		if (!write_is_reported(h, &h->writes[i]))
			return false;
	while (exact && (r = next_report(h, r)))
		if (!report_is_exact(h, r))
			return false;
	return true;
}
