/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest's kernel log says while a case runs. */
#ifndef TRACKCERT_KLOG_H
#define TRACKCERT_KLOG_H

#include "run.h"

/* Lines of the kernel log that are kept of a case. */
#define KLOG_MAX_LINES 120

/** enum klog_kind - what a line of the kernel log means */
enum klog_kind {
	KLOG_QUIET,   /* nothing */
	KLOG_WARNING, /* the kernel complains and goes on */
	KLOG_FATAL    /* it died, or cannot be trusted any more */
};

/**
 * klog_text() - the words of a console line
 *
 * Return: @line behind the "[   12.345678] " that the kernel puts there.
 */
const char *klog_text(const char *line);

/** klog_classify() - what one console line means */
enum klog_kind klog_classify(const char *line);

/**
 * struct klog - the suspicious part of a case's kernel log
 * @kind: the worst that was seen
 * @headline: the line that says it: the first of the worst kind
 * @blind: a debugging aid is off: what comes is not looked at any more
 * @asked: an allocation was made to fail, and so said the log
 * @lines: from the first suspicious line on, bounded
 * @dropped: lines that did not fit
 */
struct klog {
	enum klog_kind kind;
	char *headline;
	bool blind;
	bool asked;
	struct strings lines;
	unsigned int dropped;
};

/** klog_feed() - take one console line */
void klog_feed(struct klog *klog, const char *line);

/**
 * klog_judge() - let the kernel log overrule a case's own result
 *
 * Fatal lines make it a CRASH, warnings make a PASS or a SKIP a FAIL. The
 * lines move to @result, and so does their fingerprint.
 */
void klog_judge(struct klog *klog, struct case_result *result);

void klog_free(struct klog *klog);

#endif
