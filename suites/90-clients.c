// SPDX-License-Identifier: GPL-2.0-only
/*
 * What VMMs do, call by call, end to end: QEMU 10.2.2 (hw/vfio/listener.c,
 * migration.c) and cloud-hypervisor (pci/src/vfio.rs, 2026). A round is one
 * REPORT for each section of the guest's memory; the oracle follows the whole
 * migration, so that a page lost in one round shows in that or the next.
 */
#include "lib/suite.h"
#include "lib/clients.h"
#include "lib/migration.h"

SUITE(clients);

static int guest_start(struct guest *g)
{
	return __bench_start_ranges(g->bench, g->ranges, g->range_count,
				    g->bench->page);
}

/* QEMU looks for START only, and neither asks for GET nor for SET. */
static int probe(struct bench *b)
{
	return __feature_call(b->dev.fd, PROBE | START, FEATURE_HEADER, NULL,
			      0);
}

CASE(clients, qemu_probe,
     .says = "QEMU's way to look for a tracker finds it, on or off",
     .rules = "VDT-FEAT-010",
     .fails_on = "reference,core_defect=probe-refused@core-defects")
{
	ASSERT_EQ(0, probe(b));
	START_FOR_CORE(b);
	ASSERT_EQ(0, probe(b));
}

CASE(clients, qemu_start_2g,
     .says = "START as QEMU composes it for a q35 of 2 GiB is accepted",
     .rules = "VDT-CLIENT-010", .after = "bounds/one-range-is-accepted",
     .fails_on = "pds,max_pages=100000")
{
	range_t ranges[] = { { 0, 0x100000000 } };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 1, b->page));
}

CASE(clients, qemu_start_8g,
     .says = "START as QEMU composes it for a q35 of 8 GiB is accepted",
     .rules = "VDT-CLIENT-010", .after = "bounds/one-range-is-accepted",
     .fails_on = "pds,max_pages=100000")
{
	range_t ranges[] = { { 0, 0x100000000 }, { 0x100000000, 0x180000000 } };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
}

CASE(clients, qemu_start_with_bars,
     .says = "START as QEMU composes it with 64-bit BARs in a third range is accepted",
     .rules = "VDT-CLIENT-010", .after = "bounds/one-range-is-accepted",
     .fails_on = "pds,max_pages=100000")
{
	range_t ranges[] = { { 0, 0x100000000 },
			     { 0x100000000, 0x180000000 },
			     { 0x7000000000, 0x4000000 } };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 3, b->page));
}

CASE(clients, cloud_hypervisor_start,
     .says = "START as cloud-hypervisor composes it, a range a region, is accepted",
     .rules = "VDT-CLIENT-010", .after = "bounds/one-range-is-accepted",
     .fails_on = "pds,max_pages=100000")
{
	range_t ranges[] = { { 0, 0xc0000000 }, { 0x100000000, 0x40000000 } };

	ASSERT_EQ(0, __bench_start_ranges(b, ranges, 2, b->page));
}

