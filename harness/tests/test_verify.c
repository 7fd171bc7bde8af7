// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every reason for which verify refuses a package, each in its own words: one
 * forged or broken package a row, signed again by its forger where only what
 * is in it shall give it away.
 */
#include <errno.h>

#include "run_digest.h"
#include "sample_package.h"
#include "verify.h"

struct edit {
	const char *file;
	const char *from; /* NULL: the file is deleted */
	const char *to;	  /* NULL: the text ends there */
};

struct row {
	const char *finding; /* a part of one of them */
	struct sample sample;
	struct edit edits[2];
	/* a new file with a text; or see special_do() */
	const char *extra, *text;
	const char *special;
	bool as_is; /* the forger has no key: nothing is sealed again */
	const char *allowed; /* options of the line of allowed signers */
	const char *today;
	const char *withdrawn;
};

#define PDS "run-1/pds.debian-6.12.group"

static const struct row rows[] = {
	/* files */
	{ "run-1/results.json: is missing; MANIFEST lists it",
	  .edits = { { "run-1/results.json" } }, .as_is = true },
	{ "pds.debian-6.12.group.qemu: is missing: such a package has it",
	  .edits = { { PDS ".qemu" } } },
	{ "notes: is not listed in MANIFEST", .extra = "notes", .text = "x",
	  .as_is = true },
	{ "notes: is no part of such a package", .extra = "notes",
	  .text = "x" },
	{ "run-3/journal.jsonl: is no part of such a package",
	  .special = "run-3" },
	{ "statement.json: was altered",
	  .edits = { { "statement.json", "X1", "X2" } }, .as_is = true },
	{ "CONFORMANCE.md: is missing", .edits = { { "CONFORMANCE.md" } },
	  .as_is = true },
	{ "notes: is a symbolic link", .special = "symlink" },
	{ "run-9: is a symbolic link", .special = "symlink-folder" },
	{ "pipe: is neither a file nor a folder", .special = "pipe" },
	{ "a b: no file of a package is called so", .extra = "a b", .text = "x",
	  .as_is = true },
	{ "run-1/deep: is neither a file nor a folder", .special = "deep" },
	{ "zeros: is larger than the 128 MiB", .special = "huge" },

	/* MANIFEST and its signature */
	{ "MANIFEST: is missing", .edits = { { "MANIFEST" } }, .as_is = true },
	{ "MANIFEST: holds NUL bytes", .special = "manifest-nul" },
	{ "lists CONFORMANCE.md behind cases.jsonl, which is out of order",
	  .special = "manifest-order" },
	{ "lists CONFORMANCE.md a second time", .special = "manifest-twice" },
	{ "'../etc/passwd' leads out of the package",
	  .special = "manifest-escape" },
	{ "'/etc/passwd' leads out of the package",
	  .special = "manifest-absolute" },
	{ "is no line of \"SHA256  PATH\"", .special = "manifest-words" },
	{ "is cut off", .special = "manifest-cut" },
	{ "MANIFEST.sig: is missing: nobody has signed",
	  .edits = { { "MANIFEST.sig" } }, .as_is = true },
	{ "MANIFEST.sig: is no signature of this MANIFEST",
	  .special = "manifest-forged" },
	{ "MANIFEST.sig: is no signature of this MANIFEST",
	  .edits = { { "MANIFEST.sig", "-----BEGIN", "-----BEGUN" } },
	  .as_is = true },
	{ "is of a key that nobody allows", .special = "other-key" },
	{ "the signer's key does not hold today: key has expired",
	  .allowed = "valid-before=\"20250101\" " },
	{ "the signer's key does not hold today: key is not yet valid",
	  .allowed = "valid-after=\"20990101\" " },
	{ "is not one that its key may make: key is not permitted",
	  .allowed = "namespaces=\"git\" " },

	/* the statement */
	{ "statement.json: has expired: it held until 2027-01-31",
	  .today = "2027-02-01" },
	{ "was made on 2026-01-31, which is yet to come",
	  .today = "2026-01-30" },
	{ "statement.json: is missing", .edits = { { "statement.json" } } },
	{ "statement.json: is no JSON object",
	  .edits = { { "statement.json", "{", "[" } } },
	{ "statement.json: is no JSON object",
	  .edits = { { "statement.json", "\"made\"", "\"mode\"" } } },
	{ "says that verdict is \"CONFORMS\"; the runs say \"DOES NOT CONFORM\"",
	  .sample = { .what = SAMPLE_FAIL },
	  .edits = { { "statement.json", "DOES NOT CONFORM", "CONFORMS" } } },
	{ "says that target is \"mlx5\"; the runs say \"pds\"",
	  .edits = { { "statement.json", "\"pds\"", "\"mlx5\"" } } },
	{ "says that driver_source_sha256 is",
	  .edits = { { "statement.json", "source_sha256\": \"",
		       "source_sha256\": \"0" } } },
	{ "says that not_after is \"2099-01-31\"",
	  .edits = { { "statement.json", "2027-01-31", "2099-01-31" } } },
	{ "says that limits is",
	  .edits = { { "statement.json", "does not prove", "proves" } } },
	{ "says that rules_sha256 is",
	  .edits = { { "statement.json", "rules_sha256\": \"",
		       "rules_sha256\": \"0" } } },
	{ "has a member award, which no statement has",
	  .edits = { { "statement.json", "{", "{\"award\": \"gold\"," } } },
	{ "seeds are missing",
	  .edits = { { "statement.json", "\"seeds\"", "\"needs\"" } } },

	/* rules, cases, and what has been withdrawn */
	{ "CONFORMANCE.md: has other rules",
	  .edits = { { "CONFORMANCE.md", "It works", "It may work" } } },
	{ "the journal was judged by other rules than the package's",
	  .edits = { { "CONFORMANCE.md", "It works", "It may work" } } },
	{ "cases.jsonl: has other cases",
	  .edits = { { "cases.jsonl", "one is right", "one is fine" } } },
	{ "cannot be read as rules and cases: ",
	  .edits = { { "CONFORMANCE.md", "Source", "Sauce" } } },
	{ "cannot be read as rules and cases: ",
	  .edits = { { "cases.jsonl", "VDT-A-010", "VDT-X-010" } } },
	{ "the tool's commit 0123456789ab was withdrawn: lost a page",
	  .withdrawn = "# old\n0123456789ab lost a page\n" },
	{ "the tool's version 0.1.0 was withdrawn: no reason given",
	  .withdrawn = "0.1.0" },

	/* how it was run */
	{ "from a tree with changes that nobody committed",
	  .sample = { .commit = "0123456789ab-dirty" } },
	{ "from a tree with changes that nobody committed",
	  .sample = { .commit = "unknown" } },
	{ "nothing says that the tree was a committed",
	  .sample = { .tree = "dirty" } },
	{ "was run with other options than a certificate allows: 'cases=all "
	  "timeout=1 independent=no'",
	  .sample = { .options = "cases=all timeout=1 independent=no" } },
	{ "only some of the cases were asked for",
	  .sample = { .what = SAMPLE_PARTIAL } },
	{ "run-1: was interrupted", .sample = { .what = SAMPLE_INTERRUPTED } },
	{ "the knobs of target pds,knob=1 were turned",
	  .sample = { .what = SAMPLE_KNOBS } },
	{ "the control is missing", .sample = { .what = SAMPLE_NO_CONTROL } },
	{ "the control does not conform (DOES NOT CONFORM)",
	  .sample = { .what = SAMPLE_BAD_CONTROL } },
	{ "the control was run on another lane",
	  .sample = { .what = SAMPLE_FAR_CONTROL } },
	{ "run-1: has more targets than the driver's and the control",
	  .sample = { .what = SAMPLE_CROWD } },
	{ "pds is not what it claims to be: the control",
	  .sample = { .what = SAMPLE_CLAIM } },
	{ "module demo-vfio, the driver, was not loaded",
	  .sample = { .what = SAMPLE_NO_DRIVER } },
	{ "rules and driver ask for", .sample = { .what = SAMPLE_SEED } },
	{ "run-2: is missing or cannot be read", .special = "one-run" },
	{ "run-2: is of another driver than run-1",
	  .sample = { .what = SAMPLE_OTHER_DRIVER } },
	{ "run-2/pds.debian-6.12.group: has the nonce of another lane",
	  .special = "copied-run" },
	{ "has the nonce of another lane: its logs are a copy",
	  .sample = { .what = SAMPLE_SAME_NONCE } },
	{ "took 2 boots, and a certificate is of one",
	  .sample = { .what = SAMPLE_TWO_BOOTS } },
	{ "the VM of pds was not to be had: no KVM",
	  .sample = { .what = SAMPLE_NO_VM } },
	{ "the kernel complained when no case of pds was running: kmemleak",
	  .sample = { .what = SAMPLE_LEAK } },

	/* which cases */
	{ "run-1: not one case of pds was run: all are skipped",
	  .sample = { .what = SAMPLE_SKIP_ALL } },
	{ "the verdict is INCOMPLETE: this certifies nothing",
	  .sample = { .what = SAMPLE_SKIP_WRITE } },
	{ "the plan skips case demo/one of pds, which needs nothing",
	  .sample = { .what = SAMPLE_SKIP_ONE } },
	{ "case demo/one of pds is missing",
	  .sample = { .what = SAMPLE_DROP_CASE } },
	{ "pds has case demo/extra, which the package's cases do not have",
	  .sample = { .what = SAMPLE_ADD_CASE } },
	{ "the cases of pds are out of order: demo/two stands where demo/one "
	  "belongs",
	  .sample = { .what = SAMPLE_SWAP_CASES } },
	{ "pds has case demo/one twice",
	  .sample = { .what = SAMPLE_DOUBLE_CASE } },
	{ "case demo/one of pds has a second result",
	  .sample = { .what = SAMPLE_TWICE } },
	{ "case demo/one of pds has its result out of order",
	  .sample = { .what = SAMPLE_BACKWARDS } },
	{ "case demo/one of pds has no result",
	  .sample = { .what = SAMPLE_NO_RESULT } },
	{ "case demo/one of pds has another sentence, level",
	  .edits = { { "run-1/journal.jsonl", "one is right", "one is ok" } } },

	/* the journal, and what sums it up */
	{ "run-1: is missing or cannot be read: journal.jsonl:1",
	  .edits = { { "run-1/journal.jsonl", "\"schema\"", "\"scheme\"" } } },
	{ "the journal has no end",
	  .edits = { { "run-1/journal.jsonl", "{\"type\":\"end\"", NULL } } },
	{ "the journal is cut off",
	  .edits = { { "run-1/journal.jsonl", ",\"interrupted\"", NULL } } },
	{ "the journal goes on behind its end", .special = "journal-more" },
	{ "results.json: its counts do not add up",
	  .edits = { { "run-1/results.json", "\"PASS\": 3", "\"PASS\": 4" } } },
	{ "results.json: its verdict is not the one",
	  .sample = { .what = SAMPLE_FAIL },
	  .edits = { { "run-1/results.json", "DOES NOT CONFORM",
		       "CONFORMS" } } },
	{ "results.json: the result of a case is not what follows",
	  .edits = { { "run-1/results.json", "\"result\": \"PASS\",\n     \"dur",
		       "\"result\": \"FAIL\",\n     \"dur" } } },
	{ "results.json: its seed is not what follows",
	  .edits = { { "run-1/results.json", "\"seed\": ", "\"seed\": 1" } } },
	{ "results.json: is missing or no JSON",
	  .edits = { { "run-1/results.json", "{", "(" } } },

	/* the raw logs */
	{ "case demo/two: the journal says PASS, the raw logs say FAIL",
	  .sample = { .what = SAMPLE_FAIL },
	  .edits = { { "run-1/journal.jsonl", "\"result\":\"FAIL\"",
		       "\"result\":\"PASS\"" } } },
	{ "case demo/two: the journal says PASS, the raw logs say ERROR",
	  .edits = { { PDS ".ktap", "\nok 1 demo.two",
		       "\nnot ok 1 demo.two" } } },
	{ "case demo/two: the journal says PASS, the raw logs say ERROR: the "
	  "kernel log does not show the case's end",
	  .edits = { { PDS ".console", "done demo/two", "gone demo/two" } } },
	{ "case demo/two: the journal says PASS, the raw logs say CRASH",
	  .edits = { { PDS ".console",
		       "\n[    1.000000] # trackcert 00000000 done demo/two",
		       "\n[    1.0] BUG: kernel NULL pointer dereference\n"
		       "[    1.000000] # trackcert 00000000 done demo/two" } } },
	{ "case demo/two: what it printed is not the same",
	  .edits = { { PDS ".ktap", "ok 1 demo.two",
		       "# measured: x=1\nok 1 demo.two" } } },
	{ "the guest said that its measured:max_ranges is '9 ranges', the "
	  "journal says 'nothing'",
	  .edits = { { PDS ".ktap", "ok 1 demo.two",
		       "# measured: max_ranges=9 ranges\nok 1 demo.two" } } },
	{ "carry another nonce than the boot has",
	  .edits = { { "run-1/journal.jsonl", "\"00000000\"",
		       "\"11111111\"" } } },
	{ "carry another nonce than the boot has",
	  .edits = { { PDS ".ktap", "# trackcert 00000000 hello",
		       "# trackcert 11111111 hello" } } },
	{ "the agent said hello 2 times instead of once",
	  .edits = { { PDS ".ktap", "# trackcert 00000000 hello 1\n",
		       "# trackcert 00000000 hello 1\n"
		       "# trackcert 00000000 hello 1\n" } } },
	{ "the agent began case 'demo/three' out of turn",
	  .edits = { { PDS ".ktap", "case demo/two", "case demo/three" } } },
	{ "the logs end before the agent and the kernel log have said so",
	  .edits = { { PDS ".ktap", "# trackcert 00000000 end", NULL } } },
	{ "the logs end before the agent and the kernel log have said so",
	  .edits = { { PDS ".console",
		       "[    2.000000] # trackcert 00000000 "
		       "end",
		       NULL } } },
	{ "the raw logs are not of one whole boot",
	  .edits = { { PDS ".console", "[", NULL } } },
	{ PDS ".console: is missing or cannot be read",
	  .edits = { { PDS ".console" } } },
	{ PDS ".ktap: holds NUL bytes", .special = "ktap-nul" },
	{ "the guest said that its release is '6.13.0', the journal says "
	  "'6.12.0'",
	  .edits = { { PDS ".ktap", "release 6.12.0", "release 6.13.0" } } },
	{ "the journal knows the guest's release, of which the guest said "
	  "nothing",
	  .edits = { { PDS ".ktap", "# trackcert 00000000 env release 6.12.0\n",
		       "" } } },
	{ "the verdict is DOES NOT CONFORM: this certifies nothing",
	  .sample = { .what = SAMPLE_FAIL } },
};

