/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's complaints have in common, whichever run they come from. */
#ifndef TRACKCERT_SPLAT_H
#define TRACKCERT_SPLAT_H

#include <stdbool.h>

#include "util.h"

/**
 * splat_fingerprint() - what stays the same when a complaint comes again
 * @headline: the line that says what is wrong, without its time
 * @lines: the kernel log from there on, as the console has it
 *
 * The headline without addresses, offsets, CPU and process, and behind it up to
 * three functions of the first call trace, innermost first, those of the
 * reporting machinery left out: "KASAN: slab-use-after-free in f: f < g < h".
 *
 * Return: an allocated line.
 */
char *splat_fingerprint(const char *headline, const struct strings *lines);

/**
 * splat_blinds() - has a debugging aid gone off with this line?
 * @text: a line of the kernel log, without its time
 *
 * lockdep turns itself off with its first report, and other complaints turn it
 * off (kernel/panic.c, add_taint() with LOCKDEP_NOW_UNRELIABLE). dma-debug ends
 * with the first allocation of its own that fails (kernel/dma/debug.c).
 */
bool splat_blinds(const char *text);

#endif
