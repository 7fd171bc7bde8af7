// SPDX-License-Identifier: GPL-2.0-only
/* From a driver to its package: the runs, a look at them, the signature. */
#include "certificate_run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certificate.h"
#include "certify.h"
#include "kernels.h"
#include "load.h"
#include "package.h"
#include "paths.h"
#include "report_chars.h"
#include "rules.h"
#include "run_digest.h"
#include "tree.h"
#include "util.h"
#include "verify_tool.h"

/**
 * struct making - a package in the making
 * @o: what was asked for
 * @part: the folder until it is a package
 * @tree: of tree_check()
 * @mode: the mode, in the end
 * @rules: of the rules
 * @driver: of the driver's source
 */
struct making {
	const struct certificate_options *o;
	char *part;
	const char *tree;
	char *mode;
	struct digest rules;
	struct digest driver;
};

static int target_check(struct making *m)
{
	const struct certificate_options *o = m->o;
	struct target target = { 0 };
	int status = STATUS_USAGE;
	char *list;

	if (strpbrk(o->target, ",@")) {
		complain("a certificate is of a target as it is: '%s' turns "
			 "knobs or names a kernel",
			 o->target);
		return status;
	}
	status = load_target(o->target, &target);
	if (!status && !strings_has(&target.kernels, o->kernel)) {
		list = strings_join(&target.kernels, ", ");
		complain("target %s does not run on kernel %s; it runs on: %s",
			 o->target, o->kernel, list);
		free(list);
		status = STATUS_USAGE;
	}
	target_free(&target);
	return status;
}

static int output_check(struct making *m)
{
	struct stat st;

	for (int i = 0; i < 2; i++) {
		const char *path = i ? m->part : m->o->output;

		if (!lstat(path, &st)) {
			complain("%s is there already: nothing is overwritten",
				 path);
			return STATUS_USAGE;
		}
	}
	return STATUS_OK;
}

/* A key that cannot sign is better known before the runs than behind them. */
static int key_check(struct making *m)
{
	char path[] = "/tmp/trackcert-sign-XXXXXX";
	int fd = mkstemp(path);
	char *made = xasprintf("%s.sig", path), *error = NULL;
	int status = STATUS_OK;

	if (fd < 0 || signature_make(m->o->key, path, &error)) {
		complain("%s", error ? error : strerror(errno));
		status = STATUS_USAGE;
	}
	if (fd >= 0)
		close(fd);
	unlink(path);
	unlink(made);
	free(made);
	free(error);
	return status;
}

static int rules_check(struct making *m)
{
	struct rules rules = { 0 };
	int status = load_rules(&rules);

	if (!status)
		m->rules = digest_rules(&rules);
	rules_free(&rules);
	return status;
}

static int tree_note(struct making *m)
{
	return tree_check(&m->tree);
}

static bool module_matches(const struct module *module, const char *driver)
{
	const struct target_run target = { .driver = (char *)driver,
					   .modules = (struct module *)module,
					   .nr_modules = 1 };

	return run_module(&target);
}

static int driver_digest(struct making *m, const struct target *target,
			 const struct kernel *kernel)
{
	bool found = false;

	for (size_t i = 0; i < kernel->nr_modules; i++) {
		if (!module_matches(&kernel->modules[i], target->driver))
			continue;
		m->driver = digest_driver(&kernel->modules[i]);
		found = true;
	}
	if (!found)
		complain("kernel %s has no module %s", kernel->name,
			 target->driver);
	return found ? STATUS_OK : STATUS_INFRA;
}

/* What the runs themselves will find ready: the driver's source is known. */
static int kernel_look(struct making *m)
{
	struct kernel_ask ask = { 0 };
	struct kernel kernel = { 0 };
	struct target target = { 0 };
	int status = load_target(m->o->target, &target), err;

	if (!status) {
		ask.name = xstrdup(m->o->kernel);
		ask.build = target.build ? xstrdup(target.build) : NULL;
		strings_add(&ask.drivers, target.driver);
		err = kernel_prepare(&ask);
		status = err == -EINVAL ? STATUS_USAGE
			 : err || kernel_load(&ask, &kernel)
				 ? STATUS_INFRA
				 : driver_digest(m, &target, &kernel);
	}
	if (!status)
		m->mode = xstrdup(m->o->mode ? m->o->mode
				  : strings_has(&kernel.modes, "group")
					  ? "group"
					  : kernel.modes.v[0]);
	kernel_free(&kernel);
	kernel_ask_free(&ask);
	target_free(&target);
	return status;
}

