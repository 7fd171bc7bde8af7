// SPDX-License-Identifier: GPL-2.0-only
/* The matrix's files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "matrix.h"
#include "paths.h"
#include "report.h"
#include "util.h"

static FILE *file_open(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	FILE *f = fopen(path, "we");

	free(path);
	return f;
}

static int file_end(FILE *f, int err)
{
	if (fclose(f) && !err)
		err = -errno;
	return err;
}

/* The report of one lane, as if it had been run alone. */
static int page_write(const struct matrix_lane *lane, const char *dir)
{
	struct run run = *lane->run;
	struct target_run target = *lane->target;
	FILE *f = file_open(dir, lane->page);

	if (!f)
		return -errno;
	run.targets = &target;
	run.nr_targets = 1;
	run.cores = &run.cores[target.core];
	run.nr_cores = 1;
	target.core = 0;
	return file_end(f, report_html(&run, f));
}

int matrix_write(const struct matrix *matrix, const char *dir)
{
	static const struct {
		const char *name;
		int (*write)(const struct matrix *matrix, FILE *out);
	} files[] = {
		{ "matrix.html", matrix_html },
		{ "matrix.md", matrix_md },
		{ "matrix.json", matrix_json },
	};
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(files); i++) {
		FILE *f = file_open(dir, files[i].name);

		err = f ? file_end(f, files[i].write(matrix, f)) : -errno;
	}
	for (size_t i = 0; !err && i < matrix->nr_lanes; i++)
		err = page_write(&matrix->lanes[i], dir);
	return err;
}
