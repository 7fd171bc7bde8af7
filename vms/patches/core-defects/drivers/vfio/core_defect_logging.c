// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can go wrong in START and REPORT where a line in vfio_main.c does not
 * say it.
 */
#include <linux/err.h>
#include <linux/interval_tree.h>
#include <linux/iova_bitmap.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core_defect.h"

static void core_defect_too_many(void)
{
	void *lost = NULL;

	if (core_defect_is(COUNT_LEAKS))
		lost = kmalloc(PAGE_SIZE, GFP_KERNEL);
	OPTIMIZER_HIDE_VAR(lost);
}

static int core_defect_array(
	const struct vfio_device_feature_dma_logging_range __user *ranges,
	size_t size)
{
	struct vfio_device_feature_dma_logging_range range;
	char __user *array = (char __user *)ranges;

	if (core_defect_is(ARRAY_BY_PAGE) && size <= PAGE_SIZE &&
	    fault_in_readable(array, PAGE_SIZE))
		return -EFAULT;
	if (core_defect_is(ARRAY_BEHIND) && size <= PAGE_SIZE &&
	    fault_in_readable(array, size + sizeof(range)))
		return -EFAULT;
	if (core_defect_is(ARRAY_NO_FAULTS) &&
	    copy_from_user_nofault(&range, ranges, sizeof(range)))
		return -EFAULT;
	if (core_defect_is(ARRAY_WRITABLE) &&
	    fault_in_safe_writeable(array, size))
		return -EFAULT;
	if (core_defect_is(ARRAY_ONE_PAGE) &&
	    offset_in_page(array) + size > PAGE_SIZE)
		return -EFAULT;
	if (core_defect_is(ARRAY_ALIGNED) && (uintptr_t)array % sizeof(u64))
		return -EINVAL;
	return 0;
}

/**
 * core_defect_control - What goes wrong before the ranges are counted
 * @control: the user's control structure, in the kernel
 * @arg: where it was read from
 *
 * Return: 0 to go on; 1 to end the call with success; a negative errno.
 */
int core_defect_control(
	const struct vfio_device_feature_dma_logging_control *control,
	void __user *arg)
{
	struct vfio_device_feature_dma_logging_control __user *user = arg;
	struct vfio_device_feature_dma_logging_range __user *ranges =
		u64_to_user_ptr(control->ranges);
	const u32 most = PAGE_SIZE / sizeof(*ranges);
	size_t size = (size_t)control->num_ranges * sizeof(*ranges);
	struct vfio_device_feature_dma_logging_range range;

	if (core_defect_is(NO_RANGES) && !size)
		return 1;
	if (core_defect_is(RESERVED_CHECKED) && control->__reserved)
		return -EINVAL;
	if (core_defect_is(COUNT_WRITTEN) && control->num_ranges > most)
		put_user(most, &user->__reserved);
	if (core_defect_is(LIMIT_HALF) && control->num_ranges > most / 2)
		return -E2BIG;
	if (control->num_ranges > most)
		core_defect_too_many();
	if (core_defect_is(E2BIG_LATE) && size &&
	    copy_from_user(&range, ranges, sizeof(range)))
		return -EFAULT;
	return core_defect_array(ranges, size);
}

/**
 * core_defect_range - What goes wrong with a range that was read
 * @range: the range
 * @user: where it was read from
 * @nodes: those before it
 * @i: their number
 *
 * Return: 0 or a negative errno.
 */
int core_defect_range(const struct vfio_device_feature_dma_logging_range *range,
		      struct vfio_device_feature_dma_logging_range __user *user,
		      const struct interval_tree_node *nodes, int i)
{
	if (core_defect_is(ORDER_DEMANDED) && i &&
	    range->iova < nodes[i - 1].start)
		return -EINVAL;
	if (core_defect_is(RANGES_BACK) && !i &&
	    put_user(range->iova + range->length - 1, &user->length))
		return -EFAULT;
	return 0;
}

