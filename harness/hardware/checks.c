// SPDX-License-Identifier: GPL-2.0-only
/* Is this machine, and is this device, fit for a run? */
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "changes.h"
#include "checks.h"
#include "users.h"

/*
 * Drivers of VFs that go through their PF's driver, which a guest does not see:
 * pci_iov_get_pf_drvdata() or pci_physfn() in drivers/vfio/pci of Linux 6.12.
 */
static const char *const pf_drivers[] = {
	"mlx5-vfio-pci", "pds-vfio-pci",    "hisi-acc-vfio-pci",
	"qat-vfio-pci",	 "virtio-vfio-pci",
};

/* Module files have dashes where /sys/module has underscores, or not. */
bool module_same(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

/* Lines "DIR/NAME.ko[.xz][: ...]" of modules.dep and modules.builtin. */
static bool list_has(const char *text, const char *name)
{
	struct strings lines = { 0 };
	bool has = false;

	strings_split(&lines, text ? text : "", "\n");
	for (size_t i = 0; !has && i < lines.n; i++) {
		char *line = lines.v[i], *slash;

		line[strcspn(line, ":")] = '\0';
		slash = strrchr(line, '/');
		line = slash ? slash + 1 : line;
		line[strcspn(line, ".")] = '\0';
		has = module_same(name, line);
	}
	strings_free(&lines);
	return has;
}

bool module_loaded(const char *name)
{
	char *path = xasprintf("/sys/module/%s", name);
	bool loaded;

	for (char *p = path; *p; p++)
		if (*p == '-')
			*p = '_';
	loaded = root_has(path);
	free(path);
	return loaded;
}

bool module_known(const char *name)
{
	static const char *const lists[] = { "dep", "builtin" };
	char *release = root_read("/proc/sys/kernel/osrelease");
	bool known = module_loaded(name);

	for (size_t i = 0; !known && i < ARRAY_SIZE(lists); i++) {
		char *text = root_read("/lib/modules/%s/modules.%s",
				       release ? release : "", lists[i]);

		known = list_has(text, name);
		free(text);
	}
	free(release);
	return known;
}

/* The effective capabilities of this very process (proc(5)). */
static bool capable(unsigned int capability)
{
	char *text = root_read("/proc/self/status"), *at;
	unsigned long long mask = 0;

	at = text ? strstr(text, "CapEff:") : NULL;
	if (at)
		mask = strtoull(at + strlen("CapEff:"), NULL, 16);
	free(text);
	return mask >> capability & 1;
}

static void root_check(struct findings *findings)
{
	if (capable(CAP_SYS_ADMIN))
		finding_add(findings, FINDING_OK, "root", NULL,
			    "may bind drivers");
	else
		finding_add(findings, FINDING_MISSING, "root",
			    xstrdup("say sudo trackcert ..."),
			    "binding a driver takes root");
}

static const char *iommu_option(void)
{
	char *text = root_read("/proc/cpuinfo");
	bool amd = text && strstr(text, "AuthenticAMD");

	free(text);
	return amd ? "amd_iommu=on" : "intel_iommu=on";
}

static void iommu_check(const struct pci_device *device,
			struct findings *findings)
{
	if (device->group)
		finding_add(findings, FINDING_OK, "iommu", NULL,
			    "IOMMU group %s%s%s", device->group,
			    device->iommu ? ", translated by " : "",
			    device->iommu ? device->iommu : "");
	else
		finding_add(findings, FINDING_MISSING, "iommu",
			    xasprintf("switch VT-d or AMD-Vi on in the "
				      "firmware, boot with %s",
				      iommu_option()),
			    "no IOMMU translates for it");
}

/* An IOMMU that remaps interrupts has chips called "IR-...". */
static void remapping_check(struct findings *findings)
{
	char *text = root_read("/proc/interrupts");
	char *unsafe = root_read("/sys/module/vfio_iommu_type1/parameters/"
				 "allow_unsafe_interrupts");
	struct utsname name;

	uname(&name);
	if (strcmp(name.machine, "x86_64"))
		finding_add(findings, FINDING_OK, "interrupts", NULL,
			    "isolated by the interrupt controller");
	else if (text && strstr(text, "IR-"))
		finding_add(findings, FINDING_OK, "interrupts", NULL,
			    "remapped");
	else if (unsafe && *unsafe == 'Y')
		finding_add(findings, FINDING_NOTE, "interrupts", NULL,
			    "not remapped, and VFIO was told not to mind");
	else
		finding_add(findings, FINDING_MISSING, "interrupts",
			    xstrdup("switch interrupt remapping on in the "
				    "firmware, boot without intremap=off"),
			    "the IOMMU does not remap interrupts");
	free(unsafe);
	free(text);
}

void checks_group(const struct pci_device *device, struct findings *findings)
{
	char *list = strings_join(&device->members, ", ");

	if (device->members.n)
		finding_add(findings, FINDING_MISSING, "group",
			    xstrdup("use a slot whose ports have ACS, or "
				    "another device"),
			    "IOMMU group %s is shared with %s", device->group,
			    list);
	else if (device->group)
		finding_add(findings, FINDING_OK, "group", NULL,
			    "nobody else is in it");
	free(list);
}

static void users_check(const struct pci_device *device,
			struct findings *findings)
{
	struct strings users = { 0 };
	char *list;

	device_users(device, &users);
	list = strings_join(&users, ", ");
	if (users.n)
		finding_add(findings, FINDING_MISSING, "in use",
			    xstrdup("stop that first"), "%s", list);
	else
		finding_add(findings, FINDING_OK, "in use", NULL,
			    "by nobody that can be found");
	free(list);
	strings_free(&users);
}

static bool is_vfio(const char *driver)
{
	return driver && strstr(driver, "vfio");
}

static void driver_check(const struct hardware_ask *ask,
			 const struct pci_device *device,
			 struct findings *findings)
{
	const char *name = ask->driver;

	if (ask->look && !name)
		return;
	if (!name && (ask->make_vf || !is_vfio(device->driver)))
		finding_add(findings, FINDING_MISSING, "driver",
			    xstrdup("name the driver: --driver NAME"),
			    "%s, which is no VFIO driver",
			    device->driver ? device->driver
					   : "bound to nothing");
	else if (name && ask->local && !module_known(name))
		finding_add(findings, FINDING_MISSING, "driver",
			    xstrdup("install it, or boot the kernel that has "
				    "it"),
			    "this kernel has no module %s", name);
	else
		finding_add(findings, FINDING_OK, "driver", NULL, "%s",
			    name ? name : device->driver);
}

/* A PF-less guest cannot have a driver that talks to its PF's. */
static void way_check(const struct hardware_ask *ask,
		      const struct pci_device *device,
		      struct findings *findings)
{
	const char *name = ask->driver	    ? ask->driver
			   : device->driver ? device->driver
					    : "";
	bool needs = false;

	for (size_t i = 0; i < ARRAY_SIZE(pf_drivers); i++)
		needs |= module_same(pf_drivers[i], name);
	if (ask->look && !ask->driver)
		return;
	if (ask->local || !needs)
		finding_add(findings, FINDING_OK, "way", NULL,
			    ask->local ? "on this machine's own kernel"
				       : "into a VM");
	else
		finding_add(findings, FINDING_MISSING, "way",
			    xstrdup("say --local"),
			    "%s needs its PF's driver, which a guest does not "
			    "see",
			    name);
}

static void vfio_check(const struct hardware_ask *ask,
		       struct findings *findings)
{
	static const char *const modules[] = { "vfio", "vfio_iommu_type1",
					       "vfio-pci-core", "vfio-pci" };
	size_t n = ask->local ? ARRAY_SIZE(modules) - 1 : ARRAY_SIZE(modules);
	struct strings lack = { 0 };
	char *list;

	for (size_t i = 0; i < n; i++)
		if (!module_known(modules[i]))
			strings_add(&lack, modules[i]);
	list = strings_join(&lack, ", ");
	if (lack.n)
		finding_add(findings, FINDING_MISSING, "vfio",
			    xstrdup("boot a kernel with CONFIG_VFIO_PCI=m"),
			    "this kernel has no module %s", list);
	else
		finding_add(findings, FINDING_OK, "vfio", NULL,
			    "this kernel has its modules");
	free(list);
	strings_free(&lack);
}

/* "Max locked memory  SOFT  HARD  bytes" of /proc/self/limits; in MiB. */
static unsigned long long memlock_mib(void)
{
	static const char mark[] = "Max locked memory";
	char *text = root_read("/proc/self/limits"), *at;
	unsigned long long mib = 0;

	at = text ? strstr(text, mark) : NULL;
	if (at) {
		at += strlen(mark);
		at += strspn(at, " ");
		mib = str_starts(at, "unlimited")
			      ? ~0ULL
			      : strtoull(at, NULL, 10) >> 20;
	}
	free(text);
	return mib;
}

static void memlock_check(struct findings *findings)
{
	unsigned long long mib = memlock_mib();

	/* vfio_lock_acct() of vfio_iommu_type1 counts nothing then */
	if (capable(CAP_IPC_LOCK))
		finding_add(findings, FINDING_OK, "memlock", NULL,
			    "no limit holds (CAP_IPC_LOCK)");
	else if (mib == ~0ULL)
		finding_add(findings, FINDING_OK, "memlock", NULL, "unlimited");
	else if (mib >= LOCKED_MIB)
		finding_add(findings, FINDING_OK, "memlock", NULL, "%llu MiB",
			    mib);
	else
		finding_add(findings, FINDING_MISSING, "memlock",
			    xasprintf("say ulimit -l %d", LOCKED_MIB * 1024),
			    "%llu MiB of memory may be locked, a run takes %d",
			    mib, LOCKED_MIB);
}

static void address_check(const struct pci_device *device,
			  struct findings *findings)
{
	if (!device->address_bits)
		finding_add(findings, FINDING_NOTE, "addresses", NULL,
			    "the kernel does not say how many bits the IOMMU "
			    "translates; a run uses %d",
			    ADDRESS_BITS);
	else if (device->address_bits < ADDRESS_BITS)
		finding_add(findings, FINDING_MISSING, "addresses",
			    xstrdup("use a machine whose IOMMU is wider"),
			    "the IOMMU translates %u bits, a run uses %d",
			    device->address_bits, ADDRESS_BITS);
	else
		finding_add(findings, FINDING_OK, "addresses", NULL,
			    "the IOMMU translates %u bits",
			    device->address_bits);
}

static void reset_check(const struct hardware_ask *ask,
			const struct pci_device *device,
			struct findings *findings)
{
	if (*device->reset)
		finding_add(findings, FINDING_OK, "reset", NULL, "by %s",
			    device->reset);
	else
		finding_add(findings,
			    ask->no_reset ? FINDING_NOTE : FINDING_MISSING,
			    "reset",
			    ask->no_reset ? NULL
					  : xstrdup("say --no-reset if that "
						    "does not matter"),
			    "it cannot be reset: what a run leaves in it "
			    "stays");
}

static void state_check(struct findings *findings)
{
	char *path = changes_path();

	if (changes_there())
		finding_add(findings, FINDING_MISSING, "state",
			    xstrdup("say trackcert restore"),
			    "%s lists what a run has changed and not given "
			    "back",
			    path);
	else
		finding_add(findings, FINDING_OK, "state", NULL,
			    "no run has left anything behind");
	free(path);
}

static void vf_check(const struct pci_device *device, struct findings *findings)
{
	if (device->totalvfs)
		finding_add(findings, FINDING_OK, "vf", NULL,
			    "up to %u can be made", device->totalvfs);
	else
		finding_add(findings, FINDING_MISSING, "vf",
			    xstrdup("name the PF, and switch SR-IOV on in the "
				    "firmware"),
			    "it can make no VF");
}

void checks_make(const struct hardware_ask *ask,
		 const struct pci_device *device, struct findings *findings)
{
	root_check(findings);
	state_check(findings);
	if (ask->make_vf)
		vf_check(device, findings);
	iommu_check(device, findings);
	remapping_check(findings);
	/* a PF that is only asked for a VF keeps its users and its group */
	if (!ask->make_vf) {
		checks_group(device, findings);
		users_check(device, findings);
	} else if (device->numvfs) {
		finding_add(findings, FINDING_MISSING, "in use",
			    xstrdup("name one of them"), "it has %u VFs",
			    device->numvfs);
	}
	way_check(ask, device, findings);
	driver_check(ask, device, findings);
	vfio_check(ask, findings);
	memlock_check(findings);
	address_check(device, findings);
	reset_check(ask, device, findings);
}

/* Subjects of which another device or another word would do. */
static bool is_choice(const char *subject)
{
	static const char *const subjects[] = { "group", "in use", "driver",
						"way",	 "vf",	   "reset" };

	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
		if (!strcmp(subjects[i], subject))
			return true;
	return false;
}

int checks_refuse(const struct pci_device *device,
		  const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->v[i];

		if (f->word != FINDING_MISSING)
			continue;
		complain("%s: %s: %s%s%s", device->bdf, f->subject, f->says,
			 f->todo ? "; " : "", f->todo ? f->todo : "");
		return is_choice(f->subject) ? STATUS_USAGE : STATUS_INFRA;
	}
	return STATUS_OK;
}
