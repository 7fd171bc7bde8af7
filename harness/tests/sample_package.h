/* SPDX-License-Identifier: GPL-2.0-only */
/* Made-up packages, whole ones and forged ones, for the tests of verify. */
#ifndef TRACKCERT_SAMPLE_PACKAGE_H
#define TRACKCERT_SAMPLE_PACKAGE_H

#include <stdio.h>
#include <sys/stat.h>

#include "cases.h"
#include "certificate.h"
#include "certify.h"
#include "digest.h"
#include "journal.h"
#include "package.h"
#include "paths.h"
#include "plan.h"
#include "replay.h"
#include "report.h"
#include "rules.h"
#include "test.h"
#include "verdict.h"

#define PACKAGE_SHA \
	"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define PACKAGE_STARTED "2026-01-31T09:14:03Z"
#define PACKAGE_TODAY	"2026-02-01"

/* What is done to a package before its statement is made. */
enum sample_forgery {
	SAMPLE_PARTIAL = 1 << 0,
	SAMPLE_INTERRUPTED = 1 << 1,
	SAMPLE_NO_CONTROL = 1 << 2,
	SAMPLE_BAD_CONTROL = 1 << 3,
	SAMPLE_FAR_CONTROL = 1 << 4, /* on another lane */
	SAMPLE_KNOBS = 1 << 5,
	SAMPLE_SKIP_ALL = 1 << 6,
	SAMPLE_SKIP_WRITE = 1 << 7, /* the target offers no stimulus */
	SAMPLE_SKIP_ONE = 1 << 8,   /* the plan leaves a case out, just so */
	SAMPLE_FAIL = 1 << 9,
	SAMPLE_SEED = 1 << 10,
	SAMPLE_OTHER_DRIVER = 1 << 11, /* in the second run */
	SAMPLE_SAME_NONCE = 1 << 12,
	SAMPLE_TWO_BOOTS = 1 << 13,
	SAMPLE_LEAK = 1 << 14, /* the kernel complains behind the cases */
	SAMPLE_DROP_CASE = 1 << 15,
	SAMPLE_ADD_CASE = 1 << 16,
	SAMPLE_SWAP_CASES = 1 << 17,
	SAMPLE_TWICE = 1 << 18, /* a case has two results */
	SAMPLE_BACKWARDS = 1 << 19,
	SAMPLE_NO_RESULT = 1 << 20,
	SAMPLE_NO_VM = 1 << 21,
	SAMPLE_DOUBLE_CASE = 1 << 22, /* is planned twice */
	SAMPLE_NO_DRIVER = 1 << 23,   /* the module was not loaded */
	SAMPLE_CROWD = 1 << 24,	      /* a third target */
	SAMPLE_CLAIM = 1 << 25,	      /* the driver claims to be the control */
};

struct sample {
	unsigned int what;
	const char *commit;
	const char *tree;
	const char *options;
};

#define RULE(id, layer, text)                    \
	"### " id "\n\n**MUST** \xc2\xb7 " layer \
	" \xc2\xb7 mainline\n\n> " text "\n\nSource: vfio.h\n\n"

static const char sample_rules_text[] =
	"# Rules\n\n## START\n\n" RULE("VDT-A-010", "driver", "It works.")
		RULE("VDT-A-020", "driver", "It counts.")
			RULE("VDT-C-010", "core", "It holds.");

#define CASE_LINE(name, rule, needs)                                         \
	"{\"id\": \"demo/" name "\", \"suite\": \"demo\", \"test\": \"" name \
	"\", \"program\": \"10-demo\", \"says\": \"" name                    \
	" is right\", \"rules\": [\"" rule "\"], \"needs\": [" needs         \
	"], \"after\": [], \"fails_on\": [\"reference,defect=x\"], "         \
	"\"timeout\": 10}\n"

#define CASE_EXTRA CASE_LINE("extra", "VDT-A-010", "")

static const char sample_cases_text[] = CASE_LINE("one", "VDT-A-010", "")
	CASE_LINE("two", "VDT-A-020", "\"write\"")
		CASE_LINE("three", "VDT-C-010", "\"read\"")
			CASE_LINE("four", "VDT-A-010", "\"fault\"");

