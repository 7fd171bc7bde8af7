// SPDX-License-Identifier: GPL-2.0-only
/* What a boot came to, out of its raw logs alone. */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "leaks.h"
#include "session.h"
#include "util.h"

#define MARK "# trackcert "
#define NOW  1.0 /* 0 would be "never" to a session */

struct player {
	struct replay *replay;
	struct session *session;
	const char *nonce;
	unsigned int hellos;
	bool stranger; /* another boot's agent spoke */
};

static void on_env(void *arg, const char *key, const char *value)
{
	pairs_set(&((struct player *)arg)->replay->env, key, value);
}

static void on_started(void *arg, size_t index)
{
	(void)arg;
	(void)index;
}

static void on_ended(void *arg, size_t index, struct case_result *result)
{
	struct replay *replay = ((struct player *)arg)->replay;

	(void)index;
	replay->results = array_grow(replay->results, replay->n,
				     sizeof(*replay->results));
	replay->results[replay->n++] = *result;
}

static void on_leaked(void *arg, size_t index, const struct strings *lines)
{
	leaks_judge(lines, &((struct player *)arg)->replay->results[index]);
}

/* Only an agent says hello; of its other lines the session is the judge. */
static void hello_count(struct player *player, const char *line)
{
	size_t len = strlen(player->nonce);
	const char *nonce = line + strlen(MARK);

	if (!str_starts(line, MARK))
		return;
	if (strncmp(nonce, player->nonce, len) || nonce[len] != ' ')
		player->stranger = true;
	else if (str_starts(nonce + len, " hello "))
		player->hellos++;
}

static void agent_line(void *arg, const char *line)
{
	struct player *player = arg;

	hello_count(player, line);
	session_agent(player->session, line, NOW);
}

static void console_line(void *arg, const char *line)
{
	session_console(((struct player *)arg)->session, line, NOW);
}

static void stream_play(struct player *player, const char *bytes, size_t len,
			void (*line)(void *arg, const char *line))
{
	struct lines *lines = xcalloc(1, sizeof(*lines));

	lines_feed(lines, bytes, len, line, player);
	lines_flush(lines, line, player);
	free(lines);
}

static char *failure_of(const struct player *player, size_t n)
{
	bool final, over = session_tick(player->session, NOW) == SESSION_DONE;
	const char *failure = session_failure(player->session, &final);

	if (player->stranger)
		return xstrdup("lines of an agent carry another nonce than "
			       "the boot has");
	if (player->hellos != 1)
		return xasprintf("the agent said hello %u times instead of "
				 "once",
				 player->hellos);
	if (failure)
		return xstrdup(failure);
	if (!over || session_settled(player->session) != n)
		return xstrdup("the logs end before the agent and the kernel "
			       "log have said so");
	return NULL;
}

void replay_boot(const char *ktap, size_t ktap_len, const char *console,
		 size_t console_len, const char *nonce,
		 const struct case_info *const *plan, size_t n,
		 struct replay *replay)
{
	static const struct session_ops ops = { on_env, on_started, on_ended,
						on_leaked };
	struct player player = { .replay = replay, .nonce = nonce };

	*replay = (struct replay){ 0 };
	player.session = session_new(nonce, plan, n, 0, &ops, &player, NOW);
	stream_play(&player, ktap, ktap_len, agent_line);
	stream_play(&player, console, console_len, console_line);
	replay->failure = failure_of(&player, n);
	session_gone(player.session, "the logs end here", NOW);
	session_free(player.session);
}

void replay_free(struct replay *replay)
{
	for (size_t i = 0; i < replay->n; i++)
		result_free(&replay->results[i]);
	free(replay->results);
	pairs_free(&replay->env);
	free(replay->failure);
	*replay = (struct replay){ 0 };
}
