// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every way to be refused by the gate, and what it lets pass: a pair of run
 * folders each, forged out of one run that conforms.
 */
#include <errno.h>
#include <sys/stat.h>

#include "gate.h"
#include "gate_limits.h"
#include "load.h"
#include "sample_folder.h"
#include "sample_run.h"
#include "test.h"

#define TODAY "2026-02-01"

/* What is done to the run that conforms. */
enum forgery {
	NO_TARGET = 1, /* the second target is not there */
	NO_VM = 2,     /* the first target's VM could not be had */
	INTERRUPTED = 4,
	PARTIAL = 8,
	ALL_SKIPPED = 16,  /* of the first target */
	NO_RULE_CASE = 32, /* the only case of a MUST rule was not planned */
	KNOBS = 64,	   /* the first target's knobs are turned */
};

/* One case that ended otherwise; with message "-" it is not there. */
struct edit {
	const char *id;
	enum result result;
	const char *message;
};

struct forged {
	unsigned int what;
	unsigned int ranges, span; /* limits that a case prints; 0: none does */
	struct edit edits[3];
};

#define SECOND_READ "bitmap/second-read-is-zero" /* of layer driver */
#define OVER_PAGE   "bounds/over-one-page"	 /* of layer core */
#define SETTLED	    "lifecycle/report-off"	 /* of layer driver */

struct row {
	const char *says;
	bool alone; /* no BASE */
	bool strict;
	struct forged base, now;
	const char *driver; /* pds.debian-6.12 */
	const char *core;   /* core.debian-6.12 */
	const char *ledger; /* of pds.debian-6.12 */
	/* the one finding, NULL: open */
	const char *finding;
};

