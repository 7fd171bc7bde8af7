// SPDX-License-Identifier: GPL-2.0-only
/* Memory that comes late. */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "case.h"
#include "late.h"

static void *supply(void *arg)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct late *l = arg;
	struct uffd_msg message;

	while (read(l->uffd, &message, sizeof(message)) == sizeof(message)) {
		size_t offset =
			(uint8_t *)(uintptr_t)message.arg.pagefault.address -
			l->start;
		struct uffdio_copy copy;

		offset -= offset % page;
		copy = (struct uffdio_copy){
			.dst = (uintptr_t)l->start + offset,
			.src = (uintptr_t)l->contents + offset,
			.len = page,
		};
		usleep(l->delay_us);
		/* counted first: whoever waits goes on before the call is back */
		__atomic_add_fetch(&l->supplied, 1, __ATOMIC_SEQ_CST);
		if (ioctl(l->uffd, UFFDIO_COPY, &copy))
			__atomic_sub_fetch(&l->supplied, 1, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

static bool open_uffd(struct late *l)
{
	struct uffdio_api api = { .api = UFFD_API };

	l->uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	return l->uffd >= 0 && !ioctl(l->uffd, UFFDIO_API, &api);
}

bool late_map(struct late *l, size_t pages, unsigned int delay_us)
{
	struct uffdio_register area = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	memset(l, 0, sizeof(*l));
	if (!open_uffd(l))
		return false;
	l->size = pages * sysconf(_SC_PAGESIZE);
	l->delay_us = delay_us;
	l->contents = calloc(1, l->size);
	l->start = mmap(NULL, l->size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!l->contents || l->start == MAP_FAILED)
		case_error("no memory for %zu late pages", pages);
	area.range.start = (uintptr_t)l->start;
	area.range.len = l->size;
	if (ioctl(l->uffd, UFFDIO_REGISTER, &area))
		return false;
	if (pthread_create(&l->thread, NULL, supply, l))
		case_error("no thread: %s", strerror(errno));
	return true;
}
