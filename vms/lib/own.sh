# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# A driver out of tree: the modules of the folder $own_dir, which has a Kbuild
# or a Makefile for kbuild. They are built from a copy: nothing is written where
# the sources lie.

# own_files: what of the folder goes into a build, relative paths ended by NULs;
# neither products of an earlier one nor what else lies there
own_files() {
	(cd "$own_dir" && find -L . -name '.?*' -prune -o -type f \
		\( -name '*.[chSx]' -o -name '*.inc' -o -name '*.mk' \
		-o -name 'Kbuild*' -o -name 'Makefile*' -o -name '*_shipped' \) \
		! -name '*.mod.c' -printf '%P\0' | LC_ALL=C sort -z)
}

# own_digests: "SHA256  PATH" of these files
own_digests() {
	own_files | (cd "$own_dir" && xargs -0r sha256sum)
}

# own_key SYMBOLS: digest of everything that the modules depend on
own_key() {
	{
		cat "$packages" 2>/dev/null
		echo "$cache $compiled $rebuild_cflags $own_dir"
		own_digests
		patches_digest
		cat "$vms/lib/own.sh" "$vms/lib/make.sh"
		# shellcheck disable=SC2086 # a list of files
		cut -f 1,2 $1 | LC_ALL=C sort
		"$compiler" --version
	} | sha256sum | cut -c 1-16
}

_own_copy() {
	mkdir -p "$1" && own_files |
		tar -C "$own_dir" --null -T - -ch -f - | tar -C "$1" -x -f -
}

# _own_keep BUILD OUT: every module that came out, and what it was made of.
# There is nothing to compare the sources with: they are what they are.
_own_keep() {
	local file module kept=0

	while read -r file; do
		module=$(basename "$file" .ko)
		module_keep "$module" "$1" "$2" &&
			module_sources "$module" "$1" >"$work/paths" || return
		while read -r file; do
			printf '%s %s true\n' "$file" \
				"$(sha256sum <"$1/$file" | cut -d ' ' -f 1)"
		done <"$work/paths" >"$2/$module.sources"
		kept=1
	done < <(find "$1" -name '*.ko')
	[[ $kept == 1 ]] || {
		echo "error: no module came out: its Kbuild has no obj-m"
		return 1
	}
}

# _own_build SYMBOLS DESTINATION: what the compiler says names the files by
# where their owner has them
_own_build() {
	local build=$work/own.build out=$work/own

	rm -rf "$build" "$out" && mkdir -p "$out" "$cache/modules" &&
		_own_copy "$build" && headers_copy "$build/include" &&
		module_make "$build" "$1" 2>&1 | sed "s,$build/,$own_name/,g" &&
		_own_keep "$build" "$out" && mv -T "$out" "$2"
}

# own_check: the folder can be built
own_check() {
	[[ -d $own_dir ]] || die_usage "build folder $own_name: no such folder"
	[[ -f $own_dir/Kbuild || -f $own_dir/Makefile ]] ||
		die_usage "build folder $own_name has no Kbuild and no Makefile"
}

# own_build SYMBOLS: set $own to the folder of these modules, or to nothing
own_build() {
	own=
	[[ -n $own_dir ]] || return 0
	own=$cache/modules/own-$(own_key "$1")
	[[ ! -d $own ]] || return 0
	step_begin "building $own_name"
	try "$own_name does not build" _own_build "$1" "$own"
	step_end
}

# own_modules: their names
own_modules() {
	local file

	for file in "${own:-/nonexistent}"/*.ko; do
		[[ ! -f $file ]] || basename "$file" .ko
	done
}
