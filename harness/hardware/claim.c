// SPDX-License-Identifier: GPL-2.0-only
/* Taking a device of this machine for a run, and giving it back. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claim.h"
#include "users.h"

#define PASSTHROUGH "vfio-pci"
#define CLOSE_S	    10 /* for a killed suite to be gone, its DMA unmapped */
#define OTHER_S	    1  /* for a process whose end has begun */

/* Which module makes the device what the run needs; NULL: it is that already. */
static const char *module_wanted(const struct hardware_ask *ask)
{
	return ask->local ? ask->driver : PASSTHROUGH;
}

/* As modules call their PCI drivers, where they do not name them otherwise. */
static char *driver_guess(const char *module)
{
	char *name = xstrdup(module), *path;

	path = xasprintf("/sys/bus/pci/drivers/%s", module);
	for (char *p = name; *p && !root_has(path) && strcmp(name, PASSTHROUGH);
	     p++)
		if (*p == '-')
			*p = '_';
	free(path);
	return name;
}

/* The PCI driver of a module: a link "pci:NAME" where it is loaded. */
static char *driver_find(const char *module)
{
	struct strings names = { 0 };
	char *name = xstrdup(module), *found = NULL;

	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	root_list(&names, "/sys/module/%s/drivers", name);
	for (size_t i = 0; !found && i < names.n; i++)
		if (str_starts(names.v[i], "pci:"))
			found = xstrdup(names.v[i] + strlen("pci:"));
	strings_free(&names);
	free(name);
	return found ? found : driver_guess(module);
}

/* Names, in the order of loading, of a module and what it needs. */
static void modules_close(const char *module, struct strings *names)
{
	char *release = root_read("/proc/sys/kernel/osrelease");
	char *text = root_read("/lib/modules/%s/modules.dep",
			       release ? release : "");
	struct strings lines = { 0 };

	strings_split(&lines, text ? text : "", "\n");
	for (size_t i = 0; i < lines.n; i++) {
		struct strings words = { 0 };

		strings_split(&words, lines.v[i], ": ");
		for (size_t k = 0; k < words.n; k++) {
			char *slash = strrchr(words.v[k], '/');
			char *word = xstrdup(slash ? slash + 1 : words.v[k]);

			word[strcspn(word, ".")] = '\0';
			free(words.v[k]);
			words.v[k] = word;
		}
		if (words.n && module_same(words.v[0], module))
			for (size_t k = words.n; k; k--)
				strings_add(names, words.v[k - 1]);
		strings_free(&words);
	}
	if (!strings_has(names, module) && !names->n)
		strings_add(names, module);
	strings_free(&lines);
	free(text);
	free(release);
}

/* Modules to load, without those that are there. */
static void modules_wanted(const struct hardware_ask *ask,
			   struct strings *wanted)
{
	const char *const modules[] = { "vfio_iommu_type1",
					module_wanted(ask) };
	struct strings all = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		if (modules[i])
			modules_close(modules[i], &all);
	for (size_t i = 0; i < all.n; i++)
		if (!module_loaded(all.v[i]) && !strings_has(wanted, all.v[i]))
			strings_add(wanted, all.v[i]);
	strings_free(&all);
}

/*
 * What will be done.
 */

static void bind_tell(const struct hardware_ask *ask,
		      const struct pci_device *device, const char *bdf,
		      FILE *out)
{
	const char *module = module_wanted(ask);
	char *driver = module ? driver_find(module) : NULL;
	const char *bound = ask->make_vf ? NULL : device->driver;

	if (!driver || (bound && !strcmp(bound, driver))) {
		fprintf(out, "would leave %s bound to %s\n", bdf, bound);
	} else {
		if (bound)
			fprintf(out, "would unbind %s from %s\n", bdf, bound);
		fprintf(out,
			"would bind %s to %s, by its driver_override\n"
			"would give back all of this in reverse order\n"
			"not given back: what the device itself holds; VFIO "
			"resets it\n",
			bdf, driver);
	}
	free(driver);
}

void claim_tell(const struct hardware_ask *ask, const struct pci_device *device,
		FILE *out)
{
	char *vf = ask->make_vf ? pci_vf_bdf(device, 0) : NULL;
	struct strings modules = { 0 };

	modules_wanted(ask, &modules);
	for (size_t i = 0; i < modules.n; i++)
		fprintf(out, "would load module %s\n", modules.v[i]);
	if (ask->make_vf)
		fprintf(out,
			"would write 0 to sriov_drivers_autoprobe of %s\n"
			"would write 1 to sriov_numvfs of %s\n",
			device->bdf, device->bdf);
	bind_tell(ask, device,
		  !ask->make_vf ? device->bdf
		  : vf		? vf
				: "the VF",
		  out);
	strings_free(&modules);
	free(vf);
}

/*
 * Doing it.
 */

static int attribute_change(struct changes *changes, const char *device,
			    const char *name, const char *value)
{
	char *path = xasprintf("%s/%s", device, name);
	int err = change_make(changes, CHANGE_WRITE, path, value);

	free(path);
	return err;
}

int claim_module(struct claim *claim, const char *module)
{
	struct strings names = { 0 };
	int err = 0;

	modules_close(module, &names);
	for (size_t i = 0; !err && i < names.n; i++)
		if (!module_loaded(names.v[i]))
			err = change_make(&claim->changes, CHANGE_LOAD,
					  names.v[i], NULL);
	strings_free(&names);
	return err;
}

