// SPDX-License-Identifier: GPL-2.0-only
/* The memory of a guest, as VMMs know it. */
#include <stdio.h>
#include <string.h>

#include "clients.h"

#define SIZE_4K 4096
#define KIB(n)	((n)*1024ULL)
#define MIB(n)	((n)*1048576ULL)
#define GIB(n)	((n)*1073741824ULL)

void guest_init(struct guest *g, struct bench *b)
{
	memset(g, 0, sizeof(*g));
	g->bench = b;
}

void guest_track(struct guest *g, uint64_t iova, uint64_t length)
{
	if (g->range_count == GUEST_SECTIONS)
		case_error("a guest has no room for more ranges");
	g->ranges[g->range_count++] = (range_t){ iova, length };
}

void guest_section(struct guest *g, uint64_t iova, uint64_t length)
{
	if (g->section_count == GUEST_SECTIONS)
		case_error("a guest has no room for more sections");
	g->sections[g->section_count++] = (range_t){ iova, length };
}

void guest_map(struct guest *g, uint64_t iova, uint64_t length)
{
	if (g->piece_count == GUEST_PIECES)
		case_error("a guest has no room for more memory");
	memory_map(&g->bench->dev, &g->pieces[g->piece_count++], iova, length);
}

void guest_adopt(struct guest *g)
{
	if (g->piece_count == GUEST_PIECES)
		case_error("a guest has no room for more memory");
	g->pieces[g->piece_count++] = g->bench->mem;
}

static void write_page(struct guest *g, const struct memory *piece,
		       uint64_t page)
{
	bench_write(g->bench, piece->iova + page * g->bench->page,
		    g->bench->stim.limits.min_size);
}

void guest_write(struct guest *g, unsigned int count)
{
	while (count--) {
		const struct memory *piece =
			&g->pieces[rng_below(&g->bench->rng, g->piece_count)];

		write_page(g, piece,
			   rng_below(&g->bench->rng,
				     piece->size / g->bench->page));
	}
}

void guest_write_edges(struct guest *g)
{
	for (uint32_t i = 0; i < g->piece_count; i++) {
		write_page(g, &g->pieces[i], 0);
		write_page(g, &g->pieces[i],
			   g->pieces[i].size / g->bench->page - 1);
	}
}

void guest_write_sections(struct guest *g)
{
	for (uint32_t i = 0; i < g->section_count; i++)
		bench_write(g->bench, g->sections[i].iova,
			    g->bench->stim.limits.min_size);
}

/*
 * The window of the interrupt controller, 0xfee00000, is part of no section,
 * and where there is an IOMMU nothing can be mapped there.
 */
static void guest_q35(struct guest *g, struct bench *b, unsigned int gib)
{
	guest_init(g, b);
	guest_track(g, 0, GIB(4));
	guest_section(g, 0, KIB(640));
	guest_section(g, 0xc0000, 0xa000);
	guest_section(g, 0xca000, 0x3000);
	guest_section(g, 0xcd000, 0x1b000);
	guest_section(g, 0xe8000, 0x8000);
	guest_section(g, 0xf0000, 0x10000);
	guest_section(g, MIB(1), GIB(2) - MIB(1));
	guest_map(g, 0, KIB(640));
	guest_map(g, 0xc0000, MIB(2) - 0xc0000);
	guest_map(g, GIB(2) - MIB(1), MIB(1));
	if (gib > 2) {
		guest_track(g, GIB(4), GIB(gib - 2));
		guest_section(g, GIB(4), GIB(gib - 2));
		guest_adopt(g);
		guest_map(g, GIB(gib + 2) - MIB(1), MIB(1));
	}
	guest_section(g, 0xfd000000, MIB(16));
	guest_section(g, 0xfffc0000, KIB(256));
	guest_map(g, 0xfd000000, KIB(256));
	guest_map(g, 0xfffc0000, KIB(256));
}

static void guest_virt(struct guest *g, struct bench *b, unsigned int gib)
{
	guest_init(g, b);
	guest_track(g, GIB(1), GIB(gib));
	guest_section(g, GIB(1), GIB(gib));
	guest_map(g, GIB(1), MIB(4));
	if (gib > 2)
		guest_adopt(g);
	guest_map(g, GIB(1 + gib) - MIB(4), MIB(4));
}

void guest_qemu(struct guest *g, struct bench *b, unsigned int gib)
{
	if (b->page == SIZE_4K)
		guest_q35(g, b, gib);
	else
		guest_virt(g, b, gib);
}

void guest_regions(struct guest *g, struct bench *b)
{
	uint64_t bench = BENCH_PAGES * b->page;
	uint64_t behind = bench > MIB(32) ? bench : MIB(32);

	guest_init(g, b);
	guest_track(g, 0, MIB(64));
	guest_section(g, 0, MIB(64));
	guest_map(g, 0, MIB(1));
	guest_map(g, MIB(63), MIB(1));
	guest_track(g, BENCH_IOVA, behind + MIB(32));
	guest_section(g, BENCH_IOVA, behind + MIB(32));
	guest_map(g, BENCH_IOVA + behind, MIB(1));
}

/* The other device's pages: one in 64, from the third on. */
static void preset_by_others(struct bitmap *map)
{
	for (uint64_t k = 3; k < map->bits; k += 64)
		bitmap_preset(map, k);
}

/* REPORT one section into whole words; @tail: the unused bits count, too. */
static int report_section(struct guest *g, const range_t *section,
			  uint64_t page_size, bool others)
{
	struct window w = { section->iova, section->length, page_size };
	struct bitmap map;
	int ret;

	bitmap_alloc(&map, (window_bits(&w) + 63) / 64 * 64, 0);
	map.bits = window_bits(&w);
	if (others)
		preset_by_others(&map);
	ret = __bench_report_into(g->bench, &w, &map);
	if (!ret && (!bitmap_tail_clear(&map) || !bitmap_intact(&map) ||
		     !bitmap_kept(&map)))
		ret = REPORT_WRONG;
	bitmap_free(&map);
	return ret;
}

static int report_sections(struct guest *g, uint64_t page_size, bool others)
{
	for (uint32_t i = 0; i < g->section_count; i++) {
		int ret = report_section(g, &g->sections[i], page_size, others);

		if (ret)
			return ret;
	}
	return 0;
}

int __guest_round(struct guest *g)
{
	return report_sections(g, g->bench->page, true);
}

int __guest_regions_round(struct guest *g)
{
	return report_sections(g, g->bench->oracle.page_size, false);
}
