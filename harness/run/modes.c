// SPDX-License-Identifier: GPL-2.0-only
/* The IOMMU modes that a run's targets are run in. */
#include <stdlib.h>

#include "certification.h"
#include "modes.h"
#include "util.h"

static int mode_check(const struct kernel *kernel, const char *mode)
{
	char *list;

	if (strings_has(&kernel->modes, mode))
		return STATUS_OK;
	list = strings_join(&kernel->modes, ", ");
	complain("kernel %s has no mode %s; it has: %s", kernel->name, mode,
		 list);
	free(list);
	return STATUS_USAGE;
}

/* Figures and jobs are of one mode: the kernel's first, unless others are asked
 * for. */
static size_t modes_count(const struct certification *c,
			  const struct strings *modes)
{
	bool one = c->options->bench || c->options->instead;

	return one && !c->options->modes.n ? 1 : modes->n;
}

static int pairing_spread(const struct certification *c,
			  const struct pairing *pairing,
			  struct pairing **pairings, size_t *n)
{
	const struct kernel *kernel = &c->guests[pairing->kernel].kernel;
	const struct strings *modes = c->options->modes.n ? &c->options->modes
							  : &kernel->modes;
	size_t count = modes_count(c, modes);
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < count; i++) {
		if (c->options->where_possible &&
		    !strings_has(&kernel->modes, modes->v[i]))
			continue;
		status = mode_check(kernel, modes->v[i]);
		*pairings = array_grow(*pairings, *n, sizeof(**pairings));
		(*pairings)[*n] = *pairing;
		(*pairings)[(*n)++].mode = modes->v[i];
	}
	return status;
}

int modes_spread(struct certification *c)
{
	struct pairing *pairings = NULL;
	int status = STATUS_OK;
	size_t n = 0;

	for (size_t i = 0; !status && i < c->nr_pairings; i++)
		status = pairing_spread(c, &c->pairings[i], &pairings, &n);
	free(c->pairings);
	c->pairings = pairings;
	c->nr_pairings = n;
	if (!status && !n) {
		complain("none of these kernels has any of these modes");
		status = STATUS_USAGE;
	}
	return status;
}
