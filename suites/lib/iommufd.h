/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls that mode cdev is made of. Debian 12's headers are of Linux 6.1;
 * these came with 6.2 (include/uapi/linux/iommufd.h) and 6.6
 * (include/uapi/linux/vfio.h).
 */
#ifndef SUITES_LIB_IOMMUFD_H
#define SUITES_LIB_IOMMUFD_H

#include <linux/ioctl.h>
#include <linux/vfio.h>
#include <stdint.h>

struct vfio_bind {
	uint32_t argsz;
	uint32_t flags;
	int32_t iommufd;
	uint32_t out_devid;
};

struct vfio_attach {
	uint32_t argsz;
	uint32_t flags;
	uint32_t pt;
};

#define VFIO_BIND   _IO(VFIO_TYPE, VFIO_BASE + 18)
#define VFIO_ATTACH _IO(VFIO_TYPE, VFIO_BASE + 19)

struct ioas_alloc {
	uint32_t size;
	uint32_t flags;
	uint32_t ioas;
};

struct ioas_map {
	uint32_t size;
	uint32_t flags;
	uint32_t ioas;
	uint32_t reserved;
	uint64_t va;
	uint64_t length;
	uint64_t iova;
};

struct ioas_unmap {
	uint32_t size;
	uint32_t ioas;
	uint64_t iova;
	uint64_t length;
};

#define IOAS_MAP_FIXED (1 << 0)
#define IOAS_MAP_WRITE (1 << 1)
#define IOAS_MAP_READ  (1 << 2)

#define IOAS_ALLOC _IO(';', 0x81)
#define IOAS_MAP   _IO(';', 0x85)
#define IOAS_UNMAP _IO(';', 0x86)

#endif
