// SPDX-License-Identifier: GPL-2.0-only
static __u64 registers;

/* trackcert's emulated device: fixtures/modules/reference_regs.h. */
static void device_begin(int dev)
{
	struct vfio_region_info region = { sizeof(region) };

	alarm(20); /* whatever hangs */
	if (ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, &region))
		err(2, "region 0");
	registers = region.offset;
}

/* Makes it write the page at @iova. */
static void device_write(int dev, __u64 iova)
{
	static __u64 seed;
	__u64 command[] = { 1, iova, PAGE, ++seed, 1 }, status = 1;

	if (pwrite(dev, command, sizeof(command), registers + 8) < 0)
		err(2, "writing at %#llx", iova);
	while (status == 1 && pread(dev, &status, 8, registers + 0x30) == 8)
		usleep(10);
	if (status != 2)
		errx(2, "the device cannot write at %#llx", iova);
}
