/* SPDX-License-Identifier: GPL-2.0-only */
/* Made-up runs that hold every kind of result, for the tests of reports. */
#ifndef TRACKCERT_SAMPLE_RUN_H
#define TRACKCERT_SAMPLE_RUN_H

#include <string.h>

#include "run.h"
#include "util.h"
#include "verdict.h"

#define SHA "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

/* What a guest may send: markup, quotes, escapes, broken UTF-8, TAP. */
#define HOSTILE                                                               \
	"</pre></script><script>alert(1)</script>\"' onload='x' <b>&amp;"     \
	" \033[31m\x01 \xff\xc0\x80 \xe2\x80\xae ]]> # SKIP\nok 1 - forged\n" \
	"not ok 2 # TODO\t%s%n"

static inline void sample_rule(struct run *run, const char *chapter,
			       const char *id, enum level level,
			       enum layer layer, const char *statement,
			       const char *source, const char *not_checked)
{
	struct rules *rules = &run->rules;
	struct rule *rule;

	rules->v = array_grow(rules->v, rules->n, sizeof(*rules->v));
	rule = &rules->v[rules->n++];
	rule->id = xstrdup(id);
	rule->level = level;
	rule->layer = layer;
	strings_add(&rule->profiles, "mainline");
	rule->statement = xstrdup(statement);
	rule->source = xstrdup(source);
	rule->not_checked = not_checked ? xstrdup(not_checked) : NULL;
	rule->chapter = xstrdup(chapter);
	rule->line = 10 * rules->n;
}

static inline void sample_rules(struct run *run)
{
	sample_rule(run, "Plumbing", "VDT-ABI-010", LEVEL_MUST, LAYER_CORE,
		    "An argsz shorter than the header is refused with EINVAL.",
		    "`drivers/vfio/vfio_main.c`, 6.12; a lone ` stays", NULL);
	sample_rule(run, "Plumbing", "VDT-ABI-020", LEVEL_MUST, LAYER_CORE,
		    "An unknown feature is refused with ENOTTY.",
		    "drivers/vfio/vfio_main.c, 6.12", NULL);
	sample_rule(run, "Starting", "VDT-START-010", LEVEL_MUST, LAYER_DRIVER,
		    "A second START while logging is on is refused.",
		    "include/linux/vfio.h, struct vfio_log_ops", NULL);
	sample_rule(run, "Starting", "VDT-START-030", LEVEL_MUST, LAYER_CORE,
		    "START with more ranges than fit into one page is refused "
		    "with E2BIG.",
		    "drivers/vfio/vfio_main.c, 6.12", NULL);
	sample_rule(run, "Starting", "VDT-START-040", LEVEL_SHOULD,
		    LAYER_DRIVER,
		    "A driver adapts a list that fits into one page to "
		    "whatever smaller list its device holds.",
		    "mailing list, 2023", NULL);
	sample_rule(run, "Starting", "VDT-START-090", LEVEL_MAY, LAYER_DRIVER,
		    "A driver accepts more ranges than fit into one page.",
		    "mailing list, July 2022",
		    "mainline's core refuses them before the driver is asked");
	sample_rule(run, "Reporting", "VDT-REPORT-010", LEVEL_MUST,
		    LAYER_DEVICE,
		    "Every page that the device wrote since the last REPORT "
		    "of its window is reported.",
		    "include/uapi/linux/vfio.h", NULL);
	sample_rule(run, "Reporting", "VDT-REPORT-020", LEVEL_MUST,
		    LAYER_DRIVER,
		    "REPORT reads and clears: a page that was not written "
		    "again is not reported again.",
		    "include/uapi/linux/vfio.h", NULL);
	sample_rule(run, "Reporting", "VDT-REPORT-030", LEVEL_MUST,
		    LAYER_DRIVER, "REPORT while logging is off is an error.",
		    "include/linux/vfio.h, struct vfio_log_ops", NULL);
}

