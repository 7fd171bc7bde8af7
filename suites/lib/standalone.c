// SPDX-License-Identifier: GPL-2.0-only
/* A suite without the harness: its device, and what that offers. */
#define _GNU_SOURCE
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <sys/ioctl.h>

#include "device.h"
#include "knob.h"
#include "standalone.h"

/* tools/testing/selftests/kselftest.h */
#define EXIT_SKIP 4

static bool alone;

/* What has to be there for a need to be met; see docs/architecture.md. */
static const struct {
	const char *need;
	const char *variable;
} offers[] = {
	{ "write", "TRACKCERT_STIMULUS" },  { "read", "TRACKCERT_STIMULUS" },
	{ "exact", "TRACKCERT_EXACT" },	    { "reset", "TRACKCERT_RESETTABLE" },
	{ "migrate", "TRACKCERT_MIGRATE" }, { "limit", KNOB_LIMIT },
	{ "combine", KNOB_COMBINE },	    { "plain", "TRACKCERT_PLAIN" },
	{ "resume", "TRACKCERT_RESUME" },   { "fault", KNOB_FAULT_LOG },
	{ "group", "TRACKCERT_GROUP" },
};

/* domain:bus:device.function, in hexadecimal digits */
static bool is_bdf(const char *text)
{
	static const char shape[] = "xxxx:xx:xx.x";

	if (strlen(text) != strlen(shape))
		return false;
	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == 'x' ? !isxdigit((unsigned char)text[i])
				    : text[i] != shape[i])
			return false;
	return true;
}

static void __attribute__((noreturn)) skip_all(const char *why)
{
	printf("TAP version 13\n1..0 # SKIP %s\n", why);
	exit(EXIT_SKIP);
}

static void device_name(const char *bdf)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", bdf);
	if (access(path, F_OK))
		case_error("there is no PCI device %s", bdf);
	setenv("TRACKCERT_DEVICE", path, 1);
}

static void mode_choose(const char *path)
{
	char file[PATH_MAX];

	if (getenv("TRACKCERT_MODE"))
		return;
	setenv("TRACKCERT_MODE",
	       device_file(path, file, sizeof(file)) ? "group" : "cdev", 0);
}

/* The plug-in for the device's class: 01 08 02 is an NVMe controller. */
static void stimulus_choose(const char *path)
{
	char name[PATH_MAX], class[16] = "";
	FILE *file;

	snprintf(name, sizeof(name), "%s/class", path);
	file = fopen(name, "r");
	if (file && fgets(class, sizeof(class), file) &&
	    !strncmp(class, "0x010802", 8))
		setenv("TRACKCERT_STIMULUS", "nvme", 0);
	if (file)
		fclose(file);
}

/* -h and -l need no device. */
static bool only_asks(int argc, char **argv)
{
	return argc == 2 && (!strcmp(argv[1], "-h") || !strcmp(argv[1], "-l"));
}

static bool has_tracker(struct device *dev)
{
	struct vfio_device_feature probe = {
		.argsz = sizeof(probe),
		.flags = VFIO_DEVICE_FEATURE_PROBE |
			 VFIO_DEVICE_FEATURE_DMA_LOGGING_START,
	};

	return !ioctl(dev->fd, VFIO_DEVICE_FEATURE, &probe);
}

static void abilities_note(struct device *dev)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_device_feature probe = {
		.argsz = sizeof(probe),
		.flags = VFIO_DEVICE_FEATURE_PROBE |
			 VFIO_DEVICE_FEATURE_MIGRATION,
	};

	if (!ioctl(dev->fd, VFIO_DEVICE_GET_INFO, &info) &&
	    info.flags & VFIO_DEVICE_FLAGS_RESET)
		setenv("TRACKCERT_RESETTABLE", "1", 0);
	if (!ioctl(dev->fd, VFIO_DEVICE_FEATURE, &probe))
		setenv("TRACKCERT_MIGRATE", "1", 0);
	if (!strcmp(getenv("TRACKCERT_MODE"), "group"))
		setenv("TRACKCERT_GROUP", "1", 0);
}

void standalone_begin(int *argc, char **argv)
{
	const char *bdf = getenv("VFIO_SELFTESTS_BDF");
	struct device dev;

	if (getenv("TRACKCERT_DEVICE") || only_asks(*argc, argv))
		return;
	while (*argc > 1 && is_bdf(argv[*argc - 1])) {
		bdf = argv[--*argc];
		argv[*argc] = NULL;
	}
	if (!bdf || !*bdf)
		skip_all("no device: set VFIO_SELFTESTS_BDF, or end with a PCI "
			 "address");
	alone = true;
	device_name(bdf);
	mode_choose(getenv("TRACKCERT_DEVICE"));
	stimulus_choose(getenv("TRACKCERT_DEVICE"));
	device_open(&dev);
	if (!has_tracker(&dev))
		skip_all("the device's driver has no tracker");
	abilities_note(&dev);
	device_close(&dev);
}

const char *standalone_lacks(const struct case_facts *facts)
{
	for (size_t i = 0; alone && i < sizeof(offers) / sizeof(*offers); i++)
		if (case_needs(facts, offers[i].need) &&
		    !knob_there(offers[i].variable))
			return offers[i].need;
	return NULL;
}