static bool nodes_overlap(const struct interval_tree_node *a,
			  const struct interval_tree_node *b, long wider)
{
	return a->start <= b->last + wider && b->start <= a->last + wider;
}

/**
 * core_defect_overlap - Whether a range overlaps an earlier one
 * @root: the earlier ones
 * @nodes: the same as an array, and the range behind them
 * @i: index of the range
 *
 * Return: true when it does, as far as the defect lets it be seen.
 */
bool core_defect_overlap(struct rb_root_cached *root,
			 const struct interval_tree_node *nodes, int i)
{
	long wider;
	int j;

	if (core_defect_is(OVERLAP_UNCHECKED))
		return false;
	if (core_defect_is(OVERLAP_NEIGHBOUR))
		return i && nodes_overlap(&nodes[i], &nodes[i - 1], 0);
	if (core_defect_is(OVERLAP_BY_ONE))
		wider = -PAGE_SIZE;
	else if (core_defect_is(TOUCH_OVERLAPS))
		wider = 1;
	else
		return interval_tree_iter_first(root, nodes[i].start,
						nodes[i].last);
	for (j = 0; j < i; j++)
		if (nodes_overlap(&nodes[i], &nodes[j], wider))
			return true;
	return false;
}

/**
 * core_defect_answer - What goes wrong in the answer to a START that succeeded
 * @control: the answer; changed
 */
void core_defect_answer(struct vfio_device_feature_dma_logging_control *control)
{
	if (core_defect_is(CONTROL_ZEROED)) {
		control->num_ranges = 0;
		control->ranges = 0;
	}
	if (core_defect_is(RESERVED_ZERO))
		control->__reserved = 0;
}

/**
 * core_defect_answer_refusal - Answer a START that was refused
 * @user: the user's control structure
 * @control: what it held
 * @ret: the errno of the refusal, negative
 *
 * Return: @ret, or -EFAULT.
 */
int core_defect_answer_refusal(
	struct vfio_device_feature_dma_logging_control __user *user,
	struct vfio_device_feature_dma_logging_control *control, int ret)
{
	if (core_defect_is(COUNT_WRITTEN) && ret == -E2BIG)
		put_user(
			PAGE_SIZE /
				sizeof(struct vfio_device_feature_dma_logging_range),
			&user->__reserved);
	if (!core_defect_is(REFUSED_WRITES))
		return ret;
	control->page_size = PAGE_SIZE;
	return copy_to_user(user, control, sizeof(*control)) ? -EFAULT : ret;
}

static void
core_defect_clear(struct vfio_device *device,
		  const struct vfio_device_feature_dma_logging_report *report)
{
	struct iova_bitmap *bitmap =
		iova_bitmap_alloc(report->iova, report->length, SZ_4K,
				  u64_to_user_ptr(report->bitmap));

	if (IS_ERR(bitmap))
		return;
	device->log_ops->log_read_and_clear(device, report->iova,
					    report->length, bitmap);
	iova_bitmap_free(bitmap);
}

/**
 * core_defect_report - What goes wrong before a REPORT's window is checked
 * @device: whose tracker it is of
 * @report: the user's structure; changed
 * @arg: where it was read from
 *
 * Return: 0 or a negative errno.
 */
int core_defect_report(struct vfio_device *device,
		       struct vfio_device_feature_dma_logging_report *report,
		       void __user *arg)
{
	struct vfio_device_feature_dma_logging_report __user *user = arg;

	if (core_defect_is(REPORT_ZERO) && !report->page_size)
		report->page_size = SZ_4K;
	if (core_defect_is(REPORT_BACK) && put_user(0, &user->bitmap))
		return -EFAULT;
	if (core_defect_is(REPORT_LATE) && !is_power_of_2(report->page_size))
		core_defect_clear(device, report);
	if (core_defect_is(BITMAP_CLEARED) && is_power_of_2(report->page_size))
		clear_user(u64_to_user_ptr(report->bitmap),
			   DIV_ROUND_UP(report->length >>
						ilog2(report->page_size),
					BITS_PER_BYTE));
	return 0;
}
