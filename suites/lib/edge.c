// SPDX-License-Identifier: GPL-2.0-only
/* Memory that ends, or must not be written. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "case.h"
#include "edge.h"

struct edge edge_map(size_t pages)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct edge e;

	e.start = mmap(NULL, (pages + 1) * page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (e.start == MAP_FAILED)
		case_error("no memory for %zu pages", pages);
	e.end = e.start + pages * page;
	if (munmap(e.end, page))
		case_error("cannot unmap the page behind an edge");
	return e;
}

void edge_protect(struct edge *e)
{
	if (mprotect(e->start, e->end - e->start, PROT_READ))
		case_error("cannot make memory read-only");
}

void edge_close(struct edge *e, size_t first, size_t pages)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (mprotect(e->start + first * page, pages * page, PROT_NONE))
		case_error("cannot take access to memory");
}

void edge_evict(struct edge *e)
{
	size_t size = e->end - e->start;
	int fd = memfd_create("edge", 0);

	if (fd < 0 || write(fd, e->start, size) != (ssize_t)size ||
	    mmap(e->start, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
		 fd, 0) == MAP_FAILED)
		case_error("no memory for a file");
	close(fd);
}
