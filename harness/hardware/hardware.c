// SPDX-License-Identifier: GPL-2.0-only
/* A run on a device of this machine: what takes the place of a target's file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "doctor_device.h"
#include "hardware.h"
#include "load.h"
#include "paths.h"

#define CLASS_NVME 0x010802 /* PCI Code and ID Assignment: NVM Express */

bool hardware_is(const char *spec)
{
	return str_starts(spec, HARDWARE_PREFIX);
}

static char *script_path(const struct hardware_ask *ask)
{
	return xasprintf("%s/fixtures/hardware/%s.sh", paths_source(),
			 ask->local ? "local" : "passthrough");
}

/* Files of the run are named after it: an address without its colons. */
static char *target_name(const char *bdf)
{
	char *name = xasprintf("pci-%s", bdf);

	for (char *p = name; *p; p++)
		if (*p == ':')
			*p = '-';
	return name;
}

/* What the user says, else what suits the class. */
static void stimulus_choose(const struct hardware_ask *ask,
			    const struct pci_device *device,
			    struct strings *stimulus)
{
	if (ask->stimulus)
		strings_split(stimulus, ask->stimulus, ",");
	else if (strtoul(device->class, NULL, 16) == CLASS_NVME)
		strings_add(stimulus, "nvme");
}

/* Trackers of DMA are a part of live migration: drivers have both or none. */
static void needs_choose(const struct hardware_ask *ask,
			 const struct pci_device *device, struct target *target)
{
	if (target->stimulus.n)
		strings_split(&target->needs, "write read", " ");
	if (*device->reset)
		strings_add(&target->needs, "reset");
	strings_add(&target->needs, "migrate");
	(void)ask;
}

/* As in vms/machine: behind a port of its own, translated by the VM's IOMMU. */
static void machine_fill(const struct pci_device *device, struct target *target)
{
	strings_split(&target->qemu,
		      "-device pcie-root-port,id=passed,slot=1 -device", " ");
	strings_addf(&target->qemu, "vfio-pci,host=%s,bus=passed", device->bdf);
	strings_split(&target->modules, "vfio vfio_iommu_type1", " ");
	strings_add(&target->modules, target->driver);
	target->device = xasprintf("%s:%s", device->vendor, device->device);
}

static void device_fill(const struct hardware_ask *ask,
			const struct pci_device *device, struct target *target)
{
	char *words = pci_device_words(device);

	target->name = target_name(device->bdf);
	target->spec = xstrdup(target->name);
	target->file = xasprintf(HARDWARE_PREFIX "%s", device->bdf);
	target->summary = xasprintf("a device of this machine, %s", words);
	target->driver = xstrdup(ask->driver	  ? ask->driver
				 : device->driver ? device->driver
						  : "none");
	target->vms = 1;
	if (!target->bringup)
		target->bringup = script_path(ask);
	if (!target->stimulus.n)
		stimulus_choose(ask, device, &target->stimulus);
	if (!target->needs.n)
		needs_choose(ask, device, target);
	if (!ask->local)
		machine_fill(device, target);
	free(words);
}

/* Of a file that describes such a device there is what the device cannot say. */
static int like_take(const struct hardware_ask *ask, struct target *target)
{
	struct target like = { 0 };
	int status = ask->like ? (int)load_target(ask->like, &like) : STATUS_OK;

	if (!status && like.qemu.n) {
		complain("--like %s: its devices are QEMU's: it takes a file "
			 "without 'qemu'",
			 ask->like);
		status = STATUS_USAGE;
	}
	if (!status && ask->like) {
		target->bringup = like.bringup;
		target->stimulus = like.stimulus;
		target->needs = like.needs;
		target->limit = like.limit;
		target->model = like.model;
		target->folder = like.folder;
		target->build = like.build;
		target->lists = like.name;
		like.bringup = like.limit = like.model = like.folder = NULL;
		like.build = like.name = NULL;
		like.stimulus = like.needs = (struct strings){ 0 };
	}
	target_free(&like);
	return status;
}

int hardware_target(const struct hardware_ask *ask, struct target *target)
{
	struct pci_device device;
	int status = device_find(ask->spec, &device);

	*target = (struct target){ 0 };
	if (!status)
		status = like_take(ask, target);
	if (!status)
		device_fill(ask, &device, target);
	pci_device_free(&device);
	return status;
}

static int confirmed(const struct hardware_ask *ask, const char *what)
{
	if (ask->yes)
		return STATUS_OK;
	complain("this takes %s away from this machine while it runs; look "
		 "with --dry-run, then say --yes",
		 what);
	return STATUS_USAGE;
}

