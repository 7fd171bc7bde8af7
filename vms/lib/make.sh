# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Building external modules against unpacked headers.

# module_make FOLDER SYMBOLS ARGUMENT...: build the modules in FOLDER; SYMBOLS
# are files of symbols that other modules built here export. Headers in
# FOLDER/include go before the kernel's. Without pahole there is no BTF to be
# had. No path of this machine gets into a module, not even by way of debug
# information into its build id, so that the same source makes the same module
# anywhere.
module_make() {
	local folder=$1 symbols=$2 headers=()

	shift 2
	[[ ! -d $folder/include ]] ||
		headers=("NOSTDINC_FLAGS=-nostdinc -I$folder/include")
	make -C "$(kernel_headers)" "${kernel_make[@]}" M="$folder" \
		-j "$(nproc)" \
		CONFIG_DEBUG_INFO_BTF_MODULES= \
		KBUILD_EXTRA_SYMBOLS="$symbols" \
		KCFLAGS="$rebuild_cflags -g0 -ffile-prefix-map=$folder/=" \
		"${headers[@]}" "$@" modules
}

# module_keep MODULE FROM TO: the built module without its debug information
module_keep() {
	local file

	file=$(find "$2" -name "$1.ko")
	[[ -f $file ]] || {
		echo "error: no $1.ko came out"
		return 1
	}
	"$strip" --strip-debug -o "$3/$1.ko" "$file"
}
