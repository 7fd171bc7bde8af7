/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: may what made this run be merged? It asks the results, the run
 * before them and the lists of expectations, and believes no verdict that
 * somebody else came to.
 */
#ifndef TRACKCERT_GATE_H
#define TRACKCERT_GATE_H

#include <stdio.h>

#include "expect.h"
#include "run.h"
#include "util.h"

/** enum gate_kind - what a finding is about */
enum gate_kind {
	GATE_REGRESSION,  /* worse than before, or bad and not listed */
	GATE_PASS,	  /* passes, and is listed as a failure */
	GATE_DISAPPEARED, /* was there before */
	GATE_UNJUDGED,	  /* nothing is known: ERROR, NOTRUN, no VM */
	GATE_EXPIRED,	  /* a line whose last day is over */
	GATE_UNUSED,	  /* a line that explains nothing */
	GATE_UNOWNED,	  /* a line without owner, link or last day */
	GATE_LIMIT,	  /* a limit of the tracker is smaller than it was */
};

/**
 * struct gate_finding - one reason not to let it pass
 * @kind: what it is about
 * @where: TARGET.KERNEL.MODE, or FILE:LINE of a list; NULL: the run itself
 * @id: the case; NULL: all of them
 * @text: what is wrong, as it came from wherever it came
 * @command: repeats the case; NULL where nothing is to be repeated
 */
struct gate_finding {
	enum gate_kind kind;
	char *where;
	char *id;
	char *text;
	char *command;
};

/**
 * struct gate_list - a list of expectations that speaks of the run
 * @name: TARGET.KERNEL or core.KERNEL
 * @core: it is a core.KERNEL
 * @list: its lines
 * @planned: for each line, is its case in the run?
 * @used: for each line, did it explain a result?
 */
struct gate_list {
	char *name;
	bool core;
	struct expectations list;
	bool *planned;
	bool *used;
};

/**
 * struct gate - a question and its answer
 * @base: the run before, judged; NULL: there is none, so that whatever is bad
 *        has to be listed
 * @run: the run, judged
 * @dir: where the lists are
 * @ledger: where the ledgers of limits are; NULL: none are asked
 * @today: YYYY-MM-DD, UTC
 * @strict: lines need an owner, a link and a last day
 * @lists: those that speak of @run's targets
 * @findings: why it does not pass; none: it does
 * @notes: lines that close nothing: limits that are larger than promised
 * @better: cases that were bad before and pass now
 * @known: bad results that a line explains
 * @stopped: cases that wait for one that has failed
 */
struct gate {
	const struct run *base;
	const struct run *run;
	const char *dir;
	const char *ledger;
	const char *today;
	bool strict;

	struct gate_list *lists;
	size_t nr_lists;
	struct gate_finding *findings;
	size_t nr_findings;
	struct strings notes;
	unsigned int better, known, stopped;
};

/**
 * gate_judge() - answer it
 * @gate: the members down to @strict are set, the others zero; gate_free() it
 *        always
 * @errors: receives a line for every list that cannot be read
 *
 * Return: 0, or -EINVAL when @errors got a line.
 */
int gate_judge(struct gate *gate, struct strings *errors);

/** gate_status() - the exit status that a judged gate deserves */
enum status gate_status(const struct gate *gate);

/** gate_text() - a line for each finding, then one for all; 0 or -errno */
int gate_text(const struct gate *gate, FILE *out);

/** gate_json() - the same for programs; 0 or -errno */
int gate_json(const struct gate *gate, FILE *out);

/**
 * gate_write() - the lists as they would have to be for @gate to pass
 * @dir: where to; made when absent
 * @until: last day of new lines, YYYY-MM-DD
 * @error: receives an allocated line when this fails
 *
 * Lines that still hold are kept, those that do not are left out, each bad
 * result that no line explains gets one, with its message for a reason. A
 * list that exists is not overwritten.
 *
 * Return: 0 or -errno.
 */
int gate_write(const struct gate *gate, const char *dir, const char *until,
	       char **error);

/** gate_kind_word() - "regression", "unexpected pass" ... */
const char *gate_kind_word(enum gate_kind kind);

void gate_free(struct gate *gate);

#endif
