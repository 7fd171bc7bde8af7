# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC2154 # the parts share variables
# What the firmware model can be told: fixtures/targets/nvme-vf.sh has the same.

TRACKCERT_DEVICE=$DEVICE
export TRACKCERT_COMBINE=/sys/module/pds_core_model/parameters/max_regions
export TRACKCERT_FAULT_START=/sys/module/pds_core_model/parameters/fail_cmd
export TRACKCERT_FAULT_READ=/sys/module/pds_core_model/parameters/fail_cmd
