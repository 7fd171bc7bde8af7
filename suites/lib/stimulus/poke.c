// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA by a model of firmware: exact to the byte, and it knows what it wrote
 * without looking at memory. Its debugfs file `dma` takes "VF IOVA LENGTH
 * BYTE".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../device.h"
#include "stimulus.h"
#include "track.h"

struct poke {
	unsigned int vf;
	uint64_t iova;
	uint64_t length;
	uint8_t byte;
};

int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int track_by(const char *how)
{
	return file_write(MODEL_FOLDER "/track", how);
}

/* Which virtual function of its parent @dev is, or -errno. */
static int vf_number(struct device *dev)
{
	char parent[PATH_MAX], link[PATH_MAX + 32], target[PATH_MAX];

	snprintf(link, sizeof(link), "%s/physfn", dev->path);
	if (!realpath(link, parent))
		return -errno;
	for (int vf = 0;; vf++) {
		snprintf(link, sizeof(link), "%s/virtfn%d", parent, vf);
		if (!realpath(link, target))
			return -errno;
		if (!strcmp(target, dev->path))
			return vf;
	}
}

static int run_poke(struct stimulus *s)
{
	struct poke *p = s->priv;
	char text[96];

	if (!stimulus_fits(s, p->iova, p->length))
		return -EINVAL;
	snprintf(text, sizeof(text), "%u 0x%llx 0x%llx 0x%x", p->vf,
		 (unsigned long long)p->iova, (unsigned long long)p->length,
		 p->byte);
	return file_write(MODEL_FOLDER "/dma", text);
}

static int poke_write(struct stimulus *s, uint64_t iova, uint64_t length)
{
	struct poke *p = s->priv;

	p->iova = iova;
	p->length = length;
	p->byte++;
	return run_poke(s);
}

static int poke_probe(struct device *dev)
{
	int vf = vf_number(dev);

	if (vf < 0)
		return vf;
	return access(MODEL_FOLDER "/dma", W_OK) ? -errno : 0;
}

static int poke_init(struct stimulus *s)
{
	struct poke *p = calloc(1, sizeof(*p));
	int ret;

	s->priv = p;
	if (!p)
		return -ENOMEM;
	p->vf = vf_number(s->dev);
	s->limits = (struct stimulus_limits){
		.min_size = 1,
		.align = 1,
		.max_length = 1 << 24,
		.highest_iova = UINT64_MAX,
		.time_limit_ms = 2000,
	};
	ret = track_by("poke");
	if (ret)
		return ret;
	/* It has no queues in memory: own memory is for the self-test. */
	ret = __memory_map(s->dev, &s->own, STIMULUS_IOVA,
			   sysconf(_SC_PAGESIZE));
	if (!ret)
		s->collateral = span_of(s->own.iova, s->own.size);
	return ret;
}

static void poke_release(struct stimulus *s)
{
	memory_unmap(s->dev, &s->own);
	free(s->priv);
	s->priv = NULL;
}

const struct stimulus_ops stimulus_poke = {
	.name = "poke",
	.exact = true,
	.probe = poke_probe,
	.init = poke_init,
	.write = poke_write,
	.rewrite = run_poke,
	.release = poke_release,
};
