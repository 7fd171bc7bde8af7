/* SPDX-License-Identifier: GPL-2.0-only */
/* Telling a firmware model how it is to learn of writes. */
#ifndef SUITES_LIB_STIMULUS_TRACK_H
#define SUITES_LIB_STIMULUS_TRACK_H

/**
 * track_by() - choose how the firmware model finds what was written
 * @how: "scan": by comparing memory; "poke": it does all DMA itself
 *
 * Return: 0, -ENOENT without such a model, or another -errno.
 */
int track_by(const char *how);

/* MODEL_FOLDER - where a firmware model keeps its files. */
#define MODEL_FOLDER "/sys/kernel/debug/trackcert_model"

/* file_write() - write @text to file @path: 0 or -errno. */
int file_write(const char *path, const char *text);

#endif
