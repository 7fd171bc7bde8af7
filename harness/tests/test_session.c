// SPDX-License-Identifier: GPL-2.0-only
/* Boots as recorded in fixtures/transcripts, good, broken and hostile. */
#include "clean.h"
#include "leaks.h"
#include "session.h"
#include "paths.h"
#include "test.h"

#define NONCE "cafe0123"

static struct case_info demo[] = {
	{ .id = "demo/one", .suite = "demo", .test = "one", .timeout = 5 },
	{ .id = "demo/two", .suite = "demo", .test = "two", .timeout = 5 },
	{ .id = "demo/three", .suite = "demo", .test = "three", .timeout = 5 },
};

static const struct case_info *const plan[] = { &demo[0], &demo[1], &demo[2] };

/*
 * struct boot - a transcript and what must become of it
 * @results: of the cases that get one
 * @message: part of the second case's message; NULL: it has none
 * @failure: part of why the VM is of no use; NULL: it was of use
 */
static const struct boot {
	const char *name;
	const char *results;
	const char *message;
	const char *failure;
} boots[] = {
	{ "good", "PASS PASS PASS", NULL, NULL },
	{ "leaks", "PASS FAIL PASS", "pds_vfio_dirty_enable < vfio_device",
	  NULL },
	{ "fail", "PASS FAIL PASS", "Expected 7 (7) == ret (-1)", NULL },
	{ "fail-in-words", "PASS FAIL PASS", "page 3 is missing", NULL },
	{ "skip", "PASS SKIP PASS", "no reset here", NULL },
	{ "cannot", "PASS SKIP PASS",
	  "the stimulus cannot make the device read", NULL },
	{ "cannot-any-more", "PASS FAIL PASS", "Expected 0 (0) == ret", NULL },
	{ "suite-timeout", "PASS TIMEOUT PASS", "within its time", NULL },
	{ "suite-segfault", "PASS ERROR PASS", "signal 11", NULL },
	{ "suite-error", "PASS ERROR PASS", "the device went away", NULL },
	{ "bail-out", "PASS ERROR PASS", "Bail out! no memory", NULL },
	{ "no-result", "PASS ERROR PASS", "no result line", NULL },
	{ "two-results", "PASS ERROR PASS", "2 result lines", NULL },
	{ "wrong-name", "PASS ERROR PASS", "of 'demo.three'", NULL },
	{ "wrong-exit", "PASS ERROR PASS", "PASS, but exit status 1", NULL },
	{ "wrong-nonce", "PASS FAIL PASS", "no reason given", NULL },
	{ "hostile-bytes", "PASS FAIL PASS", "no reason given", NULL },
	{ "huge-line", "PASS PASS PASS", NULL, NULL },
	{ "many-lines", "PASS PASS PASS", NULL, NULL },
	{ "out-of-turn", "PASS", NULL, "'demo/three' out of turn" },
	{ "early-end", "PASS ERROR", "ended after '3'", "ended after '3'" },
	{ "unknown-verb", "PASS ERROR", "said 'reboot'", "said 'reboot'" },
	{ "dies", "PASS CRASH", "died without a word (QEMU's", NULL },
	{ "truncated", "PASS CRASH", "died without a word (killed)", NULL },
	{ "oops", "PASS CRASH", "kernel: BUG: kernel NULL pointer", NULL },
	{ "warning", "PASS FAIL PASS", "kernel: WARNING: CPU: 1", NULL },
	{ "warning-late", "PASS FAIL PASS", "kernel: refcount_t", NULL },
	{ "hangs", "PASS TIMEOUT", "within 20 s", NULL },
	{ "console-lost", "PASS ERROR PASS", "kernel log does not", NULL },
	{ "silent", "PASS", NULL, "fell silent" },
	{ "bring-up-failed", "", NULL, "cannot load pds-vfio-pci" },
	{ "no-hello", "", NULL, "did not come up within 300 s" },
	{ "empty", "", NULL, "ended while it was brought up" },
};

struct played {
	struct strings results;
	struct case_result second;
	struct pairs env;
	size_t started;
};

static void on_env(void *arg, const char *key, const char *value)
{
	pairs_set(&((struct played *)arg)->env, key, value);
}

static void on_started(void *arg, size_t index)
{
	struct played *played = arg;

	/* a case that another one stops is never started */
	assert_true(index >= played->started);
	played->started = index + 1;
}

