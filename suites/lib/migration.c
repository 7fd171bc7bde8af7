// SPDX-License-Identifier: GPL-2.0-only
/* Migration states of a device. */
#include <errno.h>
#include <linux/vfio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "migration.h"
#include "tracker.h"

bool migration_offers(int fd, uint64_t flag)
{
	struct vfio_device_feature_migration info = { 0 };
	int ret = __feature_call(fd, GET | VFIO_DEVICE_FEATURE_MIGRATION,
				 FEATURE_HEADER + sizeof(info), &info,
				 sizeof(info));

	if (ret)
		case_error("device: no migration states: %s", strerror(-ret));
	return info.flags & flag;
}

int __migration_set(int fd, enum migration_state state, int *data_fd)
{
	struct vfio_device_feature_mig_state request = { .device_state = state,
							 .data_fd = -1 };
	int ret = __feature_call(fd, SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				 FEATURE_HEADER + sizeof(request), &request,
				 sizeof(request));

	*data_fd = ret ? -1 : request.data_fd;
	return ret;
}

static int set_state(int fd, enum migration_state state)
{
	int data_fd;
	int ret = __migration_set(fd, state, &data_fd);

	if (ret)
		case_error("device: no change to migration state %d: %s", state,
			   strerror(-ret));
	return data_fd;
}

void migration_set(int fd, enum migration_state state)
{
	int data_fd = set_state(fd, state);

	if (data_fd >= 0)
		close(data_fd);
}

int __migration_get(int fd)
{
	struct vfio_device_feature_mig_state request = { 0 };
	int ret = __feature_call(fd, GET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				 FEATURE_HEADER + sizeof(request), &request,
				 sizeof(request));

	return ret ? ret : (int)request.device_state;
}

size_t migration_save(int fd, void *data, size_t size)
{
	int data_fd = set_state(fd, STATE_STOP_COPY);
	size_t done = 0;
	ssize_t got;

	while (done < size) {
		got = read(data_fd, (char *)data + done, size - done);
		if (got < 0)
			case_error("device: its state cannot be read: %s",
				   strerror(errno));
		if (!got)
			break;
		done += got;
	}
	close(data_fd);
	return done;
}

void migration_restore(int fd, const void *data, size_t size)
{
	int data_fd = set_state(fd, STATE_RESUMING);

	if (write(data_fd, data, size) != (ssize_t)size)
		case_error("device: its state cannot be written: %s",
			   strerror(errno));
	close(data_fd);
}