static int modules_load(const struct hardware_ask *ask, struct changes *changes)
{
	struct strings modules = { 0 };
	int err = 0;

	modules_wanted(ask, &modules);
	for (size_t i = 0; !err && i < modules.n; i++)
		err = change_make(changes, CHANGE_LOAD, modules.v[i], NULL);
	strings_free(&modules);
	return err;
}

/* In place of the PF, @claim->device becomes its new VF. */
static int vf_make(struct claim *claim)
{
	struct findings findings = { 0 };
	struct pci_device pf = claim->device;
	int err = attribute_change(&claim->changes, pf.path,
				   "sriov_drivers_autoprobe", "0");
	char *bdf = NULL;

	if (!err)
		err = attribute_change(&claim->changes, pf.path, "sriov_numvfs",
				       "1");
	if (!err)
		bdf = root_link("%s/virtfn0", pf.path);
	if (!err && (!bdf || pci_device_read(bdf, &claim->device))) {
		complain("%s: there is no VF after one was made", pf.bdf);
		err = -ENODEV;
	} else if (!err) {
		pci_device_free(&pf);
		checks_group(&claim->device, &findings);
		err = checks_refuse(&claim->device, &findings) ? -EPERM : 0;
	}
	findings_free(&findings);
	free(bdf);
	return err;
}

static int driver_bind(const struct hardware_ask *ask, struct claim *claim)
{
	const char *module = module_wanted(ask), *bdf = claim->device.bdf;
	struct changes *changes = &claim->changes;
	char *driver;
	int err = 0;

	if (!module)
		return 0;
	driver = driver_find(module);
	if (claim->device.driver && strcmp(claim->device.driver, driver))
		err = change_make(changes, CHANGE_UNBIND, bdf, NULL);
	if (!claim->device.driver || strcmp(claim->device.driver, driver)) {
		if (!err)
			err = attribute_change(changes, claim->device.path,
					       "driver_override", driver);
		if (!err)
			err = change_make(changes, CHANGE_BIND, bdf, driver);
	}
	free(driver);
	return err;
}

static int claim_do(const struct hardware_ask *ask, struct claim *claim)
{
	int err = modules_load(ask, &claim->changes);

	if (!err && ask->make_vf)
		err = vf_make(claim);
	return err ? err : driver_bind(ask, claim);
}

int claim_take(const struct hardware_ask *ask, const char *bdf,
	       struct claim *claim)
{
	int err;

	*claim = (struct claim){ .changes.fd = -1 };
	err = pci_device_read(bdf, &claim->device);
	if (err) {
		complain("there is no PCI device %s", bdf);
		return STATUS_USAGE;
	}
	err = changes_begin(&claim->changes, claim->device.path);
	if (err) {
		complain("%s: %s", claim->changes.path, strerror(-err));
		changes_end(&claim->changes);
		return STATUS_INFRA;
	}
	err = claim_do(ask, claim);
	if (!err)
		return STATUS_OK;
	claim_give_back(claim);
	return STATUS_INFRA;
}

/*
 * Giving back.
 */

/* Return: how many have it open; suites among them are killed. */
static size_t openers_kill(const struct pci_device *device, pid_t *other)
{
	pid_t *pids;
	size_t n = vfio_openers(device, &pids);

	*other = 0;
	for (size_t i = 0; i < n; i++) {
		if (root_is_real() &&
		    process_was_told(pids[i], "TRACKCERT_RUN="))
			kill(pids[i], SIGKILL);
		else
			*other = pids[i];
	}
	free(pids);
	return n;
}

/* Unbinding would wait for the last of them, and nothing could stop it. */
static int openers_end(const struct pci_device *device)
{
	double began = now_s();
	size_t n;
	pid_t other;

	while ((n = openers_kill(device, &other)) &&
	       now_s() < began + (other ? OTHER_S : CLOSE_S))
		usleep(50000);
	if (!n)
		return 0;
	complain("%s: %s %d has it open: it cannot be given back before that "
		 "ends; then say trackcert restore",
		 device->bdf, other ? "process" : "a suite, process",
		 (int)other);
	return -EBUSY;
}

static const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The device that was bound may be another one than the run began with: a VF. */
static int devices_end(const struct changes *changes)
{
	int err = 0;

	for (size_t i = 0; !err && i < changes->n; i++) {
		struct pci_device device;

		if (changes->v[i].kind != CHANGE_BIND)
			continue;
		if (!pci_device_read(path_base(changes->v[i].what), &device))
			err = openers_end(&device);
		pci_device_free(&device);
	}
	return err;
}

int claim_give_back(struct claim *claim)
{
	int err = devices_end(&claim->changes);

	if (!err)
		err = changes_undo(&claim->changes, NULL);
	changes_end(&claim->changes);
	return err ? STATUS_INFRA : STATUS_OK;
}

int claim_restore(void)
{
	struct changes changes;
	int err = changes_load(&changes);

	if (err == -ENOENT)
		puts("nothing to give back: no run has left anything behind");
	else if (err == -EBUSY)
		complain("%s: the run that it is of is still at work",
			 changes.path);
	else if (err)
		complain("%s: %s", changes.path,
			 err == -EINVAL ? "not a state file of trackcert"
					: strerror(-err));
	if (!err)
		err = devices_end(&changes);
	if (!err)
		err = changes_undo(&changes, stdout);
	changes_end(&changes);
	return err && err != -ENOENT ? STATUS_INFRA : STATUS_OK;
}

void claim_free(struct claim *claim)
{
	pci_device_free(&claim->device);
}
