// SPDX-License-Identifier: GPL-2.0-only
/* C, cut into tokens. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ctokens.h"
#include "util.h"

/* Longer signs first: the first that fits is taken. */
static const char *const signs[] = {
	"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==",
	"!=",  "&&",  "||",  "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="
};

/* struct reader - where in the text we are */
struct reader {
	const char *at;
	unsigned int line;
	bool fresh; /* nothing but white space since the line began */
};

static void reader_step(struct reader *r, size_t n)
{
	for (; n && *r->at; n--, r->at++) {
		if (*r->at != '\n')
			continue;
		r->line++;
		r->fresh = true;
	}
}

static size_t comment_length(const char *at)
{
	const char *end;

	if (at[0] != '/')
		return 0;
	if (at[1] == '/')
		return strcspn(at, "\n");
	if (at[1] != '*')
		return 0;
	end = strstr(at + 2, "*/");
	return end ? (size_t)(end + 2 - at) : strlen(at);
}

/* A preprocessor line with those that continue it. */
static size_t directive_length(const char *at)
{
	size_t n = 0;

	while (at[n] && (at[n] != '\n' || (n && at[n - 1] == '\\')))
		n++;
	return n;
}

static size_t quoted_length(const char *at)
{
	size_t n = 1;

	while (at[n] && at[n] != *at)
		n += at[n] == '\\' && at[n + 1] ? 2 : 1;
	return at[n] ? n + 1 : n;
}

static size_t word_length(const char *at)
{
	size_t n = 0;

	while (isalnum((unsigned char)at[n]) || at[n] == '_')
		n++;
	return n;
}

static size_t sign_length(const char *at)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (str_starts(at, signs[i]))
			return strlen(signs[i]);
	return 1;
}

static struct token token_make(const struct reader *r)
{
	struct token token = { .at = r->at, .line = r->line };

	if (isdigit((unsigned char)*r->at)) {
		token.kind = TOKEN_NUMBER;
		token.len = word_length(r->at);
	} else if (isalpha((unsigned char)*r->at) || *r->at == '_') {
		token.kind = TOKEN_NAME;
		token.len = word_length(r->at);
	} else if (*r->at == '"' || *r->at == '\'') {
		token.kind = TOKEN_TEXT;
		token.len = quoted_length(r->at);
	} else {
		token.kind = TOKEN_SIGN;
		token.len = sign_length(r->at);
	}
	return token;
}

bool token_is(const struct token *token, const char *what)
{
	return strlen(what) == token->len &&
	       !strncmp(token->at, what, token->len);
}

static bool token_opens(const struct token *token)
{
	return token->kind == TOKEN_SIGN && token->len == 1 &&
	       strchr("([{", *token->at);
}

static bool token_closes(const struct token *token)
{
	return token->kind == TOKEN_SIGN && token->len == 1 &&
	       strchr(")]}", *token->at);
}

static void brackets_pair(struct tokens *tokens)
{
	size_t *open = xcalloc(tokens->n + 1, sizeof(*open)), depth = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		if (token_opens(&tokens->v[i])) {
			open[depth++] = i;
		} else if (token_closes(&tokens->v[i]) && depth) {
			tokens->v[i].pair = open[--depth];
			tokens->v[open[depth]].pair = i;
		}
	}
	free(open);
}

void tokens_read(const char *text, struct tokens *tokens)
{
	struct reader r = { .at = text, .line = 1, .fresh = true };

	*tokens = (struct tokens){ 0 };
	while (*r.at) {
		size_t n = comment_length(r.at);

		if (!n && *r.at == '#' && r.fresh)
			n = directive_length(r.at);
		if (!n && isspace((unsigned char)*r.at))
			n = 1;
		if (!n) {
			struct token token = token_make(&r);

			tokens->v =
				array_grow(tokens->v, tokens->n, sizeof(token));
			tokens->v[tokens->n++] = token;
			n = token.len;
			r.fresh = false;
		}
		reader_step(&r, n);
	}
	brackets_pair(tokens);
}

void tokens_free(struct tokens *tokens)
{
	free(tokens->v);
	*tokens = (struct tokens){ 0 };
}
