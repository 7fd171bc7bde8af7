/* SPDX-License-Identifier: GPL-2.0-only */
/* Small helpers around jansson, for what the harness reads and writes. */
#ifndef TRACKCERT_JSON_H
#define TRACKCERT_JSON_H

#include <jansson.h>

#include "util.h"

/** json_put() - set @key to @value, to null when @value is NULL */
void json_put(json_t *object, const char *key, const char *value);

/** json_from_strings() - a new array */
json_t *json_from_strings(const struct strings *list);

/** json_from_pairs() - a new object */
json_t *json_from_pairs(const struct pairs *pairs);

/** json_to_string() - a copy of @object's string @key, NULL when absent */
char *json_to_string(const json_t *object, const char *key);

/** json_to_strings() - add @object's array @key; false unless all strings */
bool json_to_strings(const json_t *object, const char *key,
		     struct strings *list);

/** json_to_pairs() - set @object's members of object @key; likewise */
bool json_to_pairs(const json_t *object, const char *key, struct pairs *pairs);

#endif
