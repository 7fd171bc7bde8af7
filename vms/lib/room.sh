# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Where things lie, who may work there, and that nothing half done stays.

# room_open OBJDIR: set cache, objdir and the places of kernel $name in it; the
# packages are its base's
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
	packages=$objdir/kernels/$base.packages
	done_dir=$objdir/kernels/$name
	log=$objdir/kernels/$name.log
}

# room_lock: wait until nobody else works in the cache or in the build folder,
# then set work (in the cache) and out (beside its destination), which vanish
# when the script ends, however it ends
room_lock() {
	exec {cache_lock}>"$cache/lock" {objdir_lock}>"$objdir/kernels/lock" ||
		die "cannot lock $cache and $objdir/kernels: check their owner"
	if ! flock -n "$cache_lock" || ! flock -n "$objdir_lock"; then
		say "waiting for another one that is at work"
		flock "$cache_lock"
		flock "$objdir_lock"
	fi
	work=$cache/work
	out=$objdir/kernels/.$name.new
	trap room_leave EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	# what a killed one left
	rm -rf "$work" "$out"
	mkdir "$work" "$out" 2>/dev/null ||
		die "cannot work in $cache and $objdir/kernels: free some space"
}

room_leave() {
	step_abandon
	rm -rf "$work" "$out"
}
