# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Sources that a user brings: $source_dir for the drivers under test,
# $core_source_dir for the VFIO core. Each is a kernel tree, or has just some
# files at their kernel paths. What differs from the package is laid over it.

# theirs_folder DRIVER: where its sources lie, if we know how to build it
theirs_folder() {
	awk -v driver="$1" -v RS='[ \n]+' -F= '$1 == driver { print $2 }' \
		<<<"$driver_sources"
}

# theirs_folders: the same of all drivers under test
theirs_folders() {
	local driver

	for driver in "${drivers_wanted[@]}"; do
		theirs_folder "$driver"
	done
}

# theirs_is_tree DIR: is this a whole kernel, not just some files?
theirs_is_tree() {
	[[ -f $1/Kconfig && -f $1/Makefile && -d $1/include/linux ]]
}

# theirs_headers DIR NAME...: of a whole kernel the headers NAME, which may be
# folders; of a few files all headers among them
theirs_headers() {
	local dir=$1

	shift
	theirs_is_tree "$dir" || set -- include
	for name; do
		[[ ! -e $dir/$name ]] || (cd "$dir" && find "$name" -type f)
	done
}

# theirs_driver_files: paths in $source_dir that drivers are made of
theirs_driver_files() {
	local folder

	[[ -n $source_dir ]] || return 0
	for folder in $(theirs_folders); do
		[[ ! -d $source_dir/$folder ]] ||
			(cd "$source_dir" && find "$folder" -type f \
				\( -name '*.[chS]' -o -name Makefile \) \
				! -name '*.mod.c')
	done
	theirs_headers "$source_dir" include/linux/pds include/linux/mlx5
}

# theirs_core_files: paths in $core_source_dir that the core is made of
theirs_core_files() {
	[[ -n $core_source_dir ]] || return 0
	(cd "$core_source_dir" && find drivers/vfio drivers/vfio/pci \
		drivers/iommu/iommufd -maxdepth 1 -type f \
		\( -name '*.[chS]' -o -name Makefile \) \
		! -name '*.mod.c' 2>/dev/null) || :
	theirs_headers "$core_source_dir" include/linux/vfio.h \
		include/linux/vfio_pci_core.h include/linux/iova_bitmap.h \
		include/linux/iommufd.h include/uapi/linux/vfio.h \
		include/uapi/linux/iommufd.h
}

# theirs_digests: of all that is brought
theirs_digests() {
	local path

	while read -r path; do
		sha256sum <"$source_dir/$path" && echo "driver $path"
	done < <(theirs_driver_files | LC_ALL=C sort -u)
	while read -r path; do
		sha256sum <"$core_source_dir/$path" && echo "core $path"
	done < <(theirs_core_files | LC_ALL=C sort -u)
}

# theirs_check: refuse what would change nothing that is under test
theirs_check() {
	local folders

	if [[ -n $source_dir ]]; then
		[[ -d $source_dir ]] ||
			die_usage "--source $source_dir: no such folder"
		folders=$(theirs_folders | xargs)
		[[ -n $folders ]] ||
			die_usage "--source: no driver under test is built" \
				"from the kernel's source (${drivers_wanted[*]})"
		theirs_driver_files | grep -qvE '^include/' ||
			die_usage "--source $source_dir has no file of" \
				"${drivers_wanted[*]}: nothing in $folders"
	fi
	[[ -n $core_source_dir ]] || return 0
	[[ -d $core_source_dir ]] ||
		die_usage "--core-source $core_source_dir: no such folder"
	[[ -n $rebuild_modules$configs ]] ||
		die_usage "--core-source: VFIO of $name is not built here"
	[[ -n $(theirs_core_files) ]] ||
		die_usage "--core-source $core_source_dir has no file of the" \
			"VFIO core: nothing in drivers/vfio, drivers/vfio/pci," \
			"drivers/iommu/iommufd and include"
}

# _theirs_changed DIR: of the paths on stdin those whose file is not the
# package's
_theirs_changed() {
	local path theirs

	while read -r path; do
		theirs=$(sha256sum <"$1/$path") || return
		case $path in
		include/*)
			cmp -s "$1/$path" "$theirs_headers/$path" || echo "$path"
			;;
		*)
			grep -qxF "${theirs%% *}  $path" "$(source_pristine)" ||
				echo "$path"
			;;
		esac
	done
}

# _theirs_headers_extract: the package's headers, where no headers package has
# them
_theirs_headers_extract() {
	theirs_headers=$work/headers
	source_extract "$theirs_headers" include/linux include/uapi/linux
}

# _theirs_headers_find: set theirs_headers to where the package's headers are
_theirs_headers_find() {
	theirs_headers=
	{ theirs_driver_files; theirs_core_files; } | grep -q ^include/ ||
		return 0
	if [[ -z $configs ]]; then
		theirs_headers=$(kernel_common)
	else
		step_begin "looking at the headers of $(package_of source)"
		try "cannot unpack $(package_of source)" _theirs_headers_extract
		step_end
	fi
}

# theirs_find: set driver_changed and core_changed to the paths of the files
# that differ, a line each
theirs_find() {
	driver_changed=
	core_changed=
	[[ -n $source_dir$core_source_dir ]] || return 0
	source_unpack
	_theirs_headers_find
	driver_changed=$(theirs_driver_files | LC_ALL=C sort -u |
		_theirs_changed "$source_dir")
	core_changed=$(theirs_core_files | LC_ALL=C sort -u |
		_theirs_changed "$core_source_dir")
	[[ -z $source_dir ]] ||
		say "--source: $(theirs_count "$driver_changed")"
	[[ -z $core_source_dir ]] ||
		say "--core-source: $(theirs_count "$core_changed")"
}

# theirs_count CHANGED: "2 files differ from the package's: ..."
theirs_count() {
	case $(grep -c . <<<"$1") in
	0) echo "no file differs from the package's" ;;
	1) echo "one file differs from the package's: $1" ;;
	*) echo "$(grep -c . <<<"$1") files differ from the package's:" \
		"$(paste -sd ' ' <<<"$1")" ;;
	esac
}

_theirs_copy() {
	local path

	while read -r path; do
		[[ -n $path ]] || continue
		mkdir -p "$2/$(dirname "$path")" &&
			cp -L "$1/$path" "$2/$path" || return
	done
}

# theirs_copy FOLDER WHAT: lay what differs over the source in FOLDER: core, or
# all, for drivers, which the core's headers concern, too
theirs_copy() {
	_theirs_copy "$core_source_dir" "$1" <<<"$core_changed" || return
	[[ $2 == core ]] || _theirs_copy "$source_dir" "$1" <<<"$driver_changed"
}

# theirs_key WHAT: digest of these files
theirs_key() {
	local path

	while read -r path; do
		[[ -z $path ]] || sha256sum "$core_source_dir/$path"
	done <<<"$core_changed"
	[[ $1 != core ]] || return 0
	while read -r path; do
		[[ -z $path ]] || sha256sum "$source_dir/$path"
	done <<<"$driver_changed"
}
