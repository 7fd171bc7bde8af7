// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bits in the user's memory. Whoever finds the dirty pages, the memory is
 * written by the core.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/suite.h"
#include "lib/windows.h"
#include "lib/edge.h"

SUITE(bitmap);

static void report_at_offset(struct __test_metadata *_metadata, struct bench *b,
			     size_t offset)
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
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
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	START_FOR_CORE(b);
	for (size_t offset = 0; offset < 9; offset++)
		report_at_offset(_metadata, b, offset);
}

CASE(bitmap, pointer_sampled_over_a_page,
     .says = "a bitmap may begin at any byte of a page",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	START_FOR_CORE(b);
	for (int i = 0; i < 24; i++)
		report_at_offset(_metadata, b, rng_below(&b->rng, b->page));
}

CASE(bitmap, pointer_at_page_edges,
     .says = "a bitmap may begin just before, at and behind a page's edge",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-first-page@core-defects")
{
	START_FOR_CORE(b);
	for (size_t offset = b->page - 9; offset <= b->page + 1; offset++)
		report_at_offset(_metadata, b, offset);
}

CASE(bitmap, bitmap_ends_at_page_edges,
     .says = "a bitmap may end just before, at and behind a page's edge",
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-first-page@core-defects")
{
	size_t bytes = BENCH_PAGES / 8;

	START_FOR_CORE(b);
	for (size_t end = b->page - 4; end <= b->page + 4; end++)
		report_at_offset(_metadata, b, end - bytes);
}

CASE(bitmap, bitmap_ends_where_memory_ends,
     .says = "a bitmap may end at an unmapped page", .rules = "VDT-REPORT-050",
     .needs = "write",
     .fails_on = "reference,core_defect=bitmap-next-page@core-defects")
{
	size_t bytes = BENCH_PAGES / 8;
	struct window w = window_pages(b, 0, BENCH_PAGES);
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
     .rules = "VDT-REPORT-050 VDT-REPORT-070", .needs = "write", .timeout = 60,
     .fails_on = "reference,core_defect=bitmap-first-page@core-defects")
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
     .rules = "VDT-REPORT-060", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-cleared@core-defects")
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
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
     .rules = "VDT-REPORT-060", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-cleared@core-defects")
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
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
     .rules = "VDT-REPORT-060", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-cleared@core-defects")
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
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
	struct window w = window_pages(b, 0, BENCH_PAGES);

	bench_touch(b, 0);
	bench_touch(b, BENCH_PAGES - 1);
	return case_measured(__report_raw(b, &w, bitmap));
}

CASE(bitmap, bitmap_unmapped,
     .says = "REPORT of dirty pages into unmapped memory fails",
     .rules = "VDT-REPORT-040", .fails_on = "reference", .needs = "write")
{
	struct edge e = edge_map(1);

	START_FOR_CORE(b);
	ASSERT_NE(0, report_to(b, e.end));
}

CASE(bitmap, bitmap_read_only,
     .says = "REPORT of dirty pages into read-only memory fails",
     .rules = "VDT-REPORT-040", .fails_on = "reference", .needs = "write")
{
	struct edge e = edge_map(1);

	edge_protect(&e);
	START_FOR_CORE(b);
	ASSERT_NE(0, report_to(b, e.start));
}

CASE(bitmap, bitmap_cut_off,
     .says = "REPORT of dirty pages into a bitmap whose end is unmapped fails",
     .rules = "VDT-REPORT-040", .fails_on = "reference", .needs = "write")
{
	struct edge e = edge_map(1);

	START_FOR_CORE(b);
	ASSERT_NE(0, report_to(b, e.end - BENCH_PAGES / 16));
}

CASE(bitmap, preset_bits_behind_the_window_survive,
     .says = "unused bits of the last byte that the user had set stay set",
     .rules = "VDT-REPORT-060", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-cleared@core-defects")
{
	struct window w = window_pages(b, 0, 67);
	struct bitmap map;

	START_FOR_CORE(b);
	bitmap_alloc(&map, window_bits(&w), 0);
	map.data[map.bytes - 1] |= 0xf8;
	bench_touch(b, 65);
	ASSERT_EQ(0, __report_raw(b, &w, map.data));
	ASSERT_EQ(0xf8 | 1 << 1, map.data[map.bytes - 1]);
	ASSERT_TRUE(bitmap_intact(&map));
}

CASE(bitmap, bitmaps_side_by_side,
     .says = "windows may share a bitmap byte by byte, as a VMM's regions do",
     .rules = "VDT-REPORT-070", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	struct window all = window_pages(b, 0, BENCH_PAGES);
	struct bitmap sum, part;

	START_FOR_CORE(b);
	bitmap_alloc(&sum, window_bits(&all), 3);
	write_pages(b, 0, 384);
	for (uint64_t first = 0; first < BENCH_PAGES; first += 64) {
		struct window w = window_pages(b, first, 64);

		ASSERT_EQ(0, __report_raw(b, &w, sum.data + first / 8));
	}
	bitmap_alloc(&part, window_bits(&all), 0);
	memset(part.data, 0xff, 384 / 8);
	ASSERT_EQ(0, memcmp(sum.data, part.data, sum.bytes));
	ASSERT_TRUE(bitmap_intact(&sum));
}

/*
 * Memory of every kind. The bitmap lies at byte @at of an area that is zero
 * everywhere, and nothing else of the area may change.
 */
struct area {
	uint8_t *start;
	size_t size;
	size_t at;
};

#define BITMAP_BYTES (BENCH_PAGES / 8)

static bool area_is_zero(const struct area *a, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!a->start[i])
			continue;
		fprintf(stderr, "# why: byte %zd of the bitmap is %#x\n",
			(ssize_t)(i - a->at), a->start[i]);
		return false;
	}
	return true;
}

