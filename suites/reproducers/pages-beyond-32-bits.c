// SPDX-License-Identifier: GPL-2.0-only
/*
 * A START of 2^32 + 256 pages succeeds and tracks the first 256 only:
 * pds_vfio_dirty_enable() counts pages in a u32 (drivers/vfio/pci/pds/dirty.c).
 * Fails: pds@debian-6.12
 * Passes: reference@debian-6.12 mlx5@debian-6.12
 * Cases: bounds/more-pages-than-32-bits
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 0, ((1UL << 32) + 256) * PAGE };
	__u8 bits[8] = {};

	device_begin(dev);
	map(512 * PAGE, 64 * PAGE);
	ret = log_start(dev, &all, 1);
	printf("START of 2^32 + 256 pages: %d\n", ret);
	if (ret)
		return 0; /* a refusal loses nothing */
	device_write(dev, 515 * PAGE);
	ret = log_report(dev, 512 * PAGE, 64 * PAGE, bits);
	printf("REPORT of pages 512 to 575: %d, bits %02x, expected 08\n", ret,
	       bits[0]);
	return bits[0] != 8;
}
