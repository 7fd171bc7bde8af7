/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs of the suite `bitmap` share beyond the bench. */
#ifndef SUITES_LIB_WINDOWS_H
#define SUITES_LIB_WINDOWS_H

#include "bench.h"

/* The smallest page_size that REPORT takes. */
#define SIZE_4K 4096ULL

/* window_pages() - @count pages from page @first of the bench's memory. */
struct window window_pages(const struct bench *b, uint64_t first,
			   uint64_t count);

/* __report_raw() - REPORT that the oracle does not see: 0 or -errno. */
int __report_raw(struct bench *b, const struct window *w, void *bitmap);

/* __start_hinted() - track all BENCH_PAGES, @hint being the page size. */
int __start_hinted(struct bench *b, uint64_t hint);

/**
 * dirty_some() - touch pages below 256 of the bench's memory
 * @b: bench with the tracker on
 *
 * In no even pattern, so that a shift by one bit shows.
 */
void dirty_some(struct bench *b);

/* write_pages() - have the device write @count whole pages from @first. */
void write_pages(struct bench *b, uint64_t first, uint64_t count);

/**
 * __report_or_refusal() - REPORT of a window that a driver may refuse
 * @b: bench with the tracker on
 * @iova: window
 * @length: of it in bytes
 * @page_size: of REPORT
 *
 * After an error user space is to take the log for corrupted and to start
 * again (include/uapi/linux/vfio.h), so that is what is done.
 *
 * Return: 0 if REPORT failed or the bitmap is right, REPORT_WRONG if it is
 * not, -errno if STOP and START do not work after a refusal.
 */
int __report_or_refusal(struct bench *b, uint64_t iova, uint64_t length,
			uint64_t page_size);

/**
 * bench_map() - more memory for the device
 * @b: bench
 * @mem: filled in; the caller unmaps it or leaves it to the end of the case
 * @iova: where
 * @pages: how many
 *
 * Return: false if the IOMMU does not reach so far; the case has to be
 * skipped then.
 */
bool bench_map(struct bench *b, struct memory *mem, uint64_t iova,
	       uint64_t pages);

/* touch_iova() - let the device write the least it can at @iova. */
void touch_iova(struct bench *b, uint64_t iova);

#endif
