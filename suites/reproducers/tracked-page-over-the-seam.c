// SPDX-License-Identifier: GPL-2.0-only
/*
 * 512 pages of a bitmap are pinned at once, and each such part is a call of the
 * driver. What a dirty page of 2 MiB has behind the seam is left out at first
 * (drivers/vfio/iova_bitmap.c:417), then dropped: its address lies before it
 * (drivers/vfio/pci/mlx5/cmd.c:1251).
 * Fails: mlx5@debian-6.1
 * Passes: reference@debian-6.1 mlx5@debian-6.12
 * Cases: bitmap/long-window-tracked-at-2m-at-any-byte
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

#define OFFSET 77 /* of the bitmap in its first page, bytes */
#define BIT    (8 * (512 * PAGE - OFFSET) + 5) /* the sixth behind the seam */
static __u8 bitmap[513 * PAGE] __attribute__((aligned(PAGE)));

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 1UL << 32, 512 * PAGE * 8 * PAGE };
	struct vfio_device_feature_dma_logging_control start = {
		2UL << 20, 1, 0, (unsigned long)&all };

	device_begin(dev);
	map(all.iova + (BIT - 16) * PAGE, 32 * PAGE);
	if (feature(dev, VFIO_DEVICE_FEATURE_SET | 6, &start, 24))
		errx(2, "START fails");
	device_write(dev, all.iova + BIT * PAGE);
	ret = log_report(dev, all.iova, all.length, bitmap + OFFSET);
	printf("REPORT: %d, byte behind the seam %02x, expected bit %d\n", ret,
	       bitmap[OFFSET + BIT / 8], (int)(BIT % 8));
	return !ret && !(bitmap[OFFSET + BIT / 8] >> BIT % 8 & 1);
}
