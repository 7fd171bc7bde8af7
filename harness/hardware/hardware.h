/* SPDX-License-Identifier: GPL-2.0-only */
/* A run on a device of this machine: what takes the place of a target's file. */
#ifndef TRACKCERT_HARDWARE_HARDWARE_H
#define TRACKCERT_HARDWARE_HARDWARE_H

#include "claim.h"
#include "kernels.h"
#include "targets.h"

/* How a target begins that is a device of this machine. */
#define HARDWARE_PREFIX "pci:"

/* What reports call the kernel that trackcert itself runs on. */
#define KERNEL_LOCAL "local"

/** hardware_is() - does a target's spec name a device of this machine? */
bool hardware_is(const char *spec);

/**
 * hardware_target() - make a target of a device
 * @ask: the device and what shall be done with it
 * @target: receives it; target_free() it always
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int hardware_target(const struct hardware_ask *ask, struct target *target);

/**
 * hardware_look() - may it be done, and does the user want it?
 * @ask: the device and what shall be done with it; @ask->spec may be NULL: no
 *       PCI device, a driver of this machine's kernel that makes its own
 * @target: what was made of it
 *
 * Nothing is changed.
 *
 * Return: an exit status, after a line on stderr when it is not 0. With
 * @ask->dry_run, what would be done is on stdout when it is 0.
 */
int hardware_look(const struct hardware_ask *ask, const struct target *target);

/**
 * hardware_take() - claim_take(), or without a device what its modules need
 * @target: gets its @device
 */
int hardware_take(const struct hardware_ask *ask, struct target *target,
		  struct claim *claim);

/**
 * hardware_kernel() - the kernel that trackcert itself runs on
 * @target: whose driver is loaded
 * @claim: the device; its path is empty where there is none
 * @kernel: receives it; kernel_free() it always
 */
void hardware_kernel(const struct target *target, const struct claim *claim,
		     struct kernel *kernel);

/**
 * hardware_describe() - what a report says of a device
 * @ask: what is done with it
 * @device: the device
 * @env: gets a pair for each fact that the kernel tells
 */
void hardware_describe(const struct hardware_ask *ask,
		       const struct pci_device *device, struct pairs *env);

#endif