/* Takes both. */
static void played_free(struct played *played, struct session *session)
{
	result_free(&played->second);
	strings_free(&played->results);
	pairs_free(&played->env);
	session_free(session);
}

static void on_ended(void *arg, size_t index, struct case_result *result)
{
	struct played *played = arg;

	assert_int_equal(index, played->results.n);
	strings_add(&played->results, result_name(result->result));
	if (index == 1)
		played->second = *result;
	else
		result_free(result);
}

/* Its result is changed, as whoever has kept it does. */
static void on_leaked(void *arg, size_t index, const struct strings *lines)
{
	struct played *played = arg;
	char **word = &played->results.v[index];

	assert_int_equal(index, 1);
	leaks_judge(lines, &played->second);
	free(*word);
	*word = xstrdup(result_name(played->second.result));
}

static const struct session_ops ops = { on_env, on_started, on_ended,
					on_leaked };

static void line_play(struct session *session, const char *raw, size_t len,
		      double *now)
{
	char *line = line_clean(raw + 2, len - 2);

	if (raw[0] == 'A')
		session_agent(session, line, *now);
	else if (raw[0] == 'C')
		session_console(session, line, *now);
	else if (raw[0] == 'T')
		*now += strtod(line, NULL);
	else if (raw[0] == 'G')
		session_gone(session, line, *now);
	else
		fail_msg("not a line of a transcript");
	session_tick(session, *now);
	free(line);
}

static struct session *play_as(const char *name,
			       const struct session_manner *manner,
			       struct played *played)
{
	char *path =
		xasprintf("%s/fixtures/transcripts/%s", paths_source(), name);
	struct session *session;
	double now = 1000;
	char *text, *end;
	size_t len;

	*played = (struct played){ 0 };
	assert_int_equal(file_read(path, 1 << 20, &text, &len), 0);
	session = session_new(NONCE, plan, ARRAY_SIZE(plan), 0, &ops, played,
			      now);
	session_treat(session, manner);
	for (char *p = text; p < text + len; p = end + 1) {
		end = memchr(p, '\n', (size_t)(text + len - p));
		assert_non_null(end);
		line_play(session, p, (size_t)(end - p), &now);
	}
	free(text);
	free(path);
	return session;
}

static struct session *play(const char *name, struct played *played)
{
	const struct session_manner plain = { .slow = 1 };

	return play_as(name, &plain, played);
}

static void message_check(const struct boot *boot, const struct played *played)
{
	const char *message = played->second.message;

	if (!boot->message && message)
		fail_msg("%s: message '%s'", boot->name, message);
	if (boot->message && (!message || !strstr(message, boot->message)))
		fail_msg("%s: message '%s' instead of '%s'", boot->name,
			 message ? message : "", boot->message);
}

static void boot_played(void **state)
{
	const struct boot *boot = *state;
	struct played played;
	struct session *session = play(boot->name, &played);
	const char *failure;
	char *results;
	bool final;

	results = strings_join(&played.results, " ");
	assert_string_equal(results, boot->results);
	message_check(boot, &played);
	failure = session_failure(session, &final);
	assert_int_equal(!failure, !boot->failure);
	if (failure && !strstr(failure, boot->failure))
		fail_msg("%s: failure '%s'", boot->name, failure);
	assert_int_equal(final, !strcmp(boot->name, "bring-up-failed"));
	assert_int_equal(session_settled(session), played.results.n);
	free(results);
	played_free(&played, session);
}

static void failure_has_its_geometry(void **state)
{
	struct played played;
	struct session *session = play("fail", &played);
	const struct bits *bits = played.second.bits;

	assert_string_equal(played.second.geometry,
			    "ranges 2 page_size 0x1000 pointer +5 seed 7");
	assert_non_null(bits);
	assert_int_equal(bits->iova, 0x100000);
	assert_int_equal(bits->pages, 9);
	assert_int_equal(bits->expected[1], 1);
	assert_int_equal(bits->reported[1], 0);
	assert_string_equal(pairs_get(&played.env, "release"), "6.12.0");
	played_free(&played, session);
}

/* A bound that a case measures is a fact about the guest. */
static void bounds_are_facts(void **state)
{
	struct played played;
	struct session *session = play("good", &played);

	assert_string_equal(pairs_get(&played.env, "measured:max_ranges"),
			    "256 ranges");
	played_free(&played, session);
}

