/* SPDX-License-Identifier: GPL-2.0-only */
/* Where things lie. All strings live as long as the process. */
#ifndef TRACKCERT_PATHS_H
#define TRACKCERT_PATHS_H

/**
 * paths_source() - the source tree: CONFORMANCE.md, fixtures/, vms/
 *
 * $TRACKCERT_SOURCE, else what the build compiled in.
 */
const char *paths_source(void);

/**
 * paths_built() - what the build made: cases.jsonl, benches.jsonl, suites/
 *
 * $TRACKCERT_OBJECTS, else what the build compiled in: the build folder, or
 * where an installed copy has them.
 */
const char *paths_built(void);

/**
 * paths_objects() - where kernels are made ready: kernels/
 *
 * $TRACKCERT_OBJECTS, else the build folder; that of an installed copy is in
 * the cache. May not exist.
 */
const char *paths_objects(void);

/** paths_cache() - ${XDG_CACHE_HOME:-$HOME/.cache}/trackcert; may not exist */
const char *paths_cache(void);

/** paths_qemu() - $TRACKCERT_QEMU, else qemu-system-x86_64, found by PATH */
const char *paths_qemu(void);

/** paths_qemu_of() - the same for a kernel of architecture @arch */
const char *paths_qemu_of(const char *arch);

/** path_join() - allocated "@a/@b" */
char *path_join(const char *a, const char *b);

#endif
