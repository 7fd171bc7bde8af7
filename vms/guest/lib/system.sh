# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154,SC3028 # parts share variables
# The guest itself: its file systems, what it says of itself, its end.

# system_mount: what suites and bring-up scripts need mounted
system_mount() {
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t tmpfs tmpfs /tmp
	mkdir -p /dev/shm
	mount -t tmpfs tmpfs /dev/shm
}

# clock_read: $now_ms becomes milliseconds since the epoch. EPOCHREALTIME has
# six digits behind the point. No "$(clock)": a fork costs more than most cases.
clock_read() {
	local now=$EPOCHREALTIME

	now_ms=$((${now%.*} * 1000 + (1${now#*.} - 1000000) / 1000))
}

# wait_for SECONDS COMMAND...: poll until COMMAND succeeds; on a slow kernel for
# as many times the seconds
wait_for() {
	local now_ms deadline

	clock_read
	deadline=$((now_ms + $1 * 1000 * ${TRACKCERT_SLOW:-1}))
	shift
	while ! "$@"; do
		clock_read
		[ "$now_ms" -lt "$deadline" ] || return 1
		usleep 10000
	done
}

# page_size: bytes; what the kernel uses for this very shell
page_size() {
	awk '$1 == "KernelPageSize:" { print $2 * 1024; exit }' /proc/self/smaps
}

# system_describe: env lines of the guest
system_describe() {
	report_line env release "$(uname -r)"
	report_line env version "$(uname -v)"
	report_line env page_size "$(page_size)"
	report_line env cpus "$(nproc)"
	report_line env memory_kib \
		"$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)"
}

# device_check: the bring-up script must have left a bound device
device_check() {
	[ -n "${TRACKCERT_DEVICE:-}" ] ||
		fail "the bring-up script did not set TRACKCERT_DEVICE"
	[ -d "$TRACKCERT_DEVICE" ] ||
		fail "there is no device $TRACKCERT_DEVICE"
	[ -e "$TRACKCERT_DEVICE/driver" ] ||
		fail "no driver is bound to $TRACKCERT_DEVICE"
}

# device_describe: env lines of the device under test. iommu_type is the
# group's domain when no VFIO user has it: anything but identity means that
# translation is on. Devices without an IOMMU of their own have none.
device_describe() {
	local group type=none cap

	report_line env device "$TRACKCERT_DEVICE"
	report_line env driver \
		"$(basename "$(readlink -f "$TRACKCERT_DEVICE/driver")")"
	report_line env modules "$(cut -d " " -f 1 /proc/modules | tr "\n" " ")"
	group=$(readlink -f "$TRACKCERT_DEVICE/iommu_group" || :)
	if [ -d "$group" ]; then
		[ ! -f "$group/type" ] || type=$(cat "$group/type")
		report_line env iommu_group "${group##*/}"
	fi
	report_line env iommu_type "$type"
	cap=$TRACKCERT_DEVICE/iommu/intel-iommu/cap
	if [ -f "$cap" ]; then
		# VT-d specification, capability register: MGAW, bits 21:16
		report_line env iommu_address_bits \
			$((((0x$(cat "$cap") >> 16) & 0x3f) + 1))
	fi
}

# tracking_describe: an env line of a kernel on which no driver can track. The
# core hands a driver the bitmap of a REPORT as an iova_bitmap; without
# IOMMUFD_DRIVER to make one is an inline stub (include/linux/iova_bitmap.h).
tracking_describe() {
	local names=/proc/kallsyms

	[ -r $names ] || return 0
	! grep -qw iova_bitmap_alloc $names || return 0
	report_line env cannot_track \
		"vfio was built without iova_bitmap (CONFIG_IOMMUFD_DRIVER):" \
		"every REPORT fails with EOPNOTSUPP"
}

# model_describe: env lines of what a firmware model assumes, with its sources:
# a pass is worth no more than these
model_describe() {
	local file name value default what source

	for file in /sys/kernel/debug/*/assumptions; do
		[ -f "$file" ] || continue
		sed 1d "$file" |
			while IFS="$(printf "\t")" read -r name value default what source; do
				report_line env "assumption:$name" \
					"$value: $what ($source)"
			done
	done
}

# system_off: the end; nothing is left to be written back
system_off() {
	trap - EXIT
	poweroff -f
	while :; do
		sleep 1
	done
}
