// SPDX-License-Identifier: GPL-2.0-only
/* Writing down the sequence that a failed case has printed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sequence.h"
#include "util.h"

#define STEP_MARK "# step: "

/* Steps as the guest printed them: whoever it was, only sound ones count. */
static void steps_find(const struct case_result *result, struct strings *steps)
{
	for (size_t i = 0; i < result->output.n; i++) {
		const char *line = result->output.v[i];

		if (str_starts(line, STEP_MARK) &&
		    !sequence_step_wrong(line + strlen(STEP_MARK)))
			strings_add(steps, line + strlen(STEP_MARK));
	}
}

static char *sequence_text(const struct target_run *out,
			   const struct case_result *result,
			   const struct strings *steps)
{
	struct strings lines = { 0 };
	char *text;

	strings_addf(&lines, "# %s\n", result->message ? result->message : "");
	strings_addf(&lines, "case %s\n", result->id);
	strings_addf(&lines, "target %s\n", out->target);
	strings_addf(&lines, "kernel %s\n", out->kernel);
	for (size_t i = 0; i < steps->n; i++)
		strings_addf(&lines, "step %s\n", steps->v[i]);
	text = strings_join(&lines, "");
	strings_free(&lines);
	return text;
}

static int text_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	int err = 0;

	if (!file)
		return -errno;
	if (fputs(text, file) == EOF)
		err = -EIO;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

/* Takes @text. */
static int file_save(const char *dir, const struct target_run *out,
		     const struct case_result *result, const char *suffix,
		     char *text)
{
	char *id = xstrdup(result->id), *slash = strchr(id, '/'), *path;
	int err;

	if (slash)
		*slash = '-';
	path = xasprintf("%s/%s.%s.%s.%s.%s", dir, out->target, out->kernel,
			 out->mode, id, suffix);
	err = text_write(path, text);
	free(path);
	free(id);
	free(text);
	return err;
}

int sequence_save(const char *dir, const struct target_run *out,
		  const struct case_result *result)
{
	struct strings steps = { 0 };
	int err = 0;

	if (result->result == RESULT_PASS)
		return 0;
	steps_find(result, &steps);
	if (steps.n) {
		err = file_save(dir, out, result, "replay",
				sequence_text(out, result, &steps));
		if (!err)
			err = file_save(dir, out, result, "c",
					sequence_program(result->message,
							 &steps));
	}
	strings_free(&steps);
	return err;
}
