// SPDX-License-Identifier: GPL-2.0-only
/*
 * REPORT: exactly what was written, nothing else, whatever the window, the page
 * size and the bitmap's address.
 */
#include "lib/suite.h"
#include "lib/edge.h"

#define SIZE_4K 4096ULL

SUITE(bitmap);

static int report_raw(struct bench *b, uint64_t iova, uint64_t length,
		      uint64_t page_size, void *bitmap)
{
	return __tracker_report(b->dev.fd, iova, length, page_size, bitmap);
}

/* A valid window into a bitmap of its own, but for the page size. */
static int report_page_size(struct bench *b, uint64_t page_size)
{
	static uint64_t bits[BENCH_PAGES / 4];

	return report_raw(b, BENCH_IOVA, BENCH_PAGES * b->page, page_size,
			  bits);
}

CASE(bitmap, request_unmapped,
     .says = "a REPORT structure in unmapped memory is refused with EFAULT",
     .rules = "VDT-REPORT-010")
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - FEATURE_HEADER);

	header->argsz = FEATURE_HEADER + sizeof(report_t);
	header->flags = GET | REPORT;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bitmap, request_cut_off,
     .says = "a REPORT structure whose last byte is unmapped is refused with EFAULT",
     .rules = "VDT-REPORT-010")
{
	size_t size = FEATURE_HEADER + sizeof(report_t);
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - size + 1);

	header->argsz = size;
	header->flags = GET | REPORT;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bitmap, page_size_zero,
     .says = "REPORT with page_size 0 is refused with EINVAL",
     .rules = "VDT-REPORT-020")
{
	START_FOR_CORE(b);
	ASSERT_EQ(-EINVAL, report_page_size(b, 0));
}

CASE(bitmap, page_size_below_4k,
     .says = "REPORT with every power of two below 4096 is refused with EINVAL",
     .rules = "VDT-REPORT-020")
{
	START_FOR_CORE(b);
	for (uint64_t size = 1; size < SIZE_4K; size *= 2) {
		ASSERT_EQ(-EINVAL, report_page_size(b, size));
	}
}

CASE(bitmap, page_size_no_power_of_two,
     .says = "REPORT with a page_size that is no power of two is refused with EINVAL",
     .rules = "VDT-REPORT-020")
{
	START_FOR_CORE(b);
	EXPECT_EQ(-EINVAL, report_page_size(b, SIZE_4K + 1));
	EXPECT_EQ(-EINVAL, report_page_size(b, 3 * SIZE_4K));
	EXPECT_EQ(-EINVAL, report_page_size(b, UINT64_MAX));
}

CASE(bitmap, window_wraps,
     .says = "a window that wraps around 2^64 is refused with EOVERFLOW",
     .rules = "VDT-REPORT-030")
{
	uint64_t bit = 0;

	START_FOR_CORE(b);
	ASSERT_EQ(-EOVERFLOW,
		  report_raw(b, -b->page, 2 * b->page, b->page, &bit));
}

CASE(bitmap, window_ends_at_the_top,
     .says = "a window that ends exactly at 2^64 is refused with EOVERFLOW",
     .rules = "VDT-REPORT-030")
{
	uint64_t bit = 0;

	START_FOR_CORE(b);
	ASSERT_EQ(-EOVERFLOW, report_raw(b, -b->page, b->page, b->page, &bit));
}

