// SPDX-License-Identifier: GPL-2.0-only
/* What QEMU says when it cannot pass a device through. */
#include <string.h>

#include "passthrough.h"
#include "util.h"

/* Of QEMU 7.2 to 9: hw/vfio/common.c, container.c, iommufd.c, pci.c. */
static const char *const signs[] = {
	"VFIO_MAP_DMA failed",	   "VFIO_UNMAP_DMA failed",
	"vfio_dma_map(",	   "vfio_dma_unmap(",
	"vfio_container_dma_map(", "vfio_container_dma_unmap(",
	"IOMMU_IOAS_MAP failed",   "IOMMU_IOAS_UNMAP failed",
	"VFIO container ioctl",	   "vfio_err_notifier_handler",
};

bool passthrough_complaint(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strstr(line, signs[i]))
			return true;
	return false;
}
