/* SPDX-License-Identifier: GPL-2.0-only */
/* What every test program needs. */
#ifndef TRACKCERT_TEST_H
#define TRACKCERT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "util.h"

/** text_file() - a temporary file with this text; unlink() and free() it */
static inline char *text_file(const char *text)
{
	char *path = xstrdup("/tmp/trackcert-test-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(fd_write(fd, text, strlen(text)), 0);
	close(fd);
	return path;
}

static inline void text_file_remove(char *path)
{
	unlink(path);
	free(path);
}

/** assert_error() - one of @errors says so */
static inline void assert_error(const struct strings *errors, const char *part)
{
	for (size_t i = 0; i < errors->n; i++)
		if (strstr(errors->v[i], part))
			return;
	for (size_t i = 0; i < errors->n; i++)
		print_message("got: %s\n", errors->v[i]);
	fail_msg("no error '%s'", part);
}

#endif