struct place {
	char *dir; /* of everything */
	char *package;
	char *key, *other_key;
};

static void remove_all(const char *path)
{
	char *command = xasprintf("rm -rf '%s'", path);

	assert_int_equal(system(command), 0);
	free(command);
}

static void read_file(const char *package, const char *file, char **text,
		      size_t *len)
{
	char *path = path_join(package, file);

	assert_int_equal(file_read(path, 1 << 20, text, len), 0);
	free(path);
}

static void delete_file(const char *package, const char *file)
{
	char *path = path_join(package, file);

	assert_int_equal(unlink(path), 0);
	free(path);
}

static void edit_do(const char *package, const struct edit *edit)
{
	char *text, *changed;
	const char *at;
	size_t len, head;

	if (!edit->from) {
		delete_file(package, edit->file);
		return;
	}
	read_file(package, edit->file, &text, &len);
	at = strstr(text, edit->from);
	if (!at)
		fail_msg("%s has no '%s'", edit->file, edit->from);
	head = (size_t)(at - text);
	changed = xasprintf("%.*s%s%s", (int)head, text,
			    edit->to ? edit->to : "",
			    edit->to ? text + head + strlen(edit->from) : "");
	sample_text(package, edit->file, changed);
	free(changed);
	free(text);
}

/* MANIFEST and its signature, made again by whoever has a key. */
static void seal(const char *package, const char *key)
{
	char *manifest = path_join(package, PACKAGE_MANIFEST);
	char *signature = path_join(package, PACKAGE_SIGNATURE);

	unlink(manifest);
	unlink(signature);
	assert_int_equal(certificate_seal(package, key), 0);
	free(manifest);
	free(signature);
}

