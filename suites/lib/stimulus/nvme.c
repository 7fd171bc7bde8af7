// SPDX-License-Identifier: GPL-2.0-only
/*
 * An NVMe controller, driven from user space: an admin queue and one polled
 * I/O queue. A Read of a block makes it write memory, a Compare makes it read
 * memory and changes no block. Section numbers are those of the NVM Express
 * Base Specification 1.4.
 */
#include <errno.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../device.h"
#include "stimulus.h"
#include "track.h"

#define NVME_PAGE 4096	/* CC.MPS 0 (3.1.5) */
#define ENTRIES	  16	/* of each queue */
#define SHIFTS	  32768 /* pages whose shift is known at a time */

/* Controller registers (3.1). */
#define REG_CAP	 0x00
#define REG_CC	 0x14
#define REG_CSTS 0x1c
#define REG_AQA	 0x24
#define REG_ASQ	 0x28
#define REG_ACQ	 0x30
#define REG_DB	 0x1000

#define CAP_DSTRD(cap) ((cap) >> 32 & 0xf)
#define CC_ENABLE      (1 | 6 << 16 | 4 << 20) /* EN, 64-byte SQ, 16-byte CQ */
#define CSTS_RDY       1

#define ADMIN_CREATE_SQ 0x01
#define ADMIN_CREATE_CQ 0x05
#define ADMIN_IDENTIFY	0x06
#define IO_READ		0x02
#define IO_COMPARE	0x05

#define STATUS_COMPARE_FAILURE 0x285 /* SCT 2, SC 85h */

/* struct nvme_command - submission queue entry (4.2). */
struct nvme_command {
	uint8_t opcode;
	uint8_t flags;
	uint16_t id;
	uint32_t nsid;
	uint64_t reserved;
	uint64_t mptr;
	uint64_t prp1;
	uint64_t prp2;
	uint32_t dw[6];
};

/* struct nvme_completion - completion queue entry (4.6). */
struct nvme_completion {
	uint32_t result;
	uint32_t reserved;
	uint16_t sq_head;
	uint16_t sq_id;
	uint16_t id;
	volatile uint16_t status; /* bit 0 is the phase */
};

/* Pages of NVME_PAGE bytes in the plug-in's memory. */
enum { ADMIN_SQ, ADMIN_CQ, IO_SQ, IO_CQ, DATA, SCRATCH, PAGES };

struct queue {
	unsigned int id;
	struct nvme_command *sq;
	struct nvme_completion *cq;
	unsigned int tail;
	unsigned int head;
	unsigned int phase;
};

struct nvme {
	uint64_t bar_offset;
	uint64_t bar_size;
	uint8_t *bar; /* NULL: through pread() and pwrite() */
	unsigned int stride;
	struct queue admin;
	struct queue io;
	uint64_t blocks;
	uint64_t next_block;
	uint64_t shift[SHIFTS]; /* of a page's bytes: block less address */
};

static uint64_t reg_read(struct stimulus *s, uint64_t reg, size_t size)
{
	struct nvme *n = s->priv;
	uint64_t value = ~0ULL;

	if (!n->bar) {
		if (pread(s->dev->fd, &value, size, n->bar_offset + reg) !=
		    (ssize_t)size)
			return ~0ULL;
		return size == 4 ? (uint32_t)value : value;
	}
	if (size == 4)
		return *(volatile uint32_t *)(n->bar + reg);
	return *(volatile uint64_t *)(n->bar + reg);
}

static void reg_write(struct stimulus *s, uint64_t reg, uint64_t value,
		      size_t size)
{
	struct nvme *n = s->priv;

	/* A write that is lost shows as a timeout of what it started. */
	if (!n->bar) {
		if (pwrite(s->dev->fd, &value, size, n->bar_offset + reg) < 0)
			return;
	} else if (size == 4) {
		*(volatile uint32_t *)(n->bar + reg) = value;
	} else {
		*(volatile uint64_t *)(n->bar + reg) = value;
	}
}

static void pause_briefly(void)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	nanosleep(&ms, NULL);
}

static int wait_ready(struct stimulus *s, uint32_t ready)
{
	uint64_t end = stimulus_deadline(s);

	while ((reg_read(s, REG_CSTS, 4) & CSTS_RDY) != ready) {
		if (stimulus_now() > end)
			return -ETIMEDOUT;
		pause_briefly();
	}
	return 0;
}

