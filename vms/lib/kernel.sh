# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# A kernel's file, vms/kernels/NAME, and what follows from it.

# kernel_load NAME: read its assignments; refuse a name that is none. path:ARCH is
# any kernel of that architecture that a user has in a folder.
kernel_load() {
	local file=$vms/kernels/$1

	if [[ $1 == path:* ]]; then
		file=$vms/path-kernel
	elif [[ ! $1 =~ ^[a-z0-9][a-z0-9.-]*$ || ! -f $file ]]; then
		die_usage "no kernel is called '$1'; there are:$(
			cd "$vms/kernels" && printf ' %s' *)"
	fi
	profile=mainline
	arch=x86_64
	[[ $1 != path:* ]] || arch=${1#path:}
	packages_name=
	packages_arch=
	slow=1
	memory=1G
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

# kernel_tools: what compiles for the kernel's architecture, and what comes out
kernel_tools() {
	packages_name=${packages_name:-$base}
	prefix=
	user_compiler=gcc
	kernel_make=()
	case $arch in
	x86_64)
		kernel_image=arch/x86/boot/bzImage
		[[ -z $configs ]] || kernel_make=(ARCH=x86)
		;;
	arm64)
		prefix=aarch64-linux-gnu-
		kernel_image=arch/arm64/boot/Image
		kernel_make=(ARCH=arm64 "CROSS_COMPILE=$prefix")
		;;
	*)
		die_usage "'$arch' is no architecture of a kernel: there are" \
			"x86_64 and arm64"
		;;
	esac
	compiler=${prefix}gcc-12
	[[ -z $prefix ]] || user_compiler=$compiler
	strip=${prefix}strip
	[[ -z $configs ]] ||
		kernel_make+=("CC=$compiler" HOSTCC=gcc-12)
}

# kernel_base NAME: to be called first by the file of a kernel that is NAME but
# for what the file then changes. It shares NAME's packages, at NAME's version,
# and all that is kept of them. At the bottom lies a kernel that has no base;
# its name is left in $base, the files of all in $kernel_files. A file that
# leaves the configuration of a compiled NAME as it is sets compile_name=NAME, to
# share the kernel itself. One whose packages are others all the same sets
# packages_name to its own name, and packages_arch when they are of an
# architecture that this system does not have.
kernel_base() {
	base=$1
	kernel_files+=("$vms/kernels/$1")
	# shellcheck source=/dev/null
	. "$vms/kernels/$1"
}

# _kernel_append_machine: what the machine of vms/machine wants.
# no_timer_check: under TCG on a busy host the IO-APIC's timer check panics now
# and then. config_acs: QEMU's root ports can isolate what is behind them and
# have it switched off; without it all of PCI is one IOMMU group.
_kernel_append_machine() {
	case $arch in
	x86_64)
		echo "console=ttyS0 8250.nr_uarts=1 intel_iommu=on" \
		     "no_timer_check"
		;;
	arm64)
		echo "console=ttyAMA0 pci=config_acs=xx111x1@pci:1b36:000c"
		;;
	esac
}

# kernel_append: the guest's whole command line. oops=panic: a kernel that
# oopsed must not judge the next case. loglevel=7 brings KERN_INFO to the serial
# console, devkmsg=on lets every mark of the agent through.
kernel_append() {
	echo "$(_kernel_append_machine) loglevel=7 printk.devkmsg=on" \
	     "oops=panic panic=-1 mitigations=off" \
	     "${append:+$append }rdinit=/init"
}
