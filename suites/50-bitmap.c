// SPDX-License-Identifier: GPL-2.0-only
/*
 * REPORT: its arguments, and exactly what was written, nothing else.
 */
#include "lib/suite.h"
#include "lib/windows.h"
#include "lib/edge.h"

SUITE(bitmap);

/* A valid window into a bitmap of its own, but for the page size. */
static int report_page_size(struct bench *b, uint64_t page_size)
{
	static uint64_t bits[BENCH_PAGES / 4];
	struct window w = window_pages(b, 0, BENCH_PAGES);

	w.page_size = page_size;
	return __report_raw(b, &w, bits);
}

CASE(bitmap, request_unmapped,
     .says = "a REPORT structure in unmapped memory is refused with EFAULT",
     .rules = "VDT-REPORT-010",
     .fails_on = "reference,core_defect=report-fault-count@core-defects")
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - FEATURE_HEADER);

	header->argsz = FEATURE_HEADER + sizeof(report_t);
	header->flags = GET | REPORT;
	ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, header));
}

CASE(bitmap, request_cut_off,
     .says = "a REPORT structure whose last byte is unmapped is refused with EFAULT",
     .rules = "VDT-REPORT-010",
     .fails_on = "reference,core_defect=report-fault-count@core-defects")
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
     .rules = "VDT-REPORT-020",
     .fails_on = "reference,core_defect=report-size-zero@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_EQ(-EINVAL, report_page_size(b, 0));
}

CASE(bitmap, page_size_below_4k,
     .says = "REPORT with every power of two below 4096 is refused with EINVAL",
     .rules = "VDT-REPORT-020",
     .fails_on = "reference,core_defect=report-below-4k@core-defects")
{
	START_FOR_CORE(b);
	for (uint64_t size = 1; size < SIZE_4K; size *= 2) {
		ASSERT_EQ(-EINVAL, report_page_size(b, size));
	}
}

CASE(bitmap, page_size_no_power_of_two,
     .says = "REPORT with a page_size that is no power of two is refused with EINVAL",
     .rules = "VDT-REPORT-020",
     .fails_on = "reference,core_defect=report-power-unchecked@core-defects")
{
	START_FOR_CORE(b);
	EXPECT_EQ(-EINVAL, report_page_size(b, SIZE_4K + 1));
	EXPECT_EQ(-EINVAL, report_page_size(b, 3 * SIZE_4K));
	EXPECT_EQ(-EINVAL, report_page_size(b, UINT64_MAX));
}

CASE(bitmap, window_wraps,
     .says = "a window that wraps around 2^64 is refused with EOVERFLOW",
     .rules = "VDT-REPORT-030",
     .fails_on = "reference,core_defect=report-wrap-unchecked@core-defects")
{
	struct window w = { -b->page, 2 * b->page, b->page };
	uint64_t bit = 0;

	START_FOR_CORE(b);
	ASSERT_EQ(-EOVERFLOW, __report_raw(b, &w, &bit));
}

CASE(bitmap, window_ends_at_the_top,
     .says = "a window that ends exactly at 2^64 is refused with EOVERFLOW",
     .rules = "VDT-REPORT-030",
     .fails_on = "reference,core_defect=report-at-top-allowed@core-defects")
{
	struct window w = { -b->page, b->page, b->page };
	uint64_t bit = 0;

	START_FOR_CORE(b);
	ASSERT_EQ(-EOVERFLOW, __report_raw(b, &w, &bit));
}

/* A request in memory of the caller's choice. */
static void request_fill(void *at, const struct window *w, void *bitmap)
{
	struct vfio_device_feature *header = at;
	report_t report = {
		.iova = w->iova,
		.length = w->length,
		.page_size = w->page_size,
		.bitmap = (uintptr_t)bitmap,
	};

	header->argsz = FEATURE_HEADER + sizeof(report);
	header->flags = GET | REPORT;
	memcpy(header->data, &report, sizeof(report));
}

CASE(bitmap, request_stays_as_it_is,
     .says = "REPORT does not change a byte of the structure it is given",
     .rules = "VDT-REPORT-100",
     .fails_on = "reference,core_defect=report-written-back@core-defects")
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
	uint8_t bits[BENCH_PAGES / 8] = { 0 };
	uint64_t request[8], before[8];

	START_FOR_CORE(b);
	memset(request, 0x5a, sizeof(request));
	request_fill(request, &w, bits);
	memcpy(before, request, sizeof(before));
	ASSERT_EQ(0, __feature_raw(b->dev.fd, request));
	ASSERT_EQ(0, memcmp(before, request, sizeof(before)));
}

