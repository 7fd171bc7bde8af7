// SPDX-License-Identifier: GPL-2.0-only
/* The second initramfs: what one boot of a guest has to know. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpio.h"
#include "util.h"

static int base_copy(int fd, const char *base)
{
	char *buf = xcalloc(1, 1 << 20);
	int in = open(base, O_RDONLY | O_CLOEXEC), err = in < 0 ? -errno : 0;
	size_t total = 0;
	ssize_t n = 1;

	while (!err && n) {
		n = read(in, buf, 1 << 20);
		if (n < 0)
			err = -errno;
		else
			err = fd_write(fd, buf, (size_t)n);
		total += n > 0 ? (size_t)n : 0;
	}
	if (!err)
		err = fd_write(fd, "\0\0\0", -total & 3);
	if (in >= 0)
		close(in);
	free(buf);
	return err;
}

static int file_add(struct archive *archive, const struct cpio_file *file)
{
	struct archive_entry *entry = archive_entry_new();
	size_t len = file->size ? file->size : strlen(file->text);
	int ok;

	archive_entry_set_pathname(entry, file->name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, file->mode ? file->mode : 0644);
	archive_entry_set_size(entry, (la_int64_t)len);
	ok = archive_write_header(archive, entry) == ARCHIVE_OK &&
	     archive_write_data(archive, file->text, len) == (la_ssize_t)len;
	archive_entry_free(entry);
	return ok ? 0 : -EIO;
}

static int archive_errno_of(struct archive *archive, int err)
{
	int number = archive_errno(archive);

	return err && number > 0 ? -number : err;
}

static int files_write(int fd, const struct cpio_file *files, size_t n)
{
	struct archive *archive = archive_write_new();
	int err = 0;

	if (archive_write_set_format_cpio_newc(archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(archive, 1) != ARCHIVE_OK ||
	    archive_write_open_fd(archive, fd) != ARCHIVE_OK)
		err = -EIO;
	for (size_t i = 0; !err && i < n; i++)
		err = file_add(archive, &files[i]);
	if (!err && archive_write_close(archive) != ARCHIVE_OK)
		err = -EIO;
	err = archive_errno_of(archive, err);
	archive_write_free(archive);
	return err;
}

int cpio_initrd(const char *path, const char *base,
		const struct cpio_file *files, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int err;

	if (fd < 0)
		return -errno;
	err = base_copy(fd, base);
	if (!err)
		err = files_write(fd, files, n);
	if (close(fd) && !err)
		err = -errno;
	return err;
}
