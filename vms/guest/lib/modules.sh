# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154 # the parts share variables
# Loading the target's modules.

# modules_load LIST: "NAME NAME,KEY=VALUE,KEY=VALUE ..." in load order
modules_load() {
	local entry words

	for entry in $1; do
		words=$(echo "$entry" | tr ',' ' ')
		# shellcheck disable=SC2086 # a name and its parameters
		modprobe $words 2>"$scratch/modprobe" ||
			fail "cannot load $entry: $(tail -n 1 "$scratch/modprobe")"
	done
}
