# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# The drivers under test for a kernel of the user's own: built from the source
# that --source brings or the folder has, else the modules that are there.

# path_source_root: where drivers are built from; nothing when there is nothing
path_source_root() {
	echo "${source_dir:-$path_source}"
}

# path_drivers_find: sort out where each driver comes from; set driver_modules
# and driver_make to what is built, fixture_modules to what these need
path_drivers_find() {
	local driver folder root

	root=$(path_source_root)
	for driver in "${drivers_wanted[@]}"; do
		folder=$(theirs_folder "$driver")
		[[ -n $folder ]] || continue
		path_fixtures_add "$driver"
		[[ -n $root && -f $root/$folder/Makefile ]] || continue
		driver_modules+="${driver_modules:+ }$driver"
		case $driver in
		pds-vfio-pci) driver_make+=" CONFIG_PDS_VFIO_PCI=m" ;;
		mlx5-vfio-pci) driver_make+=" CONFIG_MLX5_VFIO_PCI=m" ;;
		mtty) driver_make+=" CONFIG_SAMPLE_VFIO_MDEV_MTTY=m" ;;
		esac
	done
}

# path_fixtures_add DRIVER: the model that stands in for its firmware
path_fixtures_add() {
	local model=

	case $1 in
	pds-vfio-pci) model=pds_core_model ;;
	mlx5-vfio-pci) model=mlx5_core_model ;;
	esac
	[[ -n $model ]] || return 0
	[[ $fixture_modules == *trackcert_model* ]] ||
		fixture_modules+=" trackcert_model"
	fixture_modules+=" $model"
}

# path_model_headers: a model is built by headers that know its driver
path_model_headers() {
	local driver header

	for driver in "${drivers_wanted[@]}"; do
		case $driver in
		pds-vfio-pci) header=include/linux/pds/pds_adminq.h ;;
		mlx5-vfio-pci) header=include/linux/mlx5/mlx5_ifc.h ;;
		*) continue ;;
		esac
		[[ -f $path_common/$header ]] ||
			die_usage "$driver cannot be judged on $path_release:" \
				"its headers have no $header"
	done
}

# path_drivers_take: those that are not built are modules of the kernel's own.
# One with symbol versions was linked against the firmware's real driver.
path_drivers_take() {
	local driver file

	for driver in "${drivers_wanted[@]}"; do
		[[ -n $(theirs_folder "$driver") ]] || continue
		[[ " $driver_modules " != *" $driver "* ]] || continue
		file=$(path_module "$driver")
		[[ -n $file ]] ||
			die_usage "path:$path_given has no driver $driver:" \
				"neither a module nor its source" \
				"($(theirs_folder "$driver"));" \
				"--source brings one"
		[[ $driver == mtty || $(path_option MODVERSIONS) == n ]] ||
			die_usage "$driver of path:$path_given carries the" \
				"symbol versions of what a model stands in" \
				"for: --source brings its source"
		package_modules+=" $driver"
	done
}

# path_driver_files ROOT: paths of what is built
path_driver_files() {
	local folder driver

	for driver in $driver_modules; do
		folder=$(theirs_folder "$driver")
		(cd "$1" && find -L "$folder" -type f \
			\( -name '*.[chS]' -o -name Makefile \) ! -name '*.mod.c')
	done
	# the headers of a whole kernel are in its own headers, too
	[[ -z $source_dir ]] ||
		theirs_headers "$1" include/linux/pds include/linux/mlx5
}

path_driver_digests() {
	local root

	root=$(path_source_root)
	(cd "$root" && path_driver_files "$root" | LC_ALL=C sort -u |
		xargs -rd '\n' sha256sum)
}

# path_theirs_find: what of --source the kernel's own source does not have so
path_theirs_find() {
	local path

	driver_changed=
	core_changed=
	[[ -n $source_dir ]] || return 0
	driver_changed=$(path_driver_files "$source_dir" | LC_ALL=C sort -u |
		while read -r path; do
			cmp -s "$source_dir/$path" "$path_source/$path" ||
				cmp -s "$source_dir/$path" "$path_common/$path" ||
				echo "$path"
		done)
}

_path_drivers_keep() {
	local driver file

	for driver in $driver_modules; do
		module_keep "$driver" "$1" "$2" &&
			module_sources "$driver" "$1" >"$work/paths" || return
		while read -r file; do
			printf '%s %s true\n' "$file" \
				"$(sha256sum <"$1/$file" | cut -d ' ' -f 1)"
		done <"$work/paths" >"$2/$driver.sources"
	done
}

# _path_kbuild: a Kbuild for the folders of these alone, whatever else is switched on
# in the configuration
_path_kbuild() {
	local driver

	for driver in $driver_modules; do
		echo "obj-m += $(theirs_folder "$driver")/"
	done
}

# _path_drivers_build SYMBOLS DESTINATION
_path_drivers_build() {
	local build=$work/rebuild out=$work/rebuilt root words

	read -ra words <<<"$driver_make"
	root=$(path_source_root)
	rm -rf "$build" "$out" && mkdir -p "$build" "$out" "$cache/modules" &&
		path_driver_files "$root" | LC_ALL=C sort -u |
		tar -C "$root" -T - -ch -f - | tar -C "$build" -x -f - &&
		_path_kbuild >"$build/Kbuild" &&
		module_make "$build" "$1" "${words[@]}" 2>&1 |
		sed "s,$build/,,g" &&
		_path_drivers_keep "$build" "$out" && mv -T "$out" "$2"
}

# path_drivers_build SYMBOLS: set $drivers to the folder of the built ones, or
# to nothing
path_drivers_build() {
	drivers=
	[[ -n $driver_modules ]] || return 0
	drivers=$cache/modules/path-$({
		path_key
		cat "$vms"/lib/path*.sh "$vms/lib/make.sh"
		# shellcheck disable=SC2086 # a list of files
		cut -f 1,2 $1 | LC_ALL=C sort
	} | sha256sum | cut -c 1-16)
	[[ ! -d $drivers ]] || return 0
	step_begin "building $driver_modules from $(path_source_root)"
	try "$driver_modules of $name do not build" \
		_path_drivers_build "$1" "$drivers"
	step_end
}
