// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program of somebody else's that makes the device write: "external:PATH" in
 * TRACKCERT_STIMULUS, or "external-exact:PATH" where it writes any byte range.
 * The protocol is in docs/stimulus.md.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../device.h"
#include "stimulus.h"

/* What the program finds open. */
#define FD_SOCKET 3
#define FD_DEVICE 4
#define FD_MEMORY 5

#define LINE_BYTES 512
#define HELLO_MS   10000 /* for its start, whatever it has to load */
#define QUIT_MS	   2000

/**
 * struct external - a program at work
 * @pid: it, the leader of its process group; 0: it does not run
 * @socket: lines go both ways
 * @memory: what it shares with this process: a memfd
 * @seed: of the next write
 * @words: what it said last, when that was an error
 */
struct external {
	pid_t pid;
	int socket;
	int memory;
	uint64_t seed;
	char words[LINE_BYTES];
};

static void __attribute__((noreturn))
program_exec(struct stimulus *s, struct external *e, int socket)
{
	/* above those that it shall have, so that none is closed by dup2() */
	int from[] = { fcntl(socket, F_DUPFD_CLOEXEC, 64),
		       fcntl(s->dev->fd, F_DUPFD_CLOEXEC, 64),
		       fcntl(e->memory, F_DUPFD_CLOEXEC, 64) };

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(from[0], FD_SOCKET);
	dup2(from[1], FD_DEVICE);
	dup2(from[2], FD_MEMORY);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	setenv("TRACKCERT_DEVICE", s->dev->path, 1);
	execl(s->argument, s->argument, NULL);
	_exit(127);
}

