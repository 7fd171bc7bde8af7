# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# The arguments of vms/prepare:
#
#   --update        ask apt for the kernel's newest version
#   --build DIR     build the modules of DIR, too: a driver out of tree
#   --source DIR    build the drivers under test from what DIR has of them
#   --core-source DIR  build the VFIO core from what DIR has of it
#   --path DIR      the kernel is the one in DIR, and NAME begins with path-
#   --driver NAME   a driver under test, which has to be there (repeats)
#   --into WORD     leave all in OBJDIR/kernels/NAME.WORD

options_usage="usage: vms/prepare [--update] [--build DIR] [--source DIR] \
[--core-source DIR] [--path DIR] [--driver NAME]... [--into WORD] NAME OBJDIR [SUITES]"

# options_absolute PATH: what is not there is told later
options_absolute() {
	[[ -z $1 ]] || realpath -m -- "$1"
}

# options_parse ARGUMENT...: set update, own_dir, own_name, source_dir,
# core_source_dir, path_dir, path_given, variant, drivers_wanted, name, options_objdir and
# suites
options_parse() {
	update=
	own_dir=
	source_dir=
	core_source_dir=
	path_given=
	variant=
	drivers_wanted=()
	while [[ ${1:-} == --* ]]; do
		case $1 in
		--update)
			update=1
			shift
			continue
			;;
		--build) own_dir=${2:-} ;;
		--source) source_dir=${2:-} ;;
		--core-source) core_source_dir=${2:-} ;;
		--path) path_given=${2:-} ;;
		--driver) drivers_wanted+=("${2:-}") ;;
		--into) variant=${2:-} ;;
		*) die_usage "$options_usage" ;;
		esac
		[[ -n ${2:-} ]] || die_usage "$options_usage"
		shift 2
	done
	[[ $# -eq 2 || $# -eq 3 ]] || die_usage "$options_usage"
	name=$1
	options_objdir=$2
	suites=${3:-}
	own_name=$own_dir
	[[ -z $own_dir ]] || own_check
	own_dir=$(options_absolute "$own_dir")
	path_dir=$(options_absolute "$path_given")
	source_dir=$(options_absolute "$source_dir")
	core_source_dir=$(options_absolute "$core_source_dir")
}
