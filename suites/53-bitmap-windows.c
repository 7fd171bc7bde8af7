// SPDX-License-Identifier: GPL-2.0-only
/* Windows inside of one range, and what lies around them. */
#include "lib/suite.h"
#include "lib/windows.h"

SUITE(bitmap);

CASE(bitmap, window_without_bytes,
     .says = "REPORT of length 0 fails or sets nothing",
     .rules = "VDT-REPORT-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=no-length-is-a-page", .needs = "write")
{
	struct window w = { BENCH_IOVA, 0, b->page };
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 0);
	bitmap_alloc(&map, 0, 0);
	case_measured(__report_raw(b, &w, map.data));
	ASSERT_TRUE(bitmap_intact(&map));
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
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 64, 128));
}

CASE(bitmap, window_at_multiple_of_8,
     .says = "a window from page 8, no multiple of 64, is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=from-start-of-word", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 8, 128));
}

CASE(bitmap, window_at_odd_page,
     .says = "a window from page 3, no multiple of 8, is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=start-rounded-up", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 3, 128));
}

CASE(bitmap, window_ends_at_multiple_of_8,
     .says = "a window of 72 pages, no multiple of 64, is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=tail-word-skipped", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 0, 72));
}

CASE(bitmap, window_ends_at_odd_page,
     .says = "a window of 67 pages, no multiple of 8, is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=tail-word-skipped", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 0, 67));
}

CASE(bitmap, window_smaller_than_a_word,
     .says = "a window of 20 pages, less than 64, is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=tail-word-skipped", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 0, 20));
}

CASE(bitmap, window_of_one_page, .says = "a window of one page is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 64, 1));
}

CASE(bitmap, window_inside_one_byte,
     .says = "a window of three pages inside one byte of the log is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=start-rounded-up", .needs = "write")
{
	ASSERT_EQ(0, window_agrees(b, 66, 3));
}

CASE(bitmap, window_of_the_last_pages,
     .says = "a window of the range's last five pages is right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=drop-last-page", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, BENCH_PAGES - 1);
	bench_touch(b, BENCH_PAGES - 4);
	ASSERT_EQ(0, __bench_report_pages(b, BENCH_PAGES - 5, 5));
}

CASE(bitmap, window_starts_swept,
     .says = "windows that start at each page from 0 to 72 are right",
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=start-rounded-up", .needs = "write",
     .timeout = 60)
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
     .rules = "VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=tail-word-skipped", .needs = "write",
     .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t count = 1; count <= 130; count++) {
		bench_touch(b, 128);
		bench_touch(b, 128 + count - 1);
		ASSERT_EQ(0, __bench_report_pages(b, 128, count));
	}
}

/*
 * The last byte of the bitmap has bits that belong to no page of the window.
 * The pages behind the window are dirty, so that whoever goes by whole words
 * sets them.
 */
CASE(bitmap, bits_behind_the_window,
     .says = "the unused bits of the bitmap's last byte stay clear",
     .rules = "VDT-LOG-050", .after = "bitmap/one-page",
     .fails_on = "reference,defect=sets-bits-outside-window", .needs = "write")
{
	struct window w = window_pages(b, 0, 67);
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t page = 64; page < 72; page++)
		bench_touch(b, page);
	bitmap_alloc(&map, window_bits(&w), 0);
	ASSERT_EQ(0, __report_raw(b, &w, map.data));
	ASSERT_TRUE(bitmap_tail_clear(&map));
}

CASE(bitmap, bytes_behind_the_window,
     .says = "no byte behind the bitmap is written for dirty pages behind the window",
     .rules = "VDT-LOG-050", .after = "bitmap/one-page",
     .fails_on = "reference,defect=sets-bits-outside-window", .needs = "write")
{
	struct window w = window_pages(b, 0, 72);
	struct bitmap map;

	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t page = 64; page < 140; page++)
		bench_touch(b, page);
	bitmap_alloc(&map, window_bits(&w), 0);
	ASSERT_EQ(0, __report_raw(b, &w, map.data));
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
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clears-all", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 64, 64));
}

