// SPDX-License-Identifier: GPL-2.0-only
/* Mode cdev: the device's own file, bound to an iommufd that maps for it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "device.h"
#include "device_mode.h"
#include "iommufd.h"

int device_file(const char *path, char *file, size_t size)
{
	char pattern[PATH_MAX];
	glob_t found;
	int ret;

	snprintf(pattern, sizeof(pattern), "%s/vfio-dev/vfio*", path);
	if (access("/dev/vfio/devices", F_OK) || glob(pattern, 0, NULL, &found))
		return -ENOENT;
	ret = snprintf(file, size, "/dev/vfio/devices%s",
		       strrchr(found.gl_pathv[0], '/'));
	globfree(&found);
	return ret < (int)size ? 0 : -ENAMETOOLONG;
}

int device_bind(int fd, int iommufd)
{
	struct vfio_bind bind = { .argsz = sizeof(bind), .iommufd = iommufd };

	return ioctl(fd, VFIO_BIND, &bind) ? -errno : 0;
}

static int attach(struct device *dev)
{
	struct ioas_alloc alloc = { .size = sizeof(alloc) };
	struct vfio_attach attach = { .argsz = sizeof(attach) };

	if (ioctl(dev->iommu, IOAS_ALLOC, &alloc))
		return -errno;
	dev->ioas = alloc.ioas;
	attach.pt = alloc.ioas;
	return ioctl(dev->fd, VFIO_ATTACH, &attach) ? -errno : 0;
}

static int cdev_open(struct device *dev)
{
	char file[PATH_MAX];
	int ret = device_file(dev->path, file, sizeof(file));

	if (ret)
		return ret;
	dev->iommu = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (dev->iommu < 0)
		return -errno;
	dev->fd = open(file, O_RDWR | O_CLOEXEC);
	if (dev->fd < 0)
		return -errno;
	ret = device_bind(dev->fd, dev->iommu);
	return ret ? ret : attach(dev);
}

/* A second file of the device cannot be bound as long as the first one is. */
static int cdev_open_again(struct device *dev)
{
	return -EOPNOTSUPP;
}

static int cdev_map(struct device *dev, void *va, uint64_t iova, size_t size)
{
	struct ioas_map map = {
		.size = sizeof(map),
		.flags = IOAS_MAP_FIXED | IOAS_MAP_WRITE | IOAS_MAP_READ,
		.ioas = dev->ioas,
		.va = (uintptr_t)va,
		.length = size,
		.iova = iova,
	};

	return ioctl(dev->iommu, IOAS_MAP, &map) ? -errno : 0;
}

static int cdev_unmap(struct device *dev, uint64_t iova, size_t size)
{
	struct ioas_unmap unmap = {
		.size = sizeof(unmap),
		.ioas = dev->ioas,
		.iova = iova,
		.length = size,
	};

	return ioctl(dev->iommu, IOAS_UNMAP, &unmap) ? -errno : 0;
}

const struct device_mode device_mode_cdev = {
	.name = "cdev",
	.open = cdev_open,
	.open_again = cdev_open_again,
	.map = cdev_map,
	.unmap = cdev_unmap,
};
