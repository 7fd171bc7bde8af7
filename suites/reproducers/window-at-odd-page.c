// SPDX-License-Identifier: GPL-2.0-only
/*
 * A REPORT whose window does not start at a multiple of 8 pages of the tracked
 * region misses its first pages: pds_vfio_dirty_bitmap_sync() rounds the first
 * byte of the log up (drivers/vfio/pci/pds/dirty.c, DIV_ROUND_UP of
 * start / region page size).
 * Fails: pds@debian-6.12
 * Passes: reference@debian-6.12 mlx5@debian-6.12
 * Cases: bitmap/window-at-odd-page bitmap/window-inside-one-byte
 * Cases: bitmap/window-of-the-last-pages bitmap/window-starts-swept
 * Cases: bitmap/pages-before-in-the-same-byte-stay-dirty bitmap/page-by-page
 * Cases: bitmap/window-cuts-tracked-pages bitmap/full-log-but-for-an-odd-window
 * Cases: bitmap/window-within-larger-report-page bitmap/ranges-of-one-page
 * Cases: bitmap/a-page-worth-of-ranges bitmap/sweep-page-sizes
 * Cases: clients/qemu-three-pages clients/qemu-bios clients/qemu-migration-2g
 * Cases: clients/qemu-migration-8g clients/qemu-switchover
 * Cases: clients/qemu-cancelled-migration model/many-ranges model/combined
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 0x100000, 256 * PAGE };
	__u8 bits[8] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	device_write(dev, all.iova + 65 * PAGE);
	ret = log_report(dev, all.iova + 65 * PAGE, 63 * PAGE, bits);
	printf("REPORT of pages 65 to 127: %d, bits %02x, expected 01\n", ret,
	       bits[0]);
	return bits[0] != 1;
}
