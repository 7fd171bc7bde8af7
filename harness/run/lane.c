// SPDX-License-Identifier: GPL-2.0-only
/* A slice of one target's cases: as many VMs, one after the other, as it takes.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootfiles.h"
#include "clean.h"
#include "lane.h"
#include "leaks.h"
#include "local.h"
#include "passthrough.h"
#include "plan.h"
#include "paths.h"
#include "sequence.h"
#include "session.h"
#include "sink.h"
#include "slice.h"
#include "util.h"
#include "vm.h"

/* Boots in a row without a result after which a lane is given up. */
#define MAX_BAD_BOOTS 2

/*
 * Guests that are replaced because a debugging aid of theirs is off, before a
 * lane goes on without: a driver that gets it wrong in every case should not
 * boot for every case.
 */
#define MAX_BLIND 5

/* The streams of a VM, in the order of lane_fds(). */
enum stream { STREAM_AGENT, STREAM_CONSOLE, STREAM_QEMU, STREAMS };

static const char *const suffixes[STREAMS] = { "ktap", "console", "qemu" };

struct lane {
	const struct lane_setup *setup;
	struct lane_group *group;
	struct target_run *out;
	struct slice slice;
	unsigned int index; /* of its slice */
	char *name;	    /* of its files in the run folder */
	char *initrd;
	struct sink sinks[STREAMS];

	/* of the VM that runs now */
	struct vm vm;
	struct session *session;
	struct lines lines[STREAMS];
	char *last_words; /* of QEMU */
	char *complaint;  /* of QEMU about a device that was passed through */
	char nonce[33];	  /* of an agent on this machine */

	unsigned int boots;
	unsigned int bad_boots;
	unsigned int blind;
	bool over;
	int err; /* of writing the run folder */
};

/*
 * TARGET.KERNEL.MODE; which shard, so that merged runs keep their logs apart;
 * which slice it is when it is not the first.
 */
static char *lane_name(const struct run *run, const struct target_run *out,
		       unsigned int slice)
{
	char shard[24] = "", number[16] = "";

	if (run->shard.count)
		snprintf(shard, sizeof(shard), ".shard-%u", run->shard.index);
	if (slice)
		snprintf(number, sizeof(number), ".%u", slice + 1);
	return xasprintf("%s.%s.%s%s%s", out->target, out->kernel, out->mode,
			 shard, number);
}

struct lane *lane_new(const struct lane_setup *setup, struct lane_group *group,
		      unsigned int slice)
{
	struct lane *lane = xcalloc(1, sizeof(*lane));

	lane->setup = setup;
	lane->group = group;
	lane->index = slice;
	lane->out = run_target(setup->run, group->index);
	slice_init(&lane->slice, lane->out, setup->cases, slice, group->lanes);
	lane->name = lane_name(setup->run, lane->out, slice);
	lane->initrd = xasprintf("%s/%s.initrd", setup->run->dir, lane->name);
	lane->vm = (struct vm){ .agent = -1, .console = -1, .errors = -1 };
	for (size_t i = 0; i < STREAMS; i++)
		lane->sinks[i].fd = -1;
	return lane;
}

static void error_note(struct lane *lane, int err)
{
	if (err && !lane->err)
		lane->err = err;
}

/*
 * What the session tells.
 */

static void on_env(void *arg, const char *key, const char *value)
{
	struct lane *lane = arg;
	const char *when = !strcmp(key, "boot_warning")	  ? "before the first"
			   : !strcmp(key, "late_warning") ? "outside of any"
							  : NULL;
	char *note;

	error_note(lane, journal_env(lane->setup->journal, lane->group->index,
				     key, value));
	target_env_set(lane->out, key, value);
	if (!when)
		return;
	note = xasprintf("the kernel warned %s case: %s", when, value);
	progress_note(lane->setup->progress, lane->out, note);
	free(note);
}

static void on_started(void *arg, size_t i)
{
	struct lane *lane = arg;

	progress_case(lane->setup->progress, lane->out,
		      &lane->out->cases[lane->slice.places[i]]);
}

