// SPDX-License-Identifier: GPL-2.0-only
/* Devices of this machine: what is refused, what is changed and given back. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "test.h"

#include "claim.h"
#include "doctor_device.h"
#include "fake_machine.h"
#include "passthrough.h"
#include "users.h"

static int setup(void **state)
{
	machine_make();
	return 0;
}

static int teardown(void **state)
{
	machine_remove();
	return 0;
}

/* A finding of what is missing; its words in @says. Returns the exit status. */
static int refusal(const struct hardware_ask *ask, const char *bdf,
		   const char **subject, char **says)
{
	struct findings findings = { 0 };
	struct pci_device device;
	int status;

	*subject = NULL;
	*says = NULL;
	assert_int_equal(pci_device_read(bdf, &device), 0);
	checks_make(ask, &device, &findings);
	for (size_t i = findings.n; i; i--)
		if (findings.v[i - 1].word == FINDING_MISSING) {
			*subject = findings.v[i - 1].subject;
			free(*says);
			*says = xstrdup(findings.v[i - 1].says);
		}
	status = checks_refuse(&device, &findings);
	findings_free(&findings);
	pci_device_free(&device);
	return status;
}

static const struct hardware_ask local_ask = { .spec = PF,
					       .local = true,
					       .driver = "pds-vfio-pci" };

/* Refused for this and nothing else, and the kernel was told nothing. */
static void refused_for(const struct hardware_ask *ask, int status,
			const char *subject, const char *words)
{
	const char *found;
	char *says;

	assert_int_equal(refusal(ask, PF, &found, &says), status);
	assert_string_equal(found, subject);
	if (!strstr(says, words))
		fail_msg("'%s' lacks '%s'", says, words);
	assert_int_equal(told, 0);
	assert_false(changes_there());
	free(says);
}

static void a_good_machine_is_fit(void **state)
{
	const char *subject;
	char *says;

	assert_int_equal(refusal(&local_ask, PF, &subject, &says), 0);
	assert_null(subject);
}

static void addresses_are_parsed(void **state)
{
	static const char *const bad[] = { "",
					   "zz",
					   "01:00",
					   "0000:01:00.8",
					   "0000:01:20.0",
					   "0000:01:00.0 ",
					   "../../x",
					   "00001:01:00.0" };
	char *bdf = bdf_parse("3B:00.2");

	assert_string_equal(bdf, "0000:3b:00.2");
	free(bdf);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_null(bdf_parse(bad[i]));
}

static void facts_are_read(void **state)
{
	struct pci_device d;
	char *vf;

	assert_int_equal(pci_device_read(PF, &d), 0);
	assert_string_equal(d.vendor, "0x1b36");
	assert_string_equal(d.subdevice, "0x1100");
	assert_string_equal(d.driver, "nvme");
	assert_string_equal(d.override, "");
	assert_string_equal(d.group, "11");
	assert_string_equal(d.reset, "flr pm");
	assert_string_equal(d.firmware, "1.0");
	assert_string_equal(d.speed, "16.0 GT/s PCIe");
	assert_int_equal(d.numa, -1);
	assert_int_equal(d.address_bits, 39);
	assert_int_equal(d.totalvfs, 2);
	vf = pci_vf_bdf(&d, 0);
	assert_string_equal(vf, VF);
	free(vf);
	pci_device_free(&d);
}

static void unknown_devices_are_refused(void **state)
{
	struct pci_device d;

	assert_int_equal(device_find("0000:09:00.0", &d), STATUS_USAGE);
	pci_device_free(&d);
	assert_int_equal(device_find("nonsense", &d), STATUS_USAGE);
	pci_device_free(&d);
}

static void no_iommu(void **state)
{
	path_remove(DEVICES "/" PF "/iommu_group");
	refused_for(&local_ask, STATUS_INFRA, "iommu", "no IOMMU translates");
}

static void no_remapping(void **state)
{
	file_put("/proc/interrupts", "  24: 0 PCI-MSI-0000:01:00.0 nvme0q0\n");
	refused_for(&local_ask, STATUS_INFRA, "interrupts",
		    "does not remap interrupts");
}

