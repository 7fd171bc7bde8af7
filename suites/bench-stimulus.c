// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a stimulus do what it says: does it write where it says, everywhere it
 * says, nowhere else, and is it through when it says so? What a driver's
 * tracker reports is judged by that. The tracker is off here: the CPU may look.
 *
 * A byte that has kept one filling may have got that very value, which one in
 * 256 does, so of many bytes some have in several fillings: those are tried
 * with further ones until each of them has changed, or there is no more to try.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/suite.h"

SUITE(stimulus);

#define GUARD	65536 /* bytes on either side of what is written */
#define LATE_MS 100   /* long for a device, short for a user */

static const uint8_t fillings[] = { 0xee, 0x11, 0x5a, 0xa5,
				    0x37, 0xc8, 0x0b, 0xf4 };

/* As often a byte must have been left alone to say that it is. */
#define ROUNDS_LEAST 2

/* Where a write goes, in its memory: mapped from iova - GUARD on. */
struct field {
	struct memory mem;
	uint8_t *at;
	uint64_t iova;
	uint64_t length;
};

static void field_make(struct bench *b, struct field *f, uint64_t iova,
		       uint64_t length)
{
	uint64_t page = b->page;
	uint64_t first = iova / page * page - GUARD;
	uint64_t end = (iova + length + page - 1) / page * page + GUARD;

	memory_unmap(&b->dev, &b->mem); /* it may lie in the way */
	memory_map(&b->dev, &f->mem, first, end - first);
	f->iova = iova;
	f->length = length;
	f->at = f->mem.va + (iova - first);
}

static void field_free(struct bench *b, struct field *f)
{
	memory_unmap(&b->dev, &f->mem);
}

/* A length that the stimulus takes: not less than asked for, but for its most. */
static uint64_t length_fit(const struct bench *b, uint64_t length)
{
	const struct stimulus_limits *l = &b->stim.limits;
	uint64_t least = l->min_size;

	length = (length + least - 1) / least * least;
	if (length > l->max_length)
		length = l->max_length / least * least;
	return length;
}

static bool is_inside(const struct field *f, size_t i)
{
	size_t first = (size_t)(f->at - f->mem.va);

	return i >= first && i < first + f->length;
}

/* Has each byte that is to be written changed in one of the rounds? */
static bool all_written(const struct field *f, const uint8_t *kept,
			size_t rounds)
{
	size_t first = (size_t)(f->at - f->mem.va);

	return !memchr(kept + first, (int)rounds, f->length);
}

/* In how many rounds each byte was kept; return: of how many. */
static size_t field_write(struct bench *b, struct field *f, uint8_t *kept)
{
	size_t i;

	memset(kept, 0, f->mem.size);
	for (i = 0; i < sizeof(fillings); i++) {
		if (i >= ROUNDS_LEAST && all_written(f, kept, i))
			break;
		memset(f->mem.va, fillings[i], f->mem.size);
		stimulus_write(&b->stim, f->iova, f->length);
		for (size_t k = 0; k < f->mem.size; k++)
			kept[k] += *(volatile uint8_t *)(f->mem.va + k) ==
				   fillings[i];
	}
	return i;
}

/* What is wrong with a write, in words; "" for nothing. */
static const char *field_judge(const struct field *f, const uint8_t *kept,
			       size_t rounds, uint64_t *iova)
{
	for (size_t i = 0; i < f->mem.size; i++) {
		*iova = f->mem.iova + i;
		if (is_inside(f, i) && kept[i] == rounds)
			return "not written";
		if (!is_inside(f, i) && kept[i] != rounds)
			return "written, and should not be";
	}
	return "";
}

static const char *field_try(struct bench *b, uint64_t iova, uint64_t length)
{
	struct field f;
	const char *wrong;
	uint64_t at = 0;
	uint8_t *kept;
	size_t rounds;

	field_make(b, &f, iova, length);
	kept = malloc(f.mem.size);
	if (!kept)
		case_error("no memory");
	rounds = field_write(b, &f, kept);
	wrong = field_judge(&f, kept, rounds, &at);
	if (*wrong)
		printf("# why: a write of %" PRIu64 " bytes at IOVA %#" PRIx64
		       ": the byte at %#" PRIx64 " was %s\n",
		       length, iova, at, wrong);
	free(kept);
	field_free(b, &f);
	return wrong;
}

/* For the report: what it does, and what it cannot do. */
static void limits_tell(const struct stimulus *s)
{
	const struct stimulus_limits *l = &s->limits;

	fprintf(stderr,
		"# stimulus: %s: writes %" PRIu64 " to %" PRIu64
		" bytes, aligned to %" PRIu64 ", up to IOVA %#" PRIx64
		"; %s; %s\n",
		s->ops->name, l->min_size, l->max_length, l->align,
		l->highest_iova,
		s->can_read ? "reads" : "cannot make the device read",
		s->ops->exact ? "writes the same bytes again"
			      : "cannot write any byte range, nor the same "
				"bytes again");
}

CASE(stimulus, writes_what_it_says,
     .says = "a write reaches every byte that it names and no other",
     .needs = "write", .timeout = 60)
{
	static const uint64_t lengths[] = { 1, 512, 4096, 8192, 65536 };

	limits_tell(&b->stim);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		EXPECT_STREQ(field_try(b, BENCH_IOVA * 4,
				       length_fit(b, lengths[i])),
			     "");
}

