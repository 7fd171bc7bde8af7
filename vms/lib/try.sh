# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Commands that may fail: their words go to a log, the user gets one line.

# try_space_left PATH: whether the file system under PATH has room to go on
try_space_left() {
	local kib

	kib=$(df -Pk -- "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
	[[ -n $kib && $kib -ge 4096 ]]
}

# try_explain: why the last command failed, from its log and the disks
try_explain() {
	local dir

	for dir in "$cache" "$objdir"; do
		if ! try_space_left "$dir"; then
			echo "no space left under $dir: free some" \
			     "(a kernel takes up to 1.5 GB)"
			return
		fi
	done
	if grep -qsiE 'no space left|enough free space' "$log"; then
		echo "no space left under $cache or $objdir: free some" \
		     "(a kernel takes up to 1.5 GB)"
		return
	fi
	# a compiler's first error, else the first of any kind: they say more
	# than the last line, which often only counts them
	! grep -m1 -aE ":[0-9]+: (fatal )?error: " "$log" 2>/dev/null || return 0
	grep -m1 -aiE '(^E:|error|cannot|failed|denied)' "$log" 2>/dev/null ||
		tail -n 1 -- "$log" 2>/dev/null || echo "no reason given"
}

# try WHAT COMMAND...: run it; when it fails, die saying WHAT and why
try() {
	local what=$1

	shift
	: >"$log" || die "cannot write $log: free space or fix its permissions"
	"$@" >>"$log" 2>&1 || die "$what: $(try_explain) (log: $log)"
}
