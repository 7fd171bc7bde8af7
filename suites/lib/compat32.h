/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls as a 32-bit program makes them, from a 64-bit one: what decides
 * in the kernel is the way in, `int $0x80`, not the program.
 */
#ifndef SUITES_LIB_COMPAT32_H
#define SUITES_LIB_COMPAT32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* compat32_works() - does this kernel take them? */
bool compat32_works(void);

/* compat32_alloc() - zeroed memory below 4 GiB; ends the case without. */
void *compat32_alloc(size_t size);

/**
 * __compat32_feature() - VFIO_DEVICE_FEATURE as a 32-bit program calls it
 * @fd: device file
 * @flags: operation bits and feature index
 * @payload: from compat32_alloc(), copied in and out; may be NULL
 * @size: bytes of @payload
 *
 * Return: 0 or -errno.
 */
int __compat32_feature(int fd, uint32_t flags, void *payload, size_t size);

#endif
