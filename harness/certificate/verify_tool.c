// SPDX-License-Identifier: GPL-2.0-only
/* Verification with what this copy of the tool knows. */
#include "verify_tool.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "load.h"
#include "package.h"
#include "paths.h"
#include "rules.h"
#include "run_digest.h"
#include "util.h"

/* A copy that has not been built has no cases of its own: others' count. */
static enum status digests_set(struct verification *v)
{
	char *path = cases_path(), *text = NULL;
	struct rules rules = { 0 };
	enum status status = load_rules(&rules);
	size_t len = 0;

	if (!status)
		v->rules = digest_rules(&rules);
	if (!file_read(path, PACKAGE_MAX_BYTES, &text, &len))
		v->cases = digest_bytes(text, len);
	rules_free(&rules);
	free(text);
	free(path);
	return status;
}

int verify_by_tool(struct verification *v, const char *withdrawn)
{
	char *own =
		path_join(paths_source(), "fixtures/certification/withdrawn");
	char *books =
		path_join(paths_source(), "fixtures/certification/rulebooks");
	time_t now = time(NULL);
	char today[32];
	struct tm tm;
	int status = digests_set(v);

	strftime(today, sizeof(today), "%Y-%m-%d", gmtime_r(&now, &tm));
	v->today = today;
	v->withdrawn = withdrawn ? withdrawn : own;
	v->rulebooks = books;
	if (!status && verify_package(v))
		status = STATUS_USAGE;
	v->today = v->withdrawn = v->rulebooks = NULL;
	free(books);
	free(own);
	return status;
}
