// SPDX-License-Identifier: GPL-2.0-only
#include "accel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "hostenv.h"
#include "paths.h"
#include "util.h"

#define TRIAL_LIMIT_S 5
#define DISK_SIZE     (1 << 20) /* SeaBIOS boots from nothing much smaller */

/* isa-debug-exit ends QEMU with (value << 1) | 1: no status it has itself */
#define TRIAL_VALUE  0x2a
#define TRIAL_STATUS (TRIAL_VALUE << 1 | 1)

static const char *picked;
static char *picked_reason;

/* mov al, TRIAL_VALUE; out 0xf4, al; hlt; jmp to the hlt */
static const unsigned char boot_code[] = {
	0xb0, TRIAL_VALUE, 0xe6, 0xf4, 0xf4, 0xeb, 0xfd,
};

/* A disk in memory whose first sector is the guest. Its fd, or -errno. */
static int trial_disk(void)
{
	unsigned char sector[512] = {};
	int fd = memfd_create("trackcert-trial", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	memcpy(sector, boot_code, sizeof(boot_code));
	sector[510] = 0x55;
	sector[511] = 0xaa;
	if (ftruncate(fd, DISK_SIZE) ||
	    pwrite(fd, sector, sizeof(sector), 0) != sizeof(sector)) {
		close(fd);
		return -EIO;
	}
	return fd;
}

static pid_t trial_start(const char *accel, int disk, int err)
{
	const int keep[] = { disk, -1 };
	struct strings argv = {};
	pid_t pid;

	strings_add(&argv, paths_qemu());
	strings_addf(&argv, "-machine");
	strings_addf(&argv, "q35,accel=%s,kernel-irqchip=split", accel);
	strings_split(&argv,
		      "-cpu max -smp 2 -m 64 -nodefaults -display none "
		      "-no-reboot -device isa-debug-exit,iobase=0xf4,iosize=4",
		      " ");
	strings_add(&argv, "-drive");
	strings_addf(&argv,
		     "file=/proc/self/fd/%d,format=raw,if=ide,file.locking=off",
		     disk);
	pid = child_start(&argv, err, err, keep);
	strings_free(&argv);
	return pid;
}

/* Wait, but not for ever. The wait status, or -1 when time was up. */
static int trial_wait(pid_t pid)
{
	const struct timespec step = { .tv_nsec = 10 * 1000 * 1000 };
	double end = now_s() + TRIAL_LIMIT_S;
	int status;

	while (now_s() < end && !signals_got()) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		ppoll(NULL, 0, &step, signals_unblocked());
	}
	child_kill(pid);
	return -1;
}

/* The first line that QEMU said, without its name; empty when it was mute. */
static char *words_read(int fd)
{
	char words[200] = {};
	char *text = words;

	if (pread(fd, words, sizeof(words) - 1, 0) < 0)
		words[0] = '\0';
	words[strcspn(words, "\n")] = '\0';
	if (str_starts(text, "qemu-system-") && strstr(text, ": "))
		text = strstr(text, ": ") + 2;
	return xasprintf("%s%s", *text ? ": " : "", text);
}

static bool trial_judge(const char *accel, int status, int err, char **reason)
{
	char *words;

	if (status == -1) {
		*reason = xasprintf("a trial boot with %s did not get past the "
				    "firmware within %d s",
				    accel, TRIAL_LIMIT_S);
		return false;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == TRIAL_STATUS) {
		*reason = xasprintf("a trial boot with %s worked", accel);
		return true;
	}
	words = words_read(err);
	*reason = xasprintf("a trial boot with %s ended with %s %d%s", accel,
			    WIFSIGNALED(status) ? "signal" : "status",
			    WIFSIGNALED(status) ? WTERMSIG(status)
						: WEXITSTATUS(status),
			    words);
	free(words);
	return false;
}

bool accel_trial(const char *accel, char **reason)
{
	int disk = trial_disk();
	int err = memfd_create("trackcert-trial-words", MFD_CLOEXEC);
	bool works = false;
	pid_t pid;

	if (disk < 0 || err < 0) {
		*reason = xstrdup("no trial boot: no memory for its disk");
	} else {
		pid = trial_start(accel, disk, err);
		if (pid < 0)
			*reason = xasprintf("no trial boot: %s: %s",
					    paths_qemu(), strerror(-pid));
		else
			works = trial_judge(accel, trial_wait(pid), err,
					    reason);
	}
	if (disk >= 0)
		close(disk);
	if (err >= 0)
		close(err);
	return works;
}

/* What the answer depends on. */
static char *cache_key(void)
{
	char *qemu = hostenv_qemu(paths_qemu()), *cpu = hostenv_cpu();
	struct utsname host;
	char *key;

	uname(&host);
	key = xasprintf("%s | %s %s | %s", host.release, paths_qemu(),
			qemu ? qemu : "", cpu);
	free(qemu);
	free(cpu);
	return key;
}

/* Three lines: key, answer, reason. */
static bool cache_load(const char *path, const char *key)
{
	struct strings lines = {};
	bool hit = false;
	char *text;

	if (file_read(path, 4096, &text, NULL))
		return false;
	strings_split(&lines, text, "\n");
	free(text);
	if (lines.n == 3 && !strcmp(lines.v[0], key)) {
		hit = !strcmp(lines.v[1], "kvm") || !strcmp(lines.v[1], "tcg");
		if (hit) {
			picked = lines.v[1][0] == 'k' ? "kvm" : "tcg";
			picked_reason = xasprintf("%s (cached in %s)",
						  lines.v[2], path);
		}
	}
	strings_free(&lines);
	return hit;
}

static void folder_make(const char *dir)
{
	char *path = xstrdup(dir), *slash;

	for (slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	mkdir(path, 0777);
	free(path);
}

/* An answer that cannot be cached costs the next run a trial, no more. */
static void cache_store(const char *path, const char *key)
{
	char *new = xasprintf("%s.%d", path, getpid());
	FILE *f;

	folder_make(paths_cache());
	f = fopen(new, "w");
	if (f) {
		fprintf(f, "%s\n%s\n%s\n", key, picked, picked_reason);
		if (fclose(f) || rename(new, path))
			unlink(new);
	}
	free(new);
}

const char *accel_pick(void)
{
	char *path, *key;
	int kvm;

	if (picked)
		return picked;
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0) {
		/* not cached: a permission may be given any time */
		picked_reason = xasprintf("/dev/kvm: %s", strerror(errno));
		picked = "tcg";
		return picked;
	}
	close(kvm);
	path = path_join(paths_cache(), "accel");
	key = cache_key();
	if (!cache_load(path, key)) {
		picked = accel_trial("kvm", &picked_reason) ? "kvm" : "tcg";
		if (!signals_got())
			cache_store(path, key);
	}
	free(path);
	free(key);
	return picked;
}

const char *accel_of(const char *arch)
{
	return hostenv_runs(arch) ? accel_pick() : "tcg";
}

const char *accel_reason(void)
{
	accel_pick();
	return picked_reason;
}
