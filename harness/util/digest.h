/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256, in lower-case hex, of what a certificate is bound to. */
#ifndef TRACKCERT_DIGEST_H
#define TRACKCERT_DIGEST_H

#include <stddef.h>

#include "run.h"

/** struct digest - 64 hex digits and a NUL */
struct digest {
	char hex[65];
};

/** digest_bytes() - of @len bytes */
struct digest digest_bytes(const void *bytes, size_t len);

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
