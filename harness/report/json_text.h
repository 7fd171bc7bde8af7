/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of any origin in JSON for other people's tools. */
#ifndef TRACKCERT_JSON_TEXT_H
#define TRACKCERT_JSON_TEXT_H

#include <jansson.h>

/**
 * json_text() - a text as JSON
 * @text: any bytes, or NULL; stays the caller's
 *
 * Return: a string, in which bytes that are no UTF-8 are replaced; null for
 * NULL. The caller owns it.
 */
json_t *json_text(const char *text);

/** json_text_set() - json_text() of @value as @object's member @key */
void json_text_set(json_t *object, const char *key, const char *value);

#endif
