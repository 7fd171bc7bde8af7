# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2207 # words of COMPREPLY have no spaces
# Completion of trackcert's commands. Commands and options are what --help says,
# names are what `trackcert list` says: nothing here can grow old.

_trackcert_commands() {
	"$1" --help 2>/dev/null |
		sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# _trackcert_options TOOL COMMAND
_trackcert_options() {
	"$1" "$2" --help 2>/dev/null |
		grep -oE '^ +(-., )?--[a-z-]+' | sed 's/.* //'
}

# _trackcert_list TOOL KIND: the names of a list
_trackcert_list() {
	"$1" list "$2" 2>/dev/null | sed 's/ .*//'
}

# _trackcert_values TOOL COMMAND OPTION: the words that OPTION takes; false when
# it takes none that are known
_trackcert_values() {
	case $3 in
	-t | --target) _trackcert_list "$1" targets ;;
	-k | --kernel) _trackcert_list "$1" kernels ;;
	-m | --mode) echo group cdev ;;
	-c | --case) _trackcert_list "$1" cases ;;
	-f | --format)
		"$1" "$2" --help 2>/dev/null | tr -s '\n ' ' ' |
			sed -n 's/.*--format=FORMAT \([^-]*\) -.*/\1/p' |
			sed 's/(default)//; s/ or /,/' | tr -d ' ' | tr , '\n'
		;;
	*) return 1 ;;
	esac
}

# _trackcert_operands TOOL COMMAND: what stands where no option does
_trackcert_operands() {
	case $2 in
	list) "$1" list --help | sed -n '1s/.*OPTION...\] //p' | tr '|' '\n' ;;
	describe) _trackcert_list "$1" cases; _trackcert_list "$1" rules ;;
	run | reproduce | lava) _trackcert_list "$1" cases ;;
	esac
}

_trackcert() {
	local tool=$1 word=$2 before=$3 words

	# --option=value comes as three words
	[[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $word != = ]] || word=
	if ((COMP_CWORD == 1)); then
		words="$(_trackcert_commands "$tool") --help --version"
	elif words=$(_trackcert_values "$tool" "${COMP_WORDS[1]}" "$before"); then
		:
	elif [[ $word == -* ]]; then
		words=$(_trackcert_options "$tool" "${COMP_WORDS[1]}")
	else
		words=$(_trackcert_operands "$tool" "${COMP_WORDS[1]}")
	fi
	COMPREPLY=($(compgen -W "$words" -- "$word"))
}

complete -o bashdefault -o default -F _trackcert trackcert