CASE(bitmap, nothing_written, .says = "without a write no page is reported",
     .rules = "VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, one_page, .says = "one page written is reported, and no other",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 77);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, first_page_of_range,
     .says = "a write to the range's first page is reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 0);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, last_page_of_range,
     .says = "a write to the range's last page is reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, byte_edges,
     .says = "pages 7, 8, 15 and 16, on both sides of bitmap bytes, are reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 7);
	bench_touch(b, 8);
	bench_touch(b, 15);
	bench_touch(b, 16);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, word_edges,
     .says = "pages 31, 32, 63 and 64, on both sides of bitmap words, are reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 31);
	bench_touch(b, 32);
	bench_touch(b, 63);
	bench_touch(b, 64);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, every_page,
     .says = "all of 192 pages written one by one are reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 0; page < 192; page++)
		bench_touch(b, page);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, every_other_page,
     .says = "every other page written is reported, and those between are not",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 1; page < 256; page += 2)
		bench_touch(b, page);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, random_pages,
     .says = "rounds of random writes are each reported as they were",
     .rules = "VDT-LOG-010 VDT-LOG-020 VDT-LOG-030", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 8; round++) {
		bench_touch_random(b, 1 << round, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(bitmap, one_write_over_many_pages,
     .says = "one write over 40 pages from a page's middle reports all it touched",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 50) + b->page / 2, 40 * b->page);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, one_byte, .says = "a write of one byte is reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 9) + 1234, 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, first_and_last_byte_of_a_page,
     .says = "a page's first or last byte written does not report its neighbours",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 20), 1);
	bench_write(b, bench_iova(b, 41) - 1, 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, two_bytes_over_a_page_edge,
     .says = "a write of two bytes over a page's edge reports both pages",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 64) - 1, 2);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, same_bytes_again,
     .says = "a write that changes no byte is a write", .rules = "VDT-LOG-100",
     .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 33);
	ASSERT_EQ(0, __bench_report_all(b));
	bench_rewrite(b);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, same_page_many_times,
     .says = "a page written ten times is reported once",
     .rules = "VDT-LOG-010 VDT-LOG-030", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 10; i++)
		bench_touch(b, 5);
	EXPECT_EQ(0, __bench_report_all(b));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, second_report_is_clean,
     .says = "what one REPORT has reported, the next does not",
     .rules = "VDT-LOG-030", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 50, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, written_again_is_reported_again,
     .says = "a page written again after its REPORT is reported again",
     .rules = "VDT-LOG-010 VDT-LOG-030", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 4; round++) {
		bench_touch(b, 70);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(bitmap, reads_are_not_logged,
     .says = "pages that the device only reads are not reported",
     .rules = "VDT-LOG-060", .needs = "read")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 0; page < 16; page++)
		bench_read(b, page * 9);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, reads_among_writes,
     .says = "reads between writes add nothing to the report and take nothing away",
     .rules = "VDT-LOG-060", .needs = "write read")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 0; page < 16; page++) {
		bench_touch(b, 2 * page);
		bench_read(b, 2 * page);
		bench_read(b, 2 * page + 1);
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

/*
 * Bits in the user's memory. Whoever finds the dirty pages, the memory is
 * written by the core.
 */
static void report_at_offset(struct __test_metadata *_metadata, struct bench *b,
			     size_t offset)
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct bitmap map;

	bench_touch_random(b, 3, BENCH_PAGES);
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	bitmap_alloc(&map, window_bits(&w), offset);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_intact(&map));
	bitmap_free(&map);
}

