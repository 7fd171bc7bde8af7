// SPDX-License-Identifier: GPL-2.0-only
/* Who uses a device of this machine. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "users.h"

#define MAX_ENVIRONMENT (1u << 20)
#define MAX_DEPTH	8    /* of folders below a device */
#define FLAG_UP		1ull /* IFF_UP of <linux/if.h> */

/** struct node - a device file: its folder in sysfs, its number MAJOR:MINOR */
struct node {
	char *name;
	char *path;
	char *number;
	bool disk;
};

struct nodes {
	struct node *v;
	size_t n;
};

static void nodes_free(struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->n; i++) {
		free(nodes->v[i].name);
		free(nodes->v[i].path);
		free(nodes->v[i].number);
	}
	free(nodes->v);
	*nodes = (struct nodes){ 0 };
}

/* A folder with a file "dev" is that of a device file. Takes @path. */
static void node_add(struct nodes *nodes, char *path, const char *name)
{
	char *number = root_read("%s/dev", path);
	struct node *node;

	if (!number) {
		free(path);
		return;
	}
	nodes->v = array_grow(nodes->v, nodes->n, sizeof(*nodes->v));
	node = &nodes->v[nodes->n++];
	node->name = xstrdup(name);
	node->number = number;
	node->path = path;
	path = xasprintf("%s/partition", node->path);
	node->disk = root_has(path);
	free(path);
	path = xasprintf("%s/queue", node->path);
	node->disk |= root_has(path);
	free(path);
}

static bool is_folder(const char *path)
{
	char *full = root_path(path);
	struct stat st;
	bool is = !lstat(full, &st) && S_ISDIR(st.st_mode);

	free(full);
	return is;
}

/* Links lead elsewhere, and the folders of other devices are theirs. */
static void nodes_find(const char *path, unsigned int depth,
		       struct nodes *nodes)
{
	struct strings names = { 0 };

	root_list(&names, "%s", path);
	for (size_t i = 0; depth && i < names.n; i++) {
		char *bdf = bdf_parse(names.v[i]);
		char *below = xasprintf("%s/%s", path, names.v[i]);

		if (!bdf && is_folder(below)) {
			nodes_find(below, depth - 1, nodes);
			node_add(nodes, xstrdup(below), names.v[i]);
		}
		free(below);
		free(bdf);
	}
	strings_free(&names);
}

/*
 * Namespaces of an NVMe controller lie in the folder of its subsystem where the
 * kernel may have several ways to them (drivers/nvme/host/multipath.c).
 */
static void nvme_find(const struct pci_device *device, struct nodes *nodes)
{
	static const char folder[] = "/sys/class/nvme-subsystem";
	struct strings controllers = { 0 }, subsystems = { 0 };

	root_list(&controllers, "%s/nvme", device->path);
	root_list(&subsystems, "%s", folder);
	for (size_t i = 0; i < controllers.n; i++)
		for (size_t k = 0; k < subsystems.n; k++) {
			char *path =
				xasprintf("%s/%s", folder, subsystems.v[k]);
			char *link = xasprintf("%s/%s", path, controllers.v[i]);

			if (root_has(link))
				nodes_find(path, 2, nodes);
			free(link);
			free(path);
		}
	strings_free(&controllers);
	strings_free(&subsystems);
}

/* /dev/vfio/GROUP is of the group, not of the device. */
static void group_find(const struct pci_device *device, struct nodes *nodes)
{
	if (device->group)
		node_add(nodes, xasprintf("/sys/class/vfio/%s", device->group),
			 device->group);
}

/*
 * Fields 3 and 5 of /proc/self/mountinfo: MAJOR:MINOR, where; two behind the
 * lone "-": what (proc(5)). A file system on several disks has a number of its
 * own.
 */
static bool mount_is(const struct strings *words, const struct node *node)
{
	const char *source = "", *slash;

	if (words->n < 5)
		return false;
	for (size_t i = 5; i + 2 < words->n; i++)
		if (!strcmp(words->v[i], "-"))
			source = words->v[i + 2];
	slash = strrchr(source, '/');
	return !strcmp(words->v[2], node->number) ||
	       (slash && !strcmp(slash + 1, node->name));
}

