// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target's knobs. What a knob held lies in a file under /tmp as long as it
 * is changed: a case that was killed cannot put it back itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "knob.h"

#define LINE_SIZE 64

static const char *const knobs[] = { KNOB_LIMIT, KNOB_COMBINE, KNOB_FAULT_LOG,
				     KNOB_FAULT_READ, KNOB_RESET };

static void saved_path(char *path, size_t size, const char *variable)
{
	snprintf(path, size, "/tmp/%s.saved", variable);
}

static bool line_read(const char *path, char *line)
{
	FILE *file = fopen(path, "r");
	bool good;

	if (!file)
		return false;
	line[0] = '\0';
	good = fgets(line, LINE_SIZE, file) || !ferror(file);
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return good;
}

static bool line_write(const char *path, const char *line)
{
	FILE *file = fopen(path, "w");
	bool good;

	if (!file)
		return false;
	good = fprintf(file, "%s\n", line) > 0;
	return !fclose(file) && good;
}

bool knob_there(const char *variable)
{
	const char *path = getenv(variable);

	return path && *path;
}

static void save(const char *variable)
{
	char path[LINE_SIZE], line[LINE_SIZE];

	saved_path(path, sizeof(path), variable);
	if (!access(path, F_OK))
		return;
	if (!line_read(getenv(variable), line))
		case_error("knob: cannot read %s: %s", getenv(variable),
			   strerror(errno));
	if (!line_write(path, line))
		case_error("knob: cannot write %s: %s", path, strerror(errno));
}

bool __knob_set(const char *variable, const char *text)
{
	if (!knob_there(variable))
		case_error("knob: %s is not set", variable);
	save(variable);
	return line_write(getenv(variable), text);
}

void knob_set(const char *variable, uint64_t value)
{
	char text[LINE_SIZE];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	if (!__knob_set(variable, text))
		case_error("knob: cannot write %s to %s: %s", text,
			   getenv(variable), strerror(errno));
}

void knobs_restore(void)
{
	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
		char path[LINE_SIZE], line[LINE_SIZE];

		saved_path(path, sizeof(path), knobs[i]);
		if (!knob_there(knobs[i]) || !line_read(path, line))
			continue;
		if (!line_write(getenv(knobs[i]), line))
			case_error("knob: cannot put %s back into %s: %s", line,
				   getenv(knobs[i]), strerror(errno));
		unlink(path);
	}
}
