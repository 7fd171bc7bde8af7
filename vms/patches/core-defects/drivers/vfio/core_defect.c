// SPDX-License-Identifier: GPL-2.0-only
/*
 * Named, switchable bugs of the VFIO core: what a test of it must notice.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/string.h>

#include "core_defect.h"

static const struct {
	const char *name;
	const char *what;
} core_defects[] = {
	[CORE_DEFECT_NONE] = { "none", "conforms" },
#define CORE_DEFECT(symbol, name, what, stands_for) \
	[CORE_DEFECT_##symbol] = { name, what },
#include "core_defects.h"
#undef CORE_DEFECT
};

static enum core_defect core_defect;

static int core_defect_set(const char *value, const struct kernel_param *param)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(core_defects); i++) {
		if (!sysfs_streq(value, core_defects[i].name))
			continue;
		WRITE_ONCE(core_defect, i);
		pr_notice("core defect %s: %s\n", core_defects[i].name,
			  core_defects[i].what);
		return 0;
	}
	pr_err("unknown core defect '%s'\n", value);
	return -EINVAL;
}

static int core_defect_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n",
			  core_defects[READ_ONCE(core_defect)].name);
}

static const struct kernel_param_ops core_defect_ops = {
	.set = core_defect_set,
	.get = core_defect_get,
};
module_param_cb(core_defect, &core_defect_ops, NULL, 0644);
__MODULE_PARM_TYPE(core_defect, "string");
MODULE_PARM_DESC(
	core_defect,
	"one bug to have, by its name in core_defects.h (default: none)");

/**
 * core_defect_selected - See core_defect_is()
 * @defect: the bug
 *
 * Return: true while the module parameter names it.
 */
bool core_defect_selected(enum core_defect defect)
{
	return READ_ONCE(core_defect) == defect;
}
