// SPDX-License-Identifier: GPL-2.0-only
/* START, STOP and REPORT. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tracker.h"

int __feature_raw(int fd, void *arg)
{
	return ioctl(fd, VFIO_DEVICE_FEATURE, arg) ? -errno : 0;
}

int __feature_call(int fd, uint32_t flags, uint32_t argsz, void *payload,
		   size_t size)
{
	uint64_t buffer[32];
	struct vfio_device_feature *feature = (void *)buffer;
	int ret;

	if (FEATURE_HEADER + size > sizeof(buffer))
		return -EMSGSIZE;
	memset(buffer, 0xa5, sizeof(buffer));
	feature->argsz = argsz;
	feature->flags = flags;
	if (size)
		memcpy(feature->data, payload, size);
	ret = __feature_raw(fd, feature);
	if (size)
		memcpy(payload, feature->data, size);
	return ret;
}

int __tracker_start(int fd, const range_t *ranges, uint32_t count,
		    uint64_t *page_size)
{
	control_t control = {
		.page_size = *page_size,
		.num_ranges = count,
		.ranges = (uintptr_t)ranges,
	};
	int ret = __feature_call(fd, SET | START,
				 FEATURE_HEADER + sizeof(control), &control,
				 sizeof(control));

	*page_size = control.page_size;
	return ret;
}

int __tracker_stop(int fd)
{
	return __feature_call(fd, SET | STOP, FEATURE_HEADER, NULL, 0);
}

int __tracker_report(int fd, uint64_t iova, uint64_t length, uint64_t page_size,
		     void *bitmap)
{
	report_t report = {
		.iova = iova,
		.length = length,
		.page_size = page_size,
		.bitmap = (uintptr_t)bitmap,
	};

	return __feature_call(fd, GET | REPORT, FEATURE_HEADER + sizeof(report),
			      &report, sizeof(report));
}