/* A planned case has ended: its result is journalled, then shown. */
static void case_tell(struct lane *lane, const struct case_result *result)
{
	error_note(lane, journal_result(lane->setup->journal,
					lane->group->index, result));
	if (lane->setup->sequences)
		error_note(lane, sequence_save(lane->setup->run->dir, lane->out,
					       result));
	progress_result(lane->setup->progress, lane->out, result);
}

static void on_ended(void *arg, size_t i, struct case_result *result)
{
	struct lane *lane = arg;
	struct case_result *planned = slice_take(&lane->slice, i, result);

	if (!planned)
		return;
	splat_expect(lane->out, planned);
	case_tell(lane, planned);
}

/* A case that has its result has lost memory, as it turns out. */
static void on_leaked(void *arg, size_t i, const struct strings *lines)
{
	struct lane *lane = arg;
	size_t at = lane->slice.places[i];
	struct case_result *result = &lane->out->cases[at];
	char *note;

	if (at < lane->slice.first)
		return; /* another lane's, which looks for itself */
	leaks_judge(lines, result);
	splat_expect(lane->out, result);
	error_note(lane, journal_leak(lane->setup->journal, lane->group->index,
				      result->id, lines));
	note = xasprintf("%s has lost memory: %s", result->id,
			 result->fingerprint);
	progress_note(lane->setup->progress, lane->out, note);
	free(note);
}

static const struct session_ops session_ops = {
	.env = on_env,
	.started = on_started,
	.ended = on_ended,
	.leaked = on_leaked,
};

/*
 * The beginning and the end of a VM.
 */

/* What is left for the next VM; return: how many cases. */
static size_t plan_rest(struct lane *lane)
{
	const struct case_result *stopped;

	while ((stopped = slice_stop(&lane->slice)))
		case_tell(lane, stopped);
	return slice_plan(&lane->slice);
}

static void lane_end(struct lane *lane)
{
	struct lane_group *group = lane->group;

	lane->over = true;
	if (!--group->left)
		progress_end(lane->setup->progress, lane->out,
			     now_s() - group->started);
}

/* The rest of the cases is not run, because of @why. */
static void rest_explain(struct lane *lane, const char *why)
{
	struct target_run *out = lane->out;

	for (size_t i = lane->slice.first; i < lane->slice.end; i++) {
		if (!result_is_open(&out->cases[i]))
			continue;
		out->cases[i].message = xstrdup(why);
		error_note(lane,
			   journal_result(lane->setup->journal,
					  lane->group->index, &out->cases[i]));
	}
}

/* There is no hope of a VM. */
static void lane_give_up(struct lane *lane, const char *why)
{
	struct target_run *out = lane->out;

	free(out->infrastructure);
	out->infrastructure = xstrdup(why);
	error_note(lane, journal_infrastructure(lane->setup->journal,
						lane->group->index, why));
	progress_note(lane->setup->progress, out, out->infrastructure);
	rest_explain(lane, why);
	lane_end(lane);
}

/* With the nonce the raw logs of the boot can be read again. */
static void boot_tell(struct lane *lane, const char *nonce)
{
	const struct shard *shard = &lane->setup->run->shard;
	char *key = xasprintf("boot %u.%u.%u", shard->count ? shard->index : 1,
			      lane->index + 1, ++lane->boots);

	on_env(lane, key, nonce);
	free(key);
}

/* What a boot has left in the run folder, and on this machine. */
static void place_clean(struct lane *lane)
{
	if (*lane->nonce)
		local_end(lane->nonce, lane->initrd);
	else
		unlink(lane->initrd);
}

/* No case could say anything of a driver on a kernel that cannot track. */
static bool lane_is_idle(struct lane *lane)
{
	char *why = cannot_track(lane->out);

	if (!why)
		return false;
	vm_stop(&lane->vm);
	place_clean(lane);
	session_free(lane->session);
	lane->session = NULL;
	progress_note(lane->setup->progress, lane->out, why);
	rest_explain(lane, why);
	lane_end(lane);
	free(why);
	return true;
}

