// SPDX-License-Identifier: GPL-2.0-only
/* One boot of a guest, as seen from the host. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "depend.h"
#include "leaks.h"
#include "session.h"
#include "util.h"

#define AGENT_VERSION "1"

/*
 * struct slot - a case of this boot
 *
 * The agent's port and the console are two streams: the agent may be in the
 * next case while the console still shows this one.
 */
struct slot {
	struct ktap ktap;
	struct klog klog;
	bool done_agent, done_console;
	int exit_status;
	char *stopped_by; /* the failed case that it builds on; it did not run */
	double duration_s;
	double started, done; /* when the agent said so */
	double fatal;	      /* when the kernel began to die; 0: it did not */
};

struct session {
	char *prefix; /* "# trackcert NONCE " */
	const struct case_info *const *plan;
	struct slot *slots;
	size_t n;
	unsigned int timeout;
	const struct session_ops *ops;
	void *arg;
	struct session_manner manner;

	enum session_state state;
	bool hello;
	double since;	     /* when the last step began: boot, case, end */
	size_t agent;	     /* cases that the agent has begun */
	size_t console;	     /* cases that the console has seen begin */
	bool health;	     /* the agent is behind the last case */
	bool console_health; /* so is the console */
	bool console_end;
	size_t settled;
	struct leaks leaks;
	bool leaks_told;
	char *failure;
	bool final;
	bool blind;	  /* ended for a debugging aid is off */
	bool boot_warned; /* the kernel, before the first case */
	bool late_warned; /* the kernel, when the case had its result already */
};

struct session *session_new(const char *nonce,
			    const struct case_info *const *plan, size_t n,
			    unsigned int timeout, const struct session_ops *ops,
			    void *arg, double now)
{
	struct session *s = xcalloc(1, sizeof(*s));

	s->prefix = xasprintf("# trackcert %s ", nonce);
	s->plan = plan;
	s->slots = xcalloc(n, sizeof(*s->slots));
	s->n = n;
	leaks_init(&s->leaks, n);
	s->timeout = timeout;
	s->ops = ops;
	s->arg = arg;
	s->manner.slow = 1;
	s->since = now;
	return s;
}

void session_treat(struct session *s, const struct session_manner *manner)
{
	s->manner = *manner;
}

static void failure_set(struct session *s, char *reason)
{
	if (s->failure)
		free(reason);
	else
		s->failure = reason;
	s->state = SESSION_DONE;
}

/* The case that the agent is in, or NULL. */
static struct slot *slot_running(struct session *s)
{
	struct slot *slot = s->agent ? &s->slots[s->agent - 1] : NULL;

	return slot && !slot->done_agent ? slot : NULL;
}

/* Host's limit: the suite's own timer comes first, this is for hung guests. */
static double case_limit(const struct session *s, size_t i)
{
	return 2.0 * (s->timeout ? s->timeout
				 : s->plan[i]->timeout * s->manner.slow) +
	       10;
}

/*
 * Settling: cases get their results in order, each once.
 */

/* A case that was not run can neither have warned nor have died. */
static void slot_stop(struct session *s)
{
	const char *culprit = s->slots[s->settled].stopped_by;
	struct case_result result = {
		.result = RESULT_NOTRUN,
		.message = depend_message(culprit),
	};

	s->ops->ended(s->arg, s->settled++, &result);
}

/*
 * A bound that a case has measured, "# measured: max_NAME=VALUE UNIT", is a
 * fact about the guest like those that its agent tells.
 */
static void bounds_tell(struct session *s, const struct case_result *result)
{
	static const char mark[] = "# measured: max_";

	for (size_t i = 0; i < result->output.n; i++) {
		const char *line = result->output.v[i], *value;
		char *key;

		value = strchr(line, '=');
		if (!str_starts(line, mark) || !value)
			continue;
		line += strlen("# measured: ");
		key = xasprintf("measured:%.*s", (int)(value - line), line);
		s->ops->env(s->arg, key, value + 1);
		free(key);
	}
}

static void slot_settle(struct session *s, enum result what, char *message)
{
	size_t i = s->settled;
	struct slot *slot = &s->slots[i];
	struct case_result result = { .duration_s = slot->duration_s };

	if (what == RESULT_NOTRUN) {
		ktap_judge(&slot->ktap, s->plan[i], slot->exit_status, &result);
	} else {
		result.result = what;
		result.message = message;
	}
	ktap_take(&slot->ktap, &result);
	klog_judge(&slot->klog, &result);
	s->settled++;
	bounds_tell(s, &result);
	s->ops->ended(s->arg, i, &result);
}

/* Has the console left this case behind? */
static bool console_past(const struct session *s, size_t i)
{
	return s->console > i + 1 || s->console_health || s->console_end;
}