static void group_is_shared(void **state)
{
	device_put("0000:01:00.7", "11");
	refused_for(&local_ask, STATUS_USAGE, "group", "0000:01:00.7");
}

static void bridges_share_no_group(void **state)
{
	const char *subject;
	char *says;

	device_put("0000:00:01.0", "11");
	file_put(DEVICES "/0000:00:01.0/class", "0x060400\n");
	assert_int_equal(refusal(&local_ask, PF, &subject, &says), 0);
}

static void a_partition_is_mounted(void **state)
{
	file_put("/proc/self/mountinfo",
		 "21 1 259:1 / /srv rw - ext4 /dev/nvme0n1p1 rw\n");
	refused_for(&local_ask, STATUS_USAGE, "in use",
		    "nvme0n1p1 is mounted on /srv");
}

static void a_file_system_of_several_disks_is_mounted(void **state)
{
	file_put("/proc/self/mountinfo",
		 "21 1 0:44 / /srv rw shared:1 - btrfs /dev/nvme0n1 rw\n");
	refused_for(&local_ask, STATUS_USAGE, "in use",
		    "nvme0n1 is mounted on /srv");
}

/* Where several paths may lead to a namespace it lies elsewhere. */
static void a_namespace_of_a_subsystem_is_mounted(void **state)
{
	file_put("/sys/class/nvme-subsystem/nvme-subsys0/nvme0n7/dev",
		 "259:9\n");
	folder_put("/sys/class/nvme-subsystem/nvme-subsys0/nvme0n7/queue");
	link_put("/sys/class/nvme-subsystem/nvme-subsys0/nvme0",
		 DEVICES "/" PF "/nvme/nvme0");
	file_put("/proc/self/mountinfo",
		 "21 1 259:9 / /srv rw - ext4 /dev/x rw\n");
	refused_for(&local_ask, STATUS_USAGE, "in use",
		    "nvme0n7 is mounted on /srv");
}

static void a_partition_is_swap(void **state)
{
	file_put("/proc/swaps", "Filename\tType\n"
				"/dev/nvme0n1p1 partition 1 0 -2\n");
	refused_for(&local_ask, STATUS_USAGE, "in use", "nvme0n1p1 is swap");
}

static void a_disk_is_part_of_another(void **state)
{
	file_put(DEVICES "/" PF "/nvme/nvme0/nvme0n1/holders/dm-0", "");
	refused_for(&local_ask, STATUS_USAGE, "in use",
		    "nvme0n1 is part of dm-0");
}

static void an_interface_carries_the_default_route(void **state)
{
	file_put(DEVICES "/" PF "/net/eth0/flags", "0x1003\n");
	refused_for(&local_ask, STATUS_USAGE, "in use",
		    "eth0 carries the default route");
}

static void an_interface_is_up(void **state)
{
	file_put(DEVICES "/" PF "/net/eth7/flags", "0x1003\n");
	refused_for(&local_ask, STATUS_USAGE, "in use", "eth7 is up");
}

static void an_interface_that_is_down_is_nobodys(void **state)
{
	const char *subject;
	char *says;

	file_put(DEVICES "/" PF "/net/eth7/flags", "0x1002\n");
	assert_int_equal(refusal(&local_ask, PF, &subject, &says), 0);
}

static void a_process_has_the_group_open(void **state)
{
	file_put("/sys/class/vfio/11/dev", "510:0\n");
	file_put("/proc/77/comm", "qemu-system-x86\n");
	link_put("/proc/77/fd/9", "/dev/vfio/11");
	refused_for(&local_ask, STATUS_USAGE, "in use",
		    "process 77 (qemu-system-x86) has 11 open");
}

static void it_has_vfs(void **state)
{
	file_put(DEVICES "/" PF "/sriov_numvfs", "2\n");
	refused_for(&local_ask, STATUS_USAGE, "in use", "it has 2 VFs");
}

static void it_is_not_bound_to_vfio(void **state)
{
	const struct hardware_ask ask = { .spec = PF, .local = true };

	refused_for(&ask, STATUS_USAGE, "driver", "nvme, which is no VFIO");
	driver_set(PF, NULL);
	refused_for(&ask, STATUS_USAGE, "driver", "bound to nothing");
}

