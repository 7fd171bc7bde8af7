// SPDX-License-Identifier: GPL-2.0-only
/* Memory of the kernel's, before and after. */
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/membarrier.h>

#include "case.h"
#include "leak.h"
#include "leak_objects.h"

/* Least growth of a leak, in bytes a call: the smallest object of a slab. */
#define LEAST_SLAB 8

/* Of all memory, which the rest of the kernel uses, too. */
#define LEAST_USED 64

/* How often growth has to be seen again to be a leak. */
#define LEAK_AGAIN 3

/* Pages of the rounds that count: one a round may be what measuring takes. */
#define LEAK_PAGES (2 * (LEAK_ROUNDS - 2))

/* For callbacks behind a grace period, microseconds. */
#define GRACE_US 20000

/* Caches that are known of: a kernel has some 200. */
#define SLAB_FILES 512

/* Bytes of the kernel's memory. */
struct memory_use {
	int64_t slab;
	int64_t used;
};

/* Without leave to, or on a kernel that has no such file: nothing. */
static void tell(const char *path, const char *what)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return;
	fputs(what, file);
	fclose(file);
}

/* A line; empty where there is none. */
static void ask(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "r");

	*line = '\0';
	if (file && !fgets(line, (int)size, file))
		*line = '\0';
	if (file)
		fclose(file);
}

/*
 * Memory that vfree() gave back stays, with an object of a slab for each piece,
 * until it comes to some ten MiB (mm/vmalloc.c, lazy_max_pages()). It goes
 * before a page becomes read-only (set_memory_ro(), vm_unmap_aliases()), which
 * happens where a filter is put on a socket (bpf_prog_lock_ro()) that is not
 * compiled into instructions. What is kept then for the next vmalloc() of that
 * size is left to a shrinker.
 */
static void vmalloc_clear_up(void)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, UINT32_MAX);
	struct sock_fprog filter = { .len = 1, .filter = &all };
	const char *const compile = "/proc/sys/net/core/bpf_jit_enable";
	char was[16];
	int pair[2];

	ask(compile, was, sizeof(was));
	if (!socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)) {
		tell(compile, "0\n");
		setsockopt(pair[0], SOL_SOCKET, SO_ATTACH_FILTER, &filter,
			   sizeof(filter));
		tell(compile, was);
		close(pair[0]);
		close(pair[1]);
	}
	tell("/proc/sys/vm/drop_caches", "2\n");
}

/*
 * What is freed behind a grace period (dentries and inodes, which the caches
 * above are full of) is still there, or just gone: wait for two of them, the
 * second for what the first one's callbacks have freed in turn, and a moment
 * for the last callbacks.
 */
static void grace_periods_wait(void)
{
	for (int i = 0; i < 2; i++)
		syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	usleep(GRACE_US);
}

/*
 * With KASAN a freed object stays in quarantine until its cache is shrunk
 * (mm/kasan/quarantine.c), or until there are some ten MiB of them. Of caches
 * that are one, each but the first name is a link. The files stay open: to look
 * for them anew takes memory of the kernel's own.
 */
static int slab_files_open(int *files, int room)
{
	glob_t caches;
	int n = 0;

	if (glob("/sys/kernel/slab/*", 0, NULL, &caches))
		return 0;
	for (size_t i = 0; i < caches.gl_pathc && n < room; i++) {
		char path[PATH_MAX];
		struct stat st;

		if (lstat(caches.gl_pathv[i], &st) || S_ISLNK(st.st_mode))
			continue;
		snprintf(path, sizeof(path), "%s/shrink", caches.gl_pathv[i]);
		files[n] = open(path, O_WRONLY | O_CLOEXEC);
		n += files[n] >= 0;
	}
	globfree(&caches);
	return n;
}

static void slabs_clear_up(void)
{
	static int files[SLAB_FILES];
	static int count = -1;

	if (count < 0)
		count = slab_files_open(files, SLAB_FILES);
	for (int i = 0; i < count; i++)
		if (pwrite(files[i], "1\n", 2, 0) < 0)
			return;
}

