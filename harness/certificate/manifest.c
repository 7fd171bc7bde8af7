// SPDX-License-Identifier: GPL-2.0-only
/* MANIFEST: which files a package has, and what is in them. */
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "package.h"
#include "util.h"

#define HEX	64
#define MAX_LEN 512

/* "HEX  PATH"; return: PATH, or NULL. */
static const char *line_path(const char *line)
{
	if (strspn(line, "0123456789abcdef") != HEX || line[HEX] != ' ' ||
	    line[HEX + 1] != ' ' || !line[HEX + 2] || strlen(line) > MAX_LEN)
		return NULL;
	return line + HEX + 2;
}

static bool path_escapes(const char *path)
{
	return *path == '/' || strstr(path, "..");
}

static void digest_compare(const char *dir, const char *path, const char *line,
			   struct strings *findings)
{
	char *text;
	size_t len;

	if (package_read(dir, path, &text, &len))
		strings_addf(findings, "%s: cannot be read", path);
	else if (strncmp(digest_bytes(text, len).hex, line, HEX))
		strings_addf(findings,
			     "%s: was altered: its SHA-256 is not the one in "
			     "MANIFEST",
			     path);
	free(text);
}

static void line_check(const char *dir, const char *line, size_t number,
		       const struct strings *files, struct strings *seen,
		       struct strings *findings)
{
	const char *path = line_path(line);

	if (!path)
		strings_addf(findings,
			     "MANIFEST:%zu: is no line of \"SHA256  PATH\"",
			     number);
	else if (path_escapes(path))
		strings_addf(findings,
			     "MANIFEST:%zu: '%s' leads out of the package",
			     number, path);
	else if (strings_has(seen, path))
		strings_addf(findings, "MANIFEST:%zu: lists %s a second time",
			     number, path);
	else if (seen->n && strcmp(seen->v[seen->n - 1], path) > 0)
		strings_addf(findings,
			     "MANIFEST:%zu: lists %s behind %s, which is out "
			     "of order",
			     number, path, seen->v[seen->n - 1]);
	else if (!strings_has(files, path))
		strings_addf(findings, "%s: is missing; MANIFEST lists it",
			     path);
	else
		digest_compare(dir, path, line, findings);
	if (path)
		strings_add(seen, path);
}

/* Empty lines are lines, too: only the last one may end the text. */
static void lines_check(const char *dir, char *text,
			const struct strings *files, struct strings *seen,
			struct strings *findings)
{
	size_t number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (!text && !*line)
			return;
		line_check(dir, line, ++number, files, seen, findings);
	}
	strings_addf(findings, "MANIFEST:%zu: is cut off", number);
}

void manifest_check(const char *dir, const struct strings *files,
		    struct strings *findings)
{
	struct strings seen = { 0 };
	char *text;
	size_t len;

	if (package_read(dir, PACKAGE_MANIFEST, &text, &len))
		strings_add(findings, "MANIFEST: is missing");
	else if (strlen(text) != len)
		strings_add(findings, "MANIFEST: holds NUL bytes");
	else
		lines_check(dir, text, files, &seen, findings);
	for (size_t i = 0; seen.n && i < files->n; i++)
		if (!strings_has(&seen, files->v[i]) &&
		    strcmp(files->v[i], PACKAGE_MANIFEST) &&
		    strcmp(files->v[i], PACKAGE_SIGNATURE))
			strings_addf(findings, "%s: is not listed in MANIFEST",
				     files->v[i]);
	strings_free(&seen);
	free(text);
}
