/* SPDX-License-Identifier: GPL-2.0-only */
/* Drivers under test: which there are, and what was asked for. */
#ifndef TRACKCERT_TARGETS_H
#define TRACKCERT_TARGETS_H

#include "run.h"

/**
 * struct target - a driver under test and how to bring it up
 * @spec: as asked for, but for the kernel: NAME or NAME,KEY=VALUE...
 * @name: NAME
 * @file: path of its file
 * @folder: the file's folder, where its expectations are, too; NULL: it is one
 * of ours, in fixtures/targets
 * @build: folder of a driver out of tree, to be built for the kernel; NULL:
 * none
 * @params: KEY=VALUE... for the modules @knobs, comma-separated; NULL: none
 * @kernel: what was asked for behind an @: it is run there and nowhere else;
 *          NULL: nothing was
 * @summary: one sentence
 * @driver: the module under test
 * @kernels: names of the kernels it can run on; none: on any
 * @kernels_line: where its file says so, from 1
 * @modules: modules to load, in order
 * @knobs: those among them that take @params: each goes to the first that has
 *         it on the kernel
 * @model: the module that stands in for firmware; NULL when none does
 * @bringup: path of the shell file that the guest sources
 * @stimulus: plug-ins, the preferred one first
 * @needs: what it offers to cases
 * @defects: in turn, MODULE.PARAMETER that switches defects while the guest
 * runs and the table of them, by its path from the source folder
 * @limit: file in the guest that sets the tracker's limit of ranges; NULL: none
 * @vms: how many VMs share its cases, 1 to 16
 * @qemu: QEMU arguments, split into words
 * @lists: whose lists of known failures hold; NULL: its own, by its name
 * @device: what its bring-up is told of a device of this machine: the folder in
 *          sysfs, or "VENDOR:DEVICE" where a VM gets it; NULL: there is none
 */
struct target {
	char *spec;
	char *name;
	char *file;
	char *folder;
	char *build;
	char *params;
	char *kernel;
	char *summary;
	char *driver;
	struct strings kernels;
	unsigned int kernels_line;
	struct strings modules;
	struct strings knobs;
	char *model;
	char *bringup;
	struct strings stimulus;
	struct strings needs;
	struct strings defects;
	char *limit;
	unsigned int vms;
	struct strings qemu;
	char *lists;
	char *device;
};

/** need_known() - is this a word that cases need and targets offer? */
bool need_known(const char *need);

/** targets_names() - the targets there are, sorted; 0 or -errno */
int targets_names(const char *dir, struct strings *names);

/** target_is_path() - does a spec name a file and not one of ours? */
bool target_is_path(const char *spec);

/**
 * target_load() - read one target
 * @dir: fixtures/targets
 * @spec: NAME or NAME,KEY=VALUE,..., and either with @KERNEL behind it. Instead
 * of NAME the path of a file elsewhere: with a slash in it, or .conf at its end
 * @target: receives it; target_free() it always
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 *
 * Return: 0, -ENOENT when there is no such target, -EINVAL when @errors
 * got a line, or -errno of the file.
 */
int target_load(const char *dir, const char *spec, struct target *target,
		struct strings *errors);

/**
 * target_knob() - which module takes a parameter
 * @target: the target
 * @param: KEY=VALUE
 * @parameters: those of the kernel's modules, MODULE.KEY each
 *
 * Return: the first of @target->knobs that has it, or NULL.
 */
const char *target_knob(const struct target *target, const char *param,
			const struct strings *parameters);

/* The target that every lane is measured by: it keeps the contract. */
#define CONTROL_TARGET "reference"

/**
 * target_kernel_knobs() - the parameters that are not the driver's
 * @target: the target
 * @parameters: those of the kernel's modules, MODULE.KEY each
 *
 * Return: an allocated string: those KEY=VALUE of @params, comma-separated, of
 * which the module is neither the driver under test nor its firmware's model;
 * NULL when there are none.
 */
char *target_kernel_knobs(const struct target *target,
			  const struct strings *parameters);

/**
 * target_is_control() - is it the reference as it is?
 * @parameters: those of the kernel's modules, MODULE.KEY each
 *
 * Return: true when the target is CONTROL_TARGET, and no knobs but the kernel's
 * own are turned.
 */
bool target_is_control(const struct target *target,
		       const struct strings *parameters);

/**
 * target_modules() - the guest's MODULES
 * @target: the target
 * @parameters: those of the kernel's modules, MODULE.KEY each
 *
 * Return: an allocated string: @modules in order, blank-separated, the
 * parameters asked for behind the one that takes them.
 */
char *target_modules(const struct target *target,
		     const struct strings *parameters);

void target_free(struct target *target);

#endif
