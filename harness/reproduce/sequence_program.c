// SPDX-License-Identifier: GPL-2.0-only
/* A sequence as a C program that needs the kernel's headers only. */
#include <stdlib.h>
#include <string.h>

#include "sequence.h"
#include "util.h"

static const char head[] =
	"#include <errno.h>\n"
	"#include <fcntl.h>\n"
	"#include <linux/vfio.h>\n"
	"#include <stdint.h>\n"
	"#include <stdio.h>\n"
	"#include <stdlib.h>\n"
	"#include <string.h>\n"
	"#include <sys/ioctl.h>\n"
	"#include <sys/mman.h>\n"
	"#include <unistd.h>\n"
	"\n"
	"static const char *group_path, *name;\n"
	"static int container, group, device;\n"
	"\n"
	"static void open_device(void)\n"
	"{\n"
	"\tcontainer = open(\"/dev/vfio/vfio\", O_RDWR);\n"
	"\tgroup = open(group_path, O_RDWR);\n"
	"\tif (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) ||\n"
	"\t    ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))\n"
	"\t\texit((perror(group_path), 1));\n"
	"\tdevice = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, name);\n"
	"\tif (device < 0)\n"
	"\t\texit((perror(name), 1));\n"
	"}\n"
	"\n"
	"static int call(uint32_t flags, void *payload, size_t size)\n"
	"{\n"
	"\tuint64_t buffer[8] = { 0 };\n"
	"\tstruct vfio_device_feature *feature = (void *)buffer;\n"
	"\tint ret;\n"
	"\n"
	"\tfeature->argsz = sizeof(*feature) + size;\n"
	"\tfeature->flags = flags;\n"
	"\tmemcpy(feature->data, payload, size);\n"
	"\tret = ioctl(device, VFIO_DEVICE_FEATURE, feature) ? -errno : 0;\n"
	"\tmemcpy(payload, feature->data, size);\n"
	"\treturn ret;\n"
	"}\n"
	"\n"
	"static void map(uint64_t iova, uint64_t length)\n"
	"{\n"
	"\tvoid *va = mmap(NULL, length, PROT_READ | PROT_WRITE,\n"
	"\t\t\tMAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);\n"
	"\tstruct vfio_iommu_type1_dma_map m = {\n"
	"\t\t.argsz = sizeof(m), .flags = 3,\n"
	"\t\t.vaddr = (uintptr_t)va, .iova = iova, .size = length };\n"
	"\n"
	"\tprintf(\"map: %d\\n\", ioctl(container, VFIO_IOMMU_MAP_DMA, &m));\n"
	"}\n"
	"\n"
	"static void __attribute__((unused))\n"
	"start(uint64_t page_size, void *ranges, uint32_t count)\n"
	"{\n"
	"\tstruct vfio_device_feature_dma_logging_control c = {\n"
	"\t\t.page_size = page_size, .num_ranges = count,\n"
	"\t\t.ranges = (uintptr_t)ranges };\n"
	"\tint ret = call(VFIO_DEVICE_FEATURE_SET |\n"
	"\t\t       VFIO_DEVICE_FEATURE_DMA_LOGGING_START, &c, sizeof(c));\n"
	"\n"
	"\tprintf(\"START: %d, page_size %#llx\\n\", ret,\n"
	"\t       (unsigned long long)c.page_size);\n"
	"}\n"
	"\n"
	"static void __attribute__((unused)) stop(void)\n"
	"{\n"
	"\tprintf(\"STOP: %d\\n\", call(VFIO_DEVICE_FEATURE_SET |\n"
	"\t\tVFIO_DEVICE_FEATURE_DMA_LOGGING_STOP, &device, 0));\n"
	"}\n"
	"\n"
	"/* What makes your device write, or read, belongs here. */\n"
	"static void dma(const char *what, uint64_t iova, uint64_t length)\n"
	"{\n"
	"\tprintf(\"let the device %s %#llx bytes at IOVA %#llx, then Enter\\n\",\n"
	"\t       what, (unsigned long long)length, (unsigned long long)iova);\n"
	"\tgetchar();\n"
	"}\n"
	"\n"
	"static void report(uint64_t iova, uint64_t length, uint64_t page_size,\n"
	"\t\t   unsigned int offset, int nowhere)\n"
	"{\n"
	"\tuint64_t bits = page_size ? length / page_size + 1 : 1;\n"
	"\tunsigned char *map = calloc(1, bits / 8 + 9 + offset);\n"
	"\tstruct vfio_device_feature_dma_logging_report r = {\n"
	"\t\t.iova = iova, .length = length, .page_size = page_size,\n"
	"\t\t.bitmap = nowhere ? 0 : (uintptr_t)(map + offset) };\n"
	"\tint ret = call(VFIO_DEVICE_FEATURE_GET |\n"
	"\t\t       VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT, &r, sizeof(r));\n"
	"\n"
	"\tprintf(\"REPORT: %d, dirty:\", ret);\n"
	"\tfor (uint64_t k = 0; k < bits + 8; k++)\n"
	"\t\tif (map[offset + k / 8] >> (k % 8) & 1)\n"
	"\t\t\tprintf(\" %#llx\",\n"
	"\t\t\t       (unsigned long long)(iova + k * page_size));\n"
	"\tprintf(\"\\n\");\n"
	"\tfree(map);\n"
	"}\n"
	"\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"\tif (argc != 3)\n"
	"\t\treturn fprintf(stderr, \"usage: %s /dev/vfio/GROUP DEVICE\\n\",\n"
	"\t\t\t       argv[0]), 2;\n"
	"\tgroup_path = argv[1];\n"
	"\tname = argv[2];\n"
	"\topen_device();\n";

