# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154 # the parts share variables
# The agent's own lines, to the virtio-serial port and to the kernel log.

port=

# report_open: find the port by its name; without it nobody would hear
report_open() {
	modprobe -q virtio_pci 2>/dev/null || :
	modprobe -q virtio_console 2>/dev/null || :
	wait_for 10 report_find || {
		echo "trackcert: no virtio-serial port is called trackcert" \
			>/dev/kmsg
		system_off
	}
}

report_find() {
	local file

	for file in /sys/class/virtio-ports/*/name; do
		[ -f "$file" ] || continue
		[ "$(cat "$file")" = trackcert ] || continue
		file=${file%/name}
		[ -c "/dev/${file##*/}" ] || continue
		port=/dev/${file##*/}
		exec 3>"$port"
		return 0
	done
	return 1
}

# report_line WORD...: a line of the agent's own on the port
report_line() {
	[ -z "$port" ] || echo "# trackcert ${NONCE:-none} $*" >&3
}

# report_mark WORD...: the same, in the kernel log as well
report_mark() {
	echo "<6># trackcert ${NONCE:-none} $*" >/dev/kmsg
	report_line "$@"
}

# fail REASON...: the target cannot be brought up: say why, with the last line
# of the kernel log that complains, and power off
fail() {
	trap - EXIT
	report_mark failed "$*$(report_complaint)"
	system_off
}

# report_complaint: of the kernel log, the last line at warning level or above,
# but for those that every module built here causes
report_complaint() {
	dmesg -r | sed -n "s/^<[0-4]>\[[^]]*\] */; kernel: /p" |
		grep -vE "loading out-of-tree|module verification failed" |
		tail -n 1
}
