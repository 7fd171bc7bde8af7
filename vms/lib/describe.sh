# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# kernel.json: what a report says of the kernel and of every module in it.

# module_as_shipped FILE: whether the unpacked module equals the package's
# digest of it
module_as_shipped() {
	local md5 root

	root=$(kernel_root)
	md5=$(md5sum <"$1") || return
	grep -qxF "${md5%% *}  ${1#"$root"/}" "$work/md5sums"
}

# module_unmodified MODULE: true or false
module_unmodified() {
	local file=${module_file[$1]} sources

	case ${module_origin[$1]} in
	package)
		module_as_shipped "$file" && echo true || echo false
		;;
	package-source)
		sources=${file%.ko}.sources
		grep -q ' false$' "$sources" && echo false || echo true
		;;
	fixture | out-of-tree | own-kernel)
		# nothing to compare with
		echo true
		;;
	esac
}

# module_describe MODULE: its JSON object
module_describe() {
	local file=${module_file[$1]} origin=${module_origin[$1]} base sha256
	local sources=/dev/null

	base=$(basename "$file")
	base=${base%%.ko*}.ko
	sha256=$(sha256sum \
		<"$tree/lib/modules/$release/$origin/$base") || return
	[[ $origin == package || $origin == fixture ||
		! -f ${file%.ko}.sources ]] || sources=${file%.ko}.sources
	jq -R -n --arg name "${base%.ko}" --arg sha256 "${sha256%% *}" \
		--arg origin "$origin" \
		--argjson unmodified "$(module_unmodified "$1")" '
		{$name, $sha256, $origin, $unmodified,
		 sources: [inputs | split(" ") |
			{path: .[0], sha256: .[1],
			 unmodified: (.[2] == "true")}]}' "$sources"
}

# parameters_of MODULE: MODULE.PARAMETER a line, for what was built here
parameters_of() {
	[[ ${module_origin[$1]} != package &&
		${module_origin[$1]} != own-kernel ]] || return 0
	modinfo -F parm "${module_file[$1]}" |
		sed "s/^\([^:]*\):.*/$(basename "${module_file[$1]}" .ko).\1/"
}

# _package_digests: what the image package says of its files
_package_digests() {
	[[ -z $compiled ]] || return 0
	package_is_whole "$(package_file image)" "$(sha256_of image)" || {
		echo "error: $(package_file image) is damaged: delete it"
		return 1
	}
	dpkg-deb --info "$(package_file image)" md5sums >"$work/md5sums"
}

# packages_used: lines of the packages that the kernel was made of
packages_used() {
	if [[ -n $path_dir ]]; then
		: # it comes out of no package that we know
	elif [[ -n $compiled ]]; then
		awk '$1 == "source"' "$packages"
	else
		sed 1d "$packages"
	fi
}

# kernel_page_size: bytes; x86 has no choice
kernel_page_size() {
	local shift

	shift=$(sed -n "s/^CONFIG_PAGE_SHIFT=//p" \
		"$(kernel_root)/boot/config-$release") || return
	echo $((1 << ${shift:-12}))
}

_kernel_describe() {
	local module config

	_package_digests &&
		config=$(sha256sum \
			<"$(kernel_root)/boot/config-$release") || return
	for module in "${module_list[@]}"; do
		module_describe "$module" || return
	done >"$work/modules.json"
	for module in "${module_list[@]}"; do
		parameters_of "$module" || return
	done >"$work/parameters"
	packages_used |
		jq -R -n --arg name "$name" --arg release "$release" \
		--arg summary "$summary" --arg config "${config%% *}" \
		--arg append "$(kernel_append)" --arg modes "$modes" \
		--arg note "$note" --arg profile "$profile" \
		--arg driver_changed "$driver_changed" \
		--arg core_changed "$core_changed" \
		--arg source "$source_dir" --arg core_source "$core_source_dir" \
		--arg arch "$arch" --argjson page_size "$(kernel_page_size)" \
		--argjson slow "$slow" \
		--slurpfile modules "$work/modules.json" \
		--rawfile parameters "$work/parameters" '
		{$name, $summary, $release, $arch, $page_size,
		 config_sha256: $config, $append,
		 $profile, $slow, modes: ($modes | split(" ")),
		 packages: ([inputs | split(" ") | {(.[1]): .[2]}] | add // {}),
		 $note, parameters: ($parameters | split("\n") | map(select(. != ""))),
		 source: ($source | select(. != "") // null),
		 core_source: ($core_source | select(. != "") // null),
		 driver_changed: ($driver_changed | split("\n") | map(select(. != ""))),
		 core_changed: ($core_changed | split("\n") | map(select(. != ""))),
		 modules: ($modules | sort_by(.name))}' \
		>"$out/kernel.json"
}

# kernel_describe: $out/kernel.json
kernel_describe() {
	[[ -n $compiled ]] || package_download image
	try "cannot describe $name" _kernel_describe
}
