// SPDX-License-Identifier: GPL-2.0-only
/* The engine of the reference tracker: fixtures/modules/reference_regs.h. */
#include <errno.h>
#include <reference_regs.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../device.h"
#include "stimulus.h"

struct reference {
	uint64_t region;
	/* The last write: opcode, iova, length, seed, as the registers lie. */
	uint64_t command[4];
	uint64_t seed;
};

static int read_register(struct stimulus *s, uint64_t reg, uint64_t *value)
{
	struct reference *r = s->priv;

	return pread(s->dev->fd, value, 8, r->region + reg) == 8 ? 0 : -EIO;
}

static int wait_idle(struct stimulus *s, uint64_t *status)
{
	const struct timespec pause = { .tv_nsec = 1000 };
	uint64_t end = stimulus_deadline(s);
	int ret;

	for (;;) {
		ret = read_register(s, REFERENCE_STATUS, status);
		if (ret || *status != REFERENCE_STATUS_BUSY)
			return ret;
		if (stimulus_now() > end)
			return -ETIMEDOUT;
		/*
		 * Sleep, however short: where one thread emulates all
		 * processors, a busy one keeps the engine waiting for its
		 * turn.
		 */
		nanosleep(&pause, NULL);
	}
}

/* OPCODE, IOVA, LENGTH, SEED and DOORBELL in one write. */
static int run_command(struct stimulus *s, const uint64_t command[4])
{
	struct reference *r = s->priv;
	uint64_t registers[5] = { command[0], command[1], command[2],
				  command[3], 1 };
	uint64_t status;
	int ret;

	if (!stimulus_fits(s, command[1], command[2]))
		return -EINVAL;
	if (pwrite(s->dev->fd, registers, sizeof(registers),
		   r->region + REFERENCE_OPCODE) != sizeof(registers))
		return -EIO;
	ret = wait_idle(s, &status);
	if (ret)
		return ret;
	return status == REFERENCE_STATUS_DONE ? 0 : -EFAULT;
}

static int reference_write(struct stimulus *s, uint64_t iova, uint64_t length)
{
	struct reference *r = s->priv;

	r->command[0] = REFERENCE_OP_WRITE;
	r->command[1] = iova;
	r->command[2] = length;
	r->command[3] = ++r->seed;
	return run_command(s, r->command);
}

static int reference_rewrite(struct stimulus *s)
{
	struct reference *r = s->priv;

	return run_command(s, r->command);
}

static int reference_read(struct stimulus *s, uint64_t iova, uint64_t length)
{
	uint64_t command[4] = { REFERENCE_OP_READ, iova, length, 0 };

	return run_command(s, command);
}

static int reference_probe(struct device *dev)
{
	uint64_t offset, size, magic;
	uint32_t flags;
	int ret =
		__device_region(dev, REFERENCE_REGION, &offset, &size, &flags);

	if (ret)
		return ret;
	if (pread(dev->fd, &magic, 8, offset + REFERENCE_MAGIC) != 8)
		return -EIO;
	return magic == REFERENCE_MAGIC_VALUE ? 0 : -ENODEV;
}

static int reference_init(struct stimulus *s)
{
	struct reference *r = calloc(1, sizeof(*r));
	uint64_t size, status;
	uint32_t flags;
	int ret;

	s->priv = r;
	if (!r)
		return -ENOMEM;
	s->limits = (struct stimulus_limits){
		.min_size = 1,
		.align = 1,
		.max_length = 1 << 24,
		.highest_iova = UINT64_MAX,
		.time_limit_ms = 2000,
	};
	s->can_read = true;
	ret = __device_region(s->dev, REFERENCE_REGION, &r->region, &size,
			      &flags);
	if (ret)
		return ret;
	ret = wait_idle(s, &status);
	if (ret)
		return ret;
	/* It has no queues in memory: own memory is for the self-test. */
	ret = __memory_map(s->dev, &s->own, STIMULUS_IOVA,
			   sysconf(_SC_PAGESIZE));
	if (!ret)
		s->collateral = span_of(s->own.iova, s->own.size);
	return ret;
}

static void reference_release(struct stimulus *s)
{
	memory_unmap(s->dev, &s->own);
	free(s->priv);
	s->priv = NULL;
}

const struct stimulus_ops stimulus_reference = {
	.name = "reference",
	.exact = true,
	.probe = reference_probe,
	.init = reference_init,
	.write = reference_write,
	.rewrite = reference_rewrite,
	.read = reference_read,
	.release = reference_release,
};
