/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VFIO device, opened as TRACKCERT_MODE says: "group", through its IOMMU
 * group and a type1 container, or "cdev", by its own file and an iommufd.
 *
 * Plain functions end the case as an ERROR when they fail, since a device that
 * cannot be opened or reset says nothing about its tracker; the twins with two
 * underscores return -errno.
 */
#ifndef SUITES_LIB_DEVICE_H
#define SUITES_LIB_DEVICE_H

#include <stddef.h>
#include <stdint.h>

struct device_mode;

/**
 * struct device - an open VFIO device
 * @fd: the device file, what every feature call goes to
 * @group: its group file, -1 while closed and in mode cdev
 * @iommu: what maps for it: the type1 container, or the iommufd
 * @ioas: the iommufd's address space that it is attached to
 * @mode: how it was opened
 * @path: its resolved sysfs folder
 */
struct device {
	int fd;
	int group;
	int iommu;
	uint32_t ioas;
	const struct device_mode *mode;
	char path[256];
};

/**
 * __device_open() - open the device that TRACKCERT_DEVICE names
 * @dev: filled in
 *
 * Return: 0, or -errno; in mode group, -EPERM if the group is not viable, which
 * means that a device of the same group is still bound to a driver of the
 * kernel.
 */
int __device_open(struct device *dev);
void device_open(struct device *dev);

/**
 * device_open_plain() - open the device without a tracker, TRACKCERT_PLAIN
 * @dev: filled in
 *
 * Ends the case as an ERROR if there is none.
 */
void device_open_plain(struct device *dev);

/**
 * device_open_unbound() - a device file of its own, bound to nothing
 * @dev: open device, which is not touched
 *
 * Return: a file descriptor that the caller closes; -ENOENT where the kernel
 * has no such files. Ends the case as an ERROR if the file does not open.
 */
int device_open_unbound(struct device *dev);

/**
 * device_file() - which file of its own a device has
 * @path: its resolved sysfs folder
 * @file: receives the file's name
 * @size: of @file
 *
 * Return: 0, or -errno; -ENOENT where the kernel has no such files.
 */
int device_file(const char *path, char *file, size_t size);

/**
 * device_bind() - bind a device's own file to an iommufd
 * @fd: the device file
 * @iommufd: the iommufd
 *
 * Return: 0 or -errno.
 */
int device_bind(int fd, int iommufd);

/**
 * device_close() - close all files of the device; this is the last close
 * @dev: open or closed device
 */
void device_close(struct device *dev);

/**
 * device_open_again() - a second file of the same open device
 * @dev: open device; in mode cdev there is one at a time, so cases that want
 *       another have the need "group"
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
