# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# A kernel's file, vms/kernels/NAME, and what follows from it.

# kernel_load NAME: read its assignments; refuse a name that is none
kernel_load() {
	local file=$vms/kernels/$1

	if [[ ! $1 =~ ^[a-z0-9][a-z0-9.-]*$ || ! -f $file ]]; then
		die_usage "no kernel is called '$1'; there are:$(
			cd "$vms/kernels" && printf ' %s' *)"
	fi
	profile=mainline
	patches=
	driver_sources=
	configs=
	compiled=
	compile_name=$1
	base=$1
	kernel_files=("$file")
	# shellcheck source=/dev/null
	. "$file"
	kernel_tools
}

# kernel_tools: what compiles for the kernel, and what comes out
kernel_tools() {
	compiler=gcc-12
	strip="strip"
	kernel_image=arch/x86/boot/bzImage
	kernel_make=()
	[[ -z $configs ]] ||
		kernel_make=(ARCH=x86 "CC=$compiler" "HOSTCC=$compiler")
}

# kernel_base NAME: to be called first by the file of a kernel that is NAME but
# for what the file then changes. It shares NAME's packages, at NAME's version,
# and all that is kept of them. At the bottom lies a kernel that has no base;
# its name is left in $base, the files of all in $kernel_files. A file that
# leaves the configuration of a compiled NAME as it is sets compile_name=NAME, to
# share the kernel itself.
kernel_base() {
	base=$1
	kernel_files+=("$vms/kernels/$1")
	# shellcheck source=/dev/null
	. "$vms/kernels/$1"
}

# kernel_append: the guest's whole command line.
# no_timer_check: under TCG on a busy host the IO-APIC's timer check panics now
# and then. oops=panic: a kernel that oopsed must not judge the next case.
# loglevel=7 brings KERN_INFO to the serial console, devkmsg=on lets every mark
# of the agent through.
kernel_append() {
	echo "console=ttyS0 loglevel=7 printk.devkmsg=on intel_iommu=on" \
	     "oops=panic panic=-1 no_timer_check mitigations=off" \
	     "8250.nr_uarts=1 ${append:+$append }rdinit=/init"
}
