// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plumbing of VFIO_DEVICE_FEATURE as far as a device tracker hangs on it:
 * header, argsz, flags, PROBE. Nothing is tracked here.
 */
#include "lib/suite.h"
#include "lib/compat32.h"
#include "lib/edge.h"
#include "lib/resume.h"

#define START_SIZE  (FEATURE_HEADER + sizeof(control_t))
#define REPORT_SIZE (FEATURE_HEADER + sizeof(report_t))
#define NO_FEATURE  VFIO_DEVICE_FEATURE_MASK

SUITE(abi);

/* A header and nothing else. */
static int probe(struct bench *b, uint32_t flags)
{
	return __feature_call(b->dev.fd, flags, FEATURE_HEADER, NULL, 0);
}

/* STOP, whose payload is empty. */
static int stop(struct bench *b, uint32_t operation, uint32_t argsz)
{
	uint64_t payload[4] = { 0 };

	return __feature_call(b->dev.fd, operation | STOP, argsz, payload,
			      sizeof(payload));
}

/*
 * START and REPORT that are right but for what the case is about: a zeroed
 * payload would be refused for its own sake, with the same EINVAL.
 */
static int start(struct bench *b, uint32_t operation, uint32_t argsz)
{
	range_t range = bench_range(b, 0, BENCH_PAGES);
	control_t control = { .page_size = b->page,
			      .num_ranges = 1,
			      .ranges = (uintptr_t)&range };

	return __feature_call(b->dev.fd, operation | START, argsz, &control,
			      sizeof(control));
}

static int report(struct bench *b, uint32_t operation, uint32_t argsz)
{
	uint64_t bitmap[BENCH_PAGES / 64] = { 0 };
	report_t request = { .iova = BENCH_IOVA,
			     .length = BENCH_PAGES * b->page,
			     .page_size = b->page,
			     .bitmap = (uintptr_t)bitmap };

	return __feature_call(b->dev.fd, operation | REPORT, argsz, &request,
			      sizeof(request));
}

CASE(abi, probe_finds_start,
     .says = "PROBE of START succeeds on a device with a tracker",
     .rules = "VDT-FEAT-010",
     .fails_on = "reference,core_defect=probe-refused@core-defects")
{
	ASSERT_EQ(0, probe(b, PROBE | START));
}

CASE(abi, probe_finds_stop,
     .says = "PROBE of STOP succeeds on a device with a tracker",
     .rules = "VDT-FEAT-010",
     .fails_on = "reference,core_defect=probe-refused@core-defects")
{
	ASSERT_EQ(0, probe(b, PROBE | STOP));
}

CASE(abi, probe_finds_report,
     .says = "PROBE of REPORT succeeds on a device with a tracker",
     .rules = "VDT-FEAT-010",
     .fails_on = "reference,core_defect=probe-refused@core-defects")
{
	ASSERT_EQ(0, probe(b, PROBE | REPORT));
}

CASE(abi, probe_with_supported_operation,
     .says = "PROBE together with the operation that a feature has succeeds",
     .rules = "VDT-FEAT-020",
     .fails_on = "reference,core_defect=probe-refused@core-defects")
{
	EXPECT_EQ(0, probe(b, PROBE | SET | START));
	EXPECT_EQ(0, probe(b, PROBE | SET | STOP));
	EXPECT_EQ(0, probe(b, PROBE | GET | REPORT));
}

