/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of byte ranges of IOVA space. */
#ifndef SUITES_LIB_SPANS_H
#define SUITES_LIB_SPANS_H

#include <stddef.h>
#include <stdint.h>

/* struct span - bytes @first to @last, both included, so that 2^64 - 1 fits. */
struct span {
	uint64_t first;
	uint64_t last;
};

/* struct spans - a list of spans in no order, which may overlap. */
struct spans {
	struct span *at;
	size_t count;
	size_t room;
};

/* span_of() - the span of @length bytes from @iova; @length is not 0. */
struct span span_of(uint64_t iova, uint64_t length);

/* span_clip() - cut @s down to @by; returns 0 if nothing is left, else 1. */
int span_clip(struct span *s, struct span by);

/* spans_add() - append @s; ends the case as an ERROR without memory. */
void spans_add(struct spans *list, struct span s);

/* spans_cut() - take the bytes of @hole out of every span. */
void spans_cut(struct spans *list, struct span hole);

/* spans_clear() - empty the list and free its memory. */
void spans_clear(struct spans *list);

#endif