CASE(bitmap, pointer_at_any_byte_of_a_word,
     .says = "a bitmap may begin at any byte of a word",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write")
{
	START_FOR_CORE(b);
	for (size_t offset = 0; offset < 9; offset++)
		report_at_offset(_metadata, b, offset);
}

CASE(bitmap, pointer_sampled_over_a_page,
     .says = "a bitmap may begin at any byte of a page",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write")
{
	START_FOR_CORE(b);
	for (int i = 0; i < 24; i++)
		report_at_offset(_metadata, b, rng_below(&b->rng, b->page));
}

CASE(bitmap, pointer_at_page_edges,
     .says = "a bitmap may begin just before, at and behind a page's edge",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write")
{
	START_FOR_CORE(b);
	for (size_t offset = b->page - 9; offset <= b->page + 1; offset++)
		report_at_offset(_metadata, b, offset);
}

CASE(bitmap, bitmap_ends_at_page_edges,
     .says = "a bitmap may end just before, at and behind a page's edge",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write")
{
	size_t bytes = BENCH_PAGES / 8;

	START_FOR_CORE(b);
	for (size_t end = b->page - 4; end <= b->page + 4; end++)
		report_at_offset(_metadata, b, end - bytes);
}

CASE(bitmap, bitmap_ends_where_memory_ends,
     .says = "a bitmap may end at an unmapped page", .rules = "VDT-REPORT-050",
     .needs = "write")
{
	size_t bytes = BENCH_PAGES / 8;
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct edge e = edge_map(1);
	struct bitmap map;

	START_FOR_CORE(b);
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	bitmap_alloc(&map, window_bits(&w), 0);
	map.data = e.end - bytes;
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
}

CASE(bitmap, bitmap_longer_than_a_page,
     .says = "a bitmap of more than one page is filled on both sides of the edge",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write", .timeout = 60)
{
	uint64_t per_page = 8 * b->page;
	struct window w = { BENCH_IOVA, 2 * per_page * SIZE_4K, SIZE_4K };
	range_t range = { w.iova, w.length };
	struct memory mem = { 0 };
	struct bitmap map;

	/* Eight pages around the one whose bit is the second page's first. */
	memory_map(&b->dev, &mem, w.iova + per_page * SIZE_4K - 4 * b->page,
		   8 * b->page);
	START_FOR_CORE(b);
	if (__bench_stop(b) || __bench_start_ranges(b, &range, 1, SIZE_4K))
		SKIP(return, "the driver refuses a range of 256 MiB");
	bench_touch(b, 1);
	for (uint64_t at = 0; at < mem.size; at += b->page)
		bench_write(b, mem.iova + at, b->stim.limits.min_size);
	bitmap_alloc(&map, window_bits(&w), 0);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_intact(&map));
}

CASE(bitmap, preset_bits_survive,
     .says = "bits that the user had set stay set, written page or not",
     .rules = "VDT-REPORT-060", .needs = "write")
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct bitmap map;

	START_FOR_CORE(b);
	bitmap_alloc(&map, window_bits(&w), 0);
	for (uint64_t k = 0; k < map.bits; k += 3)
		bitmap_preset(&map, k);
	bench_touch_random(b, 60, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_kept(&map));
}

CASE(bitmap, full_bitmap_stays_full,
     .says = "a bitmap of ones stays a bitmap of ones",
     .rules = "VDT-REPORT-060", .needs = "write")
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct bitmap map;

	START_FOR_CORE(b);
	bitmap_alloc(&map, window_bits(&w), 0);
	for (uint64_t k = 0; k < map.bits; k++)
		bitmap_preset(&map, k);
	bench_touch(b, 8);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_kept(&map));
}

CASE(bitmap, reports_add_up_in_one_bitmap,
     .says = "two REPORTs into the same bitmap leave the bits of both",
     .rules = "VDT-REPORT-060", .needs = "write")
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct bitmap map;

	START_FOR_CORE(b);
	bitmap_alloc(&map, window_bits(&w), 0);
	bench_touch_random(b, 20, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	bitmap_save(&map);
	bench_touch_random(b, 20, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_into(b, &w, &map));
	ASSERT_TRUE(bitmap_kept(&map));
}

/* The log must not vanish because its bitmap could not be written. */
static int report_to(struct bench *b, void *bitmap)
{
	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	return case_measured(report_raw(b, BENCH_IOVA, BENCH_PAGES * b->page,
					b->page, bitmap));
}

CASE(bitmap, bitmap_unmapped,
     .says = "REPORT of dirty pages into unmapped memory fails",
     .rules = "VDT-REPORT-040", .needs = "write")
{
	struct edge e = edge_map(1);

	START_FOR_CORE(b);
	ASSERT_NE(0, report_to(b, e.end));
}

CASE(bitmap, bitmap_read_only,
     .says = "REPORT of dirty pages into read-only memory fails",
     .rules = "VDT-REPORT-040", .needs = "write")
{
	struct edge e = edge_map(1);

	edge_protect(&e);
	START_FOR_CORE(b);
	ASSERT_NE(0, report_to(b, e.start));
}

CASE(bitmap, bitmap_cut_off,
     .says = "REPORT of dirty pages into a bitmap whose end is unmapped fails",
     .rules = "VDT-REPORT-040", .needs = "write")
{
	struct edge e = edge_map(1);

	START_FOR_CORE(b);
	ASSERT_NE(0, report_to(b, e.end - BENCH_PAGES / 16));
}

/* Page sizes of START and REPORT. A refused hint is for VDT-START-260 to say. */
static int start_hinted(struct bench *b, uint64_t hint)
{
	range_t all = bench_range(b, 0, BENCH_PAGES);

	return __bench_start_ranges(b, &all, 1, hint);
}

static int report_sized(struct bench *b, uint64_t page_size)
{
	return __bench_report(b, BENCH_IOVA, BENCH_PAGES * b->page, page_size);
}

CASE(bitmap, report_page_size_equal,
     .says = "REPORT at the page size that START returned is exact",
     .rules = "VDT-LOG-070", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 40, BENCH_PAGES);
	ASSERT_EQ(0, report_sized(b, b->oracle.page_size > SIZE_4K
					     ? b->oracle.page_size
					     : SIZE_4K));
}

CASE(bitmap, report_page_size_below,
     .says = "REPORT at a page size below the tracked one loses nothing",
     .rules = "VDT-LOG-070", .needs = "write")
{
	SKIP_IF_REFUSED(start_hinted(b, 64 << 10));
	bench_touch_random(b, 20, BENCH_PAGES);
	ASSERT_EQ(0, report_sized(b, SIZE_4K));
}

