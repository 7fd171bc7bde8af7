# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Packages opened in the cache; nothing is ever installed on the host.

# kernel_root: folder of the unpacked image and header packages, or of the
# kernel compiled in their place
kernel_root() {
	if [[ -n $compiled ]]; then
		echo "$compiled"
	else
		echo "$cache/kernels/$(package_of image)_$(version_of image)"
	fi
}

# kernel_headers: what make -C wants
kernel_headers() {
	if [[ -n $compiled ]]; then
		echo "$compiled/headers"
	else
		echo "$(kernel_root)/usr/src/$(package_of headers)"
	fi
}

# kernel_common: where the headers lie that all flavours share
kernel_common() {
	if [[ -n $compiled ]]; then
		echo "$compiled/headers"
	else
		echo "$(kernel_root)/usr/src/$(package_of common)"
	fi
}

_kernel_unpack() {
	local role root=$work/root headers common

	headers=$root/usr/src/$(package_of headers)
	common=/usr/src/$(package_of common)
	mkdir -p "$root" "$cache/kernels" || return
	for role in image headers common kbuild; do
		dpkg-deb -x "$(package_file "$role")" "$root" || return
	done
	# the one absolute path in the packages; all else are relative links
	grep -q "^include $common/Makefile\$" "$headers/Makefile" || {
		echo "error: $headers/Makefile is not as expected"
		return 1
	}
	printf 'include %s%s/Makefile\n' "$(kernel_root)" "$common" \
		>"$headers/Makefile"
	mv -T "$root" "$(kernel_root)"
}

# kernel_unpack: download and open the image and header packages; set release
kernel_unpack() {
	release=$(package_of image)
	release=${release#linux-image-}
	[[ ! -d $(kernel_root) ]] || return 0
	locked "$(kernel_root)" _kernel_get
}

_kernel_get() {
	local role

	[[ ! -d $(kernel_root) ]] || return 0
	for role in image headers common kbuild; do
		package_download "$role"
	done
	step_begin "unpacking $(package_of image)"
	try "cannot unpack $(package_of image)" _kernel_unpack
	step_end
}

# source_extract FOLDER PATH...: take PATHs out of the source package, whose
# digest is checked first
source_extract() {
	local folder=$1 file path tarball members=()

	shift
	file=$(package_file source)
	package_is_whole "$file" "$(sha256_of source)" || {
		echo "error: $file is not the package any more: delete it"
		return 1
	}
	tarball=$(package_of source)
	for path; do
		members+=("$tarball/$path")
	done
	mkdir -p "$folder" &&
		dpkg-deb --fsys-tarfile "$file" |
		tar -xO -f - "./usr/src/$tarball.tar.xz" | xz -dc -T0 |
		tar -x -C "$folder" --strip-components=1 -f - "${members[@]}"
}

# source_digests FOLDER: "SHA256  PATH" of every file, PATH relative to FOLDER
source_digests() {
	(cd "$1" && find . -type f -printf '%P\0' | LC_ALL=C sort -z |
		xargs -0r sha256sum)
}
