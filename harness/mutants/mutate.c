// SPDX-License-Identifier: GPL-2.0-only
/* Small changes to a C file. */
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "ctokens.h"
#include "mutate.h"
#include "util.h"

/* What the text begins with. */
static const char prelude[] =
	"#include <linux/moduleparam.h>\n"
	"static unsigned int mutant;\n"
	"module_param(mutant, uint, 0644);\n"
	"#define mutant_on(n) (READ_ONCE(mutant) == (n))\n";

/* Signs and what takes their place; some only where they have two operands. */
static const struct {
	const char *was, *is;
	bool binary;
} changes[] = {
	{ "<", "<=", false },  { "<=", "<", false },  { ">", ">=", false },
	{ ">=", ">", false },  { "==", "!=", false }, { "!=", "==", false },
	{ "&&", "||", false }, { "||", "&&", false }, { "+", "-", true },
	{ "-", "+", true },    { "<<", ">>", false }, { ">>", "<<", false },
	{ "&", "|", true },    { "|", "&", false },   { "+=", "-=", false },
	{ "-=", "+=", false }, { "|=", "&=", false }, { "&=", "|=", false },
	{ "++", "--", false }, { "--", "++", false }, { "/", "*", false },
};

static const char *const declaring[] = {
	"struct", "const", "static",	 "unsigned", "signed", "int",
	"long",	  "char",  "bool",	 "void",     "u8",     "u16",
	"u32",	  "u64",   "size_t",	 "union",    "enum",   "__be64",
	"__le64", "short", "dma_addr_t",
};

/* Before a pattern of names that belong to planted defects. */
#define PLANTED '-'

/* struct mutator - the work */
struct mutator {
	const struct tokens *t;
	struct slips *slips;
	const struct strings *functions; /* patterns */
	char *out;			 /* the text so far */
	const char *copied;		 /* up to here of the old text */
	char *function;
	size_t lock; /* slip that takes the function's locks away; 0: none */
	unsigned int mute; /* what is read is not to be changed */
};

/* What says something and does nothing: without it all is the same. */
static const char *const idle[] = { "pr_",	"dev_",	       "WARN_ON",
				    "lockdep_", "might_",      "mlx5_core_warn",
				    "trace_",	"cond_resched" };

static const struct token *token_at(const struct mutator *m, size_t i)
{
	static const struct token none = { .kind = TOKEN_SIGN, .at = "" };

	return i < m->t->n ? &m->t->v[i] : &none;
}

static bool is(const struct mutator *m, size_t i, const char *what)
{
	return token_is(token_at(m, i), what);
}

/* Takes @piece. */
static void out_add(struct mutator *m, char *piece)
{
	char *both = xasprintf("%s%s", m->out, piece);

	free(m->out);
	free(piece);
	m->out = both;
}

/* Tokens @from to @to, the latter left out, as they stand in the text. */
static char *text_of(const struct mutator *m, size_t from, size_t to)
{
	const char *start = token_at(m, from)->at;
	const struct token *last = token_at(m, to - 1);

	return from < to
		       ? xstrndup(start, (size_t)(last->at + last->len - start))
		       : xstrdup("");
}

/* The same with one token replaced; NULL as @with leaves it out. */
static char *text_with(const struct mutator *m, size_t from, size_t to,
		       size_t at, const char *with)
{
	const struct token *token = token_at(m, at);
	char *text = text_of(m, from, to), *made;
	size_t before = (size_t)(token->at - token_at(m, from)->at);

	made = xasprintf("%.*s%s%s", (int)before, text, with,
			 text + before + token->len);
	free(text);
	return made;
}

/* Replaces tokens @from to @to by @piece, which it takes. */
static void replace(struct mutator *m, size_t from, size_t to, char *piece)
{
	const struct token *last = token_at(m, to - 1);
	const char *start = token_at(m, from)->at;

	out_add(m, xstrndup(m->copied, (size_t)(start - m->copied)));
	out_add(m, piece);
	m->copied = last->at + last->len;
}

