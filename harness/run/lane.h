/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A slice of one target's cases on one kernel: as many VMs, one after the
 * other, as it takes.
 */
#ifndef TRACKCERT_LANE_H
#define TRACKCERT_LANE_H

#include <stdbool.h>

#include "cpio.h"
#include "journal.h"
#include "kernels.h"
#include "progress.h"
#include "run.h"
#include "targets.h"

/**
 * struct lane_setup - what all lanes of a run share
 * @run: the run; results go there
 * @cases: what the suites say of their cases
 * @journal: where each result is written before it is shown
 * @progress: where it is shown
 * @timeout: seconds that replace the cases' own limits; 0: none
 * @budget: of budget_spread(); NULL: the cases' own
 * @replay: text of a replay file; NULL: none
 * @sequences: keep the sequences that failed as files of their own
 * @disk: of disk_create()
 * @files: further files for each guest
 * @nr_files: how many
 */
struct lane_setup {
	struct run *run;
	const struct cases *cases;
	struct journal *journal;
	struct progress *progress;
	unsigned int timeout;
	const char *budget;
	const char *replay;
	bool sequences;
	const char *disk;
	const struct cpio_file *files;
	size_t nr_files;
};

/**
 * struct lane_group - what the lanes of one target on one kernel share
 * @index: its number, as run_target() takes it
 * @target: the target
 * @kernel: the kernel
 * @machine: QEMU's arguments for the kernel
 * @local: there is no VM: an agent on this machine runs the cases
 * @passed: the VM has a device of this machine: what QEMU says of VFIO matters
 * @lanes: how many share the target's cases
 * @left: how many of them are not over yet
 * @started: when the first of them was; 0: none was
 */
struct lane_group {
	size_t index;
	const struct target *target;
	const struct kernel *kernel;
	const struct strings *machine;
	bool local;
	bool passed;
	unsigned int lanes;
	unsigned int left;
	double started;
};

struct lane;

/**
 * lane_new() - get ready to run a slice of a target's cases
 * @setup: must outlive the lane
 * @group: likewise
 * @slice: which of @group->lanes even, contiguous parts of the plan, from 0
 */
struct lane *lane_new(const struct lane_setup *setup, struct lane_group *group,
		      unsigned int slice);

/**
 * lane_start() - open the raw logs and start the first VM
 *
 * Return: 0, or -errno when the run folder cannot be written.
 */
int lane_start(struct lane *lane);

/** lane_fds() - the descriptors to poll; -1 where there is none */
void lane_fds(const struct lane *lane, int fds[3]);

/** lane_next() - when lane_work() must be called at the latest */
double lane_next(const struct lane *lane);

/**
 * lane_work() - take what has come, replace the VM when that is due
 *
 * Return: 0, or -errno when the run folder cannot be written.
 */
int lane_work(struct lane *lane);

/** lane_over() - every planned case has its result, or there is no hope */
bool lane_over(const struct lane *lane);

/** lane_free() - kill the VM, close everything; 0 or -errno of the logs */
int lane_free(struct lane *lane);

#endif
