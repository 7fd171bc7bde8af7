// SPDX-License-Identifier: GPL-2.0-only
/* Lists of byte ranges. */
#include <stdlib.h>

#include "case.h"
#include "spans.h"

struct span span_of(uint64_t iova, uint64_t length)
{
	return (struct span){ .first = iova, .last = iova + length - 1 };
}

int span_clip(struct span *s, struct span by)
{
	if (s->first < by.first)
		s->first = by.first;
	if (s->last > by.last)
		s->last = by.last;
	return s->first <= s->last;
}

void spans_add(struct spans *list, struct span s)
{
	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 16;
		list->at = realloc(list->at, list->room * sizeof(*list->at));
		if (!list->at)
			case_error("no memory for %zu spans", list->room);
	}
	list->at[list->count++] = s;
}

void spans_cut(struct spans *list, struct span hole)
{
	struct spans left = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		struct span s = list->at[i];

		if (s.last < hole.first || s.first > hole.last) {
			spans_add(&left, s);
			continue;
		}
		if (s.first < hole.first)
			spans_add(&left,
				  (struct span){ s.first, hole.first - 1 });
		if (s.last > hole.last)
			spans_add(&left,
				  (struct span){ hole.last + 1, s.last });
	}
	spans_clear(list);
	*list = left;
}

void spans_clear(struct spans *list)
{
	free(list->at);
	*list = (struct spans){ 0 };
}
