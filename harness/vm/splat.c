// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel's complaints have in common, whichever run they come from. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "klog.h"
#include "splat.h"

#define MAX_FRAMES 3

/* How the functions begin that report, not those that are reported. */
static const char *const machinery[] = {
	"dump_stack",
	"show_stack",
	"print_",
	"kasan_",
	"__kasan_",
	"__asan_",
	"check_prev",
	"check_wait_context",
	"check_irq",
	"check_deadlock",
	"validate_chain",
	"__lock_",
	"lock_acquire",
	"lock_release",
	"lockdep_",
	"mark_lock",
	"mark_usage",
	"__mutex_lock",
	"mutex_lock",
	"_raw_spin",
	"__might_",
	"might_",
	"__ubsan_",
	"ubsan_",
	"handle_bug",
	"refcount_",
	"report_bug",
	"__warn",
	"warn_",
	"exc_",
	"asm_exc_",
	"__schedule_bug",
	"kmemleak_",
	"kmem_cache_",
	"__kmem_cache_",
	"__kmalloc",
	"kmalloc",
	"__vmalloc",
	"vmalloc",
	"vzalloc",
	"__kvmalloc",
	"slab_",
	"debug_object_",
	"__debug_object_",
	"debug_print_object",
	"debug_dma_",
	"err_printk",
	"check_noncircular",
};

/* lockdep's own reports, what turns it off besides, and dma-debug's end. */
static const char *const blinding[] = {
	"WARNING: possible circular locking",
	"WARNING: possible recursive locking",
	"WARNING: possible irq lock inversion",
	"WARNING: inconsistent lock state",
	"WARNING: bad unlock balance",
	"WARNING: bad contention",
	"WARNING: held lock freed",
	"WARNING: lock held when returning",
	"WARNING: Nested lock was not taken",
	"lock order detected",
	"[ BUG: Invalid wait context ]",
	"DEBUG_LOCKS_WARN_ON(",
	"Disabling lock debugging",
	"turning off the locking correctness",
	"INFO: lockdep is turned off",
	"dma-debug disabled",
};

bool splat_blinds(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(blinding); i++)
		if (strstr(text, blinding[i]))
			return true;
	return false;
}

static bool is_machinery(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(machinery); i++)
		if (str_starts(name, machinery[i]))
			return true;
	return false;
}

/*
 * The function of a line "NAME+0xOFFSET/0xSIZE [MODULE]", allocated, or NULL.
 * What "?" marks was found on the stack and need not have been called; "RIP:
 * 0010:" stands before the function that stopped.
 */
static char *frame_name(const char *text)
{
	const char *end = strstr(text, "+0x"), *begin = end;

	if (!end || !strchr(end, '/') || strstr(text, "? "))
		return NULL;
	while (begin > text && (isalnum((unsigned char)begin[-1]) ||
				begin[-1] == '_' || begin[-1] == '.'))
		begin--;
	return begin == end ? NULL : xstrndup(begin, (size_t)(end - begin));
}

/*
 * "CPU: 1 PID: 234 at FILE:LINE" and "f+0x1a/0x40" lose what varies, and a file
 * the folder that it was compiled in.
 */
static char *headline_plain(const char *headline)
{
	const char *at = strstr(headline, " at "),
		   *in = strstr(headline, " in /");
	size_t len;

	if (str_starts(headline, "BUG: "))
		headline += strlen("BUG: ");
	if (str_starts(headline, "WARNING: CPU: ") && at) {
		at += strlen(" at ");
		return xasprintf("WARNING at %.*s", (int)strcspn(at, " "), at);
	}
	if (str_starts(headline, "UBSAN: ") && in)
		return xasprintf("%.*s%s",
				 (int)(in - headline + strlen(" in ")),
				 headline, strrchr(in, '/') + 1);
	len = strlen(headline);
	if (strstr(headline, "+0x"))
		len = (size_t)(strstr(headline, "+0x") - headline);
	return xstrndup(headline, len);
}

/* Does a trace begin with this line, or end? */
static bool is_trace_begin(const char *text)
{
	return str_starts(text, "Call Trace:") || str_starts(text, "RIP: ") ||
	       strstr(text, "  backtrace");
}

static bool is_trace_end(const char *text)
{
	return strstr(text, "</TASK>") || strstr(text, "unreferenced");
}

static void frames_find(const struct strings *lines, struct strings *frames)
{
	bool inside = false;

	for (size_t i = 0; i < lines->n && frames->n < MAX_FRAMES; i++) {
		const char *text = klog_text(lines->v[i]);
		char *name;

		inside = inside || is_trace_begin(text);
		if (inside && is_trace_end(text) && frames->n)
			return;
		name = inside ? frame_name(text) : NULL;
		/* RIP's function comes again in the trace below it */
		if (name && !is_machinery(name) && !strings_has(frames, name))
			strings_add(frames, name);
		free(name);
	}
}

char *splat_fingerprint(const char *headline, const struct strings *lines)
{
	struct strings frames = { 0 };
	char *plain = headline_plain(headline), *joined, *print;

	frames_find(lines, &frames);
	joined = strings_join(&frames, " < ");
	print = xasprintf("%s%s%s", plain, frames.n ? ": " : "", joined);
	strings_free(&frames);
	free(joined);
	free(plain);
	return print;
}