static const struct row refused[] = {
	{ .says = "a failure that was none before",
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .finding = "regression: pds.debian-6.12.group " SECOND_READ
		     ": was PASS, is FAIL: 24 bits; repeat: trackcert run -t "
		     "pds -k debian-6.12 --seed 1477213 " SECOND_READ },
	{ .says = "a failure that is not listed",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .finding = "is FAIL and not listed: 24 bits" },
	{ .says = "a hang that is not listed",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_TIMEOUT, "10 s" } } },
	  .finding = "is TIMEOUT and not listed: 10 s" },
	{ .says = "a crash where there was a failure",
	  .base = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .now = { .edits = { { SECOND_READ, RESULT_CRASH, "BUG: x" } } },
	  .finding = "was FAIL, is CRASH: BUG: x" },
	{ .says = "a failure that the list has as something else",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_CRASH, "BUG: x" } } },
	  .driver = "FAIL " SECOND_READ " why\n",
	  .finding = "pds.debian-6.12:1 lists it as FAIL, is CRASH: BUG: x" },
	{ .says = "a list that is wrong for both runs",
	  .base = { .edits = { { SECOND_READ, RESULT_CRASH, "BUG: x" } } },
	  .now = { .edits = { { SECOND_READ, RESULT_CRASH, "BUG: x" } } },
	  .driver = "FAIL " SECOND_READ " why\n",
	  .finding = "lists it as FAIL, is CRASH" },
	{ .says = "a failure of a case that is new",
	  .base = { .edits = { { SECOND_READ, RESULT_PASS, "-" } } },
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .finding = "was not there, is FAIL: 24 bits" },
	{ .says = "a driver's list does not excuse turned knobs",
	  .alone = true,
	  .now = { .what = KNOBS,
		   .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .driver = "FAIL " SECOND_READ " why\n",
	  .finding = "regression: pds,knob=1.debian-6.12.group " SECOND_READ
		     ": is FAIL and not listed: 24 bits; repeat: trackcert "
		     "run -t pds,knob=1 -k debian-6.12" },
	{ .says = "a case that is skipped now",
	  .now = { .edits = { { SECOND_READ, RESULT_SKIP, "no stimulus" } } },
	  .finding = "was PASS, is SKIP: no stimulus" },
	{ .says = "a failure that is skipped now",
	  .base = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .now = { .edits = { { SECOND_READ, RESULT_SKIP, "no stimulus" } } },
	  .finding = "was FAIL, is SKIP: no stimulus" },
	{ .says = "a listed failure that is skipped now",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_SKIP, "no stimulus" } } },
	  .driver = "FAIL " SECOND_READ " why\n",
	  .finding = "unused line: pds.debian-6.12.group " SECOND_READ },
	{ .says = "a listed failure that passes",
	  .alone = true,
	  .driver = "# known\nFAIL " SECOND_READ " why\n",
	  .finding = "unexpected pass: pds.debian-6.12.group " SECOND_READ
		     ": passes, but " },
	{ .says = "a listed failure of the core that passes",
	  .base = { .what = NO_TARGET },
	  .now = { .what = NO_TARGET },
	  .core = "CRASH " OVER_PAGE " why\n",
	  .finding = "core.debian-6.12:1 lists it as CRASH: delete the line" },
	{ .says = "a listed skip that passes",
	  .alone = true,
	  .driver = "SKIP " SECOND_READ " why\n",
	  .finding = "pds.debian-6.12:1 lists it as SKIP: delete the line" },
	{ .says = "a listed skip that fails",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .driver = "SKIP " SECOND_READ " why\n",
	  .finding = "lists it as SKIP, is FAIL: 24 bits" },
	{ .says = "a flake that is skipped now",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_SKIP, "no stimulus" } } },
	  .driver = "FLAKE " SECOND_READ " why\n",
	  .finding = "lists it as FLAKE, but it was skipped: no stimulus" },
	{ .says = "a case that disappeared",
	  .now = { .edits = { { SETTLED, RESULT_PASS, "-" },
			      { "abi/probe-start", RESULT_PASS, NULL } } },
	  .finding = "disappeared: pds.debian-6.12.group " SETTLED
		     ": was PASS, is not in " },
	{ .says = "a target that disappeared",
	  .now = { .what = NO_TARGET },
	  .finding = "disappeared: reference.debian-6.12.group: is not in " },
	{ .says = "a VM that was not to be had",
	  .now = { .what = NO_VM },
	  .finding = "not judged: pds.debian-6.12.group: no VM today" },
	{ .says = "a run that was interrupted",
	  .now = { .what = INTERRUPTED,
		   .edits = { { SETTLED, RESULT_NOTRUN, "interrupted" } } },
	  .finding = "not judged: the run was interrupted" },
	{ .says = "a part of a run, for the whole",
	  .alone = true,
	  .now = { .what = PARTIAL },
	  .finding = "not judged: only some of the cases were asked for" },
	{ .says = "a target of which nothing was run",
	  .now = { .what = ALL_SKIPPED },
	  .base = { .what = ALL_SKIPPED },
	  .finding = "not judged: pds.debian-6.12.group: not one of its cases "
		     "was run" },
	{ .says = "an error of the suite",
	  .now = { .edits = { { SETTLED, RESULT_ERROR, "no device" } } },
	  .finding = "not judged: pds.debian-6.12.group " SETTLED
		     ": is ERROR: no device" },
	{ .says = "an error of the suite in both",
	  .base = { .edits = { { SETTLED, RESULT_ERROR, "no device" } } },
	  .now = { .edits = { { SETTLED, RESULT_ERROR, "no device" } } },
	  .finding = "is ERROR: no device" },
	{ .says = "a case that was not reached",
	  .now = { .edits = { { SETTLED, RESULT_NOTRUN, "too late" } } },
	  .finding = "is NOTRUN: too late" },
	{ .says = "a case that claims to wait for one that passed",
	  .now = { .edits = { { SETTLED, RESULT_NOTRUN,
				"builds on abi/probe-start, which failed" } } },
	  .finding = "is NOTRUN: builds on abi/probe-start" },
	{ .says = "a case that claims to wait for none of the run",
	  .now = { .edits = { { SETTLED, RESULT_NOTRUN,
				"builds on abi/none, which failed" } } },
	  .finding = "is NOTRUN: builds on abi/none" },
	{ .says = "a rule that nothing checks any more",
	  .now = { .what = NO_RULE_CASE },
	  .base = { .edits = { { SECOND_READ, RESULT_PASS, "-" } } },
	  .alone = true,
	  .finding = "not judged: pds.debian-6.12.group VDT-REPORT-020: no "
		     "case judged this MUST rule: no case checks it" },
	{ .says = "a rule all of whose cases were skipped",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_SKIP, "no stimulus" } } },
	  .finding =
		  "VDT-REPORT-020: no case judged this MUST rule: SKIP " SECOND_READ
		  ": no stimulus" },
	{ .says = "a line that has expired",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .driver = "FAIL " SECOND_READ " why [until=2026-01-31]\n",
	  .finding = "pds.debian-6.12:1 " SECOND_READ
		     ": held until 2026-01-31, today is 2026-02-01" },
	{ .says = "a line for a case that there is not",
	  .alone = true,
	  .driver = "FAIL bitmap/none why\n",
	  .finding =
		  "pds.debian-6.12:1 bitmap/none: the run has no such case of "
		  "layer driver or device" },
	{ .says = "a driver's line for a case of the core",
	  .alone = true,
	  .driver = "FLAKE " OVER_PAGE " why\n",
	  .finding = "the run has no such case of layer driver or device" },
	{ .says = "a core's line for a case of the driver",
	  .alone = true,
	  .core = "FLAKE " SECOND_READ " why\n",
	  .finding = "the run has no such case of layer core" },
	{ .says = "a skip of the core that nobody skips",
	  .alone = true,
	  .core = "SKIP " OVER_PAGE " why\n",
	  .finding = "no target skips it" },
	{ .says = "a line without an owner",
	  .alone = true,
	  .strict = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .driver = "FAIL " SECOND_READ
		    " why [link=https://x/1 until=2026-02-01]\n",
	  .finding = "pds.debian-6.12:1 " SECOND_READ ": has no owner" },
	{ .says = "fewer ranges than in the ledger",
	  .alone = true,
	  .now = { .ranges = 128, .span = 1024 },
	  .ledger = "4096 256 1024\n",
	  .finding = "smaller limit: pds.debian-6.12.group abi/probe-start: "
		     "limit of ranges at page_size 4096: was 256 (" },
	{ .says = "how to repeat it",
	  .alone = true,
	  .now = { .ranges = 128, .span = 1024 },
	  .ledger = "# kept\n4096 256 1024\n",
	  .finding = "pds.debian-6.12:2), is 128; repeat: trackcert run -t "
		     "pds -k debian-6.12 --seed 1477213 abi/probe-start" },
	{ .says = "a smaller span than in the ledger",
	  .alone = true,
	  .now = { .ranges = 256, .span = 512 },
	  .ledger = "4096 256 1024\n",
	  .finding = "limit of span at page_size 4096: was 1024 (" },
	{ .says = "fewer ranges than before, which no ledger has",
	  .base = { .ranges = 256, .span = 1024 },
	  .now = { .ranges = 128, .span = 1024 },
	  .finding = "limit of ranges at page_size 4096: was 256 (" },
	{ .says = "promised limits that were not measured",
	  .alone = true,
	  .ledger = "4096 256 1024\n",
	  .finding = "not judged: pds.debian-6.12.group: the limits at "
		     "page_size 4096 (" },
	{ .says = "limits of a case that failed",
	  .alone = true,
	  .now = { .what = NO_TARGET,
		   .ranges = 256,
		   .span = 1024,
		   .edits = { { "abi/probe-start", RESULT_FAIL, "x" } } },
	  .core = "FAIL abi/probe-start why\n",
	  .ledger = "4096 256 1024\n",
	  .finding = "the limits at page_size 4096 (" },
	{ .says = "a line without anything",
	  .alone = true,
	  .strict = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .driver = "FAIL " SECOND_READ " why\n",
	  .finding = "has no owner, no link, no last day (until)" },
};

