// SPDX-License-Identifier: GPL-2.0-only
/*
 * A dirty page that the window's start cuts is lost: the driver hands its own
 * address to iova_bitmap_set(), which drops what lies before the window
 * (drivers/vfio/pci/pds/dirty.c, pds_vfio_dirty_process_bitmaps();
 * drivers/vfio/pci/mlx5/cmd.c, set_report_output()).
 * Fails: pds@debian-6.12 mlx5@debian-6.12
 * Passes: reference@debian-6.12
 * Cases: bitmap/window-starts-inside-a-page bitmap/tracked-page-in-halves
 * Cases: bitmap/window-cuts-tracked-pages bitmap/window-of-one-byte
 * Cases: bitmap/windows-at-random-bytes bitmap/window-of-a-page-over-an-edge
 * Cases: bitmap/window-in-page-zero model/windows model/hostile
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 0x100000, 256 * PAGE };
	__u8 bits[16] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	device_write(dev, all.iova + 64 * PAGE);
	ret = log_report(dev, all.iova + 64 * PAGE + PAGE / 2, 64 * PAGE, bits);
	printf("REPORT from the middle of page 64: %d, bits %02x, %s\n", ret,
	       bits[0], "expected 01 or a refusal");
	return !ret && bits[0] != 1;
}
