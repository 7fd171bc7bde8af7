// SPDX-License-Identifier: GPL-2.0-only
/* What a run changes on this machine, written down before it is done. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "changes.h"
#include "child.h"
#include "json.h"

#define MAX_BYTES (1u << 20)
#define DRIVERS	  "/sys/bus/pci/drivers"
#define DEVICES	  "/sys/bus/pci/devices"
#define SCHEMA	  "trackcert-state-1"

static const char *const kinds[] = {
	[CHANGE_WRITE] = "write",
	[CHANGE_UNBIND] = "unbind",
	[CHANGE_BIND] = "bind",
	[CHANGE_LOAD] = "load",
};

char *changes_path(void)
{
	const char *path = getenv("TRACKCERT_STATE");

	return path && *path ? xstrdup(path)
			     : root_path("/var/lib/trackcert/state.jsonl");
}

bool changes_there(void)
{
	char *path = changes_path();
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

static int folder_make(const char *path)
{
	char *copy = xstrdup(path), *dir = dirname(copy);
	int err = mkdir(dir, 0755) && errno != EEXIST ? -errno : 0;

	free(copy);
	return err;
}

/* A line is there for good, also after a power cut, or it is not. */
static int line_put(struct changes *changes, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	char *line = xasprintf("%s\n", text);
	int err = fd_write(changes->fd, line, strlen(line));

	if (!err && fsync(changes->fd))
		err = -errno;
	free(line);
	free(text);
	json_decref(object);
	return err;
}

static int folder_sync(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = fd < 0 || fsync(fd) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	free(copy);
	return err;
}

int changes_begin(struct changes *changes, const char *device)
{
	int err;

	*changes = (struct changes){ .fd = -1,
				     .path = changes_path(),
				     .device = xstrdup(device) };
	err = folder_make(changes->path);
	if (err)
		return err;
	changes->fd = open(changes->path,
			   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (changes->fd < 0 || flock(changes->fd, LOCK_EX | LOCK_NB))
		return -errno;
	err = line_put(changes, json_pack("{s:s, s:s}", "schema", SCHEMA,
					  "device", device));
	return err ? err : folder_sync(changes->path);
}

/* Takes the strings. */
static struct change *change_add(struct changes *changes, enum change_kind kind,
				 char *what, char *from, char *to)
{
	struct change *change;

	changes->v = array_grow(changes->v, changes->n, sizeof(*changes->v));
	change = &changes->v[changes->n++];
	*change = (struct change){ .kind = kind,
				   .what = what ? what : xstrdup(""),
				   .from = from ? from : xstrdup(""),
				   .to = to ? to : xstrdup("") };
	return change;
}

static bool kind_parse(const char *word, enum change_kind *kind)
{
	for (size_t i = 0; word && i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i], word))
			continue;
		*kind = (enum change_kind)i;
		return true;
	}
	return false;
}

static bool line_parse(struct changes *changes, const char *line)
{
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	const char *word = json_string_value(json_object_get(object, "change"));
	enum change_kind kind;
	bool good = kind_parse(word, &kind);

	if (good)
		change_add(changes, kind, json_to_string(object, "what"),
			   json_to_string(object, "from"),
			   json_to_string(object, "to"));
	json_decref(object);
	return good;
}

static bool head_parse(struct changes *changes, const char *line)
{
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	const char *schema =
		json_string_value(json_object_get(object, "schema"));
	bool good = schema && !strcmp(schema, SCHEMA);

	if (good)
		changes->device = json_to_string(object, "device");
	json_decref(object);
	return good && changes->device;
}

static int text_parse(struct changes *changes, char *text)
{
	struct strings lines = { 0 };
	bool good, whole = *text && text[strlen(text) - 1] == '\n';

	strings_split(&lines, text, "\n");
	/* cut off before its change was made, or before the first one was */
	if (lines.n && !whole)
		free(lines.v[--lines.n]);
	good = !lines.n || head_parse(changes, lines.v[0]);
	for (size_t i = 1; good && i < lines.n; i++)
		good = line_parse(changes, lines.v[i]);
	strings_free(&lines);
	return good ? 0 : -EINVAL;
}

