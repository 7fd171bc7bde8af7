/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices that do not resume: the reference tracker's, need "resume". */
#ifndef SUITES_LIB_RESUME_H
#define SUITES_LIB_RESUME_H

#include <stdbool.h>
#include <stdint.h>

struct device;

/**
 * resume_register() - where to say that resuming fails
 * @dev: open device
 *
 * To be asked for in time: while the device does not resume no ioctl tells.
 * Ends the case as an ERROR if the device has no such register.
 *
 * Return: offset in the device's file.
 */
uint64_t resume_register(struct device *dev);

/* resume_fails() - let it fail, or work again, as after the last close. */
void resume_fails(struct device *dev, uint64_t offset, bool fails);

#endif
