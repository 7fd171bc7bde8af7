/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256, in lower-case hex, of bytes. */
#ifndef TRACKCERT_DIGEST_H
#define TRACKCERT_DIGEST_H

#include <stddef.h>

/** struct digest - 64 hex digits and a NUL */
struct digest {
	char hex[65];
};

/** digest_bytes() - of @len bytes */
struct digest digest_bytes(const void *bytes, size_t len);

#endif
