/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of one target's file; its keys are in docs/architecture.md. */
#ifndef TRACKCERT_TARGET_FILE_H
#define TRACKCERT_TARGET_FILE_H

#include "targets.h"

/**
 * target_file_parse() - read what a target's file says
 * @target: with @file set, and @folder when it is none of ours; receives the
 *          rest
 * @dir: the file's folder
 * @ours: folder whose bring-up scripts a file elsewhere may use, too
 * @text: what the file says; is cut into pieces
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 */
void target_file_parse(struct target *target, const char *dir, const char *ours,
		       char *text, struct strings *errors);

#endif