static inline struct target_run *
sample_target(struct run *run, const char *name, const char *summary)
{
	struct target_run *target;

	run->targets = array_grow(run->targets, run->nr_targets,
				  sizeof(*run->targets));
	target = &run->targets[run->nr_targets++];
	target->target = xstrdup(name);
	target->summary = xstrdup(summary);
	target->driver = xasprintf("%s-vfio-pci", name);
	target->kernel = xstrdup("debian-6.12");
	target->release = xstrdup("6.12.117+deb12-amd64");
	target->config_sha256 = xstrdup(SHA);
	target->mode = xstrdup("group");
	target->profile = xstrdup("mainline");
	target->core_here = true;
	pairs_set(&target->env, "kernel", "6.12.117+deb12-amd64 #1 SMP");
	pairs_set(&target->env, "iommu", "DMAR, 39 bits");
	return target;
}

/* A case of rule @rule, and a result that needs no more words. */
static inline struct case_result *
sample_case(struct run *run, struct target_run *target, const char *id,
	    const char *says, const char *rule, enum result result)
{
	struct case_result *c;
	size_t i;

	target->cases = array_grow(target->cases, target->nr_cases,
				   sizeof(*target->cases));
	c = &target->cases[target->nr_cases++];
	c->id = xstrdup(id);
	c->suite = xstrndup(id, strcspn(id, "/"));
	c->says = xstrdup(says);
	strings_add(&c->rules, rule);
	for (i = 0; i < run->rules.n; i++) {
		if (strcmp(run->rules.v[i].id, rule))
			continue;
		c->level = run->rules.v[i].level;
		c->layer = run->rules.v[i].layer;
	}
	c->result = result;
	c->duration_s = 0.031 + 0.017 * (double)(target->nr_cases % 7);
	return c;
}

static inline struct module *sample_module(struct target_run *target,
					   const char *name, const char *origin,
					   const char *const *sources)
{
	struct module *m;

	target->modules = array_grow(target->modules, target->nr_modules,
				     sizeof(*target->modules));
	m = &target->modules[target->nr_modules++];
	m->name = xstrdup(name);
	m->sha256 = xstrdup(SHA);
	m->origin = xstrdup(origin);
	m->unmodified = strcmp(origin, "fixture") != 0;
	for (; sources && *sources; sources++) {
		struct source_file *file;

		m->sources = array_grow(m->sources, m->nr_sources,
					sizeof(*m->sources));
		file = &m->sources[m->nr_sources++];
		file->path = xstrdup(*sources);
		file->sha256 = xstrdup(SHA);
		file->unmodified = true;
	}
	return m;
}

static inline void sample_bits(struct case_result *c, uint64_t first,
			       uint32_t pages, uint32_t from, uint32_t to,
			       uint32_t lost_every, uint32_t extra)
{
	struct bits *bits = xcalloc(1, sizeof(*bits));
	uint32_t i;

	bits->iova = 0x100000000;
	bits->page_size = 0x1000;
	bits->first = first;
	bits->pages = pages;
	bits->expected = xcalloc((pages + 7) / 8, 1);
	bits->reported = xcalloc((pages + 7) / 8, 1);
	for (i = from; i < to; i++) {
		bits->expected[i / 8] |= 1 << i % 8;
		if (i % lost_every)
			bits->reported[i / 8] |= 1 << i % 8;
	}
	for (i = to; i < to + extra && i < pages; i++)
		bits->reported[i / 8] |= 1 << i % 8;
	c->bits = bits;
}

static inline void sample_expect(struct case_result *c, enum result result,
				 const char *reason)
{
	c->expected = xstrdup(reason);
	c->expected_result = result;
}

