# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The programs that the scripts call, and the Debian packages they come from.

# tools_need COMMAND=PACKAGE...: die naming every package that is missing
tools_need() {
	local tool missing=()

	# depmod and modinfo live where plain users do not look
	PATH=$PATH:/usr/sbin:/sbin
	for tool; do
		if ! command -v "${tool%%=*}" >/dev/null &&
		   [[ " ${missing[*]} " != *" ${tool#*=} "* ]]; then
			missing+=("${tool#*=}")
		fi
	done
	[[ ${#missing[@]} -eq 0 ]] ||
		die "programs are missing: apt-get install ${missing[*]}"
}

# tools_need_static FILE PACKAGE: the guest has no shared libraries
tools_need_static() {
	if [[ ! -x $1 ]] || readelf -lW "$1" | grep -q INTERP; then
		die "$1 is not the static one: apt-get install $2"
	fi
}
