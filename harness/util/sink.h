/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that keep what a guest or QEMU sent, byte by byte. */
#ifndef TRACKCERT_SINK_H
#define TRACKCERT_SINK_H

#include <stddef.h>

/* A guest that prints for ever must not fill the disk. */
#define SINK_MAX_BYTES (64u << 20)

/** struct sink - one of those files */
struct sink {
	int fd;
	size_t size;
};

/** sink_open() - create it; 0 or -errno */
int sink_open(struct sink *sink, const char *path);

/** sink_write() - append, up to SINK_MAX_BYTES in all; 0 or -errno */
int sink_write(struct sink *sink, const char *bytes, size_t len);

/** sink_close() - 0 or -errno */
int sink_close(struct sink *sink);

#endif
