/* SPDX-License-Identifier: GPL-2.0-only */
/* The IOMMU modes that a run's targets are run in. */
#ifndef TRACKCERT_MODES_H
#define TRACKCERT_MODES_H

struct certification;

/**
 * modes_spread() - have each pairing once for each mode
 * @c: with its guests prepared; the pairings get their modes: those asked for,
 *     or all that the kernel has
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int modes_spread(struct certification *c);

#endif
