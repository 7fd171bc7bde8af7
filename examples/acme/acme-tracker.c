// SPDX-License-Identifier: GPL-2.0-only
/*
 * acme-tracker: the smallest VFIO driver that can be certified. Its device is
 * emulated: it has one page of 64-bit registers, copies a pattern to an IOVA
 * when it is told to, and logs which 4 KiB pages it wrote.
 */
#include <linux/interval_tree.h>
#include <linux/iova_bitmap.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/vfio.h>
#include <linux/xarray.h>

/*
 * Registers by their index. They are those of trackcert's own device, so that
 * its stimulus "reference" can drive this one:
 * fixtures/modules/reference_regs.h says what each does.
 */
enum {
	REG_MAGIC,
	REG_OPCODE,
	REG_IOVA,
	REG_LENGTH,
	REG_SEED,
	REG_DOORBELL,
	REG_STATUS,
	REG_ERRNO,
	REG_COMPLETED,
	REG_TRANSFERRED,
	REG_CHECKSUM,
	REGS
};

#define MAGIC	     0x3146455254524354ULL
#define OP_WRITE     1
#define OP_READ	     2
#define STATUS_DONE  2
#define STATUS_ERROR 3

/* Page sizes that the log can be kept in. */
#define LEAST_PAGE SZ_4K
#define MOST_PAGE  SZ_64K

struct acme_range {
	unsigned long start, last;
};

struct acme {
	struct vfio_device vdev;
	struct mutex lock; /* of all that follows */
	u64 regs[REGS];
	bool logging;
	unsigned long page_size;
	struct acme_range *ranges;
	u32 nr_ranges;
	struct xarray dirty; /* an entry for each dirty 4 KiB page */
};

static struct acme *to_acme(struct vfio_device *vdev)
{
	return container_of(vdev, struct acme, vdev);
}

/*
 * The log.
 */

static void log_forget(struct acme *acme)
{
	acme->logging = false;
	kvfree(acme->ranges);
	acme->ranges = NULL;
	acme->nr_ranges = 0;
	xa_destroy(&acme->dirty);
}

static int acme_log_start(struct vfio_device *vdev,
			  struct rb_root_cached *ranges, u32 nnodes,
			  u64 *page_size)
{
	struct acme *acme = to_acme(vdev);
	struct interval_tree_node *node;
	struct acme_range *range;

	if (!is_power_of_2(*page_size))
		return -EINVAL;
	range = kvcalloc(nnodes, sizeof(*range), GFP_KERNEL);
	if (!range)
		return -ENOMEM;

	mutex_lock(&acme->lock);
	log_forget(acme);
	acme->ranges = range;
	for (node = interval_tree_iter_first(ranges, 0, ULONG_MAX); node;
	     node = interval_tree_iter_next(node, 0, ULONG_MAX))
		acme->ranges[acme->nr_ranges++] =
			(struct acme_range){ node->start, node->last };
	*page_size = clamp_t(u64, *page_size, LEAST_PAGE, MOST_PAGE);
	acme->page_size = *page_size;
	acme->logging = true;
	mutex_unlock(&acme->lock);
	return 0;
}

static int acme_log_stop(struct vfio_device *vdev)
{
	struct acme *acme = to_acme(vdev);

	mutex_lock(&acme->lock);
	log_forget(acme);
	mutex_unlock(&acme->lock);
	return 0;
}

/*
 * A page that the window cuts stays dirty: its other part has not been told.
 * iova_bitmap_set() must not be handed a byte outside of the window.
 */
static int acme_log_read_and_clear(struct vfio_device *vdev, unsigned long iova,
				   unsigned long length,
				   struct iova_bitmap *bitmap)
{
	struct acme *acme = to_acme(vdev);
	unsigned long last = iova + length - 1, page;
	void *entry;

	if (!length)
		return -EINVAL;
	mutex_lock(&acme->lock);
	if (!acme->logging) {
		mutex_unlock(&acme->lock);
		return -EINVAL;
	}
	xa_for_each_range(&acme->dirty, page, entry, iova / SZ_4K, last / SZ_4K)
	{
		unsigned long from = max(iova, page * SZ_4K);
		unsigned long to = min(last, page * SZ_4K + SZ_4K - 1);

		iova_bitmap_set(bitmap, from, to - from + 1);
		if (to - from + 1 == SZ_4K)
			xa_erase(&acme->dirty, page);
	}
	mutex_unlock(&acme->lock);
	return 0;
}

