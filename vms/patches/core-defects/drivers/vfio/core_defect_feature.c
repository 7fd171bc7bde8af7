// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can go wrong before a logging feature is called.
 */
#include <linux/uaccess.h>

#include "core_defect.h"

/* The operation that a logging feature has, and the bytes of its payload. */
static bool feature_is_logging(u32 index, u32 *operation, size_t *size)
{
	switch (index) {
	case VFIO_DEVICE_FEATURE_DMA_LOGGING_START:
		*operation = VFIO_DEVICE_FEATURE_SET;
		*size = sizeof(struct vfio_device_feature_dma_logging_control);
		return true;
	case VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP:
		*operation = VFIO_DEVICE_FEATURE_SET;
		*size = 0;
		return true;
	case VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT:
		*operation = VFIO_DEVICE_FEATURE_GET;
		*size = sizeof(struct vfio_device_feature_dma_logging_report);
		return true;
	default:
		return false;
	}
}

static int feature_probe(struct vfio_device_feature *feature,
			 struct vfio_device_feature __user *arg, u32 operation)
{
	struct vfio_device_feature_dma_logging_control control;

	if (core_defect_is(PROBE_REFUSED))
		return -EINVAL;
	if (core_defect_is(PROBE_READS) &&
	    copy_from_user(&control, arg->data, sizeof(control)))
		return -EFAULT;
	if (core_defect_is(PROBE_WRITES) && clear_user(arg->data, 8))
		return -EFAULT;
	if (core_defect_is(PROBE_ACTS) && feature->flags & operation)
		feature->flags &= ~VFIO_DEVICE_FEATURE_PROBE;
	if (core_defect_is(PROBE_STARTS))
		feature->flags = (feature->flags & VFIO_DEVICE_FEATURE_MASK) |
				 operation;
	return 0;
}

/**
 * core_defect_feature - What goes wrong with a logging feature's header
 * @feature: the header, in the kernel; changed
 * @arg: the header, at the user's
 *
 * Return: 0 to go on; 1 to end the call with success; a negative errno.
 */
int core_defect_feature(struct vfio_device_feature *feature,
			struct vfio_device_feature __user *arg)
{
	const u32 both = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET;
	const u32 any = both | VFIO_DEVICE_FEATURE_PROBE;
	u32 operation;
	size_t size;

	if (core_defect_is(FLAGS_IGNORED))
		feature->flags &= VFIO_DEVICE_FEATURE_MASK | any;
	if (!feature_is_logging(feature->flags & VFIO_DEVICE_FEATURE_MASK,
				&operation, &size))
		return 0;
	if (core_defect_is(HEADER_BACK) &&
	    put_user(feature->flags & ~any, &arg->flags))
		return -EFAULT;
	if (core_defect_is(OPERATION_NONE) && !(feature->flags & any))
		return 1;
	if (core_defect_is(OPERATION_ANY) && feature->flags & both)
		feature->flags = (feature->flags & ~both) | operation;
	if (core_defect_is(GET_AND_SET) && (feature->flags & both) == both)
		feature->flags = (feature->flags & ~both) | operation;
	if (feature->flags & VFIO_DEVICE_FEATURE_PROBE)
		return feature_probe(feature, arg, operation);
	if (core_defect_is(ARGSZ_SHORT))
		feature->argsz = U32_MAX;
	if (core_defect_is(ARGSZ_EXACT) &&
	    feature->argsz != sizeof(*feature) + size)
		return -EINVAL;
	return 0;
}

/**
 * core_defect_compat_ioctl - ioctl of a 32-bit caller
 * @file: the device's file
 * @cmd: the ioctl
 * @arg: its argument
 *
 * Return: as compat_ptr_ioctl().
 */
long core_defect_compat_ioctl(struct file *file, unsigned int cmd,
			      unsigned long arg)
{
	if (core_defect_is(NO_COMPAT))
		return -ENOTTY;
	return compat_ptr_ioctl(file, cmd, arg);
}
