// SPDX-License-Identifier: GPL-2.0-only
/*
 * With two ranges less than 64 pages apart the second one cannot be reported:
 * the driver takes the page count that the device has rounded up to 64, so that
 * the first range's region reaches into the second one and is found in its place
 * (drivers/vfio/pci/pds/dirty.c, pds_vfio_get_region()).
 * Fails: pds@debian-6.12
 * Passes: reference@debian-6.12 mlx5@debian-6.12
 * Cases: bitmap/sweep-odd-ranges bounds/ranges-at-random-are-tracked
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range two[] = { { 0x100000, 8 * PAGE }, { 0x110000, 64 * PAGE } };
	__u8 bits[8] = {};

	device_begin(dev);
	map(0x100000, 128 * PAGE);
	if (log_start(dev, two, 2))
		errx(2, "START fails");
	device_write(dev, 0x110000 + 3 * PAGE);
	ret = log_report(dev, 0x110000, 64 * PAGE, bits);
	printf("REPORT of the second range: %d, bits %02x, expected 0 and 08\n",
	       ret, bits[0]);
	return bits[0] != 8;
}