/* One command, polled to its end: the status field without phase, or -errno. */
static int run_command(struct stimulus *s, struct queue *q,
		       const struct nvme_command *command)
{
	struct nvme *n = s->priv;
	struct nvme_completion *done = &q->cq[q->head];
	uint64_t doorbell = REG_DB + 2 * q->id * n->stride;
	uint64_t end = stimulus_deadline(s);
	unsigned int polls = 0;

	q->sq[q->tail] = *command;
	q->tail = (q->tail + 1) % ENTRIES;
	__sync_synchronize();
	reg_write(s, doorbell, q->tail, 4);
	while ((done->status & 1) != q->phase)
		if (++polls % 1024 == 0 && stimulus_now() > end)
			return -ETIMEDOUT;
	__sync_synchronize();
	q->head = (q->head + 1) % ENTRIES;
	if (!q->head)
		q->phase ^= 1;
	reg_write(s, doorbell + n->stride, q->head, 4);
	return done->status >> 1 & 0x7ff;
}

static int run_admin(struct stimulus *s, const struct nvme_command *command)
{
	struct nvme *n = s->priv;
	int status = run_command(s, &n->admin, command);

	return status > 0 ? -EIO : status;
}

static uint64_t page_iova(struct stimulus *s, unsigned int page)
{
	return s->own.iova + (uint64_t)page * NVME_PAGE;
}

static void init_queue(struct stimulus *s, struct queue *q, unsigned int id,
		       unsigned int sq_page, unsigned int cq_page)
{
	q->id = id;
	q->sq = (void *)(s->own.va + sq_page * NVME_PAGE);
	q->cq = (void *)(s->own.va + cq_page * NVME_PAGE);
	q->tail = 0;
	q->head = 0;
	q->phase = 1;
}

static int enable_bus_master(struct device *dev)
{
	uint64_t offset, size;
	uint32_t flags;
	uint16_t command;
	int ret = __device_region(dev, VFIO_PCI_CONFIG_REGION_INDEX, &offset,
				  &size, &flags);

	if (ret)
		return ret;
	if (pread(dev->fd, &command, 2, offset + PCI_COMMAND) != 2)
		return -EIO;
	command |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	if (pwrite(dev->fd, &command, 2, offset + PCI_COMMAND) != 2)
		return -EIO;
	return 0;
}

static int map_bar(struct stimulus *s)
{
	struct nvme *n = s->priv;
	uint32_t flags;
	int ret = __device_region(s->dev, VFIO_PCI_BAR0_REGION_INDEX,
				  &n->bar_offset, &n->bar_size, &flags);

	if (ret || !(flags & VFIO_REGION_INFO_FLAG_MMAP))
		return ret;
	n->bar = mmap(NULL, n->bar_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      s->dev->fd, n->bar_offset);
	if (n->bar == MAP_FAILED)
		n->bar = NULL;
	return 0;
}

static int enable_controller(struct stimulus *s)
{
	struct nvme *n = s->priv;
	int ret;

	reg_write(s, REG_CC, 0, 4);
	ret = wait_ready(s, 0);
	if (ret)
		return ret;
	memset(s->own.va, 0, s->own.size);
	n->stride = 4 << CAP_DSTRD(reg_read(s, REG_CAP, 8));
	init_queue(s, &n->admin, 0, ADMIN_SQ, ADMIN_CQ);
	init_queue(s, &n->io, 1, IO_SQ, IO_CQ);
	reg_write(s, REG_AQA, (ENTRIES - 1) << 16 | (ENTRIES - 1), 4);
	reg_write(s, REG_ASQ, page_iova(s, ADMIN_SQ), 8);
	reg_write(s, REG_ACQ, page_iova(s, ADMIN_CQ), 8);
	reg_write(s, REG_CC, CC_ENABLE, 4);
	return wait_ready(s, CSTS_RDY);
}

static int create_io_queue(struct stimulus *s)
{
	struct nvme_command cq = {
		.opcode = ADMIN_CREATE_CQ,
		.prp1 = page_iova(s, IO_CQ),
		.dw = { (ENTRIES - 1) << 16 | 1, 1 }, /* contiguous, no IRQ */
	};
	struct nvme_command sq = {
		.opcode = ADMIN_CREATE_SQ,
		.prp1 = page_iova(s, IO_SQ),
		.dw = { (ENTRIES - 1) << 16 | 1, 1 << 16 | 1 },
	};
	int ret = run_admin(s, &cq);

	return ret ? ret : run_admin(s, &sq);
}

static int identify(struct stimulus *s, uint32_t nsid, uint32_t what)
{
	struct nvme_command command = {
		.opcode = ADMIN_IDENTIFY,
		.nsid = nsid,
		.prp1 = page_iova(s, DATA),
		.dw = { what },
	};

	return run_admin(s, &command);
}

