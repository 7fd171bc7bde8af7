// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses at which sums, shifts and types of an implementation end: 0, 4 GiB,
 * 64 GiB, the IOMMU's last page, 2^63, 2^64. And windows that are longer than
 * what the kernel pins of a bitmap at a time.
 */
#include <string.h>

#include "lib/suite.h"
#include "lib/windows.h"

#define GIB (1ULL << 30)

/* Pages on each side of a border. */
#define SIDE 64ULL

#define SKIP_IF_UNREACHABLE(mapped)                                      \
	do {                                                             \
		if (!(mapped))                                           \
			SKIP(return, "the IOMMU does not reach so far"); \
	} while (0)

SUITE(bitmap);

/* A range with @border in its middle; its memory is mapped. */
static int start_around(struct bench *b, uint64_t border)
{
	range_t range = { border - SIDE * b->page, 2 * SIDE * b->page };

	return __bench_start_ranges(b, &range, 1, b->page);
}

static int report_around(struct bench *b, uint64_t border)
{
	return __bench_report(b, border - SIDE * b->page, 2 * SIDE * b->page,
			      b->page);
}

/* Pages on both sides, then one write over the border. */
static int border_is_right(struct bench *b, uint64_t border)
{
	int ret = start_around(b, border);

	if (ret)
		return ret;
	touch_iova(b, border - SIDE * b->page);
	touch_iova(b, border - b->page);
	touch_iova(b, border + b->page);
	touch_iova(b, border + (SIDE - 1) * b->page);
	ret = report_around(b, border);
	if (ret)
		return ret;
	bench_write(b, border - 4 * b->page, 8 * b->page);
	return report_around(b, border);
}

CASE(bitmap, range_across_4g,
     .says = "a range across IOVA 4 GiB is right on both sides and for a write over the border",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on =
	     "reference,defect=page-below-4g-lost "
	     "pds,defect=ack-ignored "
	     "reference,defect=range-ends-at-4g reference,defect=bitmap-page-edge-lost",
     .needs = "write")
{
	uint64_t border = 4 * GIB;
	struct memory below;

	/* The bench's memory begins at 4 GiB. */
	SKIP_IF_UNREACHABLE(
		bench_map(b, &below, border - SIDE * b->page, SIDE));
	ASSERT_EQ(0, border_is_right(b, border));
}

CASE(bitmap, range_across_64g,
     .says = "a range across IOVA 64 GiB is right on both sides and for a write over the border",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=page-at-64g-lost "
		 "reference,defect=36-address-bits",
     .needs = "write")
{
	uint64_t border = 64 * GIB;
	struct memory mem;

	SKIP_IF_UNREACHABLE(
		bench_map(b, &mem, border - SIDE * b->page, 2 * SIDE));
	ASSERT_EQ(0, border_is_right(b, border));
}

