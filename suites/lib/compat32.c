// SPDX-License-Identifier: GPL-2.0-only
/* 32-bit system calls of x86. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/vfio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "compat32.h"

#ifdef __x86_64__

/* arch/x86/entry/syscalls/syscall_32.tbl */
#define GETPID_32 20
#define IOCTL_32  54

static int call32(int number, uint32_t a, uint32_t b, uint32_t c)
{
	int ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory", "cc", "r8", "r9", "r10", "r11");
	return ret;
}

/* A kernel without them, or told not to take them, ends the caller. */
bool compat32_works(void)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		case_error("cannot fork: %s", strerror(errno));
	if (!child)
		_exit(call32(GETPID_32, 0, 0, 0) != getpid());
	if (waitpid(child, &status, 0) != child)
		case_error("a child is gone");
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

void *compat32_alloc(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (memory == MAP_FAILED)
		case_error("no memory below 4 GiB");
	return memory;
}

static int ioctl32(int fd, uint32_t request, void *arg)
{
	return call32(IOCTL_32, fd, request, (uintptr_t)arg);
}

#else

bool compat32_works(void)
{
	return false;
}

void *compat32_alloc(size_t size)
{
	case_error("no 32-bit calls on this machine");
}

static int ioctl32(int fd, uint32_t request, void *arg)
{
	return -ENOSYS;
}

#endif

int __compat32_feature(int fd, uint32_t flags, void *payload, size_t size)
{
	struct vfio_device_feature *feature =
		compat32_alloc(sizeof(*feature) + size);
	int ret;

	feature->argsz = sizeof(*feature) + size;
	feature->flags = flags;
	if (size)
		memcpy(feature->data, payload, size);
	ret = ioctl32(fd, VFIO_DEVICE_FEATURE, feature);
	if (size)
		memcpy(payload, feature->data, size);
	return ret;
}
