// SPDX-License-Identifier: GPL-2.0-only
/* Kernel log lines: which are fatal, which are a warning, which are not. */
#include "klog.h"
#include "splat.h"
#include "test.h"

static const struct {
	const char *line;
	enum klog_kind kind;
} lines[] = {
	{ "[    1.000000] vfio_pci: add [1b36:0010]", KLOG_QUIET },
	{ "[    1.000000] Command line: debug BUG: x", KLOG_QUIET },
	{ "[    1.000000] Speculative Store Bypass: Vulnerable", KLOG_QUIET },
	{ "[    1.000000] BUG: unable to handle page fault", KLOG_FATAL },
	{ "[    1.000000] Oops: 0000 [#1] PREEMPT SMP", KLOG_FATAL },
	{ "[    1.000000] kernel BUG at mm/slub.c:1!", KLOG_FATAL },
	{ "[    1.000000][  T123] Kernel panic - not syncing: x", KLOG_FATAL },
	{ "general protection fault, probably for", KLOG_FATAL },
	{ "[    1.000000] BUG: KASAN: slab-use-after-free in f", KLOG_WARNING },
	{ "[    1.000000] WARNING: possible circular locking", KLOG_WARNING },
	{ "[    1.000000] WARNING: CPU: 0 PID: 1 at x.c:1", KLOG_WARNING },
	{ "[    1.000000] UBSAN: shift-out-of-bounds in x.c", KLOG_WARNING },
	{ "[    1.000000] refcount_t: underflow", KLOG_WARNING },
	{ "[    1.000000] INFO: task t:1 blocked for more", KLOG_WARNING },
	{ "[    1.000000] watchdog: BUG: soft lockup - CPU#0", KLOG_WARNING },
	{ "[    1.0] stack segment: 0000 [#1] PREEMPT SMP", KLOG_FATAL },
	{ "[    1.0] divide error: 0000 [#1] PREEMPT SMP", KLOG_FATAL },
	{ "[    1.0] Oops: stack segment: 0000 [#1] SMP", KLOG_FATAL },
	{ "[    1.0] watchdog: Watchdog detected hard LOCKUP on cpu 0",
	  KLOG_FATAL },
	{ "[    1.0] BUG: Bad page state in process t pfn:1", KLOG_WARNING },
	{ "[    1.0] BUG: sleeping function called from", KLOG_WARNING },
	{ "[    1.0] BUG: using smp_processor_id() in", KLOG_WARNING },
	{ "[    1.0] BUG: MAX_LOCKDEP_CHAINS too low!", KLOG_WARNING },
	{ "[    1.0] BUG kmalloc-64 (Not tainted): Poison overwritten",
	  KLOG_WARNING },
	{ "[    1.0] rcu: INFO: rcu_preempt detected stalls", KLOG_WARNING },
	{ "[    1.0] INFO: rcu_sched self-detected stall", KLOG_WARNING },
	{ "[    1.0] list_del corruption. prev->next", KLOG_WARNING },
	{ "[    1.0] Call Trace:", KLOG_WARNING },
	{ "[    1.0] WARNING: possible recursive locking detected",
	  KLOG_WARNING },
	{ "[    1.0] [ BUG: Invalid wait context ]", KLOG_WARNING },
	{ "[    1.0] WARNING: suspicious RCU usage", KLOG_WARNING },
	{ "[    1.0] Disabling lock debugging due to kernel taint",
	  KLOG_WARNING },
	{ "[    1.0] turning off the locking correctness validator.",
	  KLOG_WARNING },
	{ "[    1.0] INFO: lockdep is turned off.", KLOG_WARNING },
	{ "[    1.0] trackcert: lockdep is off", KLOG_WARNING },
	{ "[    1.0] Lock dependency validator: Copyright (c) 2006 Red Hat",
	  KLOG_QUIET },
	{ "[    1.0] kmemleak: 2 new suspected memory leaks (see "
	  "/sys/kernel/debug/kmemleak)",
	  KLOG_WARNING },
	{ "[    1.0] kmemleak: Kernel memory leak detector disabled",
	  KLOG_WARNING },
	{ "[    1.0] kmemleak: Kernel memory leak detector initialized (mem "
	  "pool available: 15679)",
	  KLOG_QUIET },
	{ "[    1.0] DMA-API: cacheline tracking ENOMEM, dma-debug disabled",
	  KLOG_QUIET },
	{ "[    1.0] DMA-API: preallocated 65536 debug entries", KLOG_QUIET },
	{ "[    1.0] kmemleak: Cannot allocate a scan area, scanning the full object",
	  KLOG_QUIET },
	{ "[    1.0] DMA-API: debugging enabled by kernel config", KLOG_QUIET },
	{ "[    1.0] DMA-API: debugging out of memory - disabling",
	  KLOG_WARNING },
	{ "[    1.0] DMA-API: nvme 0000:01:00.0: device driver frees DMA",
	  KLOG_WARNING },
	{ "[    1.0] ODEBUG: Out of memory. ODEBUG disabled", KLOG_WARNING },
	{ "[    1.0] FAULT_INJECTION: forcing a failure.", KLOG_QUIET },
	{ "[    1.0] traps: t[9] general protection fault ip:0", KLOG_QUIET },
	{ "[    1.000000] ------------[ cut here ]------------", KLOG_WARNING },
};

static void classified(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (klog_classify(lines[i].line) != lines[i].kind)
			fail_msg("%s", lines[i].line);
}

static enum result judged(enum result before, const char *line)
{
	struct case_result result = { .result = before };
	struct klog klog = { 0 };
	enum result after;

