// SPDX-License-Identifier: GPL-2.0-only
/* The disk that passthrough devices read from. */
#include <errno.h>
#include <stdio.h>

#include "disk.h"

/* splitmix64 (Steele, Lea, Flood 2014): a bijection of its counter */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

/* Counters never repeat in a disk, so no word of it does. */
static void block_fill(uint64_t *words, uint64_t seed, uint64_t block)
{
	for (uint64_t i = 0; i < DISK_BLOCK / 8; i++)
		words[i] = mix(seed + block * (DISK_BLOCK / 8) + i);
}

int disk_create(const char *path, uint64_t seed)
{
	uint64_t words[DISK_BLOCK / 8];
	FILE *f = fopen(path, "we");
	int err = 0;

	if (!f)
		return -errno;
	for (uint64_t block = 0; !err && block < DISK_BLOCKS; block++) {
		block_fill(words, seed, block);
		if (fwrite(words, sizeof(words), 1, f) != 1)
			err = -errno;
	}
	if (fclose(f) && !err)
		err = -errno;
	return err;
}
