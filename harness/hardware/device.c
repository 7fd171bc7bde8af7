// SPDX-License-Identifier: GPL-2.0-only
/* A PCI device of this machine, as the kernel describes it in sysfs. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

#define DEVICES "/sys/bus/pci/devices"

/* Does @text look like @shape, in which an x is a hexadecimal digit? */
static bool shape_is(const char *text, const char *shape)
{
	for (; *shape; shape++, text++)
		if (*shape == 'x' ? !isxdigit((unsigned char)*text)
				  : *text != *shape)
			return false;
	return !*text;
}

char *bdf_parse(const char *text)
{
	char *bdf;

	if (shape_is(text, "xxxx:xx:xx.x"))
		bdf = xstrdup(text);
	else if (shape_is(text, "xx:xx.x"))
		bdf = xasprintf("0000:%s", text);
	else
		return NULL;
	for (char *p = bdf; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	/* five bits of device, three of function */
	if (bdf[8] > '1' || bdf[11] > '7') {
		free(bdf);
		return NULL;
	}
	return bdf;
}

static char *or_empty(char *text)
{
	return text ? text : xstrdup("");
}

/* A bridge between devices of a group is nobody's to give away. */
static bool is_bridge(const char *bdf)
{
	return root_number(0, DEVICES "/%s/class", bdf) >> 8 == 0x0604;
}

static void group_read(struct pci_device *d)
{
	struct strings names = { 0 };

	d->group = root_link("%s/iommu_group", d->path);
	if (!d->group)
		return;
	root_list(&names, "%s/iommu_group/devices", d->path);
	for (size_t i = 0; i < names.n; i++) {
		char *driver;

		if (!strcmp(names.v[i], d->bdf) || is_bridge(names.v[i]))
			continue;
		driver = root_link(DEVICES "/%s/driver", names.v[i]);
		strings_addf(&d->members, "%s (%s)", names.v[i],
			     driver ? driver : "no driver");
		free(driver);
	}
	strings_free(&names);
}

/* VT-d specification, capability register: MGAW, bits 21:16, less one. */
static void iommu_read(struct pci_device *d)
{
	char *cap = root_read("%s/iommu/intel-iommu/cap", d->path);

	d->iommu = root_link("%s/iommu", d->path);
	if (cap)
		d->address_bits = (strtoull(cap, NULL, 16) >> 16 & 0x3f) + 1;
	free(cap);
}

/* The kernel tells where the driver does: NVMe in a file of its own. */
static void firmware_read(struct pci_device *d)
{
	struct strings names = { 0 };

	root_list(&names, "%s/nvme", d->path);
	if (names.n)
		d->firmware = root_read("%s/nvme/%s/firmware_rev", d->path,
					names.v[0]);
	strings_free(&names);
	root_list(&names, "%s/infiniband", d->path);
	if (names.n && !d->firmware)
		d->firmware = root_read("%s/infiniband/%s/fw_ver", d->path,
					names.v[0]);
	strings_free(&names);
}

/* "(null)" is how the kernel prints an override that is not there */
static char *override_read(const char *path)
{
	char *text = or_empty(root_read("%s/driver_override", path));

	if (!strcmp(text, "(null)"))
		*text = '\0';
	return text;
}

int pci_device_read(const char *bdf, struct pci_device *d)
{
	*d = (struct pci_device){ .bdf = xstrdup(bdf),
				  .path = xasprintf(DEVICES "/%s", bdf) };
	if (!root_has(d->path))
		return -ENODEV;
	d->vendor = or_empty(root_read("%s/vendor", d->path));
	d->device = or_empty(root_read("%s/device", d->path));
	d->subvendor = or_empty(root_read("%s/subsystem_vendor", d->path));
	d->subdevice = or_empty(root_read("%s/subsystem_device", d->path));
	d->class = or_empty(root_read("%s/class", d->path));
	d->driver = root_link("%s/driver", d->path);
	d->override = override_read(d->path);
	d->physfn = root_link("%s/physfn", d->path);
	d->reset = or_empty(root_read("%s/reset_method", d->path));
	d->speed = root_read("%s/current_link_speed", d->path);
	d->width = root_read("%s/current_link_width", d->path);
	d->max_speed = root_read("%s/max_link_speed", d->path);
	d->max_width = root_read("%s/max_link_width", d->path);
	d->numa = (long)root_number(-1ULL, "%s/numa_node", d->path);
	d->totalvfs =
		(unsigned int)root_number(0, "%s/sriov_totalvfs", d->path);
	d->numvfs = (unsigned int)root_number(0, "%s/sriov_numvfs", d->path);
	group_read(d);
	iommu_read(d);
	firmware_read(d);
	return 0;
}

static const char *digits(const char *hex)
{
	return str_starts(hex, "0x") ? hex + 2 : hex;
}

char *pci_device_words(const struct pci_device *d)
{
	return xasprintf("%s: %s:%s, class %s, %s%s%s%s", d->bdf,
			 digits(d->vendor), digits(d->device), digits(d->class),
			 d->driver ? "bound to " : "no driver",
			 d->driver ? d->driver : "",
			 d->physfn ? ", a VF of " : "",
			 d->physfn ? d->physfn : "");
}

char *pci_vf_bdf(const struct pci_device *pf, unsigned int index)
{
	unsigned int domain, bus, device, function;
	unsigned long long offset, stride, id;

	offset = root_number(0, "%s/sriov_offset", pf->path);
	stride = root_number(0, "%s/sriov_stride", pf->path);
	if (!offset || (index && !stride) ||
	    sscanf(pf->bdf, "%x:%x:%x.%x", &domain, &bus, &device, &function) !=
		    4)
		return NULL;
	id = (bus << 8 | device << 3 | function) + offset + index * stride;
	return xasprintf("%04x:%02llx:%02llx.%llx", domain, id >> 8 & 0xff,
			 id >> 3 & 0x1f, id & 7);
}

void pci_device_free(struct pci_device *d)
{
	char *const owned[] = { d->bdf,	      d->path,	    d->vendor,
				d->device,    d->subvendor, d->subdevice,
				d->class,     d->driver,    d->override,
				d->group,     d->physfn,    d->reset,
				d->iommu,     d->speed,	    d->width,
				d->max_speed, d->max_width, d->firmware };

	for (size_t i = 0; i < ARRAY_SIZE(owned); i++)
		free(owned[i]);
	strings_free(&d->members);
	*d = (struct pci_device){ 0 };
}
