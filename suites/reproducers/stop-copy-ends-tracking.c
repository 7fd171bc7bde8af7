// SPDX-License-Identifier: GPL-2.0-only
/*
 * A migration called off in STOP_COPY leaves the tracker off: leaving that state
 * the driver disables dirty tracking that the user has started
 * (drivers/vfio/pci/pds/lm.c, pds_vfio_step_device_state_locked()).
 * Fails: pds@debian-6.12
 * Passes: reference@debian-6.12 mlx5@debian-6.12
 * Cases: lifecycle/report-after-stop-copy lifecycle/start-survives-stop-copy
 * Cases: lifecycle/stop-in-stopped-states lifecycle/round-trip-of-states
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	__u32 stop_copy[2] = { 3, -1 }, running[2] = { 2, -1 };
	int dev = device_open(argv[argc - 1]), ret;
	struct range all = { 0x100000, 256 * PAGE };
	__u8 bits[32] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	if (feature(dev, VFIO_DEVICE_FEATURE_SET | 2, stop_copy, 8) ||
	    feature(dev, VFIO_DEVICE_FEATURE_SET | 2, running, 8))
		errx(2, "no migration states");
	device_write(dev, all.iova + 3 * PAGE);
	ret = log_report(dev, all.iova, all.length, bits);
	printf("REPORT: %d, bits %02x, expected 08\n", ret, bits[0]);
	return bits[0] != 8;
}
