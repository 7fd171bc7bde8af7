/* SPDX-License-Identifier: GPL-2.0-only */
/* What one boot of a guest is told: /run-env, /plan and /bringup. */
#ifndef TRACKCERT_BOOTFILES_H
#define TRACKCERT_BOOTFILES_H

#include "cpio.h"
#include "run.h"
#include "targets.h"

/**
 * struct boot - one boot of a guest
 * @target: what it brings up
 * @parameters: those of the kernel's modules, MODULE.KEY each
 * @mode: IOMMU mode
 * @seed: of the run
 * @timeout: seconds that replace the cases' own limits; 0: none
 * @budget: value of TRACKCERT_BUDGET; NULL: none
 * @replay: text of /replay; NULL: none
 * @slow: factor of the cases' own limits
 * @plan: cases to run, in order
 * @n: how many
 * @files: further files for the guest
 * @nr_files: how many
 * @nonce: boot_write() puts a fresh one here
 */
struct boot {
	const struct target *target;
	const struct strings *parameters;
	const char *mode;
	uint64_t seed;
	unsigned int timeout;
	const char *budget;
	const char *replay;
	unsigned int slow;
	const struct case_info *const *plan;
	size_t n;
	const struct cpio_file *files;
	size_t nr_files;
	char nonce[33];
};

/** boot_env() - allocated text of /run-env: shell assignments, quoted */
char *boot_env(const struct boot *boot);

/**
 * boot_plan() - allocated text of /plan
 *
 * "ID PROGRAM TEST" a line, and behind them the ids of those earlier cases of
 * the plan that the case builds on. Where a case has another setting than the
 * one before, a line "set FILE VALUE" comes first, with "once" behind it when
 * the first failure ends the setting's cases.
 */
char *boot_plan(const struct boot *boot);

/**
 * boot_write() - make the initramfs of one boot
 * @boot: gets its nonce
 * @kernel_dir: folder of initramfs.cpio
 * @path: file to write
 *
 * Return: 0 or -errno.
 */
int boot_write(struct boot *boot, const char *kernel_dir, const char *path);

/**
 * boot_unpack() - the same files for an agent on this machine
 * @boot: gets its nonce
 * @dir: folder to write them to; made where it is not there
 *
 * Return: 0 or -errno.
 */
int boot_unpack(struct boot *boot, const char *dir);

#endif