CASE(stimulus, writes_at_any_place,
     .says = "so it does at each place in a page that its alignment allows",
     .needs = "write", .timeout = 60)
{
	uint64_t align = b->stim.limits.align;
	uint64_t step = align < 512 ? 509 / align * align + align : align;

	for (uint64_t at = 0; at < 4096; at += step)
		EXPECT_STREQ(field_try(b, BENCH_IOVA * 4 + at,
				       length_fit(b, 1)),
			     "");
}

CASE(stimulus, writes_at_any_address,
     .says = "so it does below, across and above 4 GiB", .needs = "write",
     .timeout = 60)
{
	uint64_t length = length_fit(b, 8192);
	const uint64_t places[] = { 0x10000000, BENCH_IOVA - 4096, BENCH_IOVA,
				    BENCH_IOVA * 16, STIMULUS_IOVA / 2 };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (stimulus_fits(&b->stim, places[i], length))
			EXPECT_STREQ(field_try(b, places[i], length), "");
}

CASE(stimulus, writes_its_most,
     .says = "so it does with as many bytes as it takes in one write",
     .needs = "write", .timeout = 60)
{
	uint64_t most = b->stim.limits.max_length;

	EXPECT_STREQ(field_try(b, BENCH_IOVA * 4, length_fit(b, most)), "");
}

CASE(stimulus, is_through_when_it_says_so,
     .says = "nothing is written any more when a write has returned",
     .needs = "write", .timeout = 30)
{
	const struct timespec late = { .tv_nsec = LATE_MS * 1000000 };
	struct field f;
	uint8_t *then;

	field_make(b, &f, BENCH_IOVA * 4, length_fit(b, 65536));
	then = malloc(f.mem.size);
	ASSERT_NE(then, NULL);
	for (int i = 0; i < 8; i++) {
		memset(f.mem.va, 0xee, f.mem.size);
		stimulus_write(&b->stim, f.iova, f.length);
		memcpy(then, f.mem.va, f.mem.size);
		nanosleep(&late, NULL);
		EXPECT_EQ(memcmp(then, f.mem.va, f.mem.size), 0);
	}
	free(then);
	field_free(b, &f);
}

CASE(stimulus, writes_something_new,
     .says = "each write gives memory other contents than the one before",
     .needs = "write", .timeout = 30)
{
	struct field f;
	uint8_t *then;

	field_make(b, &f, BENCH_IOVA * 4, length_fit(b, 4096));
	then = calloc(1, f.length);
	ASSERT_NE(then, NULL);
	for (int i = 0; i < 16; i++) {
		stimulus_write(&b->stim, f.iova, f.length);
		EXPECT_NE(memcmp(then, f.at, f.length), 0);
		memcpy(then, f.at, f.length);
	}
	free(then);
	field_free(b, &f);
}

CASE(stimulus, refuses_what_it_cannot,
     .says = "what its limits do not allow is refused and not done",
     .needs = "write")
{
	const struct stimulus_limits *l = &b->stim.limits;
	struct field f;

	field_make(b, &f, BENCH_IOVA * 4, length_fit(b, 4096));
	memset(f.mem.va, 0xee, f.mem.size);
	EXPECT_EQ(b->stim.ops->write(&b->stim, f.iova, 0), -EINVAL);
	EXPECT_EQ(b->stim.ops->write(&b->stim, f.iova,
				     l->max_length + l->align),
		  -EINVAL);
	if (l->align > 1)
		EXPECT_EQ(b->stim.ops->write(&b->stim, f.iova + 1, l->min_size),
			  -EINVAL);
	for (size_t i = 0; i < f.mem.size; i++)
		ASSERT_EQ(f.mem.va[i], 0xee);
	field_free(b, &f);
}

CASE(stimulus, writes_the_same_again,
     .says = "a repeated write writes the same bytes", .needs = "exact")
{
	struct field f;
	uint8_t *then;

	field_make(b, &f, BENCH_IOVA * 4, length_fit(b, 4097));
	then = malloc(f.length);
	ASSERT_NE(then, NULL);
	stimulus_write(&b->stim, f.iova, f.length);
	memcpy(then, f.at, f.length);
	memset(f.mem.va, 0xee, f.mem.size);
	stimulus_rewrite(&b->stim);
	EXPECT_EQ(memcmp(then, f.at, f.length), 0);
	EXPECT_EQ(f.at[f.length], 0xee);
	EXPECT_EQ(f.at[-1], 0xee);
	free(then);
	field_free(b, &f);
}

CASE(stimulus, reads_and_writes_nothing,
     .says = "a read changes no byte of memory", .needs = "read")
{
	struct field f;

	field_make(b, &f, BENCH_IOVA * 4, length_fit(b, 65536));
	for (size_t i = 0; i < sizeof(fillings); i++) {
		memset(f.mem.va, fillings[i], f.mem.size);
		stimulus_read(&b->stim, f.iova, f.length);
		for (size_t k = 0; k < f.mem.size; k++)
			ASSERT_EQ(f.mem.va[k], fillings[i]);
	}
	field_free(b, &f);
}

CASE(stimulus, comes_up_again,
     .says = "it comes up again after it was released, and writes",
     .needs = "write")
{
	for (int i = 0; i < 3; i++) {
		stimulus_restart(&b->stim);
		EXPECT_STREQ(field_try(b, BENCH_IOVA * 4, length_fit(b, 4096)),
			     "");
	}
}

SUITE_MAIN(stimulus)
