/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What makes a device write: the interface between the cases and the DMA
 * engines, one small file an engine.
 *
 * What a plug-in guarantees, line by line:
 *
 *  - probe() touches nothing and says whether this engine can drive this
 *    device as it is bound now.
 *  - init() brings the engine up from any state, also after a device reset
 *    and after another process has died with it running.
 *  - init() fills in the limits; they hold until release().
 *  - write() has the device, never the CPU, write every byte of
 *    [iova, iova + length) and no other byte outside of the collateral.
 *  - write() returns when the last byte is in memory and no write is under
 *    way.
 *  - write() gives memory other contents than it had, except where the
 *    caller is promised the same bytes by rewrite().
 *  - read() has the device read all of [iova, iova + length) and write
 *    nothing outside of the collateral.
 *  - What the engine writes by itself (queues, status words) lies in the
 *    collateral, which it maps itself, far from the memory of the cases.
 *  - write() and read() take what the limits allow, and refuse anything else
 *    with -EINVAL without doing it.
 *  - Each call ends within time_limit_ms, with -ETIMEDOUT if it must.
 *  - Errors are -errno. A plug-in never asserts and never ends the process.
 *  - release() leaves nothing running and nothing mapped.
 *
 * The plain functions end the case as an ERROR, `stimulus: ...`: nothing is
 * judged with a stimulus that does not work. Where it works and cannot do what
 * the case takes, they end it as a SKIP.
 */
#ifndef SUITES_LIB_STIMULUS_H
#define SUITES_LIB_STIMULUS_H

#include <stdbool.h>
#include <stdint.h>

#include "../dma.h"
#include "../spans.h"

struct device;
struct stimulus;

/*
 * IOVA of what a plug-in maps for itself: above the memory of all cases, below
 * 2^39, which an emulated VT-d reaches without further ado.
 */
#define STIMULUS_IOVA 0x7000000000ULL

/**
 * struct stimulus_limits - what write() and read() take
 * @min_size: fewest bytes, a divisor of 4096
 * @align: of iova and length, a divisor of @min_size
 * @max_length: most bytes in one call
 * @highest_iova: last byte that can be reached
 * @time_limit_ms: longest time that a call takes, where the kernel is not slow
 */
struct stimulus_limits {
	uint64_t min_size;
	uint64_t align;
	uint64_t max_length;
	uint64_t highest_iova;
	unsigned int time_limit_ms;
};

/**
 * struct stimulus_ops - one engine
 * @name: as in TRACKCERT_STIMULUS, NAME or NAME:ARGUMENT
 * @exact: writes any byte range, and the same bytes again if asked to
 * @probe: 0 if the engine can drive the device, else -errno
 * @init: bring it up, fill in limits, collateral and can_read
 * @write: see above
 * @rewrite: the last write() again, the same bytes; only if @exact
 * @read: see above; only called if can_read
 * @release: undo @init; also after an @init that failed
 */
struct stimulus_ops {
	const char *name;
	bool exact;
	int (*probe)(struct device *dev);
	int (*init)(struct stimulus *s);
	int (*write)(struct stimulus *s, uint64_t iova, uint64_t length);
	int (*rewrite)(struct stimulus *s);
	int (*read)(struct stimulus *s, uint64_t iova, uint64_t length);
	void (*release)(struct stimulus *s);
};

/**
 * struct stimulus - an engine at work
 * @ops: which; NULL while none is open
 * @dev: the device it drives
 * @argument: what stands behind the engine's name and a colon; "": nothing
 * @limits: see above
 * @can_read: whether read() works
 * @collateral: bytes that the engine may write at any time
 * @own: memory of the engine; holds the scratch page of the self-test too
 * @scratch: offset of one page in @own that the engine does not use itself
 * @priv: the engine's own
 */
struct stimulus {
	const struct stimulus_ops *ops;
	struct device *dev;
	char argument[256];
	struct stimulus_limits limits;
	bool can_read;
	struct span collateral;
	struct memory own;
	uint64_t scratch;
	void *priv;
};

/**
 * stimulus_open() - choose an engine, bring it up and see it write
 * @s: filled in
 * @dev: open device
 * @exact: take the first of TRACKCERT_STIMULUS that is exact, not the first
 * @read: it has to read, too
 *
 * Ends the case as an ERROR if there is none, if it does not come up, or if
 * its self-test's write did not reach memory; as a SKIP if none is exact, or it
 * does not read.
 */
void stimulus_open(struct stimulus *s, struct device *dev, bool exact,
		   bool read);

/* stimulus_restart() - bring the same engine up again, after a reset. */
void stimulus_restart(struct stimulus *s);

/* stimulus_close() - release the engine; nothing happens if none is open. */
void stimulus_close(struct stimulus *s);

/* Have the device write, repeat its last write, or read. */
void stimulus_write(struct stimulus *s, uint64_t iova, uint64_t length);
void stimulus_rewrite(struct stimulus *s);
void stimulus_read(struct stimulus *s, uint64_t iova, uint64_t length);

/**
 * stimulus_now() - a clock for time limits
 *
 * Return: milliseconds of the monotonic clock.
 */
uint64_t stimulus_now(void);

/**
 * stimulus_deadline() - when is a call that begins now too late?
 *
 * After time_limit_ms, and accordingly later where the kernel is a slow one.
 *
 * Return: on the clock of stimulus_now().
 */
uint64_t stimulus_deadline(const struct stimulus *s);

/* stimulus_fits() - do the limits allow this write or read? */
bool stimulus_fits(const struct stimulus *s, uint64_t iova, uint64_t length);

extern const struct stimulus_ops stimulus_nvme;
extern const struct stimulus_ops stimulus_reference;
extern const struct stimulus_ops stimulus_poke;
extern const struct stimulus_ops stimulus_external;
extern const struct stimulus_ops stimulus_external_exact;

#endif
