/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that ends, or must not be written. */
#ifndef SUITES_LIB_EDGE_H
#define SUITES_LIB_EDGE_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct edge - some mapped pages with nothing behind them
 * @start: first byte
 * @end: first byte behind, not mapped
 */
struct edge {
	uint8_t *start;
	uint8_t *end;
};

/**
 * edge_map() - map @pages pages, zeroed, with an unmapped one behind
 *
 * Lives until the process ends. Ends the case as an ERROR without memory.
 */
struct edge edge_map(size_t pages);

/* edge_protect() - make all its pages read-only. */
void edge_protect(struct edge *e);

/* edge_close() - take all access from @pages pages, from page @first. */
void edge_close(struct edge *e, size_t first, size_t pages);

/**
 * edge_evict() - take its pages out of this process' page tables
 * @e: edge; its bytes stay as they are
 *
 * Makes the pages those of a file in memory, so that the next access faults.
 */
void edge_evict(struct edge *e);

#endif