int changes_load(struct changes *changes)
{
	char *text;
	int err;

	*changes = (struct changes){ .fd = -1, .path = changes_path() };
	changes->fd = open(changes->path, O_RDONLY | O_CLOEXEC);
	if (changes->fd < 0)
		return -errno;
	if (flock(changes->fd, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	err = file_read(changes->path, MAX_BYTES, &text, NULL);
	if (!err)
		err = text_parse(changes, text);
	free(text);
	return err;
}

/*
 * How things are: what a change goes from, and what it is compared with.
 */

static char *value_read(const char *file)
{
	char *text = root_read("%s", file);

	/* how the kernel prints a driver_override that is not there */
	if (text && !strcmp(text, "(null)"))
		*text = '\0';
	return text;
}

static char *driver_of(const char *bdf)
{
	return root_link(DEVICES "/%s/driver", bdf);
}

static char *module_folder(const char *name)
{
	char *path = xasprintf("/sys/module/%s", name);

	for (char *p = path; *p; p++)
		if (*p == '-')
			*p = '_';
	return path;
}

static bool module_is_there(const char *name)
{
	char *path = module_folder(name);
	bool there = root_has(path);

	free(path);
	return there;
}

static char *now_read(enum change_kind kind, const char *what)
{
	switch (kind) {
	case CHANGE_WRITE:
		return value_read(what);
	case CHANGE_UNBIND:
	case CHANGE_BIND:
		return driver_of(what);
	default:
		return xstrdup(module_is_there(what) ? what : "");
	}
}

/*
 * Making changes and undoing them.
 */

static int driver_tell(const char *driver, const char *verb, const char *bdf)
{
	char *path = xasprintf(DRIVERS "/%s/%s", driver, verb);
	int err = root_write(path, bdf);

	free(path);
	return err;
}

/* modprobe, rmmod; what they say is said here. */
static int module_tell(const char *program, const char *option,
		       const char *name)
{
	struct strings argv = { 0 };
	int status = 0;
	pid_t pid;

	strings_add(&argv, program);
	if (option)
		strings_add(&argv, option);
	strings_add(&argv, name);
	pid = child_start(&argv, -1, -1, NULL);
	strings_free(&argv);
	if (pid < 0)
		return pid;
	/* to its end, whatever signal has come: this takes no time */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status ? -EIO : 0;
}

static int bind_do(const struct change *change)
{
	int err = root_write("/sys/bus/pci/drivers_probe", change->what);
	char *driver = driver_of(change->what);

	if (!err && (!driver || strcmp(driver, change->to)))
		err = -ENODEV;
	free(driver);
	return err;
}

static int change_do(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_WRITE:
		return root_write(change->what, change->to);
	case CHANGE_UNBIND:
		return driver_tell(change->from, "unbind", change->what);
	case CHANGE_BIND:
		return bind_do(change);
	default:
		return module_tell("modprobe", "-q", change->what);
	}
}

static int change_note(struct changes *changes, const struct change *change)
{
	return line_put(changes,
			json_pack("{s:s, s:s, s:s, s:s}", "change",
				  kinds[change->kind], "what", change->what,
				  "from", change->from, "to", change->to));
}

/* Is it as it shall be? A write may be asked for twice with two values. */
static bool change_is_none(enum change_kind kind, const char *now,
			   const char *what, const char *to)
{
	if (kind == CHANGE_UNBIND)
		return !now;
	if (kind == CHANGE_LOAD)
		return now && !strcmp(now, what);
	return now && to && !strcmp(now, to);
}

int change_make(struct changes *changes, enum change_kind kind,
		const char *what, const char *to)
{
	char *now = now_read(kind, what), *words;
	struct change *change;
	int err;

	if (change_is_none(kind, now, what, to)) {
		free(now);
		return 0;
	}
	change = change_add(changes, kind, xstrdup(what), now,
			    to ? xstrdup(to) : NULL);
	err = change_note(changes, change);
	if (err) {
		complain("%s: %s", changes->path, strerror(-err));
		return err;
	}
	err = change_do(change);
	if (err) {
		words = change_words(change);
		complain("cannot %s: %s", words, strerror(-err));
		free(words);
	}
	return err;
}

/* Modules that came along with another one are not ours to count. */
static int module_undo(const char *name)
{
	char *folder = module_folder(name);
	unsigned long long users = root_number(1, "%s/refcnt", folder);

	free(folder);
	return users ? -EBUSY : module_tell("rmmod", NULL, name);
}

static int undo_do(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_WRITE:
		return root_write(change->what, change->from);
	case CHANGE_UNBIND:
		return driver_tell(change->from, "bind", change->what);
	case CHANGE_BIND:
		return driver_tell(change->to, "unbind", change->what);
	default:
		return module_undo(change->what);
	}
}

