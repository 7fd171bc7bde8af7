# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Where things lie, who may work there, and that nothing half done stays.

# room_open OBJDIR: set cache, objdir and the places of kernel $name in it; the
# packages may be its base's
room_open() {
	cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/trackcert
	mkdir -p -- "$cache" 2>/dev/null ||
		die "cannot make $cache: fix it or set XDG_CACHE_HOME"
	mkdir -p -- "$1/kernels" 2>/dev/null ||
		die "cannot make $1/kernels: fix its permissions or free space"
	objdir=$(cd -- "$1" && pwd)
	[[ "$cache$objdir" != *[[:space:]:]* ]] ||
		die_usage "kbuild cannot work in a folder with a space or a" \
			"colon in its name: $cache, $objdir"
	packages=$objdir/kernels/$packages_name.packages
	done_dir=$objdir/kernels/$name${variant:+.$variant}
	log=$objdir/kernels/$name.log
}

# locked NAME COMMAND...: run it while nobody else runs one of that name in the
# cache: a kernel that is compiled for minutes holds up only those who want it.
locked() {
	local _thing=${1##*/} _held

	shift
	exec {_held}>"$cache/locks/$_thing" ||
		die "cannot lock $cache/locks/$_thing: check its owner"
	if ! flock -n "$_held"; then
		say "waiting for another one that makes $_thing"
		flock "$_held"
	fi
	"$@"
	exec {_held}>&-
}

# _work_open: a work folder in the cache that vanishes when the script ends,
# however it ends; with it those of killed ones, which nobody holds any more
_work_open() {
	local folder held

	for folder in "$cache"/work.*; do
		[[ -d $folder ]] || continue
		exec {held}<"$folder"
		! flock -n "$held" || rm -rf "$folder"
		exec {held}<&-
	done
	work=$(mktemp -d "$cache/work.XXXXXX") ||
		die "cannot work in $cache: free some space"
	exec {work_lock}<"$work"
	flock "$work_lock"
}

# room_lock: wait until nobody else works in the build folder, then set work (in
# the cache) and out (beside its destination), which vanish when the script
# ends, however it ends
room_lock() {
	mkdir -p "$cache/locks" || die "cannot make $cache/locks"
	exec {objdir_lock}>"$objdir/kernels/lock" ||
		die "cannot lock $objdir/kernels: check its owner"
	if ! flock -n "$objdir_lock"; then
		say "waiting for another one that is at work"
		flock "$objdir_lock"
	fi
	out=$objdir/kernels/.$name.new
	trap room_leave EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	locked work _work_open
	# what a killed one left
	rm -rf "$out"
	mkdir "$out" 2>/dev/null ||
		die "cannot work in $objdir/kernels: free some space"
}

room_leave() {
	step_abandon
	rm -rf "${work:-}" "$out"
}
