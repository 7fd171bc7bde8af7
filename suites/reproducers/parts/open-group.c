// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
static int iommu; /* a type1 container */

/* The device through its IOMMU group. */
static int device_open(const char *path)
{
	char link[256], real[4096], group[64];
	int fd;

	snprintf(link, sizeof(link), "%s/iommu_group", path);
	if (!realpath(link, real))
		err(2, "%s", link);
	snprintf(group, sizeof(group), "/dev/vfio%s", strrchr(real, '/'));
	iommu = open("/dev/vfio/vfio", O_RDWR);
	fd = open(group, O_RDWR);
	if (ioctl(fd, VFIO_GROUP_SET_CONTAINER, &iommu) ||
	    ioctl(iommu, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		err(2, "%s", group);
	fd = ioctl(fd, VFIO_GROUP_GET_DEVICE_FD, strrchr(path, '/') + 1);
	if (fd < 0)
		err(2, "%s in %s", path, group);
	return fd;
}

static void *map(__u64 iova, size_t size)
{
	void *va = mmap(NULL, size, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vfio_iommu_type1_dma_map dma = { sizeof(dma), 3, (unsigned long)va,
						iova, size };

	if (ioctl(iommu, VFIO_IOMMU_MAP_DMA, &dma))
		err(2, "mapping %#zx bytes at %#llx", size, iova);
	return va;
}
