// SPDX-License-Identifier: GPL-2.0-only
/* The kernel that trackcert itself runs on, as a lane's kernel. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "child.h"
#include "digest.h"
#include "hardware.h"
#include "rules.h"

#define MAX_MODULE (64u << 20)
/* What lockdep and KASAN cost: the factor of the debug kernel in vms/kernels. */
#define SLOW_DEBUG 3

/* The configuration's digest: of /boot's file, as the packages leave it. */
static char *config_digest(const char *release)
{
	char *name = xasprintf("/boot/config-%s", release);
	char *path = root_path(name), *text, *digest;
	size_t len;

	if (file_read(path, MAX_MODULE, &text, &len)) {
		digest = xstrdup("unknown");
	} else {
		digest = xstrdup(digest_bytes(text, len).hex);
		free(text);
	}
	free(path);
	free(name);
	return digest;
}

/* The path behind /lib/modules/RELEASE that modules.dep has for a module. */
static char *module_path(const char *release, const char *name)
{
	char *text = root_read("/lib/modules/%s/modules.dep", release);
	struct strings lines = { 0 };
	char *path = NULL;

	strings_split(&lines, text ? text : "", "\n");
	for (size_t i = 0; !path && i < lines.n; i++) {
		char *line = lines.v[i], *base;

		line[strcspn(line, ":")] = '\0';
		base = strrchr(line, '/');
		base = xstrdup(base ? base + 1 : line);
		base[strcspn(base, ".")] = '\0';
		if (module_same(base, name))
			path = xasprintf("/lib/modules/%s/%s", release, line);
		free(base);
	}
	strings_free(&lines);
	free(text);
	return path;
}

static void module_note(struct kernel *kernel, const char *name)
{
	char *path = module_path(kernel->release, name), *full, *text;
	struct module *module;
	size_t len;

	if (!path)
		return;
	full = root_path(path);
	if (!file_read(full, MAX_MODULE, &text, &len)) {
		kernel->modules = array_grow(kernel->modules,
					     kernel->nr_modules,
					     sizeof(*kernel->modules));
		module = &kernel->modules[kernel->nr_modules++];
		module->name = xstrdup(name);
		module->sha256 = xstrdup(digest_bytes(text, len).hex);
		module->origin = xstrdup("own-kernel");
		module->unmodified = true;
		free(text);
	}
	free(full);
	free(path);
}

/* A VFIO device has a file of its own where the kernel makes such files. */
static bool has_cdev(const struct claim *claim)
{
	struct strings names = { 0 };
	bool has = false;

	if (claim->device.path)
		root_list(&names, "%s/vfio-dev", claim->device.path);
	for (size_t i = 0; !has && i < names.n; i++) {
		char *path = xasprintf("%s/vfio-dev/%s/dev", claim->device.path,
				       names.v[i]);

		has = root_has(path) && root_has("/dev/iommu");
		free(path);
	}
	strings_free(&names);
	return has;
}

/* MODULE.PARAMETER of the modules that take the target's knobs. */
static void parameters_note(struct kernel *kernel, const struct target *target)
{
	for (size_t i = 0; i < target->knobs.n; i++) {
		struct strings names = { 0 };
		char *module = xstrdup(target->knobs.v[i]);

		for (char *p = module; *p; p++)
			if (*p == '-')
				*p = '_';
		root_list(&names, "/sys/module/%s/parameters", module);
		for (size_t k = 0; k < names.n; k++)
			strings_addf(&kernel->parameters, "%s.%s",
				     target->knobs.v[i], names.v[k]);
		strings_free(&names);
		free(module);
	}
}

void hardware_kernel(const struct target *target, const struct claim *claim,
		     struct kernel *kernel)
{
	static const char *const modules[] = { "vfio", "vfio_iommu_type1",
					       "vfio-pci-core" };
	struct utsname name;

	uname(&name);
	*kernel = (struct kernel){
		.name = xstrdup(KERNEL_LOCAL),
		.dir = xstrdup(""),
		.release = xstrdup(name.release),
		.config_sha256 = config_digest(name.release),
		.append = root_read("/proc/cmdline"),
		.note = xstrdup("The kernel that trackcert itself runs on."),
		.profile = xstrdup(PROFILE_MAINLINE),
		.arch = xstrdup(strcmp(name.machine, "aarch64") ? name.machine
								: "arm64"),
		.slow = root_has("/proc/lockdep_stats") ? SLOW_DEBUG : 1,
	};
	strings_add(&kernel->modes, "group");
	if (has_cdev(claim))
		strings_add(&kernel->modes, "cdev");
	module_note(kernel, target->driver);
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		module_note(kernel, modules[i]);
	parameters_note(kernel, target);
}
