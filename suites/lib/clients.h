/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory of a guest, as VMMs know it, with a little real memory in it. */
#ifndef SUITES_LIB_CLIENTS_H
#define SUITES_LIB_CLIENTS_H

#include "bench.h"

/* A guest has at most so many sections, and so many pieces of memory. */
#define GUEST_SECTIONS 16
#define GUEST_PIECES   16

/**
 * struct guest - what a VMM tracks and what the device can reach of it
 * @bench: of the case
 * @ranges: what START gets
 * @range_count: of them
 * @sections: what a round of REPORTs goes through, one after the other
 * @section_count: of them
 * @pieces: mapped memory, somewhere in the sections
 * @piece_count: of them
 */
struct guest {
	struct bench *bench;
	range_t ranges[GUEST_SECTIONS];
	uint32_t range_count;
	range_t sections[GUEST_SECTIONS];
	uint32_t section_count;
	struct memory pieces[GUEST_PIECES];
	uint32_t piece_count;
};

/* guest_init() - a guest without memory. */
void guest_init(struct guest *g, struct bench *b);

/* guest_track() - one range more for START. */
void guest_track(struct guest *g, uint64_t iova, uint64_t length);

/* guest_section() - one section more. */
void guest_section(struct guest *g, uint64_t iova, uint64_t length);

/**
 * guest_map() - let the device reach a piece of a section
 * @g: guest
 * @iova: multiple of the kernel's page size
 * @length: likewise
 */
void guest_map(struct guest *g, uint64_t iova, uint64_t length);

/* guest_adopt() - the bench's own memory, from 4 GiB on, is a piece as well. */
void guest_adopt(struct guest *g);

/* guest_write() - let the device write to @count pages anywhere in the pieces. */
void guest_write(struct guest *g, unsigned int count);

/* guest_write_edges() - to the first and the last page of every piece. */
void guest_write_edges(struct guest *g);

/* guest_write_sections() - to the first page of every section, all mapped. */
void guest_write_sections(struct guest *g);

/**
 * guest_qemu() - a machine as QEMU 10.2.2 sees it
 * @g: filled in
 * @b: bench
 * @gib: its memory, 2 or 8
 *
 * With pages of 4 KiB a q35, whose ranges, sections and their order are those
 * that QEMU was seen to use: RAM below 4 GiB ends at 2 GiB, the rest is above.
 * No x86 has larger ones: there it is a virt, all of whose RAM is one section
 * from 1 GiB on (hw/arm/virt.c, base_memmap), and one range
 * (hw/vfio/listener.c, vfio_dirty_tracking_update_range()).
 */
void guest_qemu(struct guest *g, struct bench *b, unsigned int gib);

/**
 * guest_regions() - a cloud-hypervisor guest: every region of memory tracked
 * @g: filled in
 * @b: bench
 *
 * Two regions, as a guest with more than 3 GiB has: below the hole for devices
 * and from 4 GiB on, only smaller.
 */
void guest_regions(struct guest *g, struct bench *b);

/**
 * __guest_round() - REPORT every section as QEMU does
 * @g: guest, tracker on
 *
 * A bitmap of whole 64-bit words for each section, zeroed and shared by all
 * devices: what another device has reported is in it already and must stay.
 *
 * Return: 0, REPORT_WRONG or -errno.
 */
int __guest_round(struct guest *g);

/**
 * __guest_regions_round() - REPORT every section as cloud-hypervisor does
 * @g: guest, tracker on
 *
 * At the page size that START returned, into whole 64-bit words of which every
 * set bit becomes an address: those behind the last page too.
 *
 * Return: 0, REPORT_WRONG or -errno.
 */
int __guest_regions_round(struct guest *g);

#endif