CASE(bitmap, report_page_size_above,
     .says = "REPORT at twice the tracked page size is right",
     .rules = "VDT-LOG-070", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 40, BENCH_PAGES);
	ASSERT_EQ(0, report_sized(b, 2 * b->page));
}

CASE(bitmap, report_page_size_far_above,
     .says = "REPORT at 256 times the tracked page size is right",
     .rules = "VDT-LOG-070", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 300);
	ASSERT_EQ(0, report_sized(b, 256 * b->page));
}

CASE(bitmap, report_page_size_above_window,
     .says = "REPORT at a page size larger than the window gives one bit",
     .rules = "VDT-LOG-070", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, report_sized(b, 8 * BENCH_PAGES * b->page));
}

CASE(bitmap, report_page_size_changes,
     .says = "every REPORT may have a page size of its own, 4 KiB to 1 GiB",
     .rules = "VDT-LOG-070", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t size = SIZE_4K; size <= 1ULL << 30; size *= 2) {
		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, report_sized(b, size));
	}
}

CASE(bitmap, report_page_size_changes_64k_tracked,
     .says = "every REPORT may have a page size of its own also when 64 KiB are tracked",
     .rules = "VDT-LOG-070", .needs = "write")
{
	SKIP_IF_REFUSED(start_hinted(b, 64 << 10));
	for (uint64_t size = SIZE_4K; size <= 1 << 20; size *= 2) {
		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, report_sized(b, size));
	}
}

/*
 * Sizes at which shifts and products of an implementation overflow. Failing is
 * allowed, being wrong is not.
 */
static int report_huge(struct bench *b, uint64_t page_size)
{
	int ret;

	bench_touch(b, 3);
	ret = report_sized(b, page_size);
	if (ret < 0)
		case_measured(ret);
	return ret == REPORT_WRONG ? ret : 0;
}

CASE(bitmap, report_page_size_two_to_the_31,
     .says = "REPORT at 2^31 and 2^32 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	EXPECT_EQ(0, report_huge(b, 1ULL << 31));
	EXPECT_EQ(0, report_huge(b, 1ULL << 32));
}

CASE(bitmap, report_page_size_two_to_the_58,
     .says = "REPORT at 2^57 to 2^62 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int shift = 57; shift <= 62; shift++) {
		ASSERT_EQ(0, report_huge(b, 1ULL << shift));
	}
}

CASE(bitmap, report_page_size_two_to_the_63,
     .says = "REPORT at 2^63 fails or gives the right bit",
     .rules = "VDT-REPORT-080", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, report_huge(b, 1ULL << 63));
}

CASE(bitmap, window_without_bytes,
     .says = "REPORT of length 0 fails or sets nothing",
     .rules = "VDT-REPORT-090", .needs = "write")
{
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 0);
	bitmap_alloc(&map, 0, 0);
	case_measured(report_raw(b, BENCH_IOVA, 0, b->page, map.data));
	ASSERT_TRUE(bitmap_intact(&map));
}

/*
 * Windows. The dirty pages among the first 256 lie in no even pattern, so that
 * a shift by one bit shows.
 */
static void dirty_some(struct bench *b)
{
	for (uint64_t page = 0; page < 256; page += 1 + page % 3)
		bench_touch(b, page);
}

static int window_agrees(struct bench *b, uint64_t first, uint64_t count)
{
	int ret = __bench_start(b);

	if (ret)
		return ret;
	dirty_some(b);
	return __bench_report_pages(b, first, count);
}

CASE(bitmap, window_at_multiple_of_64, .says = "a window from page 64 is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 64, 128));
}

CASE(bitmap, window_at_multiple_of_8,
     .says = "a window from page 8, no multiple of 64, is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 8, 128));
}

CASE(bitmap, window_at_odd_page,
     .says = "a window from page 3, no multiple of 8, is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 3, 128));
}

CASE(bitmap, window_ends_at_multiple_of_8,
     .says = "a window of 72 pages, no multiple of 64, is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 0, 72));
}

CASE(bitmap, window_ends_at_odd_page,
     .says = "a window of 67 pages, no multiple of 8, is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 0, 67));
}

CASE(bitmap, window_smaller_than_a_word,
     .says = "a window of 20 pages, less than 64, is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 0, 20));
}

CASE(bitmap, window_of_one_page, .says = "a window of one page is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 64, 1));
}

CASE(bitmap, window_inside_one_byte,
     .says = "a window of three pages inside one byte of the log is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 66, 3));
}

