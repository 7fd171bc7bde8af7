/* SPDX-License-Identifier: GPL-2.0-only */
/* Allocations that fail, where the kernel has CONFIG_FAULT_INJECTION. */
#ifndef SUITES_LIB_FAILNTH_H
#define SUITES_LIB_FAILNTH_H

#include <stdbool.h>

/* failnth_there() - can allocations be made to fail? */
bool failnth_there(void);

/**
 * failnth_arm() - let the n-th allocation of this thread from now on fail
 * @n: 1 is the next one
 *
 * Whatever the kernel allocates for this thread counts, page faults included:
 * what the call under test touches should have been touched before.
 */
void failnth_arm(unsigned int n);

/**
 * failnth_disarm() - no allocation fails any more
 *
 * Return: false if the one that was armed has not come.
 */
bool failnth_disarm(void);

/**
 * failnth_next() - the next allocation to let fail
 * @n: the last one
 *
 * One after the other up to 64, then in steps that grow by a 64th: a call of
 * many allocations is seen through in some hundred tries.
 */
unsigned int failnth_next(unsigned int n);

/* SKIP_WITHOUT_FAILNTH() - for cases that let allocations fail. */
#define SKIP_WITHOUT_FAILNTH()                                       \
	do {                                                         \
		if (!failnth_there())                                \
			SKIP(return, "the kernel has no fault "      \
				     "injection (CONFIG_FAILSLAB)"); \
	} while (0)

#endif
