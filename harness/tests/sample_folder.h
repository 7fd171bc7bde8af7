/* SPDX-License-Identifier: GPL-2.0-only */
/* Run folders out of made-up runs. */
#ifndef TRACKCERT_SAMPLE_FOLDER_H
#define TRACKCERT_SAMPLE_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "journal.h"
#include "paths.h"
#include "run.h"
#include "util.h"

/* Return: 0 or -errno. */
static inline int folder_target(struct journal *journal, const struct run *run,
				size_t t)
{
	const struct target_run *target = &run->targets[t];
	int err = 0;

	if (target->infrastructure)
		err = journal_infrastructure(journal, t,
					     target->infrastructure);
	for (size_t i = 0; !err && i < target->nr_cases; i++)
		if (target->cases[i].result != RESULT_NOTRUN)
			err = journal_result(journal, t, &target->cases[i]);
	return err;
}

/**
 * folder_write() - write @run's journal into the folder @dir, which exists
 *
 * Return: 0 or -errno.
 */
static inline int folder_write(struct run *run, const char *dir)
{
	struct journal *journal;
	int err, closed;

	free(run->dir);
	run->dir = xstrdup(dir);
	err = journal_create(run, &journal);
	for (size_t t = 0; !err && t < run->nr_targets; t++)
		err = folder_target(journal, run, t);
	closed = journal_close(journal, run);
	return err ? err : closed;
}

/** folder_new() - a temporary folder; folder_remove() it */
static inline char *folder_new(void)
{
	char *dir = xstrdup("/tmp/trackcert-test-XXXXXX");

	if (!mkdtemp(dir))
		abort();
	return dir;
}

/** folder_remove() - with what the tests put into it */
static inline void folder_remove(char *dir, const char *const *names)
{
	for (; *names; names++) {
		char *path = path_join(dir, *names);

		unlink(path);
		free(path);
	}
	rmdir(dir);
	free(dir);
}

#endif
