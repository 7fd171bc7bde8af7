/* SPDX-License-Identifier: GPL-2.0-only */
/* Which accelerator a VM gets. */
#ifndef TRACKCERT_ACCEL_H
#define TRACKCERT_ACCEL_H

#include <stdbool.h>

/**
 * accel_pick() - "kvm" or "tcg"
 *
 * A /dev/kvm that opens proves nothing: there are hosts where creating a VM
 * works and its guest never gets past the firmware. So the answer comes from
 * accel_trial(), and is cached in paths_cache() for this host kernel, QEMU and
 * processor.
 */
const char *accel_pick(void);

/** accel_of() - the same for a kernel of architecture @arch */
const char *accel_of(const char *arch);

/** accel_reason() - why accel_pick() picked that, in words */
const char *accel_reason(void);

/**
 * accel_trial() - boot a boot sector that ends QEMU with a status of its own
 * @accel: accelerator to try
 * @reason: receives an allocated sentence on what happened
 *
 * Return: true when the guest got past the firmware within 5 seconds.
 */
bool accel_trial(const char *accel, char **reason);

#endif
