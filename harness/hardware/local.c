// SPDX-License-Identifier: GPL-2.0-only
/* The agent on this machine, in the place of a VM. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "child.h"
#include "local.h"
#include "paths.h"
#include "users.h"

/* A record of /dev/kmsg (Documentation/ABI/testing/dev-kmsg). */
#define RECORD_BYTES 8192

/* "PRIORITY,NUMBER,MICROSECONDS,FLAGS[,...];TEXT\n KEY=VALUE\n..." */
static void record_put(int out, char *record)
{
	char *text = strchr(record, ';'), *line;
	unsigned long long us = 0;

	if (!text)
		return;
	sscanf(record, "%*u,%*u,%llu", &us);
	text[1 + strcspn(text + 1, "\n")] = '\0';
	line = xasprintf("[%5llu.%06llu] %s\n", us / 1000000, us % 1000000,
			 text + 1);
	fd_write(out, line, strlen(line));
	free(line);
}

/*
 * As the console of a VM would have it. Records that were overwritten before
 * they could be read are gone; the case whose mark was among them cannot be
 * called clean then.
 */
static void __attribute__((noreturn)) kmsg_follow(int in, int out)
{
	char record[RECORD_BYTES + 1];
	ssize_t n;

	for (;;) {
		n = read(in, record, RECORD_BYTES);
		if (n < 0 && errno != EPIPE && errno != EINTR)
			_exit(1);
		if (n <= 0)
			continue;
		record[n] = '\0';
		record_put(out, record);
	}
}

static pid_t kmsg_start(int out)
{
	int in = open("/dev/kmsg", O_RDONLY | O_CLOEXEC);
	pid_t parent = getpid(), pid;
	sigset_t none;

	if (in < 0 || lseek(in, 0, SEEK_END) < 0)
		return -errno;
	pid = fork();
	if (!pid) {
		sigemptyset(&none);
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sigprocmask(SIG_SETMASK, &none, NULL);
		if (getppid() == parent)
			kmsg_follow(in, out);
		_exit(1);
	}
	close(in);
	return pid < 0 ? -errno : pid;
}

static pid_t agent_start(const char *dir, int out, int errors)
{
	struct strings argv = { 0 };
	pid_t pid;

	strings_take(&argv, path_join(paths_source(), "vms/guest/local"));
	strings_add(&argv, dir);
	strings_take(&argv, path_join(paths_built(), "suites"));
	pid = child_start(&argv, out, errors, NULL);
	strings_free(&argv);
	return pid;
}

static int pipe_make(int *read_end, int *write_end)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	*read_end = fds[0];
	*write_end = fds[1];
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	return 0;
}

static void fd_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

int local_start(struct boot *boot, const char *dir, struct vm *vm)
{
	int agent = -1, console = -1, errors = -1, err;

	*vm = (struct vm){ .agent = -1, .console = -1, .errors = -1 };
	err = boot_unpack(boot, dir);
	if (!err)
		err = pipe_make(&vm->agent, &agent);
	if (!err)
		err = pipe_make(&vm->console, &console);
	if (!err)
		err = pipe_make(&vm->errors, &errors);
	if (!err)
		vm->log = kmsg_start(console);
	err = vm->log < 0 ? vm->log : err;
	if (!err)
		vm->pid = agent_start(dir, agent, errors);
	err = vm->pid < 0 ? vm->pid : err;
	fd_close(agent);
	fd_close(console);
	fd_close(errors);
	if (err) {
		vm->log = vm->log < 0 ? 0 : vm->log;
		vm->pid = vm->pid < 0 ? 0 : vm->pid;
		vm_stop(vm);
	}
	return err;
}

static void suites_kill(const char *nonce)
{
	char *word = xasprintf("TRACKCERT_RUN=%s", nonce);
	struct strings pids = { 0 };

	root_list(&pids, "/proc");
	for (size_t i = 0; i < pids.n; i++)
		if (isdigit((unsigned char)*pids.v[i]) &&
		    process_was_told((pid_t)atoi(pids.v[i]), word))
			kill((pid_t)atoi(pids.v[i]), SIGKILL);
	strings_free(&pids);
	free(word);
}

void local_end(const char *nonce, const char *dir)
{
	const struct dirent *entry;
	DIR *d = opendir(dir);

	suites_kill(nonce);
	while (d && (entry = readdir(d)))
		if (entry->d_type == DT_REG)
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	rmdir(dir);
}
