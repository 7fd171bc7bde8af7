/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The model of one run: what was planned, what came out. Everything that
 * judges, journals or reports works on these structures and nothing else.
 */
#ifndef TRACKCERT_RUN_H
#define TRACKCERT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util.h"

/** enum result - how a planned case ended */
enum result {
	RESULT_NOTRUN, /* not reached; the message says because of what */
	RESULT_PASS,
	RESULT_FAIL,
	RESULT_SKIP, /* not applicable; the message says why */
	RESULT_TIMEOUT,
	RESULT_CRASH, /* the guest's kernel died in it */
	RESULT_ERROR, /* the suite or the VM broke: says nothing of the driver */
	RESULT_COUNT
};

enum level { LEVEL_MUST, LEVEL_SHOULD, LEVEL_MAY };
enum layer { LAYER_CORE, LAYER_DRIVER, LAYER_DEVICE };

/** enum verdict - what is said of a driver, or of a kernel's core */
enum verdict { VERDICT_CONFORMS, VERDICT_DOES_NOT_CONFORM, VERDICT_INCOMPLETE };

/** struct rule - one rule of CONFORMANCE.md */
struct rule {
	char *id;
	enum level level;
	enum layer layer;
	struct strings profiles;
	char *statement;
	char *source;
	char *not_checked; /* why no case checks it; NULL when one does */
	char *where;	   /* condition under which it holds; NULL: always */
	char *replaces;	   /* id of the rule whose place it takes in its own
			    * profile; NULL: none's */
	char *chapter;
	unsigned int line; /* in CONFORMANCE.md, from 1 */
};

struct rules {
	struct rule *v;
	size_t n;
};

void rules_free(struct rules *rules);

/** struct case_info - a case's facts, as its suite program prints them */
struct case_info {
	char *id;
	char *suite;
	char *test;
	char *program;
	char *says;
	struct strings rules;
	struct strings needs;
	struct strings after;	 /* ids of earlier cases that it builds on */
	struct strings fails_on; /* target specs that it was seen to fail on */
	unsigned int timeout;	 /* seconds */
	bool budget;		 /* does as much as a budget says */
	char *set; /* MODULE.PARAMETER=VALUE that the guest sets first; NULL:
		      none */
	bool once; /* of the cases of one setting none is run after the first
		    * that fails */
};

struct cases {
	struct case_info *v;
	size_t n;
};

/**
 * struct bits - expected against reported bits of a failed bitmap check
 * @iova: first byte of the window
 * @page_size: bytes that one bit stands for
 * @first: index in the window of the first page shown
 * @pages: how many pages are shown, 4096 at most
 * @expected: bit k of byte b is page @first + 8 * b + k; (@pages + 7) / 8 bytes
 * @reported: likewise
 */
struct bits {
	uint64_t iova;
	uint64_t page_size;
	uint64_t first;
	uint32_t pages;
	uint8_t *expected;
	uint8_t *reported;
};

/** struct case_result - one planned case and how it ended */
struct case_result {
	/* copied from struct case_info and the rules, so that a run folder
	 * can be read without the suites that made it */
	char *id;
	char *suite;
	char *says;
	struct strings rules;
	enum level level;
	enum layer layer;

	enum result result;
	double duration_s;
	char *message;	   /* first reason, one line; NULL for a plain PASS, and
			    * for a NOTRUN that may still be run */
	char *geometry;	   /* NULL when the suite printed none */
	struct bits *bits; /* NULL when the suite printed none */
	struct strings output; /* what the suite printed, bounded */
	struct strings klog;   /* suspicious kernel log lines, bounded */
	char *fingerprint; /* of those, splat_fingerprint(); NULL when none */
	char *expected;	   /* reason out of the expectations; NULL when none */
	char *expected_at; /* FILE:LINE that lists it; NULL: not known */
	bool may_pass;	   /* listed, but of another source or kernel */
	enum result expected_result; /* valid with @expected */
	bool charged; /* derived by verdict_judge(): the lane's control fails
		       * it, too */

