// SPDX-License-Identifier: GPL-2.0-only
/*
 * A REPORT loses the dirty pages behind its window, up to the next multiple of
 * 64: pds_vfio_dirty_process_bitmaps() and the acknowledgement of what was read
 * go by 64-bit words of the log (drivers/vfio/pci/pds/dirty.c).
 * Fails: pds@debian-6.12
 * Passes: reference@debian-6.12 mlx5@debian-6.12
 * Cases: bitmap/pages-behind-the-window-stay-dirty bitmap/windows-at-random
 * Cases: bitmap/pages-behind-in-the-same-byte-stay-dirty
 * Cases: bitmap/windows-at-random-bytes bitmap/full-log-but-for-one-page
 * Cases: bitmap/pieces-of-8-pages bitmap/pieces-of-any-size
 * Cases: bitmap/many-ranges-each-written bitmap/window-of-a-page-over-an-edge
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 0x100000, 256 * PAGE };
	__u8 bits[32] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	device_write(dev, all.iova + 43 * PAGE);
	ret = log_report(dev, all.iova, 8 * PAGE, bits);
	printf("REPORT of pages 0 to 7: %d\n", ret);
	memset(bits, 0, sizeof(bits));
	ret = log_report(dev, all.iova, all.length, bits);
	printf("REPORT of all: %d, bits of pages 40 to 47 %02x, expected 08\n",
	       ret, bits[5]);
	return bits[5] != 8;
}
