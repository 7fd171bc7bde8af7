/* SPDX-License-Identifier: GPL-2.0-only */
/* The second initramfs: what one boot of a guest has to know. */
#ifndef TRACKCERT_CPIO_H
#define TRACKCERT_CPIO_H

#include <stddef.h>

/** struct cpio_file - a small file for the guest */
struct cpio_file {
	const char *name; /* without the leading slash */
	const char *text;
	size_t size;	   /* bytes of @text; 0: it is a string */
	unsigned int mode; /* 0: 0644 */
};

/**
 * cpio_initrd() - make the initramfs of one boot
 * @path: file to write, replaced when it exists
 * @base: the kernel's own initramfs, which comes first
 * @files: what is laid over it
 * @n: how many
 *
 * The kernel unpacks archives one after the other, each on a boundary of
 * four bytes (Documentation/driver-api/early-userspace/buffer-format.rst).
 *
 * Return: 0 or -errno.
 */
int cpio_initrd(const char *path, const char *base,
		const struct cpio_file *files, size_t n);

#endif
