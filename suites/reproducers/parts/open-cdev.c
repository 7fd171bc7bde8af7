// SPDX-License-Identifier: GPL-2.0-only
#include <glob.h>
static int iommu, ioas; /* an iommufd, and its address space */

/* The device's own file, in structures of Linux 6.6. */
static int device_open(const char *path)
{
	struct { __u32 argsz, flags; __s32 fd; __u32 id; } bind = { 16 };
	struct { __u32 size, flags, id; } table = { 12 };
	char file[4096];
	glob_t found;
	int fd;

	snprintf(file, sizeof(file), "%s/vfio-dev/vfio*", path);
	if (glob(file, 0, NULL, &found))
		errx(2, "there is no %s", file);
	snprintf(file, sizeof(file), "/dev/vfio/devices%s",
		 strrchr(found.gl_pathv[0], '/'));
	iommu = bind.fd = open("/dev/iommu", O_RDWR);
	fd = open(file, O_RDWR);
	ioctl(fd, _IO(VFIO_TYPE, VFIO_BASE + 18), &bind);
	ioctl(iommu, _IO(';', 0x81), &table);
	ioas = table.id;
	if (ioctl(fd, _IO(VFIO_TYPE, VFIO_BASE + 19), &table))
		err(2, "%s", file);
	return fd;
}

static void *map(__u64 iova, size_t size)
{
	void *va = mmap(NULL, size, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct { __s32 size, flags, ioas, zero; __u64 va, length, iova; } dma = {
		40, 7, ioas, 0, (unsigned long)va, size, iova };

	if (ioctl(iommu, _IO(';', 0x85), &dma))
		err(2, "mapping %#zx bytes at %#llx", size, iova);
	return va;
}