static void mounts_find(const struct node *node, struct strings *users)
{
	char *text = root_read("/proc/self/mountinfo");
	struct strings lines = { 0 };

	strings_split(&lines, text ? text : "", "\n");
	for (size_t i = 0; i < lines.n; i++) {
		struct strings words = { 0 };

		strings_split(&words, lines.v[i], " ");
		if (mount_is(&words, node))
			strings_addf(users, "%s is mounted on %s", node->name,
				     words.v[4]);
		strings_free(&words);
	}
	strings_free(&lines);
	free(text);
}

/* The first word of each line of /proc/swaps is a file. */

static void swaps_find(const struct node *node, struct strings *users)
{
	char *text = root_read("/proc/swaps");
	struct strings lines = { 0 };

	strings_split(&lines, text ? text : "", "\n");
	for (size_t i = 1; i < lines.n; i++) {
		size_t len = strcspn(lines.v[i], " \t");
		char *file = xstrndup(lines.v[i], len);
		const char *slash = strrchr(file, '/');

		if (slash && !strcmp(slash + 1, node->name))
			strings_addf(users, "%s is swap", node->name);
		free(file);
	}
	strings_free(&lines);
	free(text);
}

/* Whoever in the kernel has a disk to itself lets nobody else have it so. */
static bool disk_is_taken(const struct node *node)
{
	char *path = xasprintf("/dev/%s", node->name);
	int fd = root_is_real() ? open(path, O_RDONLY | O_EXCL | O_NONBLOCK |
						     O_CLOEXEC)
				: -1;
	bool taken = root_is_real() && fd < 0 && errno == EBUSY;

	if (fd >= 0)
		close(fd);
	free(path);
	return taken;
}

static void disk_users(const struct node *node, struct strings *users)
{
	struct strings holders = { 0 };
	size_t before = users->n;

	mounts_find(node, users);
	swaps_find(node, users);
	root_list(&holders, "%s/holders", node->path);
	for (size_t i = 0; i < holders.n; i++)
		strings_addf(users, "%s is part of %s", node->name,
			     holders.v[i]);
	if (users->n == before && disk_is_taken(node))
		strings_addf(users, "%s is in use by the kernel", node->name);
	strings_free(&holders);
}

/* Lines of @file whose word @column is @name; @zero: and whose next is 0. */
static bool route_has(const char *file, size_t column, const char *name,
		      size_t zero)
{
	char *text = root_read("%s", file);
	struct strings lines = { 0 };
	bool has = false;

	strings_split(&lines, text ? text : "", "\n");
	for (size_t i = 0; !has && i < lines.n; i++) {
		struct strings words = { 0 };

		strings_split(&words, lines.v[i], " \t");
		has = words.n > column && words.n > zero &&
		      !strcmp(words.v[column], name) &&
		      !words.v[zero][strspn(words.v[zero], "0")];
		strings_free(&words);
	}
	strings_free(&lines);
	free(text);
	return has;
}

/*
 * Interface, destination ... (net/ipv4/fib_trie.c, fib_route_seq_show());
 * destination, length, ... interface (net/ipv6/route.c, rt6_info_route()).
 */
static bool carries_default(const char *name)
{
	return route_has("/proc/net/route", 0, name, 1) ||
	       route_has("/proc/net/ipv6_route", 9, name, 1);
}

static void interface_users(const struct pci_device *device, const char *name,
			    struct strings *users)
{
	unsigned long long flags =
		root_number(0, "%s/net/%s/flags", device->path, name);
	char *master = root_link("%s/net/%s/master", device->path, name);

	if (carries_default(name))
		strings_addf(users, "%s carries the default route", name);
	else if (master)
		strings_addf(users, "%s belongs to %s", name, master);
	else if (flags & FLAG_UP)
		strings_addf(users, "%s is up", name);
	free(master);
}

static void network_find(const struct pci_device *device, struct strings *users)
{
	struct strings names = { 0 };

	root_list(&names, "%s/net", device->path);
	for (size_t i = 0; i < names.n; i++)
		interface_users(device, names.v[i], users);
	strings_free(&names);
}

