// SPDX-License-Identifier: GPL-2.0-only
/* statement.json: what a package claims, all of it bound to its evidence. */
#include "statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json.h"
#include "package.h"
#include "report_chars.h"
#include "run_digest.h"
#include "util.h"

#define SCHEMA "trackcert-statement-1"

enum verdict evidence_verdict(const struct evidence *evidence, bool core)
{
	enum verdict worst = VERDICT_CONFORMS;

	for (size_t i = 0; i < evidence->nr_runs; i++) {
		const struct run *run = &evidence->runs[i];
		const struct target_run *target = run->targets;
		enum verdict verdict = core ? run->cores[target->core].verdict
					    : target->verdict;

		if (verdict == VERDICT_DOES_NOT_CONFORM)
			return verdict;
		if (verdict != VERDICT_CONFORMS)
			worst = verdict;
	}
	return worst;
}

uint64_t evidence_seed(const struct digest *rules, const struct digest *driver,
		       size_t index)
{
	char *text = xasprintf("%s %s %zu", rules->hex, driver->hex, index);
	struct digest digest = digest_bytes(text, strlen(text));

	free(text);
	digest.hex[8] = '\0'; /* short enough to be typed again */
	return strtoull(digest.hex, NULL, 16);
}

/* Module files have dashes where the driver's own name may have none. */
static bool module_is(const struct module *module, const char *name)
{
	const char *a = module->name;

	for (; *a && *name; a++, name++)
		if ((*a == '-' ? '_' : *a) != (*name == '-' ? '_' : *name))
			return false;
	return *a == *name;
}

const struct module *run_module(const struct target_run *target)
{
	for (size_t i = 0; i < target->nr_modules; i++)
		if (module_is(&target->modules[i], target->driver))
			return &target->modules[i];
	return NULL;
}

/* Modules but for the driver that are not as the kernel's source has them. */
static char *modules_changed(const struct target_run *target)
{
	struct strings names = { 0 };
	char *list = NULL;

	for (size_t i = 0; i < target->nr_modules; i++) {
		const struct module *module = &target->modules[i];

		if (!module->unmodified && strcmp(module->origin, "fixture") &&
		    !module_is(module, target->driver))
			strings_add(&names, module->name);
	}
	if (names.n)
		list = strings_join(&names, ", ");
	strings_free(&names);
	return list;
}

/* What the reader of a certificate must not overlook. */
static json_t *limits_json(const struct evidence *evidence)
{
	const struct target_run *target = evidence->runs[0].targets;
	char *changed = modules_changed(target);
	struct strings says = { 0 };
	json_t *array;

	strings_add(&says,
		    "Certified is what was run: this driver's source on this "
		    "kernel. Another driver, kernel or rule book needs runs of "
		    "its own.");
	strings_add(&says,
		    "Cases find faults; that they found none does not prove "
		    "that there are none.");
	if (target->model)
		strings_addf(&says,
			     "No firmware of the vendor took part: %s, a "
			     "model, answered for it. Certified is the driver "
			     "together with that model, not a device.",
			     target->model);
	if (changed)
		strings_addf(&says,
			     "Other modules than the driver were changed: %s.",
			     changed);
	if (evidence_verdict(evidence, true) != VERDICT_CONFORMS)
		strings_add(&says,
			    "The kernel's own core does not keep all of its "
			    "rules; that does not count against the driver, "
			    "and its user meets it all the same.");
	array = json_from_strings(&says);
	strings_free(&says);
	free(changed);
	return array;
}

/* "2026-01-31T09:14:03Z" and so many days; the date alone, allocated. */
static char *date_later(const char *started, int days)
{
	struct tm tm = { 0 };
	char text[32] = "never";
	time_t time;

	if (strptime(started, "%Y-%m-%dT%H:%M:%SZ", &tm)) {
		time = timegm(&tm) + (time_t)days * 86400;
		strftime(text, sizeof(text), "%Y-%m-%d", gmtime_r(&time, &tm));
	}
	return xstrdup(text);
}

