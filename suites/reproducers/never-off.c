// SPDX-License-Identifier: GPL-2.0-only
/*
 * REPORT succeeds while the tracker is off: whoever asks is told that nothing is
 * dirty (samples/vfio-mdev/mtty.c, mtty_log_read_and_clear()).
 * Fails: mtty@debian-6.12
 * Passes: reference@debian-6.12 pds@debian-6.12 mlx5@debian-6.12
 * Cases: lifecycle/report-when-never-started lifecycle/report-after-stop
 * Cases: lifecycle/stop-twice lifecycle/last-close-stops
 * Cases: lifecycle/two-files-share-the-tracker lifecycle/child-stops
 * Cases: lifecycle/child-outlives-parents-files concurrency/sessions-under-signals
 */
#include "head.h"
#include "open.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), before, after;
	struct range all = { 0x100000, 256 * PAGE };
	__u8 bits[32] = {};

	map(all.iova, all.length);
	before = log_report(dev, all.iova, all.length, bits);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	feature(dev, VFIO_DEVICE_FEATURE_SET | 7, NULL, 0);
	after = log_report(dev, all.iova, all.length, bits);
	printf("REPORT without START: %d, expected an error\n", before);
	printf("REPORT after STOP: %d, expected an error\n", after);
	return !before || !after;
}