/* White space made single, comments and all: it only has to be stable. */
static char *squeezed(const char *text)
{
	char *line = xcalloc(strlen(text) + 1, 1), *p = line;

	for (; *text; text++) {
		if (!isspace((unsigned char)*text))
			*p++ = *text;
		else if (p > line && p[-1] != ' ')
			*p++ = ' ';
	}
	return line;
}

static size_t names_count(const struct slips *slips, const char *name)
{
	size_t n = 0, len = strlen(name);

	for (size_t i = 0; i < slips->n; i++)
		n += str_starts(slips->v[i].name, name) &&
		     (!slips->v[i].name[len] ||
		      str_starts(slips->v[i].name + len, " #"));
	return n;
}

static bool is_idle(const struct mutator *m, size_t i)
{
	for (size_t k = 0; k < ARRAY_SIZE(idle); k++)
		if (str_starts(token_at(m, i)->at, idle[k]))
			return true;
	return false;
}

/* Planted defects are tried by their names. */
static bool is_planted(const struct mutator *m, size_t i)
{
	const struct token *token = token_at(m, i);
	bool planted = false;
	char *name;

	if (token->kind != TOKEN_NAME)
		return false;
	name = xstrndup(token->at, token->len);
	for (size_t k = 0; !planted && k < m->functions->n; k++)
		planted = *m->functions->v[k] == PLANTED &&
			  !fnmatch(m->functions->v[k] + 1, name, 0);
	free(name);
	return planted || is(m, i, "defect_is");
}

static bool has_defect(const struct mutator *m, size_t from, size_t to)
{
	for (; from < to; from++)
		if (is_planted(m, from))
			return true;
	return false;
}

/* Return: the slip's number. */
static size_t slip_add(struct mutator *m, size_t at, const char *was,
		       const char *is)
{
	char *before = squeezed(was), *after = squeezed(is);
	char *name = xasprintf("%s: %s => %s", m->function, before, after);
	size_t same = names_count(m->slips, name);
	struct slip *slip;

	m->slips->v = array_grow(m->slips->v, m->slips->n, sizeof(*slip));
	slip = &m->slips->v[m->slips->n++];
	slip->line = token_at(m, at)->line;
	slip->refused = false;
	slip->name = same ? xasprintf("%s #%zu", name, same + 1)
			  : xstrdup(name);
	free(name);
	free(before);
	free(after);
	return m->slips->n;
}

/*
 * What can be changed in an expression.
 */

static bool ends_operand(const struct token *token)
{
	if (token_is(token, "return"))
		return false;
	return token->kind == TOKEN_NAME || token->kind == TOKEN_NUMBER ||
	       token_is(token, ")") || token_is(token, "]");
}

static const char *sign_change(const struct mutator *m, size_t from, size_t at)
{
	bool binary = at > from && ends_operand(token_at(m, at - 1));

	if (is(m, at, "!"))
		return "";
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
		if (is(m, at, changes[i].was) && (binary || !changes[i].binary))
			return changes[i].is;
	return NULL;
}

/* Return: an allocated text for the token's place, or NULL. */
static char *token_change(const struct mutator *m, size_t from, size_t at)
{
	const struct token *token = token_at(m, at);
	const char *sign;

	if (token->kind == TOKEN_NUMBER)
		return xasprintf("(%.*s + 1)", (int)token->len, token->at);
	sign = token->kind == TOKEN_SIGN ? sign_change(m, from, at) : NULL;
	return sign ? xstrdup(sign) : NULL;
}

typedef void (*change_fn)(struct mutator *m, size_t number, const char *text,
			  struct strings *out);