/* Which of the nodes is the open file @path? */
static const struct node *node_of(const char *path, const struct nodes *nodes)
{
	struct stat st;

	if (stat(path, &st) || !(S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)))
		return NULL;
	for (size_t i = 0; i < nodes->n; i++) {
		unsigned int a, b;

		if (sscanf(nodes->v[i].number, "%u:%u", &a, &b) == 2 &&
		    st.st_rdev == makedev(a, b) &&
		    nodes->v[i].disk == !!S_ISBLK(st.st_mode))
			return &nodes->v[i];
	}
	return NULL;
}

/*
 * A test's machine has no device files: there, an open file is a link whose
 * target is named as the node.
 */
static const struct node *node_named(const char *pid, const char *fd,
				     const struct nodes *nodes)
{
	char *name = root_link("/proc/%s/fd/%s", pid, fd);
	const struct node *node = NULL;

	for (size_t i = 0; name && i < nodes->n; i++)
		if (!strcmp(nodes->v[i].name, name))
			node = &nodes->v[i];
	free(name);
	return node;
}

static const struct node *file_node(const char *pid, const char *fd,
				    const struct nodes *nodes)
{
	const struct node *node;
	char *path;

	if (!root_is_real())
		return node_named(pid, fd, nodes);
	path = xasprintf("/proc/%s/fd/%s", pid, fd);
	node = node_of(path, nodes);
	free(path);
	return node;
}

/* The first of the nodes that a process has open, or NULL. */
static const struct node *process_node(const char *pid,
				       const struct nodes *nodes)
{
	const struct node *node = NULL;
	struct strings fds = { 0 };

	root_list(&fds, "/proc/%s/fd", pid);
	for (size_t i = 0; !node && i < fds.n; i++)
		node = file_node(pid, fds.v[i], nodes);
	strings_free(&fds);
	return node;
}

static void openers_find(const struct nodes *nodes, struct strings *users)
{
	struct strings pids = { 0 };

	root_list(&pids, "/proc");
	for (size_t i = 0; nodes->n && i < pids.n; i++) {
		const struct node *node = NULL;

		if (isdigit((unsigned char)*pids.v[i]))
			node = process_node(pids.v[i], nodes);
		if (node) {
			char *comm = root_read("/proc/%s/comm", pids.v[i]);

			strings_addf(users, "process %s (%s) has %s open",
				     pids.v[i], comm ? comm : "?", node->name);
			free(comm);
		}
	}
	strings_free(&pids);
}

void device_users(const struct pci_device *device, struct strings *users)
{
	struct nodes nodes = { 0 };

	nodes_find(device->path, MAX_DEPTH, &nodes);
	nvme_find(device, &nodes);
	for (size_t i = 0; i < nodes.n; i++)
		if (nodes.v[i].disk)
			disk_users(&nodes.v[i], users);
	network_find(device, users);
	group_find(device, &nodes);
	openers_find(&nodes, users);
	if (device->numvfs)
		strings_addf(users, "it has %u VFs", device->numvfs);
	nodes_free(&nodes);
}

size_t vfio_openers(const struct pci_device *device, pid_t **pids)
{
	char *folder = xasprintf("%s/vfio-dev", device->path);
	struct strings names = { 0 };
	struct nodes nodes = { 0 };
	size_t n = 0;

	*pids = NULL;
	nodes_find(folder, 2, &nodes);
	group_find(device, &nodes);
	root_list(&names, "/proc");
	for (size_t i = 0; nodes.n && i < names.n; i++) {
		if (!isdigit((unsigned char)*names.v[i]) ||
		    !process_node(names.v[i], &nodes))
			continue;
		*pids = array_grow(*pids, n, sizeof(**pids));
		(*pids)[n++] = (pid_t)atoi(names.v[i]);
	}
	strings_free(&names);
	nodes_free(&nodes);
	free(folder);
	return n;
}

bool process_was_told(pid_t pid, const char *word)
{
	char *path = xasprintf("/proc/%d/environ", pid), *text;
	size_t len, at = 0;
	bool was = false;

	if (!file_read(path, MAX_ENVIRONMENT, &text, &len)) {
		while (!was && at < len) {
			was = str_starts(text + at, word);
			at += strlen(text + at) + 1;
		}
		free(text);
	}
	free(path);
	return was;
}