static const struct row passed[] = {
	{ .says = "limits as in the ledger",
	  .now = { .ranges = 256, .span = 1024 },
	  .base = { .ranges = 256, .span = 1024 },
	  .ledger = "# kept\n4096 256 1024\n" },
	{ .says = "limits larger than in the ledger and before",
	  .now = { .ranges = 256, .span = 1024 },
	  .base = { .ranges = 128, .span = 512 },
	  .ledger = "4096 128 512\n" },
	{ .says = "limits that nobody has promised",
	  .now = { .ranges = 256, .span = 1024 } },
	{ .says = "limits of a part of a run, not measured",
	  .now = { .what = PARTIAL },
	  .base = { .what = PARTIAL },
	  .ledger = "4096 256 1024\n" },
	{ .says = "turned knobs have no ledger",
	  .alone = true,
	  .now = { .what = KNOBS, .ranges = 4, .span = 1024 },
	  .ledger = "4096 256 1024\n" },
	{ .says = "the same again" },
	{ .says = "nothing wrong, nothing listed", .alone = true },
	{ .says = "a failure that was there before",
	  .base = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "23 bits" } } } },
	{ .says = "a failure that is gone",
	  .base = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } } },
	{ .says = "listed failures, of the driver and of the core",
	  .alone = true,
	  .now = { .what = NO_TARGET,
		   .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" },
			      { OVER_PAGE, RESULT_CRASH, "BUG: x" } } },
	  .driver = "FAIL " SECOND_READ " why [until=" TODAY "]\n",
	  .core = "CRASH " OVER_PAGE " why\n" },
	{ .says = "a strict line with all that it needs",
	  .alone = true,
	  .strict = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" } } },
	  .driver = "FAIL " SECOND_READ
		    " why [owner=a@b link=https://x/1 until=2026-02-01]\n" },
	{ .says = "a flake that fails",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_TIMEOUT, "10 s" } } },
	  .driver = "FLAKE " SECOND_READ " why\n" },
	{ .says = "a flake that passes",
	  .alone = true,
	  .driver = "FLAKE " SECOND_READ " why\n" },
	{ .says = "a listed skip",
	  .now = { .edits = { { SETTLED, RESULT_SKIP, "no reset" } } },
	  .driver = "SKIP " SETTLED " why\n" },
	{ .says = "a listed skip of a rule's only case",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_SKIP, "no stimulus" } } },
	  .driver = "SKIP " SECOND_READ " why\n" },
	{ .says = "a core's failure on a target that offers its case nothing",
	  .alone = true,
	  .now = { .edits = { { "abi/probe-start", RESULT_SKIP, "no" } } },
	  .core = "FLAKE abi/probe-start why\n" },
	{ .says = "a case that waits for a listed failure",
	  .alone = true,
	  .now = { .edits = { { SECOND_READ, RESULT_FAIL, "24 bits" },
			      { SETTLED, RESULT_NOTRUN,
				"builds on " SECOND_READ ", which failed" } } },
	  .driver = "FAIL " SECOND_READ " why\n" },
	{ .says = "parts of the same kind",
	  .base = { .what = PARTIAL },
	  .now = { .what = PARTIAL },
	  .driver = "FLAKE bitmap/none why\n" },
};

