// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sequences of calls drawn at random, each answer held against a model of the
 * contract (lib/model.h). A sequence that fails is shrunk and printed, so that
 * `trackcert run --replay` can do it again.
 *
 * The rules of a case are those that its sequences are about; which one a
 * failure breaks is said behind `# why:`.
 */
#include "lib/knob.h"
#include "lib/model_check.h"
#include "lib/model_draw.h"
#include "lib/suite.h"

SUITE(model);

/* A case: whatever it may be, a failure is the driver's, or the core's. */
#define ASSERT_MODEL(b, profile)                                     \
	do {                                                         \
		int __ret = __model_check(b, profile);               \
		if (__ret == MODEL_NOTHING)                          \
			SKIP(return, "no sequence could be judged"); \
		ASSERT_EQ(0, __ret);                                 \
	} while (0)

CASE(model, ordinary,
     .says = "random sequences of whole words of 64 pages are right",
     .rules = "VDT-LOG-010 VDT-LOG-020 VDT-LOG-030", .after = "bitmap/one-page",
     .fails_on = "reference,defect=not-cleared", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 40 };

	ASSERT_MODEL(b, &p);
}

CASE(model, pages, .says = "random sequences of any whole pages are right",
     .rules = "VDT-LOG-040 VDT-LOG-080", .after = "bitmap/one-page",
     .fails_on = "reference,defect=clear-too-wide", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 40,
					 .spice = MODEL_ANY_PAGE };

	ASSERT_MODEL(b, &p);
}

CASE(model, page_sizes,
     .says = "random sequences with page sizes of all kinds are right",
     .rules = "VDT-LOG-070", .after = "bitmap/one-page",
     .fails_on = "reference,defect=page-size-lie", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 40,
					 .spice = MODEL_SIZES };

	ASSERT_MODEL(b, &p);
}

CASE(model, many_ranges,
     .says = "random sequences with up to a page worth of ranges are right",
     .rules = "VDT-START-230", .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=ranges-beyond-eight-dropped",
     .needs = "exact", .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 30, .spice = MODEL_MANY };

	ASSERT_MODEL(b, &p);
}

CASE(model, combined,
     .says = "random sequences with ranges that the driver combines are right",
     .rules = "VDT-START-230", .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=combine-drops", .needs = "exact combine",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 20, .spice = MODEL_MANY };

	knob_set(KNOB_COMBINE, 3);
	ASSERT_MODEL(b, &p);
}

CASE(model, empty_ranges,
     .says = "random sequences are right where START takes a range of length 0 among the others",
     .rules = "VDT-START-230", .after = "bitmap/ranges-are-told-apart",
     .fails_on = "reference,defect=empty-range-ends-list", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 30,
					 .spice = MODEL_EMPTY };

	ASSERT_MODEL(b, &p);
}

CASE(model, addresses,
     .says = "random sequences all over the address space are right",
     .rules = "VDT-LOG-010 VDT-LOG-020", .after = "bitmap/one-page",
     .fails_on = "reference,defect=36-address-bits", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 40, .spice = MODEL_FAR };

	ASSERT_MODEL(b, &p);
}

CASE(model, states, .says = "random sequences with calls out of turn are right",
     .rules = "VDT-STATE-010 VDT-STATE-020 VDT-STATE-030 VDT-STATE-040 "
	      "VDT-STATE-060 VDT-STOP-010 VDT-STOP-020",
     .after = "bitmap/one-page",
     .fails_on = "reference,defect=second-start-succeeds", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = { .sequences = 40,
					 .spice = MODEL_STATES };

	ASSERT_MODEL(b, &p);
}

CASE(model, resets, .says = "random sequences with resets are right",
     .rules = "VDT-STATE-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=reset-forgets", .needs = "exact reset",
     .timeout = 90, .budget = true)
{
	const struct model_profile p = { .sequences = 12,
					 .spice = MODEL_RESETS };

	ASSERT_MODEL(b, &p);
}

CASE(model, bursts,
     .says = "random sequences of many writes and many REPORTs are right",
     .rules = "VDT-LOG-010", .after = "bitmap/one-page",
     .fails_on = "reference,defect=goes-blind", .needs = "exact", .timeout = 40,
     .budget = true)
{
	const struct model_profile p = { .sequences = 12,
					 .spice = MODEL_BURSTS };

	ASSERT_MODEL(b, &p);
}

CASE(model, windows,
     .says = "random sequences with windows of any bytes are right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=edge-cleared", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = {
		.sequences = 40,
		.spice = MODEL_ANY_PAGE | MODEL_ANY_BYTE | MODEL_OUTSIDE,
	};

	ASSERT_MODEL(b, &p);
}

CASE(model, hostile,
     .says = "random sequences of all that a user may do are right",
     .rules = "VDT-LOG-090", .after = "bitmap/one-page",
     .fails_on = "reference,defect=cut-pages-lost", .needs = "exact",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = {
		.sequences = 30,
		.spice = MODEL_ANY_PAGE | MODEL_ANY_BYTE | MODEL_SIZES |
			 MODEL_MANY | MODEL_FAR | MODEL_OUTSIDE | MODEL_STATES |
			 MODEL_ERRORS | MODEL_BURSTS | MODEL_EMPTY,
	};

	ASSERT_MODEL(b, &p);
}

CASE(model, refusals,
     .says = "calls that the core refuses, drawn at random, are refused as they should be",
     .rules = "VDT-START-020 VDT-START-030 VDT-START-050 VDT-START-070 "
	      "VDT-START-080 VDT-START-090 VDT-REPORT-020 VDT-REPORT-030",
     .fails_on = "reference,core_defect=ranges-unlimited@core-defects",
     .timeout = 40, .budget = true)
{
	const struct model_profile p = {
		.sequences = 40,
		.spice = MODEL_ANY_PAGE | MODEL_SIZES | MODEL_MANY | MODEL_FAR |
			 MODEL_ERRORS | MODEL_STATES,
		.core = true,
	};

	ASSERT_MODEL(b, &p);
}

SUITE_MAIN(model)
