/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Migration states of a device: VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE.
 *
 * Plain functions end the case as an ERROR: a device that does not change its
 * state says nothing about its tracker. The twins with two underscores return
 * -errno.
 */
#ifndef SUITES_LIB_MIGRATION_H
#define SUITES_LIB_MIGRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* enum vfio_device_mig_state; headers before 6.2 lack the last two. */
enum migration_state {
	STATE_ERROR,
	STATE_STOP,
	STATE_RUNNING,
	STATE_STOP_COPY,
	STATE_RESUMING,
	STATE_RUNNING_P2P,
	STATE_PRE_COPY,
	STATE_PRE_COPY_P2P,
};

/* Flags of VFIO_DEVICE_FEATURE_MIGRATION that name optional states. */
#define MIGRATION_P2P	   (1 << 1)
#define MIGRATION_PRE_COPY (1 << 2)

/**
 * migration_offers() - does the device have an optional state?
 * @fd: device file
 * @flag: MIGRATION_P2P or MIGRATION_PRE_COPY
 */
bool migration_offers(int fd, uint64_t flag);

/**
 * __migration_set() - change the state
 * @fd: device file
 * @state: where to
 * @data_fd: filled in: file of the data transfer that begins, which the caller
 *           closes, or -1
 *
 * Return: 0 or -errno.
 */
int __migration_set(int fd, enum migration_state state, int *data_fd);

/* migration_set() - the same; a data file is closed unread. */
void migration_set(int fd, enum migration_state state);

/* __migration_get() - the state now, or -errno. */
int __migration_get(int fd);

/**
 * migration_save() - from STOP to STOP_COPY, and read what the device saves
 * @fd: device file
 * @data: room for it
 * @size: bytes of @data
 *
 * Return: bytes read; the device is in STOP_COPY.
 */
size_t migration_save(int fd, void *data, size_t size);

/**
 * migration_restore() - from STOP to RESUMING, and hand back what it saved
 * @fd: device file
 * @data: what migration_save() read
 * @size: bytes of it
 *
 * The device is in RESUMING; it takes the data in when it leaves it.
 */
void migration_restore(int fd, const void *data, size_t size);

#endif
