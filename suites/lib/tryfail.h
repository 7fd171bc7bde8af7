/* SPDX-License-Identifier: GPL-2.0-only */
/* A retry policy at work on the device under test. */
#ifndef SUITES_LIB_TRYFAIL_H
#define SUITES_LIB_TRYFAIL_H

#include "bench.h"
#include "retry.h"

/**
 * tryfail() - ask again until the tracker is on or the policy gives up
 * @b: bench with the tracker off
 * @r: from retry_init()
 * @hint: page size to ask for
 *
 * max_ranges (the field __reserved) is 0 on the way in, and what it holds after
 * E2BIG is the policy's hint. The oracle is told what was accepted.
 *
 * Return: RETRY_DONE with @r->list tracked, or RETRY_FALL_BACK.
 */
enum retry_action tryfail(struct bench *b, struct retry *r, uint64_t hint);

#endif
