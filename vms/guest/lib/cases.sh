# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154 # the parts share variables
# Running the plan, one process a case.

cases_run=0

# " ID=CULPRIT ID=CULPRIT ": cases that failed, each its own culprit, and cases
# that were not run because of one
stopped=" "

# with "once": the case that failed, since the last setting
once='' spent=''

# Tenths of a second that a killed process may take to die.
dying_tenths=300

# case_is_dying PROGRAM: a process of it is left. One that was killed amid a call
# that cannot be interrupted holds the device until that returns.
case_is_dying() {
	local process

	for process in /proc/[0-9]*; do
		# shellcheck disable=SC3013 # busybox and dash have it
		[ "$process/exe" -ef "$suites/$1" ] && return 0
	done
	return 1
}

# case_settle ID PROGRAM: what a case that failed has left is gone. Where it never
# will be, this kernel can judge no other case: the host replaces the guest.
case_settle() {
	local left=$dying_tenths

	case_is_dying "$2" || return 0
	while case_is_dying "$2"; do
		if [ "$left" = 0 ]; then
			report_mark failed "a process of $1 cannot be killed"
			system_off
		fi
		sleep 0.1
		left=$((left - 1))
	done
	sleep 0.5
}

# case_run ID PROGRAM TEST: the suite writes to the port itself, so that what
# it said before it brought the kernel down has arrived. An empty line before
# "done" ends a last line that the suite left open.
case_run() {
	local status=0 now_ms since

	report_mark "case" "$1"
	clock_read
	since=$now_ms
	"$suites/$2" -t "$3" >&3 2>&1 3>&- </dev/null || status=$?
	echo >&3
	clock_read
	report_mark "done" "$1" "$status" $((now_ms - since))
	health_mark "$cases_run $1"
	# the kselftest harness ends with 0 for a pass and 4 for a skip
	[ "$status" != 0 ] && [ "$status" != 4 ] || return 0
	stopped="$stopped$1=$1 "
	[ -z "$once" ] || spent=$1
	case_settle "$1" "$2"
}

# stimulus_check: say which there is; on real hardware nothing is judged by one
# that was not seen to write
stimulus_check() {
	report_line env stimulus "${TRACKCERT_STIMULUS:-none}"
	[ -n "${DEVICE:-}" ] && [ -n "$TRACKCERT_STIMULUS" ] || return 0
	export TRACKCERT_DEVICE TRACKCERT_MODE TRACKCERT_STIMULUS TRACKCERT_SLOW
	if "$suites/bench-stimulus" -t writes_what_it_says \
		>"$scratch/stimulus" 2>&1 </dev/null; then
		report_line env stimulus_does \
			"$(sed -n "s/^# stimulus: *//p" "$scratch/stimulus" | head -n 1)"
		return 0
	fi
	fail "the stimulus does not do what it says:" \
		"$(sed -n 's/^# *\(error\|why\): *//p' "$scratch/stimulus" |
			head -n 1)"
}

# culprit_find ID...: $culprit is the failed case that one of them is or builds
# on; false when there is none
culprit_find() {
	local id rest

	for id; do
		rest=${stopped#*" $id="}
		[ "$rest" != "$stopped" ] || continue
		culprit=${rest%% *}
		return 0
	done
	return 1
}

# parameter_set FILE VALUE [once]: a module parameter from here on. With once,
# the first case that fails ends those up to the next setting.
parameter_set() {
	echo "$2" >"$1" || fail "cannot write $2 to $1"
	once=${3-} spent='' stopped=" "
}

# plan_run FILE: "ID PROGRAM TEST" a line, and the ids of what it builds on
# behind them; or "set FILE VALUE [once]"
plan_run() {
	local id program test after culprit

	export TRACKCERT_DEVICE TRACKCERT_MODE TRACKCERT_STIMULUS
	export TRACKCERT_SEED TRACKCERT_TIMEOUT TRACKCERT_SLOW
	export TRACKCERT_LIMIT TRACKCERT_PLAIN TRACKCERT_BUDGET TRACKCERT_REPLAY
	while read -r id program test after; do
		if [ "$id" = set ]; then
			parameter_set "$program" "$test" "$after"
			continue
		fi
		culprit=$spent
		# shellcheck disable=SC2086 # a list of ids
		if [ -n "$culprit" ] || culprit_find $after; then
			report_mark notrun "$id" "$culprit"
			[ -n "$spent" ] || stopped="$stopped$id=$culprit "
		else
			case_run "$id" "$program" "$test"
		fi
		cases_run=$((cases_run + 1))
	done <"$1"
}
