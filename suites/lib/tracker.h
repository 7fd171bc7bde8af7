/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls of a device tracker, as thin as they can be: nothing is checked,
 * nothing is remembered, -errno comes back as it is.
 */
#ifndef SUITES_LIB_TRACKER_H
#define SUITES_LIB_TRACKER_H

#include <linux/vfio.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vfio_device_feature_dma_logging_range range_t;
typedef struct vfio_device_feature_dma_logging_control control_t;
typedef struct vfio_device_feature_dma_logging_report report_t;

/* The header's names, short enough for one line. */
#define GET    VFIO_DEVICE_FEATURE_GET
#define SET    VFIO_DEVICE_FEATURE_SET
#define PROBE  VFIO_DEVICE_FEATURE_PROBE
#define START  VFIO_DEVICE_FEATURE_DMA_LOGGING_START
#define STOP   VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP
#define REPORT VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT

#define FEATURE_HEADER (offsetof(struct vfio_device_feature, data))

/**
 * __feature_raw() - VFIO_DEVICE_FEATURE on any address
 * @fd: device file
 * @arg: what the kernel is told to read, mapped or not
 *
 * Return: 0 or -errno.
 */
int __feature_raw(int fd, void *arg);

/**
 * __feature_call() - VFIO_DEVICE_FEATURE with a payload
 * @fd: device file
 * @flags: operation bits and feature index
 * @argsz: what the header says, whether true or not
 * @payload: copied in before and copied out after the call; may be NULL
 * @size: bytes of @payload; the call's buffer is larger and filled with 0xa5
 *
 * Return: 0 or -errno.
 */
int __feature_call(int fd, uint32_t flags, uint32_t argsz, void *payload,
		   size_t size);

/**
 * __tracker_start() - VFIO_DEVICE_FEATURE_DMA_LOGGING_START
 * @fd: device file
 * @ranges: array of @count ranges; any address
 * @count: what num_ranges says
 * @page_size: in: the hint, in bytes; out: what the driver picked
 *
 * Return: 0 or -errno.
 */
int __tracker_start(int fd, const range_t *ranges, uint32_t count,
		    uint64_t *page_size);

/* __tracker_stop() - VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP: 0 or -errno. */
int __tracker_stop(int fd);

/**
 * __tracker_report() - VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT
 * @fd: device file
 * @iova: where the window begins
 * @length: bytes of the window
 * @page_size: bytes of IOVA that one bit stands for
 * @bitmap: any address; bit k of byte b is
 *          [@iova + (8 * b + k) * @page_size, that plus @page_size)
 *
 * Return: 0 or -errno.
 */
int __tracker_report(int fd, uint64_t iova, uint64_t length, uint64_t page_size,
		     void *bitmap);

#endif