/* The kernel is dying in this case: what it had to say has been said. */
static bool fatal_settle(struct session *s, struct slot *slot, bool gone,
			 double now)
{
	if (!slot->fatal || (!gone && now < slot->fatal + SESSION_FATAL_S))
		return false;
	if (!slot->done_agent)
		slot->duration_s = slot->fatal - slot->started;
	slot_settle(s, RESULT_CRASH, xstrdup("the guest's kernel died"));
	s->state = SESSION_DONE;
	return true;
}

/* A debugging aid is off: the cases that are left get another guest. */
static void blind_end(struct session *s)
{
	if (s->manner.keep_blind || s->settled == s->n)
		return;
	s->blind = true;
	s->state = SESSION_DONE;
}

static double mark_limit(const struct session *s)
{
	return SESSION_MARK_S * s->manner.slow;
}

static bool done_settle(struct session *s, struct slot *slot, bool gone,
			double now)
{
	bool late = gone || now >= slot->done + mark_limit(s);
	bool blind = slot->klog.blind;

	if (slot->done_console && (late || console_past(s, s->settled)))
		slot_settle(s, RESULT_NOTRUN, NULL);
	else if (late)
		slot_settle(s, RESULT_ERROR,
			    xstrdup("the kernel log does not show the case's "
				    "end: it cannot be called clean"));
	else
		return false;
	if (blind)
		blind_end(s);
	return true;
}

static bool running_settle(struct session *s, struct slot *slot,
			   const char *gone, double now)
{
	double limit = case_limit(s, s->settled);

	if (!gone && !s->failure && now < slot->started + limit)
		return false;
	slot->duration_s = now - slot->started;
	if (s->failure)
		slot_settle(s, RESULT_ERROR, xstrdup(s->failure));
	else if (gone)
		slot_settle(s, RESULT_CRASH,
			    xasprintf("the guest died without a word (%s)",
				      gone));
	else
		slot_settle(s, RESULT_TIMEOUT,
			    xasprintf("the guest did not end the case within "
				      "%.0f s",
				      limit));
	s->state = SESSION_DONE;
	return true;
}

static void settle(struct session *s, const char *gone, double now)
{
	bool more = true;

	while (more && s->settled < s->agent) {
		struct slot *slot = &s->slots[s->settled];
		bool over = s->state == SESSION_DONE && !gone && !s->failure;

		if (over) /* what ran on a dying kernel is run again */
			return;
		if (slot->stopped_by)
			slot_stop(s);
		else if (slot->fatal)
			more = fatal_settle(s, slot, gone || s->failure, now);
		else if (slot->done_agent)
			more = done_settle(s, slot, gone || s->failure, now);
		else
			more = running_settle(s, slot, gone, now);
		if (slot->fatal)
			return;
	}
}

/*
 * The agent's lines.
 */

static void agent_case(struct session *s, const char *id, double now)
{
	if (s->state != SESSION_UP || slot_running(s) || s->agent == s->n ||
	    strcmp(id, s->plan[s->agent]->id)) {
		failure_set(s, xasprintf("the agent began case '%s' out of "
					 "turn",
					 id));
		return;
	}
	s->slots[s->agent].started = s->since = now;
	s->ops->started(s->arg, s->agent++);
}

/* "ID EXIT_STATUS MILLISECONDS" */
static void agent_done(struct session *s, const char *rest, double now)
{
	struct slot *slot = slot_running(s);
	struct strings words = { 0 };
	char *end1 = "x", *end2 = "x";
	unsigned long status = 0, ms = 0;

	strings_split(&words, rest, " ");
	if (words.n == 3) {
		status = strtoul(words.v[1], &end1, 10);
		ms = strtoul(words.v[2], &end2, 10);
	}
	if (!slot || *end1 || *end2 || status > 255 ||
	    strcmp(words.v[0], s->plan[s->agent - 1]->id)) {
		failure_set(s, xasprintf("the agent ended a case out of turn: "
					 "'%s'",
					 rest));
	} else {
		slot->done_agent = true;
		slot->done = s->since = now;
		slot->exit_status = (int)status;
		slot->duration_s = (double)ms / 1000;
	}
	strings_free(&words);
}

/* Has this boot's agent ended a case of this id? */
static bool case_ended(const struct session *s, const char *id)
{
	for (size_t i = 0; i < s->agent; i++)
		if (!strcmp(s->plan[i]->id, id))
			return s->slots[i].done_agent;
	return false;
}

