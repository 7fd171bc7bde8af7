# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Our own modules and the guest's small helpers.

# fixtures_key SYMBOLS: digest of everything that our modules depend on
fixtures_key() {
	{
		cat "$packages"
		echo "$cache $fixture_modules $compiled"
		source_digests "$top/fixtures/modules"
		[[ -z $patches ]] || patches_digest
		cat "$vms/lib/fixtures.sh" "$vms/lib/make.sh" \
			"$vms/lib/patches.sh"
		[[ -z $1 ]] || cat "$1"
		"$compiler" --version
	} | sha256sum
}

# _fixtures_build SYMBOLS KEY
_fixtures_build() {
	local build=$work/fixtures.build out=$work/fixtures module

	cp -a "$top/fixtures/modules" "$build" && mkdir -p "$out" &&
		headers_copy "$build/include" &&
		module_make "$build" "$1" &&
		cp "$build/Module.symvers" "$out" || return
	for module in $fixture_modules; do
		module_keep "$module" "$build" "$out" || return
	done
	echo "$2" >"$out/key" &&
		rm -rf "$fixtures" && mv -T "$out" "$fixtures"
}

# fixtures_build SYMBOLS: set $fixtures to the folder of our modules
fixtures_build() {
	local key

	# a core of the user's own has symbols of its own
	fixtures=$objdir/kernels/$name${core_changed:+.$variant}${path_dir:+.$variant}.fixtures
	key=$(fixtures_key "$1")
	[[ $(cat "$fixtures/key" 2>/dev/null) != "$key" ]] || return 0
	step_begin "building $fixture_modules"
	try "$fixture_modules do not build for $name" \
		_fixtures_build "$1" "$key"
	step_end
}

_helpers_build() {
	local file

	mkdir -p "$work/helpers" || return
	for file in "$top"/fixtures/targets/*.c; do
		"$user_compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -static \
			-o "$work/helpers/$(basename "$file" .c)" "$file" ||
			return
	done
}

# helpers_build: the programs that bring-up scripts call into $work/helpers
helpers_build() {
	try "the bring-up helpers do not build" _helpers_build
}
