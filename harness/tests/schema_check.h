/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of JSON Schema as our schemas use. A keyword that it does not know
 * is an error, so that no schema can outgrow the check.
 */
#ifndef TRACKCERT_SCHEMA_CHECK_H
#define TRACKCERT_SCHEMA_CHECK_H

#include <jansson.h>
#include <regex.h>
#include <string.h>

#include "util.h"

/** struct schema - a schema and the mistakes found so far */
struct schema {
	json_t *root;
	struct strings errors;
};

static inline void schema_check(struct schema *schema, json_t *rule,
				json_t *value, const char *path);

static inline bool schema_is(const json_t *value, const char *type)
{
	if (!strcmp(type, "object"))
		return json_is_object(value);
	if (!strcmp(type, "array"))
		return json_is_array(value);
	if (!strcmp(type, "string"))
		return json_is_string(value);
	if (!strcmp(type, "integer"))
		return json_is_integer(value);
	if (!strcmp(type, "number"))
		return json_is_number(value);
	if (!strcmp(type, "boolean"))
		return json_is_boolean(value);
	return !strcmp(type, "null") && json_is_null(value);
}

static inline void schema_type(struct schema *schema, json_t *types,
			       json_t *value, const char *path)
{
	json_t *type;
	size_t i;

	if (json_is_string(types)) {
		if (!schema_is(value, json_string_value(types)))
			strings_addf(&schema->errors, "%s is no %s", path,
				     json_string_value(types));
		return;
	}
	json_array_foreach(types, i,
			   type) if (schema_is(value,
					       json_string_value(type))) return;
	strings_addf(&schema->errors, "%s has a wrong type", path);
}

static inline void schema_enum(struct schema *schema, json_t *words,
			       json_t *value, const char *path)
{
	json_t *word;
	size_t i;

	json_array_foreach(words, i, word) if (json_equal(word, value)) return;
	strings_addf(&schema->errors, "%s is none of the words", path);
}

/* Patterns are those that POSIX and ECMAScript read the same. */
static inline void schema_pattern(struct schema *schema, json_t *pattern,
				  json_t *value, const char *path)
{
	regex_t regex;

	if (!json_is_string(value))
		return;
	if (regcomp(&regex, json_string_value(pattern),
		    REG_EXTENDED | REG_NOSUB))
		abort();
	if (regexec(&regex, json_string_value(value), 0, NULL, 0))
		strings_addf(&schema->errors, "%s does not match", path);
	regfree(&regex);
}

/* Bytes are as many as characters, or more. */
static inline void schema_length(struct schema *schema, json_t *max,
				 json_t *value, const char *path)
{
	if (json_is_string(value) &&
	    json_string_length(value) > (size_t)json_integer_value(max))
		strings_addf(&schema->errors, "%s is too long", path);
}

static inline void schema_ref(struct schema *schema, json_t *ref, json_t *value,
			      const char *path)
{
	const char *name = json_string_value(ref) + strlen("#/$defs/");
	json_t *defs = json_object_get(schema->root, "$defs");

	if (!json_object_get(defs, name))
		strings_addf(&schema->errors, "no definition of %s", name);
	schema_check(schema, json_object_get(defs, name), value, path);
}

static inline void schema_members(struct schema *schema, json_t *rule,
				  json_t *value, const char *path)
{
	json_t *properties = json_object_get(rule, "properties");
	json_t *others = json_object_get(rule, "additionalProperties");
	json_t *required = json_object_get(rule, "required");
	json_t *name, *member, *member_rule;
	const char *key;
	char *where;
	size_t i;

	if (!json_is_object(value))
		return;
	json_array_foreach(required, i,
			   name) if (!json_object_get(value,
						      json_string_value(name)))
		strings_addf(&schema->errors, "%s lacks %s", path,
			     json_string_value(name));
	json_object_foreach(value, key, member)
	{
		where = xasprintf("%s.%s", path, key);
		member_rule = json_object_get(properties, key);
		if (!member_rule && json_is_object(others))
			member_rule = others;
		if (member_rule)
			schema_check(schema, member_rule, member, where);
		else if (json_is_false(others))
			strings_addf(&schema->errors, "%s is not documented",
				     where);
		free(where);
	}
}

static inline void schema_check(struct schema *schema, json_t *rule,
				json_t *value, const char *path)
{
	static const char quiet[] = " $schema title description $defs required "
				    "properties additionalProperties ";
	const char *key;
	json_t *arg, *item;
	size_t i;

	json_object_foreach(rule, key, arg)
	{
		char *word = xasprintf(" %s ", key);

		if (!strcmp(key, "type"))
			schema_type(schema, arg, value, path);
		else if (!strcmp(key, "enum"))
			schema_enum(schema, arg, value, path);
		else if (!strcmp(key, "pattern"))
			schema_pattern(schema, arg, value, path);
		else if (!strcmp(key, "maxLength"))
			schema_length(schema, arg, value, path);
		else if (!strcmp(key, "$ref"))
			schema_ref(schema, arg, value, path);
		else if (!strcmp(key, "items"))
			json_array_foreach(value, i, item)
				schema_check(schema, arg, item, path);
		else if (!strstr(quiet, word))
			strings_addf(&schema->errors, "unknown keyword %s",
				     key);
		free(word);
	}
	schema_members(schema, rule, value, path);
}

#endif
