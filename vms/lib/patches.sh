# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# A variant's source: the package's with our patches on it. A patch is
# vms/patches/NAME.patch; files that it adds as a whole lie in the folder
# vms/patches/NAME.

# patches_digest: of all that goes into this kernel's source besides the
# package
patches_digest() {
	local patch

	source_digests "$vms/kbuild/$base"
	for patch in $patches; do
		sha256sum <"$vms/patches/$patch.patch"
		[[ ! -d $vms/patches/$patch ]] ||
			source_digests "$vms/patches/$patch"
	done
}

# _header_lend FOLDER PATH: a header that a patch touches, out of the headers
# package
_header_lend() {
	[[ $2 == include/* && ! -f $1/$2 ]] || return 0
	mkdir -p "$1/$(dirname "$2")" && cp "$(kernel_common)/$2" "$1/$2"
}

# _patch_apply NAME FOLDER
_patch_apply() {
	local file=$vms/patches/$1.patch path

	while read -r path; do
		_header_lend "$2" "$path" || return
	done < <(sed -n 's,^+++ b/\([^[:space:]]*\).*,\1,p' "$file")
	[[ ! -d $vms/patches/$1 ]] || cp -a "$vms/patches/$1/." "$2" || return
	patch -d "$2" -p1 -F 0 -s -f --no-backup-if-mismatch -r - <"$file" || {
		echo "error: $1.patch does not apply to $(package_of source)" \
		     "$(version_of source)"
		return 1
	}
}

# source_copy FOLDER WHAT: this kernel's source: the package's, our patches, our
# Kbuild files, and what a user brings for WHAT, core or all
source_copy() {
	local patch

	cp -a "$(source_tree)" "$1" || return
	for patch in $patches; do
		_patch_apply "$patch" "$1" || return
	done
	cp -a "$vms/kbuild/$base/." "$1" &&
		theirs_copy "$1" "$2"
}

# headers_copy FOLDER: the headers that a patch or the user changed, to build our
# own modules against
headers_copy() {
	[[ -n $patches ]] || grep -q "^include/" <<<"$core_changed" || return 0
	rm -rf "$work/patched" && source_copy "$work/patched" core || return
	[[ ! -d $work/patched/include ]] ||
		cp -a "$work/patched/include" "$1"
}
