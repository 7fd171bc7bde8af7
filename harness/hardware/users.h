/* SPDX-License-Identifier: GPL-2.0-only */
/* Who uses a device of this machine. */
#ifndef TRACKCERT_HARDWARE_USERS_H
#define TRACKCERT_HARDWARE_USERS_H

#include <sys/types.h>

#include "device.h"

/**
 * device_users() - what would miss the device if it were taken away
 * @device: the device
 * @users: a few words for each are added: "nvme0n1p2 is mounted on /"
 *
 * Disks and their partitions that are mounted, swap or part of another device;
 * network interfaces that are up, have routes or belong to another one; files
 * of the device that processes have open; VFs.
 */
void device_users(const struct pci_device *device, struct strings *users);

/**
 * vfio_openers() - processes that have the device open through VFIO
 * @device: the device
 * @pids: receives an allocated array
 *
 * Return: how many.
 */
size_t vfio_openers(const struct pci_device *device, pid_t **pids);

/**
 * process_was_told() - does a process have such a string in its environment?
 * @pid: the process
 * @word: how it begins: "NAME=", or all of it
 */
bool process_was_told(pid_t pid, const char *word);

#endif