CASE(bitmap, request_refused_stays_as_it_is,
     .says = "a refused REPORT does not change a byte of its structure either",
     .rules = "VDT-REPORT-100",
     .fails_on = "reference,core_defect=report-written-back@core-defects")
{
	struct window w = { -b->page, 2 * b->page, b->page };
	uint64_t request[8], before[8], bit = 0;

	START_FOR_CORE(b);
	memset(request, 0x5a, sizeof(request));
	request_fill(request, &w, &bit);
	memcpy(before, request, sizeof(before));
	EXPECT_EQ(-EOVERFLOW, __feature_raw(b->dev.fd, request));
	EXPECT_EQ(0, memcmp(before, request, sizeof(before)));
}

CASE(bitmap, request_in_read_only_memory,
     .says = "the structure of a REPORT may lie in read-only memory",
     .rules = "VDT-REPORT-100",
     .fails_on = "reference,core_defect=report-written-back@core-defects")
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
	uint8_t bits[BENCH_PAGES / 8] = { 0 };
	struct edge e = edge_map(1);

	START_FOR_CORE(b);
	request_fill(e.start, &w, bits);
	edge_protect(&e);
	ASSERT_EQ(0, __feature_raw(b->dev.fd, e.start));
}

/* Without the oracle: where in memory is the bit of a page? */
static bool is_only_bit(const uint8_t *bits, size_t bytes, uint64_t k)
{
	for (size_t i = 0; i < bytes; i++) {
		uint8_t expected = i == k / 8 ? 1 << (k % 8) : 0;

		if (bits[i] == expected)
			continue;
		fprintf(stderr,
			"# why: page %llu of the window: byte %zu is %#x, not %#x\n",
			(unsigned long long)k, i, bits[i], expected);
		return false;
	}
	return true;
}

/* Has page @page of the bench bit @k of @w's bitmap to itself? */
static bool page_has_bit(struct bench *b, const struct window *w, uint64_t page,
			 uint64_t k)
{
	uint8_t bits[32] = { 0 };

	bench_touch(b, page);
	return !__report_raw(b, w, bits) && is_only_bit(bits, sizeof(bits), k);
}

static unsigned int bits_set(const uint8_t *bits, size_t bytes)
{
	unsigned int set = 0;

	for (size_t i = 0; i < bytes; i++)
		set += __builtin_popcount(bits[i]);
	return set;
}

/*
 * START, and is a page that is written one bit, once, wherever it is? Then
 * where it is, is the core's affair; an oracle would look for it in its place.
 */
static bool driver_sets_one_bit(struct bench *b)
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
	uint8_t bits[BENCH_PAGES / 8] = { 0 }, again[BENCH_PAGES / 8] = { 0 };

	if (__bench_start(b))
		return false;
	bench_touch(b, BENCH_PAGES / 2);
	return !__report_raw(b, &w, bits) &&
	       bits_set(bits, sizeof(bits)) == 1 &&
	       !__report_raw(b, &w, again) && !bits_set(again, sizeof(again));
}

#define START_FOR_BIT_ORDER(b)                                         \
	do {                                                           \
		if (!driver_sets_one_bit(b))                           \
			SKIP(return, "the driver fails without this"); \
	} while (0)