static void hostile_bytes_are_gone(void **state)
{
	struct played played;
	struct session *session = play("hostile-bytes", &played);

	for (size_t i = 0; i < played.second.output.n; i++)
		for (char *p = played.second.output.v[i]; *p; p++)
			assert_in_range(*p, 0x20, 0x7e);
	assert_string_equal(played.second.output.v[2], "# re?d ???gnp ?"
						       "?!");
	played_free(&played, session);
}

static void long_output_is_bounded(void **state)
{
	struct played played;
	struct session *session = play("many-lines", &played);

	assert_in_range(played.second.output.n, 100, OUTPUT_MAX_LINES);
	assert_string_equal(played.second.output.v[played.second.output.n - 1],
			    "ok 1 demo.two");
	played_free(&played, session);
}

static void oops_is_attached(void **state)
{
	struct played played;
	struct session *session = play("oops", &played);

	assert_int_equal(played.second.klog.n, 5);
	assert_non_null(strstr(played.second.klog.v[3], "pds_vfio_dirty_sync"));
	played_free(&played, session);
}

/* What a case has lost is found behind the last one, and is its failure. */
static void leaked(void **state)
{
	struct played played;
	struct session *session = play("leaks", &played);

	assert_null(pairs_get(&played.env, "late_warning"));
	assert_string_equal(played.second.message,
			    "kernel: kmemleak: unreferenced object (size 256): "
			    "pds_vfio_dirty_enable < vfio_device_log_start");
	assert_string_equal(played.second.fingerprint,
			    played.second.message + strlen("kernel: "));
	assert_int_equal(played.second.klog.n, 8);
	assert_int_equal(session_tick(session, 2000), SESSION_DONE);
	played_free(&played, session);
}

/*
 * struct told - what a guest that has come up tells, 'A' and 'C' lines as in
 * a transcript, and what must become of it; the marks' prefix is added to
 * lines that begin with '!'
 */
static const struct told {
	const char *lines[12];
	const char *results;
	const char *failure; /* part of it */
	const char *key,
		*value; /* part of what the guest said; NULL: nothing */
} tolds[] = {
	/* nobody can be certified on a kernel that died while it came up */
	{ { "C[ 1.0] BUG: kernel NULL pointer dereference" },
	  "",
	  "died before the first case: BUG: kernel NULL",
	  "boot_warning",
	  "BUG: kernel NULL" },
	{ { "C[ 1.0] WARNING: CPU: 0 PID: 1 at x.c:1" },
	  "",
	  "ended between two cases (gone)",
	  "boot_warning",
	  "WARNING: CPU: 0" },
	/* a guest that is gone after a case and before its end says so */
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one",
	    "C!done demo/one 0 1", "A!done demo/one 0 1" },
	  "PASS",
	  "ended between two cases (gone)",
	  NULL,
	  NULL },
	/* too late for the case, but not lost */
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one",
	    "C!done demo/one 0 1", "A!done demo/one 0 1", "T11",
	    "C[ 9.0] WARNING: CPU: 0 PID: 1 at x.c:1" },
	  "PASS",
	  "ended between two cases (gone)",
	  "late_warning",
	  "WARNING: CPU: 0" },
	/* what nobody, or a case of another id, has lost is no case's */
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one",
	    "C!done demo/one 0 1", "A!done demo/one 0 1", "C!health",
	    "C[ 9.0] kmemleak: nobody: unreferenced object 0x1 (size 8):" },
	  "PASS",
	  "ended between two cases (gone)",
	  "late_warning",
	  "kmemleak: nobody: unref" },
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one",
	    "C!done demo/one 0 1", "A!done demo/one 0 1", "C!health",
	    "C[ 9.0] kmemleak: 1 demo/one: unreferenced object 0x1 (size 8):" },
	  "PASS",
	  "ended between two cases (gone)",
	  "late_warning",
	  "kmemleak: 1 demo/one: unref" },
	/* a directive that nobody knows is no pass */
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one # TODO x",
	    "C!done demo/one 0 1", "A!done demo/one 0 1" },
	  "ERROR",
	  "ended between",
	  NULL,
	  NULL },
	{ { "C!case demo/one", "A!case demo/one", "Anot ok 1 demo.one # SKIP x",
	    "C!done demo/one 4 1", "A!done demo/one 4 1" },
	  "ERROR",
	  "ended between",
	  NULL,
	  NULL },
	/* neither a guess at the agent's words nor a result in the log count */
	{ { "C!case demo/one", "A!case demo/one", "C[ 1.0] ok 1 demo.one",
	    "A# trackcert 0000 done demo/one 0 1", "C!done demo/one 0 1",
	    "A!done demo/one 0 1" },
	  "ERROR",
	  "ended between",
	  NULL,
	  NULL },
	/* what a failed case stops is not run and waits for nobody */
	{ { "C!case demo/one", "A!case demo/one", "Anot ok 1 demo.one",
	    "C!done demo/one 1 1", "A!done demo/one 1 1",
	    "A!notrun demo/two demo/one", "C!case demo/three",
	    "A!case demo/three", "Aok 1 demo.three", "C!done demo/three 0 1",
	    "A!done demo/three 0 1" },
	  "FAIL NOTRUN PASS",
	  "ended between",
	  NULL,
	  NULL },
	/* a case is left out for one that has ended before, and in its turn */
	{ { "A!notrun demo/one demo/two" }, "", "left out", NULL, NULL },
	{ { "C!case demo/one", "A!case demo/one",
	    "A!notrun demo/two demo/one" },
	  "ERROR",
	  "left out",
	  NULL,
	  NULL },
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one",
	    "C!done demo/one 0 1", "A!done demo/one 0 1",
	    "A!notrun demo/three demo/one" },
	  "PASS",
	  "left out",
	  NULL,
	  NULL },
	/* an end that is said twice */
	{ { "C!case demo/one", "A!case demo/one", "Aok 1 demo.one",
	    "C!done demo/one 0 1", "A!done demo/one 0 1",
	    "A!done demo/one 0 1" },
	  "PASS",
	  "ended a case out of turn",
	  NULL,
	  NULL },
};

