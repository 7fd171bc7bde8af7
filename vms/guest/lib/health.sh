# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154 # the parts share variables
# What a kernel with debugging aids knows of its own health.

kmemleak=/sys/kernel/debug/kmemleak

# health_begin: what was there before the first case is not the driver's fault.
# An allocation that fails because a case asked for it is a line in the log, not
# a stack, which would be a complaint.
health_begin() {
	local file

	for file in /sys/kernel/debug/fail*/verbose; do
		[ ! -f "$file" ] || echo 1 >"$file"
	done
	[ ! -f "$kmemleak" ] || echo clear >"$kmemleak"
	health_mark "a process from before the first case"
}

# health_mark WHO: whose were the processes that began since the last mark. The
# last field of /proc/loadavg is the number of the newest one.
health_mark() {
	local one five fifteen running newest

	[ -f "$kmemleak" ] || return 0
	read -r one five fifteen running newest </proc/loadavg
	echo "$newest $1" >>"$scratch/processes"
}

# Objects of a case that are shown with their stack; of the others only that
# they are there.
leaks_shown=3

# health_leaks: kmemleak's list as lines of the kernel log, each object with the
# place and the name of the case that it was allocated in
health_leaks() {
	awk -v shown="$leaks_shown" 'FNR == NR { newest[++n] = $1; sub(/^[0-9]+ /, ""); who[n] = $0; next }
		/^unreferenced object/ { object = $0; next }
		object != "" {
			pid = 0
			if (match($0, /pid [0-9]+/))
				pid = substr($0, RSTART + 4, RLENGTH - 4) + 0
			for (i = 1; i < n && newest[i] < pid; i++)
				;
			line = "<5>kmemleak: " who[i] ": " object
			object = ""
			quiet = ++leaks[i] > shown
			if (!quiet)
				print line
		}
		!quiet { print "<5>kmemleak: " $0 }
		END {
			for (i in leaks)
				if (leaks[i] > shown)
					print "<5>kmemleak: " who[i] ": " \
						"unreferenced objects, " \
						leaks[i] " in all"
		}' "$scratch/processes" "$kmemleak"
}

# health_end: lines in the kernel log, behind the last case, about leaked memory
# and about lockdep that is off. An object counts as leaked when two scans find
# no pointer to it and it is five seconds old (mm/kmemleak.c).
health_end() {
	report_mark health
	if [ -f "$kmemleak" ]; then
		sleep 5
		echo scan >"$kmemleak"
		report_line env kmemleak scanning
		echo scan >"$kmemleak"
		health_leaks | head -n 5000 >"$scratch/leaks"
		while IFS= read -r line; do
			echo "$line" >/dev/kmsg
		done <"$scratch/leaks"
		report_line env kmemleak \
			"$(grep -c "unreferenced object 0x" "$scratch/leaks") leaks"
	fi
	if grep -q "debug_locks: *0" /proc/lockdep_stats 2>/dev/null; then
		echo "<4>trackcert: lockdep is off" >/dev/kmsg
	fi
}