static void the_driver_is_not_there(void **state)
{
	const struct hardware_ask ask = { .spec = PF,
					  .local = true,
					  .driver = "nonsuch-vfio-pci" };

	refused_for(&ask, STATUS_USAGE, "driver", "no module nonsuch-vfio-pci");
}

static void vfio_is_not_there(void **state)
{
	file_put("/lib/modules/" RELEASE "/modules.dep",
		 "kernel/drivers/vfio/vfio.ko.xz:\n");
	path_remove("/sys/module/vfio_iommu_type1");
	refused_for(&local_ask, STATUS_INFRA, "vfio",
		    "no module vfio_iommu_type1");
}

static void not_root(void **state)
{
	file_put("/proc/self/status", "CapEff:\t0000000000000000\n");
	file_put("/proc/self/limits",
		 "Max locked memory  unlimited  unlimited  bytes\n");
	refused_for(&local_ask, STATUS_INFRA, "root", "takes root");
}

/* All of root's but CAP_IPC_LOCK, bit 14. */
static void memlock_is_too_low(void **state)
{
	file_put("/proc/self/status", "CapEff:\t000001ffffffbfff\n");
	refused_for(&local_ask, STATUS_INFRA, "memlock", "8 MiB of memory");
}

static void the_iommu_is_too_narrow(void **state)
{
	/* MGAW 29: 30 bits */
	file_put(DEVICES "/" PF "/iommu/intel-iommu/cap", "1d0000\n");
	refused_for(&local_ask, STATUS_INFRA, "addresses",
		    "translates 30 bits, a run uses 39");
}

static void it_cannot_be_reset(void **state)
{
	struct hardware_ask ask = local_ask;
	const char *subject;
	char *says;

	file_put(DEVICES "/" PF "/reset_method", "\n");
	refused_for(&ask, STATUS_USAGE, "reset", "cannot be reset");
	ask.no_reset = true;
	assert_int_equal(refusal(&ask, PF, &subject, &says), 0);
}

static void a_pf_is_missing_in_a_vm(void **state)
{
	struct hardware_ask ask = local_ask;

	ask.local = false;
	refused_for(&ask, STATUS_USAGE, "way", "needs its PF's driver");
}

static void it_can_make_no_vf(void **state)
{
	struct hardware_ask ask = local_ask;

	ask.make_vf = true;
	file_put(DEVICES "/" PF "/sriov_totalvfs", "0\n");
	refused_for(&ask, STATUS_USAGE, "vf", "can make no VF");
}

static void a_state_file_is_there(void **state)
{
	const char *subject;
	char *says;

	file_put("/var/lib/trackcert/state.jsonl", "");
	assert_int_equal(refusal(&local_ask, PF, &subject, &says),
			 STATUS_INFRA);
	assert_string_equal(subject, "state");
	assert_int_equal(told, 0);
	free(says);
}

/*
 * Taking and giving back.
 */

static void driver_is(const char *bdf, const char *name)
{
	char *now = driver_now(bdf);

	if (name)
		assert_string_equal(now, name);
	else
		assert_null(now);
	free(now);
}

static void override_is(const char *bdf, const char *value)
{
	char *now = root_read(DEVICES "/%s/driver_override", bdf);

	assert_string_equal(now, value);
	free(now);
}

static void taken_and_given_back(void **state)
{
	struct claim claim;

	assert_int_equal(claim_take(&local_ask, PF, &claim), 0);
	driver_is(PF, "pds_vfio_pci");
	override_is(PF, "pds_vfio_pci");
	assert_true(changes_there());
	assert_int_equal(claim_give_back(&claim), 0);
	driver_is(PF, "nvme");
	override_is(PF, "");
	assert_false(changes_there());
	claim_free(&claim);
}

static void in_a_vm_it_is_vfio_pcis(void **state)
{
	struct hardware_ask ask = { .spec = PF, .driver = "own-vfio-pci" };
	struct claim claim;

	assert_int_equal(claim_take(&ask, PF, &claim), 0);
	driver_is(PF, "vfio-pci");
	assert_int_equal(claim_give_back(&claim), 0);
	driver_is(PF, "nvme");
	claim_free(&claim);
}

