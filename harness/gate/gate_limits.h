/* SPDX-License-Identifier: GPL-2.0-only */
/* The gate's ledgers of limits: a smaller limit is a regression. */
#ifndef TRACKCERT_GATE_LIMITS_H
#define TRACKCERT_GATE_LIMITS_H

#include "gate.h"

/**
 * gate_limits_judge() - compare what was measured with what was promised
 * @errors: receives a line for each ledger that cannot be read
 *
 * Promised is what a ledger of @gate->ledger has, and what @gate->base has
 * measured on the same lane. Knobs make another target: it has no ledger.
 *
 * Return: 0 or -EINVAL.
 */
int gate_limits_judge(struct gate *gate, struct strings *errors);

/**
 * gate_limits_write() - the ledgers as they would have to be
 * @dir: where to; made when absent
 * @error: receives an allocated line when this fails
 *
 * What was measured, the least of all modes; and what a ledger has besides. A
 * ledger that exists is not overwritten.
 *
 * Return: 0 or -errno.
 */
int gate_limits_write(const struct gate *gate, const char *dir, char **error);

#endif
