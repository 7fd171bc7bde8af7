// SPDX-License-Identifier: GPL-2.0-only
/* A LAVA job for a card of a lab's machine: docs/ci/lava-local.yaml, filled in.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "device.h"
#include "lava.h"
#include "paths.h"

#define MAX_TEMPLATE (64u << 10)

struct filling {
	const char *word;
	char *text;
};

/* Quoted for the board's shell; a line end would end the step. */
static void word_quote(struct strings *words, const char *word)
{
	struct strings parts = { 0 };
	char *joined;

	strings_split(&parts, word, "'");
	joined = strings_join(&parts, "'\\''");
	strings_addf(words, "'%s'", joined);
	free(joined);
	strings_free(&parts);
}

static void option_add(struct strings *words, const char *option,
		       const char *value)
{
	if (!value)
		return;
	strings_add(words, option);
	word_quote(words, value);
}

/* What run gets beyond the device and its driver. */
static char *options_join(const struct certify_options *o,
			  const struct hardware_ask *ask)
{
	struct strings words = { 0 };
	char *joined;

	strings_addf(&words, "--seed %" PRIu64, o->seed);
	if (ask->make_vf)
		strings_add(&words, "--make-vf");
	if (ask->no_reset)
		strings_add(&words, "--no-reset");
	option_add(&words, "--stimulus", ask->stimulus);
	option_add(&words, "--like", ask->like);
	option_add(&words, "--known", ask->known);
	if (o->modes.n)
		option_add(&words, "-m", o->modes.v[0]);
	if (o->shard.count)
		strings_addf(&words, "--shard %u/%u", o->shard.index,
			     o->shard.count);
	if (o->timeout)
		strings_addf(&words, "--timeout %u", o->timeout);
	for (size_t i = 0; i < o->globs.n; i++)
		word_quote(&words, o->globs.v[i]);
	joined = strings_join(&words, " ");
	strings_free(&words);
	return joined;
}

static bool word_end(char c)
{
	return !isalnum((unsigned char)c) && c != '_';
}

/* The length of a word of @fillings at @at that stands alone, or 0. */
static size_t word_at(const char *text, const char *at,
		      const struct filling *fillings, size_t n,
		      const struct filling **which)
{
	if (at > text && !word_end(at[-1]))
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(fillings[i].word);

		*which = &fillings[i];
		if (str_starts(at, fillings[i].word) && word_end(at[length]))
			return length;
	}
	return 0;
}

static void template_put(const char *text, const struct filling *fillings,
			 size_t n, FILE *out)
{
	const struct filling *which;

	for (const char *at = text; *at;) {
		size_t length = word_at(text, at, fillings, n, &which);

		fputs(length ? which->text : "", out);
		if (!length)
			fputc(*at, out);
		at += length ? length : 1;
	}
}

static bool plain(const char *word, const char *others)
{
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && !strchr(others, *word))
			return false;
	return true;
}

/* What of the options makes no such job; or NULL. */
static const char *misfit(const struct certify_options *o,
			  const struct hardware_ask *ask,
			  const struct lava_where *where, const char *bdf)
{
	if (!bdf)
		return "--local: -t pci:BDF says which card, as "
		       "pci:0000:3b:00.2";
	if (!ask->driver || !plain(ask->driver, "-_"))
		return "--local: --driver NAME says which driver it gets";
	if (!where->device_type || !plain(where->device_type, "-_."))
		return "--local: --device-type NAME says on what kind of "
		       "machine";
	if (!where->url || !plain(where->url, ":/._~%-+@"))
		return "--local: --url PREFIX says where vmlinuz, "
		       "modules.tar.xz and rootfs.tar.xz are";
	if (ask->yes || ask->dry_run)
		return "--local: the job says --yes itself; a --dry-run is for "
		       "the machine that has the card";
	if (o->kernels.n)
		return "--local: the kernel is the one behind --url: no "
		       "--kernel goes with it";
	return NULL;
}

static int job_put(const char *dir, const char *text,
		   const struct filling *fillings, size_t n)
{
	char *path = path_join(dir, "job.yaml");
	FILE *out;
	int err = 0;

	if (mkdir(dir, 0777) && errno != EEXIST)
		err = -errno;
	out = err ? NULL : fopen(path, "wxe");
	if (!out) {
		err = err ? err : -errno;
	} else {
		template_put(text, fillings, n, out);
		if (fclose(out))
			err = -errno;
	}
	if (err)
		complain("%s: %s", path, strerror(-err));
	free(path);
	return err ? STATUS_USAGE : STATUS_OK;
}

int lava_local_write(const struct certify_options *o,
		     const struct hardware_ask *ask,
		     const struct lava_where *where)
{
	const char *spec = o->targets.n ? o->targets.v[0] : "";
	char *bdf = str_starts(spec, "pci:") ? bdf_parse(spec + 4) : NULL;
	const char *wrong = misfit(o, ask, where, bdf);
	char *path = path_join(paths_source(), "docs/ci/lava-local.yaml");
	struct filling fillings[] = {
		{ "DEVICE_TYPE",
		  xstrdup(where->device_type ? where->device_type : "") },
		{ "FILES_URL", xstrdup(where->url ? where->url : "") },
		{ "BDF", xstrdup(bdf ? bdf : "") },
		{ "DRIVER", xstrdup(ask->driver ? ask->driver : "") },
		{ "OPTIONS", options_join(o, ask) },
	};
	int status = STATUS_USAGE;
	char *text = NULL;

	if (wrong) {
		complain("%s", wrong);
	} else if (strpbrk(fillings[4].text, "\n\r")) {
		complain("--local: a word with a line end in it does not fit "
			 "into a job");
	} else if (file_read(path, MAX_TEMPLATE, &text, NULL)) {
		complain("%s cannot be read", path);
		status = STATUS_INFRA;
	} else {
		status = job_put(o->dir, text, fillings, ARRAY_SIZE(fillings));
	}
	for (size_t i = 0; i < ARRAY_SIZE(fillings); i++)
		free(fillings[i].text);
	free(text);
	free(path);
	free(bdf);
	return status;
}