CASE(bitmap, range_across_2_to_63,
     .says = "a range across IOVA 2^63, where a signed address turns negative, is right",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=36-address-bits", .needs = "write")
{
	uint64_t border = 1ULL << 63;
	struct memory mem;

	SKIP_IF_UNREACHABLE(
		bench_map(b, &mem, border - SIDE * b->page, 2 * SIDE));
	ASSERT_EQ(0, border_is_right(b, border));
}

CASE(bitmap, range_from_address_0, .says = "a range from IOVA 0 is right",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=page-zero-lost "
		 "reference,defect=drop-last-page",
     .needs = "write")
{
	range_t range = { 0, SIDE * b->page };
	struct memory mem;

	SKIP_IF_UNREACHABLE(bench_map(b, &mem, 0, SIDE));
	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	touch_iova(b, 0);
	touch_iova(b, (SIDE - 1) * b->page);
	ASSERT_EQ(0, __bench_report(b, 0, range.length, b->page));
	ASSERT_EQ(0, __bench_report(b, 0, range.length, b->page));
}

CASE(bitmap, window_in_page_zero,
     .says = "a window inside of the page at IOVA 0 is refused or right, and leaves all others",
     .rules = "VDT-LOG-090", .after = "bitmap/range-from-address-0",
     .fails_on = "reference,defect=edge-cleared", .needs = "write")
{
	range_t range = { 0, SIDE * b->page };
	struct memory mem;

	SKIP_IF_UNREACHABLE(bench_map(b, &mem, 0, SIDE));
	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_write(b, 0, range.length);
	ASSERT_EQ(0, __report_or_refusal(b, 1, 10, b->page));
	ASSERT_EQ(0, __bench_report(b, 0, range.length, b->page));
}

/* The bench's first pages and as many @distance behind them. */
static int ranges_are_apart(struct bench *b, uint64_t distance)
{
	uint64_t size = SIDE * b->page, far = BENCH_IOVA + distance;
	range_t ranges[] = { { BENCH_IOVA, size }, { far, size } };
	int ret = __bench_start_ranges(b, ranges, 2, b->page);

	if (ret)
		return ret;
	bench_touch(b, 5);
	ret = __bench_report(b, far, size, b->page);
	if (!ret)
		ret = __bench_report(b, BENCH_IOVA, size, b->page);
	if (ret)
		return ret;
	touch_iova(b, far + 9 * b->page);
	ret = __bench_report(b, BENCH_IOVA, size, b->page);
	return ret ? ret : __bench_report(b, far, size, b->page);
}

CASE(bitmap, ranges_4g_apart,
     .says = "two ranges whose addresses differ by 4 GiB only are told apart",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=low-32-bits", .needs = "exact")
{
	struct memory mem;

	SKIP_IF_UNREACHABLE(bench_map(b, &mem, BENCH_IOVA + 4 * GIB, SIDE));
	ASSERT_EQ(0, ranges_are_apart(b, 4 * GIB));
}

CASE(bitmap, ranges_64g_apart,
     .says = "two ranges whose addresses differ by 64 GiB only are told apart",
     .rules = "VDT-LOG-010 VDT-LOG-020",
     .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=36-address-bits", .needs = "exact")
{
	struct memory mem;

	SKIP_IF_UNREACHABLE(bench_map(b, &mem, BENCH_IOVA + 64 * GIB, SIDE));
	ASSERT_EQ(0, ranges_are_apart(b, 64 * GIB));
}

/*
 * A range of 16 GiB of which little is mapped; for targets that learn of
 * writes by comparing memory, it would take long to look at.
 */
static int start_16g(struct bench *b)
{
	range_t range = { BENCH_IOVA, 16 * GIB };

	return __bench_start_ranges(b, &range, 1, b->page);
}

CASE(bitmap, long_range_at_both_ends,
     .says = "a range of 16 GiB is right in windows at its ends and as a whole",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "exact",
     .timeout = 60)
{
	uint64_t size = SIDE * b->page;
	uint64_t last = BENCH_IOVA + 16 * GIB - size;
	struct memory mem;

	SKIP_IF_UNREACHABLE(bench_map(b, &mem, last, SIDE));
	SKIP_IF_REFUSED(start_16g(b));
	bench_touch(b, 0);
	touch_iova(b, last + size - b->page);
	EXPECT_EQ(0, __bench_report(b, BENCH_IOVA, size, b->page));
	EXPECT_EQ(0, __bench_report(b, last, size, b->page));
	bench_touch(b, 3);
	touch_iova(b, last);
	EXPECT_EQ(0, __bench_report(b, BENCH_IOVA, 16 * GIB, 2 << 20));
}

CASE(bitmap, long_range_at_its_4g_steps,
     .says = "in a range of 16 GiB pages 4 GiB apart are told apart",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=low-32-bits", .needs = "exact",
     .timeout = 60)
{
	struct memory mem[3];

	for (int i = 0; i < 3; i++)
		SKIP_IF_UNREACHABLE(bench_map(
			b, &mem[i], BENCH_IOVA + (i + 1) * 4 * GIB, SIDE));
	SKIP_IF_REFUSED(start_16g(b));
	for (int i = 0; i < 4; i++) {
		touch_iova(b, BENCH_IOVA + i * 4 * GIB + i * b->page);
		for (int k = 0; k < 4; k++) {
			ASSERT_EQ(0, __bench_report(b, BENCH_IOVA + k * 4 * GIB,
						    SIDE * b->page, b->page));
		}
	}
}

CASE(bitmap, last_pages_of_the_iommu,
     .says = "a range at the end of what the IOMMU reaches is right",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	uint64_t size = SIDE * b->page;
	range_t range = { .length = size };
	struct memory mem;

	for (int shift = 63; !range.iova && shift > 32; shift--)
		if (bench_map(b, &mem, (1ULL << shift) - size, SIDE))
			range.iova = mem.iova;
	SKIP_IF_UNREACHABLE(range.iova);
	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	touch_iova(b, range.iova);
	touch_iova(b, range.iova + size - b->page);
	ASSERT_EQ(0, __bench_report(b, range.iova, size, b->page));
	ASSERT_EQ(0, __bench_report(b, range.iova, size, b->page));
}

CASE(bitmap, last_pages_below_2_to_64,
     .says = "a range that ends one page below 2^64 is right",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=36-address-bits", .needs = "write")
{
	uint64_t size = SIDE * b->page;
	range_t range = { -size - b->page, size };
	struct memory mem;

	SKIP_IF_UNREACHABLE(bench_map(b, &mem, range.iova, SIDE));
	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	touch_iova(b, range.iova);
	touch_iova(b, range.iova + size - b->page);
	ASSERT_EQ(0, __bench_report(b, range.iova, size, b->page));
	ASSERT_EQ(0, __bench_report(b, range.iova, size, b->page));
}

/* Windows of any length, anywhere: what the core makes of their bitmaps. */
CASE(bitmap, window_below_2_to_64,
     .says = "a window may end one page below 2^64", .rules = "VDT-REPORT-130",
     .fails_on = "reference@debian-6.1", .needs = "write")
{
	range_t range = { -(SIDE + 1) * b->page, SIDE * b->page };
	struct memory mem;
	bool mapped = bench_map(b, &mem, range.iova, SIDE);

	START_FOR_CORE(b);
	ASSERT_EQ(0, __bench_stop(b));
	SKIP_IF_REFUSED(__bench_start_ranges(b, &range, 1, b->page));
	for (uint64_t size = SIZE_4K; size <= GIB; size <<= 18) {
		if (mapped)
			touch_iova(b, range.iova + range.length - b->page);
		EXPECT_EQ(0, __bench_report(b, range.iova, range.length, size));
	}
}

CASE(bitmap, window_of_all_addresses,
     .says = "a window of all addresses below 2^64 - 1 is right",
     .rules = "VDT-REPORT-130", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-shift-5-bits@core-defects")
{
	int ret;

	START_FOR_CORE(b);
	bench_touch(b, 7);
	ret = __bench_report(b, 0, UINT64_MAX, 1ULL << 50);
	if (ret < 0)
		SKIP(return, "the driver refuses the window, as it may");
	ASSERT_EQ(0, ret);
}

/*
 * The kernel keeps the pages of a bitmap that it has pinned in an array of one
 * page: PAGE_SIZE / 8 pages, which hold PAGE_SIZE * PAGE_SIZE bits.
 */
struct long_window {
	struct window w;
	struct bitmap map;
	struct memory seam;
	struct memory end;
};

/* A window of 1 GiB more than that, memory at the seam and at its end. */
static bool long_window_map(struct bench *b, struct long_window *l,
			    size_t offset)
{
	uint64_t bits = b->page * b->page, span = 16 * b->page;
	uint64_t seam = BENCH_IOVA + (bits - 8 * offset) * SIZE_4K;

	l->w = (struct window){ BENCH_IOVA, bits * SIZE_4K + GIB, SIZE_4K };
	bitmap_alloc(&l->map, window_bits(&l->w), offset);
	return bench_map(b, &l->seam, seam - span / 2, 16) &&
	       bench_map(b, &l->end, BENCH_IOVA + l->w.length - span, 16);
}

/*
 * Both ends and a page behind the seam; in later rounds one before it, too,
 * then a write over it. With large tracked pages these are a run over the seam,
 * and what is pinned next begins with the run, not at the seam.
 */
#define LONG_ROUNDS 3

static void long_window_dirty(struct bench *b, const struct long_window *l,
			      int round)
{
	uint64_t seam = l->seam.iova + l->seam.size / 2;

	bench_touch(b, 0);
	if (round > 0)
		touch_iova(b, seam - 5 * b->page);
	touch_iova(b, seam + 5 * b->page);
	if (round > 1)
		bench_write(b, seam - b->page, 2 * b->page);
	touch_iova(b, l->end.iova + l->end.size - b->page);
}

static int long_window_start(struct bench *b, const struct long_window *l,
			     uint64_t hint)
{
	range_t range = { l->w.iova, l->w.length };
	int ret = __bench_stop(b);

	return ret ? ret : __bench_start_ranges(b, &range, 1, hint);
}

static void long_window_is_right(struct __test_metadata *_metadata,
				 struct bench *b, size_t offset, uint64_t hint)
{
	struct long_window l;

	if (b->page > 16384)
		SKIP(return, "the bitmap would take more than 32 MiB");
	SKIP_IF_UNREACHABLE(long_window_map(b, &l, offset));
	START_FOR_CORE(b);
	SKIP_IF_REFUSED(long_window_start(b, &l, hint));
	for (int round = 0; round < LONG_ROUNDS; round++) {
		long_window_dirty(b, &l, round);
		ASSERT_EQ(0, __bench_report_into(b, &l.w, &l.map));
		ASSERT_TRUE(bitmap_intact(&l.map));
		/* what was shown before must not stand for what is lost now */
		memset(l.map.data, 0, l.map.bytes);
		bitmap_save(&l.map);
	}
}

CASE(bitmap, window_longer_than_what_is_pinned,
     .says = "a window whose bitmap takes more than the kernel pins at once is right",
     .rules = "VDT-REPORT-130", .needs = "exact", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-wraps-at-2m@core-defects")
{
	long_window_is_right(_metadata, b, 0, SIZE_4K);
}

CASE(bitmap, long_window_at_any_byte,
     .says = "such a bitmap may begin at any byte", .rules = "VDT-REPORT-130",
     .needs = "exact", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-one-page@core-defects")
{
	long_window_is_right(_metadata, b, 1 + rng_below(&b->rng, b->page - 1),
			     SIZE_4K);
}

CASE(bitmap, long_window_tracked_at_2m,
     .says = "a tracked page of 2 MiB on the seam of such a bitmap is right",
     .rules = "VDT-REPORT-130", .needs = "exact", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-wraps-at-2m@core-defects")
{
	long_window_is_right(_metadata, b, 0, 2 << 20);
}

CASE(bitmap, long_window_tracked_at_2m_at_any_byte,
     .says = "a tracked page of 2 MiB over the seam of such a bitmap at an odd address is right",
     .rules = "VDT-LOG-070", .needs = "exact", .timeout = 60,
     .fails_on = "reference,defect=window-length-32-bits")
{
	long_window_is_right(_metadata, b, 77, 2 << 20);
}

CASE(bitmap, window_of_a_large_guest,
     .says = "a window of 512 GiB in pages of 4 KiB, a bitmap of 16 MiB, is right",
     .rules = "VDT-REPORT-130", .needs = "exact", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-pins-it-all@core-defects")
{
	struct window w = { BENCH_IOVA, 512 * GIB, SIZE_4K };
	range_t range = { w.iova, w.length };
	struct bitmap map;

	START_FOR_CORE(b);
	if (__bench_stop(b) || __bench_start_ranges(b, &range, 1, SIZE_4K))
		SKIP(return, "the driver refuses a range of 512 GiB");
	bench_touch_random(b, 10, BENCH_PAGES);
	bitmap_alloc(&map, window_bits(&w), 0);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_intact(&map));
}

SUITE_MAIN(bitmap)
