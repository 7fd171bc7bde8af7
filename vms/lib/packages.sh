# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# From package names that stay to the files of one version.
#
# A resolved kernel is a file of lines "ROLE PACKAGE VERSION SHA256", ROLE being
# image, headers, common, kbuild or source. It is kept in the build folder, so
# that a kernel changes when it is asked for, not when the archive changes.

# _apt_options: what apt has to be told of packages of $packages_arch. The
# system need not know that architecture: the lists are in the cache.
_apt_options() {
	apt_options=()
	# apt drops to a user who cannot write here, and warns that it did not
	[[ $EUID -ne 0 ]] || apt_options=(-o APT::Sandbox::User=root)
	[[ -z $packages_arch ]] || apt_options+=(
		-o "APT::Architectures=$packages_arch"
		-o "Dir::State::Lists=$cache/apt/lists"
		-o "Dir::Cache=$cache/apt"
	)
}

_lists_fetch() {
	mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial" &&
		apt-get -qq "${apt_options[@]}" update </dev/null
}

lists_fresh=

# lists_have: apt's lists of $packages_arch, where the system's own are not
# enough
lists_have() {
	local lists

	_apt_options
	[[ -n $packages_arch ]] || return 0
	lists=("$cache"/apt/lists/*"_binary-${packages_arch}_Packages"*)
	[[ -n ${update:-} && -z $lists_fresh || ! -e ${lists[0]} ]] || return 0
	step_begin "fetching the package lists of $packages_arch"
	locked apt try "cannot fetch the package lists of $packages_arch" \
		_lists_fetch
	step_end
	lists_fresh=1
}

# Asking apt takes up to a second each time, so all that is to be known of
# several packages is asked for at once and looked up in $work/apt.

# packages_ask PACKAGE[=VERSION]...: apt's record of these, without =VERSION of
# the version it would install
packages_ask() {
	apt-cache "${apt_options[@]}" show --no-all-versions "$@" \
		2>/dev/null >>"$work/apt" || :
}

# package_field PACKAGE FIELD [VERSION]
package_field() {
	awk -v package="$1" -v field="$2:" -v version="${3:-}" '
		BEGIN { RS = ""; FS = "\n" }
		{
			delete of
			for (i = 1; i <= NF; i++) {
				key = $i
				sub(/ .*/, "", key)
				sub(/^[^ ]* /, "", $i)
				if (!(key in of))
					of[key] = $i
			}
		}
		of["Package:"] == package &&
		(version == "" || of["Version:"] == version) {
			print of[field]
			exit
		}' "$work/apt"
}

# package_depends PACKAGE PATTERN: its first dependency like PATTERN
package_depends() {
	package_field "$1" Depends | tr ',|' '\n' |
		awk -v pattern="^$2\$" '$1 ~ pattern { print $1; exit }'
}

# package_line ROLE PACKAGE VERSION: one line of a resolved kernel
package_line() {
	local sha256

	[[ -n $2 ]] ||
		die "apt names no $1 package for $image: run apt-get update"
	sha256=$(package_field "$2" SHA256 "$3")
	[[ -n $sha256 ]] ||
		die "apt has no $2 $3, which $image needs: run apt-get update," \
		    "or wait until the mirror has it"
	printf '%s %s %s %s\n' "$1" "$2" "$3" "$sha256"
}

