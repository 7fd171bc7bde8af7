// SPDX-License-Identifier: GPL-2.0-only
/* Windows, and what may become of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "windows.h"

struct window window_pages(const struct bench *b, uint64_t first,
			   uint64_t count)
{
	return (struct window){ bench_iova(b, first), count * b->page,
				b->page };
}

int __report_raw(struct bench *b, const struct window *w, void *bitmap)
{
	return __tracker_report(b->dev.fd, w->iova, w->length, w->page_size,
				bitmap);
}

int __start_hinted(struct bench *b, uint64_t hint)
{
	range_t all = bench_range(b, 0, BENCH_PAGES);

	return __bench_start_ranges(b, &all, 1, hint);
}

void dirty_some(struct bench *b)
{
	for (uint64_t page = 0; page < 256; page += 1 + page % 3)
		bench_touch(b, page);
}

void write_pages(struct bench *b, uint64_t first, uint64_t count)
{
	uint64_t at = bench_iova(b, first), left = count * b->page;

	while (left) {
		uint64_t length = b->stim.limits.max_length;

		if (length > left)
			length = left;
		bench_write(b, at, length);
		at += length;
		left -= length;
	}
}

/* The same ranges and hint again. */
static int start_again(struct bench *b)
{
	struct oracle *o = &b->oracle;
	uint32_t count = o->ranges.count;
	range_t *ranges = calloc(count, sizeof(*ranges));
	int ret;

	if (!ranges)
		case_error("no memory for %u ranges", count);
	for (uint32_t i = 0; i < count; i++) {
		struct span s = o->ranges.at[i];

		ranges[i].iova = s.first;
		ranges[i].length = s.last - s.first + 1;
	}
	ret = __bench_stop(b);
	if (!ret)
		ret = __bench_start_ranges(b, ranges, count, o->hint);
	free(ranges);
	return ret;
}

int __report_or_refusal(struct bench *b, uint64_t iova, uint64_t length,
			uint64_t page_size)
{
	int ret = __bench_report(b, iova, length, page_size);

	if (ret >= 0)
		return ret;
	case_measured(ret);
	return start_again(b);
}

bool bench_map(struct bench *b, struct memory *mem, uint64_t iova,
	       uint64_t pages)
{
	int ret = __memory_map(&b->dev, mem, iova, pages * b->page);

	/* type1 refuses what lies outside of the IOMMU's apertures so. */
	if (ret && ret != -EINVAL)
		case_error("device: cannot map memory at IOVA %#llx: %s",
			   (unsigned long long)iova, strerror(-ret));
	return !ret;
}

void touch_iova(struct bench *b, uint64_t iova)
{
	bench_write(b, iova, b->stim.limits.min_size);
}