FILE *leak_counters(const char *path)
{
	FILE *file;

	/* processors' counters are added up only once in a while */
	tell("/proc/sys/vm/stat_refresh", "1\n");
	file = fopen(path, "r");
	if (!file)
		case_error("cannot read %s", path);
	return file;
}

/* Bytes of free pages in lists of the processors: MemFree has none of them. */
static int64_t free_in_lists(void)
{
	FILE *file = fopen("/proc/zoneinfo", "r");
	long long count, all = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " count: %lld", &count) == 1)
			all += count;
	if (file)
		fclose(file);
	return all * sysconf(_SC_PAGESIZE);
}

static void measure(struct memory_use *use)
{
	FILE *file;
	char line[128];

	vmalloc_clear_up();
	grace_periods_wait();
	slabs_clear_up();
	memset(use, 0, sizeof(*use));
	use->used = -free_in_lists();
	file = leak_counters("/proc/meminfo");
	while (fgets(line, sizeof(line), file)) {
		long long kib;
		char name[32];

		if (sscanf(line, "%31[^:]: %lld", name, &kib) != 2)
			continue;
		if (!strcmp(name, "Slab"))
			use->slab = kib * 1024;
		else if (!strcmp(name, "MemTotal"))
			use->used += kib * 1024;
		else if (!strcmp(name, "MemFree") || !strcmp(name, "Buffers") ||
			 !strcmp(name, "Cached") || !strcmp(name, "AnonPages"))
			use->used -= kib * 1024;
	}
	fclose(file);
}

static bool calls(struct bench *b, bool (*once)(struct bench *b),
		  unsigned int times)
{
	while (times--)
		if (!once(b))
			return false;
	return true;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/*
 * Bytes a call out of how much memory grew in each round. The round in which it
 * grew most and that in which it grew least may have been others' doing.
 */
static int64_t growth_of(int64_t *rounds, unsigned int times, int64_t least)
{
	int64_t sum = 0, count = times / LEAK_ROUNDS * (LEAK_ROUNDS - 2);

	qsort(rounds, LEAK_ROUNDS, sizeof(*rounds), by_size);
	for (int i = 1; i < LEAK_ROUNDS - 1; i++)
		sum += rounds[i];
	if (sum < count * least || sum < LEAK_PAGES * sysconf(_SC_PAGESIZE))
		return 0;
	return sum / count;
}

/* Bytes a call, 0 if there is no growth to speak of. */
static int64_t growth(struct bench *b, bool (*once)(struct bench *b),
		      unsigned int times, bool *gave_up)
{
	int64_t slab[LEAK_ROUNDS], used[LEAK_ROUNDS];
	struct memory_use before, now;

	measure(&before);
	leak_objects_begin();
	for (int i = 0; i < LEAK_ROUNDS; i++) {
		if (!calls(b, once, times / LEAK_ROUNDS)) {
			*gave_up = true;
			return 0;
		}
		measure(&now);
		leak_objects_again();
		slab[i] = now.slab - before.slab;
		used[i] = now.used - before.used;
		before = now;
	}
	return growth_of(slab, times, LEAST_SLAB) ?:
	       growth_of(used, times, LEAST_USED) ?:
	       leak_objects_growth(times);
}

/* A slow kernel is one with kmemleak, which sees what leaks but once. */
static unsigned int fewer(unsigned int times)
{
	unsigned int round = times / LEAK_ROUNDS / (unsigned int)case_slowness();

	return (round ? round : 1) * LEAK_ROUNDS;
}

bool leaks(struct bench *b, bool (*once)(struct bench *b), unsigned int times)
{
	bool gave_up = false;
	int64_t bytes;

	times = fewer(times);
	/* Caches fill up before they stay as they are. */
	if (!calls(b, once, times / LEAK_ROUNDS))
		return true;
	bytes = growth(b, once, times, &gave_up);
	/*
	 * A leak goes on; a kernel that has just booted takes some MiB, then
	 * no more.
	 */
	for (int again = 0; bytes && again < LEAK_AGAIN; again++)
		bytes = growth(b, once, times, &gave_up);
	fprintf(stderr, "# measured: leak=%lld bytes\n", (long long)bytes);
	return bytes || gave_up;
}
