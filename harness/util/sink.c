// SPDX-License-Identifier: GPL-2.0-only
/* Files that keep what a guest or QEMU sent, byte by byte. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sink.h"
#include "util.h"

static const char cut[] = "\n[trackcert: the rest is cut]\n";

int sink_open(struct sink *sink, const char *path)
{
	sink->size = 0;
	sink->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return sink->fd < 0 ? -errno : 0;
}

int sink_write(struct sink *sink, const char *bytes, size_t len)
{
	int err;

	if (sink->size >= SINK_MAX_BYTES)
		return 0;
	err = fd_write(sink->fd, bytes, len);
	sink->size += len;
	if (!err && sink->size >= SINK_MAX_BYTES)
		err = fd_write(sink->fd, cut, strlen(cut));
	return err;
}

int sink_close(struct sink *sink)
{
	int fd = sink->fd;

	sink->fd = -1;
	return fd >= 0 && close(fd) ? -errno : 0;
}