/* The value of a checked step's word, allocated; @otherwise where missing. */
static char *word_value(const char *step, const char *name,
			const char *otherwise)
{
	char *mark = xasprintf(" %s=", name);
	const char *at = strstr(step, mark);
	char *value;

	at = at ? at + strlen(mark) : otherwise;
	value = xstrndup(at, strcspn(at, " "));
	free(mark);
	return value;
}

static void add_map_or_dma(struct strings *lines, const char *op,
			   const char *step)
{
	char *iova = word_value(step, "iova", "0");
	char *length = word_value(step, "length", "0");
	char *times = word_value(step, "times", "1");
	char *stride = word_value(step, "stride", "0");

	if (!strcmp(op, "map"))
		strings_addf(lines, "\tmap(%s, %s);\n", iova, length);
	else
		strings_addf(lines,
			     "\tfor (uint64_t i = 0; i < %s; i++)\n"
			     "\t\tdma(\"%s\", %s + i * %s, %s);\n",
			     times, op, iova, stride, length);
	free(iova);
	free(length);
	free(times);
	free(stride);
}

static void add_unmap(struct strings *lines, const char *step,
		      const struct strings *steps)
{
	char *iova = word_value(step, "iova", "0"), *length = NULL;

	/* The length is that of the step that mapped it. */
	for (size_t i = 0; i < steps->n && !length; i++) {
		char *other = word_value(steps->v[i], "iova", "");

		if (str_starts(steps->v[i], "map ") && !strcmp(other, iova))
			length = word_value(steps->v[i], "length", "0");
		free(other);
	}
	strings_addf(lines,
		     "\tioctl(container, VFIO_IOMMU_UNMAP_DMA,\n"
		     "\t      &(struct vfio_iommu_type1_dma_unmap){\n"
		     "\t\t.argsz = sizeof(struct vfio_iommu_type1_dma_unmap),\n"
		     "\t\t.iova = %s, .size = %s });\n",
		     iova, length ? length : "0");
	free(iova);
	free(length);
}

static void add_start(struct strings *lines, const char *step)
{
	char *ranges = word_value(step, "ranges", "");
	char *size = word_value(step, "page_size", "0");
	bool nowhere = strstr(step, " memory=none");
	struct strings pairs = { 0 };

	strings_split(&pairs, ranges, "+,");
	strings_addf(lines, "\tstart(%s, %s(uint64_t[]){", size,
		     nowhere ? "1 ? NULL : " : "");
	for (size_t i = 0; i < pairs.n; i++)
		strings_addf(lines, "%s%s,", i % 4 ? " " : "\n\t\t",
			     pairs.v[i]);
	strings_addf(lines, " 0 }, %zu);\n", pairs.n / 2);
	strings_free(&pairs);
	free(ranges);
	free(size);
}

static void add_report(struct strings *lines, const char *step)
{
	char *iova = word_value(step, "iova", "0");
	char *length = word_value(step, "length", "0");
	char *size = word_value(step, "page_size", "0");
	char *offset = word_value(step, "offset", "0");
	char *times = word_value(step, "times", "1");

	strings_addf(lines,
		     "\tfor (int i = 0; i < %s; i++)\n"
		     "\t\treport(%s, %s, %s, %s, %d);\n",
		     times, iova, length, size, offset,
		     !!strstr(step, " memory=none"));
	free(iova);
	free(length);
	free(size);
	free(offset);
	free(times);
}

/* What was mapped is mapped again. */
static void add_reopen(struct strings *lines, const char *step,
		       const struct strings *steps)
{
	strings_add(lines, "\tclose(device);\n\tclose(group);\n"
			   "\tclose(container);\n\topen_device();\n");
	for (size_t i = 0; i < steps->n && steps->v[i] != step; i++)
		if (str_starts(steps->v[i], "map "))
			add_map_or_dma(lines, "map", steps->v[i]);
}

static void step_add(struct strings *lines, const char *step,
		     const struct strings *steps)
{
	char *op = xstrndup(step, strcspn(step, " "));

	strings_addf(lines, "\t/* %s */\n", op);
	if (!strcmp(op, "start"))
		add_start(lines, step);
	else if (!strcmp(op, "report"))
		add_report(lines, step);
	else if (!strcmp(op, "unmap"))
		add_unmap(lines, step, steps);
	else if (!strcmp(op, "stop"))
		strings_add(lines, "\tstop();\n");
	else if (!strcmp(op, "reset"))
		strings_add(lines, "\tioctl(device, VFIO_DEVICE_RESET);\n");
	else if (!strcmp(op, "reopen"))
		add_reopen(lines, step, steps);
	else if (!strcmp(op, "rewrite"))
		strings_add(lines,
			    "\tdma(\"write the same bytes again,\", 0, 0);\n");
	else
		add_map_or_dma(lines, op, step);
	free(op);
}

/* What would end a comment early. */
static char *comment_safe(const char *why)
{
	char *text = xstrdup(why ? why : "");

	for (char *p = text; *p; p++)
		if (*p == '*' || *p == '\\')
			*p = ' ';
	return text;
}

char *sequence_program(const char *why, const struct strings *steps)
{
	struct strings lines = { 0 };
	char *safe = comment_safe(why), *text;

	strings_add(&lines, "// SPDX-License-Identifier: GPL-2.0-only\n");
	strings_addf(&lines, "/* %s */\n", safe);
	strings_add(&lines, head);
	for (size_t i = 0; i < steps->n; i++)
		step_add(&lines, steps->v[i], steps);
	strings_add(&lines, "\treturn 0;\n}\n");
	text = strings_join(&lines, "");
	strings_free(&lines);
	free(safe);
	return text;
}
