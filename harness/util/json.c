// SPDX-License-Identifier: GPL-2.0-only
/* Small helpers around jansson, for what the harness reads and writes. */
#include <string.h>

#include "clean.h"
#include "json.h"
#include "util.h"

/* A file of the tree that is no UTF-8 must not cost the text. */
static json_t *text_json(const char *s)
{
	json_t *json = json_string(s);
	char *cleaned;

	if (json)
		return json;
	cleaned = line_clean(s, strlen(s));
	json = json_string(cleaned);
	free(cleaned);
	return json;
}

void json_put(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key,
			    value ? text_json(value) : json_null());
}

json_t *json_from_strings(const struct strings *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(array, text_json(list->v[i]));
	return array;
}

json_t *json_from_pairs(const struct pairs *pairs)
{
	json_t *object = json_object();

	for (size_t i = 0; i < pairs->n; i++)
		json_put(object, pairs->v[i].key, pairs->v[i].value);
	return object;
}

char *json_to_string(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? xstrdup(s) : NULL;
}

bool json_to_strings(const json_t *object, const char *key,
		     struct strings *list)
{
	const json_t *array = json_object_get(object, key), *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		if (!json_is_string(item))
			return false;
		strings_add(list, json_string_value(item));
	}
	return json_is_array(array);
}

bool json_to_pairs(const json_t *object, const char *key, struct pairs *pairs)
{
	json_t *members = json_object_get(object, key), *item;
	const char *name;

	json_object_foreach(members, name, item)
	{
		if (!json_is_string(item))
			return false;
		pairs_set(pairs, name, json_string_value(item));
	}
	return json_is_object(members);
}
