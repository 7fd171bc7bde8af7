// SPDX-License-Identifier: GPL-2.0-only
/*
 * The field that mainline calls __reserved: left alone there, max_ranges in the
 * profile limit-field, which says how many ranges a refused START might have
 * had.
 */
#include "lib/suite.h"
#include "lib/edge.h"
#include "lib/knob.h"
#include "lib/lists.h"

#define GARBAGE 0xdead

SUITE(limit_field);

/* What START said to a list. */
struct answer {
	int ret;
	uint32_t max_ranges;
};

static control_t control_of(struct bench *b, const range_t *ranges,
			    uint32_t count, uint32_t field)
{
	return (control_t){ .page_size = b->page,
			    .num_ranges = count,
			    .__reserved = field,
			    .ranges = (uintptr_t)ranges };
}

/* START of this list at this page size, STOP if it worked. */
static struct answer ask_for(struct bench *b, const range_t *ranges,
			     uint32_t count, uint64_t page_size)
{
	control_t control = control_of(b, ranges, count, 0);
	struct answer a;

	control.page_size = page_size;
	a.ret = start_control(b, &control);
	a.max_ranges = control.__reserved;
	if (!a.ret)
		__tracker_stop(b->dev.fd);
	return a;
}

static struct answer ask(struct bench *b, uint32_t count)
{
	return ask_for(b, many_ranges(b, count), count, b->page);
}

static void limit_to(uint32_t limit)
{
	knob_set(KNOB_LIMIT, limit);
}

/* Has the tracker refused it and said how many it takes? */
static bool says(struct answer a)
{
	return a.ret == -E2BIG && a.max_ranges;
}

/*
 * SKIP_IF_MUTE() - for what comes after an answer: a tracker that does not
 * refuse the list, or cannot say how many it takes, shows nothing of it.
 */
#define SKIP_IF_MUTE(a)                                                  \
	do {                                                             \
		if (!says(a))                                            \
			SKIP(return, "the tracker says nothing of what " \
				     "it takes");                        \
	} while (0)

/* Limits below a page worth, whatever the kernel's page size is. */
static const uint32_t limits[] = { 1, 4, 10, 64, 255 };

#define LIMITS (sizeof(limits) / sizeof(*limits))

/* The mainline contract: nobody looks at the field, nobody writes it. */

CASE(limit_field, left_alone_over_one_page,
     .says = "START with more than a page worth of ranges leaves the control structure as it was",
     .rules = "VDT-START-110",
     .fails_on = "reference,core_defect=too-many-written@core-defects")
{
	uint32_t count = page_worth(b) + 1;
	control_t control =
		control_of(b, many_ranges(b, count), count, GARBAGE);
	control_t before = control;

	ASSERT_EQ(-E2BIG, start_control(b, &control));
	ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)));
}

CASE(limit_field, left_alone_by_refusals_of_the_core,
     .says = "START refused for unreadable, unaligned, wrapping or overlapping ranges leaves the control structure as it was",
     .rules = "VDT-START-110",
     .fails_on = "reference,core_defect=overlap-unchecked@core-defects")
{
	range_t good = nth_range(b, 0);
	range_t bad[][2] = {
		{ good, good },
		{ good, { good.iova + 1, good.length } },
		{ good, { -good.length, good.length } },
	};

	for (int i = 0; i < 4; i++) {
		control_t control =
			control_of(b, i < 3 ? bad[i] : NULL, 2, GARBAGE);
		control_t before = control;

		ASSERT_NE(0, start_control(b, &control));
		ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)))
		TH_LOG("list %d", i);
	}
}

CASE(limit_field, left_alone_by_second_start,
     .says = "a second START that the driver refuses leaves the control structure as it was",
     .rules = "VDT-START-110",
     .fails_on = "reference,core_defect=refused-start-writes@core-defects")
{
	range_t range = nth_range(b, 0);
	control_t control = control_of(b, &range, 1, GARBAGE);
	control_t before = control;

	control.page_size = before.page_size = 2 * b->page;
	if (__bench_start(b) || !start_control(b, &control))
		SKIP(return, "the driver accepts a second START or none");
	ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)));
}