/*
 * A device that takes the log of all pages for read holds the second write for
 * news, and a driver that compares logs finds what it has seen already.
 */
CASE(bitmap, pages_written_around_a_report_of_others,
     .says = "pages written before and after a REPORT of other pages are dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "pds,defect=ack-all", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 0, 32);
	ASSERT_EQ(0, __bench_report_pages(b, 64, 64));
	write_pages(b, 0, 32);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, pages_behind_the_window_stay_dirty,
     .says = "REPORT of 40 pages leaves the log of those behind in the same word",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 0, 40));
}

CASE(bitmap, pages_behind_in_the_same_byte_stay_dirty,
     .says = "REPORT of 67 pages leaves the log of those behind in the same byte",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 0, 67));
}

CASE(bitmap, pages_before_the_window_stay_dirty,
     .says = "REPORT from page 40 leaves the log of those before in the same word",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 40, 64));
}

CASE(bitmap, pages_before_in_the_same_byte_stay_dirty,
     .says = "REPORT from page 67 leaves the log of those before in the same byte",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, neighbours_stay(b, 67, 64));
}

CASE(bitmap, page_by_page,
     .says = "a range reported page by page is reported as a whole",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	dirty_some(b);
	for (uint64_t page = 0; page < 80; page++) {
		ASSERT_EQ(0, __bench_report_pages(b, page, 1));
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_starts_inside_a_page,
     .says = "a window from a page's middle is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=cut-pages-lost", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	/* The middle is written, so that the first bit has to be set. */
	bench_write(b, bench_iova(b, 64) + b->page / 2,
		    b->stim.limits.min_size);
	bench_touch(b, 70);
	ASSERT_EQ(0, __report_or_refusal(b, bench_iova(b, 64) + b->page / 2,
					 64 * b->page, b->page));
}

CASE(bitmap, window_ends_inside_a_page,
     .says = "a window that ends in a page's middle is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=cut-pages-lost", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 3);
	bench_touch(b, 64);
	ASSERT_EQ(0, __report_or_refusal(b, BENCH_IOVA,
					 64 * b->page + b->page / 2, b->page));
	bench_touch(b, 64);
	ASSERT_EQ(0, __report_or_refusal(b, BENCH_IOVA, 64 * b->page + 1,
					 b->page));
}

CASE(bitmap, tails_of_every_length,
     .says = "no unused bit of the last byte is set for windows of 65 to 72 pages",
     .rules = "VDT-LOG-050", .after = "bitmap/one-page",
     .fails_on = "reference,defect=sets-bits-outside-window", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t count = 65; count <= 72; count++) {
		struct window w = window_pages(b, 0, count);
		struct bitmap map;

		write_pages(b, 64, 64);
		bitmap_alloc(&map, window_bits(&w), 0);
		ASSERT_EQ(0, __report_raw(b, &w, map.data));
		ASSERT_TRUE(bitmap_tail_clear(&map));
		ASSERT_TRUE(bitmap_intact(&map));
		bitmap_free(&map);
	}
}

/* A log in which every page is dirty shows any page that a REPORT clears. */
static int full_log_stays(struct bench *b, uint64_t first, uint64_t count)
{
	int ret = __bench_start(b);

	if (ret)
		return ret;
	write_pages(b, 0, BENCH_PAGES);
	ret = __bench_report_pages(b, first, count);
	return ret ? ret : __bench_report_all(b);
}

CASE(bitmap, full_log_but_for_64_pages,
     .says = "REPORT of 64 pages leaves every other of 1024 dirty pages dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=last-page-of-dma-lost "
		 "reference,defect=large-dma-truncated "
		 "pds,defect=seq-short "
		 "reference,defect=first-page-of-dma "
		 "mlx5,defect=lost-message",
     .needs = "write")
{
	ASSERT_EQ(0, full_log_stays(b, 512, 64));
}

CASE(bitmap, full_log_but_for_one_page,
     .says = "REPORT of one page leaves every other of 1024 dirty pages dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	ASSERT_EQ(0, full_log_stays(b, 512, 1));
}

