// SPDX-License-Identifier: GPL-2.0-only
/* The folder of a LAVA job: what is booted, and the job that boots it. */
#include "lava.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootfiles.h"
#include "disk.h"
#include "paths.h"
#include "rundir.h"
#include "slice.h"
#include "util.h"
#include "vm.h"

#define MAX_BYTES (1u << 30)

/* What is in the making. */
struct making {
	struct certification *c;
	const struct lava_where *where;
	const struct target *target;
	const struct guest *guest;
	struct target_run *out;
	struct slice slice;
	struct boot boot;
	struct lava_job job;
};

static char *file_path(const struct making *m, enum lava_file file)
{
	return path_join(m->c->run.dir, lava_file_name(file));
}

static int kernel_copy(const struct making *m)
{
	char *from = path_join(m->guest->kernel.dir, "vmlinuz"), *bytes;
	char *to = file_path(m, LAVA_KERNEL);
	int err, fd;
	size_t len;

	err = file_read(from, MAX_BYTES, &bytes, &len);
	if (!err) {
		fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		err = fd < 0 ? -errno : fd_write(fd, bytes, len);
		if (fd >= 0 && close(fd) && !err)
			err = -errno;
		free(bytes);
	}
	free(from);
	free(to);
	return err;
}

static int initrd_make(struct making *m)
{
	char *path = file_path(m, LAVA_INITRD);
	int err;

	m->boot = (struct boot){
		.target = m->target,
		.parameters = &m->guest->kernel.parameters,
		.mode = m->out->mode,
		.seed = m->c->run.seed,
		.timeout = m->c->options->timeout,
		.plan = m->slice.plan,
		.n = m->slice.n,
	};
	err = boot_write(&m->boot, m->guest->kernel.dir, path);
	free(path);
	return err;
}

static int disk_make(struct making *m)
{
	char *path;
	int err = 0;

	for (size_t i = 0; i < m->target->qemu.n; i++)
		m->job.there[LAVA_DISK] |=
			strstr(m->target->qemu.v[i], "@DISK@") != NULL;
	if (m->job.there[LAVA_DISK]) {
		path = file_path(m, LAVA_DISK);
		err = disk_create(path, m->c->run.seed);
		free(path);
	}
	return err;
}

static int files_digest(struct making *m)
{
	int err = 0;

	for (size_t i = 0; !err && i < LAVA_FILES; i++) {
		char *path = file_path(m, (enum lava_file)i), *bytes;
		size_t len;

		if (m->job.there[i])
			err = file_read(path, MAX_BYTES, &bytes, &len);
		if (m->job.there[i] && !err) {
			m->job.digests[i] = digest_bytes(bytes, len);
			free(bytes);
		}
		free(path);
	}
	return err;
}

/*
 * LAVA's dispatcher reads the serial console from QEMU's stdout. The agent's
 * port needs somebody who is there: QEMU's chardev "null" never is, and what is
 * written then waits for ever.
 */
static int command_make(struct making *m)
{
	const char *ktap = m->where->ktap ? m->where->ktap : "/dev/null";
	char *agent = xasprintf("file,path=%s", ktap);
	const struct vm_places places = { .kernel = lava_mark(LAVA_KERNEL),
					  .initrd = lava_mark(LAVA_INITRD),
					  .disk = lava_mark(LAVA_DISK),
					  .console = "stdio,signal=off",
					  .agent = agent };
	struct strings machine = { 0 };
	int err = vm_arguments(m->guest->ask.name, m->where->accel, &machine);

	if (!err)
		vm_command(&m->job.command, &machine, &m->target->qemu,
			   &places);
	strings_free(&machine);
	free(agent);
	return err;
}

static void metadata_fill(struct making *m)
{
	struct pairs *pairs = &m->job.metadata;
	char *seed = xasprintf("%" PRIu64, m->c->run.seed);

	pairs_set(pairs, "trackcert.commit", m->c->run.tool_commit);
	pairs_set(pairs, "trackcert.target", m->target->spec);
	pairs_set(pairs, "trackcert.kernel", m->guest->kernel.name);
	pairs_set(pairs, "trackcert.release", m->guest->kernel.release);
	pairs_set(pairs, "trackcert.mode", m->out->mode);
	pairs_set(pairs, "trackcert.seed", seed);
	free(seed);
}

static int definition_put(struct making *m)
{
	char *path = path_join(m->c->run.dir, "job.yaml");
	FILE *f = fopen(path, "wxe");
	int err = f ? 0 : -errno;

	if (f) {
		lava_job_put(&m->job, f);
		if (ferror(f))
			err = -EIO;
		if (fclose(f) && !err)
			err = -errno;
	}
	free(path);
	return err;
}

static int definition_make(struct making *m)
{
	char *folder = m->where->url ? NULL : realpath(m->c->run.dir, NULL);
	char *url = folder ? xasprintf("file://%s", folder) : NULL;
	char *name = xasprintf("trackcert %s on %s, %s", m->target->spec,
			       m->guest->kernel.name, m->out->mode);
	int err;

	m->job.name = name;
	m->job.arch = m->guest->kernel.arch;
	m->job.url = url ? url : m->where->url;
	m->job.nonce = m->boot.nonce;
	m->job.plan = m->slice.plan;
	m->job.n = m->slice.n;
	m->job.timeout = m->c->options->timeout;
	metadata_fill(m);
	err = m->job.url ? command_make(m) : -ENOENT;
	if (!err)
		err = definition_put(m);
	free(name);
	free(url);
	free(folder);
	return err;
}

static int folder_make(struct making *m)
{
	int err = rundir_make(m->c->run.dir);

	m->job.there[LAVA_KERNEL] = m->job.there[LAVA_INITRD] = true;
	if (!err)
		err = kernel_copy(m);
	if (!err)
		err = initrd_make(m);
	if (!err)
		err = disk_make(m);
	if (!err)
		err = files_digest(m);
	if (!err)
		err = definition_make(m);
	return err;
}

/* Cases that wait for nothing, and those whose needs the target has. */
static int plan_take(struct making *m)
{
	slice_init(&m->slice, m->out, &m->c->cases, 0, 1);
	if (slice_plan(&m->slice))
		return STATUS_OK;
	complain("target %s can run none of these cases", m->target->spec);
	return STATUS_NOTHING;
}

int lava_write(struct certification *c, const struct lava_where *where)
{
	struct making m = {
		.c = c,
		.where = where,
		.target = &c->targets[c->pairings[0].target],
		.guest = &c->guests[c->pairings[0].kernel],
		.out = &c->run.targets[0],
	};
	int status = plan_take(&m), err;

	err = status ? 0 : folder_make(&m);
	if (err) {
		complain("job folder %s: %s", c->run.dir, strerror(-err));
		status = STATUS_INFRA;
	}
	if (!status)
		printf("%s/job.yaml: %zu of %zu cases of %s on %s, %s\n",
		       c->run.dir, m.slice.n, m.out->nr_cases, m.target->spec,
		       m.guest->kernel.name, m.out->mode);
	slice_free(&m.slice);
	strings_free(&m.job.command);
	pairs_free(&m.job.metadata);
	return status;
}
