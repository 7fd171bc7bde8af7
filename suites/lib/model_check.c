// SPDX-License-Identifier: GPL-2.0-only
/* What a case of the suite `model` does. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_budget.h"
#include "model_check.h"
#include "model_draw.h"
#include "model_run.h"
#include "model_shrink.h"

/* A sequence is tried so often at most while it is made smaller. */
#define TRIES_MAX 400

/* Time for that: most of it is spent on closing and opening the device. */
#define SHRINK_MS 20000

/* A step with a page worth of ranges fits. */
#define LINE_SIZE 16384

/* @before: the sequence before the one at hand */
struct check {
	struct model_runner runner;
	struct model_sequence before;
	const struct model_profile *profile;
	enum model_kind kind;
	uint64_t shrink_end;
	uint64_t judged;
	uint64_t done;
};

static void take_line(struct model_sequence *seq, const char *path,
		      unsigned int number, char *line)
{
	struct model_step step;

	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "step ", 5))
		return;
	if (!model_step_parse(line + 5, &step))
		case_error("%s:%u: no step", path, number);
	model_sequence_add(seq, &step);
	free(step.ranges);
}

static void replay_read(const char *path, struct model_sequence *seq)
{
	static char line[LINE_SIZE];
	FILE *file = fopen(path, "r");
	unsigned int number = 0;

	if (!file)
		case_error("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), file))
		take_line(seq, path, ++number, line);
	fclose(file);
	if (!seq->count)
		case_error("%s: no steps", path);
}

static bool fails_again(void *arg, const struct model_sequence *seq)
{
	struct check *c = arg;
	struct model_result again;

	if (stimulus_now() > c->shrink_end)
		return false;
	model_runner_reopen(&c->runner);
	again = model_run(&c->runner, seq, false);
	return again.end == MODEL_BROKEN && again.verdict.kind == c->kind;
}

static void print_steps(const struct model_sequence *seq)
{
	for (size_t i = 0; i < seq->count; i++) {
		fprintf(stderr, "# step: ");
		model_step_print(stderr, &seq->at[i]);
		fprintf(stderr, "\n");
	}
}

static void print_why(const struct model_result *result,
		      const struct model_sequence *seq, const char *also)
{
	fprintf(stderr, "# why: %s: step %zu of %zu: %s%s\n",
		result->verdict.rule, result->step + 1, seq->count,
		result->verdict.what, also);
}

/* @first: how it failed the first time. */
static void tell(struct check *c, const struct model_sequence *seq,
		 const struct model_result *first)
{
	struct model_result again;

	model_runner_reopen(&c->runner);
	again = model_run(&c->runner, seq, false);
	if (again.end != MODEL_BROKEN) {
		print_why(first, seq, " (once: done again, it went well)");
		print_steps(seq);
		return;
	}
	print_why(&again, seq, "");
	print_steps(seq);
	model_runner_reopen(&c->runner);
	model_run(&c->runner, seq, true);
}

/*
 * What fails only behind the sequence before: both as one, with what lies
 * between two sequences as steps.
 */
static bool fails_behind_another(struct check *c, struct model_sequence *seq)
{
	struct model_sequence both = { 0 };
	struct model_step stop = { .op = MODEL_STOP, .times = 1 };
	bool fails;

	model_sequence_copy(&both, &c->before, NULL);
	model_sequence_add(&both, &stop);
	for (size_t i = 0; i < c->before.count; i++) {
		struct model_step unmap = { .op = MODEL_UNMAP,
					    .iova = c->before.at[i].iova,
					    .times = 1 };

		if (c->before.at[i].op == MODEL_MAP)
			model_sequence_add(&both, &unmap);
	}
	for (size_t i = 0; i < seq->count; i++)
		model_sequence_add(&both, &seq->at[i]);
	fails = fails_again(c, &both);
	if (fails)
		model_sequence_copy(seq, &both, NULL);
	model_sequence_free(&both);
	return fails;
}

static void shrink(struct check *c, struct model_sequence *seq,
		   const struct model_result *result)
{
	struct model_trial trial = { fails_again, TRIES_MAX, c };
	size_t before = seq->count;

	c->kind = result->verdict.kind;
	c->shrink_end = stimulus_now() + SHRINK_MS;
	model_sequence_cut(seq, result->step + 1);
	if (!fails_again(c, seq) && !fails_behind_another(c, seq))
		return;
	model_shrink(seq, &trial);
	fprintf(stderr, "# sequence %llu, shrunk from %zu steps to %zu\n",
		(unsigned long long)c->done, before, seq->count);
}

static int judge(struct check *c, struct model_sequence *seq, bool given)
{
	struct model_result result = model_run(&c->runner, seq, false);

	c->done++;
	if (result.end != MODEL_UNJUDGED)
		c->judged++;
	if (result.end != MODEL_BROKEN) {
		model_sequence_copy(&c->before, seq, NULL);
		return 0;
	}
	if (!given)
		shrink(c, seq, &result);
	tell(c, seq, &result);
	return MODEL_WRONG;
}

static int replay(struct check *c, const char *path)
{
	struct model_sequence seq = { 0 };
	int ret;

	replay_read(path, &seq);
	ret = judge(c, &seq, true);
	model_sequence_free(&seq);
	return ret;
}

static int draw_all(struct check *c, struct bench *b)
{
	const char *text = getenv("TRACKCERT_BUDGET");
	struct model_budget budget;
	struct rng always;
	int ret = 0;

	if (!model_budget_parse(text, c->profile->sequences, stimulus_now(),
				&budget))
		case_error(
			"TRACKCERT_BUDGET is neither a number nor one with ms");
	rng_init_by_name(&always, b->facts->suite, b->facts->test);
	while (!ret && model_budget_lasts(&budget, c->done, stimulus_now())) {
		bool known = c->done < c->profile->sequences;
		struct rng rng = { .state = rng_next(known ? &always
							   : &b->rng) };
		struct model_sequence seq = { 0 };

		model_draw(&seq, &rng, c->profile->spice, b->page);
		ret = judge(c, &seq, false);
		model_sequence_free(&seq);
	}
	return ret;
}

/* Dirty what is behind it, then START: is any of it reported? */
static bool reports_stale(struct model_runner *r)
{
	range_t all = { BENCH_IOVA, 8 * r->b->page };
	uint64_t page_size = r->b->page;
	struct device *dev = &r->b->dev;
	struct memory mem = { 0 };
	uint8_t bits = 0;

	memory_map(dev, &mem, all.iova, all.length);
	if (!__tracker_start(dev->fd, &all, 1, &page_size)) {
		stimulus_write(&r->b->stim, all.iova + r->b->page, 1);
		__tracker_stop(dev->fd);
	}
	stimulus_write(&r->b->stim, all.iova + 2 * r->b->page, 1);
	page_size = r->b->page;
	if (!__tracker_start(dev->fd, &all, 1, &page_size)) {
		__tracker_report(dev->fd, all.iova, all.length, r->b->page,
				 &bits);
		__tracker_stop(dev->fd);
	}
	memory_unmap(dev, &mem);
	return bits & 6;
}

int __model_check(struct bench *b, const struct model_profile *profile)
{
	const char *path = getenv("TRACKCERT_REPLAY");
	struct check c = { .profile = profile };
	int ret;

	model_runner_open(&c.runner, b, profile->core);
	if (b->stim.ops) {
		c.runner.stale_is_legal = reports_stale(&c.runner);
		/* What it did is no step of the first sequence. */
		model_runner_reopen(&c.runner);
	}
	ret = path && *path ? replay(&c, path) : draw_all(&c, b);
	fprintf(stderr, "# measured: sequences=%llu judged=%llu\n",
		(unsigned long long)c.done, (unsigned long long)c.judged);
	model_sequence_free(&c.before);
	model_runner_close(&c.runner);
	return ret || c.judged ? ret : MODEL_NOTHING;
}
