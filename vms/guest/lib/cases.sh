# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154 # the parts share variables
# Running the plan, one process a case.

cases_run=0

# case_run ID PROGRAM TEST: the suite writes to the port itself, so that what
# it said before it brought the kernel down has arrived. An empty line before
# "done" ends a last line that the suite left open.
case_run() {
	local status=0 since

	report_mark "case" "$1"
	since=$(now_ms)
	"/suites/$2" -t "$3" >&3 2>&1 3>&- </dev/null || status=$?
	echo >&3
	report_mark "done" "$1" "$status" $(($(now_ms) - since))
	cases_run=$((cases_run + 1))
}

# plan_run FILE: "ID PROGRAM TEST" a line
plan_run() {
	local id program test

	export TRACKCERT_DEVICE TRACKCERT_MODE TRACKCERT_STIMULUS
	export TRACKCERT_SEED TRACKCERT_TIMEOUT
	while read -r id program test; do
		case_run "$id" "$program" "$test"
	done <"$1"
}
