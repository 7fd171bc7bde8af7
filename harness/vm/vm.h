/* SPDX-License-Identifier: GPL-2.0-only */
/* A QEMU process with two pipes out of the guest and its own stderr. */
#ifndef TRACKCERT_VM_H
#define TRACKCERT_VM_H

#include <stdbool.h>
#include <sys/types.h>

#include "kernels.h"
#include "run.h"

/**
 * struct vm - a running VM
 * @pid: QEMU, or the agent on this machine; 0 when it does not run
 * @log: what copies this machine's kernel log to @console; 0: none does
 * @agent: what the guest writes to the port "trackcert"; -1 when closed
 * @console: what it writes to its serial console; likewise
 * @errors: QEMU's stderr and stdout; likewise
 */
struct vm {
	pid_t pid;
	pid_t log;
	int agent;
	int console;
	int errors;
};

/**
 * vm_arguments() - what a VM for a kernel needs of QEMU
 * @kernel: its name
 * @accel: "tcg" or "kvm"
 * @argv: vms/machine's lines are added here
 *
 * Return: 0, or -errno after a line on stderr.
 */
int vm_arguments(const char *kernel, const char *accel, struct strings *argv);

/**
 * struct vm_places - where QEMU finds what it boots, and leaves what it hears
 * @kernel: path of the kernel
 * @initrd: path of cpio_initrd()'s file
 * @disk: path of disk_create()'s file
 * @console: chardev of the serial console, without an id: "stdio"
 * @agent: likewise of the port "trackcert"
 */
struct vm_places {
	const char *kernel;
	const char *initrd;
	const char *disk;
	const char *console;
	const char *agent;
};

/**
 * vm_command() - QEMU's arguments for a VM
 * @argv: gets them; the program is not among them
 * @machine: of vm_arguments()
 * @devices: the target's arguments; @DISK@ in them becomes @places->disk
 * @places: what is booted
 */
void vm_command(struct strings *argv, const struct strings *machine,
		const struct strings *devices, const struct vm_places *places);

/**
 * vm_start() - start QEMU
 * @machine: of vm_arguments()
 * @devices: the target's arguments; @DISK@ in them becomes @disk
 * @kernel: what to boot; its architecture says which QEMU
 * @initrd: of cpio_initrd()
 * @disk: of disk_create()
 * @vm: receives the VM
 *
 * Return: 0 or -errno of starting the program.
 */
int vm_start(const struct strings *machine, const struct strings *devices,
	     const struct kernel *kernel, const char *initrd, const char *disk,
	     struct vm *vm);

/**
 * vm_reap() - has QEMU ended by itself?
 * @how: receives a few words when it has: "exit status 1"
 */
bool vm_reap(struct vm *vm, char **how);

/** vm_stop() - kill QEMU if it runs, close everything */
void vm_stop(struct vm *vm);

#endif
