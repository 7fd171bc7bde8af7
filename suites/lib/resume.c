// SPDX-License-Identifier: GPL-2.0-only
/* Devices that do not resume: fixtures/modules/reference_regs.h. */
#include <errno.h>
#include <reference_regs.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "device.h"
#include "resume.h"

uint64_t resume_register(struct device *dev)
{
	uint64_t offset, size;
	uint32_t flags;
	int ret =
		__device_region(dev, REFERENCE_REGION, &offset, &size, &flags);

	if (ret || size < REFERENCE_RESUME_FAILS + 8)
		case_error("device: no register to make its resume fail");
	return offset + REFERENCE_RESUME_FAILS;
}

void resume_fails(struct device *dev, uint64_t offset, bool fails)
{
	uint64_t value = fails;

	if (pwrite(dev->fd, &value, sizeof(value), offset) != sizeof(value))
		case_error("device: cannot make its resume fail: %s",
			   strerror(errno));
}
