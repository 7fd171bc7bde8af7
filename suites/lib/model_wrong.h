/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls that the core has to refuse, for sequences drawn at random. */
#ifndef SUITES_LIB_MODEL_WRONG_H
#define SUITES_LIB_MODEL_WRONG_H

#include "model_layout.h"

/* model_wrong_add() - append a START or a REPORT with a mistake in it. */
void model_wrong_add(struct model_layout *l);

#endif