/* Each change of one token as a slip of its own; @put words it. */
static void changes_make(struct mutator *m, size_t from, size_t to,
			 change_fn put, struct strings *out)
{
	char *was = text_of(m, from, to);

	for (size_t i = from; i < to; i++) {
		char *with = token_change(m, from, i), *changed, *text;

		if (!with)
			continue;
		changed = text_with(m, from, to, i, with);
		text = squeezed(changed);
		put(m, slip_add(m, i, was, text), text, out);
		free(changed);
		free(text);
		free(with);
	}
	free(was);
}

static void put_choice(struct mutator *m, size_t number, const char *text,
		       struct strings *out)
{
	strings_addf(out, "\nmutant_on(%zu) ? (%s) :", number, text);
}

static void put_branch(struct mutator *m, size_t number, const char *text,
		       struct strings *out)
{
	strings_addf(out, "\nif (mutant_on(%zu)) { %s } else", number, text);
}

static void value_slip(struct mutator *m, size_t at, const char *was,
		       const char *value, struct strings *out)
{
	put_choice(m, slip_add(m, at, was, value), value, out);
}

/* "!defect_is(...)": true it is already. */
static bool is_no_defect(const struct mutator *m, size_t from, size_t to)
{
	return is(m, from, "!") && is(m, from + 1, "defect_is") &&
	       token_at(m, from + 2)->pair + 1 == to;
}

/* An expression becomes a choice of it and its changes. */
static void expression(struct mutator *m, size_t from, size_t to,
		       bool condition)
{
	struct strings out = { 0 };
	char *was, *all;

	if (from >= to || m->mute)
		return;
	was = text_of(m, from, to);
	if (!has_defect(m, from, to))
		changes_make(m, from, to, put_choice, &out);
	if (condition) {
		value_slip(m, from, was, "0", &out);
		if (!is_no_defect(m, from, to))
			value_slip(m, from, was, "1", &out);
	}
	all = strings_join(&out, "");
	if (out.n)
		replace(m, from, to, xasprintf("(%s\n(%s))", all, was));
	free(all);
	free(was);
	strings_free(&out);
}

/*
 * Statements. Each function takes the index of the first token and returns that
 * behind the last one.
 */

static size_t statement(struct mutator *m, size_t i);

/* The first @what from @i on that lies in no bracket. */
static size_t find(const struct mutator *m, size_t i, const char *what)
{
	for (; i < m->t->n && !is(m, i, what); i++) {
		if (is(m, i, ")") || is(m, i, "}") || is(m, i, "]"))
			return i;
		if (token_at(m, i)->pair > i)
			i = token_at(m, i)->pair;
	}
	return i;
}

static bool is_lock(const struct mutator *m, size_t i)
{
	static const char *const locks[] = { "mutex_lock",    "mutex_unlock",
					     "spin_lock",     "spin_unlock",
					     "spin_lock_irq", "spin_unlock_irq",
					     "down_read",     "up_read",
					     "down_write",    "up_write" };

	for (size_t k = 0; k < ARRAY_SIZE(locks); k++)
		if (is(m, i, locks[k]))
			return is(m, i + 1, "(");
	return false;
}

/* One number for all locks of a function: half of a pair would only hang. */
static void lock_statement(struct mutator *m, size_t from, size_t end)
{
	char *was = text_of(m, from, end);

	if (!m->lock)
		m->lock = slip_add(m, from, "locks", "none");
	replace(m, from, end,
		xasprintf("{ if (!mutant_on(%zu)) { %s } }", m->lock, was));
	free(was);
}

static void plain_statement(struct mutator *m, size_t from, size_t end)
{
	struct strings out = { 0 };
	char *was, *all;

	if (m->mute || is_idle(m, from) || has_defect(m, from, end))
		return;
	if (is_lock(m, from)) {
		lock_statement(m, from, end);
		return;
	}
	was = text_of(m, from, end);
	put_branch(m, slip_add(m, from, was, ";"), ";", &out);
	changes_make(m, from, end, put_branch, &out);
	all = strings_join(&out, "");
	replace(m, from, end, xasprintf("{ %s\n{ %s } }", all, was));
	free(all);
	free(was);
	strings_free(&out);
}

