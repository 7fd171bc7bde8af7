// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracker in every migration state that a client calls it in. The device
 * writes while it is RUNNING or in PRE_COPY only.
 */
#include "lib/suite.h"
#include "lib/migration.h"

SUITE(lifecycle);

#define SKIP_WITHOUT(b, flag)                                                 \
	do {                                                                  \
		if (!migration_offers((b)->dev.fd, flag))                     \
			SKIP(return, "the device does not offer this state"); \
	} while (0)

/* START, a few writes, and on to @state. */
static int start_write_and_go(struct bench *b, enum migration_state state)
{
	int ret = __bench_start(b);

	if (ret)
		return ret;
	bench_touch(b, 5);
	bench_touch_random(b, 20, BENCH_PAGES);
	migration_set(b->dev.fd, state);
	return 0;
}

CASE(lifecycle, report_in_stop,
     .says = "what was written while RUNNING is reported in STOP",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-forgets")
{
	ASSERT_EQ(0, start_write_and_go(b, STATE_STOP));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, report_in_stop_copy,
     .says = "what was written while RUNNING is reported in STOP_COPY",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-forgets")
{
	ASSERT_EQ(0, start_write_and_go(b, STATE_STOP_COPY));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, report_after_stop_copy,
     .says = "back from STOP_COPY in STOP, what was written while RUNNING is reported",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-forgets")
{
	ASSERT_EQ(0, start_write_and_go(b, STATE_STOP_COPY));
	migration_set(b->dev.fd, STATE_STOP);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, report_in_running_p2p,
     .says = "what was written while RUNNING is reported in RUNNING_P2P",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "pds,defect=extra-bit mlx5,defect=extra-bit")
{
	SKIP_WITHOUT(b, MIGRATION_P2P);
	ASSERT_EQ(0, start_write_and_go(b, STATE_RUNNING_P2P));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, report_in_precopy,
     .says = "writes of RUNNING and of PRE_COPY are reported in PRE_COPY, round after round",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=only-when-running")
{
	SKIP_WITHOUT(b, MIGRATION_PRE_COPY);
	ASSERT_EQ(0, start_write_and_go(b, STATE_PRE_COPY));
	for (int round = 0; round < 3; round++) {
		bench_touch_random(b, 10, BENCH_PAGES);
		ASSERT_EQ(0, __bench_report_all(b));
	}
}

CASE(lifecycle, precopy_to_stop_copy,
     .says = "what was written in PRE_COPY is reported in STOP_COPY",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-forgets")
{
	SKIP_WITHOUT(b, MIGRATION_PRE_COPY);
	ASSERT_EQ(0, start_write_and_go(b, STATE_PRE_COPY));
	bench_touch_random(b, 10, BENCH_PAGES);
	migration_set(b->dev.fd, STATE_STOP_COPY);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, report_after_a_stop,
     .says = "a device stopped and RUNNING again reports the writes of before and after",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-forgets")
{
	ASSERT_EQ(0, start_write_and_go(b, STATE_STOP));
	migration_set(b->dev.fd, STATE_RUNNING);
	bench_touch_random(b, 10, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, nothing_reported_twice_over_states,
     .says = "what was reported while RUNNING is not reported in STOP and STOP_COPY again",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=not-cleared")
{
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 10, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
	migration_set(b->dev.fd, STATE_STOP);
	ASSERT_EQ(0, __bench_report_all(b));
	migration_set(b->dev.fd, STATE_STOP_COPY);
	ASSERT_EQ(0, __bench_report_all(b));
}

/* START in a state without writes; what follows it when RUNNING is tracked. */
static int start_in_state(struct bench *b, enum migration_state state)
{
	int ret;

	migration_set(b->dev.fd, state);
	ret = __bench_start(b);
	if (ret)
		return ret;
	migration_set(b->dev.fd, STATE_RUNNING);
	bench_touch_random(b, 10, BENCH_PAGES);
	return __bench_report_all(b);
}

CASE(lifecycle, start_in_stop,
     .says = "START works in STOP, and tracks once the device is RUNNING",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=only-when-running")
{
	ASSERT_EQ(0, start_in_state(b, STATE_STOP));
}

CASE(lifecycle, start_in_stop_copy,
     .says = "START works in STOP_COPY, and a REPORT there finds nothing written",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=only-when-running")
{
	migration_set(b->dev.fd, STATE_STOP_COPY);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, start_in_precopy, .says = "START works in PRE_COPY, and tracks",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=only-when-running")
{
	SKIP_WITHOUT(b, MIGRATION_PRE_COPY);
	ASSERT_EQ(0, start_in_state(b, STATE_PRE_COPY));
}

CASE(lifecycle, start_survives_stop_copy,
     .says = "a tracker that was started tracks on after STOP_COPY and RUNNING again",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-turns-off")
{
	ASSERT_EQ(0, __bench_start(b));
	migration_set(b->dev.fd, STATE_STOP_COPY);
	migration_set(b->dev.fd, STATE_RUNNING);
	bench_touch_random(b, 10, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

static const enum migration_state quiet_states[] = { STATE_STOP,
						     STATE_STOP_COPY };

CASE(lifecycle, stop_in_stopped_states,
     .says = "STOP works in STOP and in STOP_COPY: REPORT fails, START works again",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=only-when-running")
{
	for (size_t i = 0; i < ARRAY_SIZE(quiet_states); i++) {
		ASSERT_EQ(0, __bench_start(b));
		migration_set(b->dev.fd, quiet_states[i]);
		ASSERT_EQ(0, __bench_stop(b));
		ASSERT_NE(0, __bench_report_all(b));
		ASSERT_EQ(0, start_in_state(b, quiet_states[i]));
		ASSERT_EQ(0, __bench_stop(b));
	}
}

CASE(lifecycle, second_start_in_stop,
     .says = "in STOP a second START is refused as well",
     .rules = "VDT-STATE-010", .needs = "migrate",
     .after = "lifecycle/start-twice",
     .fails_on = "reference,defect=second-start-succeeds")
{
	ASSERT_EQ(0, __bench_start(b));
	migration_set(b->dev.fd, STATE_STOP);
	ASSERT_NE(0, case_measured(__bench_start(b)));
}

CASE(lifecycle, resume_from_saved_state,
     .says = "a device that took its own saved state back tracks from START on",
     .rules = "VDT-STATE-110", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=dirty-at-start")
{
	static uint8_t data[1 << 20];
	size_t size;

	migration_set(b->dev.fd, STATE_STOP);
	size = migration_save(b->dev.fd, data, sizeof(data));
	migration_set(b->dev.fd, STATE_STOP);
	migration_restore(b->dev.fd, data, size);
	migration_set(b->dev.fd, STATE_RUNNING);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 10, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

/*
 * Whether a device that is being restored can track is left open; it has
 * nothing to write.
 */
CASE(lifecycle, start_in_resuming,
     .says = "whatever START says in RESUMING, afterwards the tracker works",
     .rules = "VDT-STATE-040", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=stop-keeps-logging")
{
	static uint8_t data[1 << 20];
	size_t size;

	migration_set(b->dev.fd, STATE_STOP);
	size = migration_save(b->dev.fd, data, sizeof(data));
	migration_set(b->dev.fd, STATE_STOP);
	migration_restore(b->dev.fd, data, size);
	case_measured(__bench_start(b));
	migration_set(b->dev.fd, STATE_RUNNING);
	case_measured(__bench_stop(b));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch_random(b, 10, BENCH_PAGES);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, close_in_stop_copy,
     .says = "after a close in STOP_COPY with the tracker on, START works and tracks",
     .rules = "VDT-STATE-060", .needs = "write migrate",
     .after = "lifecycle/start-after-reopen",
     .fails_on = "reference,defect=keep-on-close")
{
	ASSERT_EQ(0, start_write_and_go(b, STATE_STOP_COPY));
	bench_reopen(b);
	ASSERT_NE(0,
		  __tracker_report(b->dev.fd, BENCH_IOVA, BENCH_PAGES * b->page,
				   b->page, (uint64_t[BENCH_PAGES / 64]){ 0 }));
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 3);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(lifecycle, reset_in_stop_copy,
     .says = "a reset in STOP_COPY: REPORT fails or has all writes, the device is RUNNING",
     .rules = "VDT-STATE-090", .needs = "write migrate reset",
     .after = "lifecycle/reset-loses-nothing-silently",
     .fails_on = "reference,defect=reset-forgets")
{
	ASSERT_EQ(0, start_write_and_go(b, STATE_STOP_COPY));
	bench_reset(b);
	ASSERT_EQ(STATE_RUNNING, __migration_get(b->dev.fd));
	bench_touch(b, 31);
	ASSERT_NE(REPORT_WRONG, case_measured(__bench_report_all(b)));
}

CASE(lifecycle, round_trip_of_states,
     .says = "a whole migration, called off twice, loses no page on the way",
     .rules = "VDT-STATE-120", .needs = "write migrate",
     .after = "lifecycle/start-after-stop",
     .fails_on = "reference,defect=migration-forgets")
{
	static const enum migration_state tour[] = {
		STATE_STOP,
		STATE_RUNNING,
		STATE_STOP,
		STATE_STOP_COPY,
	};

	ASSERT_EQ(0, __bench_start(b));
	for (int trip = 0; trip < 2; trip++) {
		for (size_t i = 0; i < ARRAY_SIZE(tour); i++) {
			if (tour[i] == STATE_STOP)
				bench_touch_random(b, 10, BENCH_PAGES);
			migration_set(b->dev.fd, tour[i]);
			ASSERT_EQ(0, __bench_report_all(b));
		}
		migration_set(b->dev.fd, STATE_RUNNING);
	}
}

SUITE_MAIN(lifecycle)