static const struct vfio_log_ops acme_log_ops = {
	.log_start = acme_log_start,
	.log_stop = acme_log_stop,
	.log_read_and_clear = acme_log_read_and_clear,
};

static int log_mark_range(struct acme *acme, const struct acme_range *range,
			  unsigned long start, unsigned long last)
{
	unsigned long page;

	if (last < range->start || start > range->last)
		return 0;
	start = max(start, range->start);
	last = min(last, range->last);
	for (page = start / SZ_4K; page <= last / SZ_4K; page++) {
		int err = xa_err(xa_store(&acme->dirty, page, xa_mk_value(1),
					  GFP_KERNEL));

		if (err)
			return err;
	}
	return 0;
}

/* Whole pages of the size that START has picked, as far as they are tracked. */
static int log_mark(struct acme *acme, unsigned long iova, unsigned long length)
{
	unsigned long start, last;
	int err = 0;
	u32 i;

	if (!acme->logging)
		return 0;
	start = round_down(iova, acme->page_size);
	last = (iova + length - 1) | (acme->page_size - 1);
	for (i = 0; i < acme->nr_ranges && !err; i++)
		err = log_mark_range(acme, &acme->ranges[i], start, last);
	return err;
}

/*
 * The device.
 */

static u8 pattern_byte(u64 seed, u64 offset)
{
	u64 word = seed + (offset / 8 + 1) * 0x9e3779b97f4a7c15ULL;

	word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
	word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
	word ^= word >> 31;
	return word >> (offset % 8 * 8);
}

static u64 checksum(u64 sum, const u8 *data, size_t length)
{
	while (length--)
		sum = (sum ^ *data++) * 0x100000001b3ULL;
	return sum;
}

/* The data is in memory before the log says so: never the other way round. */
static int device_step(struct acme *acme, u8 *buffer, u64 done, size_t length)
{
	bool write = acme->regs[REG_OPCODE] == OP_WRITE;
	u64 iova = acme->regs[REG_IOVA] + done;
	size_t i;
	int err;

	for (i = 0; write && i < length; i++)
		buffer[i] = pattern_byte(acme->regs[REG_SEED], done + i);
	err = vfio_dma_rw(&acme->vdev, iova, buffer, length, write);
	if (!err && write)
		err = log_mark(acme, iova, length);
	else if (!err)
		acme->regs[REG_CHECKSUM] =
			checksum(acme->regs[REG_CHECKSUM], buffer, length);
	return err;
}

static void device_run(struct acme *acme)
{
	u8 *buffer = kmalloc(SZ_4K, GFP_KERNEL);
	u64 done = 0, length = acme->regs[REG_LENGTH];
	int err = buffer ? 0 : -ENOMEM;

	if (!err && (!length ||
		     acme->regs[REG_IOVA] + length - 1 < acme->regs[REG_IOVA]))
		err = -EINVAL;
	acme->regs[REG_CHECKSUM] = 0xcbf29ce484222325ULL;
	while (!err && done < length) {
		u64 iova = acme->regs[REG_IOVA] + done;
		size_t step = min_t(u64, length - done, SZ_4K - iova % SZ_4K);

		err = device_step(acme, buffer, done, step);
		if (!err)
			done += step;
	}
	kfree(buffer);
	acme->regs[REG_TRANSFERRED] = done;
	acme->regs[REG_ERRNO] = -err;
	acme->regs[REG_STATUS] = err ? STATUS_ERROR : STATUS_DONE;
	acme->regs[REG_COMPLETED]++;
}

static void device_reset(struct acme *acme)
{
	memset(acme->regs, 0, sizeof(acme->regs));
	acme->regs[REG_MAGIC] = MAGIC;
}

static bool access_is_valid(size_t count, loff_t pos)
{
	return pos >= 0 && pos <= REGS * 8 && count <= REGS * 8 - pos &&
	       pos % 8 == 0 && count % 8 == 0;
}

static ssize_t acme_read(struct vfio_device *vdev, char __user *buf,
			 size_t count, loff_t *ppos)
{
	struct acme *acme = to_acme(vdev);
	u64 regs[REGS];

	if (!access_is_valid(count, *ppos))
		return -EINVAL;
	mutex_lock(&acme->lock);
	memcpy(regs, acme->regs, sizeof(regs));
	mutex_unlock(&acme->lock);
	if (copy_to_user(buf, (u8 *)regs + *ppos, count))
		return -EFAULT;
	*ppos += count;
	return count;
}