static void told_play(struct session *session, const char *told, double *now)
{
	char *line = told[1] == '!' ? xasprintf("%c # trackcert " NONCE " %s",
						told[0], told + 2)
				    : xasprintf("%c %s", told[0], told + 1);

	line_play(session, line, strlen(line), now);
	free(line);
}

static void told_tales(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(tolds); i++) {
		const struct told *told = &tolds[i];
		struct played played = { 0 };
		double now = 1000;
		struct session *session = session_new(
			NONCE, plan, ARRAY_SIZE(plan), 0, &ops, &played, now);
		const char *failure, *value;
		char *results;
		bool final;

		told_play(session, "A!hello 1", &now);
		told_play(session, "A!up", &now);
		for (size_t k = 0; told->lines[k]; k++)
			told_play(session, told->lines[k], &now);
		told_play(session, "Ggone", &now);
		results = strings_join(&played.results, " ");
		failure = session_failure(session, &final);
		value = told->key ? pairs_get(&played.env, told->key) : "";
		if (strcmp(results, told->results) || !failure ||
		    !strstr(failure, told->failure) || !value ||
		    (told->value && !strstr(value, told->value)))
			fail_msg("tale %zu: %s, %s, %s", i, results,
				 failure ? failure : "-", value ? value : "-");
		free(results);
		played_free(&played, session);
	}
}

/* Plays fixtures/transcripts/blind; return: results, joined. */
static char *play_blind(bool keep, bool *blind)
{
	const struct session_manner manner = { .slow = 1, .keep_blind = keep };
	struct played played;
	struct session *session;
	char *results;

	session = play_as("blind", &manner, &played);
	*blind = session_blind(session);
	results = strings_join(&played.results, " ");
	played_free(&played, session);
	return results;
}

/* lockdep reports once a boot: the third case deserves another guest. */
static void blind_guest_is_replaced(void **state)
{
	bool blind;
	char *results = play_blind(false, &blind);

	assert_string_equal(results, "PASS FAIL");
	assert_true(blind);
	free(results);
	results = play_blind(true, &blind);
	assert_string_equal(results, "PASS FAIL PASS");
	assert_false(blind);
	free(results);
}

/* What is not a transcript of its own. */
#define TALES 8

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(boots) + TALES] = {
		cmocka_unit_test(failure_has_its_geometry),
		cmocka_unit_test(bounds_are_facts),
		cmocka_unit_test(hostile_bytes_are_gone),
		cmocka_unit_test(long_output_is_bounded),
		cmocka_unit_test(oops_is_attached),
		cmocka_unit_test(leaked),
		cmocka_unit_test(told_tales),
		cmocka_unit_test(blind_guest_is_replaced),
	};

	for (size_t i = 0; i < ARRAY_SIZE(boots); i++)
		tests[TALES + i] = (struct CMUnitTest){
			.name = boots[i].name,
			.test_func = boot_played,
			.initial_state = (void *)&boots[i],
		};
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
