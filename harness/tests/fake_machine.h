/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine of files: an NVMe controller with SR-IOV behind an IOMMU, in a
 * folder that TRACKCERT_ROOT names, and a kernel that binds and unbinds.
 */
#ifndef TRACKCERT_FAKE_MACHINE_H
#define TRACKCERT_FAKE_MACHINE_H

#include <ftw.h>
#include <sys/stat.h>

#include "root.h"
#include "test.h"

#define PF	"0000:01:00.0"
#define VF	"0000:01:00.1"
#define DEVICES "/sys/bus/pci/devices"
#define DRIVERS "/sys/bus/pci/drivers"
#define RELEASE "6.12.0-fake"

static char machine[] = "/tmp/trackcert-machine-XXXXXX";
static unsigned int told; /* how often the kernel was told something */
static char *refused;	  /* what is written to this file is refused */

static inline void folder_put(const char *path)
{
	char *full = root_path(path);

	for (char *p = full + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(full, 0755);
		*p = '/';
	}
	mkdir(full, 0755);
	free(full);
}

static inline void file_put(const char *path, const char *text)
{
	char *dir = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	char *full = root_path(path);
	FILE *f;

	folder_put(dir);
	f = fopen(full, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	free(full);
	free(dir);
}

static inline void link_put(const char *path, const char *to)
{
	char *dir = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	char *full = root_path(path), *target = root_path(to);

	folder_put(dir);
	unlink(full);
	assert_int_equal(symlink(target, full), 0);
	free(target);
	free(full);
	free(dir);
}

static inline void path_remove(const char *path)
{
	char *full = root_path(path);

	assert_int_equal(remove(full), 0);
	free(full);
}

static inline void driver_put(const char *name)
{
	char *path = xasprintf(DRIVERS "/%s/bind", name);

	file_put(path, "");
	strcpy(strrchr(path, '/'), "/");
	free(path);
	path = xasprintf(DRIVERS "/%s/unbind", name);
	file_put(path, "");
	free(path);
}

/* A device with the files that matter, in a group of its own. */
static inline void device_put(const char *bdf, const char *group)
{
	static const char *const files[][2] = {
		{ "vendor", "0x1b36\n" },
		{ "device", "0x0010\n" },
		{ "subsystem_vendor", "0x1af4\n" },
		{ "subsystem_device", "0x1100\n" },
		{ "class", "0x010802\n" },
		{ "driver_override", "(null)\n" },
		{ "reset_method", "flr pm\n" },
		{ "numa_node", "-1\n" },
		{ "current_link_speed", "16.0 GT/s PCIe\n" },
		{ "current_link_width", "8\n" },
		{ "max_link_speed", "32.0 GT/s PCIe\n" },
		{ "max_link_width", "16\n" },
		{ "iommu/intel-iommu/cap", "c9008026260206\n" },
	};
	char *path;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		path = xasprintf(DEVICES "/%s/%s", bdf, files[i][0]);
		file_put(path, files[i][1]);
		free(path);
	}
	path = xasprintf("/sys/kernel/iommu_groups/%s/devices/%s", group, bdf);
	file_put(path, "");
	free(path);
	path = xasprintf(DEVICES "/%s/iommu_group", bdf);
	char *to = xasprintf("/sys/kernel/iommu_groups/%s", group);
	link_put(path, to);
	free(to);
	free(path);
}

static inline void driver_set(const char *bdf, const char *driver)
{
	char *path = xasprintf(DEVICES "/%s/driver", bdf);
	char *to = xasprintf(DRIVERS "/%s", driver ? driver : "");
	char *full = root_path(path);

	unlink(full);
	if (driver)
		link_put(path, to);
	free(full);
	free(to);
	free(path);
}

static inline char *driver_now(const char *bdf)
{
	return root_link(DEVICES "/%s/driver", bdf);
}

static inline int kernel_probe(const char *bdf)
{
	char *name = root_read(DEVICES "/%s/driver_override", bdf);
	char *path = xasprintf(DRIVERS "/%s", name ? name : "");

	if (name && *name && strcmp(name, "(null)") && root_has(path))
		driver_set(bdf, name);
	free(path);
	free(name);
	return 0;
}

static inline int kernel_bind(const char *path, const char *bdf)
{
	char *driver = xstrdup(path + strlen(DRIVERS) + 1);
	char *override = root_read(DEVICES "/%s/driver_override", bdf);
	int err = 0;

	*strchr(driver, '/') = '\0';
	/* driver_match_device() knows no other then */
	if (override && *override && strcmp(override, "(null)") &&
	    strcmp(override, driver))
		err = -ENODEV;
	else
		driver_set(bdf, driver);
	free(override);
	free(driver);
	return err;
}

