/* SPDX-License-Identifier: GPL-2.0-only */
/* What the core has to say of a START, before the driver is asked. */
#ifndef SUITES_LIB_MODEL_START_H
#define SUITES_LIB_MODEL_START_H

#include <stdbool.h>
#include <stdint.h>

#include "model_step.h"

#define MODEL_ERRNOS_MAX 8

/**
 * struct model_refusal - why the core refuses a START
 * @rule: the first rule that it offends; NULL if the core lets it through
 * @errnos: one for each rule offended: which one is looked at first is not
 *          part of the contract
 * @count: of them
 */
struct model_refusal {
	const char *rule;
	int errnos[MODEL_ERRNOS_MAX];
	unsigned int count;
};

/**
 * model_start_refusal() - does the core refuse this START?
 * @step: a START
 * @page: the kernel's page size
 * @refusal: filled in
 *
 * Ranges of length 0 and hints that are no power of two are nobody's to
 * refuse for certain: the core has no rule about them.
 */
void model_start_refusal(const struct model_step *step, uint64_t page,
			 struct model_refusal *refusal);

/* model_refusal_allows() - may START return @ret? */
bool model_refusal_allows(const struct model_refusal *refusal, int ret);

/* model_start_is_plain() - the START of VDT-START-270. */
bool model_start_is_plain(const struct model_step *step, uint64_t page);

#endif
