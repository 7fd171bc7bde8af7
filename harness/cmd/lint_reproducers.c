// SPDX-License-Identifier: GPL-2.0-only
/* Do the reproducers name cases, targets and kernels that there are? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "lint.h"
#include "reproducer.h"
#include "util.h"

static void place_lint(const struct lint *lint, const struct reproducer *r,
		       const char *place, const struct strings *targets,
		       struct strings *errors)
{
	const char *at = strchrnul(place, '@');
	char *target = xstrndup(place, (size_t)(at - place));

	if (!*at || !strings_has(targets, target) ||
	    !strings_has(lint->kernels, at + 1))
		strings_addf(errors, "%s:1: '%s' is no TARGET@KERNEL", r->path,
			     place);
	free(target);
}

static void reproducer_lint(const struct lint *lint, const struct reproducer *r,
			    const struct strings *targets,
			    const struct cases *cases, struct strings *errors)
{
	for (size_t i = 0; i < r->cases.n; i++)
		if (!cases_find(cases, r->cases.v[i]))
			strings_addf(errors, "%s:1: there is no case %s",
				     r->path, r->cases.v[i]);
	for (size_t i = 0; i < r->fails.n; i++)
		place_lint(lint, r, r->fails.v[i], targets, errors);
	for (size_t i = 0; i < r->passes.n; i++)
		place_lint(lint, r, r->passes.v[i], targets, errors);
}

void reproducers_lint(const struct lint *lint, const struct strings *targets,
		      const struct cases *cases, struct strings *errors)
{
	struct reproducers list;
	int err = reproducers_load(lint->reproducers_dir, &list, errors);

	if (err && err != -EINVAL)
		strings_addf(errors, "%s:1: %s", lint->reproducers_dir,
			     strerror(-err));
	for (size_t i = 0; !err && i < list.n; i++)
		reproducer_lint(lint, &list.v[i], targets, cases, errors);
	reproducers_free(&list);
}