/* "ID CULPRIT" */
static void agent_notrun(struct session *s, const char *rest, double now)
{
	struct strings words = { 0 };
	struct slot *slot;

	strings_split(&words, rest, " ");
	if (s->state != SESSION_UP || slot_running(s) || s->agent == s->n ||
	    words.n != 2 || strcmp(words.v[0], s->plan[s->agent]->id) ||
	    !case_ended(s, words.v[1])) {
		failure_set(s, xasprintf("the agent left out a case out of "
					 "turn: '%s'",
					 rest));
	} else {
		slot = &s->slots[s->agent++];
		slot->stopped_by = xstrdup(words.v[1]);
		slot->done_agent = true;
		slot->started = slot->done = s->since = now;
	}
	strings_free(&words);
}

/* What is found from now on belongs to cases that are over, or to none. */
static void agent_health(struct session *s, double now)
{
	if (s->state != SESSION_UP || slot_running(s) || s->agent != s->n) {
		failure_set(s, xstrdup("the agent looked at the kernel's "
				       "health out of turn"));
		return;
	}
	s->health = true;
	s->since = now;
}

static void agent_end(struct session *s, const char *count, double now)
{
	char *end;
	unsigned long n = strtoul(count, &end, 10);

	if (s->state != SESSION_UP || slot_running(s) || *end ||
	    n != s->agent || n != s->n) {
		failure_set(s, xasprintf("the agent ended after '%s' of %zu "
					 "cases",
					 count, s->n));
		return;
	}
	s->state = SESSION_END;
	s->since = now;
}

static void agent_env(struct session *s, const char *rest)
{
	size_t len = strcspn(rest, " ");
	char *key = xstrndup(rest, len);

	/* two scans may clear what one has suspected */
	if (!strcmp(key, "kmemleak") && !strcmp(rest + len, " 0 leaks"))
		s->leaks.listed = true;
	if (*key)
		s->ops->env(s->arg, key, rest + len + (rest[len] == ' '));
	free(key);
}

static void agent_up(struct session *s, double now)
{
	if (!s->hello || s->state != SESSION_BOOTING) {
		failure_set(s, xstrdup("the agent came up out of turn"));
		return;
	}
	s->state = SESSION_UP;
	s->since = now;
}

static void agent_verb(struct session *s, const char *line, double now)
{
	size_t len = strcspn(line, " ");
	const char *rest = line + len + (line[len] == ' ');
	char *verb = xstrndup(line, len);

	if (!strcmp(verb, "hello") && !strcmp(rest, AGENT_VERSION)) {
		s->hello = true;
	} else if (!strcmp(verb, "env")) {
		agent_env(s, rest);
	} else if (!strcmp(verb, "up")) {
		agent_up(s, now);
	} else if (!strcmp(verb, "failed")) {
		s->final = s->state == SESSION_BOOTING;
		failure_set(s, xstrdup(*rest ? rest : "no reason given"));
	} else if (!strcmp(verb, "case")) {
		agent_case(s, rest, now);
	} else if (!strcmp(verb, "done")) {
		agent_done(s, rest, now);
	} else if (!strcmp(verb, "notrun")) {
		agent_notrun(s, rest, now);
	} else if (!strcmp(verb, "health")) {
		agent_health(s, now);
	} else if (!strcmp(verb, "end")) {
		agent_end(s, rest, now);
	} else {
		failure_set(s, xasprintf("the agent said '%s'", line));
	}
	free(verb);
}

void session_agent(struct session *s, const char *line, double now)
{
	struct slot *slot = slot_running(s);

	if (s->state == SESSION_DONE)
		return;
	if (str_starts(line, s->prefix))
		agent_verb(s, line + strlen(s->prefix), now);
	else if (slot)
		ktap_feed(&slot->ktap, line);
	settle(s, NULL, now);
}

/*
 * The console's lines.
 */

/* The case that a line of the kernel log belongs to, or NULL. */
static struct slot *console_slot(struct session *s)
{
	return s->console ? &s->slots[s->console - 1] : NULL;
}

static void console_mark(struct session *s, const char *mark)
{
	struct slot *slot = console_slot(s);

	if (str_starts(mark, "case ")) {
		/* a mark that was lost costs its case, not the next one */
		for (size_t i = s->console; i < s->n; i++) {
			if (strcmp(mark + 5, s->plan[i]->id))
				continue;
			s->console = i + 1;
			return;
		}
	} else if (str_starts(mark, "done ")) {
		size_t len = strcspn(mark + 5, " ");
		const char *id = slot ? s->plan[s->console - 1]->id : "";

		if (strlen(id) == len && !strncmp(mark + 5, id, len) && slot)
			slot->done_console = true;
	} else if (!strcmp(mark, "health")) {
		s->console_health = true;
	} else if (str_starts(mark, "end ")) {
		s->console_end = true;
	}
}

