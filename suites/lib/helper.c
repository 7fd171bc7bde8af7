// SPDX-License-Identifier: GPL-2.0-only
/* Other processes that take part in a case. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "helper.h"

/* What case_error() ends a process with. */
#define ERROR_STATUS EXIT_FAILURE

static int status_of(int status)
{
	if (!WIFEXITED(status))
		return -1;
	if (WEXITSTATUS(status) == ERROR_STATUS)
		_exit(ERROR_STATUS);
	return WEXITSTATUS(status) ? WEXITSTATUS(status) - 100 : 0;
}

void helper_run(struct helper *h, int (*main)(struct helper *h, void *arg),
		void *arg)
{
	int ends[2];
	int ret;

	if (pipe(ends))
		case_error("no pipe: %s", strerror(errno));
	h->pid = fork();
	if (h->pid < 0)
		case_error("no process: %s", strerror(errno));
	if (!h->pid) {
		close(ends[0]);
		h->ready = ends[1];
		ret = main(h, arg);
		_exit(ret ? ret + 100 : 0);
	}
	close(ends[1]);
	h->ready = ends[0];
}

void helper_say_ready(struct helper *h)
{
	if (write(h->ready, "r", 1) != 1)
		_exit(99);
}

bool helper_wait_ready(struct helper *h)
{
	char byte;

	return read(h->ready, &byte, 1) == 1;
}

static int finish(struct helper *h, int status)
{
	close(h->ready);
	return status_of(status);
}

int helper_wait(struct helper *h)
{
	int status;

	if (waitpid(h->pid, &status, 0) != h->pid)
		case_error("a process was lost: %s", strerror(errno));
	return finish(h, status);
}

void helper_kill(struct helper *h)
{
	kill(h->pid, SIGKILL);
	helper_wait(h);
}

bool helper_has_ended(struct helper *h, int milliseconds, int *status)
{
	int raw;

	for (; milliseconds >= 0; milliseconds -= 10) {
		if (waitpid(h->pid, &raw, WNOHANG) == h->pid) {
			*status = finish(h, raw);
			return true;
		}
		usleep(10 * 1000);
	}
	return false;
}
