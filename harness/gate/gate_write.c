// SPDX-License-Identifier: GPL-2.0-only
/* The lists of expectations that would let a run pass the gate. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gate_lists.h"
#include "match.h"
#include "paths.h"
#include "report_chars.h"
#include "report_evidence.h"
#include "report_view.h"
#include "util.h"

#define MAX_REASON 300

/* One list that is being written. */
struct draft {
	const struct gate *gate;
	const char *name;
	const char *until;
	FILE *out;
	struct strings done; /* cases that have their line */
};

static void line_keep(const struct expectation *line, FILE *out)
{
	const char *sep = " [";

	fprintf(out, "%s %s %s", expect_word(line), line->id, line->reason);
	if (line->owner) {
		fprintf(out, "%sowner=%s", sep, line->owner);
		sep = " ";
	}
	if (line->link) {
		fprintf(out, "%slink=%s", sep, line->link);
		sep = " ";
	}
	if (line->until) {
		fprintf(out, "%suntil=%s", sep, line->until);
		sep = " ";
	}
	fputs(strcmp(sep, " ") ? "\n" : "]\n", out);
}

/* The message for a reason; no brackets, which could be taken for ours. */
static void reason_put(const char *message, FILE *out)
{
	unsigned int n = 0;
	uint32_t c;

	while ((c = char_next(&message)) && n++ < MAX_REASON) {
		c = char_shown(c);
		char_put(c == '[' ? '(' : c == ']' ? ')' : c, out);
	}
}

static void line_make(const struct draft *draft,
		      const struct case_result *result)
{
	fprintf(draft->out, "%s %s ", result_name(result->result), result->id);
	reason_put(result_said(result), draft->out);
	fprintf(draft->out, " [until=%s]\n", draft->until);
}

/* Is there a rule that nobody judged because cases such as this one skipped? */
static bool rule_waits(const struct target_run *target,
		       const struct target_run *base,
		       const struct case_result *result)
{
	for (size_t i = 0; i < target->nr_rules; i++)
		if (case_has_rule(result, target->rules[i].rule->id) &&
		    gate_rule_is_lost(base, &target->rules[i]))
			return true;
	return false;
}

/* Would the gate let this result pass without a line? */
static bool result_passes(const struct gate *gate,
			  const struct target_run *target,
			  const struct case_result *result)
{
	const struct target_run *base =
		gate->base ? run_lane(gate->base, target) : NULL;
	const struct case_result *before = base ? target_case(base, result->id)
						: NULL;

	switch (result->result) {
	case RESULT_FAIL:
	case RESULT_TIMEOUT:
	case RESULT_CRASH:
		return before && before->result == result->result;
	case RESULT_SKIP:
		return !gate_skip_is_new(base, result) &&
		       !rule_waits(target, base, result);
	default:
		return true; /* no line would help an ERROR */
	}
}

static bool line_holds(const struct expectation *line,
		       const struct case_result *result, bool core)
{
	if (line->splat)
		return true;
	if (line->flake)
		return result->result != RESULT_SKIP;
	if (line->result == result->result)
		return true;
	/* what has no result yet, or not on this target, is not refuted */
	return result->result == RESULT_NOTRUN ||
	       result->result == RESULT_ERROR ||
	       (core &&
		(result->result == RESULT_SKIP || line->result == RESULT_SKIP));
}

static void case_draft(struct draft *draft, const struct target_run *target,
		       const struct case_result *result)
{
	struct gate_list *list = NULL;
	const struct expectation *line;

	if (!gate_list_holds(target, result) ||
	    strings_has(&draft->done, result->id))
		return;
	line = gate_line(draft->gate, target, result, &list);
	if (line && line_holds(line, result, list->core))
		line_keep(line, draft->out);
	else if (!result_passes(draft->gate, target, result))
		line_make(draft, result);
	else
		return;
	strings_add(&draft->done, result->id);
}

static void target_draft(struct draft *draft, const struct target_run *target)
{
	for (size_t i = 0; i < target->nr_cases; i++) {
		char *name = gate_list_name(target, &target->cases[i]);

		if (!strcmp(name, draft->name))
			case_draft(draft, target, &target->cases[i]);
		free(name);
	}
}

/* What was not asked for is not refuted either. */
static void rest_draft(struct draft *draft, const struct gate_list *list)
{
	for (size_t i = 0; i < list->list.n; i++)
		if (!list->planned[i])
			line_keep(&list->list.v[i], draft->out);
}

static int list_write(const struct gate *gate, const struct gate_list *list,
		      const char *until, const char *path)
{
	struct draft draft = { .gate = gate,
			       .name = list->name,
			       .until = until };
	const struct run *run = gate->run;
	int err = 0;

	draft.out = fopen(path, "wxe");
	if (!draft.out)
		return -errno;
	fputs("# SPDX-License-Identifier: GPL-2.0-only\n# ", draft.out);
	line_put(list->name, draft.out);
	fprintf(draft.out,
		", prepared from the run of %s: give each new line "
		"its cause.\n",
		run->started);
	for (size_t i = 0; i < run->nr_targets; i++)
		target_draft(&draft, &run->targets[i]);
	if (run->partial)
		rest_draft(&draft, list);
	if (ferror(draft.out))
		err = -EIO;
	if (fclose(draft.out) && !err)
		err = -errno;
	strings_free(&draft.done);
	return err;
}

int gate_write(const struct gate *gate, const char *dir, const char *until,
	       char **error)
{
	int err = mkdir(dir, 0777) && errno != EEXIST ? -errno : 0;
	char *path = xstrdup(dir);

	for (size_t i = 0; !err && i < gate->nr_lists; i++) {
		free(path);
		path = path_join(dir, gate->lists[i].name);
		err = list_write(gate, &gate->lists[i], until, path);
	}
	if (err)
		*error = xasprintf("%s: %s", path, strerror(-err));
	free(path);
	return err;
}
