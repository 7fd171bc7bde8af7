# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # the parts share variables
# What has to be in the configuration of a kernel of the user's own: to boot in
# our VM, to run the suites, to bring the targets up.

# path_option NAME: y, m or n (which is also what an unknown one is)
path_option() {
	local value

	value=$(sed -n "s/^CONFIG_$1=//p" "$path_config")
	echo "${value:-n}"
}

# path_wants OPTION VALUES WHY: note one whose value is none of VALUES
path_wants() {
	local value

	value=$(path_option "$1")
	[[ " $2 " != *" $value "* ]] || return 0
	[[ $value != n ]] || value="not set"
	path_missing+=("CONFIG_$1 is $value, wanted ${2// / or }: $3")
}

_path_wants_boot() {
	path_wants MODULES y "the fixtures are modules"
	path_wants MODULE_SIG_FORCE n "the fixtures are not signed"
	path_wants TRIM_UNUSED_KSYMS n \
		"the fixtures use symbols that no module of the kernel's may use"
	path_wants BLK_DEV_INITRD y "the guest runs from an initramfs"
	path_wants BINFMT_ELF y "the guest runs programs"
	path_wants BINFMT_SCRIPT y "the guest's process 1 is a script"
	path_wants PRINTK y "the kernel log is read after each case"
	path_wants PROC_FS y "the guest's agent needs /proc"
	path_wants PROC_PAGE_MONITOR y "the guest's agent reads smaps"
	path_wants SYSFS y "devices are found by sysfs"
	path_wants TMPFS y "the guest mounts one"
	path_wants DEVTMPFS y "the guest has no udev"
	path_wants DEBUG_FS y "the guest mounts it; models are looked at there"
	path_wants UNIX y "cases hand the device's file over a socket"
	path_wants PCI y "VIRTIO_PCI needs it"
	path_wants VIRTIO_PCI "y m" "results leave by a virtio port"
	path_wants VIRTIO_CONSOLE "y m" "results leave by a virtio port"
	case $path_arch in
	x86_64)
		path_wants SERIAL_8250_CONSOLE y "the kernel log leaves by it"
		;;
	arm64)
		path_wants SERIAL_AMBA_PL011_CONSOLE y \
			"the kernel log leaves by it"
		;;
	esac
}

# IOMMUFD_DRIVER has no prompt, and comes with others. Up to Linux 6.6
# iova_bitmap was part of vfio, and its header asks for nothing.
_path_wants_tracking() {
	local header=$path_common/include/linux/iova_bitmap.h

	[[ -f $header ]] || {
		path_missing+=("$path_release has no DMA logging: Linux 6.1 and \
later have it")
		return
	}
	! grep -q CONFIG_IOMMUFD_DRIVER "$header" ||
		path_wants IOMMUFD_DRIVER y "without it vfio has no \
iova_bitmap and answers every REPORT with EOPNOTSUPP; it comes with \
CONFIG_IOMMUFD when CONFIG_INTEL_IOMMU, CONFIG_AMD_IOMMU or a tracker such as \
CONFIG_MLX5_VFIO_PCI is on"
}

# path_modes: set modes. Before Linux 6.2 VFIO_GROUP was no option, and on.
_path_modes() {
	modes=
	if grep -q CONFIG_VFIO_GROUP "$path_config"; then
		[[ $(path_option VFIO_GROUP) == n ]] || modes=group
	elif [[ $(path_option VFIO) != n ]]; then
		modes=group
	fi
	[[ $(path_option VFIO_DEVICE_CDEV) == n ]] ||
		modes+="${modes:+ }cdev"
}

_path_wants_vfio() {
	path_wants VFIO "y m" "it is what is tested"
	_path_modes
	if [[ $modes == *group* ]]; then
		path_wants VFIO_IOMMU_TYPE1 "y m" \
			"mode group maps memory by a type1 container"
	fi
	if [[ $modes == *cdev* ]]; then
		path_wants IOMMUFD "y m" "mode cdev maps memory by iommufd"
	fi
	[[ -n $modes || $(path_option VFIO) == n ]] ||
		path_missing+=("CONFIG_VFIO_GROUP and CONFIG_VFIO_DEVICE_CDEV \
are not set, one of them is wanted y: nobody could open a device")
	_path_wants_tracking
}

# _path_wants_function DRIVER CORE: for drivers of a function of QEMU's NVMe
# controller, whose firmware a model in the place of CORE answers for
_path_wants_function() {
	path_wants PCI_MSI y "$1 gets a function with MSI-X"
	path_wants PCI_IOV y "$1 gets a virtual function"
	path_wants BLK_DEV_NVME "y m" "it makes the virtual function"
	path_wants "$2" "m n" "a model takes its place"
	case $path_arch in
	x86_64)
		path_wants INTEL_IOMMU y "the device is behind one"
		path_wants IRQ_REMAP y "VFIO refuses a device without"
		;;
	arm64)
		path_wants ARM_SMMU_V3 "y m" "the device is behind one"
		;;
	esac
	[[ $(path_option VFIO_PCI_CORE) != n ]] ||
		path_wants VFIO_PCI "y m" "$1 needs vfio-pci-core, which it \
selects"
}

_path_wants_driver() {
	case $1 in
	pds-vfio-pci)
		path_wants PDS_VFIO_PCI "m n" "a driver under test is a module"
		_path_wants_function "$1" PDS_CORE
		;;
	mlx5-vfio-pci)
		path_wants MLX5_VFIO_PCI "m n" "a driver under test is a module"
		_path_wants_function "$1" MLX5_CORE
		;;
	mtty)
		path_wants SAMPLE_VFIO_MDEV_MTTY "m n" \
			"a driver under test is a module"
		path_wants VFIO_MDEV "y m" \
			"mtty is a mediated device; CONFIG_SAMPLE_VFIO_MDEV_MTTY selects it"
		;;
	esac
}

# path_config_check: a line for each option that is not as it has to be
path_config_check() {
	local driver line

	path_missing=()
	_path_wants_boot
	_path_wants_vfio
	for driver in "${drivers_wanted[@]}"; do
		_path_wants_driver "$driver"
	done
	[[ ${#path_missing[@]} -gt 0 ]] || return 0
	# several drivers may miss the same
	while read -r line; do
		printf '%s: %s\n' "$say_who" "$line" >&2
	done < <(printf '%s\n' "${path_missing[@]}" | awk '!seen[$1 $2]++')
	exit 2
}