CASE(bitmap, bit_order,
     .says = "bits 0 to 129 are each at bit k % 8 of byte k / 8",
     .rules = "VDT-REPORT-110", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-msb-first@core-defects")
{
	struct window w = window_pages(b, 0, 192);

	START_FOR_BIT_ORDER(b);
	for (uint64_t k = 0; k < 130; k++) {
		ASSERT_TRUE(page_has_bit(b, &w, k, k));
	}
}

CASE(bitmap, bit_order_from_the_window,
     .says = "bit 0 is the window's first page, not the range's",
     .rules = "VDT-REPORT-110", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-msb-first@core-defects")
{
	struct window w = window_pages(b, 192, 128);

	START_FOR_BIT_ORDER(b);
	for (uint64_t k = 0; k < 128; k += 9) {
		ASSERT_TRUE(page_has_bit(b, &w, 192 + k, k));
	}
}

CASE(bitmap, bit_order_of_larger_pages,
     .says = "bit k stands for page_size bytes from k times page_size",
     .rules = "VDT-REPORT-110", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-msb-first@core-defects")
{
	struct window w = window_pages(b, 0, BENCH_PAGES);

	w.page_size = 8 * b->page;
	START_FOR_BIT_ORDER(b);
	for (uint64_t page = 0; page < BENCH_PAGES; page += 67) {
		ASSERT_TRUE(page_has_bit(b, &w, page, page / 8));
	}
}

CASE(bitmap, nothing_written, .says = "without a write no page is reported",
     .rules = "VDT-LOG-020", .after = "bounds/one-range-is-tracked",
     .fails_on = "reference,defect=dirty-at-start", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, one_page, .says = "one page written is reported, and no other",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bounds/one-range-is-tracked",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 77);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, first_page_of_range,
     .says = "a write to the range's first page is reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-first-page", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 0);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, last_page_of_range,
     .says = "a write to the range's last page is reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, BENCH_PAGES - 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, byte_edges,
     .says = "pages 7, 8, 15 and 16, on both sides of bitmap bytes, are reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
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
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on =
	     "reference,defect=one-page-too-many reference,defect=bit-31-lost",
     .needs = "write")
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
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 0; page < 192; page++)
		bench_touch(b, page);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, every_other_page,
     .says = "every other page written is reported, and those between are not",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 1; page < 256; page += 2)
		bench_touch(b, page);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, random_pages,
     .says = "rounds of random writes are each reported as they were",
     .rules = "VDT-LOG-010 VDT-LOG-020 VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 8; round++) {
		bench_touch_random(b, 1 << round, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(bitmap, one_write_over_many_pages,
     .says = "one write over 40 pages from a page's middle reports all it touched",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 50) + b->page / 2, 40 * b->page);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, one_byte, .says = "a write of one byte is reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 9) + 1234, 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, first_and_last_byte_of_a_page,
     .says = "a page's first or last byte written does not report its neighbours",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 20), 1);
	bench_write(b, bench_iova(b, 41) - 1, 1);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, two_bytes_over_a_page_edge,
     .says = "a write of two bytes over a page's edge reports both pages",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "exact")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_write(b, bench_iova(b, 64) - 1, 2);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, same_bytes_again,
     .says = "a write that changes no byte is a write", .rules = "VDT-LOG-100",
     .after = "bitmap/one-page",
     .fails_on = "reference,defect=same-page-cached "
		 "reference,defect=unchanged-not-logged",
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
     .rules = "VDT-LOG-010 VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=not-cleared", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int i = 0; i < 10; i++)
		bench_touch(b, 5);
	EXPECT_EQ(0, __bench_report_all(b));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, second_report_is_clean,
     .says = "what one REPORT has reported, the next does not",
     .rules = "VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=not-cleared", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 50, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, written_again_is_reported_again,
     .says = "a page written again after its REPORT is reported again",
     .rules = "VDT-LOG-010 VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 4; round++) {
		bench_touch(b, 70);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(bitmap, reads_are_not_logged,
     .says = "pages that the device only reads are not reported",
     .rules = "VDT-LOG-060", .after = "bitmap/one-page",
     .fails_on = "reference,defect=reads-are-logged", .needs = "read")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 0; page < 16; page++)
		bench_read(b, page * 9);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, reads_among_writes,
     .says = "reads between writes add nothing to the report and take nothing away",
     .rules = "VDT-LOG-060", .after = "bitmap/one-page",
     .fails_on = "reference,defect=reads-are-logged", .needs = "write read")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int page = 0; page < 16; page++) {
		bench_touch(b, 2 * page);
		bench_read(b, 2 * page);
		bench_read(b, 2 * page + 1);
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, all_pages_but_one,
     .says = "of 192 pages all but one written leave that one clean",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 0, 77);
	write_pages(b, 78, 192 - 78);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, whole_range_written,
     .says = "a range written from its first to its last byte is all reported",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 0, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, write_over_both_ends_of_the_range,
     .says = "a write that begins before a range and ends behind it reports all of it",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	range_t range = bench_range(b, 64, 64);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	write_pages(b, 32, 128);
	ASSERT_EQ(0, __bench_report_pages(b, 64, 64));
}

CASE(bitmap, writes_next_to_the_range,
     .says = "writes to the pages before and behind a range report none of it",
     .rules = "VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	range_t range = bench_range(b, 64, 64);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_touch(b, 63);
	bench_touch(b, 128);
	ASSERT_EQ(0, __bench_report_pages(b, 64, 64));
}

CASE(bitmap, last_byte_of_the_range,
     .says = "a write of the range's last byte is reported, one of the byte behind is not",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=unaligned-writes-lost "
		 "reference,defect=drop-last-page",
     .needs = "exact")
{
	range_t range = bench_range(b, 64, 64);

	ASSERT_EQ(0, __bench_start_ranges(b, &range, 1, b->page));
	bench_write(b, bench_iova(b, 128), 1);
	ASSERT_EQ(0, __bench_report_pages(b, 64, 64));
	bench_write(b, bench_iova(b, 128) - 1, 1);
	ASSERT_EQ(0, __bench_report_pages(b, 64, 64));
}

CASE(bitmap, neighbours_written_in_turn,
     .says = "a reported page stays clean when its neighbours are written",
     .rules = "VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t page = 60; page < 70; page++) {
		bench_touch(b, page);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(bitmap, many_reports,
     .says = "each of 50 REPORTs in a row has what was written since the one before",
     .rules = "VDT-LOG-010 VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t round = 0; round < 50; round++) {
		bench_touch(b, round * 19 % BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(bitmap, write_after_clean_reports,
     .says = "a write after many REPORTs of a clean log is reported",
     .rules = "VDT-LOG-010", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 20; round++) {
		ASSERT_EQ(0, __bench_report_all(b));
	}
	bench_touch(b, 400);
	ASSERT_EQ(0, __bench_report_all(b));
}

SUITE_MAIN(bitmap)
