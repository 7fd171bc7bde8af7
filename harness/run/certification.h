/* SPDX-License-Identifier: GPL-2.0-only */
/* One run in the making: what certify() and its parts work on. */
#ifndef TRACKCERT_CERTIFICATION_H
#define TRACKCERT_CERTIFICATION_H

#include "cases.h"
#include "claim.h"
#include "certify.h"
#include "kernels.h"
#include "targets.h"

/** struct guest - a kernel, as it is wanted and as it is ready to boot */
struct guest {
	struct kernel_ask ask;
	struct kernel kernel;
	struct strings machine; /* QEMU's arguments for it */
};

/** struct pairing - a target on a kernel: a member of @run.targets each */
struct pairing {
	size_t target;	  /* of @targets */
	size_t kernel;	  /* of @guests */
	const char *mode; /* IOMMU mode; NULL before modes_spread() */
};

/**
 * struct certification - one run in the making
 * @options: what the user asked for
 * @run: what is planned, later what has come out
 * @cases: all cases
 * @selected: which of them the user wants
 * @targets: one each of @options->targets, then those of the controls
 * @nr_targets: how many
 * @guests: the kernels that some target is run on
 * @nr_guests: how many
 * @pairings: what is run on what, in order
 * @nr_pairings: how many
 * @budget: each case's share; NULL: the cases' own
 * @claim: the device of this machine, while the run has it
 * @claimed: it has it
 * @began: when the first VM could be started
 */
struct certification {
	const struct certify_options *options;
	struct run run;
	struct cases cases;
	bool *selected;
	struct target *targets;
	size_t nr_targets;
	struct guest *guests;
	size_t nr_guests;
	struct pairing *pairings;
	size_t nr_pairings;
	char *budget;
	struct claim claim;
	bool claimed;
	double began;
};

/**
 * input_check() - read and check all that the user asked for
 * @c: gets its rules, cases, targets, kernels and pairings
 *
 * Bad input is found here, before anything is fetched, built or booted.
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int input_check(struct certification *c);

/**
 * input_check_qemu() - is there what a VM needs?
 * @c: with its options
 *
 * Asked last: what the user got wrong is said first, also on a machine that
 * cannot run a VM.
 *
 * Return: STATUS_OK or STATUS_INFRA, after a line on stderr.
 */
int input_check_qemu(const struct certification *c);

/**
 * pairing_plan() - plan the cases of one pairing
 * @c: gets a further target in its run
 * @pairing: what runs on what
 * @selected: which of @c->cases
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int pairing_plan(struct certification *c, const struct pairing *pairing,
		 const bool *selected);

/**
 * controls_plan() - have the controls confirm what drivers failed
 * @c: with results; gets a pairing, and a member of @run.controls, for each
 * lane on which the control was not run and some driver failed cases of its own
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int controls_plan(struct certification *c);

/**
 * fleet_run() - boot the VMs and journal what comes out of them
 * @c: with its plan in @c->run.targets, one for each pairing
 * @disk: of disk_create()
 *
 * Return: 0, -EINTR when a signal came, or -errno of the run folder.
 */
int fleet_run(struct certification *c, const char *disk);

#endif
