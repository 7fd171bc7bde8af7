// SPDX-License-Identifier: GPL-2.0-only
/* /proc/self/fail-nth, see the kernel's fault-injection documentation. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "failnth.h"

#define FAIL_NTH "/proc/thread-self/fail-nth"

/* Allocations that may sleep do not fail unless this says so. */
#define SLAB_ALL "/sys/kernel/debug/failslab/ignore-gfp-wait"

bool failnth_there(void)
{
	int fd;

	if (access(FAIL_NTH, W_OK))
		return false;
	fd = open(SLAB_ALL, O_WRONLY);
	if (fd < 0)
		return false;
	if (write(fd, "N", 1) != 1)
		case_error("cannot write %s: %s", SLAB_ALL, strerror(errno));
	close(fd);
	return true;
}

/* Reads as how many are still to come, 0 when the failure has happened. */
bool failnth_arm(unsigned int n)
{
	int fd = open(FAIL_NTH, O_RDWR);
	char left[16] = "", text[16];

	if (fd < 0 || pread(fd, left, sizeof(left) - 1, 0) < 0)
		case_error("cannot read %s: %s", FAIL_NTH, strerror(errno));
	snprintf(text, sizeof(text), "%u", n);
	if (pwrite(fd, text, strlen(text), 0) < 0)
		case_error("cannot write %s: %s", FAIL_NTH, strerror(errno));
	close(fd);
	return !atoi(left);
}
