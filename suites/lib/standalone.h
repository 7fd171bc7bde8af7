/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A suite that is run by hand or by the kernel's kselftest runner, without the
 * harness: which device, and what it offers to cases.
 */
#ifndef SUITES_LIB_STANDALONE_H
#define SUITES_LIB_STANDALONE_H

#include "case.h"

/**
 * standalone_begin() - find the device that nobody has named to the suite
 * @argc: number of arguments; BDFs at the end are taken off
 * @argv: the arguments
 *
 * Does nothing where TRACKCERT_DEVICE is set. Else the device is the last
 * argument that looks like a PCI address, or VFIO_SELFTESTS_BDF, as the
 * kernel's own VFIO selftests have it. TRACKCERT_MODE and TRACKCERT_STIMULUS
 * are set to what suits it where they are not set. Ends the program with
 * kselftest's skip where there is no device or its driver has no tracker, and
 * with its failure where the device cannot be opened.
 */
void standalone_begin(int *argc, char **argv);

/**
 * standalone_lacks() - the first need of a case that nobody offers
 * @facts: the case
 *
 * The harness leaves such cases out of its plan; here they have to skip.
 *
 * Return: the need; NULL if there is none, and always under the harness.
 */
const char *standalone_lacks(const struct case_facts *facts);

#endif