/* Block size and count of namespace 1, and whether Compare is there. */
static int read_geometry(struct stimulus *s)
{
	struct nvme *n = s->priv;
	uint8_t *data = s->own.va + DATA * NVME_PAGE;
	uint32_t format;
	int ret = identify(s, 0, 1);

	if (ret)
		return ret;
	s->can_read = data[520] & 1; /* ONCS */
	ret = identify(s, 1, 0);
	if (ret)
		return ret;
	memcpy(&n->blocks, data, 8);			       /* NSZE */
	memcpy(&format, data + 128 + 4 * (data[26] & 0xf), 4); /* LBAFn */
	s->limits.min_size = 1ULL << (format >> 16 & 0xff);
	s->limits.align = s->limits.min_size;
	if (!n->blocks)
		return -ENODEV;
	return s->limits.min_size <= NVME_PAGE ? 0 : -EMEDIUMTYPE;
}

static int nvme_init(struct stimulus *s)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t size = (PAGES * NVME_PAGE + page - 1) / page * page;
	int ret;

	s->limits.time_limit_ms = 2000;
	s->limits.max_length = 1 << 24;
	s->limits.highest_iova = UINT64_MAX;
	s->priv = calloc(1, sizeof(struct nvme));
	if (!s->priv)
		return -ENOMEM;
	ret = __memory_map(s->dev, &s->own, STIMULUS_IOVA, size);
	if (ret)
		return ret;
	s->collateral = span_of(s->own.iova, s->own.size);
	s->scratch = SCRATCH * NVME_PAGE;
	/* A model of firmware does not see this DMA: it has to look. */
	ret = track_by("scan");
	if (ret && ret != -ENOENT)
		return ret;
	ret = enable_bus_master(s->dev);
	if (!ret)
		ret = map_bar(s);
	if (!ret)
		ret = enable_controller(s);
	if (!ret)
		ret = read_geometry(s);
	if (!ret)
		ret = create_io_queue(s);
	return ret;
}

/* The bytes of one command lie in one page, so that PRP1 alone names them. */
/*
 * A block that has already gone to the same place would change no byte there,
 * and who finds writes by looking would miss it.
 */
static uint64_t block_choose(struct nvme *n, uint8_t opcode, uint64_t iova,
			     uint64_t block_size, uint64_t count)
{
	uint64_t *shift = &n->shift[iova / NVME_PAGE % SHIFTS];
	uint64_t at = iova / block_size;

	if (n->next_block + count > n->blocks)
		n->next_block = 0;
	if (n->next_block - at == *shift)
		n->next_block = n->next_block + count < n->blocks
					? n->next_block + 1
					: 0;
	if (opcode == IO_READ)
		*shift = n->next_block - at;
	return n->next_block;
}

static int run_blocks(struct stimulus *s, uint8_t opcode, uint64_t iova,
		      uint64_t length)
{
	struct nvme *n = s->priv;

	if (!stimulus_fits(s, iova, length))
		return -EINVAL;
	while (length) {
		uint64_t part = NVME_PAGE - iova % NVME_PAGE;
		uint64_t count, block;
		int status;

		if (part > length)
			part = length;
		count = part / s->limits.min_size;
		block = block_choose(n, opcode, iova, s->limits.min_size,
				     count);
		status = run_command(
			s, &n->io,
			&(struct nvme_command){
				.opcode = opcode,
				.nsid = 1,
				.prp1 = iova,
				.dw = { block, block >> 32, count - 1 },
			});
		if (status < 0)
			return status;
		if (status &&
		    !(opcode == IO_COMPARE && status == STATUS_COMPARE_FAILURE))
			return -EIO;
		n->next_block = block + count;
		iova += part;
		length -= part;
	}
	return 0;
}

static int nvme_write(struct stimulus *s, uint64_t iova, uint64_t length)
{
	return run_blocks(s, IO_READ, iova, length);
}

static int nvme_read(struct stimulus *s, uint64_t iova, uint64_t length)
{
	return run_blocks(s, IO_COMPARE, iova, length);
}

static void nvme_release(struct stimulus *s)
{
	struct nvme *n = s->priv;

	if (!n)
		return;
	if (n->bar_size) {
		reg_write(s, REG_CC, 0, 4);
		wait_ready(s, 0);
	}
	if (n->bar)
		munmap(n->bar, n->bar_size);
	memory_unmap(s->dev, &s->own);
	free(n);
	s->priv = NULL;
}

static int nvme_probe(struct device *dev)
{
	uint64_t offset, size;
	uint32_t flags, class;
	int ret = __device_region(dev, VFIO_PCI_CONFIG_REGION_INDEX, &offset,
				  &size, &flags);

	if (ret)
		return ret;
	if (pread(dev->fd, &class, 4, offset + PCI_CLASS_REVISION) != 4)
		return -EIO;
	return class >> 8 == 0x010802 ? 0 : -ENODEV;
}

const struct stimulus_ops stimulus_nvme = {
	.name = "nvme",
	.probe = nvme_probe,
	.init = nvme_init,
	.write = nvme_write,
	.read = nvme_read,
	.release = nvme_release,
};