CASE(bitmap, full_log_but_for_an_odd_window,
     .says = "REPORT of 77 pages from page 333 leaves every other of 1024 dirty pages dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, full_log_stays(b, 333, 77));
}

CASE(bitmap, full_log_but_for_its_ends,
     .says = "REPORTs of the first and the last 64 pages leave all pages between dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clears-all", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 0, BENCH_PAGES);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 64));
	EXPECT_EQ(0, __bench_report_pages(b, BENCH_PAGES - 64, 64));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, windows_from_last_to_first,
     .says = "windows reported from the last to the first are each right",
     .rules = "VDT-LOG-040 VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clears-all", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 100, BENCH_PAGES);
	for (int64_t first = BENCH_PAGES - 64; first >= 0; first -= 64) {
		ASSERT_EQ(0, __bench_report_pages(b, first, 64));
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, windows_that_overlap,
     .says = "what two windows share is reported by the first only",
     .rules = "VDT-LOG-030 VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=first-page-of-dma", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 32, 192);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 128));
	EXPECT_EQ(0, __bench_report_pages(b, 64, 128));
	EXPECT_EQ(0, __bench_report_pages(b, 0, 256));
}

CASE(bitmap, window_within_a_reported_one,
     .says = "writes since are all that a window inside of a reported one reports",
     .rules = "VDT-LOG-030 VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=one-page-too-many", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 0, 256);
	EXPECT_EQ(0, __bench_report_pages(b, 0, 256));
	bench_touch(b, 70);
	bench_touch(b, 200);
	EXPECT_EQ(0, __bench_report_pages(b, 64, 64));
	EXPECT_EQ(0, __bench_report_pages(b, 0, 256));
}

CASE(bitmap, clean_window_among_dirty_pages,
     .says = "a window of clean pages reports none of the dirty ones around, and keeps them",
     .rules = "VDT-LOG-020 VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clears-all", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 0, 128);
	write_pages(b, 192, 128);
	EXPECT_EQ(0, __bench_report_pages(b, 128, 64));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, one_window_over_and_over,
     .says = "a window reported ten times leaves a page elsewhere dirty",
     .rules = "VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 500);
	for (uint64_t round = 0; round < 10; round++) {
		bench_touch(b, round);
		ASSERT_EQ(0, __bench_report_pages(b, 0, 64));
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, writes_behind_the_reader,
     .says = "while a range is reported window by window, writes to any page of it stay",
     .rules = "VDT-LOG-010 VDT-LOG-040", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	for (uint64_t first = 0; first < BENCH_PAGES; first += 64) {
		bench_touch_random(b, 8, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_pages(b, first, 64));
	}
	ASSERT_EQ(0, __bench_report_all(b));
}

/*
 * The same pages are written twice, and reported once as a whole and once in
 * pieces. Every piece is judged; that together they are the whole is looked at
 * bit by bit, without the oracle.
 */
#define PIECES 64

static unsigned int cut_pieces(struct bench *b, uint64_t unit,
			       uint64_t starts[PIECES + 1])
{
	unsigned int count = 0;

	for (uint64_t at = 0; at < BENCH_PAGES && count < PIECES;) {
		starts[count++] = at;
		at += unit * (1 + rng_below(&b->rng, 192 / unit));
	}
	starts[count] = BENCH_PAGES;
	return count;
}

static int report_piece(struct bench *b, uint64_t first, uint64_t end,
			struct bitmap *sum)
{
	struct window w = window_pages(b, first, end - first);
	struct bitmap map;
	int ret;

	bitmap_alloc(&map, window_bits(&w), 0);
	ret = __bench_report_into(b, &w, &map);
	for (uint64_t k = 0; k < map.bits; k++)
		if (bitmap_bit(&map, k))
			bitmap_preset(sum, first + k);
	bitmap_free(&map);
	return ret;
}

