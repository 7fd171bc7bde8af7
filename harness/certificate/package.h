/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A package: the folder that certify writes and verify reads.
 *
 *	MANIFEST, MANIFEST.sig		sha256sum(1)'s lines, and who signed them
 *	statement.json			what is claimed
 *	CONFORMANCE.md, cases.jsonl	by what it was judged
 *	run-1/ ... run-N/		a run folder for each seed
 */
#ifndef TRACKCERT_PACKAGE_H
#define TRACKCERT_PACKAGE_H

#include "run.h"
#include "targets.h"

#define PACKAGE_MANIFEST  "MANIFEST"
#define PACKAGE_SIGNATURE "MANIFEST.sig"
#define PACKAGE_STATEMENT "statement.json"
#define PACKAGE_RULES	  "CONFORMANCE.md"
#define PACKAGE_CASES	  "cases.jsonl"

/* The namespace of signatures, which no other kind of signature is made in. */
#define PACKAGE_NAMESPACE "trackcert"

/* The conforming target that every run has, so that the machine is known to
 * be able to pass. */
#define PACKAGE_CONTROL CONTROL_TARGET

#define PACKAGE_MAX_SEEDS 64
#define PACKAGE_MAX_BYTES (128u << 20) /* of one file */
#define PACKAGE_MAX_FILES 1024

/**
 * package_scan() - the files of a folder
 * @dir: the folder
 * @files: receives their paths below @dir, sorted
 * @findings: receives a sentence for everything that is neither a plain file
 *            nor a folder of plain files, for names that could lead
 *            elsewhere, and for files that are too large
 *
 * Nothing is opened that a sentence was given for. Return: 0 or -errno of
 * @dir.
 */
int package_scan(const char *dir, struct strings *files,
		 struct strings *findings);

/**
 * package_read() - one of package_scan()'s files
 * @text: receives an allocated, NUL-terminated copy
 * @len: receives the bytes in it
 *
 * Return: 0 or -errno.
 */
int package_read(const char *dir, const char *file, char **text, size_t *len);

/**
 * package_manifest() - the lines of MANIFEST, allocated
 * @files: of package_scan(); MANIFEST and its signature are left out
 *
 * Return: 0 or -errno.
 */
int package_manifest(const char *dir, const struct strings *files,
		     char **manifest);

/**
 * manifest_check() - does MANIFEST list these files, as they are?
 * @files: of package_scan()
 * @findings: receives a sentence for every difference
 */
void manifest_check(const char *dir, const struct strings *files,
		    struct strings *findings);

/** package_names() - names that a package of such runs consists of
 * @lanes: TARGET.KERNEL.MODE of each
 * @nr_runs: how many runs
 * @names: receives them, MANIFEST and its signature included
 */
void package_names(const struct strings *lanes, size_t nr_runs,
		   struct strings *names);

#endif