static inline void sample_write(const char *dir, const char *name,
				const char *text, size_t len)
{
	char *path = path_join(dir, name);
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static inline void sample_text(const char *dir, const char *name,
			       const char *text)
{
	sample_write(dir, name, text, strlen(text));
}

/* One lane's raw logs, as a guest would send them. */
static inline void sample_logs(const struct target_run *target,
			       const struct case_info *const *plan, size_t n,
			       const char *nonce, bool fails, bool leak,
			       struct strings *ktap, struct strings *console)
{
	strings_addf(ktap, "# trackcert %s hello 1", nonce);
	strings_addf(ktap, "# trackcert %s env release %s", nonce,
		     target->release);
	strings_addf(ktap, "# trackcert %s up", nonce);
	strings_addf(console, "[    0.000000] Linux version %s",
		     target->release);
	for (size_t i = 0; i < n; i++) {
		const char *id = plan[i]->id;
		bool bad = fails && !strcmp(id, "demo/two");

		strings_addf(ktap, "# trackcert %s case %s", nonce, id);
		strings_addf(ktap, "TAP version 13\n1..1\n%sok 1 demo.%s",
			     bad ? "# why: page 3 is missing\nnot " : "",
			     plan[i]->test);
		strings_addf(ktap, "\n# trackcert %s done %s %d 12", nonce, id,
			     bad);
		strings_addf(console, "[    1.000000] # trackcert %s case %s",
			     nonce, id);
		strings_addf(console,
			     "[    1.000000] # trackcert %s done %s %d 12",
			     nonce, id, bad);
	}
	strings_addf(ktap, "# trackcert %s health", nonce);
	strings_addf(console, "[    2.000000] # trackcert %s health", nonce);
	if (leak)
		strings_add(console, "[    2.000000] kmemleak: 1 new suspected "
				     "memory leaks (see "
				     "/sys/kernel/debug/kmemleak)");
	strings_addf(ktap, "# trackcert %s end %zu", nonce, n);
	strings_addf(console, "[    2.000000] # trackcert %s end %zu", nonce,
		     n);
}

static inline void sample_log_write(const char *dir,
				    const struct target_run *target,
				    const char *suffix, struct strings *lines)
{
	char *name = xasprintf("%s.%s.%s.%s", target->target, target->kernel,
			       target->mode, suffix);
	char *text;

	if (lines->n)
		strings_add(lines, "");
	text = strings_join(lines, "\n");
	sample_text(dir, name, text);
	free(text);
	free(name);
}

static inline void sample_module_add(struct target_run *target,
				     const char *name, const char *sha)
{
	struct module *m;

	target->modules = array_grow(target->modules, target->nr_modules,
				     sizeof(*target->modules));
	m = &target->modules[target->nr_modules++];
	m->name = xstrdup(name);
	m->sha256 = xstrdup(sha);
	m->origin = xstrdup("package-source");
	m->unmodified = true;
}

static inline struct target_run *
sample_plan(const struct sample *s, struct run *run, const char *name,
	    const char *mode, const struct cases *cases, const bool *selected)
{
	bool control = !strcmp(name, PACKAGE_CONTROL);
	struct target target = { .spec = (char *)name,
				 .name = (char *)name,
				 .summary = "A driver",
				 .driver = "demo-vfio" };
	struct kernel kernel = { .name = "debian-6.12",
				 .release = "6.12.0",
				 .config_sha256 = PACKAGE_SHA,
				 .profile = "mainline" };
	struct target_run *out;

	if (!(s->what & SAMPLE_SKIP_WRITE) || control)
		strings_add(&target.needs, "write");
	strings_add(&target.needs, "read");
	out = plan_target(run, &target, &kernel, mode, cases, selected);
	strings_free(&target.needs);
	return out;
}

/* Which cases there seem to be when this run is made. */
static inline void sample_cases(const struct sample *s, struct cases *cases)
{
	struct strings errors = { 0 };
	char *path,
		*text = xasprintf("%s%s", sample_cases_text,
				  s->what & SAMPLE_ADD_CASE ? CASE_EXTRA : "");
	struct case_info swap;

	path = text_file(text);
	assert_int_equal(cases_load(path, cases, &errors), 0);
	if (s->what & SAMPLE_SWAP_CASES) {
		swap = cases->v[0];
		cases->v[0] = cases->v[1];
		cases->v[1] = swap;
	}
	text_file_remove(path);
	free(text);
}

static inline void sample_results(const struct sample *s,
				  struct journal *journal, size_t t,
				  struct target_run *target,
				  const struct case_info *const *plan,
				  struct replay *replay)
{
	for (size_t k = 0; k < replay->n; k++) {
		size_t i = s->what & SAMPLE_BACKWARDS ? replay->n - 1 - k : k;
		struct case_result *r = &replay->results[i];
		struct case_result bare = { .id = plan[i]->id,
					    .result = RESULT_FAIL };

		r->id = xstrdup(plan[i]->id);
		if (s->what & SAMPLE_NO_RESULT && !i)
			continue;
		if (s->what & SAMPLE_TWICE && !i)
			assert_int_equal(journal_result(journal, t, &bare), 0);
		assert_int_equal(journal_result(journal, t, r), 0);
	}
	for (size_t k = 0; k < replay->env.n; k++)
		assert_int_equal(journal_env(journal, t, replay->env.v[k].key,
					     replay->env.v[k].value),
				 0);
	(void)target;
}

static inline void sample_lane(const struct sample *s, const char *dir,
			       struct journal *journal, size_t t,
			       struct target_run *target,
			       const struct cases *cases, size_t run_index)
{
	const struct case_info *plan[8];
	struct strings ktap = { 0 }, console = { 0 }, none = { 0 };
	bool control = !strcmp(target->target, PACKAGE_CONTROL);
	char *nonce = xasprintf(
		"%08zx", s->what & SAMPLE_SAME_NONCE ? 42 : 16 * run_index + t);
	char *a, *b;
	struct replay replay;
	size_t n = 0;

	for (size_t i = 0; i < target->nr_cases; i++)
		if (target->cases[i].result != RESULT_SKIP)
			plan[n++] = cases_find(cases, target->cases[i].id);
	sample_logs(target, plan, n, nonce,
		    s->what & (control ? SAMPLE_BAD_CONTROL : SAMPLE_FAIL),
		    s->what & SAMPLE_LEAK, &ktap, &console);
	a = strings_join(&ktap, "\n");
	b = strings_join(&console, "\n");
	replay_boot(a, strlen(a), b, strlen(b), nonce, plan, n, &replay);
	assert_int_equal(journal_env(journal, t, "boot 1.1.1", nonce), 0);
	if (s->what & SAMPLE_TWO_BOOTS)
		assert_int_equal(journal_env(journal, t, "boot 1.1.2", "77"),
				 0);
	if (s->what & SAMPLE_NO_VM)
		assert_int_equal(journal_infrastructure(journal, t, "no KVM"),
				 0);
	sample_results(s, journal, t, target, plan, &replay);
	sample_log_write(dir, target, "ktap", &ktap);
	sample_log_write(dir, target, "console", &console);
	sample_log_write(dir, target, "qemu", &none);
	replay_free(&replay);
	strings_free(&ktap);
	strings_free(&console);
	free(nonce);
	free(a);
	free(b);
}

static inline void sample_targets(const struct sample *s, struct run *run,
				  const struct cases *cases, size_t index)
{
	bool selected[8] = { true, true, true, true, true, true, true, true };
	const char *sha = s->what & SAMPLE_OTHER_DRIVER && index
				  ? "00" PACKAGE_SHA
				  : PACKAGE_SHA;
	struct target_run *target;

	if (s->what & SAMPLE_DROP_CASE)
		selected[0] = false;
	target = sample_plan(s, run,
			     s->what & SAMPLE_KNOBS ? "pds,knob=1" : "pds",
			     "group", cases, selected);
	if (!(s->what & SAMPLE_NO_DRIVER))
		sample_module_add(target, "demo_vfio", sha);
	for (size_t i = 0; i < target->nr_cases; i++) {
		struct case_result *r = &target->cases[i];

		if (!(s->what & SAMPLE_SKIP_ALL) &&
		    !(s->what & SAMPLE_SKIP_ONE && !i))
			continue;
		r->result = RESULT_SKIP;
		free(r->message);
		r->message = xstrdup("needs 'moon', which target pds does "
				     "not offer");
	}
	if (s->what & SAMPLE_DOUBLE_CASE) {
		free(target->cases[1].id);
		target->cases[1].id = xstrdup("demo/one");
		target->cases[1].result = RESULT_SKIP;
		target->cases[1].message = xstrdup("needs 'fault', which "
						   "target pds does not offer");
	}
	if (!(s->what & SAMPLE_NO_CONTROL))
		sample_module_add(sample_plan(s, run, PACKAGE_CONTROL,
					      s->what & SAMPLE_FAR_CONTROL
						      ? "cdev"
						      : "group",
					      cases, selected),
				  "demo_vfio", PACKAGE_SHA);
	if (s->what & SAMPLE_CROWD)
		sample_plan(s, run, "mlx5", "group", cases, selected);
	plan_core_once(run);
	if (s->what & SAMPLE_CLAIM)
		run->targets[0].control = true;
}

static inline void sample_seed(const struct sample *s, struct run *run,
			       size_t index)
{
	const struct module *module = run_module(run->targets);
	struct digest rules = digest_rules(&run->rules), driver = { "" };

	if (module)
		driver = digest_driver(module);
	run->seed = evidence_seed(&rules, &driver, index) +
		    !!(s->what & SAMPLE_SEED);
}

static inline void sample_results_write(const char *dir)
{
	struct run run;
	char *path = path_join(dir, "results.json"), *error;
	FILE *f = fopen(path, "we");

	if (!journal_load(dir, &run, &error)) {
		verdict_judge(&run);
		assert_int_equal(report_json(&run, f), 0);
	}
	fclose(f);
	free(error);
	run_free(&run);
	free(path);
}

static inline void sample_run_make(const struct sample *s, const char *package,
				   size_t index)
{
	char *dir = xasprintf("%s/run-%zu", package, index + 1);
	char *rules = path_join(package, PACKAGE_RULES);
	struct strings errors = { 0 };
	struct journal *journal;
	struct run run = { .dir = dir,
			   .started = xstrdup(PACKAGE_STARTED),
			   .tool_version = xstrdup("0.1.0"),
			   .partial = s->what & SAMPLE_PARTIAL,
			   .interrupted = s->what & SAMPLE_INTERRUPTED };
	struct cases cases;

	assert_int_equal(mkdir(dir, 0777), 0);
	assert_int_equal(rules_load(rules, &run.rules, &errors), 0);
	sample_cases(s, &cases);
	run.tool_commit = xstrdup(s->commit ? s->commit : "0123456789ab");
	pairs_set(&run.env, "tree", s->tree ? s->tree : TREE_COMMITTED);
	pairs_set(&run.env, "options", s->options ? s->options : OPTIONS_WHOLE);
	pairs_set(&run.env, "qemu", "7.2");
	sample_targets(s, &run, &cases, index);
	sample_seed(s, &run, index);
	assert_int_equal(journal_create(&run, &journal), 0);
	for (size_t t = 0; t < run.nr_targets; t++)
		sample_lane(s, dir, journal, t, &run.targets[t], &cases, index);
	assert_int_equal(journal_close(journal, &run), 0);
	sample_results_write(dir);
	cases_free(&cases);
	free(rules);
	run_free(&run);
}

/** sample_package() - a signed package of two runs in the folder @dir */
static inline void sample_package(const struct sample *s, const char *dir,
				  const char *key)
{
	const struct claimant claimant = { .vendor = "Example Ltd",
					   .product = "X1" };

	assert_int_equal(mkdir(dir, 0777), 0);
	sample_text(dir, PACKAGE_RULES, sample_rules_text);
	sample_text(dir, PACKAGE_CASES, sample_cases_text);
	for (size_t i = 0; i < 2; i++)
		sample_run_make(s, dir, i);
	assert_int_equal(certificate_pack(dir, 2, &claimant, key), 0);
}

#endif
