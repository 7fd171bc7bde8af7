// SPDX-License-Identifier: GPL-2.0-only
/*
 * An external stimulus (docs/stimulus.md) for trackcert's reference device: the
 * model of one in C. It uses the device's registers and nothing of suites/lib.
 *
 * With an argument it is as wrong as helpers can be, for tests: "lies" says
 * done and writes nothing, "hangs" never answers, "wide" writes 512 bytes
 * behind, too, "late" writes after it has said done, "dies" in its first write,
 * "deaf" does not say hello.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/vfio.h>
#include <reference_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define FD_SOCKET 3
#define FD_DEVICE 4

#define WAIT_NS	 1000
#define WAIT_MAX 2000000 /* times; two seconds and more */

static uint64_t region;
static uint64_t last[4];
static const char *wrong = "";

static int region_find(void)
{
	struct vfio_region_info info = { .argsz = sizeof(info),
					 .index = REFERENCE_REGION };

	if (ioctl(FD_DEVICE, VFIO_DEVICE_GET_REGION_INFO, &info))
		return -errno;
	region = info.offset;
	return 0;
}

static int command_wait(void)
{
	const struct timespec pause = { .tv_nsec = WAIT_NS };
	uint64_t status = REFERENCE_STATUS_BUSY;

	for (int i = 0; i < WAIT_MAX && status == REFERENCE_STATUS_BUSY; i++) {
		if (i)
			nanosleep(&pause, NULL);
		if (pread(FD_DEVICE, &status, 8, region + REFERENCE_STATUS) !=
		    8)
			return -EIO;
	}
	return status == REFERENCE_STATUS_DONE ? 0 : -EFAULT;
}

static int command_run(const uint64_t command[4])
{
	uint64_t registers[5] = { command[0], command[1], command[2],
				  command[3], 1 };

	if (pwrite(FD_DEVICE, registers, sizeof(registers),
		   region + REFERENCE_OPCODE) != sizeof(registers))
		return -errno;
	return command_wait();
}

/* Returns 0 or -errno; what is wrong on purpose is done here. */
static int write_run(uint64_t iova, uint64_t length, uint64_t seed)
{
	if (!strcmp(wrong, "lies"))
		return 0;
	if (!strcmp(wrong, "hangs"))
		pause();
	if (!strcmp(wrong, "dies"))
		abort();
	if (!strcmp(wrong, "wide"))
		length += 512;
	last[0] = REFERENCE_OP_WRITE;
	last[1] = iova;
	last[2] = length;
	last[3] = seed;
	return command_run(last);
}

static void say(FILE *to, int ret)
{
	if (ret)
		fprintf(to, "error %s\n", strerror(-ret));
	else
		fprintf(to, "done\n");
}

/* Return: is there more to come? */
static int line_answer(FILE *to, const char *line)
{
	uint64_t iova, length, seed;

	if (!strcmp(line, "hello 1\n")) {
		if (strcmp(wrong, "deaf"))
			fprintf(to, "hello 1 reference min_size=1 align=1 "
				    "max_length=16777216 read=1 exact=1\n");
	} else if (!strncmp(line, "memory ", 7)) {
		say(to, region_find());
	} else if (sscanf(line, "write %" SCNi64 " %" SCNi64 " %" SCNi64, &iova,
			  &length, &seed) == 3) {
		if (!strcmp(wrong, "late")) {
			say(to, 0);
			usleep(20000);
			write_run(iova, length, seed);
		} else {
			say(to, write_run(iova, length, seed));
		}
	} else if (!strcmp(line, "again\n")) {
		say(to, command_run(last));
	} else if (sscanf(line, "read %" SCNi64 " %" SCNi64, &iova, &length) ==
		   2) {
		const uint64_t command[4] = { REFERENCE_OP_READ, iova, length };

		say(to, command_run(command));
	} else if (!strcmp(line, "quit\n")) {
		say(to, 0);
		return 0;
	} else {
		fprintf(to, "error not understood: %s", line);
	}
	return 1;
}

int main(int argc, char **argv)
{
	FILE *from = fdopen(FD_SOCKET, "r"), *to = fdopen(dup(FD_SOCKET), "w");
	char line[512];

	if (argc > 1)
		wrong = argv[1];
	if (!from || !to)
		return 1;
	setvbuf(to, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), from))
		if (!line_answer(to, line))
			return 0;
	return 1;
}
