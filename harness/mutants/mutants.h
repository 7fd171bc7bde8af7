/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Detection power: every defect of the fixtures against the cases. A mutant is
 * a fixture with one of its defects; each group of mutants, those of a target
 * on a kernel, has a control, the same fixture without.
 */
#ifndef TRACKCERT_MUTANTS_H
#define TRACKCERT_MUTANTS_H

#include <stdio.h>

#include "certify.h"
#include "run.h"
#include "targets.h"

/* What a control is called. */
#define MUTANT_NONE "none"

/* A cell of the matrix that nothing is known of. */
#define CELL_OPEN RESULT_COUNT

/**
 * struct mutant - a fixture with a defect, or a control
 * @group: of struct mutants
 * @name: the defect's name, MUTANT_NONE for a control
 * @what: what the fixture then does
 * @stands_for: what bug of the real world it stands for
 * @spec: target as for -t, without a kernel
 * @set: MODULE.PARAMETER=VALUE that makes it
 * @excuse: why no case can show it; NULL: one should
 * @control: it is the group's control
 * @cells: how each case ended on it; CELL_OPEN: not known
 * @order: indices of the cases that may tell something of it, best first
 * @nr_order: how many
 * @named: how many of @order, from the front, say that they fail on it
 */
struct mutant {
	size_t group;
	char *name;
	char *what;
	char *stands_for;
	char *spec;
	char *set;
	char *excuse;
	bool control;
	enum result *cells;
	size_t *order;
	size_t nr_order;
	size_t named;
};

/**
 * struct mutant_group - a target on a kernel
 * @target: the target, without a defect
 * @kernel: the kernel's name
 * @core: the defects are of the VFIO core: cases of layer core judge them, and
 *        all other cases the others
 * @any_layer: all cases judge them
 * @control: index of its control
 * @tellable: for each case, whether it may tell something here: the layer is
 *            right, the target offers what it needs, and no list of
 *            expectations says that it fails on the control
 */
struct mutant_group {
	struct target target;
	char *kernel;
	bool core;
	bool any_layer;
	size_t control;
	bool *tellable;
};

/**
 * struct mutants - the matrix
 * @cases: all cases, the columns
 * @rules: what they check
 * @v: mutants and controls, the rows
 * @n: how many
 * @groups: see above
 * @nr_groups: how many
 * @select: fnmatch() patterns of the cases that are tried; none: all; borrowed
 * @budget: on each defect, of the cases that take one, see budget.h; NULL: their
 *          own; borrowed
 * @source: the file that was changed; NULL: the defects are planted
 * @broad: ids of the cases that are tried first on its changes, best first
 * @equivalent: changes that are none, "NAME :: REASON" each
 * @refused: changes that do not compile
 * @put_off: defects that show on slow kernels only, and were not asked for
 * @full: every case is tried on every defect, else until the first kill
 * @started: ISO 8601, UTC
 * @seconds: that the VMs took
 */
struct mutants {
	struct cases cases;
	struct rules rules;
	struct mutant *v;
	size_t n;
	struct mutant_group *groups;
	size_t nr_groups;
	const struct strings *select;
	const char *budget;
	char *source;
	struct strings broad;
	struct strings equivalent;
	struct strings refused;
	size_t put_off;
	bool full;
	char *started;
	double seconds;
};

/** struct mutant_score - the matrix in a few numbers */
struct mutant_score {
	size_t killed, total; /* mutants */
	size_t excused;	      /* survive, and it is known why */
	size_t alarms;	      /* cases that failed on a control */
	size_t idle;	      /* cases that were tried and killed nothing */
};

/**
 * mutants_load() - every defect that there is
 * @m: gets cases, rules, groups and mutants; its @select may be set;
 * mutants_free() it always
 * @core: those of the VFIO core instead of those of trackers
 * @globs: fnmatch() patterns over TARGET,PARAMETER=NAME; none: all
 *
 * Return: an exit status, after a line on stderr when it is not 0.
 */
int mutants_load(struct mutants *m, bool core, const struct strings *globs);

/**
 * mutants_begin() - cases, rules and one group without mutants yet
 * @m: gets them; mutants_free() it always
 * @target: the group's target; the mutant that is added first is its control
 * @kernel: and its kernel
 * @core: the mutants are of the VFIO core: cases of every layer judge them
 *
 * Return: as mutants_load().
 */
int mutants_begin(struct mutants *m, const char *target, const char *kernel,
		  bool core);

/** mutants_order() - set @order of each mutant: by the facts, by what killed */
void mutants_order(struct mutants *m);

/** mutant_is_killed() - does a case fail on it that the control bears? */
bool mutant_is_killed(const struct mutants *m, const struct mutant *mutant);

/** mutant_kills() - does this case? */
bool mutant_kills(const struct mutants *m, const struct mutant *mutant,
		  size_t i);

/** mutant_is_tried() - has any case passed or failed on it? */
bool mutant_is_tried(const struct mutants *m, const struct mutant *mutant);

/** case_is_tried() - has the case a result on any mutant of its kind? */
bool case_is_tried(const struct mutants *m, size_t i);

/** case_kills() - does the case kill any mutant? */
bool case_kills(const struct mutants *m, size_t i);

/** case_alarms() - does the case fail on a control? */
bool case_alarms(const struct mutants *m, size_t i);

struct mutant_score mutants_score(const struct mutants *m);

/**
 * mutants_round() - run what tells most of what is not known yet
 * @m: the matrix; gets what came out
 * @dir: run folder, absent or empty
 * @jobs: VMs at a time
 * @seed: of the cases' geometry
 * @round: from 0; the first ones try the likeliest cases only
 * @status: of certify() when something was run
 *
 * Return: false when there is nothing left to run.
 */
bool mutants_round(struct mutants *m, const char *dir, unsigned int jobs,
		   uint64_t seed, unsigned int round, int *status);

/**
 * mutants_take() - put results of a run into the matrix
 * @m: the matrix
 * @run: whose cases are called CASE@SPEC
 */
void mutants_take(struct mutants *m, const struct run *run);

/** mutants_text(), mutants_json(), mutants_html(): 0 or -errno */
int mutants_text(const struct mutants *m, FILE *out);
int mutants_json(const struct mutants *m, FILE *out);
int mutants_html(const struct mutants *m, FILE *out);

/** mutants_summary() - the score and what is wrong, for the user */
void mutants_summary(const struct mutants *m, FILE *out);

void mutants_free(struct mutants *m);

#endif