CASE(limit_field, left_alone_beyond_the_limit,
     .says = "START refused by the driver for its number of ranges leaves the control structure as it was",
     .rules = "VDT-START-110", .needs = "limit",
     .fails_on = "reference,core_defect=too-many-written@core-defects")
{
	control_t control = control_of(b, many_ranges(b, 5), 5, GARBAGE);
	control_t before = control;

	limit_to(4);
	if (!start_control(b, &control))
		SKIP(return, "the driver refuses nothing");
	ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)));
}

CASE(limit_field, zero_is_left_alone_beyond_the_limit,
     .says = "START refused for its number of ranges leaves a field of 0 as it was",
     .rules = "VDT-START-110", .needs = "limit",
     .fails_on = "reference,core_defect=too-many-written@core-defects")
{
	struct answer a;

	limit_to(4);
	a = ask(b, 5);
	if (!a.ret)
		SKIP(return, "the driver refuses nothing");
	ASSERT_EQ(0, a.max_ranges);
}

CASE(limit_field, left_alone_on_success,
     .says = "START that succeeds leaves the field as it was, with a limit set too",
     .rules = "VDT-START-130", .needs = "limit",
     .fails_on = "reference,core_defect=reserved-zeroed@core-defects")
{
	control_t control = control_of(b, many_ranges(b, 4), 4, GARBAGE);

	limit_to(4);
	if (start_control(b, &control))
		SKIP(return, "the driver refuses START");
	ASSERT_EQ(GARBAGE, control.__reserved);
}

/* The profile limit-field from here on. What the tracker says. */

CASE(limit_field, one_too_many,
     .says = "START with one range more than the tracker takes is E2BIG with what it takes",
     .rules = "VDT-LIMIT-010", .needs = "limit",
     .fails_on = "reference,defect=limit-wrong-errno@limit-field")
{
	for (size_t i = 0; i < LIMITS; i++) {
		struct answer a;

		limit_to(limits[i]);
		a = ask(b, limits[i] + 1);
		ASSERT_EQ(-E2BIG, a.ret);
		ASSERT_TRUE(a.max_ranges == limits[i] || !a.max_ranges)
		TH_LOG("limit %u, said %u", limits[i], a.max_ranges);
	}
}

CASE(limit_field, far_too_many,
     .says = "START with a page worth of ranges is E2BIG with what the tracker takes",
     .rules = "VDT-LIMIT-010", .needs = "limit",
     .fails_on = "reference,defect=limit-too-high@limit-field")
{
	for (size_t i = 0; i < LIMITS; i++) {
		struct answer a;

		limit_to(limits[i]);
		a = ask(b, page_worth(b));
		ASSERT_EQ(-E2BIG, a.ret);
		ASSERT_TRUE(a.max_ranges == limits[i] || !a.max_ranges)
		TH_LOG("limit %u, said %u", limits[i], a.max_ranges);
	}
}

CASE(limit_field, hundred_where_ten_fit,
     .says = "START of 100 ranges where ten fit is E2BIG with 10",
     .rules = "VDT-LIMIT-010", .needs = "limit",
     .fails_on = "reference,defect=limit-too-low@limit-field")
{
	struct answer a;

	limit_to(10);
	a = ask(b, 100);
	ASSERT_EQ(-E2BIG, a.ret);
	ASSERT_TRUE(a.max_ranges == 10 || !a.max_ranges);
}

CASE(limit_field, exactly_what_it_takes,
     .says = "START with exactly as many ranges as the tracker takes is not refused for their number",
     .rules = "VDT-LIMIT-010", .needs = "limit",
     .fails_on = "reference,defect=limit-itself-refused@limit-field")
{
	for (size_t i = 0; i < LIMITS; i++) {
		limit_to(limits[i]);
		ASSERT_NE(-E2BIG, ask(b, limits[i]).ret)
		TH_LOG("limit %u", limits[i]);
	}
}

CASE(limit_field, said_is_accepted,
     .says = "START with as many ranges as max_ranges said is not refused for their number",
     .rules = "VDT-LIMIT-020", .needs = "limit",
     .fails_on = "reference,defect=limit-too-high@limit-field")
{
	unsigned int said = 0;

	for (size_t i = 0; i < LIMITS; i++) {
		struct answer a;

		limit_to(limits[i]);
		a = ask(b, page_worth(b));
		if (!says(a))
			continue;
		said++;
		ASSERT_NE(-E2BIG, ask(b, a.max_ranges).ret)
		TH_LOG("limit %u, said %u", limits[i], a.max_ranges);
	}
	if (!said)
		SKIP(return, "the tracker says nothing of what it takes");
}