CASE(clients, qemu_first_round,
     .says = "QEMU's first round, at once after START, finds nothing written",
     .rules = "VDT-LOG-020", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=dirty-at-start")
{
	struct guest g;

	guest_qemu(&g, b, 2);
	SKIP_IF_REFUSED(guest_start(&g));
	ASSERT_EQ(0, __guest_round(&g));
}

/* A section that is no whole number of pages VFIO does not get to see. */
#define SKIP_UNLESS_PAGES(b, iova, length)                                  \
	do {                                                                \
		if (((iova) | (length)) % (b)->page)                        \
			SKIP(return, "QEMU has this section with pages of " \
				     "4 KiB only");                         \
	} while (0)

/* Section by section, so that one that fails has a case of its own. */
static int report_one_section(struct bench *b, uint64_t iova, uint64_t length)
{
	range_t all = { 0, 0x100000000 };
	struct guest g;
	int ret;

	guest_init(&g, b);
	guest_section(&g, iova, length);
	guest_map(&g, iova, length < 0x40000 ? length : 0x40000);
	ret = __bench_start_ranges(b, &all, 1, b->page);
	if (ret)
		return ret;
	guest_write_edges(&g);
	guest_write(&g, 20);
	return __guest_round(&g);
}

CASE(clients, qemu_low_memory,
     .says = "QEMU's window of the first 640 KiB is reported as written",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=drop-first-page")
{
	ASSERT_EQ(0, report_one_section(b, 0, 0xa0000));
}

CASE(clients, qemu_option_roms,
     .says = "QEMU's window of ten pages of option ROMs is reported as written",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=drop-last-page")
{
	SKIP_UNLESS_PAGES(b, 0xc0000, 0xa000);
	ASSERT_EQ(0, report_one_section(b, 0xc0000, 0xa000));
}

CASE(clients, qemu_three_pages,
     .says = "QEMU's window of three pages at 0xca000 is reported as written",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=drop-last-page")
{
	SKIP_UNLESS_PAGES(b, 0xca000, 0x3000);
	ASSERT_EQ(0, report_one_section(b, 0xca000, 0x3000));
}

CASE(clients, qemu_bios,
     .says = "QEMU's window of the BIOS below 1 MiB is reported as written",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=drop-last-page")
{
	ASSERT_EQ(0, report_one_section(b, 0xf0000, 0x10000));
}

CASE(clients, qemu_video_memory,
     .says = "QEMU's window of 16 MiB of video memory below 4 GiB is reported as written",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=page-size-lie")
{
	ASSERT_EQ(0, report_one_section(b, 0xfd000000, 0x1000000));
}

CASE(clients, qemu_flash,
     .says = "QEMU's window that ends at 4 GiB is reported as written",
     .rules = "VDT-LOG-080", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=drop-last-page")
{
	ASSERT_EQ(0, report_one_section(b, 0xfffc0000, 0x40000));
}

/* Rounds with fewer and fewer writes, as a guest that is being throttled. */
static int iterate(struct guest *g, int (*round)(struct guest *g))
{
	guest_write_edges(g);
	for (unsigned int writes = 60; writes; writes /= 4) {
		int ret;

		guest_write(g, writes);
		ret = round(g);
		if (ret)
			return ret;
	}
	return 0;
}

CASE(clients, qemu_migration_2g,
     .says = "QEMU's rounds over a guest of 2 GiB report every write once",
     .rules = "VDT-LOG-010 VDT-LOG-030", .needs = "write", .timeout = 180,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=not-cleared")
{
	struct guest g;

	guest_qemu(&g, b, 2);
	SKIP_IF_REFUSED(guest_start(&g));
	ASSERT_EQ(0, __guest_round(&g));
	guest_write_sections(&g);
	ASSERT_EQ(0, iterate(&g, __guest_round));
	/* A successful migration ends with a close, the tracker on. */
	bench_reopen(b);
	ASSERT_EQ(0, __bench_start(b));
}

CASE(clients, qemu_migration_8g,
     .says = "QEMU's rounds over a guest of 8 GiB report every write once",
     .rules = "VDT-LOG-010 VDT-LOG-030", .needs = "exact", .timeout = 180,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=window-length-32-bits "
		 "reference,defect=drop-second-range")
{
	struct guest g;

	guest_qemu(&g, b, 8);
	SKIP_IF_REFUSED(guest_start(&g));
	ASSERT_EQ(0, __guest_round(&g));
	guest_write_sections(&g);
	ASSERT_EQ(0, iterate(&g, __guest_round));
	bench_reopen(b);
	ASSERT_EQ(0, __bench_start(b));
}

CASE(clients, qemu_switchover,
     .says = "through QEMU's states, PRE_COPY if there is one, then STOP_COPY, no write is lost",
     .rules = "VDT-STATE-120", .needs = "exact migrate", .timeout = 180,
     .after = "lifecycle/report-in-stop-copy",
     .fails_on = "reference,defect=migration-forgets")
{
	static uint8_t data[1 << 20];
	struct guest g;

	guest_qemu(&g, b, 2);
	if (migration_offers(b->dev.fd, MIGRATION_PRE_COPY))
		migration_set(b->dev.fd, STATE_PRE_COPY);
	SKIP_IF_REFUSED(guest_start(&g));
	ASSERT_EQ(0, __guest_round(&g));
	guest_write_sections(&g);
	guest_write(&g, 30);
	ASSERT_EQ(0, __guest_round(&g));
	guest_write(&g, 30);
	if (migration_offers(b->dev.fd, MIGRATION_PRE_COPY))
		migration_set(b->dev.fd, STATE_STOP_COPY);
	else
		migration_save(b->dev.fd, data, sizeof(data));
	ASSERT_EQ(0, __guest_round(&g));
}

CASE(clients, qemu_cancelled_migration,
     .says = "a migration that QEMU cancels and begins anew reports every write once",
     .rules = "VDT-STATE-040", .needs = "exact", .timeout = 180,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	struct guest g;

	guest_qemu(&g, b, 2);
	for (int i = 0; i < 3; i++) {
		int ret = guest_start(&g);

		if (!i)
			SKIP_IF_REFUSED(ret);
		ASSERT_EQ(0, ret);
		guest_write_sections(&g);
		guest_write(&g, 30);
		ASSERT_EQ(0, __guest_round(&g));
		guest_write(&g, 5);
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(clients, qemu_ors_into_one_bitmap,
     .says = "what another device reported of the same section stays in QEMU's bitmap",
     .rules = "VDT-REPORT-060", .needs = "exact", .timeout = 120,
     .fails_on = "reference,core_defect=bitmap-cleared@core-defects")
{
	struct guest g;
	range_t section = { BENCH_IOVA, BENCH_PAGES * b->page };

	START_FOR_CORE(b);
	ASSERT_EQ(0, __bench_stop(b));
	guest_init(&g, b);
	guest_track(&g, section.iova, section.length);
	guest_section(&g, section.iova, section.length);
	guest_adopt(&g);
	ASSERT_EQ(0, guest_start(&g));
	ASSERT_EQ(0, iterate(&g, __guest_round));
}

CASE(clients, cloud_hypervisor_migration,
     .says = "cloud-hypervisor's rounds, a REPORT a region, report every write once, no padding bit",
     .rules = "VDT-LOG-010 VDT-LOG-030 VDT-LOG-050", .needs = "write",
     .timeout = 120, .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=not-cleared")
{
	struct guest g;

	guest_regions(&g, b);
	SKIP_IF_REFUSED(guest_start(&g));
	ASSERT_EQ(0, iterate(&g, __guest_regions_round));
	ASSERT_EQ(0, __bench_stop(b));
}

CASE(clients, cloud_hypervisor_odd_region,
     .says = "a region of 77 pages sets no padding bit, which cloud-hypervisor would copy",
     .rules = "VDT-LOG-050", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=sets-bits-outside-window")
{
	struct guest g;

	guest_init(&g, b);
	guest_track(&g, 0, 128 * b->page);
	guest_section(&g, 0, 77 * b->page);
	guest_map(&g, 0, 128 * b->page);
	SKIP_IF_REFUSED(guest_start(&g));
	bench_write(b, 76 * b->page, b->stim.limits.min_size);
	/* Behind the window, in its last byte: no seed shall miss it. */
	bench_write(b, 77 * b->page, b->stim.limits.min_size);
	guest_write_edges(&g);
	guest_write(&g, 100);
	ASSERT_EQ(0, __guest_regions_round(&g));
}

CASE(clients, cloud_hypervisor_switchover,
     .says = "cloud-hypervisor's REPORTs in STOP, before and after STOP_COPY, lose no write",
     .rules = "VDT-STATE-120", .needs = "write migrate", .timeout = 120,
     .after = "lifecycle/report-in-stop lifecycle/report-after-stop-copy",
     .fails_on = "reference,defect=migration-turns-off")
{
	static uint8_t data[1 << 20];
	struct guest g;

	guest_regions(&g, b);
	SKIP_IF_REFUSED(guest_start(&g));
	guest_write(&g, 30);
	ASSERT_EQ(0, __guest_regions_round(&g));
	guest_write(&g, 30);
	migration_set(b->dev.fd, STATE_STOP);
	ASSERT_EQ(0, __guest_regions_round(&g));
	migration_save(b->dev.fd, data, sizeof(data));
	migration_set(b->dev.fd, STATE_STOP);
	ASSERT_EQ(0, __guest_regions_round(&g));
	ASSERT_EQ(0, __bench_stop(b));
}

/*
 * cloud-hypervisor computes its regions anew for each round, so that it asks
 * for one that was plugged in after START. An error makes it call the migration
 * off; silence would lose the region's pages only if it did not copy them
 * anyway.
 */
CASE(clients, cloud_hypervisor_hot_plugged_region,
     .says = "a region plugged in after START is refused, or nothing is made up about it",
     .rules = "VDT-LOG-090", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=page-size-lie")
{
	struct guest g;
	int ret;

	guest_regions(&g, b);
	SKIP_IF_REFUSED(guest_start(&g));
	guest_section(&g, 0x200000000, 0x400000);
	guest_map(&g, 0x200000000, 0x100000);
	guest_write(&g, 60);
	ret = case_measured(__guest_regions_round(&g));
	ASSERT_NE(REPORT_WRONG, ret);
}

CASE(clients, cloud_hypervisor_sessions,
     .says = "START, a round and STOP, ten times over, report every write once",
     .rules = "VDT-STATE-040", .needs = "write", .timeout = 120,
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	struct guest g;

	guest_regions(&g, b);
	for (int i = 0; i < 10; i++) {
		int ret = guest_start(&g);

		if (!i)
			SKIP_IF_REFUSED(ret);
		ASSERT_EQ(0, ret);
		guest_write(&g, 10);
		ASSERT_EQ(0, __guest_regions_round(&g));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

SUITE_MAIN(clients)
