// SPDX-License-Identifier: GPL-2.0-only
/* Memory, strings and files. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util.h"

static void *must_have(void *p)
{
	if (!p) {
		fputs("trackcert: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	return must_have(calloc(n ? n : 1, size ? size : 1));
}

void *xrealloc(void *p, size_t n, size_t size)
{
	return must_have(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return must_have(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	return must_have(strndup(s, n));
}

static char *format(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	return must_have(s);
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = format(fmt, ap);
	va_end(ap);
	return s;
}

void *array_grow(void *v, size_t n, size_t size)
{
	/* The capacity is the next power of two, so it doubles when n is one */
	if ((n & (n - 1)) == 0)
		v = xrealloc(v, n ? n * 2 : 1, size);
	memset((char *)v + n * size, 0, size);
	return v;
}

void strings_take(struct strings *list, char *s)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = s;
}

void strings_add(struct strings *list, const char *s)
{
	strings_take(list, xstrdup(s));
}

void strings_addf(struct strings *list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strings_take(list, format(fmt, ap));
	va_end(ap);
}

bool strings_has(const struct strings *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i], s))
			return true;
	return false;
}

void strings_split(struct strings *list, const char *s, const char *seps)
{
	for (s += strspn(s, seps); *s; s += strspn(s, seps)) {
		size_t len = strcspn(s, seps);

		strings_take(list, xstrndup(s, len));
		s += len;
	}
}

char *strings_join(const struct strings *list, const char *sep)
{
	size_t size = 1;
	char *joined, *p;

	for (size_t i = 0; i < list->n; i++)
		size += strlen(list->v[i]) + strlen(sep);
	p = joined = xcalloc(1, size);
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			p = stpcpy(p, sep);
		p = stpcpy(p, list->v[i]);
	}
	return joined;
}

void strings_copy(struct strings *to, const struct strings *from)
{
	for (size_t i = 0; i < from->n; i++)
		strings_add(to, from->v[i]);
}

static int string_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *list)
{
	if (list->n)
		qsort(list->v, list->n, sizeof(*list->v), string_compare);
}

void strings_free(struct strings *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct strings){ 0 };
}

static struct pair *pair_find(const struct pairs *pairs, const char *key)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (!strcmp(pairs->v[i].key, key))
			return &pairs->v[i];
	return NULL;
}

void pairs_set(struct pairs *pairs, const char *key, const char *value)
{
	struct pair *pair = pair_find(pairs, key);
	char *copy = xstrdup(value);

	if (pair) {
		free(pair->value);
	} else {
		pairs->v = array_grow(pairs->v, pairs->n, sizeof(*pairs->v));
		pair = &pairs->v[pairs->n++];
		pair->key = xstrdup(key);
	}
	pair->value = copy;
}

const char *pairs_get(const struct pairs *pairs, const char *key)
{
	const struct pair *pair = pair_find(pairs, key);

	return pair ? pair->value : NULL;
}

void pairs_free(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		free(pairs->v[i].key);
		free(pairs->v[i].value);
	}
	free(pairs->v);
	*pairs = (struct pairs){ 0 };
}

int file_read(const char *path, size_t max, char **text, size_t *len)
{
	size_t size = 0, got;
	char *buf = NULL;
	FILE *f;
	int err = 0;

	*text = NULL;
	f = fopen(path, "re");
	if (!f)
		return -errno;
	do {
		buf = xrealloc(buf, size + 65536 + 1, 1);
		got = fread(buf + size, 1, 65536, f);
		size += got;
	} while (got && size <= max);
	if (ferror(f))
		err = errno ? -errno : -EIO;
	else if (size > max)
		err = -EFBIG;
	fclose(f);
	if (err) {
		free(buf);
		return err;
	}
	buf[size] = '\0';
	*text = buf;
	if (len)
		*len = size;
	return 0;
}

char *str_trim(char *s)
{
	char *end;

	while (isspace((unsigned char)*s))
		s++;
	end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s;
}

bool str_starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void complain(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("trackcert: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int fd_write(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return 0;
}