CASE(limit_field, fewer_than_said_is_accepted,
     .says = "START with fewer ranges than max_ranges said is not refused for their number",
     .rules = "VDT-LIMIT-020", .needs = "limit",
     .fails_on = "reference,defect=limit-too-high@limit-field")
{
	struct answer a;

	limit_to(10);
	a = ask(b, 100);
	SKIP_IF_MUTE(a);
	for (uint32_t count = a.max_ranges; count; count--) {
		ASSERT_NE(-E2BIG, ask(b, count).ret)
		TH_LOG("%u of %u", count, a.max_ranges);
	}
}

CASE(limit_field, said_is_tracked,
     .says = "what START accepts at the number that max_ranges said is tracked",
     .rules = "VDT-LIMIT-020", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=limit-too-high@limit-field")
{
	struct answer a;

	limit_to(RANGES_MAPPED);
	a = ask(b, 100);
	SKIP_IF_MUTE(a);
	ASSERT_EQ(0, __bench_start_ranges(b, many_ranges(b, a.max_ranges),
					  a.max_ranges, b->page));
	for (uint32_t i = 0; i < a.max_ranges && i < RANGES_MAPPED; i++) {
		bench_touch(b, i * RANGE_STRIDE + 1);
		ASSERT_EQ(0, __bench_report_pages(b, i * RANGE_STRIDE,
						  RANGE_PAGES));
	}
}

CASE(limit_field, one_more_than_said,
     .says = "START with one range more than max_ranges said is refused with the same answer",
     .rules = "VDT-LIMIT-030", .needs = "limit",
     .fails_on = "reference,defect=limit-too-low@limit-field")
{
	unsigned int said = 0;

	for (size_t i = 0; i < LIMITS; i++) {
		struct answer first, again;

		limit_to(limits[i]);
		first = ask(b, page_worth(b));
		if (!says(first))
			continue;
		said++;
		again = ask(b, first.max_ranges + 1);
		ASSERT_EQ(-E2BIG, again.ret);
		ASSERT_EQ(first.max_ranges, again.max_ranges);
	}
	if (!said)
		SKIP(return, "the tracker says nothing of what it takes");
}

CASE(limit_field, any_more_than_said,
     .says = "START with any number of ranges above max_ranges is refused with the same answer",
     .rules = "VDT-LIMIT-030", .needs = "limit",
     .fails_on = "reference,defect=limit-too-low@limit-field")
{
	struct answer first;

	limit_to(10);
	first = ask(b, 100);
	SKIP_IF_MUTE(first);
	for (uint32_t count = first.max_ranges + 1; count < 100; count += 7) {
		struct answer a = ask(b, count);

		ASSERT_EQ(-E2BIG, a.ret);
		ASSERT_EQ(first.max_ranges, a.max_ranges)
		TH_LOG("%u ranges", count);
	}
}

/* What the core does with the structure. */

CASE(limit_field, only_max_ranges_is_written,
     .says = "a START refused for its number of ranges changes nothing but max_ranges",
     .rules = "VDT-LIMIT-040", .needs = "limit",
     .fails_on = "reference,core_defect=limit-in-num-ranges@limit-field-defects")
{
	range_t *ranges = many_ranges(b, 100), *before = many_ranges(b, 100);
	control_t control = control_of(b, ranges, 100, 0);

	control.page_size = 2 * b->page;
	limit_to(10);
	if (start_control(b, &control) != -E2BIG)
		SKIP(return, "the tracker does not refuse it");
	EXPECT_EQ(2 * b->page, control.page_size);
	EXPECT_EQ(100, control.num_ranges);
	EXPECT_EQ((uintptr_t)ranges, control.ranges);
	EXPECT_EQ(0, memcmp(ranges, before, 100 * sizeof(*ranges)));
}

CASE(limit_field, over_one_page_writes_only_max_ranges,
     .says = "a START with more than a page worth of ranges changes nothing but max_ranges",
     .rules = "VDT-LIMIT-040",
     .fails_on = "reference,core_defect=limit-in-num-ranges@limit-field-defects")
{
	uint32_t count = page_worth(b) + 1;
	range_t *ranges = many_ranges(b, count);
	control_t control = control_of(b, ranges, count, 0);

	ASSERT_EQ(-E2BIG, start_control(b, &control));
	EXPECT_EQ(b->page, control.page_size);
	EXPECT_EQ(count, control.num_ranges);
	EXPECT_EQ((uintptr_t)ranges, control.ranges);
}

CASE(limit_field, other_refusals_of_the_core_leave_it,
     .says = "START refused for unreadable, unaligned, wrapping or overlapping ranges leaves max_ranges as it was",
     .rules = "VDT-LIMIT-040", .needs = "limit",
     .fails_on = "reference,core_defect=limit-on-any-error@limit-field-defects")
{
	range_t good = nth_range(b, 0);
	range_t bad[][2] = {
		{ good, good },
		{ good, { good.iova + 1, good.length } },
		{ good, { -good.length, good.length } },
	};

	limit_to(4);
	for (int i = 0; i < 4; i++) {
		control_t control =
			control_of(b, i < 3 ? bad[i] : NULL, 2, GARBAGE);
		control_t before = control;

		ASSERT_NE(-E2BIG, start_control(b, &control));
		ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)))
		TH_LOG("list %d", i);
	}
}

