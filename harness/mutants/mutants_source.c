// SPDX-License-Identifier: GPL-2.0-only
/* Mutants out of a tracker's own source. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"
#include "child.h"
#include "load.h"
#include "mutants_source.h"
#include "paths.h"
#include "util.h"

#define MAX_BYTES (1u << 20)

/* Parts a line of the table has at least: path, target, module, function. */
#define MIN_WORDS 4

/* Between a slip's name and the reason why it is none, or why it survives. */
#define REASON_MARK " :: "
#define EXCUSE_MARK " :~ "

/* Is @name the path or the end of it? */
static bool path_ends(const char *path, const char *name)
{
	size_t len = strlen(path), n = strlen(name);

	if (n > len)
		return !strcmp(name + n - len, path) &&
		       name[n - len - 1] == '/';
	return !strcmp(path + len - n, name) &&
	       (n == len || path[len - n - 1] == '/');
}

static void table_take(struct mutated *out, const struct strings *words)
{
	out->path = xstrdup(words->v[0]);
	out->target = xstrdup(words->v[1]);
	out->module = xstrdup(words->v[2]);
	for (size_t i = MIN_WORDS - 1; i < words->n; i++)
		strings_add(&out->functions, words->v[i]);
	out->fixture = str_starts(out->path, "fixtures/");
}

/* The lines of the table that  may mean, of which the first is taken. */
static void table_read(char *rest, const char *name, struct mutated *out,
		       struct strings *found)
{
	struct strings words = { 0 };
	char *line;

	while ((line = strsep(&rest, "\n"))) {
		strings_free(&words);
		strings_split(&words, line, " \t");
		if (words.n < MIN_WORDS || *words.v[0] == '#' ||
		    !path_ends(words.v[0], name))
			continue;
		strings_add(found, words.v[0]);
		if (found->n == 1)
			table_take(out, &words);
	}
	strings_free(&words);
}

static int table_find(const char *name, struct mutated *out)
{
	char *path = path_join(paths_source(), "fixtures/mutants/sources");
	struct strings found = { 0 };
	char *text, *all;
	int err = file_read(path, MAX_BYTES, &text, NULL);

	if (err) {
		complain("%s: %s", path, strerror(-err));
		free(path);
		return STATUS_USAGE;
	}
	table_read(text, name, out, &found);
	all = strings_join(&found, ", ");
	if (!found.n)
		complain("%s is none of the files in %s", name, path);
	else if (found.n > 1)
		complain("%s may be %s: say more of its path", name, all);
	err = found.n == 1 ? STATUS_OK : STATUS_USAGE;
	strings_free(&found);
	free(all);
	free(text);
	free(path);
	return err;
}

/* Where the file lies; the kernel's in the cache, once it is unpacked. */
static char *source_find(const struct mutated *mutated)
{
	char *pattern, *path = NULL;
	glob_t found = { 0 };

	if (mutated->fixture)
		return path_join(paths_source(), mutated->path);
	pattern = xasprintf("%s/sources/linux-source-6.12_*/%s", paths_cache(),
			    mutated->path);
	if (!glob(pattern, 0, NULL, &found))
		path = xstrdup(found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	free(pattern);
	return path;
}

static int source_mutate(struct mutated *out)
{
	struct strings errors = { 0 };
	char *path = source_find(out), *text = NULL;
	int err = path ? file_read(path, MAX_BYTES, &text, NULL) : -ENOENT;

	if (!path)
		complain("%s: its source is not unpacked yet; say trackcert "
			 "run -k " SOURCE_KERNEL " once",
			 out->path);
	else if (err)
		complain("%s: %s", path, strerror(-err));
	if (!err)
		out->text = mutate(text, &out->functions, &out->slips, &errors);
	for (size_t i = 0; i < errors.n; i++)
		complain("%s: %s", path, errors.v[i]);
	strings_free(&errors);
	free(text);
	free(path);
	return out->text ? STATUS_OK : STATUS_USAGE;
}

static bool reason_take(struct mutated *out, const char *line, const char *mark,
			char **reasons)
{
	const char *at = strstr(line, mark);
	size_t len = at ? (size_t)(at - line) : 0;

	for (size_t i = 0; at && i < out->slips.n; i++) {
		const char *name = out->slips.v[i].name;

		if (strlen(name) != len || strncmp(name, line, len) ||
		    out->reasons[i] || out->excuses[i])
			continue;
		reasons[i] = xstrdup(at + strlen(mark));
		return true;
	}
	return false;
}

static int reasons_load(struct mutated *out)
{
	char *path = xasprintf("%s/fixtures/mutants/%s.equivalent",
			       paths_source(), out->path);
	char *text, *rest, *line;
	int status = STATUS_OK;
	unsigned int number = 0;

	out->reasons = xcalloc(out->slips.n + 1, sizeof(*out->reasons));
	out->excuses = xcalloc(out->slips.n + 1, sizeof(*out->excuses));
	if (file_read(path, MAX_BYTES, &text, NULL)) {
		free(path);
		return STATUS_OK;
	}
	for (rest = text; (line = strsep(&rest, "\n"));) {
		number++;
		if (!*line || *line == '#' ||
		    reason_take(out, line, REASON_MARK, out->reasons) ||
		    reason_take(out, line, EXCUSE_MARK, out->excuses))
			continue;
		fprintf(stderr,
			"%s:%u: no such slip, or neither NAME" REASON_MARK
			"REASON nor NAME" EXCUSE_MARK "REASON: %s\n",
			path, number, line);
		status = STATUS_USAGE;
	}
	free(text);
	free(path);
	return status;
}

int mutated_load(const char *name, struct mutated *out)
{
	int status;

	*out = (struct mutated){ 0 };
	status = table_find(name, out);
	if (!status)
		status = source_mutate(out);
	if (!status)
		status = reasons_load(out);
	return status;
}

void mutated_list(const struct mutated *mutated)
{
	for (size_t i = 0; i < mutated->slips.n; i++)
		printf("%4zu %s:%u %s%s%s\n", i + 1, mutated->path,
		       mutated->slips.v[i].line, mutated->slips.v[i].name,
		       mutated->reasons[i] ? " [equivalent: " : "",
		       mutated->reasons[i] ? mutated->reasons[i] : "");
}

/*
 * Building: a copy of the sources in which one file is another.
 */

static int command_run(const char *line, const char *a, const char *b)
{
	struct strings argv = { 0 };
	pid_t pid;
	int status;

	strings_split(&argv, line, " ");
	strings_add(&argv, a);
	strings_add(&argv, b);
	pid = child_start(&argv, -1, -1, NULL);
	status = pid < 0 ? (int)pid : child_wait(pid);
	strings_free(&argv);
	return status;
}

/* The kernel's file is put over its package's, as our Kbuild files are. */
static char *plant_path(const struct mutated *mutated, const char *source)
{
	return mutated->fixture
		       ? path_join(source, mutated->path)
		       : xasprintf("%s/vms/kbuild/" SOURCE_KERNEL "/%s", source,
				   mutated->path);
}

static int tree_copy(const char *source)
{
	static const char *const parts[] = { "CONFORMANCE.md", "fixtures",
					     "vms", "suites" };
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(parts); i++) {
		char *from = path_join(paths_source(), parts[i]);

		err = command_run("cp -a", from, source);
		free(from);
	}
	return err;
}

