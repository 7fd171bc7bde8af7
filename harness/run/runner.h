/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the lanes of a run, several at a time. */
#ifndef TRACKCERT_RUNNER_H
#define TRACKCERT_RUNNER_H

#include "lane.h"

/**
 * runner_run() - run lanes until all are over
 * @lanes: they start in this order; all are freed
 * @n: how many
 * @jobs: how many VMs at a time, at least 1
 *
 * Return: 0, -EINTR when signals_got(), or -errno when the run folder cannot
 * be written. No VM is left in any case.
 */
int runner_run(struct lane **lanes, size_t n, unsigned int jobs);

#endif