	/* where the plan of a target is shared by several runs */
	unsigned int shard; /* which one owes it, from 1; 0: every one */
	size_t place;	    /* its index in the whole plan */
};

struct source_file {
	char *path;
	char *sha256;
	bool unmodified;
};

/** struct module - a kernel module that took part */
struct module {
	char *name;
	char *sha256;
	char *origin; /* package, package-source, fixture, out-of-tree */
	bool unmodified;
	struct source_file *sources;
	size_t nr_sources;
};

/**
 * module_compared() - can it differ from what a package ships?
 *
 * A fixture is ours, a driver out of tree and what a kernel of the user's own
 * has their owner's: there is nothing that they could differ from.
 */
bool module_compared(const struct module *module);

/** struct rule_result - what the cases say of one rule on one target */
struct rule_result {
	const struct rule *rule;
	enum result result; /* PASS, FAIL; NOTRUN: unjudged */
	char *reason;	    /* why it is unjudged; NULL otherwise */
	bool excused;	    /* unjudged, and nothing here could judge it: the
			     * verdict does not wait for it */
	bool stopped;	    /* unjudged for no other reason than failed cases
			     * that its own build on */
	bool charged;	    /* FAIL, but only in cases that the lane's control
			     * fails, too: it is the core's, not the driver's */
};

/** struct target_run - one target on one lane */
struct target_run {
	char *target; /* as asked for: NAME or NAME,KEY=VALUE... */
	char *summary;
	char *driver;
	char *model; /* NULL when no firmware is modelled */
	char *kernel;
	char *release;
	char *config_sha256;
	char *kernel_note;
	char *mode;
	char *profile;
	struct module *modules;
	size_t nr_modules;
	struct pairs env;    /* what the guest said of itself */
	struct pairs splats; /* known complaints of the kernel: glob of the
			      * fingerprint, reason */
	struct case_result *cases;
	size_t nr_cases;
	unsigned int shards; /* runs that share its cases; 0: only this one */
	struct case_result *elsewhere; /* what other shards run: no results */
	size_t nr_elsewhere;
	char *kernel_knobs; /* KEY=VALUE... that the kernel's own modules take,
			     * and that are part of the lane; NULL: none */
	bool control;	    /* the reference, with no other knobs than those */
	bool core_here; /* its lane's cases of layer core are planned here */
	char *infrastructure; /* why the VM could not be had; NULL when it could
			       */

	/* derived by verdict_judge() */
	struct rule_result *rules; /* those of the profile, in order */
	size_t nr_rules;
	enum verdict verdict;
	size_t core; /* of run.cores */
	unsigned int counts[RESULT_COUNT];
	unsigned int unexpected; /* cases that the expectations do not explain */
};

/**
 * struct shard - which of several runs that share their targets' cases
 * @index: from 1
 * @count: of how many; 0: the cases are not shared
 * @selected: the user selected cases before they were shared
 */
struct shard {
	unsigned int index;
	unsigned int count;
	bool selected;
};

/** struct charge - a rule that drivers and their lane's control break alike */
struct charge {
	const struct rule *rule;
	struct strings cases; /* ids of those that fail on both */
};

/**
 * struct core_run - the VFIO core of one lane: kernel, mode, the kernel's knobs
 * @through: the target that the cases of layer core ran with
 * @control: the reference on this lane, asked for or not; NULL: did not run
 * @verdict: of the core: its own rules, and those that it is charged with
 * @charges: rules of drivers that the core is charged with
 * @nr_charges: how many
 */
struct core_run {
	const struct target_run *through;
	const struct target_run *control;
	enum verdict verdict;
	struct charge *charges;
	size_t nr_charges;
};

/* Of @env of a target: which files of --source, --core-source differ. */
#define ENV_DRIVER_CHANGED "source changed"
#define ENV_CORE_CHANGED   "core-source changed"
#define SOURCE_UNCHANGED   "nothing"

