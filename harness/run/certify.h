/* SPDX-License-Identifier: GPL-2.0-only */
/* One run, from its plan to its last words. */
#ifndef TRACKCERT_CERTIFY_H
#define TRACKCERT_CERTIFY_H

#include "checks.h"
#include "cpio.h"
#include "run.h"

/* What the environment of a run that leaves nothing out says of its "options". */
#define OPTIONS_WHOLE "cases=all timeout=own independent=no"

/* And of its "tree", where that is known to be as its maker left it. */
#define TREE_COMMITTED "committed"
#define TREE_RELEASED  "released"

struct certification;

/**
 * struct certify_trial - a run that shows something of the cases, not of drivers
 * @plan: called in place of planning, with @cases, @targets, @guests and
 *        @pairings there; makes @run.targets, one for each pairing, and may
 *        replace @cases; returns an exit status
 * @report: called with what came out, in place of reports; returns an exit
 *          status, or -errno of the run folder
 * @arg: for both
 */
struct certify_trial {
	int (*plan)(struct certification *c, void *arg);
	int (*report)(struct certification *c, void *arg);
	void *arg;
};

/**
 * struct certify_options - what the user asked for
 * @targets: NAME or NAME,KEY=VALUE,..., and either with @KERNEL behind it
 * @kernels: each target that names none is run on each of them
 * @modes: IOMMU modes; none: all that the kernel has
 * @globs: over ids of cases; none: all
 * @jobs: VMs at a time
 * @seed: for geometry of sweeps
 * @dir: run folder; NULL: a new one
 * @timeout: seconds that replace the cases' own limits; 0: none
 * @shard: which part of every target's cases; @count 0: all of them
 * @no_control: the lane's control is not made to run what a driver failed
 * @source: --source; NULL: none
 * @core_source: --core-source; NULL: none
 * @bisect: nothing is known: a listed failure is a failure
 * @budget: of the cases that take one, see budget.h; NULL: their own
 * @replay: text of a replay file for the one case selected; NULL: none
 * @independent: cases are run whatever became of those that they build on
 * @whole: one VM has all cases of a target, in their order
 * @tree: what is known of the tree that the tool was built from; NULL: nothing
 * @where_possible: targets that name a kernel are run in those of @modes that
 *         it has, without complaint; the longest lanes are started first
 * @tell: tells of the judged run in place of the usual last words, after the
 *         reports; returns 0, or -errno of the run folder. May be NULL
 * @bench: NULL for a run that judges. Else @globs select benches instead of
 *         cases, and this is called with what came out, in place of reports;
 *         it returns an exit status, or -errno of the run folder
 * @instead: called with all planned, in place of running any of it; each target
 *           then has one mode, the kernel's first, where @modes says nothing.
 *           Returns an exit status. May be NULL
 * @bench_arg: for @bench, @tell and @instead
 * @trial: NULL for a run that judges drivers
 * @bench_cases: path of the facts that @globs select from; NULL: the benches'
 * @stimulus: takes the place of the targets' own, comma-separated; NULL: none
 * does
 * @hardware: a device of this machine, or this machine's kernel; NULL: neither
 * @files: further files for each guest
 * @nr_files: how many
 */
struct certify_options {
	struct strings targets;
	struct strings kernels;
	struct strings modes;
	struct strings globs;
	unsigned int jobs;
	uint64_t seed;
	const char *dir;
	unsigned int timeout;
	struct shard shard;
	bool no_control;
	const char *source;
	const char *core_source;
	bool bisect;
	bool independent;
	const char *budget;
	const char *replay;
	bool whole;
	const char *tree;
	bool where_possible;
	int (*tell)(const struct run *run, void *arg);
	int (*bench)(const struct run *run, void *arg);
	int (*instead)(struct certification *c, void *arg);
	void *bench_arg;
	const struct certify_trial *trial;
	const char *bench_cases;
	const char *stimulus;
	const struct hardware_ask *hardware;
	const struct cpio_file *files;
	size_t nr_files;
};

/** certify() - do it; return: the tool's exit status */
int certify(const struct certify_options *options);

#endif
