// SPDX-License-Identifier: GPL-2.0-only
/* What the user sees while a run goes on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "progress.h"
#include "util.h"
#include "verdict.h"

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[0m"

struct progress {
	const struct run *run;
	bool quiet;
	bool live;
	bool color;
	bool shown; /* the live line is on the screen */
};

bool color_wanted(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no);
}

struct progress *progress_new(const struct run *run, bool quiet)
{
	struct progress *p = xcalloc(1, sizeof(*p));
	const char *term = getenv("TERM");

	p->run = run;
	p->quiet = quiet;
	p->live = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb");
	p->color = color_wanted();
	return p;
}

static void live_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stdout);
	p->shown = false;
}

static unsigned int screen_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20)
		return 80;
	return size.ws_col;
}

static void target_count(const struct target_run *t, size_t *done,
			 size_t *failed)
{
	*done = *failed = 0;
	for (size_t i = 0; i < t->nr_cases; i++) {
		enum result result = t->cases[i].result;

		*done += !result_is_open(&t->cases[i]);
		*failed += result != RESULT_NOTRUN && result != RESULT_PASS &&
			   result != RESULT_SKIP;
	}
}

static void live_show(struct progress *p, const struct target_run *t,
		      const char *what)
{
	size_t done, failed;
	char *line;

	if (!p->live)
		return;
	live_clear(p);
	target_count(t, &done, &failed);
	line = xasprintf("%s on %s%s  %zu/%zu  %zu failed  %s", t->target,
			 t->kernel, mode_words(t), done, t->nr_cases, failed,
			 what);
	printf("%.*s", (int)screen_columns() - 1, line);
	fflush(stdout);
	free(line);
	p->shown = true;
}

void progress_target(struct progress *p, const struct target_run *t)
{
	live_clear(p);
	printf("%s on %s%s: %zu cases\n", t->target, t->kernel, mode_words(t),
	       t->nr_cases);
	live_show(p, t, "boots");
	fflush(stdout);
}

void progress_note(struct progress *p, const struct target_run *t,
		   const char *text)
{
	live_clear(p);
	printf("%s on %s%s: %s\n", t->target, t->kernel, mode_words(t), text);
	fflush(stdout);
}

void progress_case(struct progress *p, const struct target_run *t,
		   const struct case_result *result)
{
	live_show(p, t, result->id);
}

static const char *color_of(const struct case_result *result)
{
	if (result->result == RESULT_SKIP || !case_unexpected(result))
		return YELLOW;
	return RED;
}

/* Several targets share the screen, and a target may run on several kernels. */
static char *lane_label(const struct run *run, const struct target_run *t)
{
	for (size_t i = 1; i < run->nr_targets; i++)
		if (strcmp(run->targets[i].kernel, run->targets[0].kernel))
			return xasprintf("%s %s", t->target, t->kernel);
	return xstrdup(t->target);
}

void progress_result(struct progress *p, const struct target_run *t,
		     const struct case_result *result)
{
	const char *id = result->id;
	char *label = lane_label(p->run, t);

	/* what a failed case stops is counted at the end, that failure is told */
	if (!p->quiet && result->result != RESULT_NOTRUN &&
	    (result->result != RESULT_PASS || case_unexpected(result))) {
		live_clear(p);
		printf("  %s%-7s%s %s %s: %s%s%s%s\n",
		       p->color ? color_of(result) : "",
		       result_name(result->result), p->color ? PLAIN : "",
		       label, id, result->message ? result->message : "passed",
		       result->expected ? " [known: " : "",
		       result->expected ? result->expected : "",
		       result->expected ? "]" : "");
	}
	free(label);
	live_show(p, t, id);
	fflush(stdout);
}

void progress_end(struct progress *p, const struct target_run *t,
		  double seconds)
{
	size_t done, failed;

	live_clear(p);
	target_count(t, &done, &failed);
	printf("%s on %s%s: %zu of %zu cases done, %zu failed, %.1f s\n",
	       t->target, t->kernel, mode_words(t), done, t->nr_cases, failed,
	       seconds);
	fflush(stdout);
}

void progress_free(struct progress *p)
{
	live_clear(p);
	fflush(stdout);
	free(p);
}