static int program_start(struct stimulus *s, struct external *e)
{
	int pair[2];

	e->memory = memfd_create("trackcert-stimulus", MFD_CLOEXEC);
	if (e->memory < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	e->socket = pair[0];
	fflush(NULL);
	e->pid = fork();
	if (!e->pid)
		program_exec(s, e, pair[1]);
	close(pair[1]);
	return e->pid < 0 ? -errno : 0;
}

/* A line without its end, byte by byte: it says one at a time. */
static int line_read(struct external *e, char *line, unsigned int ms)
{
	uint64_t end = stimulus_now() + ms;
	size_t len = 0;

	for (;;) {
		struct pollfd wait = { .fd = e->socket, .events = POLLIN };
		uint64_t now = stimulus_now();
		ssize_t n;

		if (now >= end)
			return -ETIMEDOUT;
		if (poll(&wait, 1, (int)(end - now)) <= 0)
			continue;
		n = read(e->socket, line + len, 1);
		if (n <= 0)
			return -EPIPE;
		if (line[len] == '\n')
			break;
		if (++len == LINE_BYTES)
			return -EMSGSIZE;
	}
	line[len] = '\0';
	return 0;
}

static int line_write(struct external *e, const char *line)
{
	ssize_t n = send(e->socket, line, strlen(line), MSG_NOSIGNAL);

	return n == (ssize_t)strlen(line) ? 0 : -EPIPE;
}

/* A program that was too late, or said what nobody asked, is of no use any
 * more: its next word would be taken for the answer to something else.
 */
static void program_kill(struct external *e)
{
	if (e->pid > 0) {
		kill(-e->pid, SIGKILL);
		kill(e->pid, SIGKILL);
		while (waitpid(e->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	e->pid = 0;
}

/* "done", or "error WORDS" */
static int answer_read(struct external *e, unsigned int ms)
{
	char line[LINE_BYTES];
	int ret = line_read(e, line, ms);

	if (!ret && !strcmp(line, "done"))
		return 0;
	if (!ret && !strncmp(line, "error ", 6)) {
		strcpy(e->words, line + 6);
		printf("# the stimulus says: %s\n", e->words);
		return -EIO;
	}
	program_kill(e);
	return ret ? ret : -EPROTO;
}

static int ask(struct stimulus *s, const char *line)
{
	struct external *e = s->priv;
	int ret = e->pid ? line_write(e, line) : -EPIPE;

	return ret ? ret : answer_read(e, s->limits.time_limit_ms);
}

/* KEY=NUMBER of its hello, or what holds without it */
static uint64_t number_of(const char *line, const char *key, uint64_t without)
{
	char word[32];
	const char *at;

	snprintf(word, sizeof(word), " %s=", key);
	at = strstr(line, word);
	return at ? strtoull(at + strlen(word), NULL, 0) : without;
}

static bool limits_sane(const struct stimulus_limits *l)
{
	return l->min_size && l->align && l->time_limit_ms &&
	       !(4096 % l->min_size) && !(l->min_size % l->align) &&
	       l->max_length >= l->min_size && l->time_limit_ms <= 60000;
}

static int hello(struct stimulus *s, struct external *e, uint64_t *memory)
{
	char line[LINE_BYTES];
	int ret = line_write(e, "hello 1\n");

	if (!ret)
		ret = line_read(e, line, HELLO_MS);
	if (ret)
		return ret;
	if (strncmp(line, "hello 1 ", 8))
		return -EPROTO;
	s->limits = (struct stimulus_limits){
		.min_size = number_of(line, "min_size", 1),
		.align = number_of(line, "align", 1),
		.max_length = number_of(line, "max_length", 4096),
		.highest_iova = number_of(line, "highest_iova", UINT64_MAX),
		.time_limit_ms =
			(unsigned int)number_of(line, "time_limit_ms", 2000),
	};
	s->can_read = number_of(line, "read", 0);
	*memory = number_of(line, "memory", 0);
	if (s->ops->exact && !number_of(line, "exact", 0))
		return -EOPNOTSUPP;
	return limits_sane(&s->limits) ? 0 : -ERANGE;
}

/* Its own memory, then the page of the self-test. */
static int memory_share(struct stimulus *s, struct external *e, uint64_t memory)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	char line[LINE_BYTES];
	int ret;

	memory = (memory + page - 1) / page * page;
	if (ftruncate(e->memory, memory + page))
		return -errno;
	ret = __memory_map_file(s->dev, &s->own, STIMULUS_IOVA, memory + page,
				e->memory);
	if (ret)
		return ret;
	s->collateral = span_of(s->own.iova, s->own.size);
	s->scratch = memory;
	snprintf(line, sizeof(line), "memory 0x%" PRIx64 " 0x%" PRIx64 "\n",
		 s->own.iova, memory);
	ret = line_write(e, line);
	return ret ? ret : answer_read(e, HELLO_MS);
}

static int external_init(struct stimulus *s)
{
	struct external *e = calloc(1, sizeof(*e));
	uint64_t memory = 0;
	int ret;

	s->priv = e;
	if (!e)
		return -ENOMEM;
	e->socket = e->memory = -1;
	ret = program_start(s, e);
	if (!ret)
		ret = hello(s, e, &memory);
	return ret ? ret : memory_share(s, e, memory);
}

static int external_write(struct stimulus *s, uint64_t iova, uint64_t length)
{
	struct external *e = s->priv;
	char line[LINE_BYTES];

	if (!stimulus_fits(s, iova, length))
		return -EINVAL;
	snprintf(line, sizeof(line),
		 "write 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n", iova,
		 length, ++e->seed);
	return ask(s, line);
}

static int external_rewrite(struct stimulus *s)
{
	return ask(s, "again\n");
}

static int external_read(struct stimulus *s, uint64_t iova, uint64_t length)
{
	char line[LINE_BYTES];

	if (!stimulus_fits(s, iova, length))
		return -EINVAL;
	snprintf(line, sizeof(line), "read 0x%" PRIx64 " 0x%" PRIx64 "\n", iova,
		 length);
	return ask(s, line);
}

static int external_probe(struct device *dev)
{
	(void)dev;
	return 0; /* its hello says more, and takes a process */
}

static void external_release(struct stimulus *s)
{
	struct external *e = s->priv;

	if (!e)
		return;
	/* it stops the device, then ends, which closes its end */
	if (e->pid && !line_write(e, "quit\n"))
		answer_read(e, QUIT_MS);
	program_kill(e);
	if (e->socket >= 0)
		close(e->socket);
	memory_unmap(s->dev, &s->own);
	if (e->memory >= 0)
		close(e->memory);
	free(e);
	s->priv = NULL;
}

const struct stimulus_ops stimulus_external = {
	.name = "external",
	.probe = external_probe,
	.init = external_init,
	.write = external_write,
	.read = external_read,
	.release = external_release,
};

const struct stimulus_ops stimulus_external_exact = {
	.name = "external-exact",
	.exact = true,
	.probe = external_probe,
	.init = external_init,
	.write = external_write,
	.rewrite = external_rewrite,
	.read = external_read,
	.release = external_release,
};