static void case_edit(struct target_run *target, const struct edit *edit)
{
	size_t i = 0;

	while (strcmp(target->cases[i].id, edit->id))
		assert_true(++i < target->nr_cases);
	target->cases[i].result = edit->result;
	if (edit->message && strcmp(edit->message, "-")) {
		target->cases[i].message = xstrdup(edit->message);
		return;
	}
	if (!edit->message)
		return;
	result_free(&target->cases[i]);
	memmove(&target->cases[i], &target->cases[i + 1],
		(--target->nr_cases - i) * sizeof(*target->cases));
}

/* The last target of the run goes. */
static void target_drop(struct run *run)
{
	struct run gone = { .targets = xcalloc(1, sizeof(*run->targets)),
			    .nr_targets = 1 };

	gone.targets[0] = run->targets[--run->nr_targets];
	run_free(&gone);
}

static void target_forge(struct target_run *target, unsigned int what)
{
	if (what & NO_VM)
		target->infrastructure = xstrdup("no VM today");
	for (size_t i = 0; i < target->nr_cases; i++) {
		if (what & NO_VM)
			target->cases[i].result = RESULT_NOTRUN;
		if (what & ALL_SKIPPED)
			target->cases[i].result = RESULT_SKIP;
	}
	if (what & NO_RULE_CASE)
		case_edit(target,
			  &(struct edit){ SECOND_READ, RESULT_PASS, "-" });
	if (what & KNOBS) {
		free(target->target);
		target->target = xstrdup("pds,knob=1");
	}
}

