# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# A kernel in a folder of the user's own, $path_dir: a build folder (with or
# without the source), or an unpacked image with modules and headers. Nothing is
# written there. Links to its parts are laid out as a compiled kernel is
# (lib/compile.sh): boot, lib/modules, headers.

# _path_first FILE...: the first of them that is there
_path_first() {
	local file

	for file; do
		[[ ! -e $file ]] || { echo "$file"; return; }
	done
}

# _path_arch CONFIG
_path_arch() {
	if grep -qx CONFIG_X86_64=y "$1"; then
		echo x86_64
	elif grep -qx CONFIG_ARM64=y "$1"; then
		echo arm64
	else
		die_usage "path:$path_given is for neither x86_64 nor arm64"
	fi
}

# _path_tree: parts of a build folder
_path_tree() {
	path_config=$path_dir/.config
	[[ -f $path_config ]] ||
		die_usage "path:$path_given has no .config: say make there"
	path_arch=$(_path_arch "$path_config") || exit
	path_release=$(<"$path_dir/include/config/kernel.release")
	path_image=$(_path_first "$path_dir/arch/x86/boot/bzImage" \
		"$path_dir"/arch/arm64/boot/Image{,.gz})
	[[ -n $path_image ]] || ! grep -qx CONFIG_PVH=y "$path_config" ||
		path_image=$(_path_first "$path_dir/vmlinux")
	[[ -n $path_image ]] ||
		die_usage "path:$path_given has no image: say make bzImage" \
			"there (x86) or make Image (arm64)"
	path_headers=$path_dir
	path_modules=$path_dir
	path_source=$(_path_first "$path_dir/source" "$path_dir")
	path_shape="build folder"
}