/* Pages on both ends and between; the child of a fork cannot do this. */
static void dirty_for_area(struct bench *b)
{
	bench_touch(b, 0);
	bench_touch_random(b, 10, BENCH_PAGES);
	bench_touch(b, BENCH_PAGES - 1);
}

/* REPORT into the area: 0, REPORT_WRONG or -errno. */
static int report_dirty_area(struct bench *b, const struct area *a)
{
	struct window w = window_pages(b, 0, BENCH_PAGES);
	struct bitmap map;
	uint8_t *own;
	int ret;

	bitmap_alloc(&map, window_bits(&w), 0);
	own = map.data;
	map.data = a->start + a->at;
	ret = __bench_report_into(b, &w, &map);
	map.data = own;
	bitmap_free(&map);
	if (!ret && !(area_is_zero(a, 0, a->at) &&
		      area_is_zero(a, a->at + BITMAP_BYTES, a->size)))
		ret = REPORT_WRONG;
	return ret;
}

static int report_into_area(struct bench *b, const struct area *a)
{
	dirty_for_area(b);
	return report_dirty_area(b, a);
}

/* Four pages, the bitmap over the edge between the second and the third. */
static struct area area_map(struct bench *b, void *hint, int prot, int flags,
			    int fd)
{
	struct area a = { .size = 4 * b->page, .at = 2 * b->page - 61 };

	a.start = mmap(hint, a.size, prot, flags, fd, 0);
	if (a.start == MAP_FAILED)
		case_error("no memory for a bitmap: %s", strerror(errno));
	return a;
}

static struct area area_anonymous(struct bench *b, int flags)
{
	return area_map(b, NULL, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags,
			-1);
}

static int file_of_zeros(size_t size)
{
	int fd = memfd_create("bitmap", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, size))
		case_error("no file for a bitmap: %s", strerror(errno));
	return fd;
}

/* How many of the file's bytes are not zero? */
static size_t file_weight(int fd, size_t size)
{
	size_t weight = 0;
	uint8_t byte;

	for (size_t i = 0; i < size; i++)
		weight += pread(fd, &byte, 1, i) == 1 && byte;
	return weight;
}

CASE(bitmap, bitmap_never_touched,
     .says = "a bitmap may lie in memory that nobody has touched yet",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE);

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
}

CASE(bitmap, bitmap_only_read,
     .says = "a bitmap may lie in memory that was only read, which is the zero page",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE);

	START_FOR_CORE(b);
	ASSERT_TRUE(area_is_zero(&a, 0, a.size));
	ASSERT_EQ(0, report_into_area(b, &a));
	ASSERT_NE(0, a.start[a.at]);
}