static struct target_run *good_target(struct run *run, const char *name)
{
	struct target_run *target = sample_target(run, name, "A target");

	sample_passes(run, target);
	sample_case(run, target, OVER_PAGE, "One range too many",
		    "VDT-START-030", RESULT_PASS);
	sample_case(run, target, SECOND_READ, "Read, cleared", "VDT-REPORT-020",
		    RESULT_PASS);
	return target;
}

static void limits_forge(struct target_run *target, const struct forged *forged)
{
	struct strings *output = &target->cases[0].output;

	if (!forged->ranges)
		return;
	strings_addf(output, "# measured: limit.ranges.4096=%u ranges",
		     forged->ranges);
	strings_addf(output, "# measured: limit.span.4096=%u bytes",
		     forged->span);
}

/* Forges a run and takes it through a folder. */
static void run_forge(const struct forged *forged, struct run *run)
{
	static const char *const names[] = { "journal.jsonl", NULL };
	struct run made = { 0 };
	char *dir = folder_new();

	sample_env(&made);
	sample_rules(&made);
	good_target(&made, "pds");
	good_target(&made, "reference");
	target_forge(&made.targets[0], forged->what);
	limits_forge(&made.targets[0], forged);
	for (size_t i = 0; i < ARRAY_SIZE(forged->edits); i++)
		if (forged->edits[i].id)
			case_edit(&made.targets[0], &forged->edits[i]);
	made.interrupted = forged->what & INTERRUPTED;
	made.partial = forged->what & PARTIAL;
	if (forged->what & NO_TARGET)
		target_drop(&made);
	assert_int_equal(folder_write(&made, dir), 0);
	run_free(&made);
	assert_int_equal(load_run(dir, run), 0);
	folder_remove(dir, names);
}

static const char *const list_names[] = { "pds.debian-6.12", "core.debian-6.12",
					  NULL };

static void list_put(const char *dir, const char *name, const char *text)
{
	char *path = path_join(dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text ? text : "", f);
	fclose(f);
	free(path);
}

static char *lists_make(const struct row *row)
{
	char *dir = folder_new();

	list_put(dir, list_names[0], row->driver);
	list_put(dir, list_names[1], row->core);
	return dir;
}

/* What the gate says to a row, allocated; @findings: how many there are. */
static const char *const ledger_names[] = { "pds.debian-6.12", NULL };

static char *ledger_make(const char *text)
{
	char *dir = folder_new();

	if (text)
		list_put(dir, ledger_names[0], text);
	return dir;
}

