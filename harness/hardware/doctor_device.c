// SPDX-License-Identifier: GPL-2.0-only
/* What a run on a device of this machine would need. */
#include <stdlib.h>

#include "doctor_device.h"

int device_find(const char *spec, struct pci_device *device)
{
	char *bdf = bdf_parse(spec);
	int err;

	*device = (struct pci_device){ 0 };
	if (!bdf) {
		complain("'%s' is no PCI address, as 0000:3b:00.2; lspci -D "
			 "shows them",
			 spec);
		return STATUS_USAGE;
	}
	err = pci_device_read(bdf, device);
	if (err)
		complain("there is no PCI device %s; lspci -D shows those that "
			 "there are",
			 bdf);
	free(bdf);
	return err ? STATUS_USAGE : STATUS_OK;
}

static void facts_tell(const struct pci_device *device,
		       struct findings *findings)
{
	char *words = pci_device_words(device);

	finding_add(findings, FINDING_OK, "device", NULL, "%s", words);
	free(words);
	if (device->speed)
		finding_add(findings, FINDING_OK, "link", NULL,
			    "%s, x%s (at most %s, x%s)", device->speed,
			    device->width ? device->width : "?",
			    device->max_speed ? device->max_speed : "?",
			    device->max_width ? device->max_width : "?");
	if (device->numa >= 0)
		finding_add(findings, FINDING_OK, "numa", NULL, "node %ld",
			    device->numa);
}

int doctor_device(const struct hardware_ask *ask, struct findings *findings)
{
	struct pci_device device;
	int status = device_find(ask->spec, &device);

	if (!status) {
		facts_tell(&device, findings);
		checks_make(ask, &device, findings);
	}
	pci_device_free(&device);
	return status;
}