/* Likewise: the list of known failures, where it is another kernel's. */
#define ENV_KNOWN "known failures"

/** struct run - one invocation */
struct run {
	char *dir;
	char *tool_version;
	char *tool_commit;
	char *started; /* ISO 8601, UTC */
	double duration_s;
	uint64_t seed;
	bool partial; /* the user selected cases, or these are a shard's */
	struct shard shard;
	bool interrupted;
	struct pairs env;   /* host, qemu, accelerator ... */
	struct rules rules; /* CONFORMANCE.md as it was at the time */
	struct target_run *targets;
	size_t nr_targets;
	struct target_run *controls; /* what nobody asked for: the reference,
				      * running what a driver failed */
	size_t nr_controls;

	/* derived by verdict_judge() */
	struct core_run *cores; /* a lane each, in order */
	size_t nr_cores;
};

const char *result_name(enum result result);

/**
 * mode_words() - which of a kernel's lanes a target ran on
 *
 * Return: ", mode cdev", to be put behind the kernel's name; nothing for mode
 * group, which every kernel has.
 */
const char *mode_words(const struct target_run *target);

/* How the reason begins when a case is skipped because of the lane's mode. */
#define SKIP_OF_MODE "needs several files of one open device"

/**
 * skip_of_mode() - has a case been skipped because of the lane's mode?
 *
 * Lists of expectations are for all modes of a kernel: such a skip does not
 * contradict them.
 */
bool skip_of_mode(const struct case_result *result);

/* How it begins when the stimulus cannot do what the case takes. */
#define SKIP_OF_STIMULUS "the stimulus cannot"

/**
 * skip_of_stimulus() - has a case been skipped for want of writes or reads?
 *
 * None, or not such ones: nobody knows then what the driver does with them.
 */
bool skip_of_stimulus(const struct case_result *result);

/** need_of_stimulus() - is it one that the target's stimulus meets? */
bool need_of_stimulus(const char *need);
const char *level_name(enum level level);
const char *layer_name(enum layer layer);
const char *verdict_name(enum verdict verdict);

/* Each returns false for a word it does not know. */
bool result_parse(const char *word, enum result *result);
bool level_parse(const char *word, enum level *level);
bool layer_parse(const char *word, enum layer *layer);

/**
 * run_target() - a target or a control by its number
 * @index: of @run->targets; behind them those of @run->controls
 */
struct target_run *run_target(const struct run *run, size_t index);

/**
 * cannot_track() - can no driver track on the target's kernel?
 *
 * Return: NULL, or an allocated "this kernel cannot track: REASON", as the
 * guest has it.
 */
char *cannot_track(const struct target_run *target);

/** lane_same() - are they of one kernel, mode, and knobs of the kernel? */
bool lane_same(const struct target_run *a, const struct target_run *b);

/** cores_free() - drop what verdict_judge() derived of the lanes */
void cores_free(struct run *run);

/** splat_is() - a FAIL for no other reason than a complaint of the kernel's
 * whose fingerprint @glob matches? */
bool splat_is(const struct case_result *result, const char *glob);

/**
 * splat_expect() - is what the kernel complained of a known complaint?
 * @target: whose @splats are known
 * @result: of one of its cases; a FAIL for no other reason than a complaint
 *          that is known gets @expected
 *
 * Many complaints come once a boot, in whichever case is the first to cause
 * them: they are listed by fingerprint, not by case.
 */
void splat_expect(const struct target_run *target, struct case_result *result);

/** result_is_open() - has the case not ended, one way or another? */
bool result_is_open(const struct case_result *result);

/** run_explain() - give each NOTRUN that has no message this one */
void run_explain(struct run *run, const char *why);

/** result_free() - what a result owns */
void result_free(struct case_result *result);

void run_free(struct run *run);

#endif
