// SPDX-License-Identifier: GPL-2.0-only
/* The things that the doctor looks at, one function each. */
#include "doctor.h"

#include <dirent.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "accel.h"
#include "child.h"
#include "hostenv.h"
#include "kernels.h"
#include "paths.h"
#include "util.h"

#define MIB 1048576ull

/* What a run writes, and what fetching and building one more kernel takes. */
#define RUN_MIB	   256
#define KERNEL_MIB 3072
/* A guest of vms/machine, QEMU itself, and something left for the host. */
#define MEMORY_MIB 1536

/* Devices of the machine and of the targets. */
static const char *const devices[] = {
	"intel-iommu",	  "nvme",	    "nvme-ns",
	"nvme-subsys",	  "pcie-root-port", "virtio-serial-pci",
	"virtserialport",
};

void finding_add(struct findings *findings, enum finding_word word,
		 const char *subject, char *todo, const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	findings->v =
		array_grow(findings->v, findings->n, sizeof(*findings->v));
	f = &findings->v[findings->n++];
	f->word = word;
	f->subject = subject;
	f->todo = todo;
	va_start(args, fmt);
	if (vasprintf(&f->says, fmt, args) < 0)
		abort();
	va_end(args);
}

void findings_free(struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->n; i++) {
		free(findings->v[i].says);
		free(findings->v[i].todo);
	}
	free(findings->v);
	*findings = (struct findings){};
}

/* Entries of a folder that count, or -1 when it is not there. */
static int entries_count(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	int count = 0;

	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static void devices_look(struct findings *findings)
{
	struct strings argv = {}, lines = {}, lack = {};
	char *text, *name;
	size_t i, k;

	strings_add(&argv, paths_qemu());
	strings_split(&argv, "-machine none -device help", " ");
	child_lines(&argv, &lines);
	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		name = xasprintf("name \"%s\"", devices[i]);
		for (k = 0; k < lines.n; k++)
			if (str_starts(lines.v[k], name))
				break;
		if (k == lines.n)
			strings_add(&lack, devices[i]);
		free(name);
	}
	text = strings_join(&lack, " ");
	if (lack.n)
		finding_add(findings, FINDING_MISSING, "devices",
			    xstrdup("use Debian's qemu-system-x86"),
			    "this QEMU has no %s", text);
	else
		finding_add(
			findings, FINDING_OK, "devices", NULL,
			"QEMU has an IOMMU, NVMe with SR-IOV, virtio-serial");
	free(text);
	strings_free(&argv);
	strings_free(&lines);
	strings_free(&lack);
}

static void qemu_look(struct findings *findings)
{
	char *version = hostenv_qemu(paths_qemu());

	if (!version) {
		finding_add(findings, FINDING_MISSING, "qemu",
			    xstrdup("apt-get install qemu-system-x86"),
			    "%s does not run", paths_qemu());
		return;
	}
	finding_add(findings, FINDING_OK, "qemu", NULL, "%s", version);
	free(version);
	devices_look(findings);
	if (!strcmp(accel_pick(), "kvm"))
		finding_add(findings, FINDING_OK, "accelerator", NULL,
			    "kvm: %s", accel_reason());
	else
		finding_add(findings, FINDING_NOTE, "accelerator", NULL,
			    "tcg, boots in seconds all the same: %s",
			    accel_reason());
}

/* A list that vms/install-packages takes: make deps, make deps-arm64. */
static int packages_list(const char *name, struct strings *packages)
{
	char *path = xasprintf("%s/vms/%s", paths_source(), name);
	char *text;
	int err = file_read(path, MIB, &text, NULL);

	free(path);
	if (err)
		return err;
	strings_split(packages, text, " \t\n");
	free(text);
	return packages->n ? 0 : -1;
}

/* Installed ones of @packages, each as a line of its own. */
static int packages_installed(const struct strings *packages,
			      struct strings *installed)
{
	struct strings argv = {}, lines = {};
	size_t i;
	int status;

	strings_split(&argv, "dpkg-query -W -f", " ");
	strings_add(&argv, "${db:Status-Status} ${Package}\n");
	for (i = 0; i < packages->n; i++)
		strings_add(&argv, packages->v[i]);
	/* status 1 only says that some are unknown, which is asked for */
	status = child_lines(&argv, &lines);
	for (i = 0; i < lines.n; i++)
		if (str_starts(lines.v[i], "installed "))
			strings_add(installed,
				    lines.v[i] + strlen("installed "));
	strings_free(&argv);
	strings_free(&lines);
	return status < 0 || status > 1 ? -1 : 0;
}

/* Those of @packages that are not installed; -1 when nobody can tell. */
static int packages_lack(const struct strings *packages, struct strings *lack)
{
	struct strings installed = {};
	int err = packages_installed(packages, &installed);
	size_t i;

	for (i = 0; !err && i < packages->n; i++)
		if (!strings_has(&installed, packages->v[i]))
			strings_add(lack, packages->v[i]);
	strings_free(&installed);
	return err;
}

/*
 * What vms/@name lists. @word is the finding when some are not installed, @why
 * what it means.
 */
