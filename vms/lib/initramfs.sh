# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# The base initramfs: busybox, the agent, the suites, and every module that a
# target may load with all that these need.

# modules_index: fill module_file and module_origin for every module there is;
# what was built here hides the package's
modules_index() {
	local file origin=package

	[[ -z $compiled ]] || origin=package-source
	[[ -z $path_dir ]] || origin="own-kernel"
	while read -r file; do
		modules_index_add "$file" "$origin"
	done < <(find -L "$(kernel_root)/lib/modules/$release/kernel" \
		-name '*.ko' -o -name '*.ko.xz' -o -name '*.ko.gz' \
		-o -name '*.ko.zst')
	[[ -n $path_dir ]] || origin=package-source
	for file in "${vfio:-/nonexistent}"/*.ko \
		"${drivers:-/nonexistent}"/*.ko; do
		modules_index_add "$file" "$origin"
	done
	for file in "$fixtures"/*.ko; do
		modules_index_add "$file" fixture
	done
	for file in "${own:-/nonexistent}"/*.ko; do
		modules_index_add "$file" out-of-tree
	done
}

modules_index_add() {
	local module

	[[ -f $1 ]] || return 0
	module=${1##*/}
	module=${module%%.ko*}
	module_file[${module//-/_}]=$1
	module_origin[${module//-/_}]=$2
}

# drivers_check: every driver under test is there
drivers_check() {
	local driver

	for driver in "${drivers_wanted[@]}"; do
		[[ -z ${module_file[${driver//-/_}]:-} ]] || continue
		[[ -z $own ]] || die_usage "no module $driver came out of" \
			"$own_name; there came: $(own_modules | xargs)"
		die_usage "kernel $name has no driver $driver"
	done
}

# modules_stand_in: put the models that are there in the place, in depends, of what
# they model
modules_stand_in() {
	local i model

	for i in "${!depends[@]}"; do
		model=${depends[i]}_model
		[[ -z ${module_file[$model]:-} ]] || depends[i]=$model
	done
}

# _module_put FILE FOLDER: a copy of the module there, decompressed
_module_put() {
	case $1 in
	*.xz) xz -dc "$1" >"$2/$(basename "$1" .xz)" ;;
	*.gz) gzip -dc "$1" >"$2/$(basename "$1" .gz)" ;;
	*.zst) zstd -qdc "$1" >"$2/$(basename "$1" .zst)" ;;
	*) cp "$1" "$2" ;;
	esac
}

# modules_close MODULE...: set module_list to these and all they depend on
modules_close() {
	local todo=("$@") module depends
	local -A seen=()

	module_list=()
	while [[ ${#todo[@]} -gt 0 ]]; do
		module=${todo[0]//-/_}
		todo=("${todo[@]:1}")
		[[ -z ${seen[$module]:-} ]] || continue
		seen[$module]=1
		[[ -n ${module_file[$module]:-} ]] || {
			echo "error: no module $module in $release"
			return 1
		}
		module_list+=("$module")
		depends=$(modinfo -F depends "${module_file[$module]}") ||
			return
		read -ra depends <<<"${depends//,/ }"
		modules_stand_in
		todo+=("${depends[@]}")
	done
}

_modules_pack() {
	local modules=$tree/lib/modules/$release module file folder wanted

	wanted="$package_modules $rebuild_modules $driver_modules"
	# shellcheck disable=SC2046,SC2086 # lists of words
	modules_close $wanted $fixture_modules $(own_modules) || return
	for module in "${module_list[@]}"; do
		file=${module_file[$module]}
		folder=$modules/${module_origin[$module]}
		mkdir -p "$folder" && _module_put "$file" "$folder" || return
	done
	folder=$(kernel_root)/lib/modules/$release
	cp "$folder"/modules.{order,builtin,builtin.modinfo} "$modules" || return
	if ! depmod -b "$tree" -e -E "$(kernel_headers)/Module.symvers" \
		"$release" 2>"$work/depmod" || [[ -s $work/depmod ]]; then
		sed 's/^/error: /' "$work/depmod"
		return 1
	fi
}

_busybox_pack() {
	local applet

	cp "$busybox" "$tree/bin/busybox" || return
	# one of another architecture cannot be asked; it is the same package
	for applet in $(/bin/busybox --list); do
		[[ $applet == busybox ]] ||
			ln -s busybox "$tree/bin/$applet" || return
	done
}

# Programs only: a build leaves objects and dependency files beside them.
_suites_pack() {
	local file

	for file in "$suites"/*; do
		if [[ -f $file && -x $file ]]; then
			cp "$file" "$tree/suites/" || return
		fi
	done
}

# The same input makes the same archive: order, owner, times and inode numbers
# are fixed.
_cpio() {
	chmod -R u=rwX,go=rX "$tree" &&
		find "$tree" -depth -exec touch -h -d @0 {} + &&
		cd "$tree" && find . -mindepth 1 -printf '%P\0' |
		LC_ALL=C sort -z |
		cpio --null -o -H newc --reproducible -R 0:0 --quiet \
			>"$out/initramfs.cpio"
}

_initramfs_pack() {
	mkdir -p "$tree"/{bin,dev,etc,lib/trackcert,proc,suites,sys,tmp} &&
		ln -s bin "$tree/sbin" &&
		_busybox_pack && _modules_pack && _suites_pack &&
		cp "$work"/helpers/* "$tree/bin/" &&
		cp "$vms/guest/init" "$tree/init" &&
		cp "$vms"/guest/lib/*.sh "$tree/lib/trackcert/" &&
		chmod +x "$tree/init" && _cpio
}

# initramfs_pack: $out/initramfs.cpio
initramfs_pack() {
	declare -gA module_file=() module_origin=()
	declare -ga module_list=()
	tree=$work/initramfs

	step_begin "packing the initramfs"
	modules_index
	drivers_check
	try "cannot pack the initramfs of $name" _initramfs_pack
	step_end
}