static json_t *seeds_json(const struct evidence *evidence)
{
	json_t *array = json_array();

	for (size_t i = 0; i < evidence->nr_runs; i++)
		json_array_append_new(
			array,
			json_integer((json_int_t)evidence->runs[i].seed));
	return array;
}

static void driver_put(json_t *object, const struct target_run *target)
{
	const struct module *module = run_module(target);

	json_put(object, "driver", target->driver);
	json_put(object, "driver_sha256", module ? module->sha256 : NULL);
	json_put(object, "driver_source_sha256",
		 module ? digest_driver(module).hex : NULL);
	json_object_set_new(object, "driver_unmodified",
			    json_boolean(module && module->unmodified));
}

static void target_put(json_t *object, const struct target_run *target)
{
	json_put(object, "target", target->target);
	driver_put(object, target);
	json_put(object, "model", target->model);
	json_put(object, "kernel", target->kernel);
	json_put(object, "kernel_release", target->release);
	json_put(object, "kernel_config_sha256", target->config_sha256);
	json_put(object, "mode", target->mode);
	json_put(object, "profile", target->profile);
}

json_t *statement_make(const struct evidence *evidence,
		       const struct claimant *claimant)
{
	const struct run *first = &evidence->runs[0];
	char *until = date_later(first->started, STATEMENT_DAYS);
	json_t *object = json_object();

	json_put(object, "schema", SCHEMA);
	json_put(object, "vendor", claimant->vendor);
	json_put(object, "product", claimant->product);
	json_put(object, "firmware", claimant->firmware);
	json_put(object, "contact", claimant->contact);
	target_put(object, first->targets);
	json_put(object, "verdict",
		 verdict_name(evidence_verdict(evidence, false)));
	json_put(object, "core_verdict",
		 verdict_name(evidence_verdict(evidence, true)));
	json_object_set_new(object, "limits", limits_json(evidence));
	json_put(object, "made", first->started);
	json_put(object, "not_after", until);
	json_put(object, "tool_version", first->tool_version);
	json_put(object, "tool_commit", first->tool_commit);
	json_put(object, "tree", pairs_get(&first->env, "tree"));
	json_put(object, "options", pairs_get(&first->env, "options"));
	json_put(object, "control", PACKAGE_CONTROL);
	json_object_set_new(object, "seeds", seeds_json(evidence));
	json_put(object, "rules_sha256", evidence->rules.hex);
	json_put(object, "cases_sha256", evidence->cases.hex);
	free(until);
	return object;
}

void statement_claimant(const json_t *statement, struct claimant *claimant)
{
	claimant->vendor =
		json_string_value(json_object_get(statement, "vendor"));
	claimant->product =
		json_string_value(json_object_get(statement, "product"));
	claimant->firmware =
		json_string_value(json_object_get(statement, "firmware"));
	claimant->contact =
		json_string_value(json_object_get(statement, "contact"));
}

static void value_print(const char *label, const char *value)
{
	printf("  %-9s ", label);
	line_put(value, stdout);
	putchar('\n');
}

void statement_print(const json_t *statement)
{
	static const char *const members[][2] = {
		{ "vendor", "vendor" },
		{ "product", "product" },
		{ "firmware", "firmware" },
		{ "contact", "contact" },
		{ "driver", "driver" },
		{ "source", "driver_source_sha256" },
		{ "model", "model" },
		{ "kernel", "kernel_release" },
		{ "mode", "mode" },
		{ "profile", "profile" },
		{ "made", "made" },
		{ "until", "not_after" },
		{ "rules", "rules_sha256" },
		{ "tool", "tool_commit" },
	};
	const json_t *limits = json_object_get(statement, "limits"), *item;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++) {
		const char *value = json_string_value(
			json_object_get(statement, members[i][1]));

		if (value)
			value_print(members[i][0], value);
	}
	printf("  %-9s %zu\n", "seeds",
	       json_array_size(json_object_get(statement, "seeds")));
	json_array_foreach(limits, i, item)
		value_print("limit", json_string_value(item));
}
