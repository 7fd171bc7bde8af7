/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_DEFECT_H
#define CORE_DEFECT_H

#include <linux/fs.h>
#include <linux/vfio.h>

struct interval_tree_node;
struct rb_root_cached;

enum core_defect {
	CORE_DEFECT_NONE,
#define CORE_DEFECT(symbol, name, what, stands_for) CORE_DEFECT_##symbol,
#include "core_defects.h"
#undef CORE_DEFECT
};

bool core_defect_selected(enum core_defect defect);

/**
 * core_defect_is - Whether the core is to have this bug
 * @symbol: first word of its line in core_defects.h
 */
#define core_defect_is(symbol) core_defect_selected(CORE_DEFECT_##symbol)

int core_defect_feature(struct vfio_device_feature *feature,
			struct vfio_device_feature __user *arg);
int core_defect_control(
	const struct vfio_device_feature_dma_logging_control *control,
	void __user *arg);
int core_defect_range(const struct vfio_device_feature_dma_logging_range *range,
		      struct vfio_device_feature_dma_logging_range __user *user,
		      const struct interval_tree_node *nodes, int i);
bool core_defect_overlap(struct rb_root_cached *root,
			 const struct interval_tree_node *nodes, int i);
void core_defect_answer(struct vfio_device_feature_dma_logging_control *control);
int core_defect_answer_refusal(
	struct vfio_device_feature_dma_logging_control __user *user,
	struct vfio_device_feature_dma_logging_control *control, int ret);
int core_defect_report(struct vfio_device *device,
		       struct vfio_device_feature_dma_logging_report *report,
		       void __user *arg);
bool core_defect_absent(const u8 __user *bitmap);
bool core_defect_next_page(const u8 __user *bitmap, size_t size);
void core_defect_bitmap_set(void *page, unsigned int first, unsigned int count);
unsigned long core_defect_bitmap_index(unsigned long iova,
				       unsigned long pgshift);
bool core_defect_bitmap_stray(unsigned long pgoff, unsigned long *bit);
unsigned long core_defect_bitmap_last(unsigned long first, unsigned long last,
				      size_t length, unsigned long pgshift);
long core_defect_compat_ioctl(struct file *file, unsigned int cmd,
			      unsigned long arg);

#endif