/* Cases that every sample target passes: something to fold away. */
static inline void sample_passes(struct run *run, struct target_run *target)
{
	static const char *const passes[][3] = {
		{ "abi/probe-start", "PROBE of START is 0", "VDT-ABI-010" },
		{ "abi/short-argsz", "argsz 7 is refused with EINVAL",
		  "VDT-ABI-010" },
		{ "abi/unknown-feature",
		  "Feature 0xffff is refused with ENOTTY", "VDT-ABI-020" },
		{ "bounds/one-range", "START with one range works",
		  "VDT-START-040" },
		{ "bounds/page-worth", "START with the exact page worth works",
		  "VDT-START-040" },
		{ "bitmap/one-page", "One written page is reported",
		  "VDT-REPORT-010" },
		{ "bitmap/preset-bits", "Bits that were set stay set",
		  "VDT-REPORT-010" },
		{ "lifecycle/start-twice", "A second START is refused",
		  "VDT-START-010" },
		{ "lifecycle/report-off", "REPORT when off is refused",
		  "VDT-REPORT-030" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(passes); i++)
		sample_case(run, target, passes[i][0], passes[i][1],
			    passes[i][2], RESULT_PASS);
}

static inline void sample_oops(struct case_result *c)
{
	strings_add(&c->klog, "BUG: kernel NULL pointer dereference, address: "
			      "0000000000000018");
	strings_add(&c->klog, "#PF: supervisor read access in kernel mode");
	strings_add(&c->klog, "RIP: 0010:pds_vfio_dirty_sync+0x1a4/0x6b0 "
			      "[pds_vfio_pci]");
	strings_add(&c->klog, "Call Trace:");
	strings_add(&c->klog, " iova_bitmap_for_each+0x8e/0x140");
	strings_add(&c->klog, " vfio_device_fops_unl_ioctl+0x5c3/0x9d0 [vfio]");
}

static inline void sample_failures(struct run *run, struct target_run *target)
{
	struct case_result *c;

	c = sample_case(run, target, "bounds/over-one-page",
			"START with one range more than fits a page is refused "
			"with E2BIG",
			"VDT-START-030", RESULT_FAIL);
	c->message = xstrdup("start(257) == -E2BIG: got -ENOMEM (12)");
	sample_expect(c, RESULT_FAIL,
		      "the core of this kernel allocates first");
	c = sample_case(run, target, "bitmap/second-read-is-zero",
			"A second REPORT of the same window reports nothing",
			"VDT-REPORT-020", RESULT_FAIL);
	c->message = xstrdup("bits of the second read == 0: got 24 set bits");
	c->geometry = xstrdup("range 0x100000000+0x800000 page_size 0x1000 "
			      "window 0x100040000+0x80000 pointer +3 seed "
			      "1477213");
	sample_bits(c, 64, 128, 20, 60, 9, 5);
	strings_add(&c->output, "# bitmap.c:142:second_read_is_zero:Expected "
				"0 (0) == set (24)");
	strings_add(&c->output, "not ok 1 bitmap.second_read_is_zero");
	c = sample_case(run, target, "bitmap/sweep-of-windows",
			"Windows that start and end at any page report exactly "
			"what was written",
			"VDT-REPORT-010", RESULT_FAIL);
	c->message = xstrdup("57 pages were written and not reported");
	c->geometry = xstrdup("range 0x100000000+0x1000000 page_size 0x1000 "
			      "window 0x100000000+0x1000000 seed 1477213");
	sample_bits(c, 0, 4096, 700, 1900, 21, 60);
	sample_expect(c, RESULT_FAIL,
		      "pds rounds the last sequence of a region down to 64 "
		      "pages (pds/dirty.c, pds_vfio_dirty_seq_ack)");
	c = sample_case(run, target, "bitmap/report-huge-page-size",
			"REPORT with a page size of 2 GiB reports the range",
			"VDT-REPORT-010", RESULT_CRASH);
	c->message = xstrdup("BUG: kernel NULL pointer dereference, address: "
			     "0000000000000018");
	sample_oops(c);
	c = sample_case(run, target, "lifecycle/reopen",
			"After the last close and a reopen logging is off",
			"VDT-REPORT-030", RESULT_TIMEOUT);
	c->message = xstrdup("no answer within 10 s");
	c->duration_s = 10.004;
	sample_expect(c, RESULT_FAIL, "was a plain failure once");
	c = sample_case(run, target, "lifecycle/reset",
			"VFIO_DEVICE_RESET keeps logging on", "VDT-START-010",
			RESULT_SKIP);
	c->message = xstrdup("the target does not offer reset");
	c = sample_case(run, target, "lifecycle/hostile", HOSTILE,
			"VDT-START-010", RESULT_ERROR);
	c->message = xstrdup(HOSTILE);
	c->geometry = xstrdup(HOSTILE);
	strings_add(&c->output, HOSTILE);
	strings_add(&c->klog, HOSTILE);
	c = sample_case(run, target, "lifecycle/stop-off",
			"STOP when off is 0 or an error", "VDT-START-010",
			RESULT_PASS);
	sample_expect(c, RESULT_FAIL, "listed, but it passes");
	c = sample_case(run, target, "lifecycle/last",
			"A case behind the end of the VM", "VDT-START-010",
			RESULT_NOTRUN);
	c->message = xstrdup("interrupted");
}

static inline void sample_env(struct run *run)
{
	run->dir = xstrdup("runs/sample");
	run->tool_version = xstrdup("0.1.0");
	run->tool_commit = xstrdup("3f2a91c04d1e");
	run->started = xstrdup("2026-01-31T09:14:03Z");
	run->duration_s = 48.217;
	run->seed = 1477213;
	pairs_set(&run->env, "host", "Linux 6.1.0-56-amd64 x86_64");
	pairs_set(&run->env, "distribution", "Debian GNU/Linux 12 (bookworm)");
	pairs_set(&run->env, "qemu", "7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)");
	pairs_set(&run->env, "accelerator", "tcg");
	pairs_set(&run->env, "accelerator_reason",
		  "a trial boot with -accel kvm ended with status 134");
}

/** sample_run() - a judged run of a good, a bad and an unreachable target */
static inline void sample_run(struct run *run)
{
	static const char *const sources[] = {
		"drivers/vfio/pci/pds/cmds.c",
		"drivers/vfio/pci/pds/dirty.c",
		"drivers/vfio/pci/pds/lm.c",
		"drivers/vfio/pci/pds/vfio_dev.c",
		NULL,
	};
	struct target_run *target;

	*run = (struct run){ 0 };
	sample_env(run);
	sample_rules(run);

	target = sample_target(run, "reference",
			       "Our own emulated device with a conforming "
			       "tracker");
	sample_module(target, "vfio", "package", NULL);
	sample_module(target, "tracker_reference", "fixture", NULL);
	sample_passes(run, target);
	sample_case(run, target, "bounds/over-one-page",
		    "START with one range more than fits a page is refused "
		    "with E2BIG",
		    "VDT-START-030", RESULT_PASS);
	sample_case(run, target, "bitmap/second-read-is-zero",
		    "A second REPORT of the same window reports nothing",
		    "VDT-REPORT-020", RESULT_PASS);

	target = sample_target(run, "pds",
			       "Mainline's pds-vfio-pci on an NVMe VF");
	target->model = xstrdup("pds_core_model");
	target->kernel_note = xstrdup("The VFIO modules were rebuilt from the "
				      "package's unmodified source with "
				      "IOMMUFD_DRIVER on.");
	sample_module(target, "pds-vfio-pci", "package-source", sources);
	sample_module(target, "pds_core_model", "fixture", NULL);
	sample_module(target, "vfio", "package-source", sources)->unmodified =
		false;
	sample_passes(run, target);
	sample_failures(run, target);

	target = sample_target(run, "reference,max_ranges=1",
			       "The same with a knob");
	target->infrastructure = xstrdup("QEMU ended with status 1: " HOSTILE);
	sample_case(run, target, "abi/probe-start", "PROBE of START is 0",
		    "VDT-ABI-010", RESULT_NOTRUN)
		->message = xstrdup("the VM could not be had");
	verdict_judge(run);
}

#endif
