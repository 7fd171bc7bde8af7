/* SPDX-License-Identifier: GPL-2.0-only */
/* Signatures of packages, made and checked by ssh-keygen(1). */
#ifndef TRACKCERT_SIGNATURE_H
#define TRACKCERT_SIGNATURE_H

#include "run.h"

/**
 * struct signers - who may have signed
 * @allowed: file of ssh-keygen(1)'s ALLOWED SIGNERS, or
 * @key: file of a public key
 */
struct signers {
	const char *allowed;
	const char *key;
};

/**
 * signature_make() - sign a file; the signature goes to FILE.sig
 * @key: file of a private key, or of a public one whose private one an agent
 *       has
 * @path: the file
 * @error: receives an allocated line when this fails
 *
 * Return: 0 or -EIO.
 */
int signature_make(const char *key, const char *path, char **error);

/**
 * signature_check() - is a package's MANIFEST signed by one who may?
 * @dir: the package
 * @signers: who may
 * @principal: receives who has signed, allocated; NULL when nobody of them
 * @findings: receives a sentence when not
 *
 * A key whose time is over at the moment of the check may not.
 *
 * Return: 0, or -errno when ssh-keygen cannot be run or @signers not be read;
 * a line on stderr says which.
 */
int signature_check(const char *dir, const struct signers *signers,
		    char **principal, struct strings *findings);

#endif
