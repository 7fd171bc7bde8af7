// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "json_text.h"
#include "report_chars.h"

json_t *json_text(const char *text)
{
	json_t *json;
	char *valid;

	if (!text)
		return json_null();
	valid = utf8_dup(text);
	json = json_string(valid);
	free(valid);
	return json;
}

void json_text_set(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_text(value));
}
