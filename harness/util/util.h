/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory, strings and files. Allocation never fails here: a runner that
 * cannot get a few kilobytes has nothing better to do than to stop.
 */
#ifndef TRACKCERT_UTIL_H
#define TRACKCERT_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The tool's exit statuses, the same everywhere. */
enum status {
	STATUS_OK = 0,	    /* everything as expected */
	STATUS_VERDICT = 1, /* a verdict or a gate failed */
	STATUS_USAGE = 2,   /* usage or bad input */
	STATUS_INFRA = 3,   /* VM, build, download, disk */
	STATUS_NOTHING = 4  /* nothing applicable was run */
};

/**
 * struct strings - a growing list of owned strings
 * @v: the strings, each allocated; NULL when @n is 0
 * @n: how many
 */
struct strings {
	char **v;
	size_t n;
};

struct pair {
	char *key;
	char *value;
};

struct pairs {
	struct pair *v;
	size_t n;
};

void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * array_grow() - make room for one more element
 * @v: the array, NULL when @n is 0
 * @n: elements in it
 * @size: bytes of an element
 *
 * Return: the array, with one zeroed element at index @n. All arrays that
 * only grow by this function have a capacity that follows from @n alone.
 */
void *array_grow(void *v, size_t n, size_t size);

void strings_add(struct strings *list, const char *s);
/** strings_take() - as strings_add(), but the list owns @s from now on */
void strings_take(struct strings *list, char *s);
void strings_addf(struct strings *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool strings_has(const struct strings *list, const char *s);
/** strings_split() - add the non-empty parts of @s between any of @seps */
void strings_split(struct strings *list, const char *s, const char *seps);
/** strings_join() - one allocated string, @sep between the parts */
char *strings_join(const struct strings *list, const char *sep);
/** strings_sort() - by their bytes */
void strings_sort(struct strings *list);
void strings_copy(struct strings *to, const struct strings *from);
void strings_free(struct strings *list);

/** pairs_set() - set @key, replacing what it had */
void pairs_set(struct pairs *pairs, const char *key, const char *value);
/** pairs_get() - the value of @key, or NULL */
const char *pairs_get(const struct pairs *pairs, const char *key);
void pairs_free(struct pairs *pairs);

/**
 * file_read() - a whole text file
 * @path: the file
 * @max: refuse more bytes than this, with -EFBIG
 * @text: receives an allocated, NUL-terminated copy
 * @len: receives the bytes in it; may be NULL
 *
 * Return: 0 or -errno.
 */
int file_read(const char *path, size_t max, char **text, size_t *len);

/** fd_write() - write all of it; 0 or -errno */
int fd_write(int fd, const void *bytes, size_t len);

/** str_trim() - @s without white space at its ends; changes @s */
char *str_trim(char *s);
bool str_starts(const char *s, const char *prefix);

/** now_s() - seconds of the monotonic clock */
double now_s(void);

/** complain() - one line on stderr, behind "trackcert: " */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
