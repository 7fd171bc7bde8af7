/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of fixtures/targets/NAME.conf: drivers under test. */
#ifndef TRACKCERT_TARGETS_H
#define TRACKCERT_TARGETS_H

#include "run.h"

/**
 * struct target - a driver under test and how to bring it up
 * @spec: as asked for: NAME or NAME,KEY=VALUE...
 * @name: NAME
 * @params: KEY=VALUE... for the module @knobs, comma-separated; NULL: none
 * @summary: one sentence
 * @driver: the module under test
 * @kernels: names of the kernels it can run on
 * @modules: modules to load, in order
 * @knobs: the module among them that takes @params; NULL when none does
 * @model: the module that stands in for firmware; NULL when none does
 * @bringup: path of the shell file that the guest sources
 * @stimulus: plug-ins, the preferred one first
 * @needs: what it offers to cases
 * @vms: how many VMs share its cases, 1 to 16
 * @qemu: QEMU arguments, split into words
 */
struct target {
	char *spec;
	char *name;
	char *params;
	char *summary;
	char *driver;
	struct strings kernels;
	struct strings modules;
	char *knobs;
	char *model;
	char *bringup;
	struct strings stimulus;
	struct strings needs;
	unsigned int vms;
	struct strings qemu;
};

/** targets_names() - the targets there are, sorted; 0 or -errno */
int targets_names(const char *dir, struct strings *names);

/**
 * target_load() - read one target
 * @dir: fixtures/targets
 * @spec: NAME or NAME,KEY=VALUE,...
 * @target: receives it; target_free() it always
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 *
 * Return: 0, -ENOENT when there is no such target, -EINVAL when @errors
 * got a line, or -errno of the file.
 */
int target_load(const char *dir, const char *spec, struct target *target,
		struct strings *errors);

/**
 * target_modules() - the guest's MODULES
 *
 * Return: an allocated string: @modules in order, blank-separated, the
 * parameters asked for behind the one that takes them.
 */
char *target_modules(const struct target *target);

void target_free(struct target *target);

#endif
