/* SPDX-License-Identifier: GPL-2.0-only */
/* The disk that passthrough devices read from. */
#ifndef TRACKCERT_DISK_H
#define TRACKCERT_DISK_H

#include <stdint.h>

#define DISK_BLOCK  4096
#define DISK_BLOCKS 4096 /* 16 MiB */

/**
 * disk_create() - an image of which no two blocks are the same
 * @path: file to write, replaced when it exists
 * @seed: the run's; the same seed gives the same image
 *
 * A device that copies one block over another then always changes memory, so
 * that an oracle which compares contents sees every write.
 *
 * Return: 0 or -errno.
 */
int disk_create(const char *path, uint64_t seed);

#endif
