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
	# shellcheck source=/dev/null
	. "$file"
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
