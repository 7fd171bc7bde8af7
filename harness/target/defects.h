/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of the fixtures' tables of defects. */
#ifndef TRACKCERT_DEFECTS_H
#define TRACKCERT_DEFECTS_H

#include "run.h"

/** struct defect - a line of a table; see the table's own first lines */
struct defect {
	char *name;
	char *what;
	char *stands_for;
};

struct defects {
	struct defect *v;
	size_t n;
};

/**
 * defects_load() - read a table
 * @path: the table, a C file of DEFECT() or CORE_DEFECT() lines
 * @defects: receives them; defects_free() it always
 * @errors: receives a line "FILE:LINE: what is wrong" for every mistake
 *
 * Lines that do not begin with one of the two words are no defects.
 *
 * Return: 0, -EINVAL when @errors got a line, or -errno of the file.
 */
int defects_load(const char *path, struct defects *defects,
		 struct strings *errors);

/** defects_find() - the defect of this name, or NULL */
const struct defect *defects_find(const struct defects *defects,
				  const char *name);

void defects_free(struct defects *defects);

#endif
