/* SPDX-License-Identifier: GPL-2.0-only */
/* How the two IOMMU modes differ; for device.c and dma.c alone. */
#ifndef SUITES_LIB_DEVICE_MODE_H
#define SUITES_LIB_DEVICE_MODE_H

#include <stddef.h>
#include <stdint.h>

struct device;

/**
 * struct device_mode - a way to a device and to its DMA mappings
 * @name: as in TRACKCERT_MODE
 * @open: open the device whose @path is set, ready for DMA. Return: 0 or
 *        -errno; device_close() closes what is open by then
 * @open_again: a further file of the open device; a file descriptor or -errno
 * @map: map @size bytes at @va for the device at @iova, readable and writable;
 *       0 or -errno
 * @unmap: undo @map
 */
struct device_mode {
	const char *name;
	int (*open)(struct device *dev);
	int (*open_again)(struct device *dev);
	int (*map)(struct device *dev, void *va, uint64_t iova, size_t size);
	int (*unmap)(struct device *dev, uint64_t iova, size_t size);
};

extern const struct device_mode device_mode_group;
extern const struct device_mode device_mode_cdev;

#endif
