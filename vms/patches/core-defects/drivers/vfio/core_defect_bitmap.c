// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can go wrong in iova_bitmap.c.
 */
#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pagemap.h>

#include "core_defect.h"

/**
 * core_defect_absent - Whether a bitmap's first page would have to be faulted in
 * @bitmap: the bitmap's first byte
 *
 * Return: true when it would.
 */
bool core_defect_absent(const u8 __user *bitmap)
{
	struct page *page;

	if (get_user_pages_fast_only((unsigned long)bitmap, 1, FOLL_WRITE,
				     &page) != 1)
		return true;
	put_page(page);
	return false;
}

/**
 * core_defect_next_page - Whether the page behind a bitmap is missing
 * @bitmap: the bitmap's first byte
 * @size: its bytes
 *
 * Return: true when it cannot be written.
 */
bool core_defect_next_page(const u8 __user *bitmap, size_t size)
{
	return fault_in_safe_writeable(
		(char __user *)PAGE_ALIGN((unsigned long)bitmap + size), 1);
}

/**
 * core_defect_bitmap_set - Set bits in a page of the user's bitmap
 * @page: the page
 * @first: the first bit
 * @count: their number
 */
void core_defect_bitmap_set(void *page, unsigned int first, unsigned int count)
{
	unsigned int flip = 0;

	if (core_defect_is(BITMAP_MSB))
		flip = BITS_PER_BYTE - 1;
	if (core_defect_is(BITMAP_BIG_ENDIAN))
		flip = BITS_PER_TYPE(u64) - BITS_PER_BYTE;
	if (!flip) {
		bitmap_set(page, first, count);
		return;
	}
	while (count--)
		set_bit(first++ ^ flip, page);
}

/**
 * core_defect_bitmap_index - The byte of a bitmap that a page has its bit in
 * @iova: the page's distance from the bitmap's first one, in bytes
 * @pgshift: of the page size
 *
 * Return: its index.
 */
unsigned long core_defect_bitmap_index(unsigned long iova,
				       unsigned long pgshift)
{
	unsigned long bytes = BITS_PER_BYTE * (1UL << pgshift);

	if (core_defect_is(BITMAP_DIVIDE))
		return iova / bytes;
	return (iova >> pgshift) / BITS_PER_BYTE;
}

/**
 * core_defect_bitmap_stray - Whether a bit misses the user's bitmap
 * @pgoff: where in its first page the bitmap begins
 * @bit: counted from that page's start
 *
 * Return: true when it, and what is left of its page, is lost.
 */
bool core_defect_bitmap_stray(unsigned long pgoff, unsigned long *bit)
{
	unsigned long bits = PAGE_SIZE * BITS_PER_BYTE;

	if (!core_defect_is(BITMAP_OFFSET) || *bit < bits ||
	    *bit - pgoff * BITS_PER_BYTE >= bits)
		return false;
	*bit = bits + pgoff * BITS_PER_BYTE;
	return true;
}

/**
 * core_defect_bitmap_last - The last bit of a run
 * @first: its first bit
 * @last: its last one
 * @length: its bytes
 * @pgshift: of the page size
 */
unsigned long core_defect_bitmap_last(unsigned long first, unsigned long last,
				      size_t length, unsigned long pgshift)
{
	if (!core_defect_is(BITMAP_COUNT))
		return last;
	return first + max(length >> pgshift, 1UL) - 1;
}
