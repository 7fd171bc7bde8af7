/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that the device can reach. */
#ifndef SUITES_LIB_DMA_H
#define SUITES_LIB_DMA_H

#include <stddef.h>
#include <stdint.h>

struct device;

/**
 * struct memory - pages of this process mapped for DMA
 * @va: where this process sees them. Not to be touched while the tracker is
 *      on: a target that finds writes by comparing memory takes the CPU's
 *      writes for the device's.
 * @iova: where the device sees them
 * @size: bytes
 */
struct memory {
	uint8_t *va;
	uint64_t iova;
	size_t size;
};

/**
 * __memory_map() - allocate pages and map them for DMA, readable and writable
 * @dev: open device
 * @mem: filled in
 * @iova: multiple of the kernel's page size
 * @size: bytes, multiple of the kernel's page size
 *
 * The pages are private anonymous memory, populated, each byte 0xee.
 *
 * Return: 0 or -errno.
 */
int __memory_map(struct device *dev, struct memory *mem, uint64_t iova,
		 size_t size);
void memory_map(struct device *dev, struct memory *mem, uint64_t iova,
		size_t size);

/**
 * __memory_map_file() - likewise pages of a file, shared with whoever has it
 * open
 * @dev: open device
 * @mem: filled in
 * @iova: multiple of the kernel's page size
 * @size: bytes, multiple of the kernel's page size
 * @fd: the file, @size bytes long
 *
 * Return: 0 or -errno.
 */
int __memory_map_file(struct device *dev, struct memory *mem, uint64_t iova,
		      size_t size, int fd);

/**
 * memory_unmap() - take the pages from the device and free them
 * @dev: the device they were mapped for, open or closed
 * @mem: memory, mapped or all zero
 */
void memory_unmap(struct device *dev, struct memory *mem);

#endif
