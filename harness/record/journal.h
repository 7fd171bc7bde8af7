/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * journal.jsonl: the truth about a run. The plan first, then one line for
 * everything that happened, each flushed before anybody is told.
 */
#ifndef TRACKCERT_JOURNAL_H
#define TRACKCERT_JOURNAL_H

#include "run.h"

#define JOURNAL_SCHEMA 1

struct journal;

/**
 * journal_create() - begin a journal with the plan
 * @run: what was planned; @run->dir exists
 * @journal: receives the journal
 *
 * Return: 0 or -errno.
 */
int journal_create(const struct run *run, struct journal **journal);

/** journal_env() - something a guest said of itself; 0 or -errno */
int journal_env(struct journal *journal, size_t target, const char *key,
		const char *value);

/** journal_result() - how a case ended; 0 or -errno */
int journal_result(struct journal *journal, size_t target,
		   const struct case_result *result);

/** journal_leak() - what a case with a result has lost; 0 or -errno */
int journal_leak(struct journal *journal, size_t target, const char *id,
		 const struct strings *lines);

/** journal_infrastructure() - why a target's VM cannot be had; 0 or -errno */
int journal_infrastructure(struct journal *journal, size_t target,
			   const char *reason);

/** journal_control() - a control is about to run; 0 or -errno */
int journal_control(struct journal *journal, const struct target_run *control);

/** journal_close() - the run's last line; frees @journal; 0 or -errno */
int journal_close(struct journal *journal, const struct run *run);

/**
 * journal_load() - a run out of its folder, an interrupted one included
 * @dir: the run folder
 * @run: receives it, not judged yet; run_free() it always
 * @error: receives an allocated line when this fails
 *
 * Return: 0 or -errno. A last line that a kill cut short is dropped; any
 * other line that does not parse is -EINVAL.
 */
int journal_load(const char *dir, struct run *run, char **error);

#endif
