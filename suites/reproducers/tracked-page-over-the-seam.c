// SPDX-License-Identifier: GPL-2.0-only
/*
 * 512 pages of a bitmap are pinned at once; each such part is a call. Behind
 * the seam a dirty page of 2 MiB is left out, then dropped: it begins before
 * the part (drivers/vfio/iova_bitmap.c:417, drivers/vfio/pci/mlx5/cmd.c:1251).
 * Fails: mlx5@debian-6.1
 * Passes: reference@debian-6.1 mlx5@debian-6.12
 * Cases: bitmap/long-window-tracked-at-2m-at-any-byte
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

/* The sixth behind the seam of a bitmap from byte 77 of its first page on. */
#define BIT (8 * (512 * PAGE - 77) + 5)
static __u8 bitmap[513 * PAGE] __attribute__((aligned(PAGE)));

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 1UL << 32, 512 * PAGE * 8 * PAGE };
	struct vfio_device_feature_dma_logging_control start = {
		2UL << 20, 1, 0, (unsigned long)&all };

	device_begin(dev);
	(void)log_start; /* asks for pages of 4 KiB */
	map(all.iova + (BIT - 16) * PAGE, 32 * PAGE);
	if (feature(dev, VFIO_DEVICE_FEATURE_SET | 6, &start, 24))
		errx(2, "START fails");
	device_write(dev, all.iova + BIT * PAGE);
	ret = log_report(dev, all.iova, all.length, bitmap + 77);
	printf("REPORT: %d, bits %02x, 20 wanted\n", ret, bitmap[77 + BIT / 8]);
	return !ret && !(bitmap[77 + BIT / 8] & 0x20);
}
