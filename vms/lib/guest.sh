# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# What runs in the guest besides the kernel, for the kernel's architecture: the
# suites, busybox, and what compiles them.

# guest_tools: have the compiler and the emulator of another architecture.
# Nobody pays for them who asks for no such kernel.
guest_tools() {
	[[ $arch != x86_64 ]] || return 0
	# shellcheck disable=SC2046 # a list of words
	"$vms/install-packages" $(<"$vms/packages-$arch") || exit 3
}

# guest_suites: set $suites to the folder of the suites that the kernel can run;
# those of the host's architecture were made with the list of cases
guest_suites() {
	[[ $arch != x86_64 ]] || return 0
	[[ -f $top/Makefile ]] ||
		die "an installed copy has no suites for $arch:" \
		    "run trackcert out of its source tree"
	suites=$objdir/$arch/suites
	try "the suites do not build for $arch" \
		flock "$objdir/kernels/suites.lock" \
		make -s -C "$top" -j "$(nproc)" O="$objdir" "suites-$arch"
}

_busybox_resolve() {
	: >"$work/apt"
	packages_ask "busybox-static:$arch"
	package_line busybox busybox-static \
		"$(package_field busybox-static Version)" >"$packages.new" &&
		mv "$packages.new" "$packages"
}

_busybox_unpack() {
	[[ ! -d $1 ]] || return 0
	mkdir -p "$cache/busybox" &&
		dpkg-deb -x "$(package_file busybox)" "$work/busybox" &&
		mv -T "$work/busybox" "$1"
}

# guest_busybox: set $busybox to a static one of the kernel's architecture; one
# of another architecture is unpacked in the cache, not installed
guest_busybox() {
	local packages=$objdir/kernels/busybox-$arch.packages
	local packages_arch=$arch image=busybox-static folder

	busybox=/bin/busybox
	[[ $arch != x86_64 ]] || return 0
	if [[ -n $update || ! -s $packages ]]; then
		lists_have
		_busybox_resolve
	fi
	folder=$cache/busybox/$(version_of busybox)-$arch
	if [[ ! -d $folder ]]; then
		package_download busybox
		locked busybox try "cannot unpack $(package_of busybox)" \
			_busybox_unpack "$folder"
	fi
	busybox=$folder/bin/busybox
}