/* A VM, or the agent on this machine. Return: 0 or -errno of starting it. */
static int place_start(struct lane *lane, struct boot *boot)
{
	const struct lane_group *group = lane->group;
	int err;

	if (group->local) {
		err = local_start(boot, lane->initrd, &lane->vm);
		memcpy(lane->nonce, boot->nonce, sizeof(lane->nonce));
		return err;
	}
	err = boot_write(boot, group->kernel->dir, lane->initrd);
	error_note(lane, err);
	if (err)
		return err;
	return vm_start(group->machine, &group->target->qemu, group->kernel,
			lane->initrd, lane->setup->disk, &lane->vm);
}

static void vm_boot(struct lane *lane)
{
	const struct lane_group *group = lane->group;
	const struct session_manner manner = {
		.slow = group->kernel->slow,
		.keep_blind = group->local || lane->blind >= MAX_BLIND,
	};
	size_t n = plan_rest(lane);
	struct boot boot = {
		.target = group->target,
		.parameters = &group->kernel->parameters,
		.mode = lane->out->mode,
		.seed = lane->setup->run->seed,
		.timeout = lane->setup->timeout,
		.budget = lane->setup->budget,
		.replay = lane->setup->replay,
		.slow = group->kernel->slow,
		.plan = lane->slice.plan,
		.n = n,
		.files = lane->setup->files,
		.nr_files = lane->setup->nr_files,
	};
	char *why;
	int err;

	if (!n) {
		lane_end(lane);
		return;
	}
	free(lane->last_words);
	lane->last_words = NULL;
	memset(lane->lines, 0, sizeof(lane->lines));
	err = place_start(lane, &boot);
	if (lane->err)
		return;
	if (err) {
		why = xasprintf("cannot start %s: %s",
				group->local
					? "the agent"
					: paths_qemu_of(group->kernel->arch),
				strerror(-err));
		lane_give_up(lane, why);
		free(why);
		return;
	}
	boot_tell(lane, boot.nonce);
	lane->session = session_new(boot.nonce, lane->slice.plan, n,
				    lane->setup->timeout, &session_ops, lane,
				    now_s());
	session_treat(lane->session, &manner);
}

static void blind_tell(struct lane *lane)
{
	progress_note(
		lane->setup->progress, lane->out,
		++lane->blind < MAX_BLIND
			? "a debugging aid is off: replacing the guest"
			: "a debugging aid is off once more: from here on "
			  "guests that lose one are not replaced");
}

static void vm_end(struct lane *lane)
{
	size_t settled = session_settled(lane->session);
	bool final;
	const char *failure = session_failure(lane->session, &final);
	bool blind = session_blind(lane->session);
	char *why = xstrdup(failure ? failure : "the guest ended early");
	bool dead = session_dead(lane->session);
	bool hopeless;

	vm_stop(&lane->vm);
	place_clean(lane);
	lane->bad_boots = settled ? 0 : lane->bad_boots + 1;
	hopeless = final || lane->bad_boots == MAX_BAD_BOOTS;
	/* there is no other kernel to go on with */
	if (lane->group->local && dead) {
		hopeless = true;
		free(why);
		why = xstrdup("this machine's kernel has died in a case: boot "
			      "it again");
	}
	session_free(lane->session);
	lane->session = NULL;
	if (hopeless && plan_rest(lane)) {
		lane_give_up(lane, why);
	} else {
		if (failure)
			progress_note(lane->setup->progress, lane->out, why);
		if (blind)
			blind_tell(lane);
		vm_boot(lane);
	}
	free(why);
}

/*
 * What comes out of a VM.
 */

static void agent_line(void *arg, const char *line)
{
	session_agent(((struct lane *)arg)->session, line, now_s());
}

static void console_line(void *arg, const char *line)
{
	session_console(((struct lane *)arg)->session, line, now_s());
}

static void qemu_line(void *arg, const char *line)
{
	struct lane *lane = arg;

	if (!*line)
		return;
	free(lane->last_words);
	lane->last_words = xstrdup(line);
	if (lane->group->passed && !lane->complaint &&
	    passthrough_complaint(line))
		lane->complaint = xstrdup(line);
}

