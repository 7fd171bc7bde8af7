// SPDX-License-Identifier: GPL-2.0-only
/*
 * REPORT into a bitmap that cannot be written says 0, and the dirty page is in
 * no later REPORT: iova_bitmap_set() has no way to say that a page of the user's
 * bitmap could not be pinned (drivers/iommu/iommufd/iova_bitmap.c).
 * Fails: reference@debian-6.12 pds@debian-6.12
 * Passes: reference@debian-6.1
 * Cases: bitmap/bitmap-unmapped bitmap/bitmap-read-only bitmap/bitmap-cut-off
 * Cases: faults/hole-at-first-bitmap-page faults/hole-at-middle-bitmap-page
 * Cases: faults/hole-at-last-bitmap-page faults/bitmap-without-access
 * Cases: faults/bitmap-behind-the-end-of-a-file faults/bitmap-without-memory
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), first, second;
	struct range all = { 0x100000, 64 * PAGE };
	__u8 *locked = mmap(NULL, PAGE, PROT_READ, 0x22, -1, 0), good[8] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	device_write(dev, all.iova + 3 * PAGE);
	first = log_report(dev, all.iova, all.length, locked);
	second = log_report(dev, all.iova, all.length, good);
	printf("REPORT into a read-only page: %d, expected %d\n", first, -EFAULT);
	printf("REPORT again: %d, bits %02x, expected 08\n", second, good[0]);
	return first == 0;
}