static void manifest_sign(const struct place *p)
{
	char *path = path_join(p->package, PACKAGE_MANIFEST), *error;

	assert_int_equal(signature_make(p->key, path, &error), 0);
	free(path);
}

/* Forgeries of MANIFEST itself. */
static bool manifest_do(const struct place *p, const char *special)
{
	size_t len, first;
	char *text, *made = NULL;

	if (!str_starts(special, "manifest-"))
		return false;
	special += strlen("manifest-");
	read_file(p->package, PACKAGE_MANIFEST, &text, &len);
	first = strcspn(text, "\n") + 1;
	if (!strcmp(special, "order")) {
		size_t second = strcspn(text + first, "\n") + 1;

		made = xasprintf("%.*s%.*s%s", (int)second, text + first,
				 (int)first, text, text + first + second);
	} else if (!strcmp(special, "twice")) {
		made = xasprintf("%.*s%s", (int)first, text, text);
	} else if (!strcmp(special, "escape")) {
		made = xasprintf("%.64s  ../etc/passwd\n%s", text, text);
	} else if (!strcmp(special, "absolute")) {
		made = xasprintf("%.64s  /etc/passwd\n%s", text, text);
	} else if (!strcmp(special, "words")) {
		made = xasprintf("all is well\n%s", text);
	} else if (!strcmp(special, "cut")) {
		made = xasprintf("%.*s", (int)len - 1, text);
	} else if (!strcmp(special, "forged")) {
		made = xasprintf("%s\n", text);
	} else {
		assert_string_equal(special, "nul");
		text[first + 3] = '\0';
	}
	sample_write(p->package, PACKAGE_MANIFEST, made ? made : text,
		     made ? strlen(made) : len);
	if (strcmp(special, "forged"))
		manifest_sign(p);
	free(made);
	free(text);
	return true;
}