/* Are things as the change has left them? */
static bool is_in_force(const struct change *change)
{
	char *now = now_read(change->kind, change->what);
	bool is;

	switch (change->kind) {
	case CHANGE_WRITE:
	case CHANGE_BIND:
		is = now && !strcmp(now, change->to);
		break;
	case CHANGE_UNBIND:
		is = !now;
		break;
	default:
		is = now && *now;
	}
	free(now);
	return is;
}

/* A device that has gone, as a VF has with the others, needs nothing undone. */
static bool is_gone(const struct change *change)
{
	char *path;
	bool gone;

	if (change->kind == CHANGE_LOAD)
		return false;
	path = change->kind == CHANGE_WRITE
		       ? xstrdup(change->what)
		       : xasprintf(DEVICES "/%s", change->what);
	gone = !root_has(path);
	free(path);
	return gone;
}

static char *undo_words(const struct change *change)
{
	struct change back = { .what = change->what,
			       .from = change->to,
			       .to = change->from };

	if (change->kind == CHANGE_LOAD)
		return xasprintf("unload module %s", change->what);
	back.kind = change->kind == CHANGE_UNBIND ? CHANGE_BIND
		    : change->kind == CHANGE_BIND ? CHANGE_UNBIND
						  : CHANGE_WRITE;
	return change_words(&back);
}

static int change_undo(const struct change *change, FILE *out)
{
	char *words = undo_words(change);
	bool needed = !is_gone(change) && is_in_force(change);
	int err = needed ? undo_do(change) : 0;

	/* a module that somebody uses by now does no harm */
	if (err && change->kind == CHANGE_LOAD) {
		complain("module %s stays loaded: somebody uses it",
			 change->what);
		err = 0;
	} else if (err) {
		complain("cannot %s: %s", words, strerror(-err));
	} else if (out) {
		fprintf(out, "%s: %s\n", needed ? "done" : "not needed", words);
	}
	free(words);
	return err;
}

int changes_undo(struct changes *changes, FILE *out)
{
	int err = 0, first = 0;

	for (size_t i = changes->n; i; i--) {
		err = change_undo(&changes->v[i - 1], out);
		first = first ? first : err;
	}
	if (first)
		complain("%s stays: when that is out of the way, say trackcert "
			 "restore",
			 changes->path);
	else if (unlink(changes->path))
		first = -errno;
	return first;
}

char *change_words(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_WRITE:
		return xasprintf("write '%s' to %s, which says '%s'",
				 change->to, change->what, change->from);
	case CHANGE_UNBIND:
		return xasprintf("unbind %s from %s", change->what,
				 change->from);
	case CHANGE_BIND:
		return xasprintf("bind %s to %s", change->what, change->to);
	default:
		return xasprintf("load module %s", change->what);
	}
}

void changes_end(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		free(changes->v[i].what);
		free(changes->v[i].from);
		free(changes->v[i].to);
	}
	free(changes->v);
	free(changes->path);
	free(changes->device);
	if (changes->fd >= 0)
		close(changes->fd);
	*changes = (struct changes){ .fd = -1 };
}