CASE(bitmap, bitmap_write_only, .says = "a bitmap may lie in write-only memory",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-pinned-for-reading@core-defects")
{
	struct area a =
		area_map(b, NULL, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	struct window w = window_pages(b, 0, BENCH_PAGES);

	START_FOR_CORE(b);
	bench_touch(b, 0);
	ASSERT_EQ(0, __report_raw(b, &w, a.start + a.at));
	ASSERT_EQ(0, mprotect(a.start, a.size, PROT_READ));
	ASSERT_EQ(1, a.start[a.at]);
}

CASE(bitmap, bitmap_locked, .says = "a bitmap may lie in locked memory",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE | MAP_LOCKED);

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
}

CASE(bitmap, bitmap_on_the_stack, .says = "a bitmap may lie on the stack",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-page-aligned@core-defects")
{
	uint8_t bytes[512] = { 0 };
	struct area a = { bytes, sizeof(bytes), 101 };

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
}

CASE(bitmap, bitmap_moved,
     .says = "a bitmap may have moved to another address between two REPORTs",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE);
	struct area to = area_anonymous(b, MAP_PRIVATE);

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
	memset(a.start, 0, a.size);
	ASSERT_EQ(to.start, mremap(a.start, a.size, a.size,
				   MREMAP_MAYMOVE | MREMAP_FIXED, to.start));
	ASSERT_EQ(0, report_into_area(b, &to));
}

CASE(bitmap, bitmap_of_two_mappings,
     .says = "a bitmap may begin in anonymous memory and end in a file",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-first-page@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE);
	int fd = file_of_zeros(a.size);

	ASSERT_NE(MAP_FAILED,
		  mmap(a.start + 2 * b->page, 2 * b->page,
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0));
	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
	ASSERT_NE(0, file_weight(fd, b->page));
}

/*
 * The pages of a file in reverse: the one behind an edge of the bitmap does not
 * lie behind it in the machine's memory.
 */
CASE(bitmap, bitmap_of_pages_in_reverse,
     .says = "a run of dirty pages goes on in the bitmap's next page, wherever that is",
     .rules = "VDT-REPORT-160", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-run-over-page@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE);
	int fd = file_of_zeros(a.size);

	for (size_t at = 0; at < a.size; at += b->page)
		ASSERT_NE(MAP_FAILED,
			  mmap(a.start + at, b->page, PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_FIXED, fd,
			       (off_t)(a.size - b->page - at)));
	START_FOR_CORE(b);
	write_pages(b, 0, BENCH_PAGES);
	ASSERT_EQ(0, report_dirty_area(b, &a));
}

