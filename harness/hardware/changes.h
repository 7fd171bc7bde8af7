/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run changes on this machine: each change is on the disk before it is
 * made, and all are undone in reverse order, by the run or by trackcert restore.
 *
 * The state file is /var/lib/trackcert/state.jsonl, or $TRACKCERT_STATE: a head
 * and a line a change. Whoever has it locked is at work with it.
 */
#ifndef TRACKCERT_HARDWARE_CHANGES_H
#define TRACKCERT_HARDWARE_CHANGES_H

#include <stdio.h>

#include "root.h"

/** enum change_kind - what is done; the words are those of struct change */
enum change_kind {
	CHANGE_WRITE,  /* @to into file @what, which says @from */
	CHANGE_UNBIND, /* device @what from driver @from */
	CHANGE_BIND,   /* device @what to driver @to, which must want it */
	CHANGE_LOAD    /* module @what, one that is not loaded */
};

/** struct change - a change; strings are allocated, "" where there is none */
struct change {
	enum change_kind kind;
	char *what;
	char *from;
	char *to;
};

/** struct changes - those that a run has made, in order */
struct changes {
	int fd;
	char *path;
	char *device;
	struct change *v;
	size_t n;
};

/** changes_path() - allocated path of the state file */
char *changes_path(void);

/** changes_there() - is there a state file? */
bool changes_there(void);

/**
 * changes_begin() - make the state file
 * @changes: changes_end() it always
 * @device: path in sysfs of what the run works with
 *
 * Return: 0, or -errno; -EEXIST when there is one already.
 */
int changes_begin(struct changes *changes, const char *device);

/**
 * changes_load() - read what another run has left
 * @changes: changes_end() it always
 *
 * A last line that is cut off is one whose change was not made.
 *
 * Return: 0, -ENOENT when there is nothing, -EBUSY when that run is still at
 * work, -EINVAL when it is no state file, or -errno.
 */
int changes_load(struct changes *changes);

/**
 * change_make() - write a change down, then make it
 * @changes: of changes_begin()
 * @kind: what
 * @what: see enum change_kind
 * @to: likewise; NULL: none
 *
 * What there is before (@from) is read here. A change to what is there already
 * is none.
 *
 * Return: 0, or -errno after a line on stderr.
 */
int change_make(struct changes *changes, enum change_kind kind,
		const char *what, const char *to);

/**
 * changes_undo() - undo all, the last first, and remove the state file
 * @changes: of changes_begin() or changes_load()
 * @out: gets a line for each that is undone or cannot be; NULL: only failures
 * are told, on stderr
 *
 * A change is undone where things still are as it made them: what has changed
 * since, as after a boot, is left alone.
 *
 * Return: 0, or -errno of the first that could not be undone; then the state
 * file stays.
 */
int changes_undo(struct changes *changes, FILE *out);

/** change_words() - allocated sentence without a subject: "bind X to Y" */
char *change_words(const struct change *change);

/** changes_end() - close; the state file stays where it is */
void changes_end(struct changes *changes);

#endif
