/* SPDX-License-Identifier: GPL-2.0-only */
/* What a certificate is bound to, in digests. */
#ifndef TRACKCERT_RUN_DIGEST_H
#define TRACKCERT_RUN_DIGEST_H

#include "digest.h"
#include "run.h"

/**
 * digest_rules() - of the rules alone
 *
 * The prose around them, their lines and the order of their members do not
 * count; everything that a rule says does, and so does the order of the rules.
 */
struct digest digest_rules(const struct rules *rules);

/**
 * digest_driver() - of a module's source
 *
 * Of "SHA256  PATH", a line each source file, sorted by path as sha256sum(1)
 * prints them; of the module's own digest where no sources are known.
 */
struct digest digest_driver(const struct module *module);

#endif
