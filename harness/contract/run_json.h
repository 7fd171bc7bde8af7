/* SPDX-License-Identifier: GPL-2.0-only */
/* Rules and modules as files have them. */
#ifndef TRACKCERT_RUN_JSON_H
#define TRACKCERT_RUN_JSON_H

#include <jansson.h>

#include "run.h"

/** json_from_rule() - a rule with all its members */
json_t *json_from_rule(const struct rule *rule);

/** json_from_modules(), json_to_modules() - modules with their sources */
json_t *json_from_modules(const struct module *modules, size_t n);
bool json_to_modules(const json_t *object, const char *key,
		     struct module **modules, size_t *n);

#endif
