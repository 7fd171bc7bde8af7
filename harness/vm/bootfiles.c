// SPDX-License-Identifier: GPL-2.0-only
/* What one boot of a guest is told: /run-env, /plan and /bringup. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootfiles.h"
#include "cpio.h"
#include "paths.h"
#include "util.h"

#define MAX_BRINGUP_BYTES (1u << 20)

/* NAME='value', for any value */
static void assign(struct strings *lines, const char *name, const char *value)
{
	char *quoted = xcalloc(4 * strlen(value) + 1, 1), *p = quoted;

	for (; *value; value++) {
		if (*value == '\'')
			p = stpcpy(p, "'\\''");
		else
			*p++ = *value;
	}
	strings_addf(lines, "%s='%s'\n", name, quoted);
	free(quoted);
}

static void assign_joined(struct strings *lines, const char *name,
			  const struct strings *list)
{
	char *value = strings_join(list, ",");

	assign(lines, name, value);
	free(value);
}

char *boot_env(const struct boot *boot)
{
	char *modules = target_modules(boot->target, boot->parameters), *text;
	struct strings lines = { 0 };

	assign(&lines, "NONCE", boot->nonce);
	assign(&lines, "TARGET", boot->target->name);
	assign(&lines, "DRIVER", boot->target->driver);
	assign(&lines, "MODULES", modules);
	assign(&lines, "TRACKCERT_MODE", boot->mode);
	assign_joined(&lines, "TRACKCERT_STIMULUS", &boot->target->stimulus);
	if (boot->target->device)
		assign(&lines, "DEVICE", boot->target->device);
	if (boot->target->limit)
		assign(&lines, "TRACKCERT_LIMIT", boot->target->limit);
	strings_addf(&lines, "TRACKCERT_SEED=%" PRIu64 "\n", boot->seed);
	if (boot->timeout)
		strings_addf(&lines, "TRACKCERT_TIMEOUT=%u\n", boot->timeout);
	if (boot->budget)
		assign(&lines, "TRACKCERT_BUDGET", boot->budget);
	if (boot->replay)
		assign(&lines, "TRACKCERT_REPLAY", "/replay");
	if (boot->slow > 1)
		strings_addf(&lines, "TRACKCERT_SLOW=%u\n", boot->slow);
	text = strings_join(&lines, "");
	strings_free(&lines);
	free(modules);
	return text;
}

static bool boot_has(const struct boot *boot, const char *id)
{
	for (size_t i = 0; i < boot->n; i++)
		if (!strcmp(boot->plan[i]->id, id))
			return true;
	return false;
}

static char *plan_line(const struct boot *boot, const struct case_info *info)
{
	struct strings words = { 0 };
	char *line;

	strings_add(&words, info->id);
	strings_add(&words, info->program);
	strings_add(&words, info->test);
	for (size_t i = 0; i < info->after.n; i++)
		if (boot_has(boot, info->after.v[i]))
			strings_add(&words, info->after.v[i]);
	line = strings_join(&words, " ");
	strings_free(&words);
	return line;
}

/* "set FILE VALUE", and "once" where one failure ends the setting's cases */
static void setting_line(struct strings *lines, const struct case_info *info)
{
	const char *dot = strchr(info->set, '.');
	char *module = xstrndup(info->set, (size_t)(dot - info->set));
	int len = (int)strcspn(dot + 1, "=");

	for (char *p = module; *p; p++)
		if (*p == '-')
			*p = '_';
	strings_addf(lines, "set /sys/module/%s/parameters/%.*s %s%s\n", module,
		     len, dot + 1, dot + 1 + len + 1,
		     info->once ? " once" : "");
	free(module);
}

char *boot_plan(const struct boot *boot)
{
	struct strings lines = { 0 };
	const char *set = NULL;
	char *text;

	for (size_t i = 0; i < boot->n; i++) {
		const struct case_info *info = boot->plan[i];
		char *line = plan_line(boot, info);

		if (info->set && (!set || strcmp(set, info->set)))
			setting_line(&lines, info);
		set = info->set;
		strings_addf(&lines, "%s\n", line);
		free(line);
	}
	text = strings_join(&lines, "");
	strings_free(&lines);
	return text;
}

static int nonce_make(char nonce[33])
{
	unsigned char bytes[16];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return -EIO;
	for (size_t i = 0; i < sizeof(bytes); i++)
		sprintf(nonce + 2 * i, "%02x", bytes[i]);
	return 0;
}

/* What a boot is told, as files; each text is owned here but for the caller's
 * own files.
 */
struct texts {
	struct cpio_file *files;
	size_t n;
	char *owned[3];
};

static int texts_make(struct boot *boot, struct texts *texts)
{
	static const char *const names[] = { "run-env", "plan", "bringup",
					     "replay" };
	size_t n = boot->replay ? ARRAY_SIZE(names) : ARRAY_SIZE(names) - 1;
	int err;

	*texts = (struct texts){ 0 };
	err = nonce_make(boot->nonce);
	if (!err)
		err = file_read(boot->target->bringup, MAX_BRINGUP_BYTES,
				&texts->owned[2], NULL);
	if (err)
		return err;
	texts->owned[0] = boot_env(boot);
	texts->owned[1] = boot_plan(boot);
	texts->n = n + boot->nr_files;
	texts->files = xcalloc(texts->n, sizeof(*texts->files));
	for (size_t i = 0; i < n; i++) {
		texts->files[i].name = names[i];
		texts->files[i].text = i < ARRAY_SIZE(texts->owned)
					       ? texts->owned[i]
					       : boot->replay;
	}
	for (size_t i = 0; i < boot->nr_files; i++)
		texts->files[n + i] = boot->files[i];
	return 0;
}

static void texts_free(struct texts *texts)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts->owned); i++)
		free(texts->owned[i]);
	free(texts->files);
}

int boot_write(struct boot *boot, const char *kernel_dir, const char *path)
{
	struct texts texts;
	int err = texts_make(boot, &texts);
	char *base;

	if (err)
		return err;
	base = path_join(kernel_dir, "initramfs.cpio");
	err = cpio_initrd(path, base, texts.files, texts.n);
	texts_free(&texts);
	free(base);
	return err;
}

static int text_write(const char *dir, const struct cpio_file *file)
{
	char *path = path_join(dir, file->name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	size_t size = file->size ? file->size : strlen(file->text);
	int err = fd < 0 ? -errno : fd_write(fd, file->text, size);

	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	free(path);
	return err;
}

int boot_unpack(struct boot *boot, const char *dir)
{
	struct texts texts;
	int err = texts_make(boot, &texts);

	if (err)
		return err;
	if (mkdir(dir, 0700) && errno != EEXIST)
		err = -errno;
	for (size_t i = 0; !err && i < texts.n; i++)
		err = text_write(dir, &texts.files[i]);
	texts_free(&texts);
	return err;
}