/* "return -EINVAL;" and "return err;" can be taken for a success. */
static void return_statement(struct mutator *m, size_t from, size_t end)
{
	bool error = is(m, from + 1, "-") || is(m, from + 1, "err") ||
		     is(m, from + 1, "ret") || is(m, from + 1, "rc");
	struct strings out = { 0 };
	char *was, *all;

	if (m->mute || has_defect(m, from, end))
		return;
	was = text_of(m, from, end);
	if (error)
		put_branch(m, slip_add(m, from, was, "return 0;"), "return 0;",
			   &out);
	changes_make(m, from, end, put_branch, &out);
	all = strings_join(&out, "");
	if (out.n)
		replace(m, from, end, xasprintf("{ %s\n{ %s } }", all, was));
	free(all);
	free(was);
	strings_free(&out);
}

static bool is_declaration(const struct mutator *m, size_t i)
{
	for (size_t k = 0; k < ARRAY_SIZE(declaring); k++)
		if (is(m, i, declaring[k]))
			return true;
	return token_at(m, i)->kind == TOKEN_NAME &&
	       token_at(m, i + 1)->kind == TOKEN_NAME;
}

/* What variables begin with; lists in braces are left alone. */
static size_t declaration(struct mutator *m, size_t i)
{
	size_t end = find(m, i, ";");
	bool fixed = is(m, i, "static");

	while (!fixed && (i = find(m, i, "=")) < end) {
		size_t comma = find(m, ++i, ",");
		size_t stop = comma < end ? comma : end;

		if (!is(m, i, "{"))
			expression(m, i, stop, false);
		i = stop;
	}
	return end + 1;
}

static size_t for_statement(struct mutator *m, size_t i)
{
	size_t open = i + 1, close = token_at(m, open)->pair;
	size_t first = find(m, open + 1, ";");
	size_t second = find(m, first + 1, ";");

	expression(m, first + 1, second, false);
	return statement(m, close + 1);
}

static size_t condition_statement(struct mutator *m, size_t i, bool wholly)
{
	size_t close = token_at(m, i + 1)->pair;

	expression(m, i + 2, close, wholly);
	return statement(m, close + 1);
}

static size_t do_statement(struct mutator *m, size_t i)
{
	i = statement(m, i + 1);
	expression(m, i + 2, token_at(m, i + 1)->pair, false);
	return find(m, i, ";") + 1;
}

/* Does a condition begin with what belongs to a defect? */
static bool begins_planted(const struct mutator *m, size_t i)
{
	/* the other way round, defect_is() heads what is right */
	if (is(m, i, "!"))
		return is_planted(m, i + 1) && !is(m, i + 1, "defect_is");
	return is_planted(m, i);
}

static size_t if_statement(struct mutator *m, size_t i)
{
	size_t close = token_at(m, i + 1)->pair;
	bool planted =
		begins_planted(m, i + 2) ||
		(is(m, close - 3, "(") && is(m, close - 4, "defect_is") &&
		 !is(m, close - 5, "!"));

	m->mute += planted;
	i = condition_statement(m, i, true);
	m->mute -= planted;
	return is(m, i, "else") ? statement(m, i + 1) : i;
}

static size_t block(struct mutator *m, size_t i)
{
	size_t end = token_at(m, i)->pair;

	for (i++; i < end;)
		i = statement(m, i);
	return end + 1;
}

/* A macro that heads a loop: list_for_each_entry(...) and the like. */
static bool is_loop_macro(const struct mutator *m, size_t i)
{
	size_t close;

	if (token_at(m, i)->kind != TOKEN_NAME || !is(m, i + 1, "("))
		return false;
	close = token_at(m, i + 1)->pair;
	return is(m, close + 1, "{") ||
	       token_at(m, close + 1)->kind == TOKEN_NAME;
}