static void command_do(const struct place *p, const char *words)
{
	char *command = xasprintf("cd '%s' && %s", p->package, words);

	assert_int_equal(system(command), 0);
	free(command);
}

/* What is more than a text in place of another. */
static void special_do(const struct place *p, const char *special)
{
	static const char *const commands[][3] = {
		{ "symlink", "ln -s /etc/passwd notes", "as is" },
		{ "symlink-folder", "ln -s /etc run-9", "as is" },
		{ "pipe", "mkfifo pipe", "as is" },
		{ "deep", "mkdir run-1/deep && : >run-1/deep/x", "as is" },
		{ "huge", "truncate -s 200M zeros", "as is" },
		{ "other-key", ":", "other" },
		{ "one-run", "rm -r run-2", NULL },
		{ "run-3", "cp -r run-2 run-3", NULL },
		{ "copied-run", "rm -r run-2 && cp -r run-1 run-2", NULL },
		{ "journal-more",
		  "tail -n 1 run-1/journal.jsonl >x && cat x "
		  ">>run-1/journal.jsonl && rm x",
		  NULL },
		{ "ktap-nul", "printf '\\000' >>" PDS ".ktap", NULL },
	};

	if (manifest_do(p, special))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i][0], special))
			continue;
		command_do(p, commands[i][1]);
		if (!commands[i][2])
			seal(p->package, p->key);
		else if (!strcmp(commands[i][2], "other"))
			seal(p->package, p->other_key);
		return;
	}
	fail_msg("what is '%s'?", special);
}

