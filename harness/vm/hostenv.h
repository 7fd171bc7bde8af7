/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine that the harness runs on. Returned strings are allocated. */
#ifndef TRACKCERT_HOSTENV_H
#define TRACKCERT_HOSTENV_H

#include "run.h"

/**
 * hostenv_fill() - set what a report says of the host
 * @env: gets host, distribution, cpu, cpus, memory, qemu, accelerator,
 *       accelerator_reason, compiler
 *
 * Return: 0, or -ENOENT when there is no QEMU that tells its version.
 */
int hostenv_fill(struct pairs *env);

/**
 * hostenv_fill_guest() - set what emulates a kernel that the host cannot run
 * @env: gets qemu-ARCH and accelerator-ARCH; nothing for the host's own
 * @arch: the kernel's architecture
 */
void hostenv_fill_guest(struct pairs *env, const char *arch);

/** hostenv_runs() - is this the architecture of the host itself? */
bool hostenv_runs(const char *arch);

/** hostenv_qemu() - the version of @program as it states it, or NULL */
char *hostenv_qemu(const char *program);

/** hostenv_cpu() - the processor's name */
char *hostenv_cpu(void);

/** hostenv_memory_mib() - MiB that /proc/meminfo states for @key, or 0 */
unsigned long hostenv_memory_mib(const char *key);

#endif
