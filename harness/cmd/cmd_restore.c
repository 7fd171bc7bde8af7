// SPDX-License-Identifier: GPL-2.0-only
/* trackcert restore: give back what a run that did not end has left. */
#include <argp.h>

#include "claim.h"
#include "commands.h"

int restore_main(int argc, char **argv)
{
	static const struct argp argp = {
		.doc = "Undo what a run on a device of this machine has "
		       "changed and, because it was killed or the power went, "
		       "not given back: drivers, driver_override, VFs, "
		       "modules, the last change first. What is as it was, as "
		       "after a boot, is left alone.\v"
		       "What was changed stands in "
		       "/var/lib/trackcert/state.jsonl, or $TRACKCERT_STATE.\n"
		       "\n"
		       "Exit status: 0 all is as before, 3 something could not "
		       "be undone, and is tried again next time.",
	};

	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	return claim_restore();
}
