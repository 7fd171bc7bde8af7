/* SPDX-License-Identifier: GPL-2.0-only */
/* What QEMU says when it cannot pass a device through. */
#ifndef TRACKCERT_HARDWARE_PASSTHROUGH_H
#define TRACKCERT_HARDWARE_PASSTHROUGH_H

#include <stdbool.h>

/**
 * passthrough_complaint() - is it about VFIO, and does it spoil what follows?
 * @line: of QEMU's stderr
 *
 * QEMU goes on after a mapping that failed: the guest believes that it is
 * there, and DMA to it goes nowhere.
 */
bool passthrough_complaint(const char *line);

#endif
