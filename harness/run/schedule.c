// SPDX-License-Identifier: GPL-2.0-only
/* What is started first when there are more lanes than processors. */
#include "schedule.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"
#include "util.h"

/* Seconds a case of a target whose file asks for one VM, before any is known */
#define GUESS_S 0.1

/* A handful says nothing of all. */
#define MIN_CASES 50

struct guess {
	size_t group;
	double seconds;
};

static char *times_path(void)
{
	return path_join(paths_cache(), "schedule.json");
}

/* Seconds a case by TARGET.KERNEL.MODE; an empty object when none is known. */
static json_t *times_load(void)
{
	char *path = times_path();
	json_t *times = json_load_file(path, 0, NULL);

	free(path);
	if (json_is_object(times))
		return times;
	json_decref(times);
	return json_object();
}

static char *lane_key(const struct target_run *target)
{
	return xasprintf("%s.%s.%s", target->target, target->kernel,
			 target->mode);
}

/* Of the same target on any kernel; 0: nothing is known. */
static double target_time(json_t *times, const char *target)
{
	size_t len = strlen(target), n = 0;
	const char *key;
	double sum = 0;
	json_t *value;

	json_object_foreach(times, key, value)
	{
		if (strncmp(key, target, len) || key[len] != '.')
			continue;
		sum += json_number_value(value);
		n++;
	}
	return n ? sum / (double)n : 0;
}

static double lane_guess(json_t *times, const struct lane_group *group,
			 const struct target_run *target)
{
	char *key = lane_key(target);
	double a_case = json_number_value(json_object_get(times, key));

	free(key);
	if (a_case <= 0)
		a_case = target_time(times, target->target);
	if (a_case <= 0)
		a_case = GUESS_S * group->target->vms;
	return a_case * (double)target->nr_cases / group->lanes;
}

/* The longer one first; of equals the one that was asked for first. */
static int guess_compare(const void *a, const void *b)
{
	const struct guess *one = a, *two = b;

	if (one->seconds != two->seconds)
		return one->seconds < two->seconds ? 1 : -1;
	return one->group < two->group ? -1 : 1;
}

size_t *schedule_order(const struct lane_group *groups, size_t n,
		       const struct run *run, bool longest_first)
{
	struct guess *guesses = xcalloc(n, sizeof(*guesses));
	size_t *order = xcalloc(n, sizeof(*order));
	json_t *times = times_load();

	for (size_t i = 0; i < n; i++) {
		const struct target_run *target =
			run_target(run, groups[i].index);

		guesses[i].group = i;
		guesses[i].seconds = lane_guess(times, &groups[i], target);
	}
	if (longest_first)
		qsort(guesses, n, sizeof(*guesses), guess_compare);
	for (size_t i = 0; i < n; i++)
		order[i] = guesses[i].group;
	json_decref(times);
	free(guesses);
	return order;
}

static void lane_learn(json_t *times, const struct target_run *target)
{
	double seconds = 0;
	size_t ran = 0;
	char *key;

	for (size_t i = 0; i < target->nr_cases; i++) {
		const struct case_result *result = &target->cases[i];

		if (result->result == RESULT_NOTRUN ||
		    result->result == RESULT_SKIP)
			continue;
		seconds += result->duration_s;
		ran++;
	}
	if (ran < MIN_CASES)
		return;
	key = lane_key(target);
	json_object_set_new(times, key,
			    json_real(seconds / (double)target->nr_cases));
	free(key);
}

void schedule_learn(const struct run *run)
{
	json_t *times = times_load();
	char *path = times_path();
	char *new = xasprintf("%s.%ld", path, (long)getpid());

	for (size_t i = 0; i < run->nr_targets; i++)
		lane_learn(times, &run->targets[i]);
	/* another run may be reading it */
	if (json_dump_file(times, new,
			   JSON_INDENT(1) | JSON_REAL_PRECISION(6)) ||
	    rename(new, path))
		unlink(new);
	free(new);
	free(path);
	json_decref(times);
}
