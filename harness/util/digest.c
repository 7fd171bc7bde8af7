// SPDX-License-Identifier: GPL-2.0-only
/* SHA-256, in lower-case hex, of bytes. */
#include "digest.h"

#include <sys/types.h>

#include <sha2.h>

struct digest digest_bytes(const void *bytes, size_t len)
{
	struct digest digest;

	SHA256Data(bytes, len, digest.hex);
	return digest;
}