CASE(limit_field, other_refusals_of_the_driver_leave_it,
     .says = "a START that the driver refuses with another errno than E2BIG leaves max_ranges as it was",
     .rules = "VDT-LIMIT-040", .needs = "limit",
     .fails_on = "reference,core_defect=limit-on-any-error@limit-field-defects")
{
	range_t range = nth_range(b, 0);
	control_t control = control_of(b, &range, 1, GARBAGE);
	control_t before = control;
	int ret;

	limit_to(4);
	ret = __bench_start(b) ? 0 : start_control(b, &control);
	if (!ret || ret == -E2BIG)
		SKIP(return, "the driver does not refuse a second START so");
	ASSERT_EQ(0, memcmp(&control, &before, sizeof(control)));
}

CASE(limit_field, success_leaves_it,
     .says = "a START that succeeds leaves max_ranges as it was, whatever it was",
     .rules = "VDT-LIMIT-060", .needs = "limit",
     .fails_on = "reference,core_defect=limit-on-success@limit-field-defects")
{
	static const uint32_t values[] = { 0, 1, GARBAGE, UINT32_MAX };

	limit_to(10);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		control_t control =
			control_of(b, many_ranges(b, 10), 10, values[i]);

		if (start_control(b, &control))
			SKIP(return, "the driver refuses START");
		__tracker_stop(b->dev.fd);
		ASSERT_EQ(values[i], control.__reserved);
	}
}

CASE(limit_field, success_without_limit_leaves_it,
     .says = "a START that succeeds on a tracker without a limit leaves max_ranges as it was",
     .rules = "VDT-LIMIT-060",
     .fails_on = "reference,core_defect=limit-on-success@limit-field-defects")
{
	range_t range = nth_range(b, 0);
	control_t control = control_of(b, &range, 1, GARBAGE);

	if (start_control(b, &control))
		SKIP(return, "the driver refuses START");
	ASSERT_EQ(GARBAGE, control.__reserved);
}

CASE(limit_field, garbage_in,
     .says = "what max_ranges holds on the way in changes nothing of the answer",
     .rules = "VDT-LIMIT-070", .needs = "limit",
     .fails_on = "reference,core_defect=limit-needs-zero@limit-field-defects")
{
	static const uint32_t values[] = { 1, 9, 10, 11, GARBAGE, UINT32_MAX };
	range_t *ranges = many_ranges(b, 100);
	struct answer zero;

	limit_to(10);
	zero = ask(b, 100);
	SKIP_IF_MUTE(zero);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		control_t control = control_of(b, ranges, 100, values[i]);

		ASSERT_EQ(-E2BIG, start_control(b, &control));
		ASSERT_EQ(zero.max_ranges, control.__reserved)
		TH_LOG("field %#x", values[i]);
	}
}