static void packages_look(struct findings *findings, const char *subject,
			  const char *name, enum finding_word word,
			  const char *why)
{
	struct strings packages = {}, lack = {};
	char *text;

	if (packages_list(name, &packages)) {
		finding_add(findings, FINDING_MISSING, subject,
			    xstrdup("set TRACKCERT_SOURCE to the source tree"),
			    "%s/vms/%s does not list them", paths_source(),
			    name);
	} else if (packages_lack(&packages, &lack)) {
		finding_add(
			findings, FINDING_NOTE, subject, NULL,
			"no dpkg-query here: cannot tell which are installed");
	} else if (lack.n) {
		text = strings_join(&lack, " ");
		finding_add(findings, word, subject,
			    xasprintf("apt-get install %s", text),
			    "%zu of %zu are not installed%s", lack.n,
			    packages.n, why);
		free(text);
	} else {
		finding_add(findings, FINDING_OK, subject, NULL,
			    "all %zu are installed", packages.n);
	}
	strings_free(&packages);
	strings_free(&lack);
}

static void kernel_look(struct findings *findings, const char *name)
{
	char *path =
		xasprintf("%s/kernels/%s/kernel.json", paths_objects(), name);
	json_t *json = json_load_file(path, 0, NULL);
	const char *release =
		json_string_value(json_object_get(json, "release"));

	if (release)
		finding_add(findings, FINDING_OK, "kernel", NULL,
			    "%s is prepared: %s", name, release);
	else
		finding_add(
			findings, FINDING_NOTE, "kernel",
			xstrdup("the first run on it fetches and builds it"),
			"%s is not prepared", name);
	json_decref(json);
	free(path);
}

static void kernels_look(struct findings *findings)
{
	struct strings names = {};
	size_t i;

	if (kernels_names(&names) || !names.n)
		finding_add(findings, FINDING_MISSING, "kernel",
			    xstrdup("set TRACKCERT_SOURCE to the source tree"),
			    "no kernels in %s/vms/kernels", paths_source());
	for (i = 0; i < names.n; i++)
		kernel_look(findings, names.v[i]);
	strings_free(&names);
}

/* Space below @path, or below its nearest parent that is there. */
static void space_look(struct findings *findings, const char *subject,
		       const char *path, unsigned long long need)
{
	char *dir = xstrdup(path), *slash;
	unsigned long long mib;
	struct statvfs fs;

	while (access(dir, F_OK) && (slash = strrchr(dir, '/')) && slash != dir)
		*slash = '\0';
	if (access(dir, W_OK) || statvfs(dir, &fs)) {
		finding_add(findings, FINDING_MISSING, subject,
			    xstrdup("make it writable"), "cannot write to %s",
			    path);
		free(dir);
		return;
	}
	mib = (unsigned long long)fs.f_bavail * fs.f_frsize / MIB;
	if (mib < RUN_MIB)
		finding_add(findings, FINDING_MISSING, subject,
			    xasprintf("free %llu MiB", need),
			    "%llu MiB free in %s", mib, path);
	else if (mib < need)
		finding_add(
			findings, FINDING_NOTE, subject,
			xasprintf("a kernel that is not prepared yet needs %llu "
				  "MiB",
				  need),
			"%llu MiB free in %s", mib, path);
	else
		finding_add(findings, FINDING_OK, subject, NULL,
			    "%llu MiB free in %s", mib, path);
	free(dir);
}

static void machine_look(struct findings *findings)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned long mib = hostenv_memory_mib("MemAvailable");

	finding_add(findings, cpus < 2 ? FINDING_NOTE : FINDING_OK, "cores",
		    cpus < 2 ? xstrdup("two make a VM about twice as fast")
			     : NULL,
		    "%ld", cpus);
	finding_add(findings, mib < MEMORY_MIB ? FINDING_MISSING : FINDING_OK,
		    "memory",
		    mib < MEMORY_MIB
			    ? xasprintf("a VM needs %d MiB", MEMORY_MIB)
			    : NULL,
		    "%lu MiB available", mib);
}

/* Real hardware: nothing of this is needed for a run with fixtures. */
static void hardware_look(struct findings *findings)
{
	int groups = entries_count("/sys/kernel/iommu_groups");
	int nodes = entries_count("/dev/vfio");
	struct rlimit lock = {};

	if (groups > 0)
		finding_add(findings, FINDING_OK, "iommu", NULL,
			    "%d IOMMU groups", groups);
	else
		finding_add(
			findings, FINDING_NOTE, "iommu", NULL,
			"this host has no IOMMU groups: targets are emulated "
			"devices only");
	if (nodes > 0)
		finding_add(findings, FINDING_OK, "vfio", NULL,
			    "%d nodes in /dev/vfio", nodes);
	else
		finding_add(
			findings, FINDING_NOTE, "vfio", NULL,
			"no /dev/vfio: no device of this host is bound to VFIO");
	getrlimit(RLIMIT_MEMLOCK, &lock);
	if (lock.rlim_cur == RLIM_INFINITY)
		finding_add(findings, FINDING_OK, "memlock", NULL, "unlimited");
	else
		finding_add(
			findings, FINDING_NOTE, "memlock",
			xstrdup("only passthrough of real devices needs more"),
			"%llu KiB", (unsigned long long)lock.rlim_cur / 1024);
}

void doctor_look(struct findings *findings)
{
	qemu_look(findings);
	packages_look(findings, "packages", "packages", FINDING_MISSING, "");
	packages_look(findings, "arm64", "packages-arm64", FINDING_NOTE,
		      ", the first run on an arm64 kernel does it");
	kernels_look(findings);
	machine_look(findings);
	space_look(findings, "cache", paths_cache(), KERNEL_MIB);
	space_look(findings, "build", paths_objects(), RUN_MIB);
	hardware_look(findings);
}
