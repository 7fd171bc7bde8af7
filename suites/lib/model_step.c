// SPDX-License-Identifier: GPL-2.0-only
/* Steps of the model suite's sequences. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "model_step.h"

#define WORDS_MAX 6

/* What a step of each kind has to say, and what it may. */
static const struct {
	const char *name;
	const char *needs;
	const char *takes;
} forms[MODEL_OPS] = {
	[MODEL_MAP] = { "map", "il", "" },
	[MODEL_UNMAP] = { "unmap", "i", "" },
	[MODEL_START] = { "start", "pr", "m" },
	[MODEL_STOP] = { "stop", "", "" },
	[MODEL_WRITE] = { "write", "il", "st" },
	[MODEL_REWRITE] = { "rewrite", "", "" },
	[MODEL_READ] = { "read", "il", "" },
	[MODEL_REPORT] = { "report", "ilp", "otm" },
	[MODEL_RESET] = { "reset", "", "" },
	[MODEL_REOPEN] = { "reopen", "", "" },
};

static const struct {
	char letter;
	const char *name;
} words[] = {
	{ 'i', "iova" },   { 'l', "length" }, { 'p', "page_size" },
	{ 's', "stride" }, { 't', "times" },  { 'o', "offset" },
	{ 'r', "ranges" }, { 'm', "memory" },
};

static void *grown(void *at, size_t size)
{
	at = realloc(at, size);
	if (!at)
		case_error("no memory for a sequence");
	return at;
}

void model_sequence_add(struct model_sequence *seq,
			const struct model_step *step)
{
	struct model_step *copy;

	if (seq->count == seq->room) {
		seq->room = seq->room ? 2 * seq->room : 16;
		seq->at = grown(seq->at, seq->room * sizeof(*seq->at));
	}
	copy = &seq->at[seq->count++];
	*copy = *step;
	copy->ranges = NULL;
	if (step->count) {
		copy->ranges = grown(NULL, step->count * sizeof(range_t));
		memcpy(copy->ranges, step->ranges,
		       step->count * sizeof(range_t));
	}
}

void model_sequence_copy(struct model_sequence *to,
			 const struct model_sequence *from, const bool *keep)
{
	struct model_sequence copy = { 0 };

	for (size_t i = 0; i < from->count; i++)
		if (!keep || keep[i])
			model_sequence_add(&copy, &from->at[i]);
	model_sequence_free(to);
	*to = copy;
}

void model_sequence_free(struct model_sequence *seq)
{
	for (size_t i = 0; i < seq->count; i++)
		free(seq->at[i].ranges);
	free(seq->at);
	*seq = (struct model_sequence){ 0 };
}

static void print_hex(FILE *out, const char *name, uint64_t value)
{
	fprintf(out, " %s=0x%llx", name, (unsigned long long)value);
}

static void print_ranges(FILE *out, const struct model_step *step)
{
	fprintf(out, " ranges=");
	for (uint32_t i = 0; i < step->count; i++)
		fprintf(out, "%s0x%llx+0x%llx", i ? "," : "",
			(unsigned long long)step->ranges[i].iova,
			(unsigned long long)step->ranges[i].length);
}

void model_step_print(FILE *out, const struct model_step *step)
{
	const char *needs = forms[step->op].needs;

	fputs(forms[step->op].name, out);
	if (strchr(needs, 'i'))
		print_hex(out, "iova", step->iova);
	if (strchr(needs, 'l'))
		print_hex(out, "length", step->length);
	if (strchr(needs, 'p'))
		print_hex(out, "page_size", step->page_size);
	if (strchr(needs, 'r'))
		print_ranges(out, step);
	if (step->op == MODEL_WRITE && step->times > 1)
		print_hex(out, "stride", step->stride);
	if (step->times > 1)
		fprintf(out, " times=%u", step->times);
	if (step->offset)
		fprintf(out, " offset=%u", step->offset);
	if (step->no_memory)
		fprintf(out, " memory=none");
}

static bool parse_number(const char **at, uint64_t *value)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	errno = 0;
	*value = strtoull(*at, &end, 0);
	*at = end;
	return !errno;
}

/* IOVA+LENGTH, separated by commas; none at all is a START without ranges. */
static bool parse_ranges(const char *at, struct model_step *step)
{
	while (*at) {
		uint64_t iova, length;

		if (step->count && *at++ != ',')
			return false;
		if (!parse_number(&at, &iova) || *at++ != '+' ||
		    !parse_number(&at, &length))
			return false;
		step->ranges = grown(step->ranges,
				     (step->count + 1) * sizeof(range_t));
		step->ranges[step->count++] = (range_t){ iova, length };
	}
	return true;
}

static bool take_number(struct model_step *step, char letter, uint64_t value)
{
	switch (letter) {
	case 'i':
		step->iova = value;
		return true;
	case 'l':
		step->length = value;
		return true;
	case 'p':
		step->page_size = value;
		return true;
	case 's':
		step->stride = value;
		return true;
	case 't':
		step->times = value;
		return value && value <= MODEL_TIMES_MAX;
	default:
		step->offset = value;
		return value < MODEL_OFFSET_MAX;
	}
}

static bool take_word(struct model_step *step, char letter, const char *value)
{
	uint64_t number;

	if (letter == 'r')
		return parse_ranges(value, step);
	if (letter == 'm') {
		step->no_memory = true;
		return !strcmp(value, "none");
	}
	return parse_number(&value, &number) && !*value &&
	       take_number(step, letter, number);
}

static char letter_of(const char *name)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i].name, name))
			return words[i].letter;
	return 0;
}

/* NAME=VALUE, each one known here and given once. */
static bool parse_word(char *word, struct model_step *step, char *seen)
{
	char *value = strchr(word, '=');
	char letter;

	if (!value)
		return false;
	*value++ = '\0';
	letter = letter_of(word);
	if (!letter || strchr(seen, letter) ||
	    !(strchr(forms[step->op].needs, letter) ||
	      strchr(forms[step->op].takes, letter)))
		return false;
	seen[strlen(seen)] = letter;
	return take_word(step, letter, value);
}

static bool parse_op(const char *name, struct model_step *step)
{
	for (int op = 0; op < MODEL_OPS; op++) {
		if (strcmp(forms[op].name, name))
			continue;
		step->op = op;
		return true;
	}
	return false;
}

static bool parse_words(char *text, struct model_step *step)
{
	char seen[WORDS_MAX + 2] = "", *word = strsep(&text, " ");
	const char *needs;

	if (!parse_op(word, step))
		return false;
	while ((word = strsep(&text, " ")))
		if (strlen(seen) > WORDS_MAX || !parse_word(word, step, seen))
			return false;
	for (needs = forms[step->op].needs; *needs; needs++)
		if (!strchr(seen, *needs))
			return false;
	return true;
}

bool model_step_parse(const char *text, struct model_step *step)
{
	char *copy = strdup(text);
	bool good;

	if (!copy)
		case_error("no memory for a sequence");
	*step = (struct model_step){ .times = 1 };
	good = parse_words(copy, step);
	free(copy);
	if (!good)
		free(step->ranges);
	return good;
}

void model_sequence_cut(struct model_sequence *seq, size_t count)
{
	while (seq->count > count)
		free(seq->at[--seq->count].ranges);
}
