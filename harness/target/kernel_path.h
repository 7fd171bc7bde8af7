/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest kernel that lies in a folder of the user's own: path:DIR. */
#ifndef TRACKCERT_KERNEL_PATH_H
#define TRACKCERT_KERNEL_PATH_H

#include <stdbool.h>

/**
 * kernel_path() - the folder that a kernel of -k, or behind a target's @, is in
 * @spec: as it was given
 *
 * Return: DIR of "path:DIR", inside @spec, or NULL for one of ours.
 */
const char *kernel_path(const char *spec);

/**
 * kernel_path_name() - what reports and files call the kernel in a folder
 * @dir: the folder
 *
 * "path-" and the folder's own name, with '-' for what is no letter, digit or
 * one of ".-_+~": files are named after it.
 *
 * Return: allocated name, or NULL when there is no such folder.
 */
char *kernel_path_name(const char *dir);

/** kernel_name_is_path() - is this a name of kernel_path_name()? */
bool kernel_name_is_path(const char *name);

#endif