CASE(bitmap, bitmap_in_a_shared_file,
     .says = "bits in a shared mapping of a file are in the file",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	int fd = file_of_zeros(4 * b->page);
	struct area a =
		area_map(b, NULL, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	uint8_t first;

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
	ASSERT_EQ(1, pread(fd, &first, 1, a.at));
	ASSERT_EQ(a.start[a.at], first);
	ASSERT_NE(0, first);
}

CASE(bitmap, bitmap_in_a_private_file,
     .says = "bits in a private mapping of a file are in the caller's copy only",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	int fd = file_of_zeros(4 * b->page);
	struct area a =
		area_map(b, NULL, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
	ASSERT_EQ(0, file_weight(fd, a.size));
}

CASE(bitmap, bitmap_mapped_for_dma,
     .says = "a bitmap may lie in memory that is mapped for DMA itself",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	struct memory mem;
	struct area a;

	/* Away from what is tracked: the bits are the kernel's writes. */
	memory_map(&b->dev, &mem, BENCH_IOVA + (1 << 30), 4 * b->page);
	memset(mem.va, 0, mem.size);
	a = (struct area){ mem.va, mem.size, 2 * b->page - 61 };
	START_FOR_CORE(b);
	ASSERT_EQ(0, report_into_area(b, &a));
}

/* Addresses of the process, not of the device. */
static int report_at_address(struct bench *b, uintptr_t address, int flag)
{
	struct area a = area_map(b, (void *)address, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | flag, -1);

	/* A kernel that does not know the flag takes it for a wish. */
	if (address && a.start != (uint8_t *)address)
		case_error("no memory at address %#lx", (unsigned long)address);
	return report_into_area(b, &a);
}

#define FOUR_G (1UL << 32)

CASE(bitmap, bitmap_below_4g,
     .says = "a bitmap may lie below 4 GiB of the process",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_EQ(0, report_at_address(b, FOUR_G - 64 * b->page,
				       MAP_FIXED_NOREPLACE));
}

CASE(bitmap, bitmap_above_4g,
     .says = "a bitmap may lie just above 4 GiB of the process",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_EQ(0, report_at_address(b, FOUR_G, MAP_FIXED_NOREPLACE));
}

CASE(bitmap, bitmap_across_4g,
     .says = "a bitmap may cross 4 GiB of the process",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-first-page@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_EQ(0, report_at_address(b, FOUR_G - 2 * b->page,
				       MAP_FIXED_NOREPLACE));
}

/* After a fork parent and child share pages until one of them writes. */
static bool child_agrees(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

/* A child that looks at its copy once the parent has reported. */
static int report_beside_child(struct bench *b, const struct area *a)
{
	int ret, done[2];
	char byte = 0;
	pid_t pid;

	if (pipe(done))
		case_error("no pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		case_error("no child: %s", strerror(errno));
	if (!pid) {
		close(done[1]);
		_exit(read(done[0], &byte, 1) < 0 ||
		      !area_is_zero(a, 0, a->size));
	}
	ret = report_into_area(b, a);
	close(done[0]);
	close(done[1]);
	if (!child_agrees(pid) && !ret)
		ret = REPORT_WRONG;
	return ret;
}

CASE(bitmap, bitmap_after_a_fork,
     .says = "after a fork the bits are in the caller's copy, and not in the child's",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE | MAP_POPULATE);

	START_FOR_CORE(b);
	ASSERT_EQ(0, report_beside_child(b, &a));
}

static pid_t report_in_child(struct bench *b, const struct area *a)
{
	pid_t pid;

	dirty_for_area(b);
	pid = fork();
	if (pid < 0)
		case_error("no child: %s", strerror(errno));
	if (!pid)
		_exit(report_dirty_area(b, a) != 0);
	return pid;
}

CASE(bitmap, bitmap_of_a_child,
     .says = "what a forked child reports is in its copy, and not in the parent's",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-must-be-present@core-defects")
{
	struct area a = area_anonymous(b, MAP_PRIVATE | MAP_POPULATE);

	START_FOR_CORE(b);
	ASSERT_TRUE(child_agrees(report_in_child(b, &a)));
	ASSERT_TRUE(area_is_zero(&a, 0, a.size));
}

CASE(bitmap, bitmap_shared_with_a_child,
     .says = "what a forked child reports into shared memory is seen by the parent",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	struct area a = area_anonymous(b, MAP_SHARED);

	START_FOR_CORE(b);
	ASSERT_TRUE(child_agrees(report_in_child(b, &a)));
	ASSERT_EQ(1, a.start[a.at] & 1);
	ASSERT_EQ(0x80, a.start[a.at + BITMAP_BYTES - 1] & 0x80);
}

/* Huge pages: what /proc says of them, in bytes. */
static size_t proc_value(const char *path, const char *key)
{
	FILE *file = fopen(path, "r");
	unsigned long kib = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, strlen(key)))
			kib = strtoul(line + strlen(key), NULL, 10);
	if (file)
		fclose(file);
	return kib * 1024;
}

/* How many huge pages the kernel keeps ready: sets it, returns what it was. */
static unsigned long keep_huge_pages(unsigned long count)
{
	FILE *file = fopen("/proc/sys/vm/nr_hugepages", "r+");
	unsigned long before = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%lu", &before) == 1) {
		rewind(file);
		fprintf(file, "%lu\n", count);
	}
	fclose(file);
	return before;
}

CASE(bitmap, bitmap_in_huge_pages,
     .says = "a bitmap may lie in huge pages, over the edge between two",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-first-page@core-defects")
{
	size_t size = proc_value("/proc/meminfo", "Hugepagesize:");
	struct area a = { .size = 2 * size, .at = size - 61 };
	unsigned long before;

	START_FOR_CORE(b);
	if (!size)
		SKIP(return, "the kernel has no huge pages");
	before = keep_huge_pages(2);
	a.start = mmap(NULL, a.size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	keep_huge_pages(before);
	if (a.start == MAP_FAILED)
		SKIP(return, "no huge pages are free");
	ASSERT_EQ(0, report_into_area(b, &a));
}

CASE(bitmap, bitmap_in_transparent_huge_page,
     .says = "a bitmap may lie in a transparent huge page",
     .rules = "VDT-REPORT-120", .needs = "write",
     .fails_on = "reference,core_defect=bitmap-word-aligned@core-defects")
{
	size_t huge = proc_value("/proc/meminfo", "Hugepagesize:");
	struct area a = { .size = huge, .at = huge / 2 - 61 };
	uint8_t *mem;

	START_FOR_CORE(b);
	if (!huge)
		SKIP(return, "the kernel has no huge pages");
	if (2 * huge > proc_value("/proc/meminfo", "MemAvailable:") / 2)
		SKIP(return, "a huge page is more than the memory here allows");
	mem = mmap(NULL, 2 * huge, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, mem);
	a.start = mem + (-(uintptr_t)mem & (huge - 1));
	madvise(a.start, huge, MADV_HUGEPAGE);
	memset(a.start, 0, huge);
	if (!proc_value("/proc/self/smaps_rollup", "AnonHugePages:"))
		SKIP(return, "the kernel gives no transparent huge page");
	ASSERT_EQ(0, report_into_area(b, &a));
}

SUITE_MAIN(bitmap)
