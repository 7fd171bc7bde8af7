// SPDX-License-Identifier: GPL-2.0-only
/* What a guest's kernel log says while a case runs. */
#include <stdlib.h>
#include <string.h>

#include "klog.h"
#include "splat.h"
#include "util.h"

/*
 * The first that a line holds decides, so what goes on after a "BUG:" comes
 * before the ones that do not. "at start" keeps messages that merely quote
 * such words, like command lines, from counting.
 */
static const struct sign {
	const char *text;
	bool at_start;
	enum klog_kind kind;
} signs[] = {
	{ "BUG: KASAN:", true, KLOG_WARNING },
	{ "BUG: KFENCE:", true, KLOG_WARNING },
	{ "BUG: KCSAN:", true, KLOG_WARNING },
	{ "BUG: KMSAN:", true, KLOG_WARNING },
	{ "BUG: sleeping function", true, KLOG_WARNING },
	{ "BUG: scheduling while atomic", true, KLOG_WARNING },
	{ "BUG: workqueue lockup", true, KLOG_WARNING },
	{ "BUG: soft lockup", false, KLOG_WARNING },
	{ "BUG: Invalid wait context", true, KLOG_WARNING },
	{ "BUG: Bad ", true, KLOG_WARNING },
	{ "BUG: using ", true, KLOG_WARNING },
	{ "BUG: MAX_", true, KLOG_WARNING },
	{ "[ BUG: Invalid wait context ]", true, KLOG_WARNING },
	{ "BUG: ", true, KLOG_FATAL },
	{ "BUG ", true, KLOG_WARNING }, /* of the slab allocator */
	{ "Oops: ", false, KLOG_FATAL },
	{ " [#1]", false, KLOG_FATAL }, /* die(), whatever its words */
	{ "detected hard LOCKUP", false, KLOG_FATAL },
	{ "Kernel panic - ", true, KLOG_FATAL },
	{ "kernel BUG at ", true, KLOG_FATAL },
	{ "general protection fault", true, KLOG_FATAL },
	{ "Unable to handle kernel", true, KLOG_FATAL },
	{ "double fault: ", true, KLOG_FATAL },
	{ "stack segment: ", true, KLOG_FATAL },
	{ "------------[ cut here ]", true, KLOG_WARNING },
	{ "WARNING: ", true, KLOG_WARNING },
	{ "UBSAN: ", true, KLOG_WARNING },
	{ "refcount_t: ", true, KLOG_WARNING },
	{ "INFO: task ", true, KLOG_WARNING },
	{ "INFO: rcu", true, KLOG_WARNING },
	{ "INFO: possible ", true, KLOG_WARNING },
	{ "INFO: trying to register non-static key", true, KLOG_WARNING },
	{ "INFO: suspicious ", true, KLOG_WARNING },
	{ "rcu: INFO: ", true, KLOG_WARNING },
	{ "list_add corruption", true, KLOG_WARNING },
	{ "list_del corruption", true, KLOG_WARNING },
	/* debugging aids that say at boot that they are there */
	{ "kmemleak: Kernel memory leak detector init", true, KLOG_QUIET },
	{ "kmemleak: Automatic memory scanning", true, KLOG_QUIET },
	/* aids that go on with less when a case lets their allocations fail */
	{ "kmemleak: Cannot allocate a scan area", true, KLOG_QUIET },
	{ "DMA-API: cacheline tracking ENOMEM", true, KLOG_QUIET },
	{ "DMA-API: preallocated ", true, KLOG_QUIET },
	{ "DMA-API: debugging enabled", true, KLOG_QUIET },
	{ "DMA-API: dma_debug_entry pool grown", true, KLOG_QUIET },
	{ "kmemleak: ", true, KLOG_WARNING },
	{ "DMA-API: ", false, KLOG_WARNING },
	{ "ODEBUG: ", true, KLOG_WARNING },
	/* one that is off finds nothing, and its silence is no good news */
	{ "Disabling lock debugging", true, KLOG_WARNING },
	{ "turning off the locking correctness", true, KLOG_WARNING },
	{ "INFO: lockdep is turned off", true, KLOG_WARNING },
	{ "trackcert: lockdep is off", true, KLOG_WARNING },
	/* whatever else made the kernel show its stack */
	{ "Call Trace:", true, KLOG_WARNING },
};

const char *klog_text(const char *line)
{
	const char *p = line;

	if (*p != '[')
		return line;
	p += 1 + strspn(p + 1, " 0123456789.");
	if (*p != ']')
		return line;
	p++;
	/* CONFIG_PRINTK_CALLER puts the task or CPU into brackets of its own */
	if (str_starts(p, "[ ") || str_starts(p, "[T") || str_starts(p, "[C")) {
		const char *end = strchr(p, ']');

		p = end ? end + 1 : p;
	}
	return *p == ' ' ? p + 1 : p;
}

enum klog_kind klog_classify(const char *line)
{
	const char *text = klog_text(line);

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (signs[i].at_start ? str_starts(text, signs[i].text)
				      : strstr(text, signs[i].text) != NULL)
			return signs[i].kind;
	return KLOG_QUIET;
}

/* A "cut here" only announces: the line that follows says what it is. */
static bool headline_weak(const struct klog *klog)
{
	return str_starts(klog->headline, "------------[ cut");
}

/*
 * An allocation that fails because a case asked for it is no complaint; but
 * vmalloc() shows the stack of each that fails (mm/vmalloc.c, warn_alloc()).
 */
static bool is_asked_for(struct klog *klog, const char *text)
{
	if (str_starts(text, "FAULT_INJECTION: forcing a failure"))
		klog->asked = true;
	if (!klog->asked || !str_starts(text, "Call Trace:"))
		return false;
	klog->asked = false;
	return true;
}

void klog_feed(struct klog *klog, const char *line)
{
	const char *text = klog_text(line);
	enum klog_kind kind = is_asked_for(klog, text) ? KLOG_QUIET
						       : klog_classify(line);

	klog->blind = klog->blind || splat_blinds(text);

	if (kind > klog->kind ||
	    (kind && kind == klog->kind && headline_weak(klog))) {
		klog->kind = kind;
		free(klog->headline);
		klog->headline = xstrdup(text);
	}
	if (!klog->kind)
		return;
	if (klog->lines.n < KLOG_MAX_LINES)
		strings_add(&klog->lines, line);
	else
		klog->dropped++;
}

void klog_judge(struct klog *klog, struct case_result *result)
{
	bool overrule =
		klog->kind == KLOG_FATAL ||
		(klog->kind == KLOG_WARNING && (result->result == RESULT_PASS ||
						result->result == RESULT_SKIP));

	if (overrule) {
		result->result = klog->kind == KLOG_FATAL ? RESULT_CRASH
							  : RESULT_FAIL;
		free(result->message);
		result->message = xasprintf("kernel: %s", klog->headline);
	}
	free(result->fingerprint);
	result->fingerprint =
		klog->kind ? splat_fingerprint(klog->headline, &klog->lines)
			   : NULL;
	if (klog->dropped)
		strings_addf(&klog->lines,
			     "[%u more lines: see the console log]",
			     klog->dropped);
	strings_free(&result->klog);
	result->klog = klog->lines;
	klog->lines = (struct strings){ 0 };
}

void klog_free(struct klog *klog)
{
	free(klog->headline);
	strings_free(&klog->lines);
	*klog = (struct klog){ 0 };
}
