/* SPDX-License-Identifier: GPL-2.0-only */
/* C, cut into tokens: no more than what mutate.c has to know of it. */
#ifndef TRACKCERT_CTOKENS_H
#define TRACKCERT_CTOKENS_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_NAME,
	TOKEN_NUMBER,
	TOKEN_TEXT, /* a string or a character */
	TOKEN_SIGN, /* operators and brackets */
};

/**
 * struct token - a piece of C
 * @kind: what it is
 * @at: its first byte in the text
 * @len: bytes
 * @line: from 1
 * @pair: index of the bracket that belongs to this one; 0 when it is none
 */
struct token {
	enum token_kind kind;
	const char *at;
	size_t len;
	unsigned int line;
	size_t pair;
};

struct tokens {
	struct token *v;
	size_t n;
};

/** tokens_read() - without comments, white space and preprocessor lines */
void tokens_read(const char *text, struct tokens *tokens);

/** token_is() - is it this name or sign? */
bool token_is(const struct token *token, const char *what);

void tokens_free(struct tokens *tokens);

#endif