static ssize_t acme_write(struct vfio_device *vdev, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	struct acme *acme = to_acme(vdev);
	u64 values[REGS];
	size_t i;

	if (!access_is_valid(count, *ppos))
		return -EINVAL;
	if (copy_from_user(values, buf, count))
		return -EFAULT;
	mutex_lock(&acme->lock);
	for (i = 0; i < count / 8; i++) {
		size_t reg = *ppos / 8 + i;

		if (reg >= REG_OPCODE && reg <= REG_SEED)
			acme->regs[reg] = values[i];
		else if (reg == REG_DOORBELL)
			device_run(acme);
	}
	mutex_unlock(&acme->lock);
	*ppos += count;
	return count;
}

static int get_info(void __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info = {};

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	info.argsz = minsz;
	info.flags = VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = 1;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static int get_region_info(void __user *arg)
{
	size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_region_info info = {};

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index)
		return -EINVAL;
	info.argsz = minsz;
	info.flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	info.cap_offset = 0;
	info.size = REGS * 8;
	info.offset = 0;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

/* A reset stops the device; what it has written is still to be copied. */
static long acme_ioctl(struct vfio_device *vdev, unsigned int cmd,
		       unsigned long arg)
{
	struct acme *acme = to_acme(vdev);

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return get_info((void __user *)arg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return get_region_info((void __user *)arg);
	case VFIO_DEVICE_RESET:
		mutex_lock(&acme->lock);
		device_reset(acme);
		mutex_unlock(&acme->lock);
		return 0;
	default:
		return -ENOTTY;
	}
}

/*
 * What VFIO and the platform bus want of a driver.
 */

static int acme_init(struct vfio_device *vdev)
{
	struct acme *acme = to_acme(vdev);

	mutex_init(&acme->lock);
	xa_init(&acme->dirty);
	device_reset(acme);
	vdev->log_ops = &acme_log_ops;
	return 0;
}

static void acme_close_device(struct vfio_device *vdev)
{
	struct acme *acme = to_acme(vdev);

	mutex_lock(&acme->lock);
	device_reset(acme);
	log_forget(acme);
	mutex_unlock(&acme->lock);
}

static const struct vfio_device_ops acme_ops = {
	.name = "acme-tracker",
	.init = acme_init,
	.close_device = acme_close_device,
	.read = acme_read,
	.write = acme_write,
	.ioctl = acme_ioctl,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
};

static void acme_remove(void *data)
{
	struct acme *acme = data;

	vfio_unregister_group_dev(&acme->vdev);
	vfio_put_device(&acme->vdev);
}

static int acme_probe(struct platform_device *pdev)
{
	struct acme *acme;
	int err;

	acme = vfio_alloc_device(acme, vdev, &pdev->dev, &acme_ops);
	if (IS_ERR(acme))
		return PTR_ERR(acme);
	err = vfio_register_emulated_iommu_dev(&acme->vdev);
	if (err) {
		vfio_put_device(&acme->vdev);
		return err;
	}
	return devm_add_action_or_reset(&pdev->dev, acme_remove, acme);
}

static struct platform_driver acme_driver = {
	.probe = acme_probe,
	.driver.name = "acme-tracker",
	.driver_managed_dma = true,
};

static struct platform_device *acme_pdev;

static int __init acme_module_init(void)
{
	int err = platform_driver_register(&acme_driver);

	if (err)
		return err;
	acme_pdev = platform_device_register_simple("acme-tracker", 0, NULL, 0);
	if (!IS_ERR(acme_pdev))
		return 0;
	platform_driver_unregister(&acme_driver);
	return PTR_ERR(acme_pdev);
}

static void __exit acme_module_exit(void)
{
	platform_device_unregister(acme_pdev);
	platform_driver_unregister(&acme_driver);
}

module_init(acme_module_init);
module_exit(acme_module_exit);

MODULE_DESCRIPTION("Emulated VFIO device that logs what it writes");
MODULE_LICENSE("GPL");
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("IOMMUFD");
#else
MODULE_IMPORT_NS(IOMMUFD);
#endif
