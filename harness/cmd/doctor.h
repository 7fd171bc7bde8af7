/* SPDX-License-Identifier: GPL-2.0-only */
/* What this machine can do. */
#ifndef TRACKCERT_DOCTOR_H
#define TRACKCERT_DOCTOR_H

#include <stddef.h>

/** enum finding_word - how a line of the doctor begins */
enum finding_word {
	FINDING_OK,
	FINDING_NOTE,	/* runs work without it */
	FINDING_MISSING /* runs do not */
};

/**
 * struct finding - one thing looked at
 * @word: what is said of it
 * @subject: a word or two
 * @says: what was found
 * @todo: what to do about it; NULL when there is nothing to do
 */
struct finding {
	enum finding_word word;
	const char *subject;
	char *says;
	char *todo;
};

struct findings {
	struct finding *v;
	size_t n;
};

/** doctor_look() - look at everything; findings_free() the result */
void doctor_look(struct findings *findings);

/**
 * finding_add() - say something more
 * @findings: where
 * @word: how it begins
 * @subject: a word or two; must outlive @findings
 * @todo: owned by the finding from now on; NULL: there is nothing to do
 * @fmt: what was found
 */
void finding_add(struct findings *findings, enum finding_word word,
		 const char *subject, char *todo, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

void findings_free(struct findings *findings);

/**
 * doctor_main() - trackcert doctor [--json]
 *
 * Return: the tool's exit status: 3 when something that a run needs is
 * missing.
 */
int doctor_main(int argc, char **argv);

#endif
