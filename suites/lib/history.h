/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happened when several threads or processes write and REPORT at once,
 * and whether it was right: an oracle for races.
 *
 * One clock numbers all beginnings and ends. A write that had ended before a
 * REPORT began must be in it, or in one before it or beside it that ended
 * after the write began (VDT-LOG-110). A page that is reported must have been
 * written since the last REPORT that ended before this one began
 * (VDT-LOG-030).
 */
#ifndef SUITES_LIB_HISTORY_H
#define SUITES_LIB_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "bench.h"

#define HISTORY_WRITES	  1024
#define HISTORY_REPORTS	  1024
#define HISTORY_REPORTERS 5

/**
 * struct history_write - the device wrote to some pages
 * @began: time before the device was told to
 * @ended: time after it said that it had
 * @first: first page of the bench's memory
 * @count: pages
 */
struct history_write {
	uint64_t began;
	uint64_t ended;
	uint32_t first;
	uint32_t count;
};

/**
 * struct history_report - one REPORT that succeeded
 * @began: time before the call
 * @ended: time after it
 * @first: first page of the window
 * @count: pages of it
 * @bits: what was reported, bit 0 for @first
 */
struct history_report {
	uint64_t began;
	uint64_t ended;
	uint32_t first;
	uint32_t count;
	uint8_t bits[BENCH_PAGES / 8];
};

/**
 * struct history - all of it, in memory that forked processes share
 * @clock: ticks at every beginning and end
 * @writes: by one writer
 * @write_count: of them
 * @reports: by each reporter
 * @report_count: of them
 * @errors: REPORTs that failed
 * @error: -errno of one of them
 */
struct history {
	uint64_t clock;
	struct history_write writes[HISTORY_WRITES];
	uint32_t write_count;
	struct history_report reports[HISTORY_REPORTERS][HISTORY_REPORTS];
	uint32_t report_count[HISTORY_REPORTERS];
	uint32_t errors;
	int error;
};

/* history_alloc() - an empty history; lives until the process ends. */
struct history *history_alloc(void);

/**
 * history_write() - let the device write the least it can into each page
 * @h: history, not full
 * @b: bench; its oracle is not told
 * @first: first page
 * @count: pages; written by one command of the stimulus if more than one
 */
void history_write(struct history *h, struct bench *b, uint32_t first,
		   uint32_t count);

/**
 * history_report() - REPORT, and remember it
 * @h: history
 * @b: bench
 * @who: number of the caller, below HISTORY_REPORTERS
 * @fd: file to call
 * @first: first page of the window
 * @count: pages of it
 *
 * Return: false if there is no room for more.
 */
bool history_report(struct history *h, struct bench *b, int who, int fd,
		    uint32_t first, uint32_t count);

/**
 * history_check() - was every write reported, and nothing else?
 * @h: history whose last REPORT began after the last write and covers all
 * @exact: the tracked page size is the kernel's, so that nothing is rounded
 *
 * Says what differs first. REPORTs that failed count as wrong.
 */
bool history_check(const struct history *h, bool exact);

#endif