# packages_resolve_now: print the resolved kernel by apt's lists; false when
# apt knows nothing of it
packages_resolve_now() {
	local version other real real_headers common kbuild
	local of=${packages_arch:+:$packages_arch}

	: >"$work/apt"
	packages_ask "$image$of" "$headers$of"
	version=$(package_field "$image" Version)
	[[ -n $version ]] || return 1
	other=$(package_field "$headers" Version)
	[[ $other == "$version" ]] ||
		die "$image is $version and $headers is ${other:-missing}:" \
		    "run apt-get update, or wait until the mirror has both"
	real=$(package_depends "$image" 'linux-image-[0-9].*')
	real_headers=$(package_depends "$headers" 'linux-headers-[0-9].*')
	[[ ${real#linux-image-} == "${real_headers#linux-headers-}" ]] ||
		die "$image means $real and $headers means $real_headers:" \
		    "run apt-get update"
	packages_ask "$real$of=$version" "$real_headers$of=$version" \
		"$source=$version"
	common=$(package_depends "$real_headers" 'linux-headers-[0-9].*-common')
	kbuild=$(package_depends "$real_headers" 'linux-kbuild-.*')
	packages_ask "$common=$version" "$kbuild=$version"
	package_line image "$real" "$version"
	package_line headers "$real_headers" "$version"
	package_line common "$common" "$version"
	package_line kbuild "$kbuild" "$version"
	package_line source "$source" "$version"
}

# packages_resolve: make sure that $packages names this kernel's packages
packages_resolve() {
	local wanted="# $image $headers $source" known=$cache/resolved/$packages_name
	local new=$work/packages

	if [[ -s $packages && $(sed -n 1p "$packages") == "$wanted" ]]; then
		return
	fi
	lists_have
	step_begin "resolving $image, $headers and $source"
	echo "$wanted" >"$new"
	if packages_resolve_now >>"$new"; then
		try "cannot write $known" mkdir -p "$cache/resolved"
		try "cannot write $known" cp "$new" "$known.$$"
		try "cannot write $known" mv "$known.$$" "$known"
	elif [[ -s $known && $(sed -n 1p "$known") == "$wanted" ]]; then
		try "cannot write $new" cp "$known" "$new"
	else
		die "apt knows no package $image: run apt-get update as root"
	fi
	try "cannot write $packages" cp "$new" "$packages.new"
	try "cannot write $packages" mv "$packages.new" "$packages"
	step_end
	say "$(package_of image), headers and source are $(version_of image)"
}

# package_of ROLE, version_of ROLE, sha256_of ROLE: out of the resolved kernel
package_of() {
	awk -v role="$1" '$1 == role { print $2 }' "$packages"
}

version_of() {
	awk -v role="$1" '$1 == role { print $3 }' "$packages"
}

sha256_of() {
	awk -v role="$1" '$1 == role { print $4 }' "$packages"
}

# package_file ROLE: where its .deb lies once it has been downloaded
package_file() {
	echo "$cache/packages/$(package_of "$1")_$(version_of "$1").deb"
}

# package_is_whole FILE SHA256
package_is_whole() {
	[[ -f $1 && $(sha256sum <"$1") == "$2  -" ]]
}

_package_get() {
	mkdir -p "$work/get" "$cache/packages" && cd "$work/get" &&
		apt-get -qq "${apt_options[@]}" download "$1=$2" </dev/null
}

# package_download ROLE: fetch the .deb, unless a whole one is there
package_download() {
	locked "$(package_file "$1")" _package_download "$1"
}

_package_download() {
	local package version sha256 file of=

	package=$(package_of "$1")
	version=$(version_of "$1")
	sha256=$(sha256_of "$1")
	file=$(package_file "$1")
	if package_is_whole "$file" "$sha256"; then
		return
	fi
	lists_have
	# what runs on the host, and what runs anywhere, needs no word
	case ${packages_arch:+$1} in
	image | headers | busybox) of=:$packages_arch ;;
	esac
	step_begin "downloading $package $version"
	rm -rf "$work/get"
	try "cannot download $package $version (if the archive has dropped it: \
vms/prepare --update $name $objdir)" _package_get "$package$of" "$version"
	package_is_whole "$(echo "$work"/get/*.deb)" "$sha256" ||
		die "the download of $package $version is not what apt's lists" \
		    "promise: run apt-get update and try again"
	try "cannot keep $file" mv "$work"/get/*.deb "$file"
	step_end
}
