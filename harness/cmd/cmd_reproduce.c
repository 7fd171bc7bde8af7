// SPDX-License-Identifier: GPL-2.0-only
/* trackcert reproduce: a failure, shown without trackcert. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify.h"
#include "commands.h"
#include "load.h"
#include "match.h"
#include "report_evidence.h"
#include "report_view.h"
#include "reproduce.h"
#include "reproducer.h"

#define SEEN_WIDTH 74
#define SEEN_LINES 8

static const char doc[] =
	"Print a C program of less than 150 lines that shows the failure of a "
	"case with nothing but the kernel's uapi headers. With DIR, a run "
	"folder, it is made for the target that failed there and says what was "
	"seen."
	"\v"
	"Examples:\n"
	"  trackcert reproduce bitmap/window-at-odd-page >r.c\n"
	"  cc -o r r.c && ./r /sys/bus/pci/devices/0000:01:00.1\n"
	"  trackcert reproduce build/runs/... bitmap/bitmap-read-only\n"
	"  trackcert reproduce -t pds --run bitmap/window-at-odd-page\n"
	"\n"
	"The program ends with 1 when it has shown the failure, 0 when the "
	"kernel is right, 2 when it could not try.\n"
	"\n"
	"Exit status: 0 printed, or run and nothing is wrong; 1 run, and the "
	"failure was shown; 2 usage or bad input; 3 infrastructure; 4 there is "
	"no program for this case.";

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0,
	  "what to make it for (default: where the failure is known)", 0 },
	{ "kernel", 'k', "KERNEL", 0, "kernel to boot (default: likewise)", 0 },
	{ "mode", 'm', "MODE", 0, "group or cdev (default: group)", 0 },
	{ "run", 'r', NULL, 0, "build it and run it in the target's VM", 0 },
	{ "output", 'o', "DIR", 0, "run folder of --run, absent or empty", 0 },
	{ 0 }
};

struct arguments {
	const char *target, *kernel, *mode, *output;
	const char *words[2]; /* CASE, or DIR and CASE */
	size_t n;
	bool run;
};

static error_t option_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 't':
		a->target = arg;
		return 0;
	case 'k':
		a->kernel = arg;
		return 0;
	case 'm':
		if (strcmp(arg, "group") && strcmp(arg, "cdev"))
			argp_failure(state, STATUS_USAGE, 0,
				     "--mode: '%s' is neither group nor cdev",
				     arg);
		a->mode = arg;
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case 'r':
		a->run = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->n == 2)
			argp_failure(state, STATUS_USAGE, 0,
				     "one case at a time");
		a->words[a->n++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_failure(state, STATUS_USAGE, 0,
			     "reproduce what? give a case");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Lines of at most SEEN_WIDTH columns, broken at blanks. */
static void words_wrap(const char *text, struct strings *lines)
{
	while (*text && lines->n < SEEN_LINES) {
		size_t len = strlen(text);

		if (len > SEEN_WIDTH) {
			len = SEEN_WIDTH;
			while (len && text[len] != ' ')
				len--;
			len = len ? len : SEEN_WIDTH;
		}
		strings_take(lines, xstrndup(text, len));
		text += len;
		text += strspn(text, " ");
	}
}

/* What ends a comment must not stand in it. */
static void seen_add(const char *what, const char *text, struct strings *seen)
{
	char *line = xasprintf("%s%s", what, text), *at;

	while ((at = strstr(line, "*/")))
		*at = ' ';
	words_wrap(line, seen);
	free(line);
}

static void result_tell(const struct target_run *target,
			const struct case_result *result, struct strings *seen)
{
	char *bits;

	seen_add("Seen on ", target->release, seen);
	seen_add("", result_said(result), seen);
	if (result->geometry)
		seen_add("", result->geometry, seen);
	if (!result->bits)
		return;
	bits = bits_words(result->bits);
	seen_add("bits: ", bits, seen);
	free(bits);
}

/* The target that failed the case, the one asked for before others. */
static const struct target_run *
failure_find(const struct run *run, const struct arguments *a, const char *id)
{
	for (size_t i = 0; i < run->nr_targets; i++) {
		const struct target_run *target = &run->targets[i];
		const struct case_result *result = target_case(target, id);

		if (result && case_is_bad(result) &&
		    (!a->target || !strcmp(a->target, target->target)) &&
		    (!a->mode || !strcmp(a->mode, target->mode)))
			return target;
	}
	return NULL;
}

/* Takes target, kernel and mode from a run folder, where nothing else says. */
static int folder_read(struct arguments *a, struct run *run,
		       struct strings *seen)
{
	const char *id = a->words[1];
	const struct target_run *target;
	int status = load_run(a->words[0], run);

	if (status)
		return status;
	target = failure_find(run, a, id);
	if (!target) {
		complain("no target failed %s in %s", id, a->words[0]);
		return STATUS_NOTHING;
	}
	result_tell(target, target_case(target, id), seen);
	a->target = target->target;
	a->mode = target->mode;
	if (!a->kernel)
		a->kernel = target->kernel;
	return STATUS_OK;
}

static int none_found(const struct reproducers *list, const char *id)
{
	struct strings names = { 0 };
	char *joined;

	for (size_t i = 0; i < list->n; i++)
		strings_add(&names, list->v[i].name);
	joined = strings_join(&names, ", ");
	complain("there is no program for %s; there are: %s", id, joined);
	free(joined);
	strings_free(&names);
	return STATUS_NOTHING;
}

static int reproducers_read(struct reproducers *list)
{
	struct strings errors = { 0 };
	char *dir = reproducers_path();
	int err = reproducers_load(dir, list, &errors);

	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.v[i]);
	if (err && !errors.n)
		complain("%s: %s", dir, strerror(-err));
	strings_free(&errors);
	free(dir);
	return err ? STATUS_USAGE : STATUS_OK;
}

