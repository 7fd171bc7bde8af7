/* SPDX-License-Identifier: GPL-2.0-only */
/* What a misspelt word may have been meant to be. */
#ifndef TRACKCERT_CLOSEST_H
#define TRACKCERT_CLOSEST_H

#include <stddef.h>

/**
 * closest() - the known word that is nearest to an unknown one
 * @word: what was written
 * @known: @n words
 * @n: how many
 *
 * Return: the word of @known that takes the fewest letters inserted, deleted or
 * replaced, when these are no more than two fifths of its own; NULL otherwise.
 */
const char *closest(const char *word, const char *const *known, size_t n);

/**
 * closest_hint() - what to say behind an unknown word
 *
 * Return: an allocated " (did you mean 'WORD'?)", or an empty string when no
 * known word is near.
 */
char *closest_hint(const char *word, const char *const *known, size_t n);

#endif
