// SPDX-License-Identifier: GPL-2.0-only
/* The end of the page: what was loaded, and where it ran. */
#include "report_html.h"

#include <string.h>

#include "util.h"

static void module_sources(const struct module *module, FILE *out)
{
	bool ours = !strcmp(module->origin, "fixture");
	const char *theirs = strcmp(module->origin, "own-kernel")
				     ? "out of tree"
				     : "of the kernel's folder";
	bool compared = module_compared(module);
	size_t same = 0, i;

	if (!module->nr_sources)
		return;
	for (i = 0; i < module->nr_sources; i++)
		same += module->sources[i].unmodified;
	fputs("<details class=\"log\"><summary>", out);
	if (compared)
		fprintf(out, "%zu of ", same);
	fprintf(out, "%zu source file%s %s</summary><table class=\"sums\">\n",
		module->nr_sources, module->nr_sources == 1 ? "" : "s",
		ours	   ? "of trackcert's"
		: compared ? "equal the package's"
			   : theirs);
	for (i = 0; i < module->nr_sources; i++) {
		const struct source_file *file = &module->sources[i];

		fputs("<tr><td><code>", out);
		html_put(file->path, out);
		fprintf(out, "</code></td><td>%s</td><td><code>",
			ours		   ? "ours"
			: !compared	   ? theirs
			: file->unmodified ? "unmodified"
					   : "<b>modified</b>");
		html_put(file->sha256, out);
		fputs("</code></td></tr>\n", out);
	}
	fputs("</table></details>\n", out);
}

static const char *module_origin(const struct module *module)
{
	if (!strcmp(module->origin, "package"))
		return "binary as the package ships it";
	if (!strcmp(module->origin, "package-source"))
		return "built from the package's source";
	if (!strcmp(module->origin, "fixture"))
		return "fixture of trackcert";
	if (!strcmp(module->origin, "out-of-tree"))
		return "built from a folder out of tree";
	if (!strcmp(module->origin, "own-kernel"))
		return "of the kernel's folder";
	return module->origin;
}

static void module_put(const struct module *module, FILE *out)
{
	fputs("<tr><th scope=\"row\"><code>", out);
	html_put(module->name, out);
	fputs("</code></th><td>", out);
	html_put(module_origin(module), out);
	if (module_compared(module))
		fputs(module->unmodified ? ", unmodified" : ", <b>modified</b>",
		      out);
	fputs("</td><td><code class=\"sha\">", out);
	html_put(module->sha256, out);
	fputs("</code>", out);
	module_sources(module, out);
	fputs("</td></tr>\n", out);
}

void html_modules(const struct run *run, FILE *out)
{
	size_t i, k;

	fputs("<section id=\"modules\"><h2>Modules</h2>\n", out);
	for (i = 0; i < run->nr_targets; i++) {
		const struct target_run *target = &run->targets[i];

		fputs("<h3>", out);
		html_put(target->target, out);
		fputs(" <small>", out);
		html_put(target->kernel, out);
		fputs("</small></h3>\n", out);
		if (target->kernel_note) {
			fputs("<p class=\"note\">", out);
			html_prose(target->kernel_note, out);
			fputs("</p>\n", out);
		}
		fputs("<div class=\"scroll\"><table class=\"modules\"><thead>"
		      "<tr><th scope=\"col\">Module</th><th scope=\"col\">"
		      "Origin</th><th scope=\"col\">sha256</th></tr></thead>"
		      "<tbody>\n",
		      out);
		for (k = 0; k < target->nr_modules; k++)
			module_put(&target->modules[k], out);
		fputs("</tbody></table></div>\n", out);
	}
	fputs("</section>\n", out);
}

/* What keys of the journal mean, where a word does not say it. */
static const struct {
	const char *key, *says;
} words[] = {
	{ "accelerator_reason", "why this accelerator" },
	{ "options", "options of the run" },
	{ "tree", "tree that the tool was built from" },
	{ "version", "build of the kernel" },
	{ "page_size", "page size (bytes)" },
	{ "memory_kib", "memory (KiB)" },
	{ "modules", "modules loaded" },
	{ "iommu_group", "IOMMU group" },
	{ "iommu_type", "IOMMU domain" },
	{ "measured:max_ranges", "most ranges that the core takes" },
	{ "boot_warning", "kernel's complaint while booting" },
	{ "stimulus_does", "what the stimulus does and cannot do" },
	{ "pci_ids", "PCI vendor and device" },
	{ "pci_subsystem", "PCI subsystem" },
	{ "pci_class", "PCI class" },
	{ "pci_physfn", "PF of this VF" },
	{ "pci_numa_node", "NUMA node" },
	{ "pci_firmware", "firmware of the device" },
	{ "pci_link", "PCI link" },
	{ "pci_reset", "ways to reset the device" },
	{ "host_iommu", "IOMMU of the machine" },
	{ "host_iommu_group", "IOMMU group on the machine" },
	{ "host_iommu_address_bits", "address bits of the machine's IOMMU" },
	{ "late_warning", "kernel's complaint outside of cases" },
};

static void key_put(const char *key, FILE *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(key, words[i].key)) {
			html_put(words[i].says, out);
			return;
		}
	html_put(key, out);
	if (str_starts(key, "boot "))
		fputs(" (its nonce, which marks its lines in the raw logs)",
		      out);
}

static void pair_put(const char *key, const char *value, FILE *out)
{
	if (!value)
		return;
	fputs("<dt>", out);
	key_put(key, out);
	fputs("</dt><dd>", out);
	html_put(value, out);
	fputs("</dd>\n", out);
}

static void pairs_put(const struct pairs *pairs, FILE *out)
{
	size_t i;

	for (i = 0; i < pairs->n; i++)
		pair_put(pairs->v[i].key, pairs->v[i].value, out);
}

void html_environment(const struct run *run, FILE *out)
{
	size_t i;

	fputs("<section id=\"environment\"><h2>Environment</h2>\n"
	      "<div class=\"envs\"><div><h3>Host</h3><dl>\n",
	      out);
	pairs_put(&run->env, out);
	fputs("</dl></div>\n", out);
	for (i = 0; i < run->nr_targets; i++) {
		const struct target_run *target = &run->targets[i];

		fputs("<div><h3>Guest of ", out);
		html_put(target->target, out);
		fputs(" <small>", out);
		html_put(target->kernel, out);
		fputs("</small></h3><dl>\n", out);
		pair_put("kernel release", target->release, out);
		pair_put("config sha256", target->config_sha256, out);
		pair_put("driver", target->driver, out);
		pair_put("model", target->model, out);
		pairs_put(&target->env, out);
		fputs("</dl></div>\n", out);
	}
	fputs("</div></section>\n", out);
}
