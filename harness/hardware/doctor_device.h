/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run on a device of this machine would need. */
#ifndef TRACKCERT_HARDWARE_DOCTOR_DEVICE_H
#define TRACKCERT_HARDWARE_DOCTOR_DEVICE_H

#include "checks.h"

/**
 * doctor_device() - look at a device
 * @ask: what shall be done with it
 * @findings: what was found; what the device is comes first
 *
 * Return: STATUS_OK, or STATUS_USAGE after a line on stderr when there is no
 * such device.
 */
int doctor_device(const struct hardware_ask *ask, struct findings *findings);

/**
 * device_find() - read the device that the user named
 * @spec: its address as it was written
 * @device: receives it; pci_device_free() it always
 *
 * Return: likewise.
 */
int device_find(const char *spec, struct pci_device *device);

#endif
