/* SPDX-License-Identifier: GPL-2.0-only */
/* Verification with what this copy of the tool knows. */
#ifndef TRACKCERT_VERIFY_TOOL_H
#define TRACKCERT_VERIFY_TOOL_H

#include "verify.h"

/**
 * verify_by_tool() - verify_package() with the tool's own rules and lists
 * @v: with package and signers
 * @withdrawn: another list of what is withdrawn; NULL: the tool's
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int verify_by_tool(struct verification *v, const char *withdrawn);

#endif