CASE(abi, probe_of_start_with_get,
     .says = "PROBE asking for GET of START is refused with EINVAL",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=operation-unchecked@core-defects")
{
	ASSERT_EQ(-EINVAL, probe(b, PROBE | GET | START));
}

CASE(abi, probe_of_stop_with_get,
     .says = "PROBE asking for GET of STOP is refused with EINVAL",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=operation-unchecked@core-defects")
{
	ASSERT_EQ(-EINVAL, probe(b, PROBE | GET | STOP));
}

CASE(abi, probe_of_report_with_set,
     .says = "PROBE asking for SET of REPORT is refused with EINVAL",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=operation-unchecked@core-defects")
{
	ASSERT_EQ(-EINVAL, probe(b, PROBE | SET | REPORT));
}

CASE(abi, probe_with_get_and_set,
     .says = "PROBE asking for GET and SET is refused: no tracker feature has both",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=get-and-set@core-defects")
{
	EXPECT_EQ(-EINVAL, probe(b, PROBE | GET | SET | START));
	EXPECT_EQ(-EINVAL, probe(b, PROBE | GET | SET | STOP));
	EXPECT_EQ(-EINVAL, probe(b, PROBE | GET | SET | REPORT));
}

CASE(abi, probe_never_reads_payload,
     .says = "PROBE succeeds with unmapped memory behind its eight bytes",
     .rules = "VDT-FEAT-030",
     .fails_on = "reference,core_defect=probe-reads-payload@core-defects")
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)(e.end - FEATURE_HEADER);

	/* argsz claims a payload, so that only PROBE keeps it untouched. */
	header->argsz = REPORT_SIZE;
	header->flags = PROBE | SET | START;
	EXPECT_EQ(0, __feature_raw(b->dev.fd, header));
	header->flags = PROBE | GET | REPORT;
	EXPECT_EQ(0, __feature_raw(b->dev.fd, header));
}

CASE(abi, probe_never_writes_payload,
     .says = "PROBE leaves the payload behind its header as it was",
     .rules = "VDT-FEAT-030",
     .fails_on = "reference,core_defect=probe-writes-payload@core-defects")
{
	uint64_t payload[4] = { 1, 2, 3, 4 }, before[4] = { 1, 2, 3, 4 };

	ASSERT_EQ(0, __feature_call(b->dev.fd, PROBE | SET | START, START_SIZE,
				    payload, sizeof(payload)));
	ASSERT_EQ(0, memcmp(payload, before, sizeof(payload)));
}

CASE(abi, probe_starts_nothing,
     .says = "PROBE with a valid START payload does not start the tracker",
     .rules = "VDT-FEAT-030",
     .fails_on = "reference,core_defect=probe-acts@core-defects")
{
	range_t range = bench_range(b, 0, BENCH_PAGES);
	control_t control = { .page_size = b->page,
			      .num_ranges = 1,
			      .ranges = (uintptr_t)&range };

	if (!report(b, GET, REPORT_SIZE))
		SKIP(return, "the driver answers REPORT while off");
	ASSERT_EQ(0, __feature_call(b->dev.fd, PROBE | SET | START, START_SIZE,
				    &control, sizeof(control)));
	ASSERT_NE(0, report(b, GET, REPORT_SIZE));
}

CASE(abi, header_unmapped,
     .says = "a header in unmapped memory is refused with EFAULT",
     .rules = "VDT-FEAT-040",
     .fails_on = "reference,core_defect=header-fault-count@core-defects")
{
	struct edge e = edge_map(1);

	EXPECT_EQ(-EFAULT, __feature_raw(b->dev.fd, NULL));
	EXPECT_EQ(-EFAULT, __feature_raw(b->dev.fd, e.end));
}

CASE(abi, header_cut_off,
     .says = "a header that runs into unmapped memory is refused with EFAULT",
     .rules = "VDT-FEAT-040",
     .fails_on = "reference,core_defect=header-fault-count@core-defects")
{
	struct edge e = edge_map(1);

	for (size_t mapped = 1; mapped < FEATURE_HEADER; mapped++) {
		ASSERT_EQ(-EFAULT, __feature_raw(b->dev.fd, e.end - mapped))
		TH_LOG("%zu bytes are mapped", mapped);
	}
}

CASE(abi, argsz_below_header,
     .says = "argsz 0 to 7 is refused with EINVAL, PROBE or not",
     .rules = "VDT-FEAT-050",
     .fails_on = "reference,core_defect=argsz-below-header@core-defects")
{
	for (uint32_t argsz = 0; argsz < FEATURE_HEADER; argsz++) {
		ASSERT_EQ(-EINVAL, start(b, PROBE, argsz));
		ASSERT_EQ(-EINVAL, stop(b, SET, argsz));
	}
}

CASE(abi, unknown_flags,
     .says = "each flag bit that has no meaning is refused with EINVAL",
     .rules = "VDT-FEAT-060",
     .fails_on = "reference,core_defect=unknown-flags-ignored@core-defects")
{
	uint32_t known = VFIO_DEVICE_FEATURE_MASK | GET | SET | PROBE;

	for (int bit = 0; bit < 32; bit++) {
		if (known >> bit & 1)
			continue;
		ASSERT_EQ(-EINVAL, probe(b, 1U << bit | PROBE | START))
		TH_LOG("flag bit %d", bit);
	}
}

CASE(abi, get_and_set_together,
     .says = "GET together with SET, without PROBE, is refused with EINVAL",
     .rules = "VDT-FEAT-070",
     .fails_on = "reference,core_defect=get-and-set@core-defects")
{
	ASSERT_EQ(-EINVAL, start(b, GET | SET, START_SIZE));
	ASSERT_EQ(-EINVAL, stop(b, GET | SET, FEATURE_HEADER));
	START_FOR_CORE(b);
	ASSERT_EQ(-EINVAL, report(b, GET | SET, REPORT_SIZE));
}

CASE(abi, get_of_start, .says = "GET of START is refused with EINVAL",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=operation-unchecked@core-defects")
{
	ASSERT_EQ(-EINVAL, start(b, GET, START_SIZE));
}

CASE(abi, get_of_stop, .says = "GET of STOP is refused with EINVAL",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=operation-unchecked@core-defects")
{
	ASSERT_EQ(-EINVAL, stop(b, GET, FEATURE_HEADER));
}

CASE(abi, set_of_report, .says = "SET of REPORT is refused with EINVAL",
     .rules = "VDT-FEAT-080",
     .fails_on = "reference,core_defect=operation-unchecked@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_EQ(-EINVAL, report(b, SET, REPORT_SIZE));
}

CASE(abi, start_without_operation,
     .says = "START with none of GET, SET and PROBE is refused with EINVAL",
     .rules = "VDT-FEAT-090",
     .fails_on = "reference,core_defect=operation-optional@core-defects")
{
	ASSERT_EQ(-EINVAL, start(b, 0, START_SIZE));
}

CASE(abi, stop_without_operation,
     .says = "STOP with none of GET, SET and PROBE is refused with EINVAL",
     .rules = "VDT-FEAT-090",
     .fails_on = "reference,core_defect=operation-optional@core-defects")
{
	ASSERT_EQ(-EINVAL, stop(b, 0, FEATURE_HEADER));
}

CASE(abi, report_without_operation,
     .says = "REPORT with none of GET, SET and PROBE is refused with EINVAL",
     .rules = "VDT-FEAT-090",
     .fails_on = "reference,core_defect=operation-optional@core-defects")
{
	START_FOR_CORE(b);
	ASSERT_EQ(-EINVAL, report(b, 0, REPORT_SIZE));
}

CASE(abi, start_argsz_too_small,
     .says = "START with any argsz short of its payload is refused with EINVAL",
     .rules = "VDT-FEAT-100",
     .fails_on = "reference,core_defect=argsz-unchecked@core-defects")
{
	for (uint32_t argsz = FEATURE_HEADER; argsz < START_SIZE; argsz++) {
		ASSERT_EQ(-EINVAL, start(b, SET, argsz))
		TH_LOG("argsz %u", argsz);
	}
}

CASE(abi, report_argsz_too_small,
     .says = "REPORT with any argsz short of its payload is refused with EINVAL",
     .rules = "VDT-FEAT-100",
     .fails_on = "reference,core_defect=argsz-unchecked@core-defects")
{
	START_FOR_CORE(b);
	for (uint32_t argsz = FEATURE_HEADER; argsz < REPORT_SIZE; argsz++) {
		ASSERT_EQ(-EINVAL, report(b, GET, argsz))
		TH_LOG("argsz %u", argsz);
	}
}

/* What a larger argsz is compared with: the same call with the exact one. */
CASE(abi, start_argsz_larger,
     .says = "START with an argsz beyond its payload is answered as with the exact one",
     .rules = "VDT-FEAT-110",
     .fails_on = "reference,core_defect=argsz-exact@core-defects")
{
	int exact = start(b, SET, START_SIZE);

	__tracker_stop(b->dev.fd);
	if (start(b, SET, START_SIZE) != exact)
		SKIP(return, "the driver answers START differently each time");
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(exact, start(b, SET, START_SIZE + 1));
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(exact, start(b, SET, START_SIZE + 64));
	__tracker_stop(b->dev.fd);
	ASSERT_EQ(exact, start(b, SET, UINT32_MAX));
}

CASE(abi, stop_argsz_larger,
     .says = "STOP with an argsz beyond its header is answered as with the exact one",
     .rules = "VDT-FEAT-110",
     .fails_on = "reference,core_defect=argsz-exact@core-defects")
{
	int exact = stop(b, SET, FEATURE_HEADER);

	ASSERT_EQ(exact, stop(b, SET, FEATURE_HEADER + 1));
	ASSERT_EQ(exact, stop(b, SET, UINT32_MAX));
}

CASE(abi, report_argsz_larger,
     .says = "REPORT with an argsz beyond its payload is answered as with the exact one",
     .rules = "VDT-FEAT-110",
     .fails_on = "reference,core_defect=argsz-exact@core-defects")
{
	int exact;

	START_FOR_CORE(b);
	exact = report(b, GET, REPORT_SIZE);
	ASSERT_EQ(exact, report(b, GET, REPORT_SIZE + 1));
	ASSERT_EQ(exact, report(b, GET, UINT32_MAX));
}

CASE(abi, unknown_feature,
     .says = "PROBE of a feature that nobody has is refused with ENOTTY",
     .rules = "VDT-FEAT-120",
     .fails_on = "reference,core_defect=unknown-feature-einval@core-defects")
{
	ASSERT_EQ(-ENOTTY, probe(b, PROBE | NO_FEATURE));
}

CASE(abi, header_written_by_none,
     .says = "argsz and flags in the user's header are as they were after a call",
     .rules = "VDT-FEAT-130",
     .fails_on = "reference,core_defect=header-written-back@core-defects")
{
	struct vfio_device_feature header = { .argsz = FEATURE_HEADER,
					      .flags = SET | STOP };

	__feature_raw(b->dev.fd, &header);
	ASSERT_EQ(FEATURE_HEADER, header.argsz);
	ASSERT_EQ(SET | STOP, header.flags);
}

/* What a device without a tracker says to every call of the tracker. */
static bool has_no_tracker(struct device *dev)
{
	range_t range = { BENCH_IOVA, 1 << 20 };
	uint64_t bitmap[4] = { 0 }, page_size = 4096;

	return __tracker_start(dev->fd, &range, 1, &page_size) == -ENOTTY &&
	       __tracker_stop(dev->fd) == -ENOTTY &&
	       __tracker_report(dev->fd, BENCH_IOVA, 1 << 20, 4096, bitmap) ==
		       -ENOTTY;
}

CASE(abi, device_without_tracker,
     .says = "on a device without a tracker START, STOP and REPORT are refused with ENOTTY",
     .rules = "VDT-FEAT-140", .needs = "plain",
     .fails_on = "reference,core_defect=no-tracker-einval@core-defects")
{
	struct device plain;

	device_open_plain(&plain);
	EXPECT_TRUE(has_no_tracker(&plain));
	device_close(&plain);
}

CASE(abi, probe_of_device_without_tracker,
     .says = "on a device without a tracker PROBE of each of its features is refused with ENOTTY",
     .rules = "VDT-FEAT-140", .needs = "plain",
     .fails_on = "reference,core_defect=no-tracker-einval@core-defects")
{
	struct device plain;

	device_open_plain(&plain);
	EXPECT_EQ(-ENOTTY, __feature_call(plain.fd, PROBE | START,
					  FEATURE_HEADER, NULL, 0));
	EXPECT_EQ(-ENOTTY, __feature_call(plain.fd, PROBE | STOP,
					  FEATURE_HEADER, NULL, 0));
	EXPECT_EQ(-ENOTTY, __feature_call(plain.fd, PROBE | REPORT,
					  FEATURE_HEADER, NULL, 0));
	device_close(&plain);
}

CASE(abi, unbound_device_file,
     .says = "on a device file that is not bound to an iommufd every call is refused with EINVAL",
     .rules = "VDT-FEAT-150",
     .fails_on = "reference,core_defect=unbound-served@lab-core-defects")
{
	int fd = device_open_unbound(&b->dev);

	if (fd < 0)
		SKIP(return, "the kernel has no device files (cdev)");
	EXPECT_EQ(-EINVAL,
		  __feature_call(fd, PROBE | START, FEATURE_HEADER, NULL, 0));
	EXPECT_EQ(-EINVAL, __tracker_stop(fd));
	close(fd);
}

CASE(abi, device_does_not_resume,
     .says = "START, STOP and REPORT are refused with EIO while the device cannot be resumed",
     .rules = "VDT-FEAT-160", .needs = "resume",
     .fails_on = "reference,core_defect=resume-ignored@core-defects")
{
	uint64_t resume = resume_register(&b->dev);
	int answers[3];

	START_FOR_CORE(b);
	resume_fails(&b->dev, resume, true);
	answers[0] = start(b, SET, START_SIZE);
	answers[1] = stop(b, SET, FEATURE_HEADER);
	answers[2] = report(b, GET, REPORT_SIZE);
	resume_fails(&b->dev, resume, false);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(-EIO, answers[i]);
}

CASE(abi, resumed_device_answers,
     .says = "once the device can be resumed again START is answered as before",
     .rules = "VDT-FEAT-160", .needs = "resume",
     .fails_on = "reference,core_defect=resume-ignored@core-defects")
{
	uint64_t resume = resume_register(&b->dev);
	int before = start(b, SET, START_SIZE);

	__tracker_stop(b->dev.fd);
	resume_fails(&b->dev, resume, true);
	EXPECT_EQ(-EIO, probe(b, PROBE | START));
	resume_fails(&b->dev, resume, false);
	EXPECT_EQ(0, probe(b, PROBE | START));
	EXPECT_EQ(before, start(b, SET, START_SIZE));
}

/* SKIP_UNLESS_32BIT() - where there are no 32-bit callers. */
#define SKIP_UNLESS_32BIT()                                               \
	do {                                                              \
		if (!compat32_works())                                    \
			SKIP(return, "the kernel takes no 32-bit calls"); \
	} while (0)

/* START by a 32-bit caller, whose pointers are below 4 GiB. */
static int start32(struct bench *b, control_t *control)
{
	range_t *range = compat32_alloc(sizeof(*range));

	*range = bench_range(b, 0, BENCH_PAGES);
	*control = (control_t){ .page_size = b->page,
				.num_ranges = 1,
				.__reserved = 0xdead,
				.ranges = (uintptr_t)range };
	return __compat32_feature(b->dev.fd, SET | START, control,
				  sizeof(*control));
}

static int report32(struct bench *b, uint8_t *bitmap)
{
	report_t request = { .iova = BENCH_IOVA,
			     .length = BENCH_PAGES * b->page,
			     .page_size = b->page,
			     .bitmap = (uintptr_t)bitmap };

	return __compat32_feature(b->dev.fd, GET | REPORT, &request,
				  sizeof(request));
}

CASE(abi, probe_by_32_bit_caller,
     .says = "PROBE by a 32-bit caller is answered as by a 64-bit one",
     .rules = "VDT-FEAT-170",
     .fails_on = "reference,core_defect=no-compat@core-defects")
{
	SKIP_UNLESS_32BIT();
	EXPECT_EQ(0, __compat32_feature(b->dev.fd, PROBE | START, NULL, 0));
	EXPECT_EQ(0, __compat32_feature(b->dev.fd, PROBE | STOP, NULL, 0));
	EXPECT_EQ(0, __compat32_feature(b->dev.fd, PROBE | REPORT, NULL, 0));
	EXPECT_EQ(-ENOTTY,
		  __compat32_feature(b->dev.fd, PROBE | NO_FEATURE, NULL, 0));
}

CASE(abi, start_by_32_bit_caller,
     .says = "START and STOP by a 32-bit caller are answered as by a 64-bit one",
     .rules = "VDT-FEAT-170",
     .fails_on = "reference,core_defect=no-compat@core-defects")
{
	int off = report(b, GET, REPORT_SIZE);
	int wide = start(b, SET, START_SIZE);
	control_t control;

	SKIP_UNLESS_32BIT();
	__tracker_stop(b->dev.fd);
	EXPECT_EQ(wide, start32(b, &control));
	EXPECT_EQ(1, control.num_ranges);
	EXPECT_EQ(0xdead, control.__reserved);
	EXPECT_EQ(wide ? -EINVAL : 0,
		  report(b, GET, REPORT_SIZE) ? -EINVAL : 0);
	__compat32_feature(b->dev.fd, SET | STOP, NULL, 0);
	EXPECT_EQ(off, report(b, GET, REPORT_SIZE));
}

CASE(abi, refusals_of_32_bit_caller,
     .says = "what the core refuses a 64-bit caller it refuses a 32-bit one alike",
     .rules = "VDT-FEAT-170",
     .fails_on = "reference,core_defect=no-compat@core-defects")
{
	control_t control = { .page_size = b->page };

	SKIP_UNLESS_32BIT();
	EXPECT_EQ(-EINVAL, __compat32_feature(b->dev.fd, SET | START, &control,
					      sizeof(control)));
	control.num_ranges = b->page / sizeof(range_t) + 1;
	EXPECT_EQ(-E2BIG, __compat32_feature(b->dev.fd, SET | START, &control,
					     sizeof(control)));
	EXPECT_EQ(-EINVAL, __compat32_feature(b->dev.fd, SET | START, &control,
					      sizeof(control) - 8));
	control.num_ranges = 1;
	EXPECT_EQ(-EFAULT, __compat32_feature(b->dev.fd, SET | START, &control,
					      sizeof(control)));
}

CASE(abi, report_to_32_bit_caller,
     .says = "REPORT to a 32-bit caller sets the bits that a 64-bit one would see",
     .rules = "VDT-FEAT-170", .needs = "write",
     .fails_on = "reference,core_defect=no-compat@core-defects")
{
	struct window w = { BENCH_IOVA, BENCH_PAGES * b->page, b->page };
	struct bitmap map;
	uint8_t *low;

	SKIP_UNLESS_32BIT();
	START_FOR_CORE(b);
	bench_touch(b, 3);
	bench_touch(b, BENCH_PAGES - 5);
	bitmap_alloc(&map, window_bits(&w), 0);
	low = compat32_alloc(map.bytes);
	ASSERT_EQ(0, report32(b, low));
	memcpy(map.data, low, map.bytes);
	ASSERT_TRUE(oracle_check(&b->oracle, &w, &map));
	bitmap_free(&map);
}

SUITE_MAIN(abi)
