// SPDX-License-Identifier: GPL-2.0-only
/* DMA mappings of the type1 container. */
#include <errno.h>
#include <linux/vfio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "case.h"
#include "device.h"
#include "dma.h"

int __memory_map(struct device *dev, struct memory *mem, uint64_t iova,
		 size_t size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = iova,
		.size = size,
	};
	void *va = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	int ret;

	if (va == MAP_FAILED)
		return -errno;
	memset(va, 0xee, size);
	map.vaddr = (uintptr_t)va;
	if (ioctl(dev->container, VFIO_IOMMU_MAP_DMA, &map)) {
		ret = -errno;
		munmap(va, size);
		return ret;
	}
	mem->va = va;
	mem->iova = iova;
	mem->size = size;
	return 0;
}

void memory_map(struct device *dev, struct memory *mem, uint64_t iova,
		size_t size)
{
	int ret = __memory_map(dev, mem, iova, size);

	if (ret)
		case_error("device: cannot map %zu bytes at IOVA %#llx: %s",
			   size, (unsigned long long)iova, strerror(-ret));
}

void memory_unmap(struct device *dev, struct memory *mem)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = mem->iova,
		.size = mem->size,
	};

	if (!mem->va)
		return;
	/* A closed container has dropped its mappings already. */
	if (dev->container >= 0)
		ioctl(dev->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	munmap(mem->va, mem->size);
	mem->va = NULL;
}
