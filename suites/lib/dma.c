// SPDX-License-Identifier: GPL-2.0-only
/* Memory that the device can reach. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "case.h"
#include "device.h"
#include "device_mode.h"
#include "dma.h"

static int map_pages(struct device *dev, struct memory *mem, uint64_t iova,
		     size_t size, int flags, int fd)
{
	void *va = mmap(NULL, size, PROT_READ | PROT_WRITE,
			flags | MAP_POPULATE, fd, 0);
	int ret;

	if (va == MAP_FAILED)
		return -errno;
	memset(va, 0xee, size);
	ret = dev->mode->map(dev, va, iova, size);
	if (ret) {
		munmap(va, size);
		return ret;
	}
	mem->va = va;
	mem->iova = iova;
	mem->size = size;
	return 0;
}

int __memory_map(struct device *dev, struct memory *mem, uint64_t iova,
		 size_t size)
{
	return map_pages(dev, mem, iova, size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

int __memory_map_file(struct device *dev, struct memory *mem, uint64_t iova,
		      size_t size, int fd)
{
	return map_pages(dev, mem, iova, size, MAP_SHARED, fd);
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
	if (!mem->va)
		return;
	/* Closing the device has dropped its mappings already. */
	if (dev->iommu >= 0)
		dev->mode->unmap(dev, mem->iova, mem->size);
	munmap(mem->va, mem->size);
	mem->va = NULL;
}
