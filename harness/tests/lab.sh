# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # who sources this has the rest
# A VM that plays a machine of a lab, with an NVMe controller behind an IOMMU,
# trackcert itself in it and /lab/test as what it is there for. For tests, which
# set root, O, kernel, limit (seconds for that machine) and work (a folder).

lines=()

# told STATUS NAME: a line of the test's own
told() {
	if [ "$1" = 0 ]; then
		lines+=("ok - $2")
	else
		lines+=("not ok - $2")
	fi
}

# told_all: all lines in TAP, numbered; false when one is not ok
told_all() {
	local count

	count=$(printf '%s\n' "${lines[@]}" | grep -cE '^(ok|not ok) ')
	echo "1..$count"
	printf '%s\n' "${lines[@]}" |
		awk '/^(not )?ok - / { n++; sub(/ok - /, "ok " n " - ") } { print }'
	! printf '%s\n' "${lines[@]}" | grep -q '^not ok '
}

# lab_file SOURCE [PLACE]: a file of this machine, with the libraries it needs
lab_file() {
	local library place=${2:-$1}

	mkdir -p "$work/lab/$(dirname "$place")"
	cp -L "$1" "$work/lab/$place"
	ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
		[ -e "$work/lab$library" ] || {
			mkdir -p "$work/lab$(dirname "$library")"
			cp -L "$library" "$work/lab$library"
		}
	done
}

# lab_fill TEST: trackcert with all that it reads, and TEST as /lab/test. The VF
# is set up by the machine's own means, up to where a driver would be bound.
lab_fill() {
	local source=$work/lab/lab/source

	lab_file "$O/trackcert" lab/bin/trackcert
	lab_file /bin/bash bin/bash
	mkdir -p "$source/vms" "$work/lab/lab/built" "$work/lab/sys/kernel/debug"
	cp -r "$root/fixtures" "$root/CONFORMANCE.md" "$source"
	cp -r "$root"/vms/{guest,kernels,lib,machine} "$source/vms"
	cp "$O/cases.jsonl" "$O/benches.jsonl" "$work/lab/lab/built"
	ln -s /suites "$work/lab/lab/built/suites"
	cp "$root"/harness/tests/lab/* "$work/lab/lab"
	cp "$root/harness/tests/lab/$1" "$work/lab/lab/test"
	printf '%s\n' "${cases[@]}" >"$work/lab/lab/cases"
	sed '/driver_override/,$d' "$root/fixtures/targets/nvme-vf.sh" \
		>"$work/lab/lab/nvme-vf"
}

# lab_boot MEMORY: run the machine to its end; $work/out is what it leaves
lab_boot() {
	local arguments=() option value

	(cd "$work/lab" && find . | cpio -o -H newc --quiet -R 0:0) >"$work/lab.cpio" &&
		cat "$O/kernels/$kernel/initramfs.cpio" "$work/lab.cpio" >"$work/initrd"
	mapfile -t arguments < <("$root/vms/machine" "$kernel" tcg |
		sed "s/^1G$/$1/; s/^\(.*panic=.*\)$/\1 rdinit=\/lab\/init/")
	while read -r option value; do
		arguments+=("$option" "${value//@DISK@/$work/disk}")
	done < <(sed -n 's/^qemu = //p' "$root/fixtures/targets/pds.conf")
	# blocks of their own contents: a read of one shows
	seq -f "%0511.0f" $((64 << 11)) >"$work/disk"
	timeout "$limit" qemu-system-x86_64 "${arguments[@]}" \
		-chardev "file,id=console,path=$work/console" -serial chardev:console \
		-chardev "file,id=agent,path=$work/out.tar" -device virtio-serial-pci \
		-device virtserialport,chardev=agent,name=trackcert \
		-kernel "$O/kernels/$kernel/vmlinuz" -initrd "$work/initrd" \
		>"$work/qemu" 2>&1
	tar -x -C "$work" -f "$work/out.tar" 2>/dev/null
	if [ -s "$work/out/said" ]; then
		mapfile -t lines < <(grep -aE '^(ok|not ok|#) ?' "$work/out/said")
		told 0 "the lab machine came up"
	else
		told 1 "the lab machine came up"
		tail -n 20 "$work/console" "$work/qemu" >&2
		false
	fi
}

# results FILE: "CASE RESULT" of a run
results() {
	jq -r '.targets[0].cases[] | "\(.id) \(.result)"' "$1/results.json" | sort
}

verdict() {
	jq -r '.targets[0].verdict' "$1/results.json"
}