/*
 * What a target needs of the kernel is all that is built: it is built for
 * nobody else, and the other modules take three quarters of the time.
 */
static const struct {
	const char *target, *lines;
} needs[] = {
	{ "reference", "fixture_modules=trackcert-reference\n"
		       "driver_modules=mtty\n"
		       "driver_make=CONFIG_SAMPLE_VFIO_MDEV_MTTY=m\n"
		       "export PDS_MODEL=0 MLX5_MODEL=0\n" },
	{ "pds", "fixture_modules='trackcert_model pds_core_model'\n"
		 "driver_modules=pds-vfio-pci\n"
		 "driver_make=CONFIG_PDS_VFIO_PCI=m\n"
		 "export PDS_MODEL=1 MLX5_MODEL=0\n" },
	{ "mlx5", "fixture_modules='trackcert_model mlx5_core_model'\n"
		  "driver_modules=mlx5-vfio-pci\n"
		  "driver_make=CONFIG_MLX5_VFIO_PCI=m\n"
		  "export PDS_MODEL=0 MLX5_MODEL=1\n" },
};

static int kernel_narrow(const char *source, const char *target)
{
	char *path = path_join(source, "vms/kernels/" SOURCE_KERNEL);
	FILE *file = fopen(path, "a");
	int err = file ? 0 : -errno;

	for (size_t i = 0; !err && i < ARRAY_SIZE(needs); i++)
		if (!strcmp(needs[i].target, target) &&
		    fputs(needs[i].lines, file) < 0)
			err = -EIO;
	if (file && fclose(file) && !err)
		err = -errno;
	if (err)
		complain("%s: %s", path, strerror(-err));
	free(path);
	return err;
}

static int objects_link(const char *objects)
{
	static const char *const parts[] = { "suites", "cases.jsonl",
					     "include" };
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(parts); i++) {
		char *from = path_join(paths_objects(), parts[i]);

		if (!access(from, F_OK))
			err = command_run("ln -sfn", from, objects);
		free(from);
	}
	return err;
}

int mutated_plant(struct mutated *mutated, const char *dir)
{
	char *source = path_join(dir, "source");
	char *objects = path_join(dir, "objects");
	char *path = plant_path(mutated, source), *folder = xstrdup(path);
	int status = STATUS_INFRA;

	*strrchr(folder, '/') = '\0';
	if (!command_run("mkdir -p", source, objects) && !tree_copy(source) &&
	    !kernel_narrow(source, mutated->target) && !objects_link(objects) &&
	    !command_run("mkdir -p", folder, folder)) {
		setenv("TRACKCERT_SOURCE", source, 1);
		setenv("TRACKCERT_OBJECTS", objects, 1);
		status = mutated_compile(mutated, path, objects);
	}
	free(folder);
	free(path);
	free(objects);
	free(source);
	return status;
}

