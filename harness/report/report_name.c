// SPDX-License-Identifier: GPL-2.0-only
#include "report_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

void name_put(const char *s, FILE *out)
{
	for (; *s; s++) {
		if (isgraph((unsigned char)*s) && !strchr("#%\\", *s))
			putc(*s, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*s);
	}
}

char *name_dup(const char *s)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	name_put(s, out);
	if (fclose(out))
		abort();
	return text;
}

char *target_name_dup(const struct target_run *target)
{
	char *text = xasprintf("%s.%s.%s", target->target, target->kernel,
			       target->mode);
	char *name = name_dup(text);

	free(text);
	return name;
}
