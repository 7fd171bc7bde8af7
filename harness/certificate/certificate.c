// SPDX-License-Identifier: GPL-2.0-only
/* Making a package out of runs. */
#include "certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal.h"
#include "package.h"
#include "paths.h"
#include "rules.h"
#include "run_digest.h"
#include "util.h"
#include "verdict.h"

static int file_write(const char *dir, const char *name, const char *text)
{
	char *path = path_join(dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int err = fd < 0 ? -errno : fd_write(fd, text, strlen(text));

	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	if (err)
		complain("%s: %s", path, strerror(-err));
	free(path);
	return err;
}

static int digests_read(const char *dir, struct evidence *evidence)
{
	char *path = path_join(dir, PACKAGE_RULES), *text = NULL;
	struct strings errors = { 0 };
	struct rules rules;
	size_t len = 0;
	int err = rules_load(path, &rules, &errors);

	if (!err)
		err = package_read(dir, PACKAGE_CASES, &text, &len);
	if (err) {
		complain("%s: cannot read rules and cases", dir);
	} else {
		evidence->rules = digest_rules(&rules);
		evidence->cases = digest_bytes(text, len);
	}
	rules_free(&rules);
	strings_free(&errors);
	free(text);
	free(path);
	return err;
}

static int runs_read(const char *dir, struct evidence *evidence)
{
	int err = 0;

	for (size_t i = 0; !err && i < evidence->nr_runs; i++) {
		char *path = xasprintf("%s/run-%zu", dir, i + 1), *error;

		err = journal_load(path, &evidence->runs[i], &error);
		if (err)
			complain("%s", error);
		else
			verdict_judge(&evidence->runs[i]);
		free(error);
		free(path);
	}
	return err;
}

/* Reports are functions of the journal, and not evidence. */
static void reports_delete(const char *dir, size_t nr_runs)
{
	for (size_t i = 1; i <= nr_runs; i++) {
		char *path = xasprintf("%s/run-%zu/report.html", dir, i);

		unlink(path);
		free(path);
	}
}

static int statement_write(const char *dir, const struct evidence *evidence,
			   const struct claimant *claimant)
{
	json_t *statement = statement_make(evidence, claimant);
	char *text = json_dumps(statement, JSON_INDENT(1));
	char *lines = xasprintf("%s\n", text);
	int err = file_write(dir, PACKAGE_STATEMENT, lines);

	free(lines);
	free(text);
	json_decref(statement);
	return err;
}

int certificate_seal(const char *dir, const char *key)
{
	char *path = path_join(dir, PACKAGE_MANIFEST), *manifest, *error;
	struct strings files = { 0 }, findings = { 0 };
	int err = package_scan(dir, &files, &findings);

	if (!err && findings.n)
		err = -EINVAL;
	if (err) {
		complain("%s: %s", dir,
			 findings.n ? findings.v[0] : strerror(-err));
	} else {
		err = package_manifest(dir, &files, &manifest);
		if (!err)
			err = file_write(dir, PACKAGE_MANIFEST, manifest);
		free(manifest);
	}
	if (!err) {
		err = signature_make(key, path, &error);
		if (err)
			complain("%s", error);
		free(error);
	}
	strings_free(&files);
	strings_free(&findings);
	free(path);
	return err;
}

int certificate_pack(const char *dir, size_t nr_runs,
		     const struct claimant *claimant, const char *key)
{
	struct evidence evidence = { .nr_runs = nr_runs };
	int err;

	evidence.runs = xcalloc(nr_runs, sizeof(*evidence.runs));
	err = digests_read(dir, &evidence);
	if (!err)
		err = runs_read(dir, &evidence);
	if (!err) {
		reports_delete(dir, nr_runs);
		err = statement_write(dir, &evidence, claimant);
	}
	if (!err && key)
		err = certificate_seal(dir, key);
	for (size_t i = 0; i < nr_runs; i++)
		run_free(&evidence.runs[i]);
	free(evidence.runs);
	return err;
}
