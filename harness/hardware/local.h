/* SPDX-License-Identifier: GPL-2.0-only */
/* The agent on this machine, in the place of a VM. */
#ifndef TRACKCERT_HARDWARE_LOCAL_H
#define TRACKCERT_HARDWARE_LOCAL_H

#include "bootfiles.h"
#include "vm.h"

/**
 * local_start() - start vms/guest/local
 * @boot: what it is told; gets its nonce
 * @dir: folder for its files; made where it is not there
 * @vm: receives it: what a VM's console says is the kernel log from now on
 *
 * Return: 0 or -errno.
 */
int local_start(struct boot *boot, const char *dir, struct vm *vm);

/**
 * local_end() - kill what a stopped agent has left running, remove its files
 * @nonce: of its boot
 * @dir: of local_start()
 *
 * Suites put the processes of their cases into groups of their own.
 */
void local_end(const char *nonce, const char *dir);

#endif