CASE(limit_field, garbage_in_over_one_page,
     .says = "beyond a page worth of ranges, too, max_ranges is answered whatever it held",
     .rules = "VDT-LIMIT-070",
     .fails_on = "reference,core_defect=limit-needs-zero@limit-field-defects")
{
	uint32_t count = page_worth(b) + 1;
	control_t zero = control_of(b, NULL, count, 0);
	control_t garbage = control_of(b, NULL, count, GARBAGE);

	ASSERT_EQ(-E2BIG, start_control(b, &zero));
	ASSERT_EQ(-E2BIG, start_control(b, &garbage));
	ASSERT_EQ(zero.__reserved, garbage.__reserved);
}

CASE(limit_field, over_one_page_says_a_page_worth_at_most,
     .says = "START with more than a page worth of ranges is E2BIG with no more than a page worth in max_ranges",
     .rules = "VDT-LIMIT-090",
     .fails_on = "reference,core_defect=limit-over-a-page@limit-field-defects")
{
	uint32_t worth = page_worth(b);
	uint32_t counts[] = { worth + 1, 2 * worth, 1 << 20, UINT32_MAX };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		control_t control = control_of(b, NULL, counts[i], GARBAGE);

		ASSERT_EQ(-E2BIG, start_control(b, &control));
		ASSERT_LE(control.__reserved, worth)
		TH_LOG("%u ranges", counts[i]);
	}
}

CASE(limit_field, over_one_page_says_the_limit,
     .says = "START with more than a page worth of ranges says the tracker's limit where that is lower",
     .rules = "VDT-LIMIT-090", .needs = "limit",
     .fails_on = "reference,core_defect=limit-not-by-core@limit-field-defects")
{
	control_t control = control_of(b, NULL, page_worth(b) + 1, 0);
	struct answer a;

	limit_to(10);
	a = ask(b, 100);
	SKIP_IF_MUTE(a);
	ASSERT_EQ(-E2BIG, start_control(b, &control));
	ASSERT_EQ(a.max_ranges, control.__reserved);
}

CASE(limit_field, tracker_beyond_one_page,
     .says = "a tracker that takes more than a page worth is still said to take a page worth",
     .rules = "VDT-LIMIT-090", .needs = "limit",
     .fails_on = "reference,core_defect=limit-over-a-page@limit-field-defects")
{
	uint32_t worth = page_worth(b);
	control_t control = control_of(b, NULL, worth + 1, 0);

	limit_to(4 * worth);
	ASSERT_EQ(-E2BIG, start_control(b, &control));
	ASSERT_TRUE(control.__reserved == worth || !control.__reserved);
}

/* START whose control structure cannot be written. */
static int start_read_only(struct bench *b, const control_t *control)
{
	struct edge e = edge_map(1);
	struct vfio_device_feature *header = (void *)e.start;

	header->argsz = FEATURE_HEADER + sizeof(*control);
	header->flags = SET | START;
	memcpy(header->data, control, sizeof(*control));
	edge_protect(&e);
	return __feature_raw(b->dev.fd, header);
}

CASE(limit_field, read_only_control_over_one_page,
     .says = "START with more than a page worth of ranges is E2BIG where max_ranges cannot be written",
     .rules = "VDT-LIMIT-110",
     .fails_on = "reference,core_defect=limit-efault@limit-field-defects")
{
	control_t control = control_of(b, NULL, page_worth(b) + 1, 0);

	ASSERT_EQ(-E2BIG, start_read_only(b, &control));
}

CASE(limit_field, read_only_control_beyond_the_limit,
     .says = "START with more ranges than the tracker takes is E2BIG where max_ranges cannot be written",
     .rules = "VDT-LIMIT-110", .needs = "limit",
     .fails_on = "reference,core_defect=limit-efault@limit-field-defects")
{
	control_t control = control_of(b, many_ranges(b, 5), 5, 0);

	limit_to(4);
	SKIP_IF_MUTE(ask(b, 5));
	ASSERT_EQ(-E2BIG, start_read_only(b, &control));
}

/* What the tracker is like afterwards, and the next time. */