static char *row_ask(const struct row *row, size_t *findings)
{
	struct run base = { 0 }, now;
	char *dir = lists_make(row), *text;
	char *ledger = ledger_make(row->ledger);
	struct gate gate = { .run = &now,
			     .base = row->alone ? NULL : &base,
			     .dir = dir,
			     .ledger = ledger,
			     .today = TODAY,
			     .strict = row->strict };
	struct strings errors = { 0 };
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!row->alone)
		run_forge(&row->base, &base);
	run_forge(&row->now, &now);
	assert_int_equal(gate_judge(&gate, &errors), 0);
	assert_int_equal(gate_text(&gate, out), 0);
	fclose(out);
	*findings = gate.nr_findings;
	assert_int_equal(gate_status(&gate) != STATUS_OK, *findings > 0);
	gate_free(&gate);
	run_free(&base);
	run_free(&now);
	folder_remove(ledger, ledger_names);
	folder_remove(dir, list_names);
	return text;
}

static void gate_refuses(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		size_t findings;
		char *text = row_ask(&refused[i], &findings);

		if (findings != 1 || !strstr(text, refused[i].finding))
			fail_msg("%s: %zu findings:\n%s", refused[i].says,
				 findings, text);
		free(text);
	}
}

static void gate_passes(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(passed); i++) {
		size_t findings;
		char *text = row_ask(&passed[i], &findings);

		if (findings)
			fail_msg("%s: %zu findings:\n%s", passed[i].says,
				 findings, text);
		free(text);
	}
}

/* A refusal is a line, whatever a guest put into its message. */
static void gate_escapes(void **state)
{
	const struct row row = {
		.alone = true,
		.now = { .edits = { { SECOND_READ, RESULT_FAIL, HOSTILE } } },
	};
	size_t findings, lines = 0;
	char *text = row_ask(&row, &findings);

	for (const char *s = text; *s; s++)
		lines += *s == '\n';
	assert_int_equal(findings, 1);
	assert_int_equal(lines, 2);
	assert_null(strchr(text, '\033'));
	free(text);
}

static void gate_list_refused(void **state)
{
	const struct row row = { .driver = "FAIL " SECOND_READ "\n" };
	struct run now;
	char *dir = lists_make(&row);
	struct gate gate = { .run = &now, .dir = dir, .today = TODAY };
	struct strings errors = { 0 };

	run_forge(&row.now, &now);
	assert_int_equal(gate_judge(&gate, &errors), -EINVAL);
	assert_error(&errors, "pds.debian-6.12:1: gives no reason");
	strings_free(&errors);
	gate_free(&gate);
	run_free(&now);
	folder_remove(dir, list_names);
}

/* Nothing that was applicable is not the same as nothing that failed. */
static void gate_nothing(void **state)
{
	const struct forged forged = { .what = ALL_SKIPPED | NO_TARGET };
	const struct row row = { 0 };
	struct run now;
	char *dir = lists_make(&row);
	struct gate gate = { .run = &now, .dir = dir, .today = TODAY };
	struct strings errors = { 0 };

	run_forge(&forged, &now);
	assert_int_equal(gate_judge(&gate, &errors), 0);
	assert_int_equal(gate_status(&gate), STATUS_NOTHING);
	gate_free(&gate);
	run_free(&now);
	folder_remove(dir, list_names);
}

/* What is written opens the gate, and keeps the words of what holds. */
static void gate_writes(void **state)
{
	const struct row row = {
		.now = { .what = NO_TARGET,
			 .edits = { { SECOND_READ, RESULT_FAIL, "24 [bits]\n" },
				    { SETTLED, RESULT_TIMEOUT, "10 s" },
				    { OVER_PAGE, RESULT_SKIP, HOSTILE } } },
		.driver = "TIMEOUT " SETTLED " slow [owner=a@b]\n"
			  "FAIL bitmap/one-page it passes\n"
			  "FAIL bitmap/none there is none\n",
	};
	struct run now;
	char *dir = lists_make(&row), *made = folder_new(), *error = NULL;
	struct gate gate = { .run = &now, .dir = dir, .today = TODAY };
	struct strings errors = { 0 };
	char *path = path_join(made, list_names[0]), *text;

	run_forge(&row.now, &now);
	assert_int_equal(gate_judge(&gate, &errors), 0);
	assert_int_equal(gate.nr_findings, 4);
	assert_int_equal(gate_write(&gate, made, "2026-05-02", &error), 0);
	assert_int_equal(gate_write(&gate, made, "2026-05-02", &error),
			 -EEXIST);
	assert_non_null(strstr(error, "File exists"));
	free(error);
	gate_free(&gate);

	assert_int_equal(file_read(path, 1 << 20, &text, NULL), 0);
	assert_non_null(
		strstr(text, "\nTIMEOUT " SETTLED " slow [owner=a@b]\n"));
	assert_non_null(strstr(text, "\nFAIL " SECOND_READ
				     " 24 (bits)  [until=2026-05-02]\n"));
	assert_null(strstr(text, "bitmap/one-page"));
	assert_null(strstr(text, "bitmap/none"));
	free(text);

	gate.dir = made;
	assert_int_equal(gate_judge(&gate, &errors), 0);
	assert_int_equal(gate.nr_findings, 0);
	gate_free(&gate);
	run_free(&now);
	folder_remove(dir, list_names);
	folder_remove(made, list_names);
	free(path);
}

