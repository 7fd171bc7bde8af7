// SPDX-License-Identifier: GPL-2.0-only
/* A VFIO device, whichever way it is opened. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "case.h"
#include "device.h"
#include "device_mode.h"

/* What TRACKCERT_MODE says; mode group where it says nothing. */
static const struct device_mode *mode_pick(void)
{
	static const struct device_mode *const modes[] = { &device_mode_group,
							   &device_mode_cdev };
	const char *name = getenv("TRACKCERT_MODE");

	if (!name)
		return modes[0];
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(modes[i]->name, name))
			return modes[i];
	case_error("device: TRACKCERT_MODE is '%s', neither group nor cdev",
		   name);
}

static int resolve_path(struct device *dev, const char *variable)
{
	const char *name = getenv(variable);
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

static int open_named(struct device *dev, const char *variable)
{
	int ret;

	dev->fd = -1;
	dev->group = -1;
	dev->iommu = -1;
	dev->mode = mode_pick();
	ret = resolve_path(dev, variable);
	if (!ret)
		ret = dev->mode->open(dev);
	if (ret)
		device_close(dev);
	return ret;
}

int __device_open(struct device *dev)
{
	return open_named(dev, "TRACKCERT_DEVICE");
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

void device_open_plain(struct device *dev)
{
	int ret = open_named(dev, "TRACKCERT_PLAIN");

	if (ret)
		case_error("device: cannot open the one without a tracker: %s",
			   strerror(-ret));
}

int device_open_unbound(struct device *dev)
{
	char path[PATH_MAX];
	int ret = device_file(dev->path, path, sizeof(path)), fd;

	if (ret)
		return ret;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		case_error("device: cannot open %s: %s", path, strerror(errno));
	return fd;
}

void device_close(struct device *dev)
{
	int *files[] = { &dev->fd, &dev->group, &dev->iommu };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (*files[i] >= 0)
			close(*files[i]);
		*files[i] = -1;
	}
}

int device_open_again(struct device *dev)
{
	int fd = dev->mode->open_again(dev);

	if (fd < 0)
		case_error("device: no second file of %s: %s", dev->path,
			   strerror(-fd));
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