static char *allowed_make(const struct place *p, const char *options)
{
	char *path = xasprintf("%s.pub", p->key), *key, *line, *made;

	assert_int_equal(file_read(path, 4096, &key, NULL), 0);
	line = xasprintf("vendor@example.com %s%s", options, key);
	made = text_file(line);
	free(line);
	free(key);
	free(path);
	return made;
}

static void books_set(struct verification *v)
{
	char *path = text_file(sample_rules_text);
	struct strings errors = { 0 };
	struct rules rules;

	assert_int_equal(rules_load(path, &rules, &errors), 0);
	v->rules = digest_rules(&rules);
	v->cases = digest_bytes(sample_cases_text, strlen(sample_cases_text));
	rules_free(&rules);
	text_file_remove(path);
}

/* Verifies p->package; text_file()s live as long. Return: of verify_package */
static int verify(const struct place *p, const struct row *row,
		  const char *published, struct verification *v)
{
	char *allowed = allowed_make(p, row->allowed ? row->allowed : "");
	char *withdrawn = text_file(row->withdrawn ? row->withdrawn : "");
	char *books = text_file(published);
	struct signers signers = { .allowed = allowed };
	int err;

	*v = (struct verification){ .dir = p->package,
				    .signers = &signers,
				    .today = row->today ? row->today
							: PACKAGE_TODAY,
				    .withdrawn = withdrawn,
				    .rulebooks = books };
	books_set(v);
	err = verify_package(v);
	text_file_remove(allowed);
	text_file_remove(withdrawn);
	text_file_remove(books);
	return err;
}