/* A ledger that cannot be read is not one that promises nothing. */
static void gate_ledger_refused(void **state)
{
	static const char *const texts[][2] = {
		{ "4096 256\n", "pds.debian-6.12:1: is not PAGE_SIZE" },
		{ "\n4096 256 -1\n", "pds.debian-6.12:2: holds what is no" },
		{ "4096 256 1x\n", "holds what is no number" },
		{ "4096 1 1\n4096 2 2\n", "lists a page size a second time" },
	};
	const struct forged forged = { 0 };
	const struct row row = { 0 };
	struct run now;
	char *dir = lists_make(&row);

	run_forge(&forged, &now);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *ledger = ledger_make(texts[i][0]);
		struct gate gate = { .run = &now,
				     .dir = dir,
				     .ledger = ledger,
				     .today = TODAY };
		struct strings errors = { 0 };

		assert_int_equal(gate_judge(&gate, &errors), -EINVAL);
		assert_error(&errors, texts[i][1]);
		strings_free(&errors);
		gate_free(&gate);
		folder_remove(ledger, ledger_names);
	}
	run_free(&now);
	folder_remove(dir, list_names);
}

/* What is written is what was measured, and what was there besides. */
static void gate_writes_ledgers(void **state)
{
	const struct forged forged = { .ranges = 256, .span = 1024 };
	const struct row row = { 0 };
	char *dir = lists_make(&row), *made = folder_new(), *error = NULL;
	char *ledger = ledger_make("4096 300 1\n65536 8 16\n");
	struct run now;
	struct gate gate = {
		.run = &now, .dir = dir, .ledger = ledger, .today = TODAY
	};
	char *path = path_join(made, ledger_names[0]), *text;
	struct strings errors = { 0 };

	run_forge(&forged, &now);
	assert_int_equal(gate_judge(&gate, &errors), 0);
	assert_int_equal(gate.notes.n, 1);
	assert_non_null(strstr(gate.notes.v[0], "larger limit: pds"));
	assert_int_equal(gate_limits_write(&gate, made, &error), 0);
	assert_int_equal(file_read(path, 4096, &text, NULL), 0);
	assert_non_null(strstr(text, "\n4096 256 1024\n65536 8 16\n"));
	assert_int_equal(gate_limits_write(&gate, made, &error), -EEXIST);
	free(error);
	free(text);
	free(path);
	gate_free(&gate);
	run_free(&now);
	folder_remove(made, ledger_names);
	folder_remove(ledger, ledger_names);
	folder_remove(dir, list_names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gate_refuses),
		cmocka_unit_test(gate_passes),
		cmocka_unit_test(gate_escapes),
		cmocka_unit_test(gate_list_refused),
		cmocka_unit_test(gate_nothing),
		cmocka_unit_test(gate_writes),
		cmocka_unit_test(gate_ledger_refused),
		cmocka_unit_test(gate_writes_ledgers),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