/*
 * The matrix.
 */

static void slip_add(struct mutants *m, const struct mutated *mutated,
		     size_t number, const char *name)
{
	struct mutant *mutant;

	m->v = array_grow(m->v, m->n, sizeof(*m->v));
	mutant = &m->v[m->n++];
	mutant->name = xstrdup(name);
	mutant->what = number ? xasprintf("%s:%u: %s", mutated->path,
					  mutated->slips.v[number - 1].line,
					  name)
			      : xstrdup("conforms");
	mutant->stands_for = xstrdup(number ? "a slip" : "nothing");
	if (number && mutated->excuses[number - 1])
		mutant->excuse = xstrdup(mutated->excuses[number - 1]);
	mutant->spec = xasprintf("%s,mutant=%zu", mutated->target, number);
	mutant->set = xasprintf("%s.mutant=%zu", mutated->module, number);
	mutant->control = !number;
	mutant->cells = xcalloc(m->cases.n, sizeof(*mutant->cells));
	for (size_t i = 0; i < m->cases.n; i++)
		mutant->cells[i] = CELL_OPEN;
}

static bool slip_wanted(const struct mutated *mutated, size_t i,
			const char *only)
{
	char *end;

	if (mutated->reasons[i] || mutated->slips.v[i].refused)
		return false;
	if (!only)
		return true;
	if (strtoul(only, &end, 10) == i + 1 && !*end)
		return true;
	return !strcmp(only, mutated->slips.v[i].name);
}

int mutated_check(const struct mutated *mutated, const char *only)
{
	for (size_t i = 0; i < mutated->slips.n; i++)
		if (slip_wanted(mutated, i, only))
			return STATUS_OK;
	complain("%s: nothing to change%s%s", mutated->path,
		 only ? " is called " : "", only ? only : "");
	return STATUS_NOTHING;
}

/* Each @sample-th part of the file gives one, where in it the seed says. */
static void sample_add(struct mutants *m, const struct mutated *mutated,
		       const size_t *wanted, size_t n, unsigned int sample,
		       unsigned int seed)
{
	size_t count = sample && sample < n ? sample : n;

	for (size_t i = 0; i < count; i++) {
		size_t from = n * i / count, to = n * (i + 1) / count;
		size_t at = from + (count < n ? seed % (to - from) : 0);

		slip_add(m, mutated, wanted[at] + 1,
			 mutated->slips.v[wanted[at]].name);
	}
}

/* The cases that are tried first. */
static int broad_load(struct mutants *m)
{
	char *path = path_join(paths_source(), "fixtures/mutants/first");
	char *text = NULL, *rest, *line;
	int err = file_read(path, MAX_BYTES, &text, NULL);

	if (err)
		complain("%s: %s", path, strerror(-err));
	for (rest = text; !err && rest && (line = strsep(&rest, "\n"));) {
		if (!*line || *line == '#')
			continue;
		strings_add(&m->broad, line);
		if (cases_find(&m->cases, line))
			continue;
		complain("%s: no case is called %s", path, line);
		err = -ENOENT;
	}
	free(text);
	free(path);
	return err ? STATUS_USAGE : STATUS_OK;
}

static void excuses_take(struct mutants *m, const struct mutated *mutated)
{
	m->source = xstrdup(mutated->path);
	for (size_t i = 0; i < mutated->slips.n; i++) {
		const char *name = mutated->slips.v[i].name;

		if (mutated->reasons[i])
			strings_addf(&m->equivalent, "%s" REASON_MARK "%s",
				     name, mutated->reasons[i]);
		else if (mutated->slips.v[i].refused)
			strings_add(&m->refused, name);
	}
}

int mutants_of_source(struct mutants *m, const struct mutated *mutated,
		      const char *only, unsigned int sample, unsigned int seed)
{
	size_t *wanted = xcalloc(mutated->slips.n + 1, sizeof(*wanted)), n = 0;
	int status = mutants_begin(m, mutated->target, SOURCE_KERNEL,
				   !strcmp(mutated->module, "vfio"));

	for (size_t i = 0; i < mutated->slips.n; i++)
		if (slip_wanted(mutated, i, only))
			wanted[n++] = i;
	excuses_take(m, mutated);
	if (!status)
		status = broad_load(m);
	if (!status) {
		slip_add(m, mutated, 0, MUTANT_NONE);
		sample_add(m, mutated, wanted, n, sample, seed);
	}
	if (!status && !n)
		status = mutated_check(mutated, only);
	free(wanted);
	return status;
}

void mutated_free(struct mutated *mutated)
{
	for (size_t i = 0; mutated->reasons && i < mutated->slips.n; i++) {
		free(mutated->reasons[i]);
		free(mutated->excuses[i]);
	}
	free(mutated->reasons);
	free(mutated->excuses);
	slips_free(&mutated->slips);
	strings_free(&mutated->functions);
	free(mutated->path);
	free(mutated->target);
	free(mutated->module);
	free(mutated->text);
	*mutated = (struct mutated){ 0 };
}
