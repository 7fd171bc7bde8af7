// SPDX-License-Identifier: GPL-2.0-only
#define QUEUES 0x40000000 /* iova of the admin queues, a page each */
static unsigned char *queues;
static __u64 bar;

/* An NVMe controller and its admin queue: NVM Express 1.4, 3.1, 7.6.1. */
static void device_begin(int dev)
{
	struct vfio_region_info config = { 32, 0, VFIO_PCI_CONFIG_REGION_INDEX };
	struct vfio_region_info bar0 = { 32, 0, VFIO_PCI_BAR0_REGION_INDEX };
	__u32 aqa[] = { 15 << 16 | 15, QUEUES, 0, QUEUES + PAGE, 0 };
	__u32 master = 6, off = 0, on = 4 << 20 | 6 << 16 | 1, status = 0;

	alarm(20); /* whatever hangs, or fails */
	if (ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, &config) ||
	    ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, &bar0))
		err(2, "regions");
	bar = bar0.offset;
	queues = map(QUEUES, 2 * PAGE);
	pwrite(dev, &master, 2, config.offset + 4);
	pwrite(dev, &off, 4, bar + 0x14);
	pwrite(dev, aqa, 20, bar + 0x24);
	pwrite(dev, &on, 4, bar + 0x14);
	while (!(status & 1) && pread(dev, &status, 4, bar + 0x1c) == 4)
		usleep(100);
}

/* Identify makes it write the page at @iova (5.15). */
static void device_write(int dev, __u64 iova)
{
	static __u32 n; /* commands so far, 15 at most */
	volatile __u16 *done = (void *)(queues + PAGE + 16 * n + 14);
	__u32 command[16] = { 6, 0, 0, 0, 0, 0, iova, iova >> 32, 0, 0, 1 };

	memcpy(queues + 64 * n++, command, sizeof(command));
	pwrite(dev, &n, 4, bar + 0x1000);
	while (!*done)
		usleep(100);
	if (*done != 1)
		errx(2, "Identify: status %#x", *done);
}
