/* SPDX-License-Identifier: GPL-2.0-only */
/* Taking a device of this machine for a run, and giving it back. */
#ifndef TRACKCERT_HARDWARE_CLAIM_H
#define TRACKCERT_HARDWARE_CLAIM_H

#include "changes.h"
#include "checks.h"

/**
 * struct claim - a device that a run has
 * @device: as it was before; of a VF that was made, as it is
 * @changes: what was changed to have it; none where it was bound already
 */
struct claim {
	struct pci_device device;
	struct changes changes;
};

/**
 * claim_tell() - what claim_take() would do
 * @ask: for what
 * @device: with what
 * @out: gets a line a step, and one for what giving back does not undo
 */
void claim_tell(const struct hardware_ask *ask, const struct pci_device *device,
		FILE *out);

/**
 * claim_take() - have the device bound to the driver that a run needs
 * @ask: for what; checks_refuse() has found nothing
 * @bdf: the device, or with @ask->make_vf its PF
 * @claim: receives it
 *
 * In a VM's case that driver is vfio-pci. On failure everything is as before.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int claim_take(const struct hardware_ask *ask, const char *bdf,
	       struct claim *claim);

/**
 * claim_module() - have a module loaded, with what it needs
 * @claim: with changes that have begun
 * @module: its name
 *
 * Return: 0, or -errno after a line on stderr.
 */
int claim_module(struct claim *claim, const char *module);

/**
 * claim_give_back() - undo all that claim_take() has done
 *
 * Suites that still have the device open are killed first.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int claim_give_back(struct claim *claim);

/**
 * claim_restore() - give back what a run that did not end has left
 *
 * Return: likewise; STATUS_OK also when there is nothing.
 */
int claim_restore(void);

/** claim_free() - forget a device that was given back */
void claim_free(struct claim *claim);

#endif