static void (*const line_takers[STREAMS])(void *arg, const char *line) = {
	agent_line, console_line, qemu_line
};

static int *stream_fd(struct vm *vm, enum stream i)
{
	int *fds[STREAMS] = { &vm->agent, &vm->console, &vm->errors };

	return fds[i];
}

/* Return: true when there may be more. */
static bool stream_read(struct lane *lane, enum stream i)
{
	int *fd = stream_fd(&lane->vm, i);
	char buf[16384];
	ssize_t n;

	if (*fd < 0)
		return false;
	n = read(*fd, buf, sizeof(buf));
	if (n > 0) {
		error_note(lane, sink_write(&lane->sinks[i], buf, (size_t)n));
		lines_feed(&lane->lines[i], buf, (size_t)n, line_takers[i],
			   lane);
		return !lane->err;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	close(*fd);
	*fd = -1;
	return false;
}

static void streams_drain(struct lane *lane)
{
	/* the console first: the agent's "done" waits for it */
	static const enum stream order[] = { STREAM_QEMU, STREAM_CONSOLE,
					     STREAM_AGENT };

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		while (stream_read(lane, order[i]))
			;
		lines_flush(&lane->lines[order[i]], line_takers[order[i]],
			    lane);
	}
}

/* Takes @how QEMU ended; what it said last belongs to that. */
static void vm_gone(struct lane *lane, char *how)
{
	char *words = lane->last_words
			      ? xasprintf("%s: %s", how, lane->last_words)
			      : xstrdup(how);

	session_gone(lane->session, words, now_s());
	free(words);
	free(how);
}

/* A mapping that QEMU could not make is no failure of any driver's. */
static bool lane_is_broken(struct lane *lane)
{
	char *why;

	if (!lane->complaint)
		return false;
	why = xasprintf("QEMU cannot pass the device through: %s",
			lane->complaint);
	vm_stop(&lane->vm);
	place_clean(lane);
	session_free(lane->session);
	lane->session = NULL;
	lane_give_up(lane, why);
	free(why);
	return true;
}

int lane_work(struct lane *lane)
{
	enum session_state state;
	char *how;

	for (size_t i = 0; i < STREAMS; i++)
		stream_read(lane, i);
	if (lane->err || lane_is_idle(lane) || lane_is_broken(lane))
		return lane->err;
	state = session_tick(lane->session, now_s());
	if (state != SESSION_DONE && vm_reap(&lane->vm, &how)) {
		streams_drain(lane);
		vm_gone(lane, how);
		state = SESSION_DONE;
	}
	if (state == SESSION_DONE)
		vm_end(lane);
	return lane->err;
}

int lane_start(struct lane *lane)
{
	int err = 0;

	for (size_t i = 0; !err && i < STREAMS; i++) {
		char *path = xasprintf("%s/%s.%s", lane->setup->run->dir,
				       lane->name, suffixes[i]);

		err = sink_open(&lane->sinks[i], path);
		free(path);
	}
	if (err)
		return err;
	if (!lane->group->started) {
		lane->group->started = now_s();
		progress_target(lane->setup->progress, lane->out);
	}
	vm_boot(lane);
	return lane->err;
}

void lane_fds(const struct lane *lane, int fds[3])
{
	fds[STREAM_AGENT] = lane->vm.agent;
	fds[STREAM_CONSOLE] = lane->vm.console;
	fds[STREAM_QEMU] = lane->vm.errors;
}

double lane_next(const struct lane *lane)
{
	return lane->session ? session_next(lane->session) : INFINITY;
}

bool lane_over(const struct lane *lane)
{
	return lane->over;
}

int lane_free(struct lane *lane)
{
	int err = 0;

	vm_stop(&lane->vm);
	place_clean(lane);
	for (size_t i = 0; i < STREAMS; i++) {
		int closed = sink_close(&lane->sinks[i]);

		err = err ? err : closed;
	}
	if (lane->session)
		session_free(lane->session);
	free(lane->last_words);
	free(lane->complaint);
	slice_free(&lane->slice);
	free(lane->initrd);
	free(lane->name);
	free(lane);
	return err;
}
