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

/* Opened once: opening it again would be an allocation that fails, too. */
static int fail_nth = -1;

bool failnth_there(void)
{
	int fd = open(SLAB_ALL, O_WRONLY);

	if (fd < 0)
		return false;
	if (write(fd, "N", 1) != 1)
		case_error("cannot write %s: %s", SLAB_ALL, strerror(errno));
	close(fd);
	fail_nth = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	if (fail_nth < 0)
		case_error("cannot open %s: %s", FAIL_NTH, strerror(errno));
	return true;
}

static void fail_nth_write(unsigned int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	if (pwrite(fail_nth, text, strlen(text), 0) < 0)
		case_error("cannot write %s: %s", FAIL_NTH, strerror(errno));
}

void failnth_arm(unsigned int n)
{
	fail_nth_write(n);
}

/* Reads as how many are still to come, 0 when the failure has happened. */
bool failnth_disarm(void)
{
	char left[16] = "";
	ssize_t got = pread(fail_nth, left, sizeof(left) - 1, 0);

	fail_nth_write(0);
	if (got < 0)
		case_error("cannot read %s: %s", FAIL_NTH, strerror(errno));
	return !atoi(left);
}

unsigned int failnth_next(unsigned int n)
{
	return n + 1 + n / 64;
}