static void what_is_bound_already_is_left(void **state)
{
	struct hardware_ask ask = { .spec = PF, .local = true };
	struct claim claim;

	driver_set(PF, "pds_vfio_pci");
	assert_int_equal(claim_take(&ask, PF, &claim), 0);
	assert_int_equal(claim_give_back(&claim), 0);
	assert_int_equal(told, 0);
	driver_is(PF, "pds_vfio_pci");
	claim_free(&claim);
}

static void a_vf_is_made_and_removed(void **state)
{
	struct hardware_ask ask = local_ask;
	struct claim claim;
	char *now;

	ask.make_vf = true;
	assert_int_equal(claim_take(&ask, PF, &claim), 0);
	assert_string_equal(claim.device.bdf, VF);
	driver_is(PF, "nvme");
	driver_is(VF, "pds_vfio_pci");
	assert_int_equal(claim_give_back(&claim), 0);
	assert_false(root_has(DEVICES "/" VF));
	now = root_read(DEVICES "/" PF "/sriov_drivers_autoprobe");
	assert_string_equal(now, "1");
	free(now);
	claim_free(&claim);
}

/* Whichever step the kernel refuses, all is as it was. */
static void a_refused_step_is_undone(void **state)
{
	static char *const files[] = { "unbind", "driver_override",
				       "drivers_probe", "sriov_numvfs" };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct hardware_ask ask = local_ask;
		struct claim claim;

		ask.make_vf = !strcmp(files[i], "sriov_numvfs");
		/* only the first time: giving back uses the same files */
		refused = files[i];
		if (!strcmp(files[i], "driver_override") ||
		    !strcmp(files[i], "sriov_numvfs")) {
			machine_remove();
			machine_make();
			refused = files[i];
		}
		assert_int_equal(claim_take(&ask, PF, &claim), STATUS_INFRA);
		refused = NULL;
		if (changes_there())
			assert_int_equal(claim_restore(), 0);
		driver_is(PF, "nvme");
		assert_false(changes_there());
		claim_free(&claim);
	}
}

static void a_driver_that_does_not_bind_is_told(void **state)
{
	struct hardware_ask ask = local_ask;
	struct claim claim;

	path_remove(DRIVERS "/pds_vfio_pci/bind");
	path_remove(DRIVERS "/pds_vfio_pci/unbind");
	path_remove(DRIVERS "/pds_vfio_pci");
	assert_int_equal(claim_take(&ask, PF, &claim), STATUS_INFRA);
	driver_is(PF, "nvme");
	override_is(PF, "");
	assert_false(changes_there());
	claim_free(&claim);
}

/* A run that was killed has closed its file and done nothing more. */
static void killed_runs_are_restored(void **state)
{
	struct claim claim;

	assert_int_equal(claim_take(&local_ask, PF, &claim), 0);
	assert_int_equal(claim_restore(), STATUS_INFRA); /* still at work */
	driver_is(PF, "pds_vfio_pci");
	changes_end(&claim.changes);
	claim_free(&claim);
	assert_int_equal(claim_restore(), 0);
	driver_is(PF, "nvme");
	override_is(PF, "");
	assert_false(changes_there());
	assert_int_equal(claim_restore(), 0);
}

/* After a boot nothing of it is in force. */
static void what_is_as_it_was_is_left_alone(void **state)
{
	struct claim claim;

	assert_int_equal(claim_take(&local_ask, PF, &claim), 0);
	changes_end(&claim.changes);
	claim_free(&claim);
	driver_set(PF, "nvme");
	file_put(DEVICES "/" PF "/driver_override", "(null)\n");
	told = 0;
	assert_int_equal(claim_restore(), 0);
	assert_int_equal(told, 0);
	assert_false(changes_there());
}

/* The power went while a line was written: its change was not made. */
static void a_cut_line_is_no_change(void **state)
{
	struct claim claim;
	char *path = changes_path(), *text, *cut;
	size_t len;

	assert_int_equal(claim_take(&local_ask, PF, &claim), 0);
	changes_end(&claim.changes);
	claim_free(&claim);
	assert_int_equal(file_read(path, 1 << 16, &text, &len), 0);
	cut = xasprintf("%s{\"change\":\"wri", text);
	file_put("/var/lib/trackcert/state.jsonl", cut);
	assert_int_equal(claim_restore(), 0);
	driver_is(PF, "nvme");
	free(cut);
	free(text);
	free(path);
}