CASE(limit_field, refused_leaves_it_off,
     .says = "after a START refused for its number of ranges the tracker is off",
     .rules = "VDT-LIMIT-050", .needs = "limit",
     .fails_on = "reference,defect=limit-stays-on@limit-field")
{
	limit_to(4);
	if (!ask(b, 5).ret)
		SKIP(return, "the tracker does not refuse it");
	ASSERT_FALSE(tracker_is_on(b));
}

CASE(limit_field, refused_then_start,
     .says = "after a START refused for its number of ranges the next one works and tracks",
     .rules = "VDT-LIMIT-050", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=limit-stays-on@limit-field")
{
	limit_to(4);
	if (!ask(b, 5).ret)
		SKIP(return, "the tracker does not refuse it");
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 17);
	ASSERT_EQ(0, __bench_report_all(b));
}

CASE(limit_field, refused_while_on,
     .says = "a second START with too many ranges leaves the first one's log alone",
     .rules = "VDT-LIMIT-050", .needs = "limit write",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=second-start-succeeds@limit-field")
{
	limit_to(4);
	ASSERT_EQ(0, __bench_start(b));
	bench_touch(b, 3);
	ASSERT_NE(0, start_list(b, many_ranges(b, 5), 5));
	bench_touch(b, 300);
	ASSERT_EQ(0, __bench_report_all(b));
}

/* The answer that is compared with: 100 ranges where ten fit. */
static struct answer first_answer(struct bench *b)
{
	limit_to(10);
	return ask(b, 100);
}

CASE(limit_field, stable_over_retries,
     .says = "twenty tries in a row get the same max_ranges",
     .rules = "VDT-LIMIT-080", .needs = "limit",
     .fails_on = "reference,defect=limit-unstable@limit-field")
{
	struct answer first = first_answer(b);

	SKIP_IF_MUTE(first);
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(first.max_ranges, ask(b, 100).max_ranges)
		TH_LOG("try %d", i);
	}
}

