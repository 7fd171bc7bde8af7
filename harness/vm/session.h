/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One boot of a guest, as seen from the host: lines of the agent and of the
 * console go in, results of cases come out. It knows no file descriptors and
 * no processes, so that a recorded transcript can drive it.
 */
#ifndef TRACKCERT_SESSION_H
#define TRACKCERT_SESSION_H

#include "klog.h"
#include "ktap.h"
#include "run.h"

#define SESSION_BOOT_S	 300 /* until the guest says "up"; alone it takes 4 */
#define SESSION_MARK_S	 10  /* until the console catches up with the agent */
#define SESSION_FATAL_S	 3   /* for a dying kernel to finish its report */
#define SESSION_QUIET_S	 60  /* between two cases */
#define SESSION_HEALTH_S 300 /* for a look at the kernel's health */
#define SESSION_OFF_S	 30  /* from "end" to the VM's end */

struct session;

/**
 * struct session_manner - how to treat a kernel
 * @slow: factor of all limits but those that the user set; at least 1
 * @keep_blind: go on with a guest one of whose debugging aids has gone off,
 *              instead of replacing it
 */
struct session_manner {
	unsigned int slow;
	bool keep_blind;
};

/**
 * struct session_ops - whom a session tells
 * @env: the guest said something of itself
 * @started: case @index of the session's plan began
 * @ended: it has a result; called once a case, in order. The callee takes
 *         what @result owns.
 * @leaked: and now it is known that it has lost memory: leaks_judge() makes of
 *          @lines what that is worth. Called behind the last case.
 */
struct session_ops {
	void (*env)(void *arg, const char *key, const char *value);
	void (*started)(void *arg, size_t index);
	void (*ended)(void *arg, size_t index, struct case_result *result);
	void (*leaked)(void *arg, size_t index, const struct strings *lines);
};

/** enum session_state - how far a boot has come */
enum session_state {
	SESSION_BOOTING,
	SESSION_UP,
	SESSION_END,  /* the agent said "end": waiting for the VM's end */
	SESSION_DONE, /* nothing more can come of this VM: kill it */
};

/**
 * session_new() - a boot that is about to run some cases
 * @nonce: what the agent's lines must carry
 * @plan: the cases, in order; must outlive the session
 * @n: how many
 * @timeout: seconds that replace the cases' own limits; 0: none
 * @ops: whom to tell
 * @arg: handed to @ops
 * @now: seconds of some monotonic clock
 */
struct session *session_new(const char *nonce,
			    const struct case_info *const *plan, size_t n,
			    unsigned int timeout, const struct session_ops *ops,
			    void *arg, double now);

/** session_treat() - other limits than a plain kernel's; before its first line */
void session_treat(struct session *session,
		   const struct session_manner *manner);

/** session_agent() - a cleaned line of the agent's port */
void session_agent(struct session *session, const char *line, double now);

/** session_console() - a cleaned line of the console */
void session_console(struct session *session, const char *line, double now);

/** session_tick() - time passes; call after lines and when next is due */
enum session_state session_tick(struct session *session, double now);

/** session_gone() - the VM has ended and all its lines were handed in */
void session_gone(struct session *session, const char *how, double now);

/** session_next() - when session_tick() must be called at the latest */
double session_next(const struct session *session);

/** session_settled() - how many cases got a result */
size_t session_settled(const struct session *session);

/**
 * session_failure() - why this VM is of no use
 * @final: set when another boot would not do better: the guest said so
 *
 * Return: the reason, or NULL when the boot came to cases or to its end.
 */
const char *session_failure(const struct session *session, bool *final);

/** session_dead() - has the kernel died in one of the cases? */
bool session_dead(const struct session *session);

/**
 * session_blind() - did the guest end because a debugging aid is off?
 *
 * lockdep reports once a boot and is silent from then on: the cases that are
 * left deserve a kernel that looks.
 */
bool session_blind(const struct session *session);

void session_free(struct session *session);

#endif
