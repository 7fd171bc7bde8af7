// SPDX-License-Identifier: GPL-2.0-only
/* Rules and modules as files have them. */
#include "json.h"
#include "run_json.h"
#include "util.h"

json_t *json_from_rule(const struct rule *rule)
{
	json_t *object = json_object();

	json_put(object, "id", rule->id);
	json_put(object, "level", level_name(rule->level));
	json_put(object, "layer", layer_name(rule->layer));
	json_object_set_new(object, "profiles",
			    json_from_strings(&rule->profiles));
	json_put(object, "statement", rule->statement);
	json_put(object, "source", rule->source);
	json_put(object, "not_checked", rule->not_checked);
	json_put(object, "where", rule->where);
	json_put(object, "replaces", rule->replaces);
	json_put(object, "chapter", rule->chapter);
	json_object_set_new(object, "line", json_integer(rule->line));
	return object;
}

static json_t *module_json(const struct module *module)
{
	json_t *object = json_object(), *sources = json_array();

	json_put(object, "name", module->name);
	json_put(object, "sha256", module->sha256);
	json_put(object, "origin", module->origin);
	json_object_set_new(object, "unmodified",
			    json_boolean(module->unmodified));
	for (size_t i = 0; i < module->nr_sources; i++) {
		const struct source_file *file = &module->sources[i];
		json_t *source = json_object();

		json_put(source, "path", file->path);
		json_put(source, "sha256", file->sha256);
		json_object_set_new(source, "unmodified",
				    json_boolean(file->unmodified));
		json_array_append_new(sources, source);
	}
	json_object_set_new(object, "sources", sources);
	return object;
}

json_t *json_from_modules(const struct module *modules, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, module_json(&modules[i]));
	return array;
}

static bool source_parse(const json_t *object, struct source_file *file)
{
	file->path = json_to_string(object, "path");
	file->sha256 = json_to_string(object, "sha256");
	file->unmodified = json_is_true(json_object_get(object, "unmodified"));
	return file->path && file->sha256;
}

static bool module_parse(const json_t *object, struct module *module)
{
	const json_t *sources = json_object_get(object, "sources"), *item;
	size_t i;

	module->name = json_to_string(object, "name");
	module->sha256 = json_to_string(object, "sha256");
	module->origin = json_to_string(object, "origin");
	module->unmodified =
		json_is_true(json_object_get(object, "unmodified"));
	json_array_foreach(sources, i, item)
	{
		module->sources = array_grow(module->sources,
					     module->nr_sources,
					     sizeof(*module->sources));
		if (!source_parse(item, &module->sources[module->nr_sources++]))
			return false;
	}
	return module->name && module->sha256 && module->origin;
}

bool json_to_modules(const json_t *object, const char *key,
		     struct module **modules, size_t *n)
{
	const json_t *array = json_object_get(object, key), *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		*modules = array_grow(*modules, *n, sizeof(**modules));
		if (!module_parse(item, &(*modules)[(*n)++]))
			return false;
	}
	return json_is_array(array);
}
