// SPDX-License-Identifier: GPL-2.0-only
/* Do the raw logs of a lane say what its journal says? */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "match.h"
#include "package.h"
#include "replay.h"
#include "util.h"
#include "verify_parts.h"

#define BOOT "boot "

struct lane_check {
	struct verifying *w;
	const char *name; /* RUN/LANE */
	const struct target_run *target;
	const char *nonce;
	const struct case_info **plan;
	size_t n;
};

/* One VM has it all: what another one did again, it could have done better. */
static bool nonce_find(struct lane_check *c)
{
	const struct pairs *env = &c->target->env;
	unsigned int boots = 0;

	for (size_t i = 0; i < env->n; i++) {
		if (!str_starts(env->v[i].key, BOOT))
			continue;
		boots++;
		c->nonce = env->v[i].value;
	}
	if (boots != 1) {
		finding(c->w, "%s: took %u boots, and a certificate is of one",
			c->name, boots);
		return false;
	}
	if (strings_has(&c->w->nonces, c->nonce)) {
		finding(c->w,
			"%s: has the nonce of another lane: its logs are a "
			"copy",
			c->name);
		return false;
	}
	strings_add(&c->w->nonces, c->nonce);
	return true;
}

static bool log_read(struct lane_check *c, const char *suffix, char **text,
		     size_t *len)
{
	char *file = xasprintf("%s.%s", c->name, suffix);
	bool good = false;

	if (package_read(c->w->v->dir, file, text, len))
		finding(c->w, "%s: is missing or cannot be read", file);
	else if (memchr(*text, '\0', *len))
		finding(c->w, "%s: holds NUL bytes, which no log has", file);
	else
		good = true;
	free(file);
	return good;
}

static const char *text_or(const char *text)
{
	return text ? text : "";
}

static bool texts_differ(const struct strings *a, const struct strings *b)
{
	if (a->n != b->n)
		return true;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]))
			return true;
	return false;
}

static void result_compare(struct lane_check *c, const char *id,
			   const struct case_result *raw)
{
	const struct case_result *claimed = target_case(c->target, id);

	if (!claimed)
		return; /* verify_plan() has said so */
	if (claimed->result != raw->result)
		finding(c->w,
			"%s: case %s: the journal says %s, the raw logs say "
			"%s%s%s",
			c->name, id, result_name(claimed->result),
			result_name(raw->result), raw->message ? ": " : "",
			text_or(raw->message));
	else if (strcmp(text_or(claimed->message), text_or(raw->message)) ||
		 strcmp(text_or(claimed->fingerprint),
			text_or(raw->fingerprint)) ||
		 texts_differ(&claimed->output, &raw->output) ||
		 texts_differ(&claimed->klog, &raw->klog))
		finding(c->w,
			"%s: case %s: what it printed is not the same in the "
			"journal and in the raw logs",
			c->name, id);
}

static void env_compare(struct lane_check *c, const struct pairs *raw)
{
	const struct pairs *claimed = &c->target->env;

	for (size_t i = 0; i < raw->n; i++) {
		const char *value = pairs_get(claimed, raw->v[i].key);

		if (!value || strcmp(value, raw->v[i].value))
			finding(c->w,
				"%s: the guest said that its %s is '%s', the "
				"journal says '%s'",
				c->name, raw->v[i].key, raw->v[i].value,
				value ? value : "nothing");
	}
	for (size_t i = 0; i < claimed->n; i++) {
		const char *key = claimed->v[i].key;

		if (!str_starts(key, BOOT) && !str_starts(key, "package ") &&
		    !pairs_get(raw, key))
			finding(c->w,
				"%s: the journal knows the guest's %s, of "
				"which the guest said nothing",
				c->name, key);
	}
}

static void logs_compare(struct lane_check *c, const char *ktap,
			 size_t ktap_len, const char *console,
			 size_t console_len)
{
	struct replay replay;

	replay_boot(ktap, ktap_len, console, console_len, c->nonce, c->plan,
		    c->n, &replay);
	if (replay.failure)
		finding(c->w, "%s: the raw logs are not of one whole boot: %s",
			c->name, replay.failure);
	for (size_t i = 0; i < replay.n; i++)
		result_compare(c, c->plan[i]->id, &replay.results[i]);
	if (!replay.failure && replay.n == c->n)
		env_compare(c, &replay.env);
	replay_free(&replay);
}

void verify_lane(struct verifying *w, const char *name,
		 const struct target_run *target, const struct strings *due)
{
	char *lane = lane_dup(target), *ktap = NULL, *console = NULL;
	char *path = xasprintf("%s/%s", name, lane);
	struct lane_check c = { .w = w, .name = path, .target = target };
	size_t ktap_len, console_len;

	c.plan = xcalloc(due->n + 1, sizeof(*c.plan));
	for (size_t i = 0; i < due->n; i++)
		c.plan[c.n++] = cases_find(&w->cases, due->v[i]);
	if (c.n && nonce_find(&c) && log_read(&c, "ktap", &ktap, &ktap_len) &&
	    log_read(&c, "console", &console, &console_len))
		logs_compare(&c, ktap, ktap_len, console, console_len);
	free(ktap);
	free(console);
	free(c.plan);
	free(path);
	free(lane);
}
