// SPDX-License-Identifier: GPL-2.0-only
/* Mode group: the device by its IOMMU group, mappings in a type1 container. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "device.h"
#include "device_mode.h"

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

static int join_container(struct device *dev)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	if (ioctl(dev->group, VFIO_GROUP_GET_STATUS, &status))
		return -errno;
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return -EPERM;
	if (ioctl(dev->group, VFIO_GROUP_SET_CONTAINER, &dev->iommu))
		return -errno;
	if (ioctl(dev->iommu, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	return 0;
}

static int group_open_again(struct device *dev)
{
	int fd = ioctl(dev->group, VFIO_GROUP_GET_DEVICE_FD,
		       strrchr(dev->path, '/') + 1);

	return fd < 0 ? -errno : fd;
}

static int group_open(struct device *dev)
{
	char group[64];
	int ret;

	ret = group_of(dev->path, group, sizeof(group));
	if (ret)
		return ret;
	dev->iommu = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (dev->iommu < 0)
		return -errno;
	dev->group = open(group, O_RDWR | O_CLOEXEC);
	if (dev->group < 0)
		return -errno;
	ret = join_container(dev);
	if (ret)
		return ret;
	dev->fd = group_open_again(dev);
	return dev->fd < 0 ? dev->fd : 0;
}

static int group_map(struct device *dev, void *va, uint64_t iova, size_t size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)va,
		.iova = iova,
		.size = size,
	};

	return ioctl(dev->iommu, VFIO_IOMMU_MAP_DMA, &map) ? -errno : 0;
}

static int group_unmap(struct device *dev, uint64_t iova, size_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = iova,
		.size = size,
	};

	return ioctl(dev->iommu, VFIO_IOMMU_UNMAP_DMA, &unmap) ? -errno : 0;
}

const struct device_mode device_mode_group = {
	.name = "group",
	.open = group_open,
	.open_again = group_open_again,
	.map = group_map,
	.unmap = group_unmap,
};