static size_t statement(struct mutator *m, size_t i)
{
	size_t end;

	if (is(m, i, "{"))
		return block(m, i);
	if (is(m, i, "if"))
		return if_statement(m, i);
	if (is(m, i, "while") || is(m, i, "switch"))
		return condition_statement(m, i, false);
	if (is(m, i, "for"))
		return for_statement(m, i);
	if (is(m, i, "do"))
		return do_statement(m, i);
	if (is(m, i, "case") || is(m, i, "default") ||
	    (token_at(m, i)->kind == TOKEN_NAME && is(m, i + 1, ":")))
		return find(m, i, ":") + 1;
	if (is_loop_macro(m, i))
		return statement(m, token_at(m, i + 1)->pair + 1);
	end = find(m, i, ";");
	if (is(m, i, "return"))
		return_statement(m, i, end + 1);
	else if (is(m, i, "goto") || is(m, i, "break") || i == end ||
		 is(m, i, "continue"))
		return end + 1;
	else if (is_declaration(m, i))
		return declaration(m, i);
	else
		plain_statement(m, i, end + 1);
	return end + 1;
}

/*
 * Functions: NAME ( ... ) { at the outermost level.
 */

static bool name_wanted(const char *name, const struct strings *functions,
			bool *used)
{
	bool wanted = false;

	for (size_t k = 0; k < functions->n; k++) {
		if (*functions->v[k] == PLANTED ||
		    fnmatch(functions->v[k], name, 0))
			continue;
		used[k] = wanted = true;
	}
	return wanted;
}

static void functions_mutate(struct mutator *m, const struct strings *functions,
			     bool *used)
{
	for (size_t i = 0; i < m->t->n; i++) {
		size_t close = token_at(m, i)->pair;

		if (is(m, i, "(") && close > i && i && is(m, close + 1, "{")) {
			m->function = text_of(m, i - 1, i);
			m->lock = 0;
			if (name_wanted(m->function, functions, used))
				block(m, close + 1);
			free(m->function);
			i = token_at(m, close + 1)->pair;
		} else if (close > i) {
			i = close;
		}
	}
}

/* Behind the last include, or at the beginning, is a place for the prelude. */
static size_t prelude_place(const char *text)
{
	static const char include[] = "#include ";
	const char *place = text;

	for (const char *line = text; *line;) {
		const char *end = line + strcspn(line, "\n");

		end += *end == '\n';
		if (str_starts(line, include))
			place = end;
		line = end;
	}
	return (size_t)(place - text);
}

char *mutate(const char *text, const struct strings *functions,
	     struct slips *slips, struct strings *errors)
{
	struct tokens tokens;
	struct mutator m = { .t = &tokens,
			     .slips = slips,
			     .functions = functions };
	bool *used = xcalloc(functions->n + 1, sizeof(*used));
	size_t before = errors->n;

	*slips = (struct slips){ 0 };
	tokens_read(text, &tokens);
	m.out = xstrdup("");
	m.copied = text;
	functions_mutate(&m, functions, used);
	out_add(&m, xstrdup(m.copied));
	for (size_t k = 0; k < functions->n; k++)
		if (!used[k] && *functions->v[k] != PLANTED)
			strings_addf(errors, "no function is called %s",
				     functions->v[k]);
	tokens_free(&tokens);
	free(used);
	if (errors->n == before) {
		size_t len = prelude_place(m.out);
		char *all = xasprintf("%.*s%s%s", (int)len, m.out, prelude,
				      m.out + len);

		free(m.out);
		return all;
	}
	free(m.out);
	return NULL;
}

void slips_free(struct slips *slips)
{
	for (size_t i = 0; i < slips->n; i++)
		free(slips->v[i].name);
	free(slips->v);
	*slips = (struct slips){ 0 };
}