/* The pieces in random order, into @sum. */
static int report_in_pieces(struct bench *b, uint64_t unit, struct bitmap *sum)
{
	uint64_t starts[PIECES + 1];
	unsigned int order[PIECES], count = cut_pieces(b, unit, starts);
	int ret = 0;

	for (unsigned int i = 0; i < count; i++)
		order[i] = i;
	for (unsigned int left = count; left && !ret; left--) {
		unsigned int pick = rng_below(&b->rng, left);
		unsigned int piece = order[pick];

		order[pick] = order[left - 1];
		ret = report_piece(b, starts[piece], starts[piece + 1], sum);
	}
	return ret;
}

static int pieces_add_up(struct bench *b, uint64_t unit)
{
	struct window all = window_pages(b, 0, BENCH_PAGES);
	struct bitmap whole, sum;
	uint64_t pages[100];
	int ret;

	for (size_t i = 0; i < 100; i++) {
		pages[i] = rng_below(&b->rng, BENCH_PAGES);
		bench_touch(b, pages[i]);
	}
	bitmap_alloc(&whole, window_bits(&all), 0);
	bitmap_alloc(&sum, window_bits(&all), 0);
	ret = __bench_report_into(b, &all, &whole);
	for (size_t i = 0; i < 100; i++)
		bench_touch(b, pages[i]);
	if (!ret)
		ret = report_in_pieces(b, unit, &sum);
	if (!ret && memcmp(whole.data, sum.data, whole.bytes)) {
		fprintf(stderr,
			"# why: the pieces together are not what a whole REPORT is\n");
		ret = REPORT_WRONG;
	}
	bitmap_free(&whole);
	bitmap_free(&sum);
	return ret;
}

CASE(bitmap, pieces_of_64_pages,
     .says = "REPORTs of disjoint windows of multiples of 64 pages add up to a whole one",
     .rules = "VDT-LOG-040 VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 3; round++) {
		ASSERT_EQ(0, pieces_add_up(b, 64));
	}
}

CASE(bitmap, pieces_of_8_pages,
     .says = "REPORTs of disjoint windows of multiples of 8 pages add up to a whole one",
     .rules = "VDT-LOG-040 VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write",
     .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 3; round++) {
		ASSERT_EQ(0, pieces_add_up(b, 8));
	}
}

CASE(bitmap, pieces_of_any_size,
     .says = "REPORTs of disjoint windows of any number of pages add up to a whole one",
     .rules = "VDT-LOG-040 VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "write", .timeout = 60)
{
	ASSERT_EQ(0, __bench_start(b));
	for (int round = 0; round < 3; round++) {
		ASSERT_EQ(0, pieces_add_up(b, 1));
	}
}

CASE(bitmap, window_of_one_byte,
     .says = "a window of the first or the last byte of a page, or of all but that, is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide reference,defect=edge-cleared",
     .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 64, 1);
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 64), b->page - 1,
					 b->page));
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 65) - 1, 1, b->page));
	write_pages(b, 64, 1);
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 64), 1, b->page));
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 65) - 1, 1, b->page));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_of_a_pages_first_byte,
     .says = "a window of a page's first byte is refused or right, and so is one of everything behind it",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=edge-cleared", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 64, 1);
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 64), 1, b->page));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_without_a_pages_last_byte,
     .says = "a window of all of a page but its last byte is refused or right, and so is one of everything behind it",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=edge-cleared", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 64, 1);
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 64), b->page - 1,
					 b->page));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_of_a_page_over_an_edge,
     .says = "a window of a page's size over a page's edge is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=cut-pages-lost", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 64, 2);
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 64) + b->page / 2,
					 b->page, b->page));
	EXPECT_EQ(0, __bench_report_all(b));
}

CASE(bitmap, window_within_larger_report_page,
     .says = "a window of bytes inside one bit's page_size is refused or right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "write")
{
	ASSERT_EQ(0, __bench_start(b));
	write_pages(b, 64, 16);
	EXPECT_EQ(0, __report_or_refusal(b, bench_iova(b, 66) + b->page / 4,
					 5 * b->page, 64 * b->page));
	EXPECT_EQ(0, __bench_report_all(b));
}

SUITE_MAIN(bitmap)
