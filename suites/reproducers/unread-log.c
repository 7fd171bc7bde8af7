// SPDX-License-Identifier: GPL-2.0-only
/*
 * A REPORT that fails for the device loses pages: pds/dirty.c takes them as read
 * before WRITE_ACK is known to have worked. Takes a file in front of the device:
 * n written to it makes the n-th command from then on fail.
 * Fails: pds@debian-6.12
 * Passes: reference@debian-6.12
 * Cases: faults/unread-log-loses-nothing
 */
#include "head.h"
#include "open.h"
#include "write.h"
#include "log.h"

int main(int argc, char **argv)
{
	int dev = device_open(argv[argc - 1]), ret = 0, lost = 0;
	int fault = open(argv[1], O_WRONLY);
	struct range all = { 0x100000, 256 * PAGE };
	__u8 bits[32] = {}, next[32] = {};

	device_begin(dev);
	map(all.iova, all.length);
	if (log_start(dev, &all, 1))
		errx(2, "START fails");
	for (int step = 1; step < 4 && !lost; step++) {
		device_write(dev, all.iova + step * PAGE);
		dprintf(fault, "%d", step);
		ret = log_report(dev, all.iova, all.length, bits);
		dprintf(fault, "0");
		lost = ret && !log_report(dev, all.iova, all.length, next) &&
		       !(next[0] & 1 << step);
	}
	puts(lost ? "a failed REPORT loses a page" : "nothing is lost");
	return lost;
}
