// SPDX-License-Identifier: GPL-2.0-only
/* Programs that the harness starts. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "util.h"

#define READ_BYTES 4096

static volatile sig_atomic_t caught;
static sigset_t unblocked;
static const int deadly[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static void signal_note(int sig)
{
	caught = sig;
}

static void signal_wake(int sig)
{
	(void)sig; /* SIGCHLD only has to end a ppoll() */
}

void signals_catch(void)
{
	static bool done;
	struct sigaction action = { .sa_handler = signal_note };
	sigset_t blocked;

	if (done)
		return;
	done = true;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	for (size_t i = 0; i < ARRAY_SIZE(deadly); i++) {
		sigaddset(&blocked, deadly[i]);
		sigaction(deadly[i], &action, NULL);
	}
	action.sa_handler = signal_wake;
	sigaction(SIGCHLD, &action, NULL);
	/* A reader that went away shows up as a failed write. */
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &blocked, &unblocked);
}

int signals_got(void)
{
	sigset_t pending;

	if (caught || sigpending(&pending))
		return caught;
	for (size_t i = 0; i < ARRAY_SIZE(deadly); i++)
		if (sigismember(&pending, deadly[i]) == 1)
			return deadly[i];
	return 0;
}

int signals_status(void)
{
	complain("stopped by signal %d", signals_got());
	return 128 + signals_got();
}

const sigset_t *signals_unblocked(void)
{
	return &unblocked;
}

static char **argv_build(const struct strings *argv)
{
	char **v = xcalloc(argv->n + 1, sizeof(*v));

	memcpy(v, argv->v, argv->n * sizeof(*v));
	return v;
}

/* Runs in the child: -errno goes up the pipe when the exec fails. */
static void __attribute__((noreturn))
child_exec(char **argv, int out, int err, const int *keep, int report,
	   pid_t parent)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;
	int error;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	sigaction(SIGPIPE, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (out >= 0)
		dup2(out, STDOUT_FILENO);
	if (err >= 0)
		dup2(err, STDERR_FILENO);
	for (; keep && *keep >= 0; keep++)
		fcntl(*keep, F_SETFD, 0);
	execvp(argv[0], argv);
	error = -errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

/* Return: 0 when the exec went well, else its -errno; reaps the child then. */
static int exec_result(int report, pid_t pid)
{
	int error = 0;
	ssize_t n;

	do {
		n = read(report, &error, sizeof(error));
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(error))
		return 0;
	waitpid(pid, NULL, 0);
	return error;
}

pid_t child_start(const struct strings *argv, int out, int err, const int *keep)
{
	pid_t parent = getpid(), pid;
	int report[2], error;
	char **v;

	signals_catch();
	if (pipe2(report, O_CLOEXEC))
		return -errno;
	v = argv_build(argv);
	fflush(NULL);
	pid = fork();
	if (!pid)
		child_exec(v, out, err, keep, report[1], parent);
	error = pid < 0 ? -errno : 0;
	close(report[1]);
	if (!error)
		error = exec_result(report[0], pid);
	close(report[0]);
	free(v);
	if (error)
		return error;
	setpgid(pid, pid); /* whoever comes first, the child or we */
	return pid;
}

static int status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int child_wait(pid_t pid)
{
	int status;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return status_of(status);
		if (got < 0 && errno != EINTR)
			return -errno;
		if (signals_got()) {
			child_kill(pid);
			return -EINTR;
		}
		sigsuspend(signals_unblocked());
	}
}

void child_kill(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Adds what comes to , until its end or a signal. */
static void text_read(int fd, char **text, size_t *len)
{
	struct pollfd wait = { fd, POLLIN, 0 };
	ssize_t n = 1;

	while (n && !signals_got()) {
		if (ppoll(&wait, 1, NULL, &unblocked) < 0)
			continue; /* SIGCHLD, or what signals_got() tells */
		*text = xrealloc(*text, *len + READ_BYTES + 1, 1);
		n = read(fd, *text + *len, READ_BYTES);
		*len += n > 0 ? (size_t)n : 0;
		(*text)[*len] = '\0';
	}
}

int child_lines(const struct strings *argv, struct strings *lines)
{
	char *text = NULL, *rest, *line;
	size_t len = 0;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = child_start(argv, fds[1], -1, NULL);
	close(fds[1]);
	if (pid > 0)
		text_read(fds[0], &text, &len);
	close(fds[0]);
	for (rest = text; (line = strsep(&rest, "\n"));)
		if (rest || *line)
			strings_add(lines, line);
	free(text);
	return pid < 0 ? pid : child_wait(pid);
}