	klog_feed(&klog, "[ 1.0] quiet");
	klog_feed(&klog, line);
	klog_judge(&klog, &result);
	after = result.result;
	free(result.message);
	free(result.fingerprint);
	strings_free(&result.klog);
	klog_free(&klog);
	return after;
}

static void overruled(void **state)
{
	assert_int_equal(judged(RESULT_PASS, "quiet"), RESULT_PASS);
	assert_int_equal(judged(RESULT_PASS, "WARNING: x"), RESULT_FAIL);
	assert_int_equal(judged(RESULT_SKIP, "WARNING: x"), RESULT_FAIL);
	assert_int_equal(judged(RESULT_TIMEOUT, "WARNING: x"), RESULT_TIMEOUT);
	assert_int_equal(judged(RESULT_ERROR, "BUG: x"), RESULT_CRASH);
}

static void bounded(void **state)
{
	struct case_result result = { .result = RESULT_PASS };
	struct klog klog = { 0 };

	klog_feed(&klog, "[ 1.0] ------------[ cut here ]------------");
	klog_feed(&klog, "[ 1.0] WARNING: CPU: 0 PID: 1 at x.c:1");
	for (int i = 0; i < 1000; i++)
		klog_feed(&klog, "[ 1.0] more");
	klog_judge(&klog, &result);
	assert_string_equal(result.message,
			    "kernel: WARNING: CPU: 0 PID: 1 at x.c:1");
	assert_int_equal(result.klog.n, KLOG_MAX_LINES + 1);
	free(result.message);
	free(result.fingerprint);
	strings_free(&result.klog);
	klog_free(&klog);
}

/* The same bug in two runs, and what both have in common. */
static const struct {
	const char *lines[12];
	const char *print;
} splats[] = {
	/* of a module that was compiled in some folder */
	{ { "[ 1.0] UBSAN: shift-out-of-bounds in /tmp/w.aB3/x/sick.c:79:17" },
	  "UBSAN: shift-out-of-bounds in sick.c:79:17" },
	{ { "[    5.1] BUG: KASAN: slab-use-after-free in "
	    "sick_start+0x1a2/0x2c0 [trackcert_reference]",
	    "[    5.1] Read of size 1 at addr ffff888001234500 by task t/77",
	    "[    5.1] Call Trace:", "[    5.1]  <TASK>",
	    "[    5.1]  dump_stack_lvl+0x5d/0x80",
	    "[    5.1]  kasan_report+0xda/0x110",
	    "[    5.1]  ? sick_start+0x1a2/0x2c0 [trackcert_reference]",
	    "[    5.1]  sick_start+0x1a2/0x2c0 [trackcert_reference]",
	    "[    5.1]  tracker_start+0x12/0x34 [trackcert_reference]",
	    "[    5.1]  vfio_device_fops_unl_ioctl+0x56/0x78 [vfio]",
	    "[    5.1]  __x64_sys_ioctl+0x9a/0xbc" },
	  "KASAN: slab-use-after-free in sick_start: sick_start < "
	  "tracker_start < vfio_device_fops_unl_ioctl" },
	{ { "[    5.1] WARNING: CPU: 1 PID: 77 at lib/refcount.c:28 "
	    "refcount_warn_saturate+0xba/0x110",
	    "[    5.1] RIP: 0010:refcount_warn_saturate+0xba/0x110",
	    "[    5.1] Call Trace:",
	    "[    5.1]  sick_start+0x1a2/0x2c0 [trackcert_reference]",
	    "[    5.1]  </TASK>", "[    5.1]  elsewhere+0x1/0x2" },
	  "WARNING at lib/refcount.c:28: sick_start" },
	{ { "[    5.1] WARNING: possible circular locking dependency "
	    "detected",
	    "[    5.1]        sick_lock_both+0x1a/0x40" },
	  "WARNING: possible circular locking dependency detected" },
};

static void fingerprinted(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(splats); i++) {
		struct case_result result = { .result = RESULT_PASS };
		struct klog klog = { 0 };

		for (size_t k = 0; splats[i].lines[k]; k++)
			klog_feed(&klog, splats[i].lines[k]);
		klog_judge(&klog, &result);
		assert_string_equal(result.fingerprint, splats[i].print);
		free(result.message);
		free(result.fingerprint);
		strings_free(&result.klog);
		klog_free(&klog);
	}
}

static void blinded(void **state)
{
	assert_true(splat_blinds("WARNING: possible circular locking "
				 "dependency detected"));
	assert_true(splat_blinds("Disabling lock debugging due to kernel "
				 "taint"));
	assert_true(splat_blinds("WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock "
				 "order detected"));
	assert_true(splat_blinds("DMA-API: cacheline tracking ENOMEM, "
				 "dma-debug disabled"));
	assert_false(splat_blinds("WARNING: suspicious RCU usage"));
	assert_false(splat_blinds("refcount_t: underflow; use-after-free."));
}

/* Only the stack of an allocation that was to fail is no complaint. */
static void asked_for(void **state)
{
	struct klog klog = { 0 };

	klog_feed(&klog, "[ 1.0] FAULT_INJECTION: forcing a failure.");
	klog_feed(&klog, "[ 1.0] t: vmalloc error: size 4096, failed");
	klog_feed(&klog, "[ 1.0] Call Trace:");
	assert_int_equal(klog.kind, KLOG_QUIET);
	klog_feed(&klog, "[ 1.0] Call Trace:");
	assert_int_equal(klog.kind, KLOG_WARNING);
	klog_free(&klog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classified), cmocka_unit_test(overruled),
		cmocka_unit_test(bounded),    cmocka_unit_test(fingerprinted),
		cmocka_unit_test(blinded),    cmocka_unit_test(asked_for),
	};

	return cmocka_run_group_tests_name("klog", tests, NULL, NULL);
}
