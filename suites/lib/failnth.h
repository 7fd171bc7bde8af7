/* SPDX-License-Identifier: GPL-2.0-only */
/* Allocations that fail, where the kernel has CONFIG_FAULT_INJECTION. */
#ifndef SUITES_LIB_FAILNTH_H
#define SUITES_LIB_FAILNTH_H

#include <stdbool.h>

/* failnth_there() - can allocations be made to fail? */
bool failnth_there(void);

/**
 * failnth_arm() - let the n-th allocation of this thread from now on fail
 * @n: 1 is the next one; 0 disarms
 *
 * Return: false if the one that was armed before has not come yet.
 */
bool failnth_arm(unsigned int n);

#endif
