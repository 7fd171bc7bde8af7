/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bench: a device, memory it can reach, a stimulus and an oracle that
 * follows both. What goes through the bench, the oracle knows of.
 *
 * bench_*() end the case as an ERROR when something other than the tracker
 * fails; __bench_*() return what the tracker said.
 */
#ifndef SUITES_LIB_BENCH_H
#define SUITES_LIB_BENCH_H

#include "bitmap.h"
#include "case.h"
#include "device.h"
#include "dma.h"
#include "oracle.h"
#include "rng.h"
#include "stimulus/stimulus.h"
#include "tracker.h"

/*
 * The geometry of a case that is not about geometry: far from address 0 and
 * from the interrupt window below 4 GiB, aligned to what any tracker wants, a
 * multiple of 64 pages, small enough for a model that compares every page.
 */
#define BENCH_IOVA  0x100000000ULL
#define BENCH_PAGES 1024

/* What __bench_report() says when REPORT succeeded with a wrong bitmap. */
#define REPORT_WRONG 1

/**
 * struct bench - where a case is run
 * @dev: the device under test, open
 * @mem: BENCH_PAGES pages at BENCH_IOVA, if the case needs a stimulus
 * @stim: what makes the device write, if the case needs one
 * @oracle: what the tracker ought to know
 * @rng: the case's random numbers
 * @page: the kernel's page size in bytes
 * @last: what was written last
 * @facts: of the case
 */
struct bench {
	struct device dev;
	struct memory mem;
	struct stimulus stim;
	struct oracle oracle;
	struct rng rng;
	uint64_t page;
	struct span last;
	const struct case_facts *facts;
};

void bench_open(struct bench *b, const struct case_facts *facts);
void bench_close(struct bench *b);

/**
 * bench_leave() - last close of the device; bench_reopen() comes back
 * @b: bench; until then only bench_close() may be called besides
 */
void bench_leave(struct bench *b);

/**
 * bench_reopen() - last close of the device, then open it again
 * @b: bench, left or not; memory and stimulus are set up anew as the case needs
 * them
 */
void bench_reopen(struct bench *b);

/**
 * bench_reset() - VFIO_DEVICE_RESET, then bring the stimulus up again
 * @b: bench
 */
void bench_reset(struct bench *b);

/* bench_iova() - IOVA of page @page of the bench's memory. */
uint64_t bench_iova(const struct bench *b, uint64_t page);

/* bench_range() - @count pages from page @first as a range for START. */
range_t bench_range(const struct bench *b, uint64_t first, uint64_t count);

/**
 * __bench_start_ranges() - START, followed by the oracle
 * @b: bench
 * @ranges: what to track
 * @count: of them
 * @hint: page size asked for
 *
 * Return: 0 or START's -errno.
 */
int __bench_start_ranges(struct bench *b, const range_t *ranges, uint32_t count,
			 uint64_t hint);

/* __bench_start() - track all BENCH_PAGES at the kernel's page size. */
int __bench_start(struct bench *b);

/**
 * bench_driver_works() - START, and see that the usual is reported
 * @b: bench with the tracker off
 *
 * For cases about the core: what a driver gets wrong without them is not the
 * core's fault. Leaves the tracker on and its log clean.
 *
 * Return: false if START fails or, in a case that writes, pages written in the
 * base geometry are not reported as they should or bytes around the bitmap
 * change.
 */
bool bench_driver_works(struct bench *b);

/* __bench_stop() - STOP, followed by the oracle. */
int __bench_stop(struct bench *b);

/**
 * bench_write() - let the device write
 * @b: bench of a case that needs "write"
 * @iova: where, as the stimulus' limits allow
 * @length: bytes, likewise
 */
void bench_write(struct bench *b, uint64_t iova, uint64_t length);

/* bench_rewrite() - repeat the last write, the same bytes; needs "exact". */
void bench_rewrite(struct bench *b);

/* bench_touch() - let the device write the least it can into page @page. */
void bench_touch(struct bench *b, uint64_t page);

/* bench_touch_random() - bench_touch() of @count pages below @limit. */
void bench_touch_random(struct bench *b, unsigned int count, uint64_t limit);

/* bench_read() - let the device read page @page; needs "read". */
void bench_read(struct bench *b, uint64_t page);

/**
 * __bench_report() - REPORT into a fresh bitmap and let the oracle judge it
 * @b: bench with the tracker on
 * @iova: window
 * @length: of it in bytes
 * @page_size: of REPORT
 *
 * Return: 0 if the bitmap is right, REPORT_WRONG if it is not, -errno of
 * REPORT.
 */
int __bench_report(struct bench *b, uint64_t iova, uint64_t length,
		   uint64_t page_size);

/* __bench_report_pages() - the same for @count pages from page @first. */
int __bench_report_pages(struct bench *b, uint64_t first, uint64_t count);

/* __bench_report_all() - the same for all BENCH_PAGES. */
int __bench_report_all(struct bench *b);

/**
 * __bench_report_into() - the same into a bitmap of the caller
 * @b: bench
 * @w: window
 * @map: bitmap of window_bits() bits
 */
int __bench_report_into(struct bench *b, const struct window *w,
			struct bitmap *map);

#endif
