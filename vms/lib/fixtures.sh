# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# Our own modules and the guest's small helpers.

# _fixtures_build SYMBOLS
_fixtures_build() {
	local build=$work/fixtures.build module

	cp -a "$top/fixtures/modules" "$build" && mkdir -p "$fixtures" &&
		module_make "$build" "$1" &&
		cp "$build/Module.symvers" "$fixtures" || return
	for module in $fixture_modules; do
		module_keep "$module" "$build" "$fixtures" || return
	done
}

# fixtures_build SYMBOLS: set $fixtures to the folder of our modules
fixtures_build() {
	fixtures=$work/fixtures
	step_begin "building $fixture_modules"
	try "$fixture_modules do not build for $name" _fixtures_build "$1"
	step_end
}

_helpers_build() {
	local file

	mkdir -p "$work/helpers" || return
	for file in "$top"/fixtures/targets/*.c; do
		gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static \
			-o "$work/helpers/$(basename "$file" .c)" "$file" ||
			return
	done
}

# helpers_build: the programs that bring-up scripts call into $work/helpers
helpers_build() {
	try "the bring-up helpers do not build" _helpers_build
}
