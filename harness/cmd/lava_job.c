// SPDX-License-Identifier: GPL-2.0-only
/*
 * job.yaml. A JSON string is a string in YAML, too: what could hold anything is
 * written as one.
 */
#include "lava.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"
#include "version.h"

/* Minutes that a dispatcher gets for fetching, and a guest for its first case. */
#define FETCH_MINUTES 15
#define BOOT_MINUTES  10

static const char *const names[LAVA_FILES] = { "vmlinuz", "initrd",
					       "disk.img" };
static const char *const labels[LAVA_FILES] = { "kernel", "initrd", "disk" };
static const char *const marks[LAVA_FILES] = { "{kernel}", "{initrd}",
					       "{disk}" };

const char *lava_file_name(enum lava_file file)
{
	return names[file];
}

const char *lava_mark(enum lava_file file)
{
	return marks[file];
}

static void string_put(const char *s, FILE *out)
{
	json_t *string = json_string(s);

	json_dumpf(string, out, JSON_ENCODE_ANY);
	json_decref(string);
}

static void member_put(const char *indent, const char *key, const char *value,
		       FILE *out)
{
	fprintf(out, "%s%s: ", indent, key);
	string_put(value, out);
	putc('\n', out);
}

/* Which file's argument is this a part of: that of the file in it. */
static enum lava_file argument_of(const char *word, const char *next)
{
	for (size_t i = LAVA_INITRD; i < LAVA_FILES; i++)
		if (strstr(word, marks[i]) || (next && strstr(next, marks[i])))
			return (enum lava_file)i;
	return LAVA_KERNEL;
}

/* pexpect, which starts QEMU, splits words and unquotes them as a shell does. */
static void word_add(struct strings *words, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_=,.:/@%+{}";
	char *quoted, *p;

	if (*word && strspn(word, plain) == strlen(word)) {
		strings_add(words, word);
		return;
	}
	p = quoted = xcalloc(4 * strlen(word) + 3, 1);
	*p++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			p = stpcpy(p, "'\\''");
		else
			*p++ = *word;
	}
	*p = '\'';
	strings_take(words, quoted);
}

static char *image_arg(const struct strings *command, enum lava_file file)
{
	struct strings words = { 0 };
	char *joined;

	for (size_t i = 0; i < command->n; i++) {
		const char *next = i + 1 < command->n ? command->v[i + 1]
						      : NULL;

		if (argument_of(command->v[i], next) == file)
			word_add(&words, command->v[i]);
	}
	joined = strings_join(&words, " ");
	strings_free(&words);
	return joined;
}

/* Seconds that the cases may take, in whole minutes. */
static unsigned int test_minutes(const struct lava_job *job)
{
	unsigned int seconds = 0;

	for (size_t i = 0; i < job->n; i++)
		seconds += job->timeout ? job->timeout : job->plan[i]->timeout;
	return seconds / 60 + BOOT_MINUTES;
}

static void head_put(const struct lava_job *job, FILE *out)
{
	fprintf(out,
		"# A LAVA job of trackcert " TRACKCERT_VERSION
		" (" TRACKCERT_COMMIT "): %zu case%s.\n"
		"# The initrd knows the cases and the nonce of this file: "
		"neither goes with another.\n",
		job->n, job->n == 1 ? "" : "s");
	fputs("device_type: qemu\n", out);
	member_put("", "job_name", job->name, out);
	fprintf(out,
		"priority: medium\n"
		"visibility: public\n"
		"timeouts:\n"
		"  job: {minutes: %u}\n"
		"  action: {minutes: %u}\n"
		"  connection: {minutes: %u}\n",
		test_minutes(job) + FETCH_MINUTES + BOOT_MINUTES, FETCH_MINUTES,
		BOOT_MINUTES);
	/* the machine's own -accel says which */
	fprintf(out, "context:\n  arch: %s\n  no_kvm: true\nmetadata:\n",
		strcmp(job->arch, "x86_64") ? job->arch : "amd64");
	for (size_t i = 0; i < job->metadata.n; i++)
		member_put("  ", job->metadata.v[i].key,
			   job->metadata.v[i].value, out);
}

static void deploy_put(const struct lava_job *job, FILE *out)
{
	fputs("actions:\n- deploy:\n    to: tmpfs\n    images:\n", out);
	for (size_t i = 0; i < LAVA_FILES; i++) {
		char *url, *argument;

		if (!job->there[i])
			continue;
		url = xasprintf("%s/%s", job->url, names[i]);
		argument = image_arg(&job->command, (enum lava_file)i);
		fprintf(out, "      %s:\n", labels[i]);
		member_put("        ", "url", url, out);
		member_put("        ", "sha256sum", job->digests[i].hex, out);
		member_put("        ", "image_arg", argument, out);
		free(argument);
		free(url);
	}
}

/* What a case that was not run is told to wait for, each once. */
static void culprits_put(const struct lava_job *job, FILE *out)
{
	struct strings culprits = { 0 };

	for (size_t i = 0; i < job->n; i++)
		for (size_t k = 0; k < job->plan[i]->after.n; k++)
			if (!strings_has(&culprits, job->plan[i]->after.v[k]))
				strings_add(&culprits,
					    job->plan[i]->after.v[k]);
	if (culprits.n)
		fputs("        # not run, because this one failed\n", out);
	for (size_t i = 0; i < culprits.n; i++) {
		fputs("        ", out);
		string_put(culprits.v[i], out);
		fputs(": unknown\n", out);
	}
	strings_free(&culprits);
}

/*
 * The agent's lines in the kernel log: "done ID STATUS MILLISECONDS" and
 * "notrun ID FAILED_ID". The result is what fixupdict has: of a status only the
 * two that are no failure, and nothing of all others.
 */
static void test_put(const struct lava_job *job, FILE *out)
{
	char *start = xasprintf("# trackcert %s case ", job->nonce);
	char *end = xasprintf("# trackcert %s end \\d+", job->nonce);
	char *pattern = xasprintf("# trackcert %s (?:done|notrun) "
				  "(?P<test_case_id>\\S+) "
				  "(?P<result>[04](?= )|[a-z]\\S*|)"
				  "[^\\r\\n]*[\\r\\n]",
				  job->nonce);

	fprintf(out,
		"- test:\n"
		"    timeout: {minutes: %u}\n"
		"    monitors:\n"
		"    - name: trackcert\n",
		test_minutes(job));
	member_put("      ", "start", start, out);
	member_put("      ", "end", end, out);
	member_put("      ", "pattern", pattern, out);
	fputs("      fixupdict:\n"
	      "        \"0\": pass\n"
	      "        \"4\": skip\n"
	      "        # any other exit status\n"
	      "        \"\": fail\n",
	      out);
	culprits_put(job, out);
	free(start);
	free(end);
	free(pattern);
}

void lava_job_put(const struct lava_job *job, FILE *out)
{
	head_put(job, out);
	deploy_put(job, out);
	fprintf(out,
		"- boot:\n"
		"    timeout: {minutes: %u}\n"
		"    method: qemu\n"
		"    media: tmpfs\n",
		BOOT_MINUTES);
	test_put(job, out);
}
