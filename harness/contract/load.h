/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands read before they do anything. */
#ifndef TRACKCERT_LOAD_H
#define TRACKCERT_LOAD_H

#include "run.h"
#include "targets.h"
#include "util.h"

/* Each prints what is wrong, a line each, and returns an exit status. */
enum status load_rules(struct rules *rules);
enum status load_cases(struct cases *cases);
enum status load_benches(struct cases *cases, const char *path);
enum status load_target(const char *spec, struct target *target);
/** load_run() - a run out of its folder, judged; run_free() it always */
enum status load_run(const char *dir, struct run *run);

/* Paths of what they read; allocated. */
char *rules_path(void);
char *cases_path(void);
char *benches_path(void);
char *targets_path(void);
char *expectations_path(void);
char *limits_path(void);
char *defects_path(void);
char *reproducers_path(void);

/** names_list() - allocated "a, b, c" out of targets or kernels there are */
char *targets_list(void);
char *kernels_list(void);

#endif