static int file_copy(const char *from, const char *dir, const char *name)
{
	char *to = path_join(dir, name), *text = NULL;
	size_t len = 0;
	int err = file_read(from, PACKAGE_MAX_BYTES, &text, &len), fd;

	fd = err ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (!err)
		err = fd < 0 ? -errno : fd_write(fd, text, len);
	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	if (err)
		complain("%s: %s", to, strerror(-err));
	free(text);
	free(to);
	return err;
}

static int folder_make(struct making *m)
{
	char *rules = rules_path(), *cases = cases_path();
	int err = mkdir(m->part, 0777) ? -errno : 0;

	if (err)
		complain("%s: %s", m->part, strerror(-err));
	if (!err)
		err = file_copy(rules, m->part, PACKAGE_RULES);
	if (!err)
		err = file_copy(cases, m->part, PACKAGE_CASES);
	free(rules);
	free(cases);
	return err ? STATUS_INFRA : STATUS_OK;
}

/* One run with the control beside it; what came out is for others to judge. */
static int run_make(struct making *m, unsigned int i)
{
	struct certify_options o = {
		.jobs = 2,
		.seed = evidence_seed(&m->rules, &m->driver, i),
		.whole = true,
		.tree = m->tree,
	};
	char *dir = xasprintf("%s/run-%u", m->part, i + 1);
	int status;

	fprintf(stderr, "run %u of %u, seed %" PRIu64 "\n", i + 1, m->o->seeds,
		o.seed);
	o.dir = dir;
	strings_add(&o.targets, m->o->target);
	if (strcmp(m->o->target, PACKAGE_CONTROL))
		strings_add(&o.targets, PACKAGE_CONTROL);
	strings_add(&o.kernels, m->o->kernel);
	strings_add(&o.modes, m->mode);
	status = certify(&o);
	strings_free(&o.targets);
	strings_free(&o.kernels);
	strings_free(&o.modes);
	free(dir);
	return status == STATUS_VERDICT ? STATUS_OK : status;
}

static int runs_make(struct making *m)
{
	int status = STATUS_OK;

	for (unsigned int i = 0; !status && i < m->o->seeds; i++)
		status = run_make(m, i);
	return status;
}

/* What verify would refuse is not handed out. */
static int findings_look(struct making *m, bool *clean)
{
	struct verification v = { .dir = m->part };
	int status = verify_by_tool(&v, NULL);

	*clean = !status && !v.findings.n;
	for (size_t i = 0; i < v.findings.n; i++) {
		char *line = line_dup(v.findings.v[i]);

		complain("%s", line);
		free(line);
	}
	verification_free(&v);
	return status;
}

static int package_make(struct making *m)
{
	const struct certificate_options *o = m->o;
	bool clean = false;
	int status = STATUS_OK;

	if (certificate_pack(m->part, o->seeds, &o->claimant, NULL))
		return STATUS_INFRA;
	status = findings_look(m, &clean);
	if (status)
		return status;
	if (!clean && !o->force) {
		complain("no package is written; what was run is in %s",
			 m->part);
		return STATUS_VERDICT;
	}
	if (certificate_seal(m->part, o->key))
		return STATUS_INFRA;
	if (rename(m->part, o->output)) {
		complain("%s: %s", o->output, strerror(errno));
		return STATUS_INFRA;
	}
	printf("package: %s%s\n", o->output,
	       clean ? "" : " (it certifies nothing: verify refuses it)");
	return clean ? STATUS_OK : STATUS_VERDICT;
}

int certificate_run(const struct certificate_options *options)
{
	int (*const steps[])(struct making * m) = {
		target_check, output_check, tree_note, rules_check,  key_check,
		kernel_look,  folder_make,  runs_make, package_make,
	};
	struct making m = { .o = options };
	int status = STATUS_OK;

	m.part = xasprintf("%s.part", options->output);
	for (size_t i = 0; !status && i < ARRAY_SIZE(steps); i++)
		status = steps[i](&m);
	free(m.part);
	free(m.mode);
	return status;
}
