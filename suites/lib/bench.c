// SPDX-License-Identifier: GPL-2.0-only
/* Device, memory, stimulus and oracle of a case. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "knob.h"
#include "stimulus/track.h"

static bool needs_stimulus(const struct case_facts *facts)
{
	return case_needs(facts, "write") || case_needs(facts, "read") ||
	       case_needs(facts, "exact");
}

/* Before the device is opened: VFIO looks for a way to reset it then. */
static void allow_reset(void)
{
	if (knob_there(KNOB_RESET) && !__knob_set(KNOB_RESET, "default"))
		case_error("device: cannot allow its reset: %s",
			   strerror(errno));
}

static void open_parts(struct bench *b)
{
	if (case_needs(b->facts, "reset"))
		allow_reset();
	device_open(&b->dev);
	if (!needs_stimulus(b->facts)) {
		/* nobody writes: no model need look at memory at each START */
		track_by("poke");
		return;
	}
	memory_map(&b->dev, &b->mem, BENCH_IOVA, BENCH_PAGES * b->page);
	stimulus_open(&b->stim, &b->dev, case_needs(b->facts, "exact"),
		      case_needs(b->facts, "read"));
	spans_add(&b->oracle.collateral, b->stim.collateral);
}

static void close_parts(struct bench *b)
{
	stimulus_close(&b->stim);
	memory_unmap(&b->dev, &b->mem);
	device_close(&b->dev);
}

void bench_open(struct bench *b, const struct case_facts *facts)
{
	memset(b, 0, sizeof(*b));
	b->facts = facts;
	b->page = sysconf(_SC_PAGESIZE);
	rng_init(&b->rng, facts->suite, facts->test);
	knobs_restore();
	open_parts(b);
	/*
	 * A driver that leaves its tracker on over the last close shall fail
	 * the case about that, not every case behind it.
	 */
	__tracker_stop(b->dev.fd);
}

void bench_close(struct bench *b)
{
	if (b->oracle.over)
		fprintf(stderr, "# measured: over_reported=%llu pages\n",
			(unsigned long long)b->oracle.over);
	close_parts(b);
	knobs_restore();
	oracle_free(&b->oracle);
}

void bench_leave(struct bench *b)
{
	close_parts(b);
	oracle_free(&b->oracle);
}

void bench_reopen(struct bench *b)
{
	bench_leave(b);
	open_parts(b);
}

void bench_reset(struct bench *b)
{
	int ret = __device_reset(&b->dev);

	if (ret)
		case_error("device: VFIO_DEVICE_RESET: %s", strerror(-ret));
	if (needs_stimulus(b->facts))
		stimulus_restart(&b->stim);
}

uint64_t bench_iova(const struct bench *b, uint64_t page)
{
	return BENCH_IOVA + page * b->page;
}

range_t bench_range(const struct bench *b, uint64_t first, uint64_t count)
{
	return (range_t){ .iova = bench_iova(b, first),
			  .length = count * b->page };
}

int __bench_start_ranges(struct bench *b, const range_t *ranges, uint32_t count,
			 uint64_t hint)
{
	uint64_t page_size = hint;
	int ret = __tracker_start(b->dev.fd, ranges, count, &page_size);

	if (ret)
		return ret;
	/* The oracle cannot round to what is no page size; see VDT-START-200. */
	if (!page_size || page_size & (page_size - 1)) {
		fprintf(stderr, "# START returned page_size %#llx\n",
			(unsigned long long)page_size);
		page_size = b->page;
	}
	oracle_start(&b->oracle, ranges, count, hint, page_size);
	return 0;
}

int __bench_start(struct bench *b)
{
	range_t all = bench_range(b, 0, BENCH_PAGES);

	return __bench_start_ranges(b, &all, 1, b->page);
}

/* Nothing but the bitmap's own bits may change for a driver to be sound. */
static bool reports_soundly(struct bench *b)
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct bitmap map;
	bool sound;

	bitmap_alloc(&map, window_bits(&w), 0);
	sound = !__bench_report_into(b, &w, &map) && bitmap_intact(&map);
	bitmap_free(&map);
	return sound;
}

bool bench_driver_works(struct bench *b)
{
	if (__bench_start(b))
		return false;
	if (!b->stim.ops)
		return true;
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	bench_touch_random(b, 3, BENCH_PAGES);
	return reports_soundly(b) && reports_soundly(b);
}

int __bench_stop(struct bench *b)
{
	int ret = __tracker_stop(b->dev.fd);

	if (!ret)
		oracle_stop(&b->oracle);
	return ret;
}

void bench_write(struct bench *b, uint64_t iova, uint64_t length)
{
	stimulus_write(&b->stim, iova, length);
	oracle_wrote(&b->oracle, iova, length);
	b->last = span_of(iova, length);
}

void bench_rewrite(struct bench *b)
{
	stimulus_rewrite(&b->stim);
	oracle_wrote(&b->oracle, b->last.first,
		     b->last.last - b->last.first + 1);
}

void bench_touch(struct bench *b, uint64_t page)
{
	bench_write(b, bench_iova(b, page), b->stim.limits.min_size);
}

void bench_touch_random(struct bench *b, unsigned int count, uint64_t limit)
{
	while (count--)
		bench_touch(b, rng_below(&b->rng, limit));
}

void bench_read(struct bench *b, uint64_t page)
{
	stimulus_read(&b->stim, bench_iova(b, page), b->stim.limits.min_size);
}

/*
 * Without CONFIG_IOMMUFD_DRIVER every valid REPORT ends in the core with
 * EOPNOTSUPP (include/linux/iova_bitmap.h), tracker on or off.
 */
static void check_kernel(struct bench *b, const struct window *w,
			 struct bitmap *map)
{
	__tracker_stop(b->dev.fd);
	if (__tracker_report(b->dev.fd, w->iova, w->length, w->page_size,
			     map->data) == -EOPNOTSUPP)
		case_error(
			"kernel: it cannot track at all: CONFIG_IOMMUFD_DRIVER is off");
}

int __bench_report_into(struct bench *b, const struct window *w,
			struct bitmap *map)
{
	int ret = __tracker_report(b->dev.fd, w->iova, w->length, w->page_size,
				   map->data);

	if (!ret)
		return oracle_check(&b->oracle, w, map) ? 0 : REPORT_WRONG;
	if (ret == -EOPNOTSUPP)
		check_kernel(b, w, map);
	fprintf(stderr, "# REPORT failed with %s\n", strerrorname_np(-ret));
	oracle_print_geometry(&b->oracle, w, map->data);
	return ret;
}

int __bench_report(struct bench *b, uint64_t iova, uint64_t length,
		   uint64_t page_size)
{
	struct window w = { iova, length, page_size };
	struct bitmap map;
	int ret;

	bitmap_alloc(&map, window_bits(&w), 0);
	ret = __bench_report_into(b, &w, &map);
	bitmap_free(&map);
	return ret;
}

int __bench_report_pages(struct bench *b, uint64_t first, uint64_t count)
{
	return __bench_report(b, bench_iova(b, first), count * b->page,
			      b->page);
}

int __bench_report_all(struct bench *b)
{
	return __bench_report_pages(b, 0, BENCH_PAGES);
}