/* "TARGET@KERNEL" of a program's list: of this target, or the first */
static char *place_find(const struct reproducer *r, const char *target)
{
	size_t len = target ? strcspn(target, ",@") : 0;

	for (size_t i = 0; target && i < r->fails.n; i++)
		if (!strncmp(r->fails.v[i], target, len) &&
		    r->fails.v[i][len] == '@')
			return xasprintf(
				"%s%s", target,
				strchr(target, '@') ? "" : r->fails.v[i] + len);
	return xstrdup(target ? target : r->fails.v[0]);
}

static const char *kernel_of(const struct arguments *a,
			     const struct target *target)
{
	if (a->kernel)
		return a->kernel;
	return target->kernel ? target->kernel : target->kernels.v[0];
}

static int program_make(const struct reproducer *r,
			const struct reproducer_lane *lane, char **text)
{
	int err = reproducer_text(r, lane, text);

	if (err == -ENOTSUP)
		complain("no program of this size makes the device of target "
			 "%s write",
			 lane->target->name);
	else if (err)
		complain("%s: %s", r->path, strerror(-err));
	return !err		 ? STATUS_OK
	       : err == -ENOTSUP ? STATUS_NOTHING
				 : STATUS_INFRA;
}

static int reproduce(const struct arguments *a, const struct strings *seen)
{
	const char *id = a->words[a->n - 1];
	struct reproducers list = { 0 };
	const struct reproducer *r = NULL;
	struct target target = { 0 };
	struct reproducer_lane lane = { .target = &target,
					.mode = a->mode ? a->mode : "group",
					.seen = seen };
	char *text = NULL, *place = NULL;
	int status = reproducers_read(&list);

	if (!status) {
		r = reproducer_find(&list, id, a->target);
		status = r ? STATUS_OK : none_found(&list, id);
	}
	if (!status) {
		place = place_find(r, a->target);
		status = load_target(place, &target);
	}
	if (!status) {
		lane.id = strcmp(id, r->name) ? id : NULL;
		lane.kernel = kernel_of(a, &target);
		status = program_make(r, &lane, &text);
	}
	if (!status && a->run)
		status = reproduce_run(r->name, &lane, text, a->output);
	else if (!status)
		fputs(text, stdout);
	free(text);
	free(place);
	target_free(&target);
	reproducers_free(&list);
	return status;
}

int reproduce_main(int argc, char **argv)
{
	static const struct argp argp = { .options = options,
					  .parser = option_parse,
					  .args_doc = "[DIR] CASE",
					  .doc = doc };
	struct arguments arguments = { 0 };
	struct strings seen = { 0 };
	struct run run = { 0 };
	int status = STATUS_OK;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.n == 2)
		status = folder_read(&arguments, &run, &seen);
	if (!status)
		status = reproduce(&arguments, &seen);
	strings_free(&seen);
	run_free(&run);
	return status;
}
