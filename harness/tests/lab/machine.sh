# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC1091,SC2034,SC2154 # parts share variables
# What tests on the lab machine share: its devices, and what they find out. TAP
# without numbers: ../lab.sh has them.

out=/lab/out
mapfile -t cases </lab/cases

fail() {
	echo "not ok - the lab machine: $*"
	exit 1
}

# machine_nvme: the controller has its driver; $pf is its address
machine_nvme() {
	. /lib/trackcert/system.sh
	modprobe nvme
	until pf=$(ls -d /sys/bus/pci/drivers/nvme/0000:*/nvme/nvme*); do
		usleep 100000
	done
	pf=${pf%/nvme/*} pf=${pf##*/}
}

# machine_vf: it has a VF, on line; $vf is its address
machine_vf() {
	local DRIVER=none

	. /lib/trackcert/system.sh
	modprobe nvme
	. /lab/nvme-vf
	vf=${vf##*/} pf=${pf##*/}
}

# told STATUS NAME: also in the kernel log, where one sees how far it has come
told() {
	echo "<6>lab: $1 $2" >/dev/kmsg
	if [ "$1" = 0 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		tail -n 20 "$out/last" | sed 's/^/# /'
	fi
}

# What must be as before: drivers, overrides, VFs, modules.
snapshot() {
	local folder file

	for folder in /sys/bus/pci/devices/*; do
		echo "$folder $(readlink "$folder/driver")"
		for file in driver_override sriov_numvfs sriov_drivers_autoprobe \
			reset_method; do
			[ ! -f "$folder/$file" ] ||
				echo "$file $(cat "$folder/$file")"
		done
	done
	cut -d " " -f 1 /proc/modules | sort
	ls /var/lib/trackcert 2>/dev/null
}

unchanged() {
	snapshot >"$out/now"
	diff "$out/before" "$out/now" >"$out/last"
	told $? "$1: the machine is as before"
}

# tool STATUS NAME ARGUMENT...
tool() {
	local want=$1 name=$2 got=0
	shift 2

	trackcert "$@" >"$out/last" 2>&1 </dev/null || got=$?
	cp "$out/last" "$out/$name.log"
	[ "$got" = "$want" ]
	told $? "$name: exit status $got, wanted $want"
}

# refused STATUS WORDS ARGUMENT...: one line, and nothing has changed
refused() {
	local want=$1 words=$2 got=0
	shift 2

	trackcert "$@" >"$out/last" 2>&1 </dev/null || got=$?
	[ "$got" = "$want" ] && [ "$(grep -c . "$out/last")" = 1 ] &&
		grep -qF -- "$words" "$out/last"
	told $? "refused with $got, wanted $want: $words"
	unchanged "refused: $words"
}
