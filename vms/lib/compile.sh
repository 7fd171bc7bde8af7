# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# A kernel of our own, compiled from the source package as it is. $configs names
# what lies over allnoconfig, fragments in vms/configs; $suffix ends its release.
#
# What comes out has the shape of an unpacked image package: boot, lib/modules,
# and in headers what external modules are built against.

# The same source and configuration make the same kernel, whoever builds it.
compile_identity=(KBUILD_BUILD_USER=trackcert KBUILD_BUILD_HOST=trackcert
	"KBUILD_BUILD_TIMESTAMP=Thu Jan 1 00:00:00 UTC 1970")

# compile_fragments: the kernel's configuration, all fragments in order
compile_fragments() {
	local config

	for config in $configs; do
		cat "$vms/configs/$config.config" || return
	done
}

# compile_key: digest of everything that the kernel depends on
compile_key() {
	{
		sha256_of source
		echo "$suffix ${kernel_make[*]}"
		theirs_key core
		compile_fragments
		cat "$vms/lib/compile.sh"
		"$compiler" --version
	} | sha256sum | cut -c 1-16
}

# compile_tools_need: what kbuild wants on top of what modules want
compile_tools_need() {
	tools_need flex=flex bison=bison bc=bc lz4=lz4 perl=perl
	[[ -f /usr/include/gelf.h ]] ||
		die "a header is missing: apt-get install libelf-dev"
}

# _compile_make FOLDER ARGUMENT...: kbuild in the unpacked source
_compile_make() {
	nice make -C "$1" "${kernel_make[@]}" "${compile_identity[@]}" \
		LOCALVERSION="$suffix" "${@:2}"
}

# _compile_lost CONFIG: lines of the fragments on stdin that Kconfig did not
# keep, because a dependency is missing or the option is gone
_compile_lost() {
	local line

	while read -r line; do
		case $line in
		"# CONFIG_"*" is not set")
			line=${line#\# }
			! grep -q "^${line%% *}=" "$1" || echo "$line"
			;;
		CONFIG_*=n)
			! grep -q "^${line%=n}=" "$1" || echo "$line"
			;;
		CONFIG_*)
			grep -qxF "$line" "$1" || echo "$line"
			;;
		esac
	done
}

# _compile_configure FOLDER
_compile_configure() {
	local lost

	compile_fragments >"$work/fragments" &&
		_compile_make "$1" KCONFIG_ALLCONFIG="$work/fragments" \
			allnoconfig &&
		lost=$(_compile_lost "$1/.config" <"$work/fragments") || return
	[[ -z $lost ]] || {
		echo "error: Kconfig drops" "$(echo "$lost" | paste -sd , -)"
		return 1
	}
}

# _compile_sources FOLDER MODULE: "PATH SHA256 true|false" of the files beside it that
# the module was made of. But for what a user brings they come straight out of the
# package.
_compile_sources() {
	local mod object command

	cd "$1" && mod=$(find . -name "$2.mod") && [[ -f $mod ]] || return
	while read -r object; do
		command=$(dirname "$object")/.$(basename "$object").cmd
		tr ' ' '\n' <"$command" || return
	done <"$mod" |
		grep -E '^(drivers|samples|virt)/.*\.[chS]$' |
		LC_ALL=C sort -u | xargs -rd "\n" sha256sum |
		awk -v changed="$core_changed" '
			BEGIN {
				n = split(changed, path, "\n")
				while (n)
					theirs[path[n--]]
			}
			{ print $2, $1, ($2 in theirs) ? "false" : "true" }'
}

# _compile_install FOLDER ROOT
_compile_install() {
	local folder=$1 root=$2 file modules

	release=$(_compile_make "$folder" -s kernelrelease) || return
	modules=$root/lib/modules/$release
	mkdir -p "$root/boot" &&
		cp "$folder/$kernel_image" "$root/boot/vmlinuz-$release" &&
		cp "$folder/.config" "$root/boot/config-$release" &&
		_compile_make "$folder" INSTALL_MOD_PATH="$root" DEPMOD=true \
			INSTALL_MOD_STRIP=1 modules_install &&
		rm -f "$modules/build" "$modules/source" || return
	while read -r file; do
		(_compile_sources "$folder" "$(basename "$file" .ko)") \
			>"${file%.ko}.sources" || return
	done < <(find "$modules/kernel" -name '*.ko')
	# the kernel's own list of what external modules need
	_compile_make "$folder" run-command KBUILD_RUN_COMMAND="\
env CC=same HOSTCC=same scripts/package/install-extmod-build $root/headers" &&
		echo "$release" >"$root/release"
}

# _compile ROOT
_compile() {
	local folder=$work/linux root=$work/compiled

	mkdir -p "$root" "$cache/compiled" &&
		source_extract "$folder" &&
		theirs_copy "$folder" core &&
		_compile_configure "$folder" &&
		_compile_make "$folder" -j "$(nproc)" \
			"$(basename "$kernel_image")" modules &&
		_compile_install "$folder" "$root" &&
		mv -T "$root" "$1"
}

# kernel_compile: have the compiled kernel in the cache; set compiled to its
# folder, and release
kernel_compile() {
	compiled=$cache/compiled/$name-$(compile_key)
	if [[ ! -d $compiled ]]; then
		package_download source
		step_begin "compiling $(package_of source) (several minutes)"
		try "$name does not compile" _compile "$compiled"
		step_end
	fi
	release=$(cat "$compiled/release")
}
