/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel of this machine says in files: /sys, /proc, /dev and
 * /lib/modules, and what it is told there.
 *
 * TRACKCERT_ROOT puts another folder in front of them all: a test's machine.
 * Paths are given without it.
 */
#ifndef TRACKCERT_HARDWARE_ROOT_H
#define TRACKCERT_HARDWARE_ROOT_H

#include "util.h"

/** root_path() - allocated path of a file, $TRACKCERT_ROOT in front of it */
char *root_path(const char *path);

/** root_is_real() - is this the machine itself and not a test's? */
bool root_is_real(void);

/** root_has() - is there a file, folder or link that leads somewhere? */
bool root_has(const char *path);

/**
 * root_read() - what a small file says
 * @fmt: its path
 *
 * Return: allocated, without white space at its ends; NULL when it cannot be
 * read.
 */
char *root_read(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** root_number() - likewise a number, in C's notation; @otherwise: there is
 * none */
unsigned long long root_number(unsigned long long otherwise, const char *fmt,
			       ...) __attribute__((format(printf, 2, 3)));

/**
 * root_link() - the last part of where a link leads
 *
 * Return: allocated; NULL when there is no such link.
 */
char *root_link(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** root_list() - add the names in a folder, sorted; none when it is not there */
void root_list(struct strings *names, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * root_write() - tell the kernel something
 * @path: the file
 * @text: in one write(), a line feed behind it
 *
 * Return: 0 or -errno.
 */
int root_write(const char *path, const char *text);

/**
 * root_on_write() - have a test's machine do what the kernel would
 * @told: called after each root_write(), with what was written; returns 0 or
 * the -errno that the write gets
 */
void root_on_write(int (*told)(const char *path, const char *text));

#endif