static void refused(void **state)
{
	const struct row *row = ((void **)*state)[0];
	const struct place *p = ((void **)*state)[1];
	struct verification v;

	remove_all(p->package);
	sample_package(&row->sample, p->package, p->key);
	for (size_t i = 0; i < ARRAY_SIZE(row->edits) && row->edits[i].file;
	     i++)
		edit_do(p->package, &row->edits[i]);
	if (row->extra)
		sample_text(p->package, row->extra, row->text);
	if (row->special)
		special_do(p, row->special);
	else if ((row->edits[0].file || row->extra) && !row->as_is)
		seal(p->package, p->key);
	assert_int_equal(verify(p, row, "", &v), 0);
	assert_error(&v.findings, row->finding);
	verification_free(&v);
}

static void package_fresh(const struct place *p)
{
	static const struct sample whole;

	remove_all(p->package);
	sample_package(&whole, p->package, p->key);
}

static void accepted(void **state)
{
	static const struct row row;
	const struct place *p = *state;
	struct verification v;

	package_fresh(p);
	assert_int_equal(verify(p, &row, "", &v), 0);
	if (v.findings.n)
		fail_msg("%s", v.findings.v[0]);
	assert_string_equal(v.principal, "vendor@example.com");
	assert_string_equal(
		json_string_value(json_object_get(v.statement, "verdict")),
		"CONFORMS");
	verification_free(&v);
}

static void accepted_by_the_key_alone(void **state)
{
	const struct place *p = *state;
	char *key = xasprintf("%s.pub", p->key), *none = text_file("");
	struct signers signers = { .key = key };
	struct verification v = { .dir = p->package,
				  .signers = &signers,
				  .today = PACKAGE_TODAY,
				  .withdrawn = none,
				  .rulebooks = none };

	package_fresh(p);
	books_set(&v);
	assert_int_equal(verify_package(&v), 0);
	assert_int_equal(v.findings.n, 0);
	verification_free(&v);
	signers.key = p->key; /* which is the private one */
	assert_int_equal(verify_package(&v), -EINVAL);
	verification_free(&v);
	text_file_remove(none);
	free(key);
}

/* An older rule book is as good as the tool's own once it is published. */
static void accepted_when_published(void **state)
{
	static const struct row row;
	const struct place *p = *state;
	struct verification v = { 0 };
	char *line;

	package_fresh(p);
	books_set(&v);
	line = xasprintf("%s %s 0.1.0\n", v.rules.hex, v.cases.hex);
	remove_all(p->package);
	sample_package(&(struct sample){ 0 }, p->package, p->key);
	edit_do(p->package,
		&(struct edit){ "cases.jsonl", "one is right", "one is fine" });
	seal(p->package, p->key);
	assert_int_equal(verify(p, &row, line, &v), 0);
	assert_error(&v.findings, "has other cases");
	verification_free(&v);
	free(line);
}

static void no_package(void **state)
{
	struct verification v = { .dir = "/nonexistent" };

	assert_int_equal(verify_package(&v), -ENOENT);
	verification_free(&v);
}

static struct place place;

static int setup(void **state)
{
	char *command;

	place.dir = xstrdup("/tmp/trackcert-test-XXXXXX");
	if (!mkdtemp(place.dir))
		return -1;
	place.package = path_join(place.dir, "package");
	place.key = path_join(place.dir, "key");
	place.other_key = path_join(place.dir, "other");
	command = xasprintf("for key in key other; do ssh-keygen -q -t ed25519 "
			    "-N '' -C '' -f '%s'/$key || exit 1; done",
			    place.dir);
	if (system(command))
		return -1;
	free(command);
	return 0;
}

static int teardown(void **state)
{
	remove_all(place.dir);
	free(place.dir);
	free(place.package);
	free(place.key);
	free(place.other_key);
	return 0;
}

int main(void)
{
	static struct CMUnitTest tests[ARRAY_SIZE(rows) + 4] = {
		cmocka_unit_test_prestate(accepted, &place),
		cmocka_unit_test_prestate(accepted_by_the_key_alone, &place),
		cmocka_unit_test_prestate(accepted_when_published, &place),
		cmocka_unit_test(no_package),
	};
	static void *states[ARRAY_SIZE(rows)][2];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		states[i][0] = (void *)&rows[i];
		states[i][1] = &place;
		tests[i + 4] =
			(struct CMUnitTest){ .name = rows[i].finding,
					     .test_func = refused,
					     .initial_state = states[i] };
	}
	return cmocka_run_group_tests_name("verify", tests, setup, teardown);
}