CASE(bitmap, window_of_the_last_pages,
     .says = "a window of the range's last five pages is right",
     .rules = "VDT-LOG-080", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, BENCH_PAGES - 1);
	bench_touch(b, BENCH_PAGES - 4);
	ASSERT_EQ(0, __bench_report_pages(b, BENCH_PAGES - 5, 5));
}

CASE(bitmap, window_starts_swept,
     .says = "windows that start at each page from 0 to 72 are right",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t first = 0; first <= 72; first++) {
		bench_touch(b, first);
		bench_touch(b, first + 1);
		bench_touch(b, first + 63);
		ASSERT_EQ(0, __bench_report_pages(b, first, 64));
	}
}

CASE(bitmap, window_ends_swept,
     .says = "windows of each size from 1 to 130 pages are right",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t count = 1; count <= 130; count++) {
		bench_touch(b, 128);
		bench_touch(b, 128 + count - 1);
		ASSERT_EQ(0, __bench_report_pages(b, 128, count));
	}
}

CASE(bitmap, windows_at_random,
     .says = "windows that start and end at random pages are right",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 60; i++) {
		uint64_t first = rng_below(&b->rng, BENCH_PAGES);
		uint64_t count = 1 + rng_below(&b->rng, BENCH_PAGES - first);

		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_pages(b, first, count));
	}
}

/*
 * The last byte of the bitmap has bits that belong to no page of the window.
 * The pages behind the window are dirty, so that whoever goes by whole words
 * sets them.
 */
CASE(bitmap, bits_behind_the_window,
     .says = "the unused bits of the bitmap's last byte stay clear",
     .rules = "VDT-LOG-050", .needs = "write")
{
	struct window w = { BENCH_IOVA, 67 * b->page, b->page };
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t page = 64; page < 72; page++)
		bench_touch(b, page);
	bitmap_alloc(&map, window_bits(&w), 0);
	ASSERT_EQ(0, report_raw(b, w.iova, w.length, w.page_size, map.data));
	ASSERT_TRUE(bitmap_tail_clear(&map));
}

CASE(bitmap, bytes_behind_the_window,
     .says = "no byte behind the bitmap is written for dirty pages behind the window",
     .rules = "VDT-LOG-050", .needs = "write")
{
	struct window w = { BENCH_IOVA, 72 * b->page, b->page };
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t page = 64; page < 140; page++)
		bench_touch(b, page);
	bitmap_alloc(&map, window_bits(&w), 0);
	ASSERT_EQ(0, report_raw(b, w.iova, w.length, w.page_size, map.data));
	ASSERT_TRUE(bitmap_intact(&map));
}

/* Dirty pages next to a window keep their dirt for a later REPORT. */
static int neighbours_stay(struct bench *b, uint64_t first, uint64_t count)
{
	int ret = window_agrees(b, first, count);

	return ret ? ret : __bench_report_all(b);
}

CASE(bitmap, pages_in_other_words_stay_dirty,
     .says = "REPORT of pages 64 to 127 leaves the log of all other pages",
     .rules = "VDT-LOG-040", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 64, 64));
}

CASE(bitmap, pages_behind_the_window_stay_dirty,
     .says = "REPORT of 40 pages leaves the log of those behind in the same word",
     .rules = "VDT-LOG-040", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 0, 40));
}

CASE(bitmap, pages_behind_in_the_same_byte_stay_dirty,
     .says = "REPORT of 67 pages leaves the log of those behind in the same byte",
     .rules = "VDT-LOG-040", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 0, 67));
}

CASE(bitmap, pages_before_the_window_stay_dirty,
     .says = "REPORT from page 40 leaves the log of those before in the same word",
     .rules = "VDT-LOG-040", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 40, 64));
}

CASE(bitmap, pages_before_in_the_same_byte_stay_dirty,
     .says = "REPORT from page 67 leaves the log of those before in the same byte",
     .rules = "VDT-LOG-040", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 67, 64));
}