/* A line that no case can be blamed for: told of once, but never lost. */
static void console_stray(struct session *s, const char *text)
{
	bool boot = !s->console, *warned;
	enum klog_kind kind = klog_classify(text);

	warned = boot ? &s->boot_warned : &s->late_warned;
	if (kind && !*warned) {
		*warned = true;
		s->ops->env(s->arg, boot ? "boot_warning" : "late_warning",
			    text);
	}
	/* nothing that runs on such a kernel says anything of a driver */
	if (kind == KLOG_FATAL && boot && s->state != SESSION_DONE)
		failure_set(s, xasprintf("the guest's kernel died before the "
					 "first case: %s",
					 text));
}

void session_console(struct session *s, const char *line, double now)
{
	const char *text = klog_text(line);
	struct slot *slot = console_slot(s);

	if (str_starts(text, s->prefix)) {
		console_mark(s, text + strlen(s->prefix));
	} else if (slot && s->console > s->settled && !s->console_health) {
		klog_feed(&slot->klog, line);
		if (slot->klog.kind == KLOG_FATAL && !slot->fatal)
			slot->fatal = now;
	} else if (!s->console_health ||
		   !leaks_feed(&s->leaks, s->plan, line)) {
		console_stray(s, text);
	}
	settle(s, NULL, now);
}

/*
 * Time.
 */

static double state_limit(const struct session *s)
{
	double slow = s->manner.slow;

	switch (s->state) {
	case SESSION_BOOTING:
		return SESSION_BOOT_S * slow;
	case SESSION_UP:
		return (s->health ? SESSION_HEALTH_S : SESSION_QUIET_S) * slow;
	case SESSION_END:
		return SESSION_OFF_S * slow;
	default:
		return INFINITY;
	}
}

static void limit_reached(struct session *s)
{
	if (s->state == SESSION_BOOTING && !s->hello)
		failure_set(s, xasprintf("the guest did not come up within "
					 "%.0f s",
					 state_limit(s)));
	else if (s->state == SESSION_BOOTING)
		failure_set(s, xasprintf("the target was not brought up within "
					 "%.0f s",
					 state_limit(s)));
	else if (s->state == SESSION_UP)
		failure_set(s, xstrdup("the agent fell silent between two "
				       "cases"));
	else
		s->state = SESSION_DONE;
}

/* All that is known of leaked memory is known now. */
static void leaks_tell(struct session *s)
{
	const char *unlisted = leaks_unlisted(&s->leaks);

	if (s->leaks_told || s->settled < s->n)
		return;
	s->leaks_told = true;
	for (size_t i = 0; i < s->n; i++)
		if (s->leaks.of[i].n && !s->slots[i].stopped_by)
			s->ops->leaked(s->arg, i, &s->leaks.of[i]);
	if (unlisted)
		console_stray(s, unlisted);
}

enum session_state session_tick(struct session *s, double now)
{
	settle(s, NULL, now);
	if (s->console_end)
		leaks_tell(s);
	if (s->state == SESSION_END && s->console_end && s->settled == s->n)
		s->state = SESSION_DONE; /* only powering off is left */
	if (!slot_running(s) && now >= s->since + state_limit(s)) {
		limit_reached(s);
		settle(s, NULL, now);
	}
	return s->state;
}

void session_gone(struct session *s, const char *how, double now)
{
	if (s->state == SESSION_DONE)
		return;
	if (s->state == SESSION_BOOTING)
		failure_set(s, xasprintf("the guest ended while it was brought "
					 "up (%s)",
					 how));
	else if (s->state == SESSION_UP && !slot_running(s))
		failure_set(s, xasprintf("the guest ended between two cases "
					 "(%s)",
					 how));
	settle(s, how, now);
	leaks_tell(s);
	s->state = SESSION_DONE;
}

double session_next(const struct session *s)
{
	double next = s->since + state_limit(s);
	const struct slot *slot;

	if (s->settled == s->agent)
		return next;
	slot = &s->slots[s->settled];
	if (slot->fatal)
		return slot->fatal + SESSION_FATAL_S;
	if (slot->done_agent)
		return slot->done + mark_limit(s);
	return slot->started + case_limit(s, s->settled);
}

size_t session_settled(const struct session *s)
{
	return s->settled;
}

const char *session_failure(const struct session *s, bool *final)
{
	*final = s->final;
	return s->failure;
}

bool session_dead(const struct session *s)
{
	for (size_t i = 0; i < s->agent; i++)
		if (s->slots[i].fatal)
			return true;
	return false;
}

bool session_blind(const struct session *s)
{
	return s->blind;
}

void session_free(struct session *s)
{
	for (size_t i = 0; i < s->n; i++) {
		ktap_free(&s->slots[i].ktap);
		klog_free(&s->slots[i].klog);
		free(s->slots[i].stopped_by);
	}
	free(s->slots);
	leaks_free(&s->leaks);
	free(s->prefix);
	free(s->failure);
	free(s);
}
