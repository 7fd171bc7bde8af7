// SPDX-License-Identifier: GPL-2.0-only
/*
 * A dirty page is lost in a window that ends one page below 2^64: in
 * iova_bitmap_mapped_length() iova + remaining - 1 wraps, so that the driver is
 * handed a window that ends before it begins (drivers/vfio/iova_bitmap.c).
 * Fails: reference@debian-6.1
 * Passes: reference@debian-6.12
 * Cases: bitmap/window-below-2-to-64
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { -5 * PAGE, 4 * PAGE };
	__u8 bits[8] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	device_write(dev, all.iova + 3 * PAGE);
	ret = log_report(dev, all.iova, all.length, bits);
	printf("REPORT: %d, bits %02x, expected 08\n", ret, bits[0]);
	return bits[0] != 8;
}
