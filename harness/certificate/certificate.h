/* SPDX-License-Identifier: GPL-2.0-only */
/* Making a package out of runs. */
#ifndef TRACKCERT_CERTIFICATE_H
#define TRACKCERT_CERTIFICATE_H

#include "signature.h"
#include "statement.h"

/**
 * certificate_pack() - make a package of a folder with runs in it
 * @dir: the folder, with run-1 ... run-N as a run leaves them, and with copies
 *       of rules and cases
 * @nr_runs: N
 * @claimant: the vendor's words
 * @key: file of the key that signs; NULL: manifest and signature are not made
 *
 * What a package has no place for is deleted: reports can be made again.
 *
 * Return: 0, or -errno after a line on stderr.
 */
int certificate_pack(const char *dir, size_t nr_runs,
		     const struct claimant *claimant, const char *key);

/** certificate_seal() - make MANIFEST and sign it; 0 or -errno, as above */
int certificate_seal(const char *dir, const char *key);

#endif
