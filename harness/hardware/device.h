/* SPDX-License-Identifier: GPL-2.0-only */
/* A PCI device of this machine, as the kernel describes it in sysfs. */
#ifndef TRACKCERT_HARDWARE_DEVICE_H
#define TRACKCERT_HARDWARE_DEVICE_H

#include "root.h"

/**
 * struct pci_device - what is known of a device; strings are allocated
 * @bdf: its address, DDDD:BB:DD.F
 * @path: its folder, below the root
 * @vendor: id, as 0x1b36; likewise @device, @subvendor, @subdevice, @class
 * @driver: that it is bound to; NULL: none
 * @override: driver_override; "" when there is none
 * @group: number of its IOMMU group; NULL: it has none
 * @members: others in the group but for bridges, "BDF (DRIVER)" each
 * @physfn: address of the PF of a VF; NULL: it is none
 * @reset: how it can be reset, words of the kernel's; "" when it cannot
 * @iommu: which unit translates for it, as dmar0; NULL: the kernel does not say
 * @address_bits: widest address that the unit translates; 0: not known
 * @speed: of its link, now; NULL where it has none. Likewise @width
 * @max_speed: most that it can; likewise @max_width
 * @firmware: its version, where the driver that it is bound to tells; or NULL
 * @numa: its node, -1: none
 * @totalvfs: most VFs; 0: none
 * @numvfs: those that there are
 */
struct pci_device {
	char *bdf, *path;
	char *vendor, *device, *subvendor, *subdevice, *class;
	char *driver;
	char *override;
	char *group;
	struct strings members;
	char *physfn;
	char *reset;
	char *iommu;
	unsigned int address_bits;
	char *speed, *width, *max_speed, *max_width;
	char *firmware;
	long numa;
	unsigned int totalvfs, numvfs;
};

/**
 * bdf_parse() - a PCI address as people write it
 * @text: [DDDD:]BB:DD.F in hexadecimal digits, of any case
 *
 * Return: allocated, with domain and in lower case; NULL: it is none.
 */
char *bdf_parse(const char *text);

/**
 * pci_device_read() - look at a device
 * @bdf: of bdf_parse()
 * @device: receives it; pci_device_free() it always
 *
 * Return: 0, or -ENODEV.
 */
int pci_device_read(const char *bdf, struct pci_device *device);

/** pci_device_words() - allocated: address, ids, class, driver in a line */
char *pci_device_words(const struct pci_device *device);

/**
 * pci_vf_bdf() - the address that a VF of @pf has, or would have
 * @pf: the PF
 * @index: from 0
 *
 * From sriov_offset and sriov_stride (Documentation/ABI/testing/sysfs-bus-pci).
 *
 * Return: allocated; NULL where the kernel does not tell.
 */
char *pci_vf_bdf(const struct pci_device *pf, unsigned int index);

void pci_device_free(struct pci_device *device);

#endif
