# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the scripts say: a line a step on stdout, with the time it took, and one
# line for a failure on stderr.

say_who=vms
say_step=
say_since=0

# step_begin TEXT: start a step's line
step_begin() {
	say_step=$1
	say_since=${EPOCHREALTIME/[.,]/}
	printf '%s: %s ...' "$say_who" "$1"
}

# step_end: end it with the seconds that the step took
step_end() {
	local us=$((${EPOCHREALTIME/[.,]/} - say_since))

	say_step=
	printf ' %d.%d s\n' $((us / 1000000)) $((us / 100000 % 10))
}

# say TEXT: a line that is no step
say() {
	printf '%s: %s\n' "$say_who" "$1"
}

# step_abandon: leave no half line on stdout
step_abandon() {
	[[ -z $say_step ]] || printf '\n'
	say_step=
}

# die_usage TEXT...: bad input
die_usage() {
	step_abandon
	printf '%s: %s\n' "$say_who" "$*" >&2
	exit 2
}

# die TEXT...: the infrastructure failed; the text says what to do
die() {
	step_abandon
	printf '%s: %s\n' "$say_who" "$*" >&2
	exit 3
}
