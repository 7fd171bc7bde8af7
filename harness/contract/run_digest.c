// SPDX-License-Identifier: GPL-2.0-only
/* What a certificate is bound to, in digests. */
#include "run_digest.h"

#include <stdlib.h>
#include <string.h>

#include "run_json.h"
#include "util.h"

static struct digest digest_lines(const struct strings *lines)
{
	char *text = strings_join(lines, "\n");
	struct digest digest = digest_bytes(text, strlen(text));

	free(text);
	return digest;
}

struct digest digest_rules(const struct rules *rules)
{
	struct strings lines = { 0 };
	struct digest digest;

	for (size_t i = 0; i < rules->n; i++) {
		json_t *object = json_from_rule(&rules->v[i]);

		json_object_del(object, "line");
		strings_take(&lines,
			     json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS));
		json_decref(object);
	}
	strings_add(&lines, "");
	digest = digest_lines(&lines);
	strings_free(&lines);
	return digest;
}

static int by_path(const void *a, const void *b)
{
	const struct source_file *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

struct digest digest_driver(const struct module *module)
{
	const struct source_file **sorted =
		xcalloc(module->nr_sources + 1, sizeof(*sorted));
	struct strings lines = { 0 };
	struct digest digest;

	for (size_t i = 0; i < module->nr_sources; i++)
		sorted[i] = &module->sources[i];
	qsort(sorted, module->nr_sources, sizeof(*sorted), by_path);
	for (size_t i = 0; i < module->nr_sources; i++)
		strings_addf(&lines, "%s  %s", sorted[i]->sha256,
			     sorted[i]->path);
	if (!module->nr_sources)
		strings_add(&lines, module->sha256);
	strings_add(&lines, "");
	digest = digest_lines(&lines);
	strings_free(&lines);
	free(sorted);
	return digest;
}
