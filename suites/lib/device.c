// SPDX-License-Identifier: GPL-2.0-only
/* A VFIO device behind an IOMMU group and a type1 container. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "case.h"
#include "device.h"

/* The number of the IOMMU group, as in /dev/vfio/NUMBER. */
static int group_of(const char *path, char *group, size_t size)
{
	char link[PATH_MAX], target[PATH_MAX];
	const char *number;

	snprintf(link, sizeof(link), "%s/iommu_group", path);
	if (!realpath(link, target))
		return -errno;
	number = strrchr(target, '/');
	if (snprintf(group, size, "/dev/vfio%s", number) >= (int)size)
		return -ENAMETOOLONG;
	return 0;
}

static int resolve_path(struct device *dev)
{
	const char *name = getenv("TRACKCERT_DEVICE");
	char target[PATH_MAX];

	if (!name)
		return -EDESTADDRREQ;
	if (!realpath(name, target))
		return -errno;
	if (strlen(target) >= sizeof(dev->path))
		return -ENAMETOOLONG;
	strcpy(dev->path, target);
	return 0;
}

static int join_container(struct device *dev)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	if (ioctl(dev->group, VFIO_GROUP_GET_STATUS, &status))
		return -errno;
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return -EPERM;
	if (ioctl(dev->group, VFIO_GROUP_SET_CONTAINER, &dev->container))
		return -errno;
	if (ioctl(dev->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	return 0;
}

int __device_open(struct device *dev)
{
	char group[64];
	int ret;

	dev->fd = -1;
	dev->group = -1;
	dev->container = -1;
	ret = resolve_path(dev);
	if (!ret)
		ret = group_of(dev->path, group, sizeof(group));
	if (ret)
		return ret;

	dev->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (dev->container < 0)
		return -errno;
	dev->group = open(group, O_RDWR | O_CLOEXEC);
	ret = dev->group < 0 ? -errno : join_container(dev);
	if (!ret) {
		dev->fd = ioctl(dev->group, VFIO_GROUP_GET_DEVICE_FD,
				strrchr(dev->path, '/') + 1);
		if (dev->fd < 0)
			ret = -errno;
	}
	if (ret)
		device_close(dev);
	return ret;
}

void device_open(struct device *dev)
{
	int ret = __device_open(dev);

	if (ret == -EPERM)
		case_error("device: the IOMMU group of %s is not viable: "
			   "another device in it has a driver of the kernel",
			   dev->path);
	if (ret == -EDESTADDRREQ)
		case_error("device: TRACKCERT_DEVICE is not set");
	if (ret)
		case_error("device: cannot open %s: %s",
			   getenv("TRACKCERT_DEVICE"), strerror(-ret));
}

void device_close(struct device *dev)
{
	int *files[] = { &dev->fd, &dev->group, &dev->container };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (*files[i] >= 0)
			close(*files[i]);
		*files[i] = -1;
	}
}

int device_open_again(struct device *dev)
{
	int fd = ioctl(dev->group, VFIO_GROUP_GET_DEVICE_FD,
		       strrchr(dev->path, '/') + 1);

	if (fd < 0)
		case_error("device: no second file of %s: %s", dev->path,
			   strerror(errno));
	return fd;
}

int __device_reset(struct device *dev)
{
	return ioctl(dev->fd, VFIO_DEVICE_RESET) ? -errno : 0;
}

int __device_region(struct device *dev, uint32_t index, uint64_t *offset,
		    uint64_t *size, uint32_t *flags)
{
	struct vfio_region_info info = { .argsz = sizeof(info),
					 .index = index };

	if (ioctl(dev->fd, VFIO_DEVICE_GET_REGION_INFO, &info))
		return -errno;
	if (!info.size)
		return -ENOENT;
	*offset = info.offset;
	*size = info.size;
	*flags = info.flags;
	return 0;
}