# _path_image: parts of an unpacked image package and what goes with it
_path_image() {
	local images=() image

	for image in "$path_dir"/boot/vmlinuz-* "$path_dir"/vmlinuz-*; do
		[[ ! -f $image ]] || images+=("$image")
	done
	[[ ${#images[@]} -gt 0 ]] ||
		die_usage "path:$path_given is neither a kernel's build folder" \
			"(include/config/kernel.release, made by make) nor has" \
			"it boot/vmlinuz-RELEASE"
	[[ ${#images[@]} -eq 1 ]] ||
		die_usage "path:$path_given has several kernels" \
			"(${images[*]##*/vmlinuz-}): leave one"
	path_image=${images[0]}
	path_release=${path_image##*/vmlinuz-}
	path_modules=$(_path_first "$path_dir/lib/modules/$path_release" \
		"$path_dir/usr/lib/modules/$path_release")
	[[ -n $path_modules ]] ||
		die_usage "path:$path_given has no lib/modules/$path_release:" \
			"add the modules of this image"
	path_headers=$(_path_first \
		"$path_dir/usr/src/linux-headers-$path_release" \
		"$path_dir/usr/src/kernels/$path_release" \
		"$path_dir/headers" "$path_modules/build")
	[[ -n $path_headers && -f $path_headers/Makefile ]] ||
		die_usage "path:$path_given has no headers of $path_release:" \
			"add usr/src/linux-headers-$path_release, or let" \
			"lib/modules/$path_release/build lead to them"
	path_config=$(_path_first "$path_dir/boot/config-$path_release" \
		"$path_dir/config-$path_release" "$path_headers/.config" \
		"$path_modules/config")
	[[ -n $path_config ]] ||
		die_usage "path:$path_given has no boot/config-$path_release"
	path_arch=$(_path_arch "$path_config") || exit
	path_source=
	path_shape="image, modules and headers"
}

# path_open: find the parts: set path_release, path_arch, path_image,
# path_config, path_headers, path_modules, path_source and path_shape
path_open() {
	[[ -d $path_dir ]] || die_usage "path:$path_given: no such folder"
	[[ $path_dir != *[[:space:]:]* ]] ||
		die_usage "kbuild cannot work in a folder with a space or a" \
			"colon in its name: $path_dir"
	if [[ -f $path_dir/include/config/kernel.release ]]; then
		_path_tree
	elif [[ -f $path_dir/Kbuild && -f $path_dir/Kconfig ]]; then
		die_usage "path:$path_given is not built: say make there"
	else
		_path_image
	fi
	path_common=$(_path_common)
	[[ -s $path_headers/Module.symvers ]] ||
		die_usage "path:$path_given has no Module.symvers: say make" \
			"there, or add the one of its headers"
	[[ -x $path_headers/scripts/mod/modpost ]] ||
		die_usage "path:$path_given cannot build modules: there is no" \
			"scripts/mod/modpost; say make modules_prepare there," \
			"or add linux-kbuild to its headers"
	path_model_headers
}

# _path_common: the folder with the headers that all flavours share. Debian's
# headers lead to it by an absolute path, which begins in the unpacked folder
# unless somebody has made it lead elsewhere.
_path_common() {
	local common

	common=$(sed -n 's,^include \(/.*\)/Makefile$,\1,p' \
		"$path_headers/Makefile")
	if [[ -n $common && -d $path_dir$common ]]; then
		echo "$path_dir$common"
	elif [[ -n $common && -d $common ]]; then
		echo "$common"
	elif [[ -n $common ]]; then
		die_usage "path:$path_given: its headers need $common: add it"
	else
		_path_first "$path_headers/source" "$path_headers"
	fi
}

# path_digests: of all that the outcome depends on
path_digests() {
	echo "# $path_dir $path_release"
	sha256sum "$path_image" "$path_config" "$path_headers/Module.symvers"
	find -H "$path_modules" -name '*.ko*' ! -name '*.ko.cmd' \
		! -name '.*' -printf '%s %T@ %P\n' | LC_ALL=C sort | sha256sum
	[[ -z $driver_modules ]] || path_driver_digests
}

# _path_modules_link FOLDER
_path_modules_link() {
	local path name

	if [[ $path_shape != build* ]]; then
		ln -s "$path_modules/kernel" "$1/kernel"
	else
		mkdir -p "$1/kernel"
		while read -r path; do
			path=${path%.*}.ko
			[[ -f $path_dir/$path ]] || continue
			mkdir -p "$1/kernel/$(dirname "$path")" &&
				ln -s "$path_dir/$path" "$1/kernel/$path" ||
				return
		done <"$path_dir/modules.order"
	fi
	for name in modules.order modules.builtin modules.builtin.modinfo; do
		[[ ! -f $path_modules/$name ]] ||
			ln -s "$path_modules/$name" "$1/$name" || return
	done
}

# _path_headers_link FOLDER: as they are, but for an include of what lies
# elsewhere on this machine
_path_headers_link() {
	local file

	if [[ ! -d $path_dir$(sed -n 's,^include \(/.*\)/Makefile$,\1,p' \
		"$path_headers/Makefile") || $path_common == "$path_headers" ||
		$path_common == "$path_headers/source" ]]; then
		ln -s "$(realpath "$path_headers")" "$1"
		return
	fi
	mkdir "$1" && for file in "$path_headers"/* "$path_headers"/.[!.]*; do
		[[ ${file##*/} == Makefile || ! -e $file ]] ||
			ln -s "$(realpath "$file")" "$1/${file##*/}" || return
	done
	echo "include $path_common/Makefile" >"$1/Makefile"
}

_path_link() {
	local modules=$compiled/lib/modules/$path_release

	rm -rf "$compiled" && mkdir -p "$compiled/boot" "$modules" &&
		ln -s "$path_image" "$compiled/boot/vmlinuz-$path_release" &&
		ln -s "$path_config" "$compiled/boot/config-$path_release" &&
		_path_modules_link "$modules" &&
		_path_headers_link "$compiled/headers"
}

# path_link: lay the parts out in $compiled, and keep of package_modules those
# that are modules there
path_link() {
	local module wanted=$package_modules

	release=$path_release
	try "cannot lay out $path_dir" _path_link
	package_modules=
	for module in $wanted; do
		[[ -z $(path_module "$module") ]] || package_modules+=" $module"
	done
}

# path_module NAME: file of this module of the kernel's, or nothing
path_module() {
	local pattern=${1//[-_]/[-_]}

	find -L "$compiled/lib/modules/$path_release/kernel" \
		\( -name "$pattern.ko" -o -name "$pattern.ko.[gxz]*" \) |
		head -n 1
}

# path_key: a name for what was made of this
path_key() {
	{
		cat "$packages"
		"$compiler" --version
	} | sha256sum | cut -c 1-16
}

# _path_compiler: the kernel's own one where it is there
_path_compiler() {
	local cc

	cc=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="\([^ "]*\).*/\1/p' "$path_config")
	[[ $arch != x86_64 ]] || kernel_make+=(ARCH=x86)
	if grep -qx CONFIG_CC_IS_CLANG=y "$path_config"; then
		compiler=clang
		kernel_make+=(LLVM=1)
		tools_need clang=clang ld.lld=lld
		return
	fi
	[[ -z $cc ]] || ! command -v "$cc" >/dev/null || compiler=$cc
	kernel_make+=("CC=$compiler")
}

# path_load: everything about the kernel in $path_dir that can be known before
# anything is built; refuse one that cannot be judged
path_load() {
	[[ $name =~ ^path-[A-Za-z0-9._+~-]+$ ]] ||
		die_usage "a kernel in a folder is called path-NAME, not '$name'"
	say_who=$name
	path_open
	kernel_load "path:$path_arch"
	_path_compiler
	path_config_check
	path_drivers_find
	[[ $(path_option KASAN)$(path_option PROVE_LOCKING) == nn ]] || slow=4
	note="Kernel and VFIO modules as they are in $path_dir ($path_shape)."
}

# path_room: places of its own in the build folder; what is known of the kernel
# stands for its packages, so that what is built of it is kept by that
path_room() {
	local mine=$objdir/kernels/$name${variant:+.$variant}

	packages=$mine.packages
	compiled=$mine.kernel
	release=$path_release
	path_digests >"$packages.$$"
	if cmp -s "$packages.$$" "$packages"; then
		rm "$packages.$$"
	else
		mv "$packages.$$" "$packages" || die "cannot write $packages"
	fi
}