static void a_file_of_somebody_elses_is_not_read(void **state)
{
	file_put("/var/lib/trackcert/state.jsonl", "{\"schema\":\"x\"}\n");
	assert_int_equal(claim_restore(), STATUS_INFRA);
	assert_int_equal(told, 0);
	assert_true(changes_there());
}

/* A process that is none of ours has it open: it cannot be unbound. */
static void an_open_device_is_not_given_back(void **state)
{
	struct claim claim;

	assert_int_equal(claim_take(&local_ask, PF, &claim), 0);
	file_put("/sys/class/vfio/11/dev", "510:0\n");
	link_put("/proc/77/fd/9", "/dev/vfio/11");
	assert_int_equal(claim_give_back(&claim), STATUS_INFRA);
	driver_is(PF, "pds_vfio_pci");
	assert_true(changes_there());
	path_remove("/proc/77/fd/9");
	assert_int_equal(claim_restore(), 0);
	driver_is(PF, "nvme");
	claim_free(&claim);
}

static void what_will_be_done_is_told(void **state)
{
	struct hardware_ask ask = local_ask;
	struct pci_device d;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ask.make_vf = true;
	assert_int_equal(pci_device_read(PF, &d), 0);
	claim_tell(&ask, &d, out);
	fclose(out);
	assert_non_null(strstr(text, "would write 1 to sriov_numvfs of " PF));
	assert_non_null(strstr(text, "would bind " VF " to pds_vfio_pci"));
	assert_int_equal(told, 0);
	pci_device_free(&d);
	free(text);
}

static void qemus_words_are_known(void **state)
{
	assert_true(passthrough_complaint(
		"qemu-system-x86_64: VFIO_MAP_DMA failed: Invalid argument"));
	assert_true(passthrough_complaint(
		"qemu-system-x86_64: vfio_dma_map(0x55, 0x7ff0000000, 0x1000, "
		"0x7f) = -22 (Invalid argument)"));
	assert_false(passthrough_complaint(
		"qemu-system-x86_64: terminating on signal 15"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_machine_is_fit),
		TEST(addresses_are_parsed),
		TEST(facts_are_read),
		TEST(unknown_devices_are_refused),
		TEST(no_iommu),
		TEST(no_remapping),
		TEST(group_is_shared),
		TEST(bridges_share_no_group),
		TEST(a_partition_is_mounted),
		TEST(a_file_system_of_several_disks_is_mounted),
		TEST(a_namespace_of_a_subsystem_is_mounted),
		TEST(a_partition_is_swap),
		TEST(a_disk_is_part_of_another),
		TEST(an_interface_carries_the_default_route),
		TEST(an_interface_is_up),
		TEST(an_interface_that_is_down_is_nobodys),
		TEST(a_process_has_the_group_open),
		TEST(it_has_vfs),
		TEST(it_is_not_bound_to_vfio),
		TEST(the_driver_is_not_there),
		TEST(vfio_is_not_there),
		TEST(not_root),
		TEST(memlock_is_too_low),
		TEST(the_iommu_is_too_narrow),
		TEST(it_cannot_be_reset),
		TEST(a_pf_is_missing_in_a_vm),
		TEST(it_can_make_no_vf),
		TEST(a_state_file_is_there),
		TEST(taken_and_given_back),
		TEST(in_a_vm_it_is_vfio_pcis),
		TEST(what_is_bound_already_is_left),
		TEST(a_vf_is_made_and_removed),
		TEST(a_refused_step_is_undone),
		TEST(a_driver_that_does_not_bind_is_told),
		TEST(killed_runs_are_restored),
		TEST(what_is_as_it_was_is_left_alone),
		TEST(a_cut_line_is_no_change),
		TEST(a_file_of_somebody_elses_is_not_read),
		TEST(an_open_device_is_not_given_back),
		TEST(what_will_be_done_is_told),
		TEST(qemus_words_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
