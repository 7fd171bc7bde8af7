// SPDX-License-Identifier: GPL-2.0-only
/* The folder of a joined run. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal.h"
#include "merge.h"
#include "paths.h"
#include "rundir.h"
#include "util.h"

/* A plan knows no results; shallow, for journal_create() alone. */
static struct target_run *targets_planned(const struct target_run *from,
					  size_t n)
{
	struct target_run *targets = xcalloc(n, sizeof(*targets));

	for (size_t i = 0; i < n; i++) {
		struct target_run *t = &targets[i];

		*t = from[i];
		t->cases = xcalloc(t->nr_cases, sizeof(*t->cases));
		for (size_t k = 0; k < t->nr_cases; k++) {
			t->cases[k] = from[i].cases[k];
			t->cases[k].result = RESULT_NOTRUN;
			t->cases[k].message = NULL;
		}
	}
	return targets;
}

static void planned_free(struct target_run *targets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(targets[i].cases);
	free(targets);
}

static int plan_write(const struct run *out, struct journal **journal)
{
	struct target_run *controls =
		targets_planned(out->controls, out->nr_controls);
	struct run plan = *out;
	int err;

	plan.targets = targets_planned(out->targets, out->nr_targets);
	err = journal_create(&plan, journal);
	for (size_t i = 0; !err && i < out->nr_controls; i++)
		err = journal_control(*journal, &controls[i]);
	planned_free(plan.targets, plan.nr_targets);
	planned_free(controls, out->nr_controls);
	return err;
}

static int results_write(const struct run *out, struct journal *journal)
{
	int err = 0;

	for (size_t i = 0; i < out->nr_targets + out->nr_controls; i++) {
		const struct target_run *target = run_target(out, i);

		if (target->infrastructure)
			err = journal_infrastructure(journal, i,
						     target->infrastructure);
		for (size_t k = 0; !err && k < target->nr_cases; k++)
			err = journal_result(journal, i, &target->cases[k]);
	}
	return err;
}

static int journal_write(const struct run *out)
{
	struct journal *journal;
	int err = plan_write(out, &journal), closed;

	if (!err)
		err = results_write(out, journal);
	closed = journal_close(journal, out);
	return err ? err : closed;
}

static bool log_is_raw(const char *name)
{
	static const char *const suffixes[] = { ".ktap", ".console", ".qemu" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < ARRAY_SIZE(suffixes); i++)
		if (!strcmp(dot, suffixes[i]))
			return true;
	return false;
}

static int file_copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, err = 0;
	char buf[65536];
	ssize_t n;

	if (in < 0)
		return -errno;
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (out < 0)
		err = -errno;
	while (!err && (n = read(in, buf, sizeof(buf)))) {
		if (n < 0)
			err = -errno;
		else
			err = fd_write(out, buf, (size_t)n);
	}
	if (out >= 0 && close(out) && !err)
		err = -errno;
	close(in);
	return err;
}

static int log_copy(const char *from_dir, const char *to_dir, const char *name,
		    char **error)
{
	char *from = path_join(from_dir, name), *to = path_join(to_dir, name);
	int err = file_copy(from, to);

	if (err)
		*error = xasprintf("%s to %s: %s", from, to, strerror(-err));
	free(from);
	free(to);
	return err;
}

static int logs_copy(const char *from, const char *to, char **error)
{
	DIR *d = opendir(from);
	struct dirent *entry;
	int err = d ? 0 : -errno;

	if (err)
		*error = xasprintf("%s: %s", from, strerror(-err));
	while (!err && (entry = readdir(d)))
		if (log_is_raw(entry->d_name))
			err = log_copy(from, to, entry->d_name, error);
	if (d)
		closedir(d);
	return err;
}

int merge_write(const struct run *out, const struct strings *dirs, char **error)
{
	int err = rundir_make(out->dir);

	*error = NULL;
	if (!err)
		err = journal_write(out);
	if (err)
		*error = xasprintf("%s: %s", out->dir, strerror(-err));
	for (size_t i = 0; !err && i < dirs->n; i++)
		err = logs_copy(dirs->v[i], out->dir, error);
	return err;
}