static inline int kernel_vfs(const char *count)
{
	char *full;

	if (atoi(count)) {
		device_put(VF, "12");
		file_put(DEVICES "/" VF "/device", "0x0010\n");
		link_put(DEVICES "/" VF "/physfn", DEVICES "/" PF);
		link_put(DEVICES "/" PF "/virtfn0", DEVICES "/" VF);
		return 0;
	}
	path_remove(DEVICES "/" PF "/virtfn0");
	full = root_path(DEVICES "/" VF);
	char *gone = xasprintf("%s-gone%u", full, told);

	assert_int_equal(rename(full, gone), 0);
	free(gone);
	free(full);
	return 0;
}

/* What the kernel does with what it is told. */
static inline int kernel_told(const char *path, const char *text)
{
	const char *name = strrchr(path, '/') + 1;

	told++;
	if (refused && !strcmp(refused, name))
		return -EIO;
	if (!strcmp(name, "drivers_probe"))
		return kernel_probe(text);
	if (!strcmp(name, "sriov_numvfs"))
		return kernel_vfs(text);
	if (!str_starts(path, DRIVERS "/"))
		return 0;
	if (!strcmp(name, "bind"))
		return kernel_bind(path, text);
	driver_set(text, NULL);
	return 0;
}

static inline void machine_make(void)
{
	strcpy(machine, "/tmp/trackcert-machine-XXXXXX");
	assert_non_null(mkdtemp(machine));
	setenv("TRACKCERT_ROOT", machine, 1);
	unsetenv("TRACKCERT_STATE");
	folder_put("/var/lib");
	file_put("/proc/self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n");
	file_put(
		"/proc/self/limits",
		"Max locked memory         8388608              8388608        "
		"      bytes\n");
	file_put("/proc/self/mountinfo",
		 "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	file_put("/proc/swaps", "Filename Type Size Used Priority\n");
	file_put("/proc/interrupts",
		 "  24: 0 IR-PCI-MSI-0000:01:00.0 0-edge nvme0q0\n");
	file_put("/proc/net/route", "Iface\tDestination\tGateway\n"
				    "eth0\t00000000\t0100A8C0\n");
	file_put("/proc/sys/kernel/osrelease", RELEASE "\n");
	file_put("/lib/modules/" RELEASE "/modules.dep",
		 "kernel/drivers/vfio/vfio.ko.xz:\n"
		 "kernel/drivers/vfio/vfio_iommu_type1.ko: "
		 "kernel/drivers/vfio/vfio.ko.xz\n"
		 "kernel/drivers/vfio/pci/vfio-pci-core.ko: "
		 "kernel/drivers/vfio/vfio.ko.xz\n"
		 "kernel/drivers/vfio/pci/vfio-pci.ko:\n"
		 "kernel/drivers/vfio/pci/pds/pds-vfio-pci.ko:\n");
	/* loaded, so that no test loads any */
	folder_put("/sys/module/vfio");
	folder_put("/sys/module/vfio_iommu_type1");
	folder_put("/sys/module/vfio_pci_core");
	folder_put("/sys/module/vfio_pci");
	folder_put("/sys/module/pds_vfio_pci");
	link_put("/sys/module/pds_vfio_pci/drivers/pci:pds_vfio_pci",
		 DRIVERS "/pds_vfio_pci");
	driver_put("nvme");
	driver_put("vfio-pci");
	driver_put("pds_vfio_pci");
	file_put("/sys/bus/pci/drivers_probe", "");
	device_put(PF, "11");
	file_put(DEVICES "/" PF "/sriov_totalvfs", "2\n");
	file_put(DEVICES "/" PF "/sriov_numvfs", "0\n");
	file_put(DEVICES "/" PF "/sriov_offset", "1\n");
	file_put(DEVICES "/" PF "/sriov_stride", "1\n");
	file_put(DEVICES "/" PF "/sriov_drivers_autoprobe", "1\n");
	driver_set(PF, "nvme");
	file_put(DEVICES "/" PF "/nvme/nvme0/dev", "244:0\n");
	file_put(DEVICES "/" PF "/nvme/nvme0/firmware_rev", "1.0 \n");
	file_put(DEVICES "/" PF "/nvme/nvme0/nvme0n1/dev", "259:0\n");
	folder_put(DEVICES "/" PF "/nvme/nvme0/nvme0n1/queue");
	file_put(DEVICES "/" PF "/nvme/nvme0/nvme0n1/nvme0n1p1/dev", "259:1\n");
	file_put(DEVICES "/" PF "/nvme/nvme0/nvme0n1/nvme0n1p1/partition",
		 "1\n");
	told = 0;
	refused = NULL;
	root_on_write(kernel_told);
}

static inline int entry_remove(const char *path, const struct stat *st,
			       int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline void machine_remove(void)
{
	nftw(machine, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
	unsetenv("TRACKCERT_ROOT");
	root_on_write(NULL);
}

#endif