static int device_look(const struct hardware_ask *ask)
{
	struct findings findings = { 0 };
	struct pci_device device;
	int status = device_find(ask->spec, &device);
	char *words;

	if (status) {
		pci_device_free(&device);
		return status;
	}
	words = pci_device_words(&device);
	checks_make(ask, &device, &findings);
	status = checks_refuse(&device, &findings);
	if (!status && ask->dry_run) {
		printf("%s\n", words);
		claim_tell(ask, &device, stdout);
	} else if (!status) {
		status = confirmed(ask, words);
	}
	findings_free(&findings);
	pci_device_free(&device);
	free(words);
	return status;
}

/* A driver that makes its own device: only its modules are loaded. */
static int modules_look(const struct hardware_ask *ask,
			const struct target *target)
{
	if (target->qemu.n) {
		complain("target %s: its devices are QEMU's: --local takes -t "
			 "pci:BDF, or a driver that makes its own device",
			 target->spec);
		return STATUS_USAGE;
	}
	for (size_t i = 0; i < target->modules.n; i++) {
		if (module_known(target->modules.v[i]))
			continue;
		complain("target %s: this kernel has no module %s",
			 target->spec, target->modules.v[i]);
		return STATUS_INFRA;
	}
	if (changes_there()) {
		complain("a run has not given back what it had changed; say "
			 "trackcert restore");
		return STATUS_INFRA;
	}
	for (size_t i = 0; ask->dry_run && i < target->modules.n; i++)
		if (!module_loaded(target->modules.v[i]))
			printf("would load module %s\n", target->modules.v[i]);
	return ask->dry_run ? STATUS_OK : confirmed(ask, "modules' memory");
}

int hardware_look(const struct hardware_ask *ask, const struct target *target)
{
	return ask->spec ? device_look(ask) : modules_look(ask, target);
}

/* A module's parameters: those of the target's that it has, as modinfo says. */
static int modules_take(const struct target *target, struct claim *claim)
{
	int err = changes_begin(&claim->changes, target->name);

	if (err)
		complain("%s: %s", claim->changes.path, strerror(-err));
	for (size_t i = 0; !err && i < target->modules.n; i++)
		err = claim_module(claim, target->modules.v[i]);
	if (!err)
		return STATUS_OK;
	claim_give_back(claim);
	return STATUS_INFRA;
}

int hardware_take(const struct hardware_ask *ask, struct target *target,
		  struct claim *claim)
{
	char *bdf;
	int status;

	*claim = (struct claim){ .changes.fd = -1 };
	if (!ask->spec)
		return modules_take(target, claim);
	bdf = bdf_parse(ask->spec);
	status = claim_take(ask, bdf, claim);
	free(bdf);
	if (status)
		return status;
	if (ask->local) {
		free(target->device);
		target->device = xstrdup(claim->device.path);
	}
	return STATUS_OK;
}

static void fact(struct pairs *env, const char *key, const char *value)
{
	if (value && *value)
		pairs_set(env, key, value);
}

static void ids_describe(const struct pci_device *d, struct pairs *env)
{
	char *ids = xasprintf("%s:%s", d->vendor, d->device);
	char *subsystem = xasprintf("%s:%s", d->subvendor, d->subdevice);
	char *numa = d->numa < 0 ? xstrdup("not told")
				 : xasprintf("%ld", d->numa);

	fact(env, "pci", d->bdf);
	fact(env, "pci_ids", ids);
	fact(env, "pci_subsystem", subsystem);
	fact(env, "pci_class", d->class);
	fact(env, "pci_physfn", d->physfn);
	fact(env, "pci_numa_node", numa);
	free(numa);
	free(subsystem);
	free(ids);
}

void hardware_describe(const struct hardware_ask *ask,
		       const struct pci_device *d, struct pairs *env)
{
	char *link = d->speed ? xasprintf("%s x%s", d->speed,
					  d->width ? d->width : "?")
			      : NULL;
	char *bits = xasprintf("%u", d->address_bits);

	ids_describe(d, env);
	fact(env, "pci_firmware", d->firmware ? d->firmware : "not told");
	fact(env, "pci_link", link);
	fact(env, "pci_reset", *d->reset ? d->reset : "none");
	fact(env, "host_iommu", d->iommu);
	fact(env, "host_iommu_group", d->group);
	fact(env, "host_iommu_address_bits", d->address_bits ? bits : NULL);
	fact(env, "way",
	     ask->local ? "on this machine's own kernel"
			: "passed through to a VM");
	free(bits);
	free(link);
}
