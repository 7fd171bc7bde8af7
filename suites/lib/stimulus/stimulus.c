// SPDX-License-Identifier: GPL-2.0-only
/* Choosing a DMA engine and proving that it writes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../case.h"
#include "stimulus.h"

static const struct stimulus_ops *const engines[] = {
	&stimulus_nvme,	    &stimulus_reference,      &stimulus_poke,
	&stimulus_external, &stimulus_external_exact,
};

static const struct stimulus_ops *engine_by_name(const char *name,
						 size_t length)
{
	const char *colon = memchr(name, ':', length);
	size_t name_length = colon ? (size_t)(colon - name) : length;

	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++)
		if (strlen(engines[i]->name) == name_length &&
		    !strncmp(engines[i]->name, name, name_length))
			return engines[i];
	case_error("stimulus: no plug-in is called %.*s", (int)length, name);
}

static void take_argument(struct stimulus *s, const char *word, size_t length)
{
	const char *colon = memchr(word, ':', length);
	size_t rest = colon ? length - (size_t)(colon + 1 - word) : 0;

	if (rest >= sizeof(s->argument))
		case_error("stimulus: %.*s is too long", (int)length, word);
	memcpy(s->argument, colon ? colon + 1 : "", rest);
	s->argument[rest] = '\0';
}

/* The first engine of the target's list that has what the case needs. */
static const struct stimulus_ops *choose_engine(struct stimulus *s, bool exact)
{
	const char *list = getenv("TRACKCERT_STIMULUS");
	int ret = -ENODEV;

	for (const char *at = list ? list : ""; *at;) {
		size_t length = strcspn(at, ", ");
		const struct stimulus_ops *ops;

		if (length) {
			ops = engine_by_name(at, length);
			if (!exact || ops->exact) {
				ret = ops->probe(s->dev);
				if (!ret) {
					take_argument(s, at, length);
					return ops;
				}
				case_error(
					"stimulus: %s cannot drive this device: %s",
					ops->name, strerror(-ret));
			}
		}
		at += length + strspn(at + length, ", ");
	}
	if (exact && list && *list)
		case_cannot("write any byte range, and the same bytes again");
	case_error("stimulus: TRACKCERT_STIMULUS offers no plug-in");
}

/*
 * A page that the CPU has filled must look different after a write. The
 * tracker is off here, so the CPU may look.
 */
static void self_test(struct stimulus *s)
{
	uint8_t *scratch = s->own.va + s->scratch;
	uint64_t size = s->limits.min_size;
	bool changed = false;
	int ret;

	memset(scratch, 0xee, size);
	ret = s->ops->write(s, s->own.iova + s->scratch, size);
	if (ret)
		case_error("stimulus: the self-test of %s failed: %s",
			   s->ops->name, strerror(-ret));
	for (uint64_t i = 0; i < size; i++)
		changed |= *(volatile uint8_t *)(scratch + i) != 0xee;
	if (!changed)
		case_error(
			"stimulus: the self-test's write of %s did not reach memory",
			s->ops->name);
}

static void start_engine(struct stimulus *s)
{
	int ret = s->ops->init(s);

	if (ret)
		case_error("stimulus: %s does not come up: %s", s->ops->name,
			   strerror(-ret));
	self_test(s);
}

void stimulus_open(struct stimulus *s, struct device *dev, bool exact,
		   bool read)
{
	memset(s, 0, sizeof(*s));
	s->dev = dev;
	s->ops = choose_engine(s, exact);
	start_engine(s);
	if (read && !s->can_read)
		case_cannot("make the device read (%s)", s->ops->name);
}

void stimulus_restart(struct stimulus *s)
{
	s->ops->release(s);
	start_engine(s);
}

void stimulus_close(struct stimulus *s)
{
	if (s->ops)
		s->ops->release(s);
	s->ops = NULL;
}

static void must_work(struct stimulus *s, const char *what, int ret,
		      uint64_t iova, uint64_t length)
{
	if (ret)
		case_error(
			"stimulus: %s could not %s %llu bytes at IOVA %#llx: %s",
			s->ops->name, what, (unsigned long long)length,
			(unsigned long long)iova, strerror(-ret));
}

static void must_fit(const struct stimulus *s, const char *what, uint64_t iova,
		     uint64_t length)
{
	if (!stimulus_fits(s, iova, length))
		case_cannot("%s %llu bytes at IOVA %#llx (%s)", what,
			    (unsigned long long)length,
			    (unsigned long long)iova, s->ops->name);
}

void stimulus_write(struct stimulus *s, uint64_t iova, uint64_t length)
{
	must_fit(s, "write", iova, length);
	must_work(s, "write", s->ops->write(s, iova, length), iova, length);
}

void stimulus_rewrite(struct stimulus *s)
{
	must_work(s, "rewrite", s->ops->rewrite(s), 0, 0);
}

void stimulus_read(struct stimulus *s, uint64_t iova, uint64_t length)
{
	must_fit(s, "read", iova, length);
	must_work(s, "read", s->ops->read(s, iova, length), iova, length);
}

uint64_t stimulus_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

uint64_t stimulus_deadline(const struct stimulus *s)
{
	return stimulus_now() +
	       (uint64_t)s->limits.time_limit_ms * (unsigned int)case_slowness();
}

bool stimulus_fits(const struct stimulus *s, uint64_t iova, uint64_t length)
{
	const struct stimulus_limits *l = &s->limits;

	return length >= l->min_size && length <= l->max_length &&
	       !(iova % l->align) && !(length % l->align) &&
	       iova <= l->highest_iova && length - 1 <= l->highest_iova - iova;
}