CASE(bitmap, page_by_page,
     .says = "a range reported page by page is reported as a whole",
     .rules = "VDT-LOG-040", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	dirty_some(b);
	for (uint64_t page = 0; page < 80; page++) {
		ASSERT_EQ(0, __bench_report_pages(b, page, 1));
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

/* Windows for which a driver may refuse REPORT, but not answer it wrongly. */
static int right_or_refused(struct bench *b, uint64_t iova, uint64_t length)
{
	int ret = __bench_report(b, iova, length, b->page);

	if (ret < 0)
		case_measured(ret);
	return ret == REPORT_WRONG ? ret : 0;
}

CASE(bitmap, window_starts_inside_a_page,
     .says = "a window from a page's middle is refused or right",
     .rules = "VDT-LOG-090", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	/* The middle is written, so that the first bit has to be set. */
	bench_write(b, bench_iova(b, 64) + b->page / 2,
		    b->stim.limits.min_size);
	bench_touch(b, 70);
	ASSERT_EQ(0, right_or_refused(b, bench_iova(b, 64) + b->page / 2,
				      64 * b->page));
}

CASE(bitmap, window_ends_inside_a_page,
     .says = "a window that ends in a page's middle is refused or right",
     .rules = "VDT-LOG-090", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 3);
	bench_touch(b, 64);
	ASSERT_EQ(0,
		  right_or_refused(b, BENCH_IOVA, 64 * b->page + b->page / 2));
}

CASE(bitmap, windows_at_random_bytes,
     .says = "windows that start and end at random bytes are refused or right",
     .rules = "VDT-LOG-090", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 30; i++) {
		uint64_t all = BENCH_PAGES * b->page;
		uint64_t first = rng_below(&b->rng, all);
		uint64_t length = 1 + rng_below(&b->rng, all - first);

		bench_touch_random(b, 6, BENCH_PAGES);
		ASSERT_EQ(0, right_or_refused(b, BENCH_IOVA + first, length));
	}
}

CASE(bitmap, window_begins_before_the_range,
     .says = "a window that begins 64 pages before the range is refused or right",
     .rules = "VDT-LOG-090", .needs = "write")
{
	range_t range = bench_range(b, 128, 256);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 128);
	bench_touch(b, 140);
	ASSERT_EQ(0, right_or_refused(b, bench_iova(b, 64), 128 * b->page));
}

CASE(bitmap, window_ends_behind_the_range,
     .says = "a window that ends 64 pages behind the range is refused or right",
     .rules = "VDT-LOG-090", .needs = "write")
{
	range_t range = bench_range(b, 128, 256);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 383);
	ASSERT_EQ(0, right_or_refused(b, bench_iova(b, 320), 128 * b->page));
}

CASE(bitmap, window_outside_of_all_ranges,
     .says = "a window where nothing is tracked is refused or without false pages",
     .rules = "VDT-LOG-090", .needs = "write")
{
	range_t range = bench_range(b, 0, 128);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 5);
	ASSERT_EQ(0, right_or_refused(b, bench_iova(b, 512), 64 * b->page));
}

CASE(bitmap, window_over_two_ranges,
     .says = "a window over two ranges and the gap between is refused or right",
     .rules = "VDT-LOG-090", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 128, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 63);
	bench_touch(b, 128);
	ASSERT_EQ(0, right_or_refused(b, BENCH_IOVA, 192 * b->page));
}

/* Several ranges. */
CASE(bitmap, ranges_are_told_apart,
     .says = "a write to one of four ranges is reported there and nowhere else",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	range_t ranges[4];

	for (int i = 0; i < 4; i++)
		ranges[i] = bench_range(b, i * 192, 64);
	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 4, b->page));
	for (int i = 0; i < 4; i++)
		bench_touch(b, i * 192 + 10 * i);
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(0, __bench_report_pages(b, i * 192, 64));
	}
}

CASE(bitmap, report_of_one_range_keeps_the_others,
     .says = "REPORT of one range leaves the log of the others",
     .rules = "VDT-LOG-040", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 256, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 7);
	bench_touch(b, 256 + 7);
	EXPECT_EQ(0, __bench_report_pages(b, 256, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 256, 64));
}

CASE(bitmap, ranges_of_different_sizes,
     .says = "ranges of 64, 128 and 256 pages, given in no order, are each right",
     .rules = "VDT-LOG-010 VDT-LOG-020", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 320, 128), bench_range(b, 0, 64),
			     bench_range(b, 640, 256) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 3, b->page));
	bench_touch_random(b, 80, BENCH_PAGES);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 320, 128));
	EXPECT_EQ(0, __bench_report_pages(b, 640, 256));
}

CASE(bitmap, writes_in_gaps,
     .says = "writes between the ranges set no bit of a range's window",
     .rules = "VDT-LOG-020", .needs = "write")
{
	range_t ranges[] = { bench_range(b, 0, 64), bench_range(b, 128, 64) };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
	bench_touch(b, 64);
	bench_touch(b, 127);
	bench_touch(b, 192);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 128, 64));
}

SUITE_MAIN(bitmap)
