/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands that can run on a device of this machine take for it. */
#ifndef TRACKCERT_HARDWARE_DEVICE_OPTIONS_H
#define TRACKCERT_HARDWARE_DEVICE_OPTIONS_H

#include <argp.h>

#include "certify.h"
#include "checks.h"

/* A child of the command's own: its input is a struct hardware_ask. */
extern const struct argp device_argp;

/**
 * device_options() - what the options mean together
 * @o: all other options, complete but for targets and kernels that are
 *     the command's own choice; gets @hardware where a device is meant
 * @ask: what @device_argp has read; must outlive the run
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int device_options(struct certify_options *o, struct hardware_ask *ask);

#endif
