# shellcheck shell=dash disable=SC2034 # sourced by the guest's agent
device=/sys/bus/platform/devices/acme-tracker.0
wait_for 10 test -e "$device/driver" ||
	fail "acme-tracker is loaded and has not bound its device"
TRACKCERT_DEVICE=$device
