# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Modules built out of the kernel package's source, kept in the cache by the
# digest of all that went into them.

# source_tree: the folders that modules are rebuilt from. A developer may edit
# them; what is built then is reported as modified.
source_tree() {
	local what

	what=$(echo "$rebuild_from" | sha256sum)
	echo "$cache/sources/$(package_of source)_$(version_of source)-${what:0:8}"
}

# source_pristine: the package's own digests of these files, taken when they
# came out of it
source_pristine() {
	echo "$(source_tree).digests"
}

_source_unpack() {
	rm -rf "$(source_tree)"
	# shellcheck disable=SC2086 # a list of words
	source_extract "$work/tree" $rebuild_from &&
		source_digests "$work/tree" >"$work/pristine" &&
		mkdir -p "$cache/sources" &&
		mv -T "$work/tree" "$(source_tree)" &&
		mv "$work/pristine" "$(source_pristine)"
}

# source_unpack: put the source tree into the cache
source_unpack() {
	[[ ! -s $(source_pristine) || ! -d $(source_tree) ]] || return 0
	package_download source
	step_begin "unpacking $(package_of source)"
	try "cannot unpack $(package_of source)" _source_unpack
	step_end
}

# rebuild_key MODULES MAKE SYMBOLS WHAT: digest of everything that rebuilt modules
# depend on, so that a kernel and its variants share what is the same; of
# foreign symbols, their names and versions only
rebuild_key() {
	{
		cat "$packages"
		printf '%s\n' "$1" "$2" "$rebuild_cflags" "$compiled"
		source_digests "$(source_tree)"
		patches_digest
		theirs_key "$4"
		cat "$vms/lib/rebuild.sh" "$vms/lib/make.sh" \
			"$vms/lib/patches.sh"
		# shellcheck disable=SC2086 # a list of files
		[[ -z $3 ]] || cut -f 1,2 $3 | LC_ALL=C sort
		"$compiler" --version
	} | sha256sum | cut -c 1-16
}

# module_sources MODULE FOLDER: paths, relative to FOLDER, of the files under it
# that MODULE was made of, by what the compiler told kbuild
module_sources() {
	local object command mod

	mod=$(find "$2" -name "$1.mod")
	[[ -f $mod ]] || return 1
	while read -r object; do
		command=$(dirname "$object")/.$(basename "$object").cmd
		[[ -f $command ]] || return 1
		tr ' ' '\n' <"$command"
	done <"$mod" |
		grep -E "^$2/.*\\.[chS]\$" |
		xargs -r -d "\n" realpath -sm --relative-to="$2" -- |
		LC_ALL=C sort -u
}

# sources_judge FOLDER: for paths on stdin, "PATH SHA256 true|false", the last
# saying whether the file equals the package's
sources_judge() {
	local path sha256 same

	while read -r path; do
		sha256=$(sha256sum <"$1/$path") || return
		sha256=${sha256%% *}
		same=false
		! grep -qxF "$sha256  $path" "$(source_pristine)" || same=true
		printf '%s %s %s\n' "$path" "$sha256" "$same"
	done
}

# _rebuild MODULES MAKE SYMBOLS WHAT DESTINATION: what the compiler says names
# files by their kernel paths
_rebuild() {
	local build=$work/rebuild out=$work/rebuilt module words

	read -ra words <<<"$2"
	rm -rf "$build" "$out" && mkdir -p "$out" "$cache/modules" &&
		source_copy "$build" "$4" &&
		module_make "$build" "$3" "${words[@]}" 2>&1 |
		sed "s,$build/,,g" &&
		cp "$build/Module.symvers" "$out" || return
	for module in $1; do
		module_keep "$module" "$build" "$out" &&
			module_sources "$module" "$build" >"$work/paths" &&
			sources_judge "$build" <"$work/paths" \
				>"$out/$module.sources" || return
		[[ -s $out/$module.sources ]] || {
			echo "error: no sources of $module.ko found"
			return 1
		}
	done
	mv -T "$out" "$5"
}

# rebuild WHAT MODULES MAKE [SYMBOLS]: set $rebuilt to the folder of these modules,
# or to nothing when there are none; build them when they are not there. WHAT is
# core or all: which of the sources that a user brings concern them
rebuild() {
	local what=$1

	shift
	rebuilt=
	[[ -n $1 ]] || return 0
	source_unpack
	rebuilt=$cache/modules/$base-$(rebuild_key "$1" "$2" "${3:-}" "$what")
	[[ ! -d $rebuilt ]] || return 0
	step_begin "building $1 from $(package_of source)"
	try "$1 of $name do not build" _rebuild "$1" "$2" "${3:-}" "$what" "$rebuilt"
	step_end
}
