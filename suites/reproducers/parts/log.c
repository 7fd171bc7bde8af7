// SPDX-License-Identifier: GPL-2.0-only
static int feature(int dev, __u32 what, const void *payload, size_t size)
{
	__u64 buffer[8];
	struct vfio_device_feature *call = (void *)buffer;

	call->argsz = sizeof(*call) + size;
	call->flags = what;
	memcpy(call->data, payload, size);
	return ioctl(dev, VFIO_DEVICE_FEATURE, call) ? -errno : 0;
}

static int log_start(int dev, const struct range *ranges, __u32 n)
{
	struct vfio_device_feature_dma_logging_control control = {
		PAGE, n, 0, (unsigned long)ranges };

	return feature(dev, VFIO_DEVICE_FEATURE_SET | 6, &control, 24);
}

static int log_report(int dev, __u64 iova, __u64 length, void *bitmap)
{
	struct vfio_device_feature_dma_logging_report report = {
		iova, length, PAGE, (unsigned long)bitmap };

	return feature(dev, VFIO_DEVICE_FEATURE_GET | 8, &report, 32);
}
