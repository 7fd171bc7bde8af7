/* SPDX-License-Identifier: GPL-2.0-only */
/* Is this machine, and is this device, fit for a run? */
#ifndef TRACKCERT_HARDWARE_CHECKS_H
#define TRACKCERT_HARDWARE_CHECKS_H

#include "device.h"
#include "doctor.h"

/*
 * What a VM's IOMMU translates (vms/machine), and where the suites put the
 * memory of their stimulus: just below 2^39.
 */
#define ADDRESS_BITS 39

/* What a VM locks, or a suite maps, at most. */
#define LOCKED_MIB 1280

/**
 * struct hardware_ask - what shall be done with a device
 * @spec: as the user wrote it, behind "pci:"
 * @local: the suites run on this machine's kernel, not in a VM
 * @driver: module of the driver under test; NULL: what is bound now
 * @look: nothing is done: what only matters with a driver is left out
 * @make_vf: the device is a PF: make a VF and take that
 * @no_reset: go on with a device that cannot be reset
 * @yes: the user has confirmed that the device may be touched
 * @dry_run: only say what would be done
 * @stimulus: plug-ins, comma-separated; NULL: what suits the device's class
 * @like: target whose bring-up, needs and stimulus hold for it; NULL: none
 * @known: list of known failures, TARGET.KERNEL; NULL: those of the target
 */
struct hardware_ask {
	const char *spec;
	bool local;
	const char *driver;
	bool look;
	bool make_vf;
	bool no_reset;
	bool yes;
	bool dry_run;
	const char *stimulus;
	const char *like;
	const char *known;
};

/**
 * checks_make() - look at all that a run on a device needs
 * @ask: what shall be done
 * @device: with what
 * @findings: a finding each is added; FINDING_MISSING is what forbids it
 */
void checks_make(const struct hardware_ask *ask,
		 const struct pci_device *device, struct findings *findings);

/**
 * checks_group() - likewise the device's group alone: a VF that was made after
 * the other checks has one of its own
 */
void checks_group(const struct pci_device *device, struct findings *findings);

/**
 * checks_refuse() - say on one line why it cannot be
 * @device: the device
 * @findings: of checks_make()
 *
 * Return: STATUS_OK when nothing forbids it, STATUS_USAGE when another device
 * or driver would do, STATUS_INFRA when this machine lacks something.
 */
int checks_refuse(const struct pci_device *device,
		  const struct findings *findings);

/** module_same() - the same module, whichever of - and _ its name has? */
bool module_same(const char *a, const char *b);

/** module_loaded() - is it loaded or built in? */
bool module_loaded(const char *name);

/** module_known() - is there such a module, loaded, built in or to be loaded? */
bool module_known(const char *name);

#endif
