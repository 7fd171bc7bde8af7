// SPDX-License-Identifier: GPL-2.0-only
/* Slips that the compiler refuses: found by building, and taken out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"
#include "load.h"
#include "mutants_source.h"
#include "util.h"

#define MAX_LOG (16u << 20)

/* Builds in a row; a compiler that gives up early tells a few slips a time. */
#define MAX_BUILDS 8

/* The line of the mutated file that a line of the log names, or 0. */
static unsigned int line_named(const struct mutated *mutated, const char *line)
{
	const char *base = strrchr(mutated->path, '/') + 1;
	const char *at = strstr(line, base);

	if (!at || (at > line && at[-1] != '/') || at[strlen(base)] != ':')
		return 0;
	return (unsigned int)strtoul(at + strlen(base) + 1, NULL, 10);
}

/* Take the slip on this line of the text out; was there one? */
static bool line_drop(struct mutated *mutated, unsigned int number)
{
	char *line = mutated->text, *end, *slip;
	size_t at;

	while (line && --number)
		line = (line = strchr(line, '\n')) ? line + 1 : NULL;
	if (!line)
		return false;
	end = line + strcspn(line, "\n");
	slip = str_starts(line, "if (") ? line + strlen("if (") : line;
	if (!str_starts(slip, SLIP_MARK))
		return false;
	at = strtoul(slip + strlen(SLIP_MARK), NULL, 10);
	if (!at || at > mutated->slips.n)
		return false;
	mutated->slips.v[at - 1].refused = true;
	memset(line, ' ', (size_t)(end - line));
	return true;
}

/*
 * What an error is about may be said by the notes behind it, where a macro was
 * expanded; notes of warnings are about nothing.
 */
static size_t errors_drop(struct mutated *mutated, char *log)
{
	bool error = false;
	size_t n = 0;
	char *line;

	while ((line = strsep(&log, "\n"))) {
		unsigned int number = line_named(mutated, line);

		if (strstr(line, ": error: "))
			error = true;
		else if (!strstr(line, ": note: "))
			error = false;
		if (error && number)
			n += line_drop(mutated, number);
	}
	return n;
}

static size_t log_drop(struct mutated *mutated, const char *objects)
{
	char *path = xasprintf("%s/kernels/" SOURCE_KERNEL ".log", objects);
	size_t n = 0;
	char *log;

	if (!file_read(path, MAX_LOG, &log, NULL)) {
		n = errors_drop(mutated, log);
		free(log);
	}
	free(path);
	return n;
}

static int text_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	bool good = file && fputs(text, file) >= 0;

	if (file && fclose(file))
		good = false;
	if (!good)
		complain("%s: %s", path, strerror(errno));
	return good ? STATUS_OK : STATUS_INFRA;
}

int mutated_compile(struct mutated *mutated, const char *path,
		    const char *objects)
{
	struct kernel_ask ask = { .name = SOURCE_KERNEL };
	size_t refused = 0;
	int err = -EIO;

	for (unsigned int i = 0; err == -EIO && i < MAX_BUILDS; i++) {
		size_t n = 0;

		if (text_write(path, mutated->text))
			return STATUS_INFRA;
		err = kernel_prepare(&ask);
		if (err == -EIO)
			n = log_drop(mutated, objects);
		if (err == -EIO && !n)
			return STATUS_INFRA;
		refused += n;
	}
	if (!err && refused)
		complain("%zu changes that do not compile are left out",
			 refused);
	return err ? STATUS_INFRA : STATUS_OK;
}