CASE(limit_field, stable_over_start_and_stop,
     .says = "after a START that works and a STOP max_ranges is the same",
     .rules = "VDT-LIMIT-080", .needs = "limit",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=limit-unstable@limit-field")
{
	struct answer first = first_answer(b);

	SKIP_IF_MUTE(first);
	for (int i = 0; i < 3; i++) {
		ASSERT_EQ(0, __bench_start(b));
		ASSERT_EQ(0, __bench_stop(b));
		ASSERT_EQ(first.max_ranges, ask(b, 100).max_ranges);
	}
}

CASE(limit_field, stable_over_files,
     .says = "another file of the device gets the same max_ranges",
     .rules = "VDT-LIMIT-080", .needs = "group limit",
     .fails_on = "reference,defect=limit-unstable@limit-field")
{
	struct answer first = first_answer(b);
	control_t control = control_of(b, many_ranges(b, 100), 100, 0);
	int fd = device_open_again(&b->dev);

	EXPECT_EQ(first.ret, __feature_call(fd, SET | START,
					    FEATURE_HEADER + sizeof(control),
					    &control, sizeof(control)));
	close(fd);
	SKIP_IF_MUTE(first);
	ASSERT_EQ(first.max_ranges, control.__reserved);
}

CASE(limit_field, stable_over_close,
     .says = "after the last close max_ranges is the same",
     .rules = "VDT-LIMIT-080", .needs = "limit",
     .fails_on = "reference,defect=limit-per-open@limit-field")
{
	struct answer first = first_answer(b);

	SKIP_IF_MUTE(first);
	for (int i = 0; i < 3; i++) {
		bench_reopen(b);
		ASSERT_EQ(first.max_ranges, ask(b, 100).max_ranges);
	}
}

CASE(limit_field, stable_over_lists,
     .says = "max_ranges is the same for lists of other places and lengths",
     .rules = "VDT-LIMIT-080", .needs = "limit",
     .fails_on = "reference,defect=limit-unstable@limit-field")
{
	struct answer first = first_answer(b);
	range_t *ranges = many_ranges(b, 100);

	SKIP_IF_MUTE(first);
	for (int i = 0; i < 4; i++) {
		for (uint32_t k = 0; k < 100; k++)
			ranges[k].iova += (1ULL << 30) + k * 64 * b->page;
		ASSERT_EQ(first.max_ranges,
			  ask_for(b, ranges, 100, b->page).max_ranges);
	}
}

/* Page sizes that are multiples of any kernel's, and what fits them. */
static struct answer ask_coarse(struct bench *b, int shift, uint32_t count)
{
	uint64_t page_size = 1ULL << shift;

	return ask_for(b, coarse_ranges(page_size, count), count, page_size);
}

/* As many as it said pass, one more does not. */
static bool holds_at(struct bench *b, int shift, uint32_t said)
{
	struct answer more = ask_coarse(b, shift, said + 1);

	return ask_coarse(b, shift, said).ret != -E2BIG && more.ret == -E2BIG &&
	       more.max_ranges == said;
}

CASE(limit_field, holds_for_each_page_size,
     .says = "at each page size from 4 KiB to 1 GiB as many ranges as max_ranges said pass, and one more does not",
     .rules = "VDT-LIMIT-100", .needs = "limit",
     .fails_on = "reference,defect=limit-too-high@limit-field")
{
	limit_to(10);
	for (int shift = 12; shift <= 30; shift += 3) {
		struct answer a = ask_coarse(b, shift, 100);

		if (!says(a))
			continue;
		ASSERT_TRUE(holds_at(b, shift, a.max_ranges))
		TH_LOG("page size 2^%d, said %u", shift, a.max_ranges);
	}
}

CASE(limit_field, page_sizes_differ,
     .says = "where page sizes have different limits, max_ranges is that of the page size asked for",
     .rules = "VDT-LIMIT-100", .needs = "limit",
     .fails_on = "reference,defect=limit-of-other-page-size@limit-field")
{
	struct answer small, large;

	if (!__knob_set(KNOB_LIMIT, "10,4"))
		SKIP(return, "the target has one limit for all page sizes");
	small = ask_coarse(b, 12, 100);
	large = ask_coarse(b, 21, 100);
	SKIP_IF_MUTE(small);
	SKIP_IF_MUTE(large);
	EXPECT_TRUE(holds_at(b, 12, small.max_ranges));
	EXPECT_TRUE(holds_at(b, 21, large.max_ranges));
	EXPECT_NE(small.max_ranges, large.max_ranges);
}

CASE(limit_field, page_sizes_do_not_mix,
     .says = "asking at one page size changes nothing of the answer at another",
     .rules = "VDT-LIMIT-100", .needs = "limit",
     .fails_on = "reference,defect=limit-unstable@limit-field")
{
	struct answer first, again;

	if (!__knob_set(KNOB_LIMIT, "10,4"))
		SKIP(return, "the target has one limit for all page sizes");
	first = ask_coarse(b, 12, 100);
	SKIP_IF_MUTE(first);
	for (int shift = 12; shift <= 30; shift += 3)
		ask_coarse(b, shift, 100);
	again = ask_coarse(b, 12, 100);
	ASSERT_EQ(-E2BIG, again.ret);
	ASSERT_EQ(first.max_ranges, again.max_ranges);
}

CASE(limit_field, other_reasons_are_not_e2big,
     .says = "a page_size or a range that the tracker does not take is not refused with E2BIG",
     .rules = "VDT-LIMIT-120", .needs = "limit",
     .fails_on = "reference,defect=limit-e2big-for-all@limit-field")
{
	range_t range = nth_range(b, 0);
	range_t empty = { BENCH_IOVA, 0 };

	limit_to(4);
	EXPECT_NE(-E2BIG, try_hint(b, &range, 1, 3 * b->page));
	EXPECT_NE(-E2BIG, try_hint(b, &range, 1, 1));
	EXPECT_NE(-E2BIG, try_start(b, &empty, 1));
}

CASE(limit_field, second_start_is_not_e2big,
     .says = "a second START with no more ranges than fit is not refused with E2BIG",
     .rules = "VDT-LIMIT-120", .needs = "limit",
     .after = "bounds/one-range-is-accepted",
     .fails_on = "reference,defect=limit-e2big-for-all@limit-field")
{
	limit_to(4);
	ASSERT_EQ(0, __bench_start(b));
	ASSERT_NE(-E2BIG, start_list(b, many_ranges(b, 4), 4));
}

SUITE_MAIN(limit_field)
