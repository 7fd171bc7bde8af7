/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VFIO device, opened through its IOMMU group and a type1 container.
 *
 * Plain functions end the case as an ERROR when they fail, since a device that
 * cannot be opened or reset says nothing about its tracker; the twins with two
 * underscores return -errno.
 */
#ifndef SUITES_LIB_DEVICE_H
#define SUITES_LIB_DEVICE_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct device - an open VFIO device
 * @fd: the device file, what every feature call goes to
 * @group: its group file, -1 while closed
 * @container: the type1 container that holds the group
 * @path: its resolved sysfs folder
 */
struct device {
	int fd;
	int group;
	int container;
	char path[256];
};

/**
 * __device_open() - open the device that TRACKCERT_DEVICE names
 * @dev: filled in
 *
 * Return: 0, or -errno; -EPERM if the group is not viable, which means that a
 * device of the same group is still bound to a driver of the kernel.
 */
int __device_open(struct device *dev);
void device_open(struct device *dev);

/**
 * device_close() - close device, group and container; this is the last close
 * @dev: open or closed device
 */
void device_close(struct device *dev);

/**
 * device_open_again() - a second file of the same open device
 * @dev: open device
 *
 * Return: a file descriptor that the caller closes. Ends the case as an ERROR
 * when there is none.
 */
int device_open_again(struct device *dev);

/**
 * __device_reset() - VFIO_DEVICE_RESET
 * @dev: open device
 *
 * Return: 0 or -errno.
 */
int __device_reset(struct device *dev);

/**
 * __device_region() - where a region of the device lies in its file
 * @dev: open device
 * @index: VFIO region index
 * @offset: filled in: offset in the device file
 * @size: filled in: bytes
 * @flags: filled in: VFIO_REGION_INFO_FLAG_*
 *
 * Return: 0 or -errno; -ENOENT for a region without bytes.
 */
int __device_region(struct device *dev, uint32_t index, uint64_t *offset,
		    uint64_t *size, uint32_t *flags);

#endif
